//! Which nodes of the graph are one package to the isolated linker.

use std::collections::HashMap;

use crate::graph::{Graph, Node};

/// Offset among a lockfile's packages: the root, the members, then every name and
/// resolution in the order of their first keys.
pub(crate) type PackageId = usize;

/// The packages and the nodes that they stand for.
pub(crate) struct Numbers<'l> {
    /// The node of each package: of several entries the first.
    pub nodes: Vec<Node>,
    of_workspace: Vec<PackageId>,
    of_entry: Vec<PackageId>,
    /// What the root finds under a member's name.
    named: HashMap<&'l str, PackageId>,
}

impl<'l> Numbers<'l> {
    pub fn of(graph: &Graph<'l>) -> Numbers<'l> {
        let lock = graph.lock();
        let members = (0..lock.workspaces.len()).map(Node::Workspace);
        let members = members.filter(|node| *node != graph.root());
        let mut numbers = Numbers {
            nodes: std::iter::once(graph.root()).chain(members).collect(),
            of_workspace: vec![0; lock.workspaces.len()],
            of_entry: Vec::with_capacity(lock.packages.len()),
            named: HashMap::new(),
        };
        for (id, node) in numbers.nodes.iter().enumerate() {
            if let Node::Workspace(at) = node {
                numbers.of_workspace[*at] = id;
            }
        }
        numbers.add_entries(graph);
        numbers.name_members(graph);
        numbers
    }

    fn add_entries(&mut self, graph: &Graph<'l>) {
        let mut known = HashMap::new();
        for (at, entry) in graph.lock().packages.iter().enumerate() {
            let id = match graph.node(at) {
                Node::Workspace(workspace) => self.of_workspace[workspace],
                node @ Node::Package(_) => {
                    let identity = (entry.name.as_str(), entry.resolution_text.as_str());
                    *known.entry(identity).or_insert_with(|| {
                        self.nodes.push(node);
                        self.nodes.len() - 1
                    })
                }
            };
            self.of_entry.push(id);
        }
    }

    /// A member whose name the root gives to another package is nobody's but those
    /// who refer to it.
    fn name_members(&mut self, graph: &Graph<'l>) {
        let lock = graph.lock();
        for (at, workspace) in lock.workspaces.iter().enumerate() {
            if let Some(name) = &workspace.name {
                self.named.insert(name, self.of_workspace[at]);
            }
        }
        for (at, entry) in lock.packages.iter().enumerate() {
            if let Some(package) = self.named.get_mut(entry.key.as_str()) {
                *package = self.of_entry[at];
            }
        }
    }

    /// What the root's edge to a member of this name leads to.
    pub fn named(&self, name: &str) -> Option<PackageId> {
        self.named.get(name).copied()
    }

    /// The package that a node is.
    pub fn id(&self, node: Node) -> PackageId {
        match node {
            Node::Workspace(at) => self.of_workspace[at],
            Node::Package(at) => self.of_entry[at],
        }
    }

    /// Every node that has dependencies of its own, with its package.
    pub fn all(&self) -> impl Iterator<Item = (PackageId, Node)> {
        let workspaces = (0..self.of_workspace.len()).map(Node::Workspace);
        let entries = (0..self.of_entry.len()).map(Node::Package);
        let all = workspaces.chain(entries);
        let all = all.map(|node| (self.id(node), node));
        // An entry of a member has the member's dependencies.
        all.filter(|(id, node)| match self.nodes[*id] {
            Node::Workspace(_) => matches!(node, Node::Workspace(_)),
            Node::Package(_) => true,
        })
    }
}
