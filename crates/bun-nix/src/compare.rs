//! Two expressions compared by meaning: which entries are new, gone or changed.

use crate::expression::{Args, Entry, Expression};
use crate::read_back::NotBunNix;
use crate::source::Sources;

/// One entry in which two expressions differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The entry's key.
    pub key: String,
    /// How it differs.
    pub kind: Kind,
}

/// How an entry differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only the expected expression has it.
    Added,
    /// Only the actual expression has it.
    Removed,
    /// Both have it; the parts that differ, in words such as `integrity`.
    Changed(Vec<&'static str>),
}

/// What makes the text of a bun.nix stale; empty if it is current. Hashes that
/// only it has are taken from it.
///
/// # Errors
/// If the text is no bun.nix.
pub fn staleness(sources: &mut Sources, text: &str) -> Result<Vec<Difference>, NotBunNix> {
    // The same bytes have the same meaning, and most of the time they are the same.
    if sources.unhashed().next().is_none() && sources.are_written_as(text.as_bytes()) {
        return Ok(Vec::new());
    }
    let actual: Expression = text.parse()?;
    sources.reuse_hashes(&actual);
    Ok(compare(&Expression::of(sources), &actual))
}

/// What makes `actual` differ from `expected`, sorted by key; empty if nothing.
pub fn compare(expected: &Expression<'_>, actual: &Expression<'_>) -> Vec<Difference> {
    let added_or_changed = expected.entries.iter().filter_map(|(key, entry)| {
        let kind = match actual.entries.get(key) {
            None => Kind::Added,
            Some(other) if other == entry && can_be_fetched(entry) => return None,
            Some(other) => Kind::Changed(changed_parts(entry, other)),
        };
        Some(Difference {
            key: key.to_string(),
            kind,
        })
    });
    let removed = actual
        .entries
        .keys()
        .filter(|key| !expected.entries.contains_key(*key));
    let removed = removed.map(|key| Difference {
        key: key.to_string(),
        kind: Kind::Removed,
    });
    let mut differences: Vec<Difference> = added_or_changed.chain(removed).collect();
    differences.sort_by(|one, other| one.key.cmp(&other.key));
    differences
}

/// Whether an entry has the hash that every download needs. One that should have
/// it is stale even where both lack it.
fn can_be_fetched(entry: &Entry<'_>) -> bool {
    match &entry.args {
        Args::Attrs(attrs) => attrs.get("hash").is_some(),
        Args::Path(_) => true,
    }
}

fn changed_parts(expected: &Entry<'_>, actual: &Entry<'_>) -> Vec<&'static str> {
    if expected.fetcher != actual.fetcher {
        return vec!["fetcher"];
    }
    let (Args::Attrs(expected), Args::Attrs(actual)) = (&expected.args, &actual.args) else {
        return vec!["path"];
    };
    let lacks_hash = expected.get("hash").is_none();
    let differs =
        |name: &str| expected.get(name) != actual.get(name) || name == "hash" && lacks_hash;
    let mut parts: Vec<&'static str> = PARTS
        .iter()
        .filter(|(attr, _)| differs(attr))
        .map(|(_, part)| *part)
        .collect();
    parts.dedup();
    if actual
        .names()
        .any(|name| PARTS.iter().all(|(attr, _)| *attr != name))
    {
        parts.push("an attribute that bun.nix does not have");
    }
    parts
}

/// What people call the attributes.
const PARTS: [(&str, &str); 7] = [
    ("owner", "repository"),
    ("repo", "repository"),
    ("url", "URL"),
    ("rev", "commit"),
    ("hash", "integrity"),
    ("name", "file name"),
    ("passthru", "platform"),
];
