//! The bytes of a file before they are JSON: what encoding, which line, and
//! whether they are what their name says.

use std::cell::Cell;
use std::fmt;

use crate::error::{Error, ErrorKind};

/// A place in a text file. Line and column start at 1; a column is a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// The position after a text that starts here.
    fn after(self, text: &str) -> Position {
        let newlines = text.bytes().filter(|byte| *byte == b'\n').count();
        let (line_start, column) = match text.rfind('\n') {
            Some(newline) => (newline + 1, 1),
            None => (0, self.column),
        };
        Position {
            line: self.line + newlines,
            column: column + text[line_start..].chars().count(),
        }
    }

    /// The position of a byte offset in `text`; past the end is the end.
    pub fn of(text: &str, offset: usize) -> Position {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Position { line: 1, column: 1 }.after(&text[..end])
    }
}

/// Turns many offsets of one text into positions. Counts on from the last one,
/// so that offsets in rising order cost one pass over the text.
pub(crate) struct Places<'t> {
    text: &'t str,
    last: Cell<(usize, Position)>,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t str) -> Places<'t> {
        let start = Position { line: 1, column: 1 };
        Places {
            text,
            last: Cell::new((0, start)),
        }
    }

    /// The position of an offset at which a character starts.
    pub fn at(&self, offset: usize) -> Position {
        let (from, known) = self.last.get();
        let position = match self.text.get(from..offset) {
            Some(between) => known.after(between),
            None => Position::of(self.text, offset),
        };
        self.last.set((offset, position));
        position
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Whether a terminal does not show a character as it is: a control character,
/// or one that turns the direction of writing.
/// Source: Unicode, UAX #9, "Explicit Directional Formatting Characters".
pub(crate) fn is_hidden(c: char) -> bool {
    let is_direction =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || is_direction
}

/// First bytes of Bun's binary lockfile (a `#!` line that runs `bun`).
/// Source: Bun, src/install/lockfile/bun.lockb.
const BINARY_HEADER: &[u8] = b"#!/usr/bin/env bun\nbun-lockfile-format-v";

/// Decodes a lockfile, naming the encodings and files that it cannot be.
pub(crate) fn decode_lockfile(bytes: &[u8]) -> Result<&str, Error> {
    if bytes.starts_with(BINARY_HEADER) {
        return Err(Error::at_start(ErrorKind::Binary));
    }
    if bytes.starts_with(b"\xEF\xBB\xBF")
        || bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF")
    {
        return Err(Error::at_start(ErrorKind::ByteOrderMark));
    }
    let text = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(Error::at_start(ErrorKind::Empty));
    }
    Ok(text)
}

/// Decodes a package.json. Bun skips a byte order mark, but reads no UTF-16.
pub(crate) fn decode_manifest(bytes: &[u8]) -> Result<&str, Error> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Error::at_start(ErrorKind::ByteOrderMark));
    }
    decode(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))
}

fn decode(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Error::new(Position::of(&valid, valid.len()), ErrorKind::NotUtf8)
    })
}

/// The first line that a merge left behind, if any.
pub fn merge_conflict(text: &str) -> Option<Position> {
    let marked = text.lines().position(|line| {
        ["<<<<<<<", "|||||||", ">>>>>>>"]
            .iter()
            .any(|marker| line.starts_with(marker))
    })?;
    Some(Position {
        line: marked + 1,
        column: 1,
    })
}
