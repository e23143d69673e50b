//! The body of a task file: its sections, and where in the text each one's content
//! lies. Backlog.md puts most of them between comments, `<!-- SECTION:PLAN:BEGIN -->`
//! and `<!-- SECTION:PLAN:END -->`; files of its older versions have the headings
//! only.

pub(crate) mod criteria;
mod edit;
mod fence;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub(crate) use edit::set_section;
use fence::Fence;

use crate::lines::{Line, lines};
use crate::problem::Flaw;

/// The sections that Backlog.md knows, in the order in which it writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    Description,
    AcceptanceCriteria,
    DefinitionOfDone,
    ImplementationPlan,
    ImplementationNotes,
    Comments,
    FinalSummary,
}

impl Known {
    const ALL: [(Known, &'static str, &'static str); 7] = [
        (Known::Description, "Description", "SECTION:DESCRIPTION"),
        (Known::AcceptanceCriteria, "Acceptance Criteria", "AC"),
        (Known::DefinitionOfDone, "Definition of Done", "DOD"),
        (
            Known::ImplementationPlan,
            "Implementation Plan",
            "SECTION:PLAN",
        ),
        (
            Known::ImplementationNotes,
            "Implementation Notes",
            "SECTION:NOTES",
        ),
        (Known::Comments, "Comments", "COMMENTS"),
        (
            Known::FinalSummary,
            "Final Summary",
            "SECTION:FINAL_SUMMARY",
        ),
    ];

    fn of(heading: &str) -> Option<Known> {
        let title = heading
            .strip_suffix("(Optional)")
            .unwrap_or(heading)
            .trim_end();
        let mut all = Self::ALL.iter();
        let found = all.find(|(_, known, _)| known.eq_ignore_ascii_case(title));
        found.map(|(known, ..)| *known)
    }

    pub(crate) fn title(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// What stands in the comments around it.
    fn marker(self) -> &'static str {
        Self::ALL[self as usize].2
    }
}

/// A heading `## …` and what belongs to it.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    pub(crate) title: &'a str,
    /// None for a section of the writer's own, and for the second of a kind.
    pub(crate) known: Option<Known>,
    /// From the heading's line to the next heading.
    pub(crate) whole: Range<usize>,
    /// What it says: between the markers, else below the heading.
    pub(crate) content: Range<usize>,
    /// Behind the end marker's line.
    pub(crate) marked: Option<usize>,
}

/// All sections from `body` on, in their order.
pub(crate) fn sections(text: &str, body: usize) -> Result<Vec<Section<'_>>, Flaw> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut fence = Fence::default();
    let mut inside = 0;
    for line in lines(text, body..text.len()) {
        if line.start < inside || fence.covers(line.text) {
            continue;
        }
        let Some(title) = line.text.strip_prefix("## ") else {
            continue;
        };
        close(&mut sections, line.start);
        let section = open(text, title.trim(), &line, &sections)?;
        inside = section.marked.unwrap_or(0);
        sections.push(section);
    }
    close(&mut sections, text.len());
    Ok(sections)
}

fn close(sections: &mut [Section<'_>], end: usize) {
    if let Some(last) = sections.last_mut() {
        last.whole.end = end;
        if last.marked.is_none() {
            last.content.end = end;
        }
    }
}

fn open<'a>(
    text: &'a str,
    title: &'a str,
    heading: &Line<'a>,
    before: &[Section<'a>],
) -> Result<Section<'a>, Flaw> {
    let known = Known::of(title);
    let known = known.filter(|known| before.iter().all(|section| section.known != Some(*known)));
    let markers = markers(text, heading.end)?;
    let content = markers.as_ref().map(|markers| markers.content.clone());
    Ok(Section {
        title,
        known,
        whole: heading.start..text.len(),
        content: content.unwrap_or(heading.end..text.len()),
        marked: markers.map(|markers| markers.end),
    })
}

struct Markers {
    content: Range<usize>,
    end: usize,
}

/// The markers that follow a heading, blank lines between them allowed.
fn markers(text: &str, from: usize) -> Result<Option<Markers>, Flaw> {
    let mut below = lines(text, from..text.len()).skip_while(|line| line.text.trim().is_empty());
    let Some((begin, name)) = below
        .next()
        .and_then(|line| Some((line, begins(line.text)?)))
    else {
        return Ok(None);
    };
    let end = format!("<!-- {name}:END -->");
    match below.find(|line| line.text.trim() == end) {
        Some(line) => Ok(Some(Markers {
            content: begin.end..line.start,
            end: line.end,
        })),
        None => {
            let number = text[..begin.start].matches('\n').count() + 1;
            Err(Flaw::at(
                number,
                format!("`{}` has no `{end}`", begin.text.trim()),
            ))
        }
    }
}

/// The body without the markers' lines.
pub(crate) fn unmarked(text: &str, body: usize) -> String {
    let marker = |line: &str| begins(&line.replace(":END -->", ":BEGIN -->")).is_some();
    let kept = lines(text, body..text.len()).filter(|line| !marker(line.text));
    kept.map(|line| format!("{}\n", line.text)).collect()
}

/// The name in a begin marker.
fn begins(line: &str) -> Option<&str> {
    let name = line
        .trim()
        .strip_prefix("<!-- ")?
        .strip_suffix(":BEGIN -->")?;
    let ours = name.starts_with("SECTION:") || matches!(name, "AC" | "DOD" | "COMMENTS");
    ours.then_some(name)
}

/// The section of this kind.
pub(crate) fn find<'s, 'a>(sections: &'s [Section<'a>], known: Known) -> Option<&'s Section<'a>> {
    sections.iter().find(|section| section.known == Some(known))
}

/// The text of a section: line breaks `\n`, no blank lines around it.
pub(crate) fn content(text: &str, section: &Section<'_>) -> String {
    tidy(&text[section.content.clone()])
}

/// Line breaks `\n`, no blank lines before, no white space behind.
pub(crate) fn tidy(text: &str) -> String {
    let core = &text[core(text, 0..text.len())];
    match core.contains('\r') {
        true => tidy(&core.replace("\r\n", "\n").replace('\r', "\n")),
        false => core.to_owned(),
    }
}

/// Without blank lines before and white space behind.
fn core(text: &str, range: Range<usize>) -> Range<usize> {
    let end = range.start + text[range.clone()].trim_end().len();
    let mut full = lines(text, range.start..end).filter(|line| !line.text.trim().is_empty());
    full.next().map_or(end..end, |first| first.start..end)
}
