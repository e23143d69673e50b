//! Paths that a lockfile names: always relative, with `/`, as text.

use std::fmt;

use crate::text::is_hidden;

/// A relative path in normal form: no `.` parts, `..` only at the front, no
/// trailing slash. The empty path is the folder itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RelativePath(String);

impl RelativePath {
    /// The folder itself.
    pub(crate) const ROOT: RelativePath = RelativePath(String::new());

    /// Normalises a path as Bun writes it; `None` for one that is absolute or
    /// has a character that does not belong in a path (quotes, `$`, `\`, control
    /// characters and the like).
    pub fn parse(text: &str) -> Option<RelativePath> {
        RelativePath::default().join(text)
    }

    /// `text`, read relative to this folder.
    pub fn join(&self, text: &str) -> Option<RelativePath> {
        if text.starts_with(['/', '~']) || !text.chars().all(is_path_char) {
            return None;
        }
        let mut parts: Vec<&str> = self.parts().collect();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        Some(RelativePath(parts.join("/")))
    }

    /// The path as text, without a leading `./`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts between the slashes.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// How many folders above its base the path starts: the number of leading `..`.
    pub fn levels_up(&self) -> usize {
        self.parts().take_while(|part| *part == "..").count()
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Letters, digits and what people put into folder names, but nothing that a
/// shell, Nix or Windows gives a meaning, or that does not show.
fn is_path_char(c: char) -> bool {
    if !c.is_ascii() {
        return !c.is_whitespace() && !is_hidden(c) && !is_invisible(c);
    }
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '/' | '-'
                | '_'
                | '.'
                | '+'
                | '@'
                | '~'
                | ' '
                | ','
                | '('
                | ')'
                | '['
                | ']'
                | '='
                | '#'
                | '%'
                | '!'
                | '&'
        )
}

/// Characters without a width of their own, the joiner excepted, which makes one
/// emoji of several. Source: Unicode's general category Cf, in part.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> Option<String> {
        RelativePath::parse(text).map(|path| path.to_string())
    }

    #[test]
    fn paths_are_normalised() {
        assert_eq!(normal("./packages//app/").as_deref(), Some("packages/app"));
        assert_eq!(normal("a/../b/./c").as_deref(), Some("b/c"));
        assert_eq!(normal("a/../../b").as_deref(), Some("../b"));
        assert_eq!(normal("../../b").as_deref(), Some("../../b"));
        assert_eq!(normal(".").as_deref(), Some(""));
        let member = RelativePath::parse("packages/app").unwrap();
        assert_eq!(member.join("../../x.tgz").unwrap().as_str(), "x.tgz");
        assert_eq!(member.join("../../../x.tgz").unwrap().levels_up(), 1);
    }

    #[test]
    fn paths_are_in_any_script() {
        for text in [
            "größe",
            "gro\u{308}ße",
            "日本",
            "पथ",
            "🚀",
            "👩\u{200d}💻",
            "❤\u{fe0f}",
        ] {
            assert_eq!(normal(text).as_deref(), Some(text), "{text:?}");
        }
    }

    #[test]
    fn characters_that_do_not_show_are_refused() {
        for c in [
            '\u{85}',
            '\u{a0}',
            '\u{ad}',
            '\u{200b}',
            '\u{200e}',
            '\u{2028}',
            '\u{202e}',
            '\u{2066}',
            '\u{3000}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert_eq!(normal(&format!("a{c}b")), None, "{c:?}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            "/etc", "~/x", "a\\b", "a\"b", "a${b}", "a\nb", "a;b", "C:/x", "a\0",
        ] {
            assert_eq!(normal(text), None, "{text:?}");
        }
    }
}
