//! Folders, by the keys that stand for them.

use bun_lock::PackageKey;

use crate::binding::TooLarge;
use crate::graph::{self, Graph, Origin};

/// A folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    /// That of an entry: offset in [`bun_lock::Lockfile::packages`].
    Entry(usize),
    /// One that bun.lock does not have, by the key that it would have.
    Copy(String),
}

impl Slot {
    /// The folder of a name in the node_modules that a key leads to; the empty key to
    /// the root's.
    pub fn below(graph: &Graph<'_>, key: &str, name: &str) -> Slot {
        let key = graph::below(key, name);
        match graph.entry(&key) {
            Some(entry) => Slot::Entry(entry),
            None => Slot::Copy(key),
        }
    }

    /// The entry whose folder it is.
    pub fn entry(&self) -> Option<usize> {
        match self {
            Slot::Entry(entry) => Some(*entry),
            Slot::Copy(_) => None,
        }
    }

    /// The key.
    pub fn key(&self, graph: &Graph<'_>) -> String {
        match self {
            Slot::Entry(entry) => graph.key(Origin::Entry(*entry)),
            Slot::Copy(key) => key.clone(),
        }
    }

    /// The key by its parts.
    ///
    /// # Errors
    /// More of them than a path can have.
    pub fn package_key(&self, graph: &Graph<'_>) -> Result<PackageKey, TooLarge> {
        match self {
            Slot::Entry(entry) => Ok(graph.lock().packages[*entry].key.clone()),
            Slot::Copy(key) => PackageKey::parse(key).ok_or(TooLarge),
        }
    }
}
