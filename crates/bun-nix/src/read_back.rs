//! The text of a bun.nix, read back into an [`Expression`]: ours in whatever
//! formatting, and what bun2nix 2.x writes.
//!
//! Only that shape is read. Anything else in the file (a `let`, a default
//! argument, a call to `builtins`) could do more than fetch, so it makes the
//! file not a bun.nix. Tokens suffice for it; a syntax tree would cost more and
//! recurse as deep as a hostile file wants.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::FromStr;

use bun_lock::{Position, RelativePath, merge_conflict};
use rnix::SyntaxKind::{self, *};

use crate::expression::{Args, Attrs, Entry, Expression, Value};

/// A text that is not the bun.nix of anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct NotBunNix {
    /// Where the text stops being one.
    pub position: Position,
    /// What should have stood there.
    pub expected: &'static str,
    /// Key of the entry in which it stands, if it does in one.
    pub entry: Option<String>,
}

impl FromStr for Expression<'static> {
    type Err = NotBunNix;

    fn from_str(text: &str) -> Result<Expression<'static>, NotBunNix> {
        let mut reader = Reader::new(text);
        if let Some(offset) = ambiguous(text) {
            return Err(NotBunNix {
                position: Position::of(text, offset),
                expected: "plain text: no control characters, and CR only before LF",
                entry: None,
            });
        }
        let result = reader.expression();
        result.map_err(|expected| NotBunNix {
            position: Position::of(text, reader.offset),
            expected,
            entry: reader.entry,
        })
    }
}

/// Where a text has a character that Nix and others disagree about: to Nix a
/// lone CR ends a comment, and a NUL ends a string.
/// Source: Nix, src/libexpr/lexer.l.
fn ambiguous(text: &str) -> Option<usize> {
    // Nearly every text is plain. Without an early exit this looks at many bytes
    // at once.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        return None;
    }
    let is_bad = |(offset, c): &(usize, char)| match c {
        '\n' | '\t' => false,
        '\r' => !text[offset + 1..].starts_with('\n'),
        c => c.is_control(),
    };
    text.char_indices().find(is_bad).map(|(offset, _)| offset)
}

/// Every expression that a text holds: itself, or, where a merge left its
/// markers, both sides of it. What cannot be read is left out.
pub fn salvage(text: &str) -> Vec<Expression<'static>> {
    let sides = match merge_conflict(text) {
        Some(_) => vec![side(text, Side::Ours), side(text, Side::Theirs)],
        None => vec![text.to_owned()],
    };
    sides.iter().filter_map(|side| side.parse().ok()).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Ours,
    Base,
    Theirs,
}

/// The text with one side of each conflict.
fn side(text: &str, keep: Side) -> String {
    let mut current = Side::Both;
    let mut kept = String::new();
    for line in text.lines() {
        match line.get(..7) {
            Some("<<<<<<<") => current = Side::Ours,
            Some("|||||||") => current = Side::Base,
            Some("=======") if current != Side::Both => current = Side::Theirs,
            Some(">>>>>>>") => current = Side::Both,
            _ if current == Side::Both || current == keep => {
                kept.push_str(line);
                kept.push('\n');
            }
            _ => {}
        }
    }
    kept
}

/// What was expected where something else stands.
type Expected = &'static str;

