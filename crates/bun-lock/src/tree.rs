//! JSON as a tree, for a package.json: small, and its keys do not stand in the
//! order in which they matter.

use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::error::{Error, ErrorKind};
use crate::syntax;
use crate::text::Position;

/// What Bun accepts in package.json. Observed: 1.2, 1.3 and 1.4.
const LENIENT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_single_quoted_strings: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Access to one text's tree. The tree's nodes know their offsets; this knows
/// the text that turns an offset into line and column.
#[derive(Clone, Copy)]
pub(crate) struct Json<'t> {
    text: &'t str,
}

impl<'t> Json<'t> {
    /// Parses `text` into its outermost object.
    pub fn parse(text: &'t str) -> Result<(Json<'t>, Object<'t>), Error> {
        let json = Json { text };
        let parsed = parse_to_ast(text, &CollectOptions::default(), &LENIENT)
            .map_err(|error| syntax::error(text, 0, &error))?;
        let broken = parsed
            .value
            .as_ref()
            .and_then(|value| line_break_in(text, value));
        if let Some(offset) = broken {
            return Err(syntax::fault(text, offset, "a line break in a string"));
        }
        match parsed.value {
            Some(Value::Object(object)) => Ok((json, object)),
            Some(other) => Err(json.wrong_type(&other, "the file", "an object")),
            None => Err(Error::at_start(ErrorKind::Empty)),
        }
    }

    pub fn wrong_type(&self, at: &impl Ranged, what: &str, expected: &'static str) -> Error {
        let what = what.to_owned();
        let position = Position::of(self.text, at.range().start);
        Error::new(position, ErrorKind::WrongType { what, expected })
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
}

/// Takes a key out of an object and reads its value; `None` where there is none.
pub(crate) fn take<'t, T>(
    object: &mut Object<'t>,
    key: &str,
    read: impl FnOnce(Value<'t>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    object
        .take(key)
        .map(|property| read(property.value))
        .transpose()
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
