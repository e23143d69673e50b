//! Which edges of the graph an install follows: the system it is for, the groups
//! that it leaves out, and the members that it is limited to.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use bun_lock::{Lockfile, Package, RelativePath};

use crate::filter::{self, BadFilter};
use crate::graph::{Edge, Graph, Group, Node};
use crate::native;
use crate::target::Target;

/// What is to be installed, apart from where and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The system that node_modules is for.
    pub target: Target,
    /// The groups that are left out.
    pub omit: Omit,
    /// The patterns of `--filter`; empty for the root and every member.
    pub filter: Vec<String>,
    /// The packages that are left out for want of a source: offsets in
    /// [`Lockfile::packages`]. Nobody but optional edges leads to them.
    pub missing: HashSet<usize>,
    /// What the root's package.json has under `nativeDependencies`.
    pub native: Option<Vec<String>>,
    /// The folders that `bun link` registered, by name: absolute.
    pub registered: HashMap<String, PathBuf>,
}

/// The groups of dependencies that are left out, wherever they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Omit {
    /// `devDependencies`, as `--production` does.
    pub dev: bool,
    /// `optionalDependencies`
    pub optional: bool,
    /// `peerDependencies`
    pub peer: bool,
}

impl Omit {
    /// What either leaves out.
    pub(crate) fn or(self, other: Omit) -> Omit {
        Omit {
            dev: self.dev || other.dev,
            optional: self.optional || other.optional,
            peer: self.peer || other.peer,
        }
    }
}

/// A graph and the choice that says how far it is followed.
pub(crate) struct Selection<'l> {
    /// Every edge there is.
    pub graph: Graph<'l>,
    choice: &'l Choice,
    /// Which workspaces are installed, by offset in [`Lockfile::workspaces`].
    scope: BTreeSet<usize>,
    /// The patterns of the filter that match nothing.
    pub unmatched: Vec<String>,
}

impl<'l> Selection<'l> {
    /// # Errors
    /// A filter that cannot be read, or of which no pattern matches anything.
    pub fn of(lock: &'l Lockfile, choice: &'l Choice) -> Result<Selection<'l>, BadFilter> {
        let graph = Graph::of(lock);
        let picked = filter::pick(&graph, &choice.filter)?;
        Ok(Selection {
            graph,
            choice,
            scope: picked.workspaces,
            unmatched: picked.unmatched,
        })
    }

    /// The system that node_modules is for.
    pub fn target(&self) -> &'l Target {
        &self.choice.target
    }

    /// Whether a package's executables are its platform package's.
    pub fn is_native(&self, package: &Package) -> bool {
        native::is_native(package, self.choice.native.as_deref())
    }

    /// What `link:` and this text lead to: a path from the project's folder, the
    /// absolute path of a folder that is registered, or [`UNREGISTERED`] and a name.
    pub fn linked(&self, target: &str) -> PathBuf {
        if target.starts_with('.') {
            return normal(target);
        }
        let registered = self.choice.registered.get(target).cloned();
        registered.unwrap_or_else(|| Path::new(UNREGISTERED).join(target))
    }

    /// Whether the filter leaves nothing to install.
    pub fn is_empty(&self) -> bool {
        self.scope.is_empty()
    }

    /// The root and the members that are installed: those that are picked, and the
    /// members that they need. By offset in [`Lockfile::workspaces`].
    pub fn workspaces(&self) -> BTreeSet<usize> {
        let mut reached = self.scope.clone();
        let picked = reached.iter().map(|at| Node::Workspace(*at));
        let mut open: Vec<Node> = picked.collect();
        let mut seen: HashSet<Node> = open.iter().copied().collect();
        while let Some(node) = open.pop() {
            let targets = self.edges(node).filter_map(|edge| edge.target);
            for target in targets.filter(|target| *target != self.graph.root()) {
                if seen.insert(target) {
                    open.push(target);
                }
                if let Node::Workspace(at) = target {
                    reached.insert(at);
                }
            }
        }
        reached
    }

    /// The dependencies of a node that are installed, in Bun's order. Every one has
    /// a target.
    pub fn edges(&self, from: Node) -> impl Iterator<Item = &Edge<'l>> {
        let edges = self.graph.edges(from).iter();
        edges.filter(move |edge| self.follows(from, edge))
    }

    /// Whether an edge of a node is followed.
    ///
    /// A bundled dependency comes with its package. Libc decides of optional
    /// dependencies only; a required one is installed for whichever it is.
    /// Source: Bun, src/install/lockfile/Tree `is_filtered_dependency_or_workspace`.
    pub fn follows(&self, from: Node, edge: &Edge<'_>) -> bool {
        let is_missing = |target| edge.optional && self.is_missing(target);
        self.wants(from, edge) && !edge.target.is_some_and(is_missing)
    }

    /// Whether an edge of a node would be followed if every package had a source.
    pub fn wants(&self, from: Node, edge: &Edge<'_>) -> bool {
        let Some(target) = edge.target.filter(|_| !edge.bundled) else {
            return false;
        };
        self.runs(target, edge) && !self.is_omitted(from, edge) && self.is_in_scope(from, edge)
    }

    /// Whether the package is for the system.
    fn runs(&self, target: Node, edge: &Edge<'_>) -> bool {
        let Some(package) = self.graph.package(target) else {
            return true;
        };
        let system = &self.choice.target;
        let needs_libc = edge.group == Group::Optional;
        system.has_os(&package.info.os)
            && system.has_cpu(&package.info.cpu)
            && (!needs_libc || system.has_libc(&package.info.libc))
    }

    fn is_omitted(&self, from: Node, edge: &Edge<'_>) -> bool {
        let omit = self.choice.omit;
        match edge.group {
            Group::Member | Group::Regular => false,
            Group::Dev => omit.dev || !self.graph.is_local(from),
            Group::Optional => omit.optional,
            Group::Peer => omit.peer || self.is_omitted_twin(from, edge),
        }
    }

    /// Whether an edge that is not followed is followed all the same if its package
    /// is reached in another way.
    pub fn lets_wait(&self, from: Node, edge: &Edge<'_>) -> bool {
        let is_omitted = !self.choice.omit.peer && self.is_omitted_twin(from, edge);
        let runs = |target| self.runs(target, edge);
        is_omitted && edge.target.is_some_and(runs) && self.is_in_scope(from, edge)
    }

    /// Whether an edge is an optional peer of the root or a member that stands in
    /// another of its groups too, one that is left out. Then the peer is no reason
    /// to install the package. Observed: Bun 1.4.5.
    fn is_omitted_twin(&self, from: Node, edge: &Edge<'_>) -> bool {
        let is_optional_peer = edge.group == Group::Peer && edge.optional;
        let mut others = self.graph.edges(from).iter();
        let is_twin = |other: &Edge<'_>| other.group != Group::Peer && other.name == edge.name;
        is_optional_peer
            && matches!(from, Node::Workspace(_))
            && others.any(|other| is_twin(other) && self.is_omitted(from, other))
    }

    /// Whether peers are not installed for their own sake.
    pub fn omits_peers(&self) -> bool {
        self.choice.omit.peer
    }

    /// Whether a package has no source.
    pub fn is_missing(&self, node: Node) -> bool {
        matches!(node, Node::Package(at) if self.choice.missing.contains(&at))
    }

    /// A filter limits the root's own dependencies and the members; what is needed
    /// by a member that is installed always follows.
    fn is_in_scope(&self, from: Node, edge: &Edge<'_>) -> bool {
        match edge.target {
            _ if from != self.graph.root() => true,
            Some(Node::Workspace(at)) if edge.group == Group::Member => self.scope.contains(&at),
            _ => matches!(from, Node::Workspace(at) if self.scope.contains(&at)),
        }
    }
}

