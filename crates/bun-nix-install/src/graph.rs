//! The graph that a bun.lock describes: the root, the members and the packages,
//! and which of them each dependency leads to.

use std::collections::{HashMap, HashSet, VecDeque};

use bun_lock::{Dependency, Groups, Lockfile, Package, Resolution};

/// Something that has dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node {
    /// The root or a member: offset in [`Lockfile::workspaces`].
    Workspace(usize),
    /// A package that is neither: offset in [`Lockfile::packages`].
    Package(usize),
}

/// Where dependencies are looked up from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// The root's or a member's own folder.
    Workspace(Node),
    /// The place of an entry: offset in [`Lockfile::packages`].
    Entry(usize),
}

/// The group that an edge stands in, in the order in which Bun goes through them.
/// Source: Bun, src/install/dependency `Behavior::cmp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Group {
    /// The root's own edge to each of its members.
    Member,
    /// `devDependencies`
    Dev,
    /// `optionalDependencies`
    Optional,
    /// `dependencies`
    Regular,
    /// `peerDependencies`
    Peer,
}

/// One dependency and what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edge<'l> {
    /// The name it is installed under.
    pub name: &'l str,
    /// What was asked for; empty for a member.
    pub spec: &'l str,
    /// Where it is written.
    pub group: Group,
    /// Whether nothing is wrong where its target is not there: an optional
    /// dependency or an optional peer.
    pub optional: bool,
    /// Whether `unresolved` lists the name: Bun found nothing for it.
    pub unresolved: bool,
    /// Whether the target comes inside the tarball of the package itself.
    pub bundled: bool,
    /// The entry that the lookup by keys gives: offset in [`Lockfile::packages`].
    /// None where there is none, where the edge is `unresolved`, and for a member
    /// that has no entry because another package took its place.
    pub entry: Option<usize>,
    /// What that entry stands for.
    pub target: Option<Node>,
}

impl Edge<'_> {
    fn is_broken(&self) -> bool {
        let may_lead_nowhere = self.optional || self.unresolved || self.group == Group::Peer;
        self.target.is_none() && !may_lead_nowhere
    }
}

/// The graph of one lockfile.
pub(crate) struct Graph<'l> {
    lock: &'l Lockfile,
    keys: Keys<'l>,
    workspaces: Vec<Vec<Edge<'l>>>,
    entries: Vec<Vec<Edge<'l>>>,
}

impl<'l> Graph<'l> {
    /// Resolves every dependency of the lockfile.
    pub fn of(lock: &'l Lockfile) -> Graph<'l> {
        let keys = Keys::of(lock);
        let workspaces = 0..lock.workspaces.len();
        let entries = 0..lock.packages.len();
        Graph {
            lock,
            workspaces: workspaces.map(|at| keys.of_workspace(at)).collect(),
            entries: entries.map(|at| keys.of_entry(at)).collect(),
            keys,
        }
    }

    /// The lockfile.
    pub fn lock(&self) -> &'l Lockfile {
        self.lock
    }

    /// The root.
    pub fn root(&self) -> Node {
        let root = self.lock.workspaces.iter().position(|one| one.is_root());
        Node::Workspace(root.unwrap_or_default())
    }

    /// What an entry stands for, by its offset in [`Lockfile::packages`].
    pub fn node(&self, entry: usize) -> Node {
        self.keys.nodes[entry]
    }

    /// The entry that has a key.
    pub fn entry(&self, key: &str) -> Option<usize> {
        self.keys.entries.get(key).copied()
    }

    /// An entry of a node: the first.
    pub fn entry_of(&self, node: Node) -> Option<usize> {
        match node {
            Node::Workspace(at) => self.entry(self.keys.placed.get(&at)?),
            Node::Package(at) => Some(at),
        }
    }

    /// The key that the dependencies from there are looked up below; empty for the
    /// root.
    pub fn key(&self, origin: Origin) -> String {
        match origin {
            Origin::Workspace(Node::Workspace(at)) => self.keys.of_folder(at),
            Origin::Workspace(Node::Package(at)) | Origin::Entry(at) => {
                self.lock.packages[at].key.to_string()
            }
        }
    }

    /// The dependencies of a node, in Bun's order: by group, then by name.
    pub fn edges(&self, node: Node) -> &[Edge<'l>] {
        match node {
            Node::Workspace(at) => &self.workspaces[at],
            Node::Package(at) => &self.entries[at],
        }
    }

