//! The fields of a YAML mapping as lines of a text: which bytes belong to which
//! field. What a field's value means is `value`'s business, how one is changed
//! `edit`'s.

mod edit;
#[cfg(test)]
mod tests;
mod value;

use std::ops::Range;

pub(crate) use edit::{set_list, set_text};
pub(crate) use value::Value;

use crate::lines::{Line, lines};
use crate::problem::Flaw;

/// The fields at the left margin, in the order of the text.
pub(crate) struct Fields<'a> {
    text: &'a str,
    fields: Vec<Field<'a>>,
}

/// One field: its key's line and the lines that continue it.
pub(crate) struct Field<'a> {
    key: &'a str,
    /// Counted from 1.
    line: usize,
    /// Whole lines, the last line break included.
    lines: Range<usize>,
    /// From behind the colon to the end of the last line, without its line break.
    value: Range<usize>,
}

/// The front matter of a Markdown file, and where the body begins.
pub(crate) struct FrontMatter<'a> {
    pub(crate) fields: Fields<'a>,
    /// Offset of the first field's line.
    start: usize,
    /// Offset behind the closing line.
    pub(crate) body: usize,
}

impl<'a> FrontMatter<'a> {
    /// Finds what stands between two lines `---` at the text's begin.
    pub(crate) fn of(text: &'a str) -> Result<FrontMatter<'a>, Flaw> {
        let bom = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        let mut all = lines(text, bom..text.len());
        let opening = all.next().filter(|line| is_fence(line));
        let Some(opening) = opening else {
            return Err(Flaw::at(1, "no front matter: the first line is not `---`"));
        };
        let Some(closing) = all.find(is_fence) else {
            return Err(Flaw::at(1, "the front matter has no end: no second `---`"));
        };
        Ok(FrontMatter {
            fields: Fields::of(text, opening.end..closing.start, 2)?,
            start: opening.end,
            body: closing.end,
        })
    }
}

fn is_fence(line: &Line<'_>) -> bool {
    line.text.trim_end() == "---"
}

impl<'a> Fields<'a> {
    /// Tells the lines of `text[range]` apart. `first` is the number of its first.
    pub(crate) fn of(text: &'a str, range: Range<usize>, first: usize) -> Result<Self, Flaw> {
        let mut fields: Vec<Field<'a>> = Vec::with_capacity(10);
        for (number, line) in (first..).zip(lines(text, range)) {
            match fields.last_mut() {
                _ if is_blank(line.text) => {}
                Some(field) if continues(line.text) => field.extend(text, &line),
                _ => {
                    let field = Field::of(&line, number)?;
                    refuse_second(&fields, &field)?;
                    fields.push(field);
                }
            }
        }
        Ok(Fields { text, fields })
    }

    pub(crate) fn find(&self, key: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The field's value, `Null` where there is no such field.
    pub(crate) fn value(&self, key: &str) -> Result<Value, Flaw> {
        self.find(key).map_or(Ok(Value::Null), |field| {
            Value::of(self.raw(field)).map_err(|flaw| flaw.below(field.line))
        })
    }

    /// Without the fields of other names, which then need not be YAML.
    pub(crate) fn only(mut self, keys: &[&str]) -> Self {
        self.fields.retain(|field| keys.contains(&field.key));
        self
    }

    /// All values, once each. Fails on the first that is no YAML, whether anybody
    /// wants it or not.
    pub(crate) fn values(&self) -> Result<Values<'a>, Flaw> {
        let value = |field: &Field<'a>| {
            let value = Value::of(self.raw(field)).map_err(|flaw| flaw.below(field.line));
            Ok((field.key, field.line, value?))
        };
        Ok(Values(
            self.fields.iter().map(value).collect::<Result<_, _>>()?,
        ))
    }

    pub(crate) fn raw(&self, field: &Field<'_>) -> &'a str {
        &self.text[field.value.clone()]
    }
}

/// What the fields say: key, line, value.
pub(crate) struct Values<'a>(Vec<(&'a str, usize, Value)>);

