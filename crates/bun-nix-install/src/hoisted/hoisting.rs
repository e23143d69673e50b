//! Where Bun's hoisting puts packages: each as near to the top as no other of its name,
//! and no wrong version of one of its peers, is in the way.
//! Source: Bun, src/install/lockfile/Tree `process_subtree`, `hoist_dependency`;
//! observed: Bun 1.4.5.

use std::collections::{BTreeMap, HashMap, VecDeque};

use bun_lock::{PackageKey, Resolution};
use nodejs_semver::Version;

use crate::binding::budget::Budget;
use crate::binding::numbers::{Numbers, PackageId};
use crate::binding::range::Range;
use crate::binding::targets::{Lookup, Targets, targets};
use crate::graph::{self, Edge, Graph, Group, Node};

/// The entries by the keys of their places; None if there are too many.
pub(super) fn places(graph: &Graph<'_>) -> Option<BTreeMap<PackageKey, usize>> {
    let numbers = Numbers::of(graph);
    let mut budget = Budget::new();
    let lookup = Lookup::of(graph, &numbers);
    let targets = targets(&lookup, &mut budget).ok()?;
    let packages = 0..numbers.nodes.len();
    let mut hoisting = Hoisting {
        peers: packages
            .clone()
            .map(|package| required(&lookup, package))
            .collect(),
        versions: packages.map(|package| version(&lookup, package)).collect(),
        lookup,
        targets,
        trees: Vec::new(),
        open: VecDeque::new(),
        room: MOST_COPIES * graph.lock().packages.len(),
    };
    hoisting.open.push_back(Open {
        package: ROOT,
        name: "",
        parent: None,
        top: 0,
    });
    while let Some(open) = hoisting.open.pop_front() {
        hoisting.fill(open)?;
    }
    hoisting.places(budget)
}

/// The required peers of a package that ask for a version. Those of a member are in
/// nobody's way: it stays at the top.
fn required<'l>(lookup: &Lookup<'_, 'l>, package: PackageId) -> Vec<(&'l str, Range)> {
    let node = lookup.numbers.nodes[package];
    if matches!(node, Node::Workspace(_)) {
        return Vec::new();
    }
    let edges = lookup.graph.edges(node).iter();
    let required = edges.filter_map(|edge| Some((edge.name, lookup.required(edge)?.1)));
    required.collect()
}

fn version(lookup: &Lookup<'_, '_>, package: PackageId) -> Option<Version> {
    Some(lookup.release(package)?.0)
}

/// How many times as many places there may be as bun.lock has.
const MOST_COPIES: usize = 16;

/// The root's number.
const ROOT: PackageId = 0;

/// The node_modules of a package in a place.
struct Tree<'l> {
    parent: Option<usize>,
    /// What its package is installed under.
    name: &'l str,
    placed: HashMap<&'l str, Placed>,
}

/// What a name is in some node_modules.
#[derive(Clone, Copy)]
struct Placed {
    package: PackageId,
    /// Who depends on it.
    from: PackageId,
    /// Whether that is as a peer.
    as_peer: bool,
}

/// A package in a place, whose own node_modules is still to be filled.
struct Open<'l> {
    package: PackageId,
    name: &'l str,
    parent: Option<usize>,
    /// The tree that nothing below leaves.
    top: usize,
}

struct Hoisting<'s, 'l> {
    lookup: Lookup<'s, 'l>,
    targets: Targets,
    /// The required peers of each package.
    peers: Vec<Vec<(&'l str, Range)>>,
    /// The version of each of the registry's packages.
    versions: Vec<Option<Version>>,
    trees: Vec<Tree<'l>>,
    open: VecDeque<Open<'l>>,
    /// How many places there may still be.
    room: usize,
}

/// A required peer of what is hoisted.
struct Peer<'s, 'l> {
    name: &'l str,
    range: &'s Range,
    /// Whether the nearest version is one that it allows; None before any is met.
    provided: Option<bool>,
}

impl<'s, 'l> Hoisting<'s, 'l> {
    fn edges(&self, package: PackageId) -> &'s [Edge<'l>] {
        let Lookup { graph, numbers, .. } = &self.lookup;
        graph.edges(numbers.nodes[package])
    }

    fn fill(&mut self, open: Open<'l>) -> Option<()> {
        let edges = self.edges(open.package);
        if edges.is_empty() {
            return Some(());
        }
        let own = self.trees.len();
        self.trees.push(Tree {
            parent: open.parent,
            name: open.name,
            placed: HashMap::new(),
        });
        for (at, edge) in edges.iter().enumerate() {
            let Some(target) = self.targets[open.package][at] else {
                continue;
            };
            let Some(tree) = self.tree(open.package, own, open.top, edge, target) else {
                continue;
            };
            self.room = self.room.checked_sub(1)?;
            let placed = Placed {
                package: target,
                from: open.package,
                as_peer: edge.group == Group::Peer,
            };
            self.trees[tree].placed.insert(edge.name, placed);
            self.open.push_back(Open {
                package: target,
                name: edge.name,
                parent: Some(tree),
                top: if edge.bundled { tree } else { open.top },
            });
        }
        if self.trees[own].placed.is_empty() {
            self.trees.pop();
        }
        Some(())
    }

