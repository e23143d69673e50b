//! JSON with comments and trailing commas, read token by token from front to
//! back: a bun.lock is too large to hold it as a tree beside the model.
//!
//! Strict where Bun's writer is: no missing commas, no other quotes, no key
//! twice. Every error knows its place.
//!
//! Nearly all of a lockfile is punctuation and strings without an escape, which
//! are read here; jsonc-parser's scanner reads every other token.

use std::borrow::Cow;
use std::collections::HashSet;
use std::mem::discriminant;

use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};
use memchr::memchr3;

use crate::error::{Error, ErrorKind};
use crate::lockfile::Dependency;
use crate::syntax;
use crate::text::{Position, is_hidden};

const STRICT: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Deeper than any lockfile; what is skipped may nest, and must not overflow
/// the stack.
const MAX_DEPTH: usize = 128;

/// A reader that stands before a token.
pub(crate) struct Stream<'t> {
    text: &'t str,
    token: Option<Token<'t>>,
    /// Where the token is.
    start: usize,
    end: usize,
    /// End of the token before this one.
    last_end: usize,
}

impl<'t> Stream<'t> {
    /// Stands before the first token of a text.
    pub fn new(text: &'t str) -> Result<Stream<'t>, Error> {
        let mut stream = Stream {
            text,
            token: None,
            start: 0,
            end: 0,
            last_end: 0,
        };
        stream.advance()?;
        Ok(stream)
    }

    /// Offset of the token that it stands before.
    pub fn offset(&self) -> usize {
        match self.token {
            Some(_) => self.start,
            None => self.text.trim_end().len(),
        }
    }

    /// An error at an offset.
    pub fn error(&self, offset: usize, kind: ErrorKind) -> Error {
        Error::new(Position::of(self.text, offset), kind)
    }

    /// Reads the properties of an object: `read` gets each key with its offset
    /// and has to take its value.
    pub fn properties(
        &mut self,
        what: &str,
        mut read: impl FnMut(&mut Stream<'t>, Cow<'t, str>, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.open(&Token::OpenBrace, what, "an object")?;
        let mut keys = Keys::default();
        while !self.is_at(&Token::CloseBrace) {
            let at = self.offset();
            let key = self.key()?;
            if !keys.insert(key.clone()) {
                return Err(self.error(at, ErrorKind::DuplicateKey(key.into_owned())));
            }
            read(self, key, at)?;
            self.comma_before(&Token::CloseBrace)?;
        }
        self.advance()
    }

    /// Reads the elements of an array: `read` has to take each.
    pub fn elements(
        &mut self,
        what: &str,
        mut read: impl FnMut(&mut Stream<'t>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.open(&Token::OpenBracket, what, "an array")?;
        while self.has_element() {
            read(self)?;
            self.comma_before(&Token::CloseBracket)?;
        }
        self.advance()
    }

    /// Enters an array whose elements are read one by one.
    pub fn open_array(&mut self, what: &str) -> Result<(), Error> {
        self.open(&Token::OpenBracket, what, "an array")
    }

    /// Inside an array: whether there is one more element.
    pub fn has_element(&self) -> bool {
        !self.is_at(&Token::CloseBracket)
    }

    /// After an element that was taken one by one.
    pub fn next_element(&mut self) -> Result<(), Error> {
        self.comma_before(&Token::CloseBracket)
    }

    /// Leaves an array, past what elements it still has.
    pub fn close_array(&mut self) -> Result<(), Error> {
        while self.has_element() {
            self.skip()?;
            self.next_element()?;
        }
        self.advance()
    }

    pub fn string(&mut self, what: &str) -> Result<Cow<'t, str>, Error> {
        match self.token.take() {
            Some(Token::String(text)) => {
                self.advance()?;
                Ok(text)
            }
            token => {
                self.token = token;
                Err(self.unexpected(what, "a string"))
            }
        }
    }

    /// A string in which every character shows as it is.
    pub fn plain(&mut self, what: &str) -> Result<Cow<'t, str>, Error> {
        let at = self.offset();
        let text = self.string(what)?;
        self.refuse_hidden(at, &text)?;
        Ok(text)
    }

    /// Refuses a text with control characters or ones that turn the direction of
    /// writing.
    pub fn refuse_hidden(&self, at: usize, text: &str) -> Result<(), Error> {
        // Without an early exit this looks at many bytes at once.
        let is_plain = |byte: u8| (b' '..=b'~').contains(&byte);
        let plain = text.bytes().fold(true, |all, byte| all & is_plain(byte));
        match !plain && text.contains(is_hidden) {
            true => Err(self.error(at, ErrorKind::UnsafeText(text.to_owned()))),
            false => Ok(()),
        }
    }

    pub fn boolean(&mut self, what: &str) -> Result<bool, Error> {
        let Some(Token::Boolean(value)) = self.token else {
            return Err(self.unexpected(what, "true or false"));
        };
        self.advance()?;
        Ok(value)
    }

    /// The digits of a whole number, however many, that is not negative.
    pub fn number(&mut self, what: &str) -> Result<&'t str, Error> {
        let number = match self.token {
            Some(Token::Number(digits)) if is_whole(digits) => Some(digits),
            _ => None,
        };
        let number = number.ok_or_else(|| self.unexpected(what, "a whole number"))?;
        self.advance()?;
        Ok(number)
    }