impl Values<'_> {
    fn take(&mut self, key: &str) -> (usize, Value) {
        let mut all = self.0.iter_mut();
        let found = all.find(|(name, ..)| *name == key);
        found.map_or((1, Value::Null), |(_, line, value)| {
            (*line, std::mem::replace(value, Value::Null))
        })
    }

    /// One text; None where the field is missing, null or empty.
    pub(crate) fn text(&mut self, key: &str) -> Result<Option<String>, Flaw> {
        match self.take(key) {
            (_, Value::Null) => Ok(None),
            (_, Value::Text(text)) => {
                Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
            }
            (line, _) => Err(Flaw::at(line, format!("`{key}` is not one text"))),
        }
    }

    /// A list; one text is a list of one.
    pub(crate) fn list(&mut self, key: &str) -> Result<Vec<String>, Flaw> {
        let (line, value) = self.take(key);
        let list = value.into_list();
        list.ok_or_else(|| Flaw::at(line, format!("`{key}` is not a list of texts")))
    }

    /// The field's value made something else; None where there is none.
    pub(crate) fn parsed<T: std::str::FromStr>(
        &mut self,
        key: &str,
        what: &str,
    ) -> Result<Option<T>, Flaw> {
        let line = self.0.iter().find(|(name, ..)| *name == key);
        let line = line.map_or(1, |(_, line, _)| *line);
        let flaw = |_| Flaw::at(line, format!("`{key}` is not {what}"));
        self.text(key)?
            .map(|text| text.parse().map_err(flaw))
            .transpose()
    }
}

impl<'a> Field<'a> {
    fn of(line: &Line<'a>, number: usize) -> Result<Field<'a>, Flaw> {
        let (key, value) = key(line.text).ok_or_else(|| Flaw::at(number, no_field(line.text)))?;
        Ok(Field {
            key,
            line: number,
            lines: line.start..line.end,
            value: line.start + value..line.start + line.text.len(),
        })
    }

    /// A comment below a finished value belongs to nothing.
    fn extend(&mut self, text: &str, line: &Line<'_>) {
        let value = &text[self.value.clone()];
        let open = value.trim_start().starts_with(['|', '>', '"', '\'']);
        let finished = !open || value::scalar(value).is_some();
        if finished && line.text.trim_start().starts_with('#') {
            return;
        }
        self.lines.end = line.end;
        self.value.end = line.span().end;
    }
}

/// The key and the offset behind its colon.
fn key(line: &str) -> Option<(&str, usize)> {
    let colon = line
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|&at| line[at + 1..].is_empty() || line[at + 1..].starts_with([' ', '\t']))?;
    let written = line[..colon].trim_end();
    let key = match written.chars().next()? {
        quote @ ('"' | '\'') => {
            let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
            Some(inner).filter(|inner| !inner.contains(['"', '\'', '\\']))
        }
        first => {
            let starts = first.is_alphanumeric() || first == '_';
            Some(written).filter(|written| starts && !written.contains(" #"))
        }
    };
    Some((key?, colon + 1))
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

/// YAML lets a list stand at the margin of its key.
fn continues(line: &str) -> bool {
    line.starts_with([' ', '\t']) || line.starts_with("- ") || line == "-"
}

fn no_field(line: &str) -> &'static str {
    let marker = |mark: &str| line.starts_with(mark);
    if marker("<<<<<<<") || marker("=======") || marker(">>>>>>>") {
        "a merge conflict marker"
    } else {
        "neither `key: value` nor the continuation of one"
    }
}

fn refuse_second(fields: &[Field<'_>], new: &Field<'_>) -> Result<(), Flaw> {
    match fields.iter().find(|field| field.key == new.key) {
        Some(first) => {
            let message = format!("`{}` stands in line {} already", new.key, first.line);
            Err(Flaw::at(new.line, message))
        }
        None => Ok(()),
    }
}
