//! What a field's value means. The few shapes that task files are full of are
//! read here, for speed and because their edits need to know every byte; whatever
//! else YAML has is left to the YAML parser.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use crate::lines::{Line, lines};

/// A field's value, as far as task files use YAML. Scalars stay text: a date or a
/// number is what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Text(String),
    List(Vec<String>),
    /// A mapping, or a list of something else than scalars.
    Other,
}

/// What the YAML parser finds wrong, and how many lines below the field's first.
#[derive(Debug)]
pub(crate) struct NotYaml {
    below: usize,
    message: String,
}

impl NotYaml {
    pub(super) fn below(self, line: usize) -> crate::problem::Flaw {
        crate::problem::Flaw::at(line + self.below, self.message)
    }
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
}

/// A scalar in one line.
pub(super) struct Scalar {
    /// None is null.
    pub(super) text: Option<String>,
    /// Its bytes, quotes included, in the text that it was read from.
    pub(super) range: Range<usize>,
    pub(super) style: Style,
}

/// An item of a block list, in a line of its own.
pub(super) struct Item<'a> {
    pub(super) text: String,
    pub(super) line: Line<'a>,
    /// What stands before the scalar: indentation and dash.
    pub(super) lead: &'a str,
}

impl Value {
    /// Reads what stands behind the colon.
    pub(crate) fn of(raw: &str) -> Result<Value, NotYaml> {
        match simple(raw) {
            Some(value) => Ok(value),
            None => parsed(raw).map_err(|error| NotYaml {
                // What is missing is found missing behind the end.
                below: error
                    .marker()
                    .line()
                    .saturating_sub(1)
                    .min(raw.matches('\n').count()),
                message: format!("not YAML: {}", error.info()),
            }),
        }
    }
}

impl Value {
    /// As a list: one text is a list of one, nothing an empty one. None for `Other`.
    pub(crate) fn into_list(self) -> Option<Vec<String>> {
        match self {
            Value::Null => Some(Vec::new()),
            Value::Text(text) => Some(vec![text]),
            Value::List(items) => Some(items),
            Value::Other => None,
        }
    }
}

pub(super) fn simple(raw: &str) -> Option<Value> {
    if raw.contains('\n') {
        let items = block_list(raw)?;
        return Some(Value::List(
            items.into_iter().map(|item| item.text).collect(),
        ));
    }
    if let Some((items, _)) = flow_list(raw) {
        return Some(Value::List(items));
    }
    Some(scalar(raw)?.text.map_or(Value::Null, Value::Text))
}

/// A scalar and nothing else but a comment. None for what needs the YAML parser.
pub(super) fn scalar(raw: &str) -> Option<Scalar> {
    if raw.contains(|c: char| c.is_control() || c == '\u{feff}') {
        return None;
    }
    let start = raw.len() - raw.trim_start_matches(' ').len();
    let rest = &raw[start..];
    let (text, length, style) = match rest.chars().next() {
        None | Some('#') => (None, 0, Style::Plain),
        Some('\'') => single_quoted(rest)?,
        Some('"') => double_quoted(rest)?,
        _ => plain(rest)?,
    };
    is_end(&rest[length..]).then_some(Scalar {
        text,
        range: start..start + length,
        style,
    })
}

/// Only a comment may follow a value, and only behind a space.
fn is_end(rest: &str) -> bool {
    let bare = rest.trim_start_matches(' ');
    bare.is_empty() || (bare.starts_with('#') && bare.len() < rest.len()) || rest.starts_with('#')
}

type Token = (Option<String>, usize, Style);

fn single_quoted(rest: &str) -> Option<Token> {
    let inner = &rest[1..];
    let mut quotes = inner.match_indices('\'').map(|(at, _)| at).peekable();
    while let Some(at) = quotes.next() {
        if quotes.next_if_eq(&(at + 1)).is_none() {
            let text = inner[..at].replace("''", "'");
            return Some((Some(text), at + 2, Style::Single));
        }
    }
    None
}

fn double_quoted(rest: &str) -> Option<Token> {
    let inner = &rest[1..];
    let close = inner.find('"')?;
    let text = &inner[..close];
    let plain = !text.contains('\\');
    plain.then(|| (Some(text.to_owned()), close + 2, Style::Double))
}

/// `@` cannot begin a YAML scalar, but hand-written assignees do.
fn plain(rest: &str) -> Option<Token> {
    let end = rest.find(" #").unwrap_or(rest.len());
    let text = rest[..end].trim_end_matches(' ');
    let starts = |c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '/' | '.' | '(' | '~');
    if !text.starts_with(starts) || text.contains(": ") || text.ends_with(':') {
        return None;
    }
    let null = is_null(text);
    Some(((!null).then(|| text.to_owned()), text.len(), Style::Plain))
}