struct Reader<'t> {
    tokens: Peekable<Box<dyn Iterator<Item = rnix::Token<'t>> + 't>>,
    /// Start of the token that is read next.
    offset: usize,
    /// Key of the entry that is being read.
    entry: Option<String>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Reader<'t> {
        let tokens: Box<dyn Iterator<Item = rnix::Token<'t>>> = Box::new(rnix::tokenize(text));
        let mut reader = Reader {
            tokens: tokens.peekable(),
            offset: 0,
            entry: None,
        };
        reader.skip_trivia();
        reader
    }

    fn skip_trivia(&mut self) {
        while let Some((_, text)) = self.tokens.next_if(is_trivia) {
            self.offset += text.len();
        }
    }

    fn peek(&mut self) -> Option<SyntaxKind> {
        self.tokens.peek().map(|(kind, _)| *kind)
    }

    fn bump(&mut self) -> Option<&'t str> {
        let (_, text) = self.tokens.next()?;
        self.offset += text.len();
        Some(text)
    }

    fn accept(&mut self, kind: SyntaxKind) -> Option<&'t str> {
        let (_, text) = self.tokens.next_if(|(next, _)| *next == kind)?;
        self.offset += text.len();
        self.skip_trivia();
        Some(text)
    }

    fn expect(&mut self, kind: SyntaxKind, expected: Expected) -> Result<&'t str, Expected> {
        self.accept(kind).ok_or(expected)
    }

    fn expression(&mut self) -> Result<Expression<'static>, Expected> {
        let arguments = self.arguments()?;
        let mut entries = BTreeMap::new();
        self.expect(TOKEN_L_BRACE, "`{`, the set of entries")?;
        while self.accept(TOKEN_R_BRACE).is_none() {
            let key = self.key()?;
            self.entry = Some(key.clone());
            if entries.contains_key(key.as_str()) {
                return Err("each key only once");
            }
            self.expect(TOKEN_ASSIGN, "`=`")?;
            let entry = self.entry()?;
            if !arguments.contains(entry.fetcher.as_ref())
                && !entry.fetcher.starts_with("builtins.")
            {
                return Err("a fetcher that is an argument of the function");
            }
            self.expect(TOKEN_SEMICOLON, "`;`")?;
            entries.insert(key.into(), entry);
            self.entry = None;
        }
        match self.peek() {
            None => Ok(Expression { entries }),
            Some(_) => Err("the end of the file"),
        }
    }

    /// `{ fetchurl, ... }:`, the fetchers each once and `...` at the end.
    fn arguments(&mut self) -> Result<BTreeSet<&'t str>, Expected> {
        let mut names = BTreeSet::new();
        self.expect(TOKEN_L_BRACE, "`{`, the arguments of a function")?;
        while let Some(name) = self.accept(TOKEN_IDENT) {
            if !FETCHERS.contains(&name) || !names.insert(name) {
                return Err("the name of a fetcher, each only once");
            }
            if self.accept(TOKEN_COMMA).is_none() {
                break;
            }
        }
        self.accept(TOKEN_ELLIPSIS);
        self.expect(TOKEN_R_BRACE, "a fetcher, `...` or `}`")?;
        self.expect(TOKEN_COLON, "`:`")?;
        Ok(names)
    }

    fn key(&mut self) -> Result<String, Expected> {
        match self.accept(TOKEN_IDENT) {
            Some(name) => Ok(name.to_owned()),
            None => self.string(),
        }
    }

    fn entry(&mut self) -> Result<Entry<'static>, Expected> {
        let mut fetcher = self.expect(TOKEN_IDENT, "a fetcher")?.to_owned();
        while self.accept(TOKEN_DOT).is_some() {
            fetcher.push('.');
            fetcher.push_str(self.expect(TOKEN_IDENT, "a fetcher")?);
        }
        let args = match self.peek() {
            Some(TOKEN_L_BRACE) => Args::Attrs(self.attrs(MAX_DEPTH)?),
            _ => Args::Path(Cow::Owned(self.path()?)),
        };
        Ok(Entry {
            fetcher: fetcher.into(),
            args,
        })
    }

    /// `./packages/a`, or `./${"packages/@a"}`
    fn path(&mut self) -> Result<RelativePath, Expected> {
        const EXPECTED: Expected = "an attribute set or a relative path";
        let mut path = self.expect(TOKEN_PATH_REL, EXPECTED)?.to_owned();
        if self.accept(TOKEN_INTERPOL_START).is_some() {
            path.push_str(&self.string()?);
            self.expect(TOKEN_INTERPOL_END, "`}`")?;
        }
        RelativePath::parse(&path).ok_or(EXPECTED)
    }

    fn attrs(&mut self, depth: usize) -> Result<Attrs<'static>, Expected> {
        let mut attrs: Vec<(Cow<'static, str>, Value<'static>)> = Vec::new();
        self.expect(TOKEN_L_BRACE, "`{`")?;
        while self.accept(TOKEN_R_BRACE).is_none() {
            let name = self.key()?;
            if attrs.len() == MAX_ATTRS || attrs.iter().any(|(other, _)| *other == name) {
                return Err("a few attributes, each only once");
            }
            self.expect(TOKEN_ASSIGN, "`=`")?;
            attrs.push((name.into(), self.value(depth)?));
            self.expect(TOKEN_SEMICOLON, "`;`")?;
        }
        Ok(attrs.into_iter().collect())
    }

    fn value(&mut self, depth: usize) -> Result<Value<'static>, Expected> {
        match self.peek() {
            Some(TOKEN_L_BRACE) if depth > 0 => self.attrs(depth - 1).map(Value::Attrs),
            Some(TOKEN_L_BRACK) => Ok(Value::List(self.list()?.into())),
            _ => Ok(Value::String(self.string()?.into())),
        }
    }

    fn list(&mut self) -> Result<Vec<String>, Expected> {
        let mut items = Vec::new();
        self.expect(TOKEN_L_BRACK, "`[`")?;
        while self.accept(TOKEN_R_BRACK).is_none() {
            items.push(self.string()?);
        }
        Ok(items)
    }

    /// A double-quoted string without interpolation.
    fn string(&mut self) -> Result<String, Expected> {
        const EXPECTED: Expected = "a string in double quotes";
        let mut value = String::new();
        // Inside a string white space is content, so `accept` does not fit.
        match self.tokens.peek() {
            Some((TOKEN_STRING_START, "\"")) => self.bump(),
            _ => return Err(EXPECTED),
        };
        while let Some(TOKEN_STRING_CONTENT) = self.peek() {
            unescape(self.bump().unwrap_or_default(), &mut value);
        }
        self.expect(TOKEN_STRING_END, "a string without interpolation")?;
        Ok(value)
    }
}

