//! Setting the text of a section: its bytes change, no others.

use super::fence::is_open_ended;
use super::{Known, Section, content, core, find, sections, tidy};
use crate::front_matter::FrontMatter;
use crate::lines::{line_break, replaced};
use crate::problem::Flaw;

/// Sets a section's text; an empty one takes the section away.
pub(crate) fn set_section(text: &str, known: Known, new: &str) -> Result<String, Flaw> {
    let new = tidy(new);
    let body = FrontMatter::of(text)?.body;
    let all = sections(text, body)?;
    if new == said(text, &all, known) {
        return Ok(text.to_owned());
    }
    let others = others(text, &all, known);
    let fits = |candidate: &String| {
        sections(candidate, body).is_ok_and(|all| {
            said(candidate, &all, known) == new && self::others(candidate, &all, known) == others
        })
    };
    let candidates = match find(&all, known) {
        Some(section) if new.is_empty() => cleared(text, section),
        Some(section) => filled(text, section, known, &new),
        None => vec![inserted(text, body, &all, known, &broken_as(text, &new))],
    };
    candidates.into_iter().find(fits).ok_or_else(|| {
        let title = known.title();
        Flaw::whole(format!(
            "the text holds a marker that ends its section, {title}"
        ))
    })
}

/// Without the section, or with an empty one, where a second of its kind would else
/// take its place.
fn cleared(text: &str, section: &Section<'_>) -> Vec<String> {
    let empty = replaced(text, core(text, section.content.clone()), "");
    vec![without(text, section), empty]
}

/// With the markers that there are, or with new ones, where the text would else not
/// end where it should.
fn filled(text: &str, section: &Section<'_>, known: Known, new: &str) -> Vec<String> {
    let written = broken_as(text, new);
    let as_it_is = refilled(text, section, &written);
    if section.marked.is_some() {
        return vec![as_it_is];
    }
    let marked = refilled(text, section, &marked(known, &written, line_break(text)));
    match is_open_ended(new) {
        true => vec![marked],
        false => vec![as_it_is, marked],
    }
}

/// With the line breaks of the file.
fn broken_as(text: &str, new: &str) -> String {
    new.replace('\n', line_break(text))
}

fn said(text: &str, all: &[Section<'_>], known: Known) -> String {
    let section = find(all, known);
    section
        .map(|section| content(text, section))
        .unwrap_or_default()
}

/// Titles and texts of the sections that an edit must not change.
fn others(text: &str, all: &[Section<'_>], known: Known) -> Vec<(String, String)> {
    let others = all.iter().filter(|section| section.known != Some(known));
    others
        .map(|section| (section.title.to_owned(), content(text, section)))
        .collect()
}

/// The section without its old text. Line breaks around it stay.
fn refilled(text: &str, section: &Section<'_>, new: &str) -> String {
    let old = core(text, section.content.clone());
    if !old.is_empty() {
        return replaced(text, old, new);
    }
    let line_break = line_break(text);
    let new = match section.marked {
        Some(_) => format!("{new}{line_break}"),
        None => {
            let more = section.whole.end < text.len();
            let end = if more { line_break } else { "" };
            format!("{line_break}{new}{line_break}{end}")
        }
    };
    let bare = !text[..section.content.start].ends_with('\n');
    let new = if bare {
        format!("{line_break}{new}")
    } else {
        new
    };
    replaced(text, section.content.clone(), &new)
}

pub(super) fn without(text: &str, section: &Section<'_>) -> String {
    let rest = section
        .marked
        .map(|marked| core(text, marked..section.whole.end));
    let rest = rest.filter(|rest| !rest.is_empty());
    let after = rest.map_or(section.whole.end, |rest| rest.start);
    let result = replaced(text, section.whole.start..after, "");
    if after < text.len() {
        return result;
    }
    let end = result.trim_end().len();
    format!("{}{}", &result[..end], line_break(text))
}

fn marked(known: Known, content: &str, line_break: &str) -> String {
    let name = known.marker();
    let parts = [
        &format!("<!-- {name}:BEGIN -->"),
        content,
        &format!("<!-- {name}:END -->"),
    ];
    parts.join(line_break)
}

/// A section as Backlog.md writes it, which leaves no line between the heading and
/// the marker of a checklist.
fn block(text: &str, known: Known, content: &str) -> String {
    let line_break = line_break(text);
    let gap = match known {
        Known::AcceptanceCriteria | Known::DefinitionOfDone | Known::Comments => "",
        _ => line_break,
    };
    let marked = marked(known, content, line_break);
    format!("## {}{line_break}{gap}{marked}{line_break}", known.title())
}

/// The text with a new section.
pub(super) fn inserted(
    text: &str,
    body: usize,
    all: &[Section<'_>],
    known: Known,
    content: &str,
) -> String {
    let at = place(text, all, known).max(body);
    let line_break = line_break(text);
    let gap = gap(&text[..at], line_break);
    let after = if at < text.len() { line_break } else { "" };
    let block = block(text, known, content);
    replaced(text, at..at, &format!("{gap}{block}{after}"))
}

/// Before the first of those that come after it in Backlog.md's order, else behind
/// the last of those that come before it.
fn place(text: &str, all: &[Section<'_>], known: Known) -> usize {
    let after = all.iter().find(|section| section.known > Some(known));
    let before = all.iter().rfind(|section| section.known.is_some());
    match (after, before) {
        (Some(after), _) => after.whole.start,
        (None, Some(before)) => before.whole.end,
        (None, None) if known == Known::Description => {
            all.first().map_or(text.len(), |first| first.whole.start)
        }
        (None, None) => text.len(),
    }
}

/// What makes a blank line of the end of the text.
fn gap(before: &str, line_break: &str) -> String {
    let breaks = before.chars().rev().filter(|c| *c != '\r');
    let breaks = breaks.take_while(|c| *c == '\n').count();
    line_break.repeat(2_usize.saturating_sub(breaks))
}