    /// The tree that gets what an edge leads to. None where it is there already, or
    /// where the peer makes do with what is there.
    fn tree(
        &self,
        from: PackageId,
        own: usize,
        top: usize,
        edge: &Edge<'l>,
        target: PackageId,
    ) -> Option<usize> {
        if edge.bundled || self.is_folder(target) {
            let is_new = !self.trees[own].placed.contains_key(edge.name);
            return is_new.then_some(own);
        }
        let mut peers = self.peers(from, target);
        let mut tree = own;
        loop {
            if self.is_in_the_way(tree, own, &mut peers) {
                return Some(own);
            }
            if let Some(placed) = self.trees[tree].placed.get(edge.name).copied() {
                let is_here = placed.from == from || self.suffices(placed, edge, target);
                return (!is_here).then_some(own);
            }
            match self.trees[tree].parent {
                Some(parent) if tree != top => tree = parent,
                _ => return Some(tree),
            }
        }
    }

    /// Whether an edge that leads to a package makes do with what has its name.
    fn suffices(&self, placed: Placed, edge: &Edge<'l>, target: PackageId) -> bool {
        let range = || Some(self.lookup.asked(edge)?.1);
        let satisfies = || range().is_some_and(|range| self.allows(&range, placed.package));
        let is_peer = edge.group == Group::Peer;
        placed.package == target || (is_peer && (placed.from == ROOT || satisfies()))
    }

    fn allows(&self, range: &Range, package: PackageId) -> bool {
        let version = self.versions[package].as_ref();
        version.is_some_and(|version| range.has(version))
    }

    /// Whether what a package depends on would find a version of a peer there that the
    /// peer does not allow, where the nearest one is allowed. A peer of the package in
    /// its own node_modules does not count for that.
    fn is_in_the_way(&self, tree: usize, own: usize, peers: &mut [Peer<'_, '_>]) -> bool {
        peers.iter_mut().any(|peer| {
            let Some(placed) = self.trees[tree].placed.get(peer.name) else {
                return false;
            };
            let is_allowed = self.allows(peer.range, placed.package);
            let is_own_peer = placed.as_peer && tree == own;
            let is_provided = *peer.provided.get_or_insert(is_allowed && !is_own_peer);
            is_provided && !is_allowed
        })
    }

    /// The required peers of a package that another depends on.
    fn peers(&self, from: PackageId, package: PackageId) -> Vec<Peer<'_, 'l>> {
        let peers = self.peers[package].iter().map(|(name, range)| Peer {
            name,
            range,
            provided: self.provides(from, name, range).then_some(true),
        });
        peers.collect()
    }

    fn provides(&self, from: PackageId, name: &str, range: &Range) -> bool {
        let edges = self.edges(from).iter().zip(&self.targets[from]);
        let mut own = edges.filter(|(edge, _)| edge.name == name && edge.group != Group::Peer);
        own.any(|(_, target)| target.is_some_and(|target| self.allows(range, target)))
    }

    fn is_folder(&self, package: PackageId) -> bool {
        let Lookup { graph, numbers, .. } = &self.lookup;
        let package = graph.package(numbers.nodes[package]);
        package.is_some_and(|package| matches!(package.resolution, Resolution::Folder { .. }))
    }

    fn places(self, mut budget: Budget) -> Option<BTreeMap<PackageKey, usize>> {
        let mut keys: Vec<String> = Vec::with_capacity(self.trees.len());
        let mut places = BTreeMap::new();
        for tree in &self.trees {
            let outer = tree.parent.map_or("", |parent| &keys[parent]);
            let own = graph::below(outer, tree.name);
            for (name, placed) in &tree.placed {
                let key = graph::below(&own, name);
                budget.keep(key.len()).ok()?;
                let package = self.entry(placed, &key)?;
                places.insert(PackageKey::parse(&key)?, package);
            }
            keys.push(own);
        }
        Some(places)
    }

    /// The entry of a package: that which has the place, or else its first.
    fn entry(&self, placed: &Placed, key: &str) -> Option<usize> {
        let graph = self.lookup.graph;
        let there = graph.entry(key);
        let there = there.filter(|at| self.lookup.numbers.id(graph.node(*at)) == placed.package);
        there.or_else(|| graph.entry_of(self.lookup.numbers.nodes[placed.package]))
    }
}
