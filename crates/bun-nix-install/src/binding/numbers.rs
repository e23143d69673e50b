//! Which nodes of the graph are one package.

use std::collections::HashMap;

use crate::graph::{Graph, Node};

/// Offset among a lockfile's packages: the root, the members, then every name and
/// resolution in the order of their first keys.
pub(crate) type PackageId = usize;

/// The packages and the nodes that they stand for.
pub(crate) struct Numbers {
    /// The node of each package: of several entries the first.
    pub nodes: Vec<Node>,
    of_workspace: Vec<PackageId>,
    of_entry: Vec<PackageId>,
}

impl Numbers {
    pub fn of(graph: &Graph<'_>) -> Numbers {
        let lock = graph.lock();
        let members = (0..lock.workspaces.len()).map(Node::Workspace);
        let members = members.filter(|node| *node != graph.root());
        let mut numbers = Numbers {
            nodes: std::iter::once(graph.root()).chain(members).collect(),
            of_workspace: vec![0; lock.workspaces.len()],
            of_entry: Vec::with_capacity(lock.packages.len()),
        };
        for (id, node) in numbers.nodes.iter().enumerate() {
            if let Node::Workspace(at) = node {
                numbers.of_workspace[*at] = id;
            }
        }
        numbers.add_entries(graph);
        numbers
    }

    fn add_entries(&mut self, graph: &Graph<'_>) {
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
