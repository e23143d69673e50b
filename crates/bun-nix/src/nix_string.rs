//! Nix string literals: the only way by which text from a lockfile gets into
//! Nix code.

use std::fmt::{self, Write as _};

/// Displays a text as a double-quoted Nix string that evaluates to that text.
///
/// NUL has no escape in Nix, and no text of a lockfile that gets here holds one;
/// where one does, formatting fails.
/// Source: Nix, src/libexpr/lexer.l, rules of STRING.
pub(crate) struct NixString<'a>(pub &'a str);

impl NixString<'_> {
    /// The literal as a text, whose memory is got at once where nothing is escaped.
    pub fn literal(&self) -> Result<String, fmt::Error> {
        let mut literal = String::with_capacity(self.0.len() + 2);
        write!(literal, "{self}")?;
        Ok(literal)
    }
}

impl fmt::Display for NixString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        let mut rest = self.0;
        // Nearly every text is plain. Without an early exit this looks at many
        // bytes at once.
        if !rest
            .bytes()
            .fold(false, |found, byte| found | is_special(byte))
        {
            f.write_str(rest)?;
            return f.write_char('"');
        }
        while let Some(at) = rest.bytes().position(is_special) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'\n' => "\\n",
                b'\r' => "\\r",
                b'\t' => "\\t",
                b'"' => "\\\"",
                b'\\' => "\\\\",
                0 => return Err(fmt::Error),
                _ if rest[at..].starts_with("${") => "\\$",
                _ => "$",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)?;
        f.write_char('"')
    }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | b'$' | b'\n' | b'\r' | b'\t' | 0)
}
