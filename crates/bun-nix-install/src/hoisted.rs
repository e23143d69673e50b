//! The hoisted linker: every package at the place that its key in bun.lock gives.

mod reached;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use bun_lock::Resolution;

use crate::graph::{Graph, Node};
use crate::native;
use crate::places::{Homes, Spot};
use crate::plan::{Bin, BinFolder, Link, Place, Plan};
use crate::selection::Selection;
use reached::Reached;

/// What the hoisted linker lays down.
///
/// The order within [`Plan::places`] is that of bun.lock. Of two entries for one
/// folder, as a member that is placed twice can have them, the first counts. What
/// only a package without a source needs is there all the same. Observed: Bun 1.4.5.
pub(crate) fn plan(selection: &Selection<'_>) -> Plan {
    let homes = Homes::of(selection.graph.lock());
    let packages = &selection.graph.lock().packages;
    let mut taken = HashSet::new();
    let Reached { entries, direct } = Reached::of(selection);
    let entries = entries.into_iter();
    let entries = entries.filter(|(at, _)| !selection.is_missing(selection.graph.node(*at)));
    let entries = entries.map(|(at, optional)| {
        let spot = homes.spot(&packages[at].key);
        let direct = direct.contains(&reached::package(selection.graph.lock(), at));
        let entry = Entry {
            spot,
            optional,
            direct,
        };
        (at, entry)
    });
    let hoisted = Hoisted {
        selection,
        entries: entries
            .filter(|(_, entry)| taken.insert(entry.spot.folder.clone()))
            .collect(),
    };
    Plan {
        places: hoisted.places(),
        links: hoisted.links(),
        bins: hoisted.bins(),
    }
}

/// One entry that is laid down.
struct Entry {
    spot: Spot,
    /// Whether nobody but optional edges leads to it.
    optional: bool,
    /// Whether the root or a member asks for its package.
    direct: bool,
}

/// The entries that are laid down, by offset in the lockfile's packages.
struct Hoisted<'s, 'l> {
    selection: &'s Selection<'l>,
    entries: BTreeMap<usize, Entry>,
}

impl Hoisted<'_, '_> {
    fn graph(&self) -> &Graph<'_> {
        &self.selection.graph
    }

    /// What an entry leads to, if it is a link.
    fn link(&self, at: usize) -> Option<PathBuf> {
        let lock = self.graph().lock();
        match (self.graph().node(at), &lock.packages[at].resolution) {
            (Node::Workspace(at), _) => Some(lock.workspaces[at].path.as_str().into()),
            (_, Resolution::Workspace { path }) => Some(path.as_str().into()),
            (_, Resolution::Link { target }) => Some(self.selection.linked(target)),
            _ => None,
        }
    }

    fn links(&self) -> Vec<Link> {
        let links = self.entries.iter();
        let links = links.filter_map(|(at, entry)| {
            Some(Link {
                path: entry.spot.folder.clone(),
                target: self.link(*at)?,
            })
        });
        links.collect()
    }

    fn places(&self) -> Vec<Place> {
        let content = self.entries.iter();
        let content: Vec<_> = content
            .filter(|(at, _)| self.link(**at).is_none())
            .collect();
        let offsets = content.iter().enumerate();
        let offsets: HashMap<usize, usize> =
            offsets.map(|(place, (at, _))| (**at, place)).collect();
        let places = content.into_iter().map(|(at, entry)| Place {
            package: *at,
            folder: entry.spot.folder.clone(),
            optional: entry.optional,
            dependencies: self.dependencies(*at, &offsets),
        });
        places.collect()
    }

    fn dependencies(&self, at: usize, offsets: &HashMap<usize, usize>) -> Vec<usize> {
        let from = self.graph().node(at);
        let edges = self.graph().edges_at(at).iter();
        let followed = edges.filter(|edge| self.selection.follows(from, edge));
        let mut places: Vec<usize> = followed
            .filter_map(|edge| offsets.get(&edge.entry?).copied())
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// In each node_modules: first what the root or a member asks for, then what
    /// comes from elsewhere than the project, then by name. Observed: Bun 1.4.5.
    fn bins(&self) -> Vec<BinFolder> {
        let mut folders: BTreeMap<&Path, Vec<_>> = BTreeMap::new();
        for (at, entry) in &self.entries {
            if let Some(bin) = self.bin(*at, entry) {
                let is_local = self.is_local(*at);
                let order = (Reverse(entry.direct), is_local, bin.name.clone());
                let folder = folders.entry(&entry.spot.node_modules).or_default();
                folder.push((order, bin));
            }
        }
        let folders = folders.into_iter().map(|(node_modules, mut bins)| {
            bins.sort_by(|(one, _), (other, _)| one.cmp(other));
            BinFolder {
                node_modules: node_modules.to_owned(),
                bins: bins.into_iter().map(|(_, bin)| bin).collect(),
            }
        });
        folders.collect()
    }

    fn is_local(&self, at: usize) -> bool {
        let package = &self.graph().lock().packages[at];
        self.link(at).is_some() || matches!(package.resolution, Resolution::Folder { .. })
    }

    fn bin(&self, at: usize, entry: &Entry) -> Option<Bin> {
        let lock = self.graph().lock();
        let package = &lock.packages[at];
        let bin = match self.graph().node(at) {
            Node::Workspace(at) if !lock.workspaces[at].is_root() => &lock.workspaces[at].bin,
            _ => &package.info.bin,
        };
        Some(Bin {
            name: package.key.install_name().to_owned(),
            folder: entry.spot.folder.clone(),
            bin: bin.clone()?,
            native: self.native(at),
        })
    }

    /// The folder of the platform package, where the package is of those that have
    /// their executables there.
    fn native(&self, at: usize) -> Option<PathBuf> {
        if !self.selection.is_native(&self.graph().lock().packages[at]) {
            return None;
        }
        let edges = self.graph().edges_at(at);
        let candidates = native::platform_packages(self.graph(), edges, self.selection.target());
        let installed = candidates.filter_map(|edge| self.entries.get(&edge.entry?));
        installed.map(|entry| entry.spot.folder.clone()).next()
    }
}

#[cfg(test)]
mod tests;
