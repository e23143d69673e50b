//! The walk along the edges that are followed, from the root to every entry that
//! is to be laid down.

use std::collections::{BTreeMap, HashSet};

use bun_lock::Lockfile;

use crate::graph::{Edge, Group, Node};
use crate::selection::Selection;

/// What the walk comes by.
pub(super) struct Reached<'l> {
    /// The entries by offset, and whether nobody but optional edges leads there.
    pub entries: BTreeMap<usize, bool>,
    /// The packages that the root or a member asks for, not as a peer.
    pub direct: HashSet<Package<'l>>,
}

/// A package's name and resolution, which several entries may share.
type Package<'l> = (&'l str, &'l str);

/// The package of an entry.
pub(super) fn package(lock: &Lockfile, entry: usize) -> Package<'_> {
    let package = &lock.packages[entry];
    (&package.name, &package.resolution_text)
}

impl<'l> Reached<'l> {
    pub fn of(selection: &Selection<'l>) -> Reached<'l> {
        let root = selection.graph.root();
        let mut walk = Walk {
            selection,
            reached: Reached {
                entries: BTreeMap::new(),
                direct: HashSet::new(),
            },
            workspaces: HashSet::from([root]),
            open: vec![Origin::Workspace(root)],
            waiting: Vec::new(),
        };
        while walk.go() || walk.follow_waiting() {}
        walk.reached
    }
}

/// Where dependencies are looked up from.
enum Origin {
    /// The root's or a member's own folder.
    Workspace(Node),
    /// The place of an entry.
    Entry(usize),
}

struct Walk<'s, 'l> {
    selection: &'s Selection<'l>,
    reached: Reached<'l>,
    workspaces: HashSet<Node>,
    /// What is still to be gone through.
    open: Vec<Origin>,
    /// Peers that are followed only if their package is reached in another way.
    waiting: Vec<(Node, &'s Edge<'l>)>,
}

impl<'s, 'l> Walk<'s, 'l> {
    /// Goes through one origin; says whether there was one.
    fn go(&mut self) -> bool {
        let selection = self.selection;
        let graph = &selection.graph;
        let (from, edges) = match self.open.pop() {
            Some(Origin::Workspace(node)) => (node, graph.edges(node)),
            Some(Origin::Entry(entry)) => (graph.node(entry), graph.edges_at(entry)),
            None => return false,
        };
        for edge in edges {
            if selection.wants(from, edge) {
                self.follow(from, edge);
            } else if selection.lets_wait(from, edge) {
                self.waiting.push((from, edge));
            }
        }
        true
    }

    fn follow(&mut self, from: Node, edge: &Edge<'l>) {
        if let Some(member @ Node::Workspace(_)) = edge.target
            && self.workspaces.insert(member)
        {
            self.open.push(Origin::Workspace(member));
        }
        let Some(entry) = edge.entry else { return };
        let optional = self.reached.entries.entry(entry).or_insert_with(|| {
            self.open.push(Origin::Entry(entry));
            true
        });
        *optional &= edge.optional;
        if matches!(from, Node::Workspace(_)) && edge.group != Group::Peer {
            let package = package(self.selection.graph.lock(), entry);
            self.reached.direct.insert(package);
        }
    }

    /// Follows the peers whose packages are reached by now; says whether there was
    /// one.
    fn follow_waiting(&mut self) -> bool {
        let lock = self.selection.graph.lock();
        let entries = self.reached.entries.keys();
        let packages: HashSet<Package<'_>> = entries.map(|at| package(lock, *at)).collect();
        let is_reached = |edge: &Edge<'_>| {
            let package = edge.entry.map(|entry| package(lock, entry));
            package.is_some_and(|package| packages.contains(&package))
        };
        let waiting = std::mem::take(&mut self.waiting);
        let (ready, waiting): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(_, edge)| is_reached(edge));
        self.waiting = waiting;
        for (from, edge) in &ready {
            self.follow(*from, edge);
        }
        !ready.is_empty()
    }
}
