//! JSON with comments and trailing commas, and nothing else that JSON has not:
//! the text as a tree, and typed access to it with positions in the errors.

use std::collections::HashSet;

use jsonc_parser::ast::{Array, Object, ObjectProp, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, ParseStringErrorKind, parse_to_ast};

use crate::error::{Error, ErrorKind};
use crate::lockfile::Dependency;
use crate::text::{Position, merge_conflict};

/// What Bun writes into bun.lock.
pub(crate) const STRICT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// What Bun accepts in package.json. Observed: 1.2, 1.3 and 1.4.
pub(crate) const LENIENT: ParseOptions = ParseOptions {
    allow_single_quoted_strings: true,
    ..STRICT
};

/// Access to one text's tree. The tree's nodes know their offsets; this knows
/// the text that turns an offset into line and column.
#[derive(Clone, Copy)]
pub(crate) struct Json<'t> {
    text: &'t str,
}

impl<'t> Json<'t> {
    /// Parses `text` into its outermost object.
    pub fn parse(text: &'t str, options: &ParseOptions) -> Result<(Json<'t>, Object<'t>), Error> {
        let json = Json { text };
        let parsed = parse_to_ast(text, &CollectOptions::default(), options)
            .map_err(|error| json.syntax_error(&error))?;
        if let Some(offset) = parsed
            .value
            .as_ref()
            .and_then(|value| line_break_in(text, value))
        {
            return Err(json.broken_string(offset));
        }
        match parsed.value {
            Some(Value::Object(object)) => Ok((json, object)),
            Some(other) => Err(json.wrong_type(&other, "the file", "an object")),
            None => Err(Error::at_start(ErrorKind::Empty)),
        }
    }

    pub fn error(&self, at: &impl Ranged, kind: ErrorKind) -> Error {
        Error::new(Position::of(self.text, at.range().start), kind)
    }

    pub fn wrong_type(&self, at: &impl Ranged, what: &str, expected: &'static str) -> Error {
        let what = what.to_owned();
        self.error(at, ErrorKind::WrongType { what, expected })
    }

    pub fn object(&self, value: Value<'t>, what: &str) -> Result<Object<'t>, Error> {
        match value {
            Value::Object(object) => Ok(object),
            other => Err(self.wrong_type(&other, what, "an object")),
        }
    }

    pub fn array(&self, value: Value<'t>, what: &str) -> Result<Array<'t>, Error> {
        match value {
            Value::Array(array) => Ok(array),
            other => Err(self.wrong_type(&other, what, "an array")),
        }
    }

    pub fn string(&self, value: Value<'t>, what: &str) -> Result<String, Error> {
        match value {
            Value::StringLit(literal) => Ok(literal.value.into_owned()),
            other => Err(self.wrong_type(&other, what, "a string")),
        }
    }

    pub fn boolean(&self, value: Value<'t>, what: &str) -> Result<bool, Error> {
        match value {
            Value::BooleanLit(literal) => Ok(literal.value),
            other => Err(self.wrong_type(&other, what, "true or false")),
        }
    }

    /// A whole number that is not negative.
    pub fn number(&self, value: Value<'t>, what: &str) -> Result<u64, Error> {
        let number = match &value {
            Value::NumberLit(literal) => literal.value.parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.wrong_type(&value, what, "a whole number"))
    }

    pub fn strings(&self, value: Value<'t>, what: &str) -> Result<Vec<String>, Error> {
        let elements = self.array(value, what)?.elements;
        elements
            .into_iter()
            .map(|element| self.string(element, what))
            .collect()
    }

    /// A string, or an array of strings.
    pub fn string_or_strings(&self, value: Value<'t>, what: &str) -> Result<Vec<String>, Error> {
        match value {
            Value::StringLit(literal) => Ok(vec![literal.value.into_owned()]),
            other => self.strings(other, what),
        }
    }

    /// An object from names to specifiers.
    pub fn dependencies(&self, value: Value<'t>, what: &str) -> Result<Vec<Dependency>, Error> {
        let properties = self.object(value, what)?.properties;
        properties
            .into_iter()
            .map(|property| {
                let spec = self.string(property.value, what)?;
                let name = property.name.into_string();
                Ok(Dependency { name, spec })
            })
            .collect()
    }

    /// Refuses an object that has one key twice, at any depth.
    pub fn refuse_duplicate_keys(&self, object: &Object<'t>) -> Result<(), Error> {
        refuse_duplicates(&object.properties).map_err(|property| {
            let key = property.name.as_str().to_owned();
            let error = self.error(property, ErrorKind::DuplicateKey(key));
            self.with_entry(error, property.range().start)
        })
    }

    fn syntax_error(&self, error: &ParseError) -> Error {
        if let Some(position) = merge_conflict(self.text) {
            return Error::new(position, ErrorKind::MergeConflict);
        }
        let end = self.text.trim_end().len();
        if self.is_cut_off(error) {
            let position = Position::of(self.text, end);
            return self.with_entry(Error::new(position, ErrorKind::Truncated), end);
        }
        let offset = error.range().start.min(end);
        let kind = ErrorKind::Syntax(sentence(&error.kind().to_string()));
        self.with_entry(Error::new(Position::of(self.text, offset), kind), offset)
    }

    /// The parser reports an open object or array where it starts, and what
    /// else lacks its end where the text ends.
    fn is_cut_off(&self, error: &ParseError) -> bool {
        let text = self.text.trim_end();
        let is_open = matches!(
            error.kind(),
            ParseErrorKind::UnterminatedObject
                | ParseErrorKind::UnterminatedArray
                | ParseErrorKind::UnterminatedCommentBlock
                | ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral)
        );
        text.trim_start().starts_with('{')
            && !text.ends_with('}')
            && (is_open || error.range().end >= text.len())
    }

    fn broken_string(&self, offset: usize) -> Error {
        let kind = ErrorKind::Syntax(sentence("Line break in a string"));
        self.with_entry(Error::new(Position::of(self.text, offset), kind), offset)
    }

    /// Names the entry under `packages` that a place in the text belongs to:
    /// its line starts with the key and opens the tuple.
    fn with_entry(&self, error: Error, offset: usize) -> Error {
        let line_end = self.text[offset..]
            .find('\n')
            .map_or(self.text.len(), |end| offset + end);
        let lines = self.text[..line_end].rsplit('\n');
        let opened = lines.take_while(|line| !line.trim_start().starts_with("\"packages\""));
        let key = opened.filter_map(entry_key).next();
        let in_packages = self.text[..offset].contains("\"packages\"");
        match key {
            Some(key) if in_packages => error.in_package(&key),
            _ => error,
        }
    }
}

/// The key of a line such as `"ms": ["ms@2.1.3", …`.
fn entry_key(line: &str) -> Option<String> {
    let (key, rest) = line.trim_start().strip_prefix('"')?.split_once("\":")?;
    rest.trim_start()
        .starts_with('[')
        .then(|| key.replace("\\\"", "\""))
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    let reason: String = first.into_iter().chain(chars).collect();
    format!("the file is not valid JSON: {reason}")
}

/// Where a string goes over the end of its line, which the parser lets pass.
fn line_break_in(text: &str, value: &Value<'_>) -> Option<usize> {
    match value {
        Value::StringLit(literal) => line_break(text, literal.range),
        Value::Array(array) => array
            .elements
            .iter()
            .find_map(|element| line_break_in(text, element)),
        Value::Object(object) => object.properties.iter().find_map(|property| {
            line_break(text, property.name.range()).or_else(|| line_break_in(text, &property.value))
        }),
        _ => None,
    }
}

fn line_break(text: &str, range: Range) -> Option<usize> {
    let literal = &text.as_bytes()[range.start..range.end];
    literal.contains(&b'\n').then_some(range.start)
}

fn refuse_duplicates<'a, 't>(properties: &'a [ObjectProp<'t>]) -> Result<(), &'a ObjectProp<'t>> {
    if let Some(property) = first_duplicate(properties) {
        return Err(property);
    }
    properties
        .iter()
        .try_for_each(|property| refuse_duplicates_in(&property.value))
}

