//! Ranges of versions as npm has them, evaluated as Bun does.
//!
//! The work is nodejs-semver's. Where it and Bun part, which no range of a real
//! lockfile was seen to, the few lines here side with Bun; a test asks Bun itself.

use nodejs_semver::Version;

/// A range such as `^1.2 || >=3 <5`.
#[derive(Clone, Debug)]
pub(crate) enum Range {
    Versions(nodejs_semver::Range),
    /// A range that nobody can read: Bun takes every release for it.
    Releases,
}

impl Range {
    /// Reads a range; `None` for a tag, a protocol, nothing and whatever else does
    /// not begin like one. Bun takes a comma for a space.
    pub fn parse(text: &str) -> Option<Range> {
        let text = text.replace(',', " ");
        let text = text.trim();
        let first = text.chars().next()?;
        match nodejs_semver::Range::parse(text) {
            _ if !first.is_ascii_digit() && !"^~<>=*|vxX".contains(first) => None,
            Ok(range) => Some(Range::Versions(range)),
            Err(_) if first.is_ascii_alphabetic() => None,
            Err(_) => Some(Range::Releases),
        }
    }

    /// Whether it asks for nothing, as `*` and `>=0` do.
    /// Source: Bun, src/semver `is_star`.
    pub fn is_any(&self) -> bool {
        matches!(self, Range::Versions(range) if range.to_string() == ">=0.0.0")
    }

    /// Whether a version is in the range. A prerelease is only where the range
    /// names one of the same three numbers.
    pub fn has(&self, version: &Version) -> bool {
        match self {
            Range::Versions(range) => range.satisfies(version),
            Range::Releases => !version.is_prerelease(),
        }
    }
}

/// The package and the range that a specifier asks for: another package than `name`
/// in `npm:other@^1`. The range is empty where there is none.
pub(crate) fn asked<'t>(spec: &'t str, name: &'t str) -> (&'t str, &'t str) {
    let alias = spec.trim().strip_prefix("npm:");
    alias.map_or((name, spec), split)
}

/// Splits `name@range`.
pub(crate) fn split(text: &str) -> (&str, &str) {
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@');
    at.map_or((text, ""), |(at, _)| (&text[..at], &text[at + 1..]))
}

/// Reads the version of a registry's package.
pub(crate) fn version(text: &str) -> Option<Version> {
    Version::parse(text).ok()
}
