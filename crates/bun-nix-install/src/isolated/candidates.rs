//! What a peer is taken to mean where nobody provides it: Bun goes by the version
//! that is asked for, not by the keys of bun.lock.
//! Source: Bun, src/install/lockfile/bun.lock `resolve_peer_dep_version_based`.

use std::collections::{HashMap, HashSet};

use bun_lock::{Lockfile, Resolution};
use nodejs_semver::Version;

use super::numbers::{Numbers, PackageId};
use super::range::{Range, version};
use crate::graph::{Edge, Graph, Group, Node};

/// The registry's packages by name, the highest version first.
pub(crate) struct Candidates<'l> {
    lock: &'l Lockfile,
    by_name: HashMap<&'l str, Vec<(Version, PackageId)>>,
    /// The names whose dependencies the lockfile overrides.
    overridden: HashSet<&'l str>,
}

impl<'l> Candidates<'l> {
    pub fn of(graph: &Graph<'l>, numbers: &Numbers<'_>) -> Candidates<'l> {
        let lock = graph.lock();
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        for (id, node) in numbers.nodes.iter().enumerate() {
            if let Some((name, version)) = published(lock, *node) {
                by_name.entry(name).or_default().push((version, id));
            }
        }
        for candidates in by_name.values_mut() {
            candidates.sort_by(|(one, _), (other, _)| other.cmp(one));
        }
        let overridden = lock.overrides.iter().map(|rule| split(&rule.target).0);
        Candidates {
            lock,
            by_name,
            overridden: overridden.collect(),
        }
    }

    /// The highest version that a required peer allows, or else the highest.
    ///
    /// `None` where the keys decide: for what is no required peer, for one that any
    /// version satisfies, for one that is overridden, and for one that asks for
    /// something else than a version.
    pub fn best(&self, edge: &Edge<'l>) -> Option<PackageId> {
        if edge.group != Group::Peer || edge.optional {
            return None;
        }
        let (name, range) = self.asked(edge)?;
        let candidates = self.by_name.get(name)?;
        let suiting = candidates.iter().find(|(version, _)| range.has(version));
        suiting.or(candidates.first()).map(|(_, id)| *id)
    }

    fn asked(&self, edge: &Edge<'l>) -> Option<(&'l str, Range)> {
        let catalog = edge.spec.strip_prefix("catalog:");
        let spec = match catalog {
            Some(catalog) => self.cataloged(catalog.trim(), edge.name)?,
            None => edge.spec,
        };
        let alias = spec.trim().strip_prefix("npm:").map(split);
        let (name, range) = alias.unwrap_or((edge.name, spec));
        let is_alias = alias.is_some() && catalog.is_none();
        let subject = if catalog.is_some() { edge.name } else { name };
        if !is_alias && self.overridden.contains(subject) {
            return None;
        }
        let range = Range::parse(range)?;
        (!range.is_any()).then_some((name, range))
    }

    fn cataloged(&self, catalog: &str, name: &str) -> Option<&'l str> {
        let catalog = Some(catalog).filter(|name| !matches!(*name, "" | "default"));
        let mut catalogs = self.lock.catalogs.iter();
        let catalog = catalogs.find(|one| one.name.as_deref() == catalog)?;
        let mut entries = catalog.entries.iter();
        let entry = entries.find(|entry| entry.name == name)?;
        Some(&entry.spec)
    }
}

/// Name and version of a registry's package.
fn published(lock: &Lockfile, node: Node) -> Option<(&str, Version)> {
    let Node::Package(at) = node else { return None };
    let package = &lock.packages[at];
    match &package.resolution {
        Resolution::Npm { version: text, .. } => Some((&package.name, version(text)?)),
        _ => None,
    }
}

/// `name@range`, the latter empty where there is none.
fn split(text: &str) -> (&str, &str) {
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@');
    at.map_or((text, ""), |(at, _)| (&text[..at], &text[at + 1..]))
}
