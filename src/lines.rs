//! Lines of a text with their places in it, and edits that leave every other byte
//! alone.

use std::ops::Range;

use memchr::memchr;

/// One line and where it lies.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Offset of its first byte.
    pub(crate) start: usize,
    /// Without the line break.
    pub(crate) text: &'a str,
    /// Offset behind the line break.
    pub(crate) end: usize,
}

impl Line<'_> {
    /// Without the line break.
    pub(crate) fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The lines of `text[range]`, with offsets into `text`.
pub(crate) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Line<'_>> {
    let mut start = range.start;
    std::iter::from_fn(move || {
        let rest = &text[start..range.end];
        let length = memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let whole = &rest[..length];
        let bare = whole.strip_suffix('\n').unwrap_or(whole);
        let line = Line {
            start,
            text: bare.trim_end_matches('\r'),
            end: start + length,
        };
        start = line.end;
        (length > 0).then_some(line)
    })
}

/// How the text's lines end: as its first one does.
pub(crate) fn line_break(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// What to put in place of some bytes.
pub(crate) struct Splice {
    pub(crate) range: Range<usize>,
    pub(crate) with: String,
}

/// A splice that replaces nothing.
pub(crate) fn insert(at: usize, with: String) -> Splice {
    Splice {
        range: at..at,
        with,
    }
}

/// Puts all of them into the text. They do not overlap.
pub(crate) fn splice(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for Splice { range, with } in splices {
        result.push_str(&text[done..range.start]);
        result.push_str(&with);
        done = range.end;
    }
    result.push_str(&text[done..]);
    result
}

/// Replaces one range.
pub(crate) fn replaced(text: &str, range: Range<usize>, with: &str) -> String {
    [&text[..range.start], with, &text[range.end..]].concat()
}

/// How many entries two lists share at the start, and how many of the others at
/// the end.
pub(crate) fn shared_ends<A, B>(
    old: &[A],
    new: &[B],
    same: impl Fn(&A, &B) -> bool,
) -> (usize, usize) {
    let pairs = old.iter().zip(new);
    let prefix = pairs.take_while(|(a, b)| same(a, b)).count();
    let pairs = old[prefix..].iter().rev().zip(new[prefix..].iter().rev());
    (prefix, pairs.take_while(|(a, b)| same(a, b)).count())
}