    /// The dependencies of an entry, looked up from where its key places it. Those
    /// of a member may differ from its node's, if it is placed below another
    /// package. The root has none as somebody's dependency.
    pub fn edges_at(&self, entry: usize) -> &[Edge<'l>] {
        &self.entries[entry]
    }

    /// The node whose dependencies are looked up from there.
    pub fn node_at(&self, origin: Origin) -> Node {
        match origin {
            Origin::Workspace(node) => node,
            Origin::Entry(entry) => self.node(entry),
        }
    }

    /// Its dependencies, looked up from there.
    pub fn edges_from(&self, origin: Origin) -> &[Edge<'l>] {
        match origin {
            Origin::Workspace(node) => self.edges(node),
            Origin::Entry(entry) => self.edges_at(entry),
        }
    }

    /// Goes through all edges in the order in which Bun places what they lead to:
    /// breadth first from the root.
    /// Source: Bun, src/install/lockfile/Tree `process_subtree`.
    pub fn breadth_first(&self, mut visit: impl FnMut(Origin, usize, &Edge<'l>)) {
        let root = Origin::Workspace(self.root());
        let mut seen = HashSet::from([root]);
        let mut queue = VecDeque::from([root]);
        while let Some(origin) = queue.pop_front() {
            for (at, edge) in self.edges_from(origin).iter().enumerate() {
                visit(origin, at, edge);
                let member = edge
                    .target
                    .filter(|node| matches!(node, Node::Workspace(_)));
                let entry = edge.entry.map(Origin::Entry).into_iter();
                let next = entry.chain(member.map(Origin::Workspace));
                queue.extend(next.filter(|next| seen.insert(*next)));
            }
        }
    }

    /// Where each entry comes in that order. Those that nothing leads to come last.
    pub fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![usize::MAX; self.entries.len()];
        let mut placed = 0;
        self.breadth_first(|_, _, edge| {
            if let Some(entry) = edge.entry.filter(|entry| ranks[*entry] == usize::MAX) {
                ranks[entry] = placed;
                placed += 1;
            }
        });
        ranks
    }

    /// The dependencies that lead nowhere, though neither they may nor the lockfile
    /// says so: their names, and the key or path of who has them.
    /// Source: Bun, src/install/lockfile/bun.lock `may_stay_unresolved`.
    pub fn broken(&self) -> Vec<(&'l str, &'l str)> {
        let packages = self.lock.packages.iter();
        let packages = packages.map(|package| package.key.as_str());
        let workspaces = self.lock.workspaces.iter();
        let workspaces = workspaces.map(|workspace| workspace.path.as_str());
        let entries = packages.zip(&self.entries);
        let all = workspaces.zip(&self.workspaces).chain(entries);
        all.flat_map(|(from, edges)| edges.iter().map(move |edge| (edge, from)))
            .filter(|(edge, _)| edge.is_broken())
            .map(|(edge, from)| (edge.name, from))
            .collect()
    }

    /// The package of a node; `None` for the root and the members.
    pub fn package(&self, node: Node) -> Option<&'l Package> {
        match node {
            Node::Workspace(_) => None,
            Node::Package(at) => Some(&self.lock.packages[at]),
        }
    }

    /// Whether a node's `devDependencies` count: those of the root, the members
    /// and `file:` folders.
    pub fn is_local(&self, node: Node) -> bool {
        self.package(node)
            .is_none_or(|package| matches!(package.resolution, Resolution::Folder { .. }))
    }
}

/// The keys of `packages`, to look up dependencies by.
struct Keys<'l> {
    lock: &'l Lockfile,
    entries: HashMap<&'l str, usize>,
    nodes: Vec<Node>,
    /// The first entry of each member and the root, by offset in `workspaces`.
    placed: HashMap<usize, &'l str>,
    /// The members' names that some key has behind `./`.
    below: HashSet<&'l str>,
}

