//! The acceptance criteria: a list of checkboxes, one a line. Where the section has
//! markers, Backlog.md numbers them: `- [ ] #1 text`.

use std::ops::Range;

use super::edit::{inserted, without};
use super::fence::Fence;
use super::{Known, Section, core, find, sections};
use crate::front_matter::FrontMatter;
use crate::lines::{Line, Splice, insert, line_break, lines, shared_ends, splice};
use crate::problem::Flaw;
use crate::task::Criterion;

/// A checkbox and where its parts lie.
#[derive(Debug)]
struct Checkbox<'a> {
    checked: bool,
    text: &'a str,
    /// Its line and those that continue it, without the last line break.
    whole: Range<usize>,
    /// The character between the brackets.
    mark: Range<usize>,
    number: Option<Range<usize>>,
    content: Range<usize>,
}

/// What the section lists.
pub(crate) fn read(text: &str, sections: &[Section<'_>]) -> Vec<Criterion> {
    let section = find(sections, Known::AcceptanceCriteria);
    let boxes = section.map(|section| checkboxes(text, section));
    let boxes = boxes.unwrap_or_default().into_iter().zip(1..);
    let criteria = boxes.map(|(checkbox, index)| Criterion {
        index,
        text: checkbox.text.to_owned(),
        checked: checkbox.checked,
    });
    criteria.collect()
}

fn checkboxes<'a>(text: &'a str, section: &Section<'_>) -> Vec<Checkbox<'a>> {
    let mut boxes: Vec<Checkbox<'a>> = Vec::new();
    let mut fence = Fence::default();
    let mut open = false;
    for line in lines(text, section.content.clone()) {
        let code = fence.covers(line.text);
        let found = checkbox(&line, section.marked.is_some()).filter(|_| !code);
        let continues = !code && continues(line.text);
        match (found, boxes.last_mut()) {
            (Some(found), _) => boxes.push(found),
            (None, Some(last)) if open && continues => last.whole.end = line.span().end,
            _ => {
                open = false;
                continue;
            }
        }
        open = true;
    }
    boxes
}

/// Whether a line goes on with the paragraph of the checkbox above it: as CommonMark
/// 5.2 has it, that needs no indentation.
fn continues(line: &str) -> bool {
    let begins_anew = [
        "#", ">", "- ", "* ", "+ ", "<", "---", "***", "___", "1.", "1)",
    ];
    let indented = line.starts_with([' ', '\t']);
    !line.trim().is_empty() && (indented || !begins_anew.iter().any(|mark| line.starts_with(mark)))
}

fn checkbox<'a>(line: &Line<'a>, numbered: bool) -> Option<Checkbox<'a>> {
    let rest = line
        .text
        .strip_prefix(['-', '*', '+'])?
        .strip_prefix(" [")?;
    let checked = match rest.chars().next()? {
        ' ' => false,
        'x' | 'X' => true,
        _ => return None,
    };
    let rest = rest[1..].strip_prefix("] ")?;
    let at = |part: &str| line.start + (line.text.len() - part.len());
    let (number, words) = match number(rest).filter(|_| numbered) {
        Some(length) => (Some(at(rest)..at(rest) + length), &rest[length..]),
        None => (None, rest),
    };
    let words = words.trim_start();
    let text = words.trim_end();
    let content = at(words)..at(words) + text.len();
    (!text.is_empty()).then_some(Checkbox {
        checked,
        text,
        whole: line.span(),
        mark: line.start + 3..line.start + 4,
        number,
        content,
    })
}

/// The length of `#12` before a space.
fn number(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('#')?;
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let some = rest.len() < digits.len() && rest.starts_with(' ');
    some.then_some(text.len() - rest.len())
}

/// Sets the list. Lines of criteria that stay as they are do not change; without
/// any criterion the section goes, unless it says something else too.
pub(crate) fn set(text: &str, new: &[Criterion]) -> Result<String, Flaw> {
    let body = FrontMatter::of(text)?.body;
    let all = sections(text, body)?;
    let line_break = line_break(text);
    let Some(section) = find(&all, Known::AcceptanceCriteria) else {
        let lines = listed(new, Some(1)).join(line_break);
        return Ok(match new {
            [] => text.to_owned(),
            _ => inserted(text, body, &all, Known::AcceptanceCriteria, &lines),
        });
    };
    let old = checkboxes(text, section);
    if old.is_empty() && !new.is_empty() {
        return Ok(splice(text, vec![first(text, section, new, line_break)]));
    }
    let result = splice(text, changes(text, section, &old, new, line_break));
    let left = sections(&result, body)?;
    Ok(match find(&left, Known::AcceptanceCriteria) {
        Some(left) if !old.is_empty() && is_spare(&result, left, &all) => without(&result, left),
        _ => result,
    })
}

