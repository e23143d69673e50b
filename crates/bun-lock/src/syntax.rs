//! What is wrong with a text that is not JSON: the marks of a merge, a text that
//! is cut off, or some other fault.

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::{ParseError, ParseErrorKind};

use crate::error::{Error, ErrorKind};
use crate::text::{Position, merge_conflict};

/// A fault at an offset.
pub(crate) fn fault(text: &str, offset: usize, reason: &str) -> Error {
    if let Some(position) = merge_conflict(text) {
        return Error::new(position, ErrorKind::MergeConflict);
    }
    let reason = format!("the file is not valid JSON: {reason}");
    Error::new(Position::of(text, offset), ErrorKind::Syntax(reason))
}

/// A text that ends before its outermost object does.
pub(crate) fn cut_off(text: &str) -> Error {
    match merge_conflict(text) {
        Some(position) => Error::new(position, ErrorKind::MergeConflict),
        None => {
            let end = text.trim_end().len();
            Error::new(Position::of(text, end), ErrorKind::Truncated)
        }
    }
}

/// What a parser complains about that read `text` from an offset on.
pub(crate) fn error(text: &str, from: usize, error: &ParseError) -> Error {
    if is_cut_off(text, from, error) {
        return cut_off(text);
    }
    let reason = error.kind().to_string();
    let (first, rest) = reason.split_at(reason.chars().next().map_or(0, char::len_utf8));
    let reason = first.to_lowercase() + rest;
    fault(
        text,
        (from + error.range().start).min(text.trim_end().len()),
        &reason,
    )
}

/// A parser reports an open object or array where it starts, and what else lacks
/// its end where the text ends.
fn is_cut_off(text: &str, from: usize, error: &ParseError) -> bool {
    let text = text.trim_end();
    let is_open = matches!(
        error.kind(),
        ParseErrorKind::UnterminatedObject
            | ParseErrorKind::UnterminatedArray
            | ParseErrorKind::UnterminatedCommentBlock
            | ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral)
    );
    text.trim_start().starts_with('{')
        && !text.ends_with('}')
        && (is_open || from + error.range().end >= text.len())
}
