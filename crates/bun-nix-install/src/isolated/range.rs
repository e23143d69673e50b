//! Ranges of versions as npm has them, evaluated as Bun does.
//!
//! The work is nodejs-semver's. Where it and Bun part, which no range of a real
//! lockfile was seen to, the few lines here side with Bun; a test asks Bun itself.

use nodejs_semver::Version;

/// A range such as `^1.2 || >=3 <5`.
#[derive(Clone, Debug)]
pub(crate) struct Range(nodejs_semver::Range);

impl Range {
    /// Reads a range; `None` for a tag, a protocol and whatever else is none.
    /// Bun takes a comma for a space.
    pub fn parse(text: &str) -> Option<Range> {
        let text = text.replace(',', " ");
        nodejs_semver::Range::parse(&text).map(Range).ok()
    }

    /// Whether a version is in the range. A prerelease is only where the range
    /// names one of the same three numbers.
    pub fn has(&self, version: &Version) -> bool {
        self.0.satisfies(version)
    }

    /// Whether it asks for nothing, as `*` and `>=0` do.
    /// Source: Bun, src/semver `is_star`.
    pub fn is_any(&self) -> bool {
        matches!(self.0.to_string().as_str(), "*" | ">=0.0.0")
    }
}

/// Reads the version of a registry's package.
pub(crate) fn version(text: &str) -> Option<Version> {
    Version::parse(text).ok()
}
