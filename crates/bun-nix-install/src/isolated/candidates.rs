//! What a peer is taken to mean where nobody provides it: Bun goes by the version
//! that is asked for, not by the keys of bun.lock.
//! Source: Bun, src/install/lockfile/bun.lock `resolve_peer_dep_version_based`.

use std::collections::{HashMap, HashSet};

use bun_lock::{Lockfile, Resolution};
use nodejs_semver::Version;

use super::numbers::{Numbers, PackageId};
use super::range::{Range, asked, split, version};
use crate::graph::{Edge, Graph, Group, Node};

/// The registry's packages by name, the highest version first.
pub(crate) struct Candidates<'l> {
    lock: &'l Lockfile,
    by_name: HashMap<&'l str, Vec<(Version, PackageId)>>,
    /// The registry's packages that the root depends on, by install name.
    of_root: HashMap<&'l str, (Version, PackageId)>,
    /// The names whose dependencies the lockfile overrides.
    overridden: HashSet<&'l str>,
}

impl<'l> Candidates<'l> {
    pub fn of(graph: &Graph<'l>, numbers: &Numbers) -> Candidates<'l> {
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
            of_root: of_root(graph, numbers),
            overridden: overridden.collect(),
        }
    }

    /// The root's own dependency of a required peer's name or, where the peer does
    /// not allow that, the highest version that it does.
    ///
    /// `None` where the keys decide: for what is no required peer, for one that no
    /// version satisfies, for one that is overridden, and for one that asks for
    /// something else than a version.
    pub fn best(&self, edge: &Edge<'l>) -> Option<PackageId> {
        if edge.group != Group::Peer || edge.optional {
            return None;
        }
        let (name, range) = self.asked(edge)?;
        let mut candidates = self.by_name.get(name).into_iter().flatten();
        let suits = |(version, _): &&(Version, PackageId)| range.has(version);
        let of_root = self.of_root.get(edge.name).filter(suits);
        of_root.or_else(|| candidates.find(suits)).map(|(_, id)| *id)
    }

    fn asked(&self, edge: &Edge<'l>) -> Option<(&'l str, Range)> {
        let catalog = edge.spec.strip_prefix("catalog:");
        let spec = match catalog {
            Some(catalog) => self.cataloged(catalog.trim(), edge.name)?,
            None => edge.spec,
        };
        let (name, range) = asked(spec, edge.name);
        let is_overridden = match catalog {
            Some(_) => self.overridden.contains(edge.name),
            None => name == edge.name && self.overridden.contains(name),
        };
        let range = Range::parse(range).filter(|_| !is_overridden);
        range.map(|range| (name, range))
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

fn of_root<'l>(
    graph: &Graph<'l>,
    numbers: &Numbers,
) -> HashMap<&'l str, (Version, PackageId)> {
    let edges = graph.edges(graph.root()).iter();
    let edges = edges.filter_map(|edge| {
        let node = edge.target?;
        let (_, version) = published(graph.lock(), node)?;
        Some((edge.name, (version, numbers.id(node))))
    });
    edges.collect()
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