    pub fn is_string(&self) -> bool {
        matches!(self.token, Some(Token::String(_)))
    }

    /// An array of strings in which every character shows as it is.
    pub fn strings(&mut self, what: &str) -> Result<Vec<String>, Error> {
        let mut strings = Vec::new();
        self.elements(what, |stream| {
            strings.push(stream.plain(what)?.into_owned());
            Ok(())
        })?;
        Ok(strings)
    }

    /// A string, or an array of strings.
    pub fn string_or_strings(&mut self, what: &str) -> Result<Vec<String>, Error> {
        match self.token {
            Some(Token::String(_)) => Ok(vec![self.string(what)?.into_owned()]),
            Some(Token::OpenBracket) => self.strings(what),
            _ => Err(self.unexpected(what, "a string or an array of strings")),
        }
    }

    /// An object from names to specifiers. Of these, any text will do: registries
    /// hold packages that ask for what nobody has.
    pub fn dependencies(&mut self, what: &str) -> Result<Vec<Dependency>, Error> {
        let mut dependencies = Vec::new();
        self.properties(what, |stream, name, at| {
            stream.refuse_hidden(at, &name)?;
            let spec = stream.string(what)?.into_owned();
            dependencies.push(Dependency {
                name: name.into_owned(),
                spec,
            });
            Ok(())
        })?;
        Ok(dependencies)
    }

    /// Passes over one value, whatever it is.
    pub fn skip(&mut self) -> Result<(), Error> {
        self.skip_nested(MAX_DEPTH)
    }

    /// Nothing may follow the outermost value.
    pub fn end(&mut self) -> Result<(), Error> {
        match self.token {
            None => Ok(()),
            Some(_) => Err(self.syntax("text after the end of the outermost object")),
        }
    }

    fn skip_nested(&mut self, depth: usize) -> Result<(), Error> {
        match self.token {
            Some(Token::OpenBrace | Token::OpenBracket) if depth == 0 => {
                Err(self.syntax("it nests too deep"))
            }
            Some(Token::OpenBrace) => {
                self.properties("", |stream, _, _| stream.skip_nested(depth - 1))
            }
            Some(Token::OpenBracket) => self.elements("", |stream| stream.skip_nested(depth - 1)),
            Some(Token::String(_) | Token::Number(_) | Token::Boolean(_) | Token::Null) => {
                self.advance()
            }
            _ => Err(self.syntax("expected a value")),
        }
    }

    /// Whether it stands before a token of this kind.
    fn is_at(&self, kind: &Token<'t>) -> bool {
        let token = self.token.as_ref().map(discriminant);
        token == Some(discriminant(kind))
    }

    fn open(&mut self, token: &Token<'t>, what: &str, expected: &'static str) -> Result<(), Error> {
        if !self.is_at(token) {
            return Err(self.unexpected(what, expected));
        }
        self.advance()
    }

    fn key(&mut self) -> Result<Cow<'t, str>, Error> {
        let Some(Token::String(_)) = self.token else {
            return Err(self.syntax("expected a key in double quotes"));
        };
        let key = self.string("")?;
        if !self.is_at(&Token::Colon) {
            return Err(self.syntax("expected a colon after the key"));
        }
        self.advance()?;
        Ok(key)
    }

    /// After a value: a comma, which may be the last, or the closing bracket.
    fn comma_before(&mut self, close: &Token<'t>) -> Result<(), Error> {
        if self.is_at(&Token::Comma) {
            return self.advance();
        }
        if self.is_at(close) {
            return Ok(());
        }
        match self.token {
            None => Err(syntax::cut_off(self.text)),
            Some(_) => Err(syntax::fault(
                self.text,
                self.last_end,
                "a comma is missing",
            )),
        }
    }

    fn advance(&mut self) -> Result<(), Error> {
        self.last_end = self.end;
        let rest = &self.text.as_bytes()[self.end..];
        let spaces = rest.iter().take_while(|byte| is_space(**byte)).count();
        self.start = self.end + spaces;
        let (token, length) = match rest.get(spaces) {
            Some(b'{') => (Token::OpenBrace, 1),
            Some(b'}') => (Token::CloseBrace, 1),
            Some(b'[') => (Token::OpenBracket, 1),
            Some(b']') => (Token::CloseBracket, 1),
            Some(b',') => (Token::Comma, 1),
            Some(b':') => (Token::Colon, 1),
            Some(b'"') => match plain_length(&rest[spaces + 1..]) {
                Some(length) => {
                    let text = &self.text[self.start + 1..][..length];
                    (Token::String(Cow::Borrowed(text)), length + 2)
                }
                None => return self.scan(),
            },
            _ => return self.scan(),
        };
        self.token = Some(token);
        self.end = self.start + length;
        Ok(())
    }

    /// Reads any token.
    fn scan(&mut self) -> Result<(), Error> {
        let from = self.end;
        let mut scanner = Scanner::new(&self.text[from..], &STRICT);
        self.token = loop {
            match scanner
                .scan()
                .map_err(|error| syntax::error(self.text, from, &error))?
            {
                Some(Token::CommentLine(_) | Token::CommentBlock(_)) => {}
                token => break token,
            }
        };
        self.start = from + scanner.token_start();
        self.end = from + scanner.token_end();
        self.refuse_line_break()
    }

    /// The scanner lets a string go over the end of its line.
    fn refuse_line_break(&self) -> Result<(), Error> {
        let Some(Token::String(_)) = self.token else {
            return Ok(());
        };
        let literal = &self.text.as_bytes()[self.start..self.end];
        match literal.contains(&b'\n') {
            true => Err(self.syntax("a line break in a string")),
            false => Ok(()),
        }
    }

    /// A value of another kind than it must be, or none where one must be.
    fn unexpected(&self, what: &str, expected: &'static str) -> Error {
        let is_value = matches!(
            self.token,
            Some(
                Token::OpenBrace
                    | Token::OpenBracket
                    | Token::String(_)
                    | Token::Number(_)
                    | Token::Boolean(_)
                    | Token::Null
            )
        );
        match self.token {
            None => syntax::cut_off(self.text),
            Some(_) if is_value => {
                let what = what.to_owned();
                self.error(self.offset(), ErrorKind::WrongType { what, expected })
            }
            Some(_) => self.syntax("expected a value"),
        }
    }

    fn syntax(&self, reason: &str) -> Error {
        let text = self.text.trim_end();
        let is_last = self.end >= text.len() && !text.ends_with('}');
        match self.token {
            None => syntax::cut_off(self.text),
            // The beginning of a word whose end is missing.
            Some(Token::Word(_)) if is_last => syntax::cut_off(self.text),
            Some(_) => syntax::fault(self.text, self.offset(), reason),
        }
    }
}

