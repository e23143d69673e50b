//! Nix string literals: the only way by which text from a lockfile gets into
//! Nix code.

use std::fmt::{self, Write as _};

/// Displays a text as a double-quoted Nix string that evaluates to that text.
///
/// NUL has no escape in Nix; no text that gets here holds one, as no plausible
/// name, path, URL or version does.
/// Source: Nix, src/libexpr/lexer.l, rules of STRING.
pub(crate) struct NixString<'a>(pub &'a str);

impl fmt::Display for NixString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        let mut chars = self.0.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '$' if chars.peek() == Some(&'{') => f.write_str("\\$")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}
