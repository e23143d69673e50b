//! What is one package, and what its dependencies lead to wherever it stands.

use std::collections::HashSet;

use crate::binding::TooLarge;
use crate::binding::budget::Budget;
use crate::binding::numbers::{Numbers, PackageId};
use crate::binding::targets::{Lookup, Targets, targets};
use crate::graph::{Edge, Graph, Group, Node};
use crate::selection::Selection;

pub(super) struct Packages<'s, 'l> {
    graph: &'s Graph<'l>,
    numbers: Numbers,
    targets: Targets,
}

impl<'s, 'l> Packages<'s, 'l> {
    /// # Errors
    /// More steps than the budget allows.
    pub fn of(graph: &'s Graph<'l>, budget: &mut Budget) -> Result<Packages<'s, 'l>, TooLarge> {
        let numbers = Numbers::of(graph);
        let targets = targets(&Lookup::of(graph, &numbers), budget)?;
        Ok(Packages {
            graph,
            numbers,
            targets,
        })
    }

    /// The package that a node is.
    pub fn id(&self, node: Node) -> PackageId {
        self.numbers.id(node)
    }

    /// The package that an entry is of.
    pub fn of_entry(&self, entry: usize) -> PackageId {
        self.id(self.graph.node(entry))
    }

    /// What a node's dependency leads to, by its offset among them.
    pub fn target(&self, from: Node, at: usize, edge: &Edge<'_>) -> Option<Node> {
        let id = self.id(from);
        let known = self.graph.edges(self.numbers.nodes[id]).get(at);
        known.filter(|known| (known.group, known.name) == (edge.group, edge.name))?;
        self.targets[id][at].map(|target| self.numbers.nodes[target])
    }

    /// What Bun's loader binds peers to.
    pub fn lookup(&self) -> Lookup<'_, 'l> {
        Lookup::of(self.graph, &self.numbers)
    }

    /// The node of a package.
    pub fn node(&self, id: PackageId) -> Node {
        self.numbers.nodes[id]
    }

    /// The packages that the root or a member asks for, not as a peer, whether that is
    /// installed or not.
    pub fn direct(&self) -> HashSet<PackageId> {
        let workspaces = (0..self.graph.lock().workspaces.len()).map(Node::Workspace);
        let edges = workspaces.flat_map(|node| self.graph.edges(node));
        let edges = edges.filter(|edge| edge.group != Group::Peer);
        edges
            .filter_map(|edge| Some(self.of_entry(edge.entry?)))
            .collect()
    }

    /// The packages that some followed edge leads to, wherever they stand and whether a
    /// peer makes do with another. What waits does not count: it leads to nothing else.
    pub fn reached(&self, selection: &Selection<'_>) -> HashSet<PackageId> {
        let mut reached = HashSet::new();
        let mut open = vec![self.graph.root()];
        while let Some(from) = open.pop() {
            for (at, edge) in self.graph.edges(from).iter().enumerate() {
                let mut edge = edge.clone();
                if edge.group != Group::Member {
                    edge.target = self.target(from, at, &edge);
                }
                let target = edge.target.filter(|_| selection.wants(from, &edge));
                open.extend(target.filter(|node| reached.insert(self.id(*node))));
            }
        }
        reached
    }
}
