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
        let begins = |c: char| c.is_ascii_digit() || "^~<>=*|".contains(c);
        match nodejs_semver::Range::parse(text) {
            _ if text.is_empty() => None,
            Ok(range) => Some(Range::Versions(range)),
            Err(_) => text.starts_with(begins).then_some(Range::Releases),
        }
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

/// Reads the version of a registry's package.
pub(crate) fn version(text: &str) -> Option<Version> {
    Version::parse(text).ok()
}
