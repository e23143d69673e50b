//! The packages of a lockfile as the isolated linker takes them: one for each name
//! and resolution, however many keys place it, and what its dependencies lead to.

use std::collections::{BTreeSet, HashMap};

use super::waiting::follow_waiting;
use crate::binding::budget::{Budget, TooLarge};
use crate::binding::members::allows;
use crate::binding::numbers::{Numbers, PackageId};
use crate::binding::targets::{Lookup, targets};
use crate::graph::{Edge, Graph, Group, Node};
use crate::selection::Selection;

/// Offset among the names that some package has a peer of.
pub(crate) type PeerName = usize;

/// Every package, by its [`PackageId`].
pub(crate) struct Packages<'s> {
    pub all: Vec<Package<'s>>,
    /// How many names of peers there are.
    pub peer_names: usize,
}

/// The root, a member or a package.
pub(crate) struct Package<'s> {
    /// Where it stands in the lockfile: of several entries the first.
    pub node: Node,
    /// Its own name; empty for a root without one.
    pub name: &'s str,
    /// Where its own name comes in the order of all of them.
    pub rank: usize,
    /// In Bun's order: by group, then by name.
    pub dependencies: Vec<Dependency<'s>>,
}

/// A dependency of a package.
#[derive(Clone, Debug)]
pub(crate) struct Dependency<'s> {
    /// The name it is installed under; empty for a member whose name the root gives
    /// to another package.
    pub name: &'s str,
    /// That name, where a peer has it.
    pub peer_name: Option<PeerName>,
    /// Whether it is a peer: something that dependents provide.
    pub is_peer: bool,
    /// Whether nothing is wrong where it is not there.
    pub optional: bool,
    /// How it refers to its target.
    pub reference: Reference,
    /// What it leads to; of a peer, where nobody provides it.
    pub resolved: Option<PackageId>,
    /// The same; nothing for a peer where peers are omitted.
    pub target: Option<PackageId>,
    /// Whether it is installed.
    pub followed: bool,
    /// Whether it is installed only if its target is reached in another way.
    pub waits: bool,
}

/// How a dependency refers to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// The root's own edge to each of its members.
    Member,
    /// To a member by `workspace:`, or by a version that the member has.
    Workspace,
    /// In any other way.
    Package,
}

impl<'s> Packages<'s> {
    /// # Errors
    /// More of them than the budget allows.
    pub fn of(selection: &'s Selection<'s>, budget: &mut Budget) -> Result<Packages<'s>, TooLarge> {
        let numbers = Numbers::of(&selection.graph);
        let names = Names::of(&selection.graph, &numbers);
        let targets = targets(&Lookup::of(&selection.graph, &numbers), budget)?;
        let reader = Reader {
            selection,
            numbers: &numbers,
            names: &names,
        };
        let all = numbers.nodes.iter().zip(targets);
        let all = all.map(|(node, targets)| reader.package(*node, &targets));
        let mut all: Vec<Package<'s>> = all.collect();
        follow_waiting(&mut all, budget)?;
        Ok(Packages {
            all,
            peer_names: names.peers.len(),
        })
    }
}

/// The numbers that stand for names.
struct Names<'s> {
    ranks: HashMap<&'s str, usize>,
    peers: HashMap<&'s str, PeerName>,
}

impl<'s> Names<'s> {
    fn of(graph: &Graph<'s>, numbers: &Numbers) -> Names<'s> {
        let nodes = || numbers.nodes.iter();
        let edges = nodes().flat_map(|node| graph.edges(*node));
        let peers = edges.filter(|edge| edge.group == Group::Peer);
        Names {
            ranks: numbered(nodes().map(|node| name(graph, *node))),
            peers: numbered(peers.map(|edge| edge.name)),
        }
    }
}

fn numbered<'s>(names: impl Iterator<Item = &'s str>) -> HashMap<&'s str, usize> {
    let sorted: BTreeSet<&str> = names.collect();
    sorted.into_iter().zip(0..).collect()
}