/// Nothing is said there any more, neither between the markers nor behind them, and
/// no second list would take its place.
fn is_spare(text: &str, section: &Section<'_>, all: &[Section<'_>]) -> bool {
    let lists = all
        .iter()
        .filter(|other| Known::of(other.title) == Known::of(section.title));
    let behind = section.marked.unwrap_or(section.whole.end)..section.whole.end;
    let empty = |range| core(text, range).is_empty();
    empty(section.content.clone()) && empty(behind) && lists.count() == 1
}

/// The lines of criteria, numbered from `first` on.
fn listed(criteria: &[Criterion], first: Option<usize>) -> Vec<String> {
    let numbers = (0..).map(|index| first.map(|first| format!("#{} ", first + index)));
    let lines = criteria.iter().zip(numbers).map(|(criterion, number)| {
        let mark = mark(criterion.checked);
        format!(
            "- [{mark}] {}{}",
            number.unwrap_or_default(),
            criterion.text
        )
    });
    lines.collect()
}

fn mark(checked: bool) -> &'static str {
    if checked { "x" } else { " " }
}

/// A list for a section that has none.
fn first(text: &str, section: &Section<'_>, new: &[Criterion], line_break: &str) -> Splice {
    let list = listed(new, section.marked.map(|_| 1)).join(line_break);
    let said = core(text, section.content.clone());
    if !said.is_empty() {
        return insert(said.end, format!("{line_break}{line_break}{list}"));
    }
    let before = match section.marked {
        Some(_) => "",
        None => line_break,
    };
    let bare = !text[..section.content.start].ends_with('\n');
    let broken = if bare { line_break } else { "" };
    let more = section.marked.is_none() && section.whole.end < text.len();
    let after = if more { line_break } else { "" };
    Splice {
        range: section.content.clone(),
        with: format!("{broken}{before}{list}{line_break}{after}"),
    }
}

/// What turns the old list into the new one. The criteria that both end with stay
/// where they are; of the others, the lines take the new texts one by one.
fn changes(
    text: &str,
    section: &Section<'_>,
    old: &[Checkbox<'_>],
    new: &[Criterion],
    line_break: &str,
) -> Vec<Splice> {
    let (_, suffix) = shared_ends(old, new, |old, new| old.text == new.text);
    let kept = old.len().min(new.len()) - suffix;
    let (old_end, new_end) = (old.len() - suffix, new.len() - suffix);
    let moved = (old.len() != new.len()).then_some(new_end + 1);

    let start = old.iter().zip(new).take(kept);
    let mut splices: Vec<Splice> = start
        .flat_map(|(old, new)| change(old, new, None))
        .collect();
    for (index, (old, new)) in old[old_end..].iter().zip(&new[new_end..]).enumerate() {
        splices.extend(change(old, new, moved.map(|first| first + index)));
    }
    splices.extend(old[kept..old_end].iter().map(|checkbox| Splice {
        range: line_of(text, section, &checkbox.whole),
        with: String::new(),
    }));
    let lines = listed(&new[kept..new_end], section.marked.map(|_| kept + 1));
    splices.extend(added(old, kept, &lines, line_break));
    splices
}

/// New lines behind the first `kept` criteria.
fn added(old: &[Checkbox<'_>], kept: usize, lines: &[String], line_break: &str) -> Option<Splice> {
    if lines.is_empty() {
        return None;
    }
    let lines = lines.join(line_break);
    Some(match kept {
        0 => insert(old.first()?.whole.start, format!("{lines}{line_break}")),
        _ => insert(old[kept - 1].whole.end, format!("{line_break}{lines}")),
    })
}

/// The lines of a criterion with their break, if there is one.
fn line_of(text: &str, section: &Section<'_>, whole: &Range<usize>) -> Range<usize> {
    let rest = &text[whole.end..section.content.end];
    match rest.find('\n') {
        Some(length) => whole.start..whole.end + length + 1,
        None => whole.clone(),
    }
}

fn change(old: &Checkbox<'_>, new: &Criterion, number: Option<usize>) -> Vec<Splice> {
    let mut splices = Vec::new();
    if old.checked != new.checked {
        splices.push(Splice {
            range: old.mark.clone(),
            with: mark(new.checked).to_owned(),
        });
    }
    if let (Some(range), Some(number)) = (&old.number, number) {
        splices.push(Splice {
            range: range.clone(),
            with: format!("#{number}"),
        });
    }
    if old.text != new.text {
        splices.push(Splice {
            range: old.content.clone(),
            with: new.text.clone(),
        });
    }
    splices
}
