//! The hoisted linker: every package at the place that its key in bun.lock gives, and
//! a few that bun.lock has no place for.

mod anew;
mod hoisting;
mod owners;
mod packages;
mod reached;
mod slots;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use bun_lock::{PackageKey, Resolution};

use crate::binding::TooLarge;
use crate::binding::budget::Budget;
use crate::graph::{Graph, Node};
use crate::native;
use crate::places::{Homes, Spot};
use crate::plan::{Bin, BinFolder, Link, Place, Plan};
use crate::selection::Selection;
pub(crate) use anew::hoisted_anew;
use packages::Packages;
use reached::Placed;
use slots::Slot;

/// What the hoisted linker lays down.
///
/// The order within [`Plan::places`] is that of bun.lock, with what it does not have
/// at the end. Of two entries for one folder, as a member that is placed twice can have
/// them, the first counts. What only a package without a source needs is there all the
/// same. Observed: Bun 1.4.5.
///
/// # Errors
/// A lockfile that asks for more copies than any project needs.
pub(crate) fn plan(selection: &Selection<'_>) -> Result<Plan, TooLarge> {
    let graph = &selection.graph;
    let mut budget = Budget::new();
    let packages = Packages::of(graph, &mut budget)?;
    let homes = Homes::of(graph.lock());
    let direct = packages.direct();
    let mut taken = HashSet::new();
    let mut entries = BTreeMap::new();
    for (slot, placed) in reached::folders(selection, &packages, budget)? {
        let key = slot.package_key(graph)?;
        let entry = Entry {
            spot: homes.spot(&key),
            direct: direct.contains(&packages.of_entry(placed.package)),
            key,
            placed,
        };
        let is_missing = selection.is_missing(graph.node(entry.placed.package));
        if !is_missing && taken.insert(entry.spot.folder.clone()) {
            entries.insert(slot, entry);
        }
    }
    let hoisted = Hoisted { selection, entries };
    Ok(Plan {
        places: hoisted.places(),
        links: hoisted.links(),
        bins: hoisted.bins(),
    })
}

/// One folder that is laid down.
struct Entry {
    key: PackageKey,
    placed: Placed,
    spot: Spot,
    /// Whether the root or a member asks for its package.
    direct: bool,
}

/// The folders that are laid down.
struct Hoisted<'s, 'l> {
    selection: &'s Selection<'l>,
    entries: BTreeMap<Slot, Entry>,
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
        let links = self.entries.values();
        let links = links.filter_map(|entry| {
            Some(Link {
                path: entry.spot.folder.clone(),
                target: self.link(entry.placed.package)?,
            })
        });
        links.collect()
    }

    fn places(&self) -> Vec<Place> {
        let content = self.entries.iter();
        let content = content.filter(|(_, entry)| self.link(entry.placed.package).is_none());
        let content: Vec<_> = content.collect();
        let offsets = content.iter().enumerate();
        let offsets: HashMap<&Slot, usize> =
            offsets.map(|(place, (slot, _))| (*slot, place)).collect();
        let places = content.into_iter().map(|(_, entry)| {
            let dependencies = entry.placed.dependencies.iter();
            Place {
                package: entry.placed.package,
                folder: entry.spot.folder.clone(),
                optional: entry.placed.optional,
                dependencies: dependencies
                    .filter_map(|slot| offsets.get(slot).copied())
                    .collect(),
            }
        });
        places.collect()
    }

    /// In each node_modules: first what the root or a member asks for, then what
    /// comes from elsewhere than the project, then by name. Observed: Bun 1.4.5.
    fn bins(&self) -> Vec<BinFolder> {
        let mut folders: BTreeMap<&Path, Vec<_>> = BTreeMap::new();
        for entry in self.entries.values() {
            if let Some(bin) = self.bin(entry) {
                let is_local = self.is_local(entry.placed.package);
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

    fn bin(&self, entry: &Entry) -> Option<Bin> {
        let lock = self.graph().lock();
        let package = &lock.packages[entry.placed.package];
        let bin = match self.graph().node(entry.placed.package) {
            Node::Workspace(at) if !lock.workspaces[at].is_root() => &lock.workspaces[at].bin,
            _ => &package.info.bin,
        };
        Some(Bin {
            name: entry.key.install_name().to_owned(),
            folder: entry.spot.folder.clone(),
            bin: bin.clone()?,
            native: self.native(entry.placed.package),
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
        let installed = candidates.filter_map(|edge| self.entries.get(&Slot::Entry(edge.entry?)));
        installed.map(|entry| entry.spot.folder.clone()).next()
    }
}

#[cfg(test)]
mod tests;