fn name<'s>(graph: &Graph<'s>, node: Node) -> &'s str {
    let lock = graph.lock();
    match node {
        Node::Workspace(at) => lock.workspaces[at].name.as_deref().unwrap_or_default(),
        Node::Package(at) => &lock.packages[at].name,
    }
}

/// Makes packages of nodes.
struct Reader<'r, 's> {
    selection: &'s Selection<'s>,
    numbers: &'r Numbers,
    names: &'r Names<'s>,
}

impl<'s> Reader<'_, 's> {
    fn package(&self, node: Node, targets: &[Option<PackageId>]) -> Package<'s> {
        let graph = &self.selection.graph;
        let name = name(graph, node);
        let edges = graph.edges(node).iter().zip(targets);
        let dependencies = edges.map(|(edge, target)| self.dependency(node, edge, *target));
        Package {
            node,
            name,
            rank: self.names.ranks[name],
            dependencies: dependencies.collect(),
        }
    }

    fn dependency(
        &self,
        from: Node,
        edge: &Edge<'s>,
        resolved: Option<PackageId>,
    ) -> Dependency<'s> {
        let name = if is_shadowed(edge) { "" } else { edge.name };
        let is_peer = edge.group == Group::Peer;
        let target = resolved.filter(|_| !is_peer || !self.selection.omits_peers());
        let mut bound = edge.clone();
        bound.target = target.map(|target| self.numbers.nodes[target]);
        Dependency {
            name,
            peer_name: self.names.peers.get(name).copied(),
            is_peer,
            optional: edge.optional,
            reference: self.reference(from, edge, resolved),
            resolved,
            target,
            followed: self.follows(from, &bound),
            waits: self.selection.lets_wait(from, &bound),
        }
    }

    /// An optional peer without a target may find one that somebody provides. So may
    /// all where peers are omitted: they are not installed for their own sake.
    /// Source: Bun, src/install/lockfile/Tree `is_filtered_dependency_or_workspace`;
    /// observed: Bun 1.4.5.
    fn follows(&self, from: Node, edge: &Edge<'s>) -> bool {
        let may_find = edge.optional || self.selection.omits_peers();
        match edge.target {
            Some(_) => self.selection.wants(from, edge),
            None => edge.group == Group::Peer && may_find,
        }
    }

    /// Source: Bun, src/install/lockfile/bun.lock `map_dep_to_pkg`.
    fn reference(&self, from: Node, edge: &Edge<'s>, target: Option<PackageId>) -> Reference {
        let graph = &self.selection.graph;
        let target = target.map(|target| self.numbers.nodes[target]);
        let member = match target {
            Some(Node::Workspace(at)) if target != Some(graph.root()) => Some(at),
            _ => None,
        };
        let is_recorded = graph.lock().version > 0;
        match member {
            _ if edge.group == Group::Member => Reference::Member,
            _ if edge.spec.starts_with("workspace:") => Reference::Workspace,
            Some(at) if is_recorded && self.links(from, edge, at) => Reference::Workspace,
            _ => Reference::Package,
        }
    }

    /// Whether an edge to a member becomes a link to it: the dependencies of packages
    /// do, their optional peers do not, and all others if the member has the version,
    /// or has none and any will do.
    fn links(&self, from: Node, edge: &Edge<'s>, member: usize) -> bool {
        match (from, edge.group) {
            (Node::Package(_), Group::Peer) if edge.optional => return false,
            (Node::Package(_), Group::Peer) | (Node::Workspace(_), _) => {}
            (Node::Package(_), _) => return true,
        }
        allows(edge, &self.selection.graph.lock().workspaces[member])
    }
}

/// Whether the root takes another package by the name of a member. The member is
/// installed, but nobody finds it there.
fn is_shadowed(edge: &Edge<'_>) -> bool {
    edge.group == Group::Member && edge.entry.is_none()
}
