//! The entries of the store: uses of one package with the same peers are one entry.
//! Source: Bun, src/install/isolated_install `build_store`, second pass.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::hoisting::Hoisting;
use super::nodes::{Node, NodeId};
use super::packages::{Dependency, Reference};
use crate::binding::numbers::PackageId;

/// Offset among the entries; the root is 0.
pub(crate) type EntryId = usize;

/// A package with its peers. Members and the root have one too, in memory only.
pub(crate) struct Entry<'p> {
    /// The package.
    pub package: PackageId,
    /// Whether it is the root as somebody's dependency.
    pub is_dependency: bool,
    /// The packages of its peers, by the order of their names.
    pub peers: Vec<PackageId>,
    /// What it depends on, by the name that it is installed under.
    pub dependencies: BTreeMap<&'p str, EntryId>,
    /// Whether optional dependencies alone lead to it.
    pub optional: bool,
    /// The names under which it is in `.bun/node_modules`.
    pub hoisted: Vec<&'p str>,
}

/// The entries, breadth first from the root.
pub(crate) fn entries<'p>(nodes: &[Node<'p>], hoisting: &Hoisting) -> Vec<Entry<'p>> {
    let mut store = Store {
        nodes,
        hoisting,
        entries: Vec::new(),
        known: HashMap::new(),
        hidden: HashSet::new(),
        public: HashSet::new(),
        queue: VecDeque::from([(0, None)]),
    };
    while let Some((node, parent)) = store.queue.pop_front() {
        store.visit(node, parent);
    }
    store.entries
}

/// The packages of a node's peers, by the order of their names.
type Peers = Vec<PackageId>;

/// An entry and the reference that it was made for.
type Known = (EntryId, Option<Reference>);

struct Store<'n, 'p> {
    nodes: &'n [Node<'p>],
    hoisting: &'n Hoisting,
    entries: Vec<Entry<'p>>,
    /// The entries of each package and peers, and the references that they were
    /// made for.
    known: HashMap<(PackageId, Peers), Vec<Known>>,
    /// The names that `.bun/node_modules` has.
    hidden: HashSet<&'p str>,
    /// The names that the root's node_modules has.
    public: HashSet<&'p str>,
    queue: VecDeque<(NodeId, Option<EntryId>)>,
}

impl<'p> Store<'_, 'p> {
    fn visit(&mut self, at: NodeId, parent: Option<EntryId>) {
        let node = &self.nodes[at];
        let known = self.known(node);
        let entry = known.unwrap_or_else(|| self.add(node));
        if let (Some(parent), Some(dependency)) = (parent, node.dependency) {
            self.depend(parent, dependency, entry);
            if known.is_none() && dependency.reference != Reference::Member {
                self.publish(parent, dependency.name, entry);
            }
        }
        if known.is_none() {
            let children = node.children.iter();
            self.queue
                .extend(children.map(|child| (*child, Some(entry))));
        }
    }

    /// The entry that a node is one more use of. The root's own edge to a member and
    /// a reference to it have an entry each.
    fn known(&self, node: &Node<'p>) -> Option<EntryId> {
        let reference = node.dependency.map(|dependency| dependency.reference);
        let known = self.known.get(&(node.package, peers(node)))?;
        let found = known.iter().find(|(_, other)| match (reference, *other) {
            (None, None) => true,
            (Some(Reference::Package), Some(_)) | (Some(_), Some(Reference::Package)) => true,
            (one, other) => one == other,
        });
        found.map(|(entry, _)| *entry)
    }

    fn add(&mut self, node: &Node<'p>) -> EntryId {
        let id = self.entries.len();
        let peers = peers(node);
        self.entries.push(Entry {
            package: node.package,
            is_dependency: node.dependency.is_some(),
            peers: peers.clone(),
            dependencies: BTreeMap::new(),
            optional: true,
            hoisted: Vec::new(),
        });
        let reference = node.dependency.map(|dependency| dependency.reference);
        let known = self.known.entry((node.package, peers)).or_default();
        known.push((id, reference));
        id
    }

    /// The root has no link to a member that it does not depend on. Of two
    /// dependencies of one name the first counts.
    fn depend(&mut self, parent: EntryId, dependency: &'p Dependency<'p>, entry: EntryId) {
        let name = dependency.name;
        if dependency.reference != Reference::Member {
            let dependencies = &mut self.entries[parent].dependencies;
            dependencies.entry(name).or_insert(entry);
        }
        let this = &mut self.entries[entry];
        this.optional &= dependency.optional;
        if self.hoisting.hides(name) && self.hidden.insert(name) {
            this.hoisted.push(name);
        }
    }

    /// Puts a package into the root's node_modules too, if its name is one of those
    /// that are to be there.
    fn publish(&mut self, parent: EntryId, name: &'p str, entry: EntryId) {
        let is_public = parent == 0 || self.hoisting.publishes(name);
        if is_public && self.public.insert(name) {
            self.entries[0].dependencies.entry(name).or_insert(entry);
        }
    }
}

fn peers(node: &Node<'_>) -> Peers {
    node.peers.iter().map(|peer| peer.package).collect()
}
