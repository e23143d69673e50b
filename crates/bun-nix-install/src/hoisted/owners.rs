//! For which dependency each entry has its place: the first that leads there, in the
//! order in which Bun places entries.

use std::collections::{HashMap, HashSet};

use super::packages::Packages;
use crate::graph::{Edge, Graph, Group, Node, Origin};

/// The dependencies by the entries' offsets in [`bun_lock::Lockfile::packages`].
pub(super) struct Owners {
    all: HashMap<usize, Owner>,
    contested: HashSet<usize>,
}

/// A dependency, by its offset among those that are looked up from there.
struct Owner {
    origin: Origin,
    key: String,
    at: usize,
}

impl Owners {
    pub fn of(graph: &Graph<'_>, packages: &Packages<'_, '_>) -> Owners {
        let mut owners = Owners {
            all: HashMap::new(),
            contested: HashSet::new(),
        };
        graph.breadth_first(|origin, at, edge| {
            let Some(entry) = edge.entry else { return };
            let key = graph.key(origin);
            let target = packages.target(graph.node_at(origin), at, edge);
            let is_other = target.is_some_and(|node| packages.id(node) != packages.of_entry(entry));
            let owner = owners.all.entry(entry);
            let owner = owner.or_insert_with(|| Owner {
                origin,
                key: key.clone(),
                at,
            });
            if edge.group == Group::Peer && is_other && owner.key == key {
                owners.contested.insert(entry);
            }
        });
        owners
    }

    /// The dependency, and whose it is.
    pub fn edge<'g, 'l>(&self, graph: &'g Graph<'l>, entry: usize) -> Option<(Node, &'g Edge<'l>)> {
        let owner = self.all.get(&entry)?;
        let edge = graph.edges_from(owner.origin).get(owner.at)?;
        Some((graph.node_at(owner.origin), edge))
    }

    /// The key that its package's dependencies are looked up below, where the package
    /// has a required peer of the same name that allows another version only.
    ///
    /// Such a place is the package's alone: it gets the first of the two that is
    /// followed. Everybody else has a copy, even of the package that is there, and even
    /// where the one that has the place is not installed. Observed: Bun 1.4.5.
    pub fn contender(&self, entry: usize) -> Option<&str> {
        let owner = self.all.get(&entry)?;
        self.contested.contains(&entry).then_some(&owner.key)
    }
}
