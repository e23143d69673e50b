//! Nix string literals: the only way by which text from a lockfile gets into
//! Nix code.

use std::fmt;

/// Appends a double-quoted Nix string that evaluates to `value`.
///
/// NUL has no escape in Nix, and no text of a lockfile that gets here holds one;
/// where one does, formatting fails.
/// Source: Nix, src/libexpr/lexer.l, rules of STRING.
pub(crate) fn push_literal(text: &mut String, value: &str) -> fmt::Result {
    text.push('"');
    let mut rest = value;
    // Nearly every text is plain. Without an early exit this looks at many
    // bytes at once.
    let has_special = |found, byte| found | is_special(byte);
    if rest.bytes().fold(false, has_special) {
        while let Some(at) = rest.bytes().position(is_special) {
            text.push_str(&rest[..at]);
            text.push_str(match rest.as_bytes()[at] {
                b'\n' => "\\n",
                b'\r' => "\\r",
                b'\t' => "\\t",
                b'"' => "\\\"",
                b'\\' => "\\\\",
                0 => return Err(fmt::Error),
                _ if rest[at..].starts_with("${") => "\\$",
                _ => "$",
            });
            rest = &rest[at + 1..];
        }
    }
    text.push_str(rest);
    text.push('"');
    Ok(())
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | b'$' | b'\n' | b'\r' | b'\t' | 0)
}
