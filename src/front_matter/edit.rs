//! Setting a field of the front matter: its bytes change, no others. The way it is
//! written is kept where it can hold the new value: quotes, comment, kind of list.

use std::ops::Range;

use super::value::{Item, Scalar, Style, block_list, flow_list, scalar};
use super::{Field, FrontMatter, Value};
use crate::lines::{Splice, insert, line_break, replaced, shared_ends, splice};
use crate::problem::Flaw;

/// The order in which Backlog.md writes fields; a new one goes to its place in it.
const ORDER: [&str; 15] = [
    "id",
    "title",
    "status",
    "assignee",
    "reporter",
    "created_date",
    "updated_date",
    "labels",
    "milestone",
    "dependencies",
    "references",
    "documentation",
    "parent_task_id",
    "subtasks",
    "priority",
];

/// Sets a scalar; None takes the field away.
pub(crate) fn set_text(text: &str, key: &str, value: Option<&str>) -> Result<String, Flaw> {
    let front = FrontMatter::of(text)?;
    let Some(field) = front.fields.find(key) else {
        return Ok(value.map_or_else(
            || text.to_owned(),
            |value| {
                with_field(
                    text,
                    &front,
                    key,
                    &format!(" {}", written(value, Style::Plain)),
                )
            },
        ));
    };
    let Some(value) = value else {
        return Ok(replaced(text, field.lines.clone(), ""));
    };
    if front.fields.value(key)? == Value::Text(value.to_owned()) {
        return Ok(text.to_owned());
    }
    let raw = front.fields.raw(field);
    let (range, new) = match scalar(raw) {
        Some(old) => in_place(raw, &old, value),
        None => (0..raw.len(), format!(" {}", written(value, Style::Plain))),
    };
    Ok(replaced(text, within(field, range), &new))
}

/// The bytes of the old scalar, and the new one with the spaces that it needs.
fn in_place(raw: &str, old: &Scalar, value: &str) -> (Range<usize>, String) {
    let mut new = written(value, old.style);
    if !raw[..old.range.start].ends_with(' ') {
        new.insert(0, ' ');
    }
    if raw[old.range.end..].starts_with('#') {
        new.push(' ');
    }
    (old.range.clone(), new)
}

/// A range of the field's value as one of the text.
fn within(field: &Field<'_>, range: Range<usize>) -> Range<usize> {
    field.value.start + range.start..field.value.start + range.end
}

fn with_field(text: &str, front: &FrontMatter<'_>, key: &str, value: &str) -> String {
    let place = |key: &str| ORDER.iter().position(|known| *known == key);
    let own = place(key);
    let mut before = front.fields.fields.iter().filter(|field| {
        let place = place(field.key);
        place.is_some() && place < own
    });
    let at = before
        .next_back()
        .map_or(front.start, |field| field.lines.end);
    let line = format!("{key}:{value}{}", line_break(text));
    splice(text, vec![insert(at, line)])
}

/// Sets a list. A missing one and an empty one are the same.
pub(crate) fn set_list(text: &str, key: &str, items: &[String]) -> Result<String, Flaw> {
    let front = FrontMatter::of(text)?;
    let Some(field) = front.fields.find(key) else {
        let block = block(items, "  - ", line_break(text));
        return Ok(match items {
            [] => text.to_owned(),
            _ => with_field(text, &front, key, &block),
        });
    };
    if front.fields.value(key)?.into_list().as_deref() == Some(items) {
        return Ok(text.to_owned());
    }
    let splices = change_list(front.fields.raw(field), items, line_break(text));
    let moved = splices.into_iter().map(|Splice { range, with }| Splice {
        range: within(field, range),
        with,
    });
    Ok(splice(text, moved.collect()))
}

/// What makes the new list of the old one, in the way that the old one is written.
fn change_list(raw: &str, items: &[String], line_break: &str) -> Vec<Splice> {
    let whole = |with| {
        vec![Splice {
            range: 0..raw.len(),
            with,
        }]
    };
    if let Some((old, range)) = flow_list(raw) {
        return match (old.is_empty(), items) {
            (false, _) => vec![change_flow(raw, range, items)],
            (true, _) => fill_empty(raw, range, items, line_break),
        };
    }
    match (block_list(raw), scalar(raw)) {
        (
            _,
            Some(Scalar {
                text: None, range, ..
            }),
        ) => fill_empty(raw, range, items, line_break),
        _ if items.is_empty() => whole(" []".to_owned()),
        (Some(old), _) => change_block(raw, &old, items, line_break),
        _ => whole(block(items, "  - ", line_break)),
    }
}

/// The lines of a block list, without the last line break.
fn block(items: &[String], lead: &str, line_break: &str) -> String {
    let line = |item: &String| format!("{line_break}{lead}{}", written(item, Style::Plain));
    items.iter().map(line).collect()
}

/// Lines of items that stay are not touched.
fn change_block(raw: &str, old: &[Item<'_>], new: &[String], line_break: &str) -> Vec<Splice> {
    let (prefix, suffix) = shared_ends(old, new, |old, new| old.text == *new);
    let gone = &old[prefix..old.len() - suffix];
    let come = &new[prefix..new.len() - suffix];
    // From the end of the line before to the end of its own: the last has no break.
    let end_before = |item: &Item<'_>| raw[..item.line.start].trim_end_matches(['\r', '\n']).len();
    let removed = gone.iter().map(|item| Splice {
        range: end_before(item)..item.line.span().end,
        with: String::new(),
    });
    let at = match prefix {
        0 => end_before(&old[0]),
        _ => old[prefix - 1].line.span().end,
    };
    let added = insert(at, block(come, old[0].lead, line_break));
    removed.chain([added]).collect()
}

fn change_flow(raw: &str, range: Range<usize>, new: &[String]) -> Splice {
    let quote = match raw[range.start + 1..].trim_start().chars().next() {
        Some('"') => Style::Double,
        Some('\'') => Style::Single,
        _ => Style::Plain,
    };
    let items: Vec<String> = new.iter().map(|item| in_flow(item, quote)).collect();
    let with = format!("[{}]", items.join(", "));
    Splice { range, with }
}

/// `[]` or null goes, a comment behind it stays, the items follow on their own lines.
fn fill_empty(raw: &str, range: Range<usize>, new: &[String], line_break: &str) -> Vec<Splice> {
    let gone = if range.is_empty() { 0..0 } else { 0..range.end };
    let gone = Splice {
        range: gone,
        with: String::new(),
    };
    vec![gone, insert(raw.len(), block(new, "  - ", line_break))]
}

fn in_flow(item: &str, quote: Style) -> String {
    match quote {
        Style::Plain if item.contains([',', '[', ']', '{', '}']) => written(item, Style::Single),
        _ => written(item, quote),
    }
}

/// A scalar as this style has it, or in single quotes where it cannot be plain.
/// It has no control characters.
fn written(text: &str, style: Style) -> String {
    match style {
        Style::Plain if is_plain(text) => text.to_owned(),
        Style::Double => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        _ => format!("'{}'", text.replace('\'', "''")),
    }
}

/// What every YAML reader takes for the same text without quotes.
fn is_plain(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let ends = !text.ends_with([':', ' ']) && !text.ends_with('\u{a0}');
    let inside = ![": ", " #", "\t"].iter().any(|part| text.contains(part));
    let printable = !text.contains(['\u{feff}', '\u{2028}', '\u{2029}']);
    starts && ends && inside && printable && !is_word(text)
}

/// What some YAML reader takes for a boolean or for null.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}
