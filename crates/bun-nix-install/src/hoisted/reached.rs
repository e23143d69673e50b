//! The walk along the edges that are followed, from the root to every folder that
//! something is to be laid down in.
//!
//! What an edge leads to is one question and where that is another. The keys of
//! bun.lock give the place; a peer may ask for another package than the one that
//! stands there.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::owners::Owners;
use super::packages::Packages;
use super::slots::Slot;
use crate::binding::TooLarge;
use crate::binding::budget::Budget;
use crate::binding::numbers::PackageId;
use crate::binding::targets::Lookup;
use crate::graph::{self, Edge, Graph, Group, Node, Origin};
use crate::selection::Selection;

/// What a folder gets.
pub(super) struct Placed {
    /// Offset in [`bun_lock::Lockfile::packages`].
    pub package: usize,
    /// Whether nobody but optional edges leads to it.
    pub optional: bool,
    /// The folders of what it depends on.
    pub dependencies: BTreeSet<Slot>,
}

/// The folders that the walk comes by.
///
/// # Errors
/// More copies than the budget allows.
pub(super) fn folders<'s, 'l>(
    selection: &'s Selection<'l>,
    packages: &'s Packages<'s, 'l>,
    budget: Budget,
) -> Result<BTreeMap<Slot, Placed>, TooLarge> {
    let mut walk = Walk {
        selection,
        packages,
        lookup: packages.lookup(),
        owners: Owners::of(&selection.graph, packages),
        folders: BTreeMap::new(),
        workspaces: HashSet::new(),
        open: Vec::new(),
        reached: packages.reached(selection),
        budget,
    };
    walk.open_workspace(selection.graph.root());
    while let Some(from) = walk.open.pop() {
        walk.go(&from)?;
    }
    Ok(walk.folders)
}

/// A package in a place.
struct From {
    node: Node,
    /// The key that its dependencies are looked up below.
    key: String,
    /// Where bun.lock has it, unless it is a copy or has the place of another package.
    origin: Option<Origin>,
    /// Its folder; none for the root's and a member's own.
    slot: Option<Slot>,
}

struct Walk<'s, 'l> {
    selection: &'s Selection<'l>,
    packages: &'s Packages<'s, 'l>,
    lookup: Lookup<'s, 'l>,
    owners: Owners,
    folders: BTreeMap<Slot, Placed>,
    workspaces: HashSet<Node>,
    /// What is still to be gone through.
    open: Vec<From>,
    /// The packages for which peers that wait are followed.
    reached: HashSet<PackageId>,
    /// How much may still be copied.
    budget: Budget,
}

impl<'s, 'l> Walk<'s, 'l> {
    fn graph(&self) -> &'s Graph<'l> {
        &self.selection.graph
    }

    fn open_workspace(&mut self, node: Node) {
        if matches!(node, Node::Workspace(_)) && self.workspaces.insert(node) {
            let origin = Origin::Workspace(node);
            self.open.push(From {
                node,
                key: self.graph().key(origin),
                origin: Some(origin),
                slot: None,
            });
        }
    }

    /// Goes through the dependencies of one package in one place.
    fn go(&mut self, from: &From) -> Result<(), TooLarge> {
        let edges = match from.origin {
            Some(origin) => self.graph().edges_from(origin),
            None => self.graph().edges(from.node),
        };
        for (at, edge) in edges.iter().enumerate() {
            let edge = self.bound(from, at, edge);
            if self.selection.wants(from.node, &edge) || self.has_waited(from, &edge) {
                self.follow(from, &edge)?;
            }
        }
        Ok(())
    }