/// What a bun.nix is called with.
const FETCHERS: [&str; 4] = ["copyPathToStore", "fetchFromGitHub", "fetchgit", "fetchurl"];

/// More than any fetcher is given.
const MAX_ATTRS: usize = 16;

/// `passthru` is the only set inside an entry's, and holds none itself.
const MAX_DEPTH: usize = 1;

/// White space and comments, as far as they are such to Nix too.
fn is_trivia((kind, text): &rnix::Token<'_>) -> bool {
    let is_space = |c| matches!(c, ' ' | '\t' | '\r' | '\n');
    *kind == TOKEN_COMMENT || *kind == TOKEN_WHITESPACE && text.chars().all(is_space)
}

/// Source: Nix, src/libexpr/lexer.l `unescapeStr`.
fn unescape(content: &str, value: &mut String) {
    if !content.contains('\\') {
        return value.push_str(content);
    }
    let mut chars = content.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => value.extend(chars.next().map(|escaped| match escaped {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                other => other,
            })),
            c => value.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_read(text: &str) -> bool {
        text.parse::<Expression>().is_ok()
    }

    #[test]
    fn the_shape_is_read_in_any_formatting() {
        for text in [
            "{ fetchurl, ... }: { }",
            "{ fetchurl\n, fetchgit\n, ...\n}:\r\n{ a = fetchurl { url = \"x\"; }; } # end\r\n",
            "/* a */ { ... }: { }",
            "{ fetchurl }: { \"a\" = fetchurl { }; }",
            "{ copyPathToStore, ... }: { a = copyPathToStore ./a; b = copyPathToStore ./${\"a b\"}; }",
            "{ ... }: { a = builtins.fetchTarball { url = \"x\"; }; }",
        ] {
            assert!(is_read(text), "{text}");
        }
    }

    /// Each of these does to Nix something else than it seems to do.
    #[test]
    fn what_could_do_more_than_fetch_is_not_read() {
        for text in [
            "{ fetchurl, ... }: { # fine\r \"a\" = fetchurl { }; /*\n */ }",
            "{ fetchurl, ... }: { a = fetchurl { url = \"x\u{0}y\"; }; }",
            "{\u{a0}fetchurl, ... }: { }",
            "{\u{c}fetchurl, ... }: { }",
            "{ fetchurl, fetchurl, ... }: { }",
            "{ ..., fetchurl }: { }",
            "{ fetchurl, ..., }: { }",
            "{ other, ... }: { }",
            "{ fetchurl ? import ./evil.nix, ... }: { }",
            "{ fetchurl, ... }@args: { }",
            "{ fetchurl, ... }: rec { }",
            "{ fetchurl, ... }: let a = 1; in { }",
            "{ fetchurl, ... }: { a = fetchurl { url = \"${builtins.readFile ./x}\"; }; }",
            "{ ... }: { a = fetchurl { }; }",
            "{ fetchurl, ... }: { } // { }",
            "{ fetchurl, ... }: { a = fetchurl { }; a = fetchurl { }; }",
            "{ copyPathToStore, ... }: { a = copyPathToStore /etc; }",
            "{ copyPathToStore, ... }: { a = copyPathToStore <nixpkgs>; }",
        ] {
            assert!(!is_read(text), "{text:?}");
        }
    }
}