/// The nulls of YAML's core schema.
fn is_null(plain: &str) -> bool {
    matches!(plain, "" | "~" | "null" | "Null" | "NULL")
}

/// `[a, 'b']` with its bytes. None for what needs the YAML parser.
pub(super) fn flow_list(raw: &str) -> Option<(Vec<String>, Range<usize>)> {
    let start = raw.len() - raw.trim_start_matches(' ').len();
    let mut rest = raw[start..].strip_prefix('[')?;
    let mut items = Vec::new();
    loop {
        rest = rest.trim_start_matches(' ');
        if let Some(after) = rest.strip_prefix(']') {
            let end = raw.len() - after.len();
            return is_end(after).then_some((items, start..end));
        }
        let (item, length) = flow_item(rest)?;
        items.push(item);
        rest = rest[length..].trim_start_matches(' ');
        rest = match rest.strip_prefix(',') {
            Some(next) => next,
            None => rest.starts_with(']').then_some(rest)?,
        };
    }
}

fn flow_item(rest: &str) -> Option<(String, usize)> {
    let (text, length, _) = match rest.chars().next()? {
        '\'' => single_quoted(rest)?,
        '"' => double_quoted(rest)?,
        _ => {
            let end = rest.find([',', ']'])?;
            let token = plain(&rest[..end]).filter(|(_, length, _)| *length > 0)?;
            let flow = |c: char| matches!(c, '[' | '{' | '}' | '#' | ':' | '"' | '\'');
            (!rest[..end].contains(flow)).then_some(token)?
        }
    };
    let text = text.filter(|text| !text.contains(char::is_control))?;
    Some((text, length))
}

/// Items that stand below the key, one a line and with the same indentation.
pub(super) fn block_list(raw: &str) -> Option<Vec<Item<'_>>> {
    let mut all = lines(raw, 0..raw.len());
    scalar(all.next()?.text).filter(|first| first.range.is_empty())?;
    let mut items: Vec<Item<'_>> = Vec::new();
    for line in all.filter(|line| !is_comment(line.text)) {
        let item = block_item(line)?;
        let indent = |item: &Item<'_>| item.lead.find('-');
        if items
            .first()
            .is_some_and(|first| indent(first) != indent(&item))
        {
            return None;
        }
        items.push(item);
    }
    (!items.is_empty()).then_some(items)
}

fn is_comment(line: &str) -> bool {
    let bare = line.trim_start_matches(' ');
    bare.is_empty() || bare.starts_with('#')
}

fn block_item(line: Line<'_>) -> Option<Item<'_>> {
    let bare = line.text.trim_start_matches(' ').strip_prefix("- ")?;
    let lead = line.text.len() - bare.trim_start_matches(' ').len();
    let text = scalar(&line.text[lead..])?.text?;
    Some(Item {
        text,
        line,
        lead: &line.text[..lead],
    })
}

/// The whole of YAML, for a key with this value.
pub(super) fn parsed(raw: &str) -> Result<Value, ScanError> {
    let text = format!("k:{raw}\n");
    let events: Result<Vec<_>, ScanError> = Parser::new_from_str(&text).collect();
    let events = events?;
    let inside = events
        .iter()
        .map(|(event, _)| event)
        .skip_while(|event| !matches!(event, Event::Scalar(key, ..) if key == "k"));
    Ok(meaning(&mut inside.skip(1)))
}

fn meaning<'a>(events: &mut impl Iterator<Item = &'a Event<'a>>) -> Value {
    match events.next() {
        Some(Event::Scalar(text, style, ..)) => scalar_meaning(text, *style),
        Some(Event::SequenceStart(..)) => list_meaning(events),
        _ => Value::Other,
    }
}

fn scalar_meaning(text: &str, style: ScalarStyle) -> Value {
    if style == ScalarStyle::Plain && is_null(text) {
        return Value::Null;
    }
    Value::Text(text.to_owned())
}

fn list_meaning<'a>(events: &mut impl Iterator<Item = &'a Event<'a>>) -> Value {
    let mut items = Vec::new();
    for event in events {
        match event {
            Event::Scalar(text, style, ..) => match scalar_meaning(text, *style) {
                Value::Text(text) => items.push(text),
                _ => continue,
            },
            Event::SequenceEnd => return Value::List(items),
            _ => return Value::Other,
        }
    }
    Value::Other
}