    /// An edge with what it leads to: of peers not what stands in the place, and the
    /// highest version that they allow where the place is another package's alone.
    fn bound(&self, from: &From, at: usize, edge: &Edge<'l>) -> Edge<'l> {
        let mut edge = edge.clone();
        if from.origin.is_none() || edge.group == Group::Peer {
            edge.target = self.packages.target(from.node, at, &edge);
        }
        if edge.group == Group::Peer && self.finds_others(from, &edge) {
            let highest = self.lookup.highest(&edge);
            edge.target = highest.map(|id| self.packages.node(id)).or(edge.target);
        }
        edge
    }

    fn finds_others(&self, from: &From, edge: &Edge<'l>) -> bool {
        let found = self.found(from, edge);
        found.is_some_and(|slot| self.is_others(&slot, from))
    }

    /// The folder of the name that an edge finds.
    fn found(&self, from: &From, edge: &Edge<'l>) -> Option<Slot> {
        match from.origin {
            Some(_) => edge.entry.map(Slot::Entry),
            None => Some(self.find(&from.key, edge.name)),
        }
    }

    /// Whether a place is another package's alone.
    fn is_others(&self, slot: &Slot, from: &From) -> bool {
        self.contender(slot).is_some_and(|key| key != from.key)
    }

    /// The key of the package whose place alone it is.
    fn contender(&self, slot: &Slot) -> Option<&str> {
        self.owners.contender(slot.entry()?)
    }

    /// Whether a peer that is followed only if its package is reached in another way
    /// is.
    fn has_waited(&self, from: &From, edge: &Edge<'l>) -> bool {
        let target = edge.target.map(|node| self.packages.id(node));
        let is_reached = target.is_some_and(|target| self.reached.contains(&target));
        is_reached && self.selection.lets_wait(from.node, edge)
    }

    fn follow(&mut self, from: &From, edge: &Edge<'l>) -> Result<(), TooLarge> {
        let Some(target) = edge.target else {
            return Ok(());
        };
        let found = self.slot(from, edge, target);
        if found.is_some() || edge.group == Group::Member {
            self.open_workspace(target);
        }
        let Some((slot, target)) = found else {
            return Ok(());
        };
        if !self.folders.contains_key(&slot) {
            self.place(&slot, target)?;
        }
        if let Some(placed) = self.folders.get_mut(&slot) {
            placed.optional &= edge.optional;
        }
        let dependent = from.slot.as_ref();
        if let Some(dependent) = dependent.and_then(|slot| self.folders.get_mut(slot)) {
            dependent.dependencies.insert(slot);
        }
        Ok(())
    }

    /// The folder that an edge leads to, and what is there for its sake.
    fn slot(&self, from: &From, edge: &Edge<'l>, target: Node) -> Option<(Slot, Node)> {
        let found = self.found(from, edge)?;
        if self.is_others(&found, from) {
            return Some((self.copy(from, edge, target), target));
        }
        if self.would_have(&found, target) {
            return Some((found, target));
        }
        match edge.group {
            _ if self.contender(&found).is_some() => {
                let is_taken = self.folders.contains_key(&found);
                (!is_taken).then_some((found, target))
            }
            Group::Peer => self.makes_do(found),
            _ => Some((Slot::below(self.graph(), &from.key, edge.name), target)),
        }
    }

    /// The folder of a copy: a near one that has the package, or a new one below.
    fn copy(&self, from: &From, edge: &Edge<'l>, target: Node) -> Slot {
        let near = self.near_copy(&from.key, edge.name);
        let near = near.filter(|slot| self.would_have(slot, target));
        near.unwrap_or_else(|| Slot::below(self.graph(), &from.key, edge.name))
    }

    /// A peer that is not for what stands in its place makes do with that. It is there
    /// for the peer's sake unless it is left out where bun.lock has it from, even if
    /// that is nowhere near what is installed. Observed: Bun 1.4.5.
    fn makes_do(&self, found: Slot) -> Option<(Slot, Node)> {
        let entry = found.entry()?;
        let (owner, edge) = self.owners.edge(self.graph(), entry)?;
        let is_followed = self.selection.wants(owner, edge);
        is_followed.then(|| (found, self.graph().node(entry)))
    }

    /// Whether a folder has a package, or is for it if it has none yet.
    fn would_have(&self, slot: &Slot, node: Node) -> bool {
        let placed = self.folders.get(slot).map(|placed| placed.package);
        let package = placed.or_else(|| slot.entry());
        package.is_none_or(|entry| self.packages.of_entry(entry) == self.packages.id(node))
    }

    /// The nearest folder of a name; a new one at the top where there is none.
    fn find(&self, key: &str, name: &str) -> Slot {
        let slot = Slot::below(self.graph(), key, name);
        let is_locked = slot.entry().is_some() && self.is_as_locked(key);
        match graph::parent(key) {
            Some(outer) if !is_locked && !self.folders.contains_key(&slot) => {
                self.find(outer, name)
            }
            _ => slot,
        }
    }

    /// The nearest copy that is placed already, nearer than what bun.lock has.
    fn near_copy(&self, key: &str, name: &str) -> Option<Slot> {
        match Slot::below(self.graph(), key, name) {
            Slot::Entry(_) => None,
            slot if self.folders.contains_key(&slot) => Some(slot),
            Slot::Copy(_) => self.near_copy(graph::parent(key)?, name),
        }
    }

    /// Whether no other package is there than bun.lock says.
    fn is_as_locked(&self, key: &str) -> bool {
        let entry = self.graph().entry(key);
        let placed = entry.and_then(|entry| self.folders.get(&Slot::Entry(entry)));
        placed.is_none_or(|placed| Some(placed.package) == entry)
    }

    fn place(&mut self, slot: &Slot, target: Node) -> Result<(), TooLarge> {
        let own = slot.entry().filter(|_| self.would_have(slot, target));
        let Some(package) = own.or_else(|| self.graph().entry_of(target)) else {
            return Ok(());
        };
        let key = slot.key(self.graph());
        if own.is_none() {
            self.budget.keep(key.len())?;
        }
        self.open.push(From {
            node: self.graph().node(package),
            key,
            origin: own.map(Origin::Entry),
            slot: Some(slot.clone()),
        });
        let placed = Placed {
            package,
            optional: true,
            dependencies: BTreeSet::new(),
        };
        self.folders.insert(slot.clone(), placed);
        Ok(())
    }
}