/// The keys of one object so far. Most have a handful, where comparing them all
/// beats hashing.
#[derive(Default)]
struct Keys<'t> {
    few: [Cow<'t, str>; 8],
    count: usize,
    many: HashSet<Cow<'t, str>>,
}

impl<'t> Keys<'t> {
    /// Whether the key is new.
    fn insert(&mut self, key: Cow<'t, str>) -> bool {
        if self.count == self.few.len() {
            self.many.extend(self.few.iter_mut().map(std::mem::take));
        }
        if self.count >= self.few.len() {
            self.count += 1;
            return self.many.insert(key);
        }
        let is_new = !self.few[..self.count].contains(&key);
        self.few[self.count] = key;
        self.count += 1;
        is_new
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// How long a string is whose opening quote stands before `rest`, if it lies on
/// one line and has no escape.
fn plain_length(rest: &[u8]) -> Option<usize> {
    let end = memchr3(b'"', b'\\', b'\n', rest)?;
    (rest[end] == b'"').then_some(end)
}

fn is_whole(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        let skip = || {
            let mut stream = Stream::new(text)?;
            stream.properties("the file", |stream, _, _| stream.skip())?;
            stream.end()
        };
        skip().map_or_else(|error: Error| error.kind.code(), |()| "fine")
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
    fn only_the_grammar_of_bun_is_accepted() {
        for text in [
            "{}",
            "{ \"a\": [], } // end",
            "{ \"a\": [1, [true,],], \"b\": null }",
        ] {
            assert_eq!(code(text), "fine", "{text}");
        }
        for text in [
            "{ \"a\" 1 } // end",
            "{ \"a\": 1 \"b\": 2 }",
            "{ \"a\": [1 2] }",
            "{ \"a\": [,] }",
            "{ \"a\": [1,,] }",
            "{ , }",
            "{ 'a': 1 }",
            "{ a: 1 }",
            "{ \"a\": +1 }",
            "{ \"a\": NaN }",
            "{ \"a\": }",
            "{} {}",
            "{ \"a\": \"b\nc\" }",
            "{ \"a\nb\": [] }",
            "{ \"a\": ] }",
        ] {
            assert_eq!(code(text), "syntax", "{text}");
        }
        assert_eq!(code("{ \"a\": { \"b\": 1, \"b\": 2 } }"), "duplicate-key");
        assert_eq!(code("[]"), "wrong-type");
    }

    #[test]
    fn a_fault_has_its_place_whichever_token_is_before_it() {
        for before in [
            "\"a\": 1,",
            "\"\\u0041\": \"é\\n\",",
            "/* é */",
            "// c\n",
            "\u{a0}",
        ] {
            let text = format!("{{ {before} \"b\": ? }}\n// the end\n}}");
            let mut stream = Stream::new(&text).unwrap();
            let error = stream.properties("the file", |stream, _, _| stream.skip());
            let place = Position::of(&text, text.find('?').unwrap());
            assert_eq!(error.unwrap_err().position, place, "{text}");
        }
    }

    #[test]
    fn a_deep_nest_is_an_error() {
        let deep = format!("{{ \"a\": {} }}", "[".repeat(1_000_000));
        assert_eq!(code(&deep), "syntax");
    }
}