fn refuse_duplicates_in<'a, 't>(value: &'a Value<'t>) -> Result<(), &'a ObjectProp<'t>> {
    match value {
        Value::Object(object) => refuse_duplicates(&object.properties),
        Value::Array(array) => array.elements.iter().try_for_each(refuse_duplicates_in),
        _ => Ok(()),
    }
}

fn first_duplicate<'a, 't>(properties: &'a [ObjectProp<'t>]) -> Option<&'a ObjectProp<'t>> {
    // Most objects have a handful of keys: comparing them all beats hashing.
    if properties.len() <= 8 {
        return (1..properties.len())
            .find(|&i| {
                let name = properties[i].name.as_str();
                properties[..i]
                    .iter()
                    .any(|other| other.name.as_str() == name)
            })
            .map(|i| &properties[i]);
    }
    let mut seen = HashSet::with_capacity(properties.len());
    properties
        .iter()
        .find(|property| !seen.insert(property.name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        Json::parse(text, &STRICT).map_or_else(|error| error.kind.code(), |_| "fine")
    }

    #[test]
    fn every_beginning_of_a_text_is_cut_off() {
        let text = r#"{ "a": [1, "b\u0041é"], /* c */ "d": { "e": true, }, "f": null }"#;
        assert_eq!(code(text), "fine");
        for (end, _) in text.char_indices().skip(1) {
            let beginning = &text[..end];
            if !beginning.trim_end().ends_with('}') {
                assert_eq!(code(beginning), "truncated", "{beginning}");
            }
        }
    }

    #[test]
    fn a_fault_before_a_last_comment_is_no_cut() {
        assert_eq!(code("{ \"a\" 1 } // end"), "syntax");
        assert_eq!(code("{ \"a\": 1 } // end"), "fine");
    }

    #[test]
    fn a_string_ends_on_its_line() {
        assert_eq!(code("{ \"a\": \"b\nc\" }"), "syntax");
        assert_eq!(code("{ \"a\nb\": [] }"), "syntax");
        assert_eq!(code("{ \"a\": [\"b\\nc\"]\r\n}"), "fine");
    }
}