/// What stands in a plan for the folder of a link whose name is not registered. No
/// path from a lockfile has a colon.
pub(crate) const UNREGISTERED: &str = "link:";

/// A relative path without `.` parts.
fn normal(path: &str) -> PathBuf {
    RelativePath::parse(path).map_or_else(|| path.into(), |path| path.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hoisted;

    /// The folders of an install without development and optional dependencies, of
    /// a root and a member `m`, whose dependency is `x`.
    fn installed(root: &str, member: &str) -> Vec<String> {
        let text = format!(
            r#"{{ "lockfileVersion": 2,
                  "workspaces": {{ "": {{ {root} }}, "m": {{ "name": "m", {member} }} }},
                  "packages": {{
                    "m": ["m@workspace:m"],
                    "x": ["x@1.0.0", "", {{}}, ""],
                    "alias": ["x@1.0.0", "", {{}}, ""],
                  }} }}"#
        );
        let lock = Lockfile::parse(text.as_bytes()).unwrap();
        let choice = Choice {
            target: Target::default(),
            omit: Omit {
                dev: true,
                optional: true,
                peer: false,
            },
            filter: Vec::new(),
            missing: HashSet::new(),
            native: None,
            registered: HashMap::new(),
        };
        let plan = hoisted::plan(&Selection::of(&lock, &choice).unwrap()).unwrap();
        let folders = plan.places.iter();
        folders
            .map(|place| place.folder.display().to_string())
            .collect()
    }

    /// Unless its package is there anyway. Real Bun 1.4.5 installs the same.
    #[test]
    fn an_optional_peer_is_left_out_with_a_dependency_of_its_name() {
        const DEV: &str = r#""devDependencies": { "x": "1" }"#;
        const PEER: &str = r#""peerDependencies": { "x": "1" }"#;
        const OPTIONAL: &str = r#""peerDependencies": { "x": "1" }, "optionalPeers": ["x"]"#;
        let both = |one: &str, other: &str| format!("{one}, {other}");
        const TOO: &str = r#""optionalDependencies": { "x": "1" }"#;
        for (root, member, expected) in [
            ("", both(DEV, OPTIONAL), false),
            (DEV, OPTIONAL.to_owned(), true),
            ("", both(DEV, PEER), true),
            ("", both(TOO, OPTIONAL), false),
            (TOO, OPTIONAL.to_owned(), true),
        ] {
            let is_there = installed(root, &member) == ["node_modules/x"];
            assert_eq!(is_there, expected, "{root} {member}");
        }
        assert!(installed(&both(DEV, OPTIONAL), "").is_empty());
        const ALIAS: &str = r#""dependencies": { "alias": "npm:x@1" }"#;
        let with_alias = installed(&both(&both(DEV, OPTIONAL), ALIAS), "");
        assert_eq!(with_alias, ["node_modules/x", "node_modules/alias"]);
    }
}