impl<'l> Keys<'l> {
    fn of(lock: &'l Lockfile) -> Keys<'l> {
        let nodes: Vec<Node> = nodes(lock);
        let entries = lock.packages.iter().enumerate();
        let entries = entries.map(|(at, package)| (package.key.as_str(), at));
        let mut placed = HashMap::new();
        for (node, package) in nodes.iter().zip(&lock.packages) {
            if let Node::Workspace(at) = node {
                placed.entry(*at).or_insert(package.key.as_str());
            }
        }
        let below = lock.packages.iter();
        let below = below.filter(|package| package.key.as_str().starts_with(BELOW_MEMBER));
        Keys {
            lock,
            entries: entries.collect(),
            nodes,
            placed,
            below: below
                .filter_map(|package| package.key.parts().next())
                .collect(),
        }
    }

    fn of_workspace(&self, at: usize) -> Vec<Edge<'l>> {
        let workspace = &self.lock.workspaces[at];
        let mut edges = self.edges(&workspace.groups, &self.of_folder(at));
        if workspace.is_root() {
            edges.extend((0..self.lock.workspaces.len()).filter_map(|at| self.member(at)));
        }
        in_order(edges)
    }

    /// The key below which what stands in the root's or a member's own node_modules
    /// is found.
    fn of_folder(&self, at: usize) -> String {
        match self.lock.workspaces[at].is_root() {
            true => String::new(),
            false => self.member_key(at),
        }
    }

    /// The key below which what stands in a member's own node_modules is found: the
    /// member's name, or `./` and its name where another package is placed under
    /// it, or where it is placed below its first dependent: what older Bun wrote.
    fn member_key(&self, at: usize) -> String {
        let name = self.lock.workspaces[at].name.as_deref().unwrap_or_default();
        let own = self.entries.get(name).map(|entry| self.nodes[*entry]);
        let below = [BELOW_MEMBER, name].concat();
        match self.placed.get(&at) {
            _ if self.below.contains(name) => below,
            _ if own == Some(Node::Workspace(at)) => name.to_owned(),
            Some(placed) => (*placed).to_owned(),
            None if own.is_none() => name.to_owned(),
            None => below,
        }
    }

    fn of_entry(&self, at: usize) -> Vec<Edge<'l>> {
        let package = &self.lock.packages[at];
        let groups = match self.nodes[at] {
            Node::Workspace(at) => &self.lock.workspaces[at].groups,
            Node::Package(_) => &package.info.groups,
        };
        match package.resolution {
            Resolution::Root => Vec::new(),
            _ => in_order(self.edges(groups, package.key.as_str())),
        }
    }

    fn edges(&self, groups: &'l Groups, key: &str) -> Vec<Edge<'l>> {
        let optional_peers: HashSet<&str> =
            groups.optional_peers.iter().map(String::as_str).collect();
        let unresolved: HashSet<&str> = groups.unresolved.iter().map(String::as_str).collect();
        let named = [
            (Group::Regular, &groups.dependencies),
            (Group::Dev, &groups.dev_dependencies),
            (Group::Optional, &groups.optional_dependencies),
            (Group::Peer, &groups.peer_dependencies),
        ];
        let all = named.into_iter();
        all.flat_map(|(group, all)| all.iter().map(move |one| (group, one)))
            .map(|(group, one)| {
                let optional = match group {
                    Group::Peer => optional_peers.contains(one.name.as_str()),
                    group => group == Group::Optional,
                };
                let edge = edge(one, group, optional);
                match unresolved.contains(one.name.as_str()) {
                    true => Edge {
                        unresolved: true,
                        ..edge
                    },
                    false => self.resolved(edge, key),
                }
            })
            .collect()
    }

    fn resolved(&self, mut edge: Edge<'l>, key: &str) -> Edge<'l> {
        edge.bundled = self
            .entry(key, edge.name)
            .is_some_and(|at| self.lock.packages[at].info.bundled);
        let is_bounded = edge.optional && edge.group == Group::Peer;
        edge.entry = self.find(key, edge.name, is_bounded);
        edge.target = edge.entry.map(|at| self.nodes[at]);
        edge
    }

    /// The nearest entry of a name: below the key itself, below the keys around it,
    /// at the top. An optional peer does not look out of the tarball that its
    /// package is bundled in.
    /// Source: Bun, src/install/lockfile/bun.lock `find_resolution`.
    fn find(&self, key: &str, name: &str, is_bounded: bool) -> Option<usize> {
        let mut outer = Some(key);
        let mut left_bundle = false;
        while let Some(key) = outer {
            if let Some(entry) = self.entry(key, name) {
                return Some(entry);
            }
            if left_bundle {
                return None;
            }
            left_bundle = is_bounded && self.is_bundled(key);
            outer = parent(key);
        }
        None
    }

    fn entry(&self, key: &str, name: &str) -> Option<usize> {
        self.entries.get(below(key, name).as_str()).copied()
    }

    fn is_bundled(&self, key: &str) -> bool {
        let entry = self.entries.get(key);
        entry.is_some_and(|at| self.lock.packages[*at].info.bundled)
    }

    /// The root's edge to a member.
    fn member(&self, at: usize) -> Option<Edge<'l>> {
        let member = &self.lock.workspaces[at];
        let name = member.name.as_deref().filter(|_| !member.is_root())?;
        let target = Node::Workspace(at);
        let entry = self.entries.get(name).copied();
        Some(Edge {
            name,
            spec: "",
            group: Group::Member,
            optional: false,
            unresolved: false,
            bundled: false,
            entry: entry.filter(|entry| self.nodes[*entry] == target),
            target: Some(target),
        })
    }
}

const BELOW_MEMBER: &str = "./";

/// The key of a name below a key, the empty one of which is the root's.
pub(crate) fn below(key: &str, name: &str) -> String {
    match key {
        "" => name.to_owned(),
        key => [key, "/", name].concat(),
    }
}

/// The key around a key: `a/@s/b` of `a/@s/b/c`, the empty one of `a`; none of the
/// empty one.
pub(crate) fn parent(key: &str) -> Option<&str> {
    if key.is_empty() {
        return None;
    }
    let inner = key.rfind('/').map(|slash| match key[..slash].rfind('/') {
        Some(outer) if key[outer + 1..].starts_with('@') => outer,
        None if key.starts_with('@') => 0,
        _ => slash,
    });
    let outer = &key[..inner.unwrap_or_default()];
    Some(if outer == "." { "" } else { outer })
}

fn edge(dependency: &Dependency, group: Group, optional: bool) -> Edge<'_> {
    Edge {
        name: &dependency.name,
        spec: &dependency.spec,
        group,
        optional,
        unresolved: false,
        bundled: false,
        entry: None,
        target: None,
    }
}

fn in_order(mut edges: Vec<Edge<'_>>) -> Vec<Edge<'_>> {
    edges.sort_by_key(|edge| (edge.group, edge.name));
    edges
}

/// What each entry stands for.
fn nodes(lock: &Lockfile) -> Vec<Node> {
    let workspaces = lock.workspaces.iter().enumerate();
    let by_path: HashMap<&str, usize> = workspaces
        .map(|(at, workspace)| (workspace.path.as_str(), at))
        .collect();
    let packages = lock.packages.iter().enumerate();
    packages
        .map(|(at, package)| {
            let path = match &package.resolution {
                Resolution::Workspace { path } => Some(path.as_str()),
                Resolution::Root => Some(""),
                _ => None,
            };
            let workspace = path.and_then(|path| by_path.get(path));
            workspace.map_or(Node::Package(at), |at| Node::Workspace(*at))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the dependencies of the root, of a member and of an entry lead to.
    fn targets(workspaces: &str, packages: &str, from: &str) -> Vec<String> {
        let text = format!(
            r#"{{ "lockfileVersion": 2, "workspaces": {{ {workspaces} }}, "packages": {{ {packages} }} }}"#
        );
        let lock = Lockfile::parse(text.as_bytes()).unwrap();
        let graph = Graph::of(&lock);
        let workspace = lock
            .workspaces
            .iter()
            .position(|one| one.path.as_str() == from);
        let entry = lock
            .packages
            .iter()
            .position(|one| one.key.as_str() == from);
        let edges = match (workspace, entry) {
            (_, Some(entry)) => graph.edges_at(entry),
            (Some(at), None) => graph.edges(Node::Workspace(at)),
            (None, None) => panic!("{from} is not there"),
        };
        let shown = edges.iter().map(|edge| {
            let entry = edge.entry.map(|at| lock.packages[at].key.as_str());
            format!("{} at {}", edge.name, entry.unwrap_or("-"))
        });
        shown.collect()
    }

    fn npm(key: &str, info: &str) -> String {
        let name = key.rsplit('/').next().unwrap();
        format!(r#""{key}": ["{name}@1.0.0", "", {{ {info} }}, ""], "#)
    }

    const NEEDS_X: &str = r#""dependencies": { "x": "1" }"#;

    #[test]
    fn the_nearest_entry_counts() {
        for (keys, target) in [
            (&["x", "a/x", "a/b/x"][..], "x at a/b/x"),
            (&["x", "a/x", "b/x"], "x at a/x"),
            (&["x", "b/x", "a/c/x"], "x at x"),
            (&["b/x"], "x at -"),
        ] {
            let others: String = keys.iter().map(|key| npm(key, "")).collect();
            let packages = npm("a/b", NEEDS_X) + &others;
            assert_eq!(targets(r#""": {}"#, &packages, "a/b"), [target], "{keys:?}");
        }
    }

    #[test]
    fn unresolved_names_lead_nowhere() {
        let info = format!(r#"{NEEDS_X}, "unresolved": ["x"]"#);
        let packages = npm("a", &info) + &npm("x", "");
        assert_eq!(targets(r#""": {}"#, &packages, "a"), ["x at -"]);
    }

    /// Others do.
    #[test]
    fn an_optional_peer_does_not_look_out_of_its_bundle() {
        let peer = r#""peerDependencies": { "x": "1" }, "bundled": true"#;
        for (info, places, target) in [
            (r#", "optionalPeers": ["x"]"#, &["x", "a/x"][..], "x at a/x"),
            (r#", "optionalPeers": ["x"]"#, &["x"], "x at -"),
            ("", &["x"], "x at x"),
        ] {
            let others: String = places.iter().map(|key| npm(key, "")).collect();
            let packages = npm("a", "") + &npm("a/b", &format!("{peer}{info}")) + &others;
            assert_eq!(
                targets(r#""": {}"#, &packages, "a/b"),
                [target],
                "{places:?}"
            );
        }
    }

    #[test]
    fn edges_are_in_the_order_of_bun() {
        let root = r#""": {
          "dependencies": { "b": "1", "a": "1" },
          "devDependencies": { "e": "1" },
          "optionalDependencies": { "d": "1" },
          "peerDependencies": { "c": "1" },
        }, "m": { "name": "z" }"#;
        let order = targets(root, r#""z": ["z@workspace:m"]"#, "");
        let expected = ["z at z", "e at -", "d at -", "a at -", "b at -", "c at -"];
        assert_eq!(order, expected);
    }

    const MEMBER: &str = r#""": {}, "p/m": { "name": "m", "dependencies": { "x": "1" } }"#;

    /// Where a member's dependencies are looked up, by what stands at its name.
    #[test]
    fn a_members_own_node_modules_has_a_key() {
        let member = r#""m": ["m@workspace:p/m"], "#;
        let nested = r#""b/m": ["m@workspace:p/m"], "#;
        let other = npm("m", "");
        for (packages, target) in [
            (member.to_owned() + &npm("m/x", ""), "x at m/x"),
            (member.to_owned() + &npm("x", ""), "x at x"),
            (
                other.clone() + &npm("m/x", "") + &npm("./m/x", ""),
                "x at ./m/x",
            ),
            (other.clone() + &npm("m/x", "") + &npm("x", ""), "x at x"),
            (
                other.clone() + nested + &npm("b/m/x", "") + &npm("x", ""),
                "x at b/m/x",
            ),
            (other + nested + &npm("x", ""), "x at x"),
        ] {
            assert_eq!(targets(MEMBER, &packages, "p/m"), [target], "{packages}");
        }
    }

    #[test]
    fn a_member_below_another_package_looks_from_there() {
        let packages = r#""b/m": ["m@workspace:p/m"], "#.to_owned()
            + &npm("m", "")
            + &npm("./m/x", "")
            + &npm("b/m/x", "");
        assert_eq!(targets(MEMBER, &packages, "b/m"), ["x at b/m/x"]);
        assert_eq!(targets(MEMBER, &packages, "p/m"), ["x at ./m/x"]);
    }

    #[test]
    fn the_key_around_a_key() {
        for (key, outer) in [
            ("a", Some("")),
            ("@s/a", Some("")),
            ("a/@s/b", Some("a")),
            ("@s/a/b", Some("@s/a")),
            ("a/@s/b/@t/c", Some("a/@s/b")),
            ("@s/@t/a", Some("@s")),
            ("./m", Some("")),
            ("./@s/m/a", Some("./@s/m")),
            ("", None),
        ] {
            assert_eq!(parent(key), outer, "{key}");
        }
    }
}
