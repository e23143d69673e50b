//! What dependencies lead to: mostly the entry that the keys of bun.lock give. For a
//! peer that is what is installed where nobody provides it, and Bun goes by its
//! range instead.
//! Source: Bun, src/install/lockfile/bun.lock `resolve_peer_dep_version_based`;
//! observed: Bun 1.4.5.

use std::collections::{HashMap, HashSet};

use bun_lock::Resolution;
use nodejs_semver::Version;

use super::budget::{Budget, TooLarge};
use super::members::allows;
use super::numbers::{Numbers, PackageId};
use super::range::{Range, asked, split, version};
use super::shared::share;
use crate::graph::{Edge, Graph, Group, Node};

/// The target of each dependency of each package.
pub(crate) type Targets = Vec<Vec<Option<PackageId>>>;

/// Finds them. Of several places of a package one in which something is found that does
/// not stand at the top counts; for an optional peer the first one, in the order in
/// which Bun places packages, even if it finds nothing there.
///
/// # Errors
/// More of them than the budget allows.
pub(crate) fn targets(lookup: &Lookup<'_, '_>, budget: &mut Budget) -> Result<Targets, TooLarge> {
    let (graph, numbers) = (lookup.graph, lookup.numbers);
    let mut targets: Targets = numbers
        .nodes
        .iter()
        .map(|node| vec![None; graph.edges(*node).len()])
        .collect();
    let listed: Vec<(PackageId, Node)> = numbers.all().collect();
    let first = first_places(graph, listed.clone());
    lookup.bind(&mut targets, &first, is_optional_peer);
    for at_top in [true, false] {
        let which = |edge: &Edge<'_>| !is_optional_peer(edge) && lookup.is_at_top(edge) == at_top;
        lookup.bind(&mut targets, &listed, which);
    }
    share(lookup, &mut targets, budget)?;
    Ok(targets)
}

/// The place of each package that Bun comes to first.
fn first_places(graph: &Graph<'_>, mut places: Vec<(PackageId, Node)>) -> Vec<(PackageId, Node)> {
    let ranks = graph.ranks();
    places.sort_by_key(|(id, node)| match node {
        Node::Workspace(_) => (*id, None),
        Node::Package(at) => (*id, Some(ranks[*at])),
    });
    places.dedup_by_key(|(id, _)| *id);
    places
}

/// A version in the registry, and which package it is.
pub(crate) type Published = (Version, PackageId);

pub(crate) struct Lookup<'g, 'l> {
    pub graph: &'g Graph<'l>,
    pub numbers: &'g Numbers,
    members: HashMap<&'l str, PackageId>,
    /// The registry's packages by name, the highest version first.
    pub published: HashMap<&'l str, Vec<Published>>,
    /// What the root depends on, not in `optionalDependencies`, by install name.
    of_root: HashMap<&'l str, Published>,
    /// The names whose dependencies the lockfile overrides.
    overridden: HashSet<&'l str>,
}

impl<'g, 'l> Lookup<'g, 'l> {
    pub fn of(graph: &'g Graph<'l>, numbers: &'g Numbers) -> Lookup<'g, 'l> {
        let overridden = graph.lock().overrides.iter();
        let overridden = overridden.map(|rule| split(&rule.target).0);
        let mut lookup = Lookup {
            graph,
            numbers,
            members: members(graph, numbers),
            published: published(graph, numbers),
            of_root: HashMap::new(),
            overridden: overridden.collect(),
        };
        lookup.add_root();
        lookup
    }

    /// Of the root's dependencies of one name the first counts, unless it is an optional
    /// one. An optional peer does.
    fn add_root(&mut self) {
        let root = self.graph.root();
        let mut seen = HashSet::new();
        let first = self.graph.edges(root).iter();
        let first = first.filter(|edge| seen.insert(edge.name));
        for edge in first.filter(|edge| edge.group != Group::Optional) {
            let target = self.target(root, edge);
            let published = target.and_then(|id| self.release(id));
            self.of_root.extend(published.map(|one| (edge.name, one)));
        }
    }

    /// A registry's package with its version.
    pub fn release(&self, id: PackageId) -> Option<Published> {
        let (_, version) = name_and_version(self.graph, self.numbers.nodes[id])?;
        Some((version, id))
    }

    /// Sets the targets of some edges. Of several places of a package the last one in
    /// which something is found counts.
    fn bind(
        &self,
        targets: &mut Targets,
        places: &[(PackageId, Node)],
        which: impl Fn(&Edge<'_>) -> bool,
    ) {
        for (id, node) in places {
            let first = self.graph.edges(self.numbers.nodes[*id]).iter();
            let edges = first.zip(self.graph.edges(*node));
            for (target, (first, edge)) in targets[*id].iter_mut().zip(edges) {
                if first.name == edge.name && which(edge) {
                    *target = self.target(*node, edge).or(*target);
                }
            }
        }
    }

    fn target(&self, from: Node, edge: &Edge<'l>) -> Option<PackageId> {
        let by_range = || self.member(from, edge).or_else(|| self.best(from, edge));
        let by_key = || edge.target.map(|node| self.numbers.id(node));
        by_range().or_else(by_key)
    }

    /// The member that `workspace:` refers to, or that a required peer of the root or a
    /// member allows.
    fn member(&self, from: Node, edge: &Edge<'l>) -> Option<PackageId> {
        let id = *self.members.get(edge.name)?;
        let is_own = matches!(from, Node::Workspace(_)) && self.required(edge).is_some();
        let is_meant = match self.numbers.nodes[id] {
            _ if edge.spec.starts_with("workspace:") => !self.overridden.contains(edge.name),
            Node::Workspace(at) => is_own && allows(edge, &self.graph.lock().workspaces[at]),
            Node::Package(_) => false,
        };
        is_meant.then_some(id)
    }

    /// What a required peer gets where nobody above provides it: what the package
    /// itself depends on besides or, unless another package is placed between them, the
    /// root does; where the peer does not allow that, the highest version that it does.
    ///
    /// `None` where the keys decide: for what is no required peer, for one that no
    /// version satisfies, for one that is overridden, and for one that asks for
    /// something else than a version.
    fn best(&self, from: Node, edge: &Edge<'l>) -> Option<PackageId> {
        let (_, range) = self.required(edge)?;
        let own = self.own(from, edge.name);
        let near = own.as_ref().or_else(|| self.found_in_root(edge));
        let near = near.filter(|(version, _)| range.has(version));
        near.map(|(_, id)| *id).or_else(|| self.highest(edge))
    }

    /// The highest version that a required peer allows.
    pub fn highest(&self, edge: &Edge<'l>) -> Option<PackageId> {
        let (name, range) = self.required(edge)?;
        let mut published = self.published.get(name)?.iter();
        let highest = published.find(|(version, _)| range.has(version));
        highest.map(|(_, id)| *id)
    }

    /// The package and the range that a required peer asks for; `None` where the keys
    /// decide.
    pub fn required(&self, edge: &Edge<'l>) -> Option<(&'l str, Range)> {
        match edge.group {
            Group::Peer if !edge.optional => self.asked(edge),
            _ => None,
        }
    }

    /// The registry's package that a node depends on, not in `optionalDependencies`,
    /// beside its peer of a name.
    fn own(&self, from: Node, name: &str) -> Option<Published> {
        let mut edges = self.graph.edges(from).iter();
        let is_own = |edge: &&Edge<'_>| matches!(edge.group, Group::Dev | Group::Regular);
        let own = edges.find(|edge| edge.name == name && is_own(edge))?;
        self.release(self.numbers.id(own.target?))
    }

    /// What the root depends on under a peer's name, if that is what the peer finds.
    fn found_in_root(&self, edge: &Edge<'l>) -> Option<&Published> {
        let of_root = self.of_root.get(edge.name);
        of_root.filter(|_| self.is_at_top(edge))
    }

    /// Whether what an edge finds stands in the node_modules of the root.
    fn is_at_top(&self, edge: &Edge<'_>) -> bool {
        let found = edge.entry.map(|at| &self.graph.lock().packages[at].key);
        found.is_some_and(|key| key.as_str() == edge.name)
    }

    /// Whether a package has a dependency of a name, not just a peer.
    pub fn provides(&self, id: PackageId, name: &str) -> bool {
        self.is_dependency(self.numbers.nodes[id], name)
    }

    /// Whether a node has a dependency of that name beside the peer.
    fn is_dependency(&self, from: Node, name: &str) -> bool {
        let edges = self.graph.edges(from);
        let has = |group| {
            let place = |edge: &Edge<'_>| (edge.group, edge.name).cmp(&(group, name));
            edges.binary_search_by(place).is_ok()
        };
        [Group::Dev, Group::Optional, Group::Regular]
            .into_iter()
            .any(has)
    }

    /// The package and the range that a peer asks for.
    pub fn asked(&self, edge: &Edge<'l>) -> Option<(&'l str, Range)> {
        let catalog = edge.spec.strip_prefix("catalog:");
        let spec = match catalog {
            Some(catalog) => self.cataloged(catalog.trim(), edge.name)?,
            None => edge.spec,
        };
        let (name, range) = asked(spec, edge.name);
        let is_alias = catalog.is_none() && name != edge.name;
        let is_overridden = !is_alias && self.overridden.contains(edge.name);
        let range = Range::parse(range).filter(|_| !is_overridden)?;
        Some((name, range))
    }

    fn cataloged(&self, catalog: &str, name: &str) -> Option<&'l str> {
        let catalog = Some(catalog).filter(|name| !matches!(*name, "" | "default"));
        let mut catalogs = self.graph.lock().catalogs.iter();
        let catalog = catalogs.find(|one| one.name.as_deref() == catalog)?;
        let mut entries = catalog.entries.iter();
        let entry = entries.find(|entry| entry.name == name)?;
        Some(&entry.spec)
    }
}

fn is_optional_peer(edge: &Edge<'_>) -> bool {
    edge.group == Group::Peer && edge.optional
}

fn members<'l>(graph: &Graph<'l>, numbers: &Numbers) -> HashMap<&'l str, PackageId> {
    let workspaces = graph.lock().workspaces.iter().enumerate();
    let members = workspaces.filter(|(_, workspace)| !workspace.is_root());
    let members = members.filter_map(|(at, member)| {
        let id = numbers.id(Node::Workspace(at));
        Some((member.name.as_deref()?, id))
    });
    members.collect()
}

fn published<'l>(graph: &Graph<'l>, numbers: &Numbers) -> HashMap<&'l str, Vec<Published>> {
    let mut published: HashMap<_, Vec<Published>> = HashMap::new();
    for (id, node) in numbers.nodes.iter().enumerate() {
        if let Some((name, version)) = name_and_version(graph, *node) {
            published.entry(name).or_default().push((version, id));
        }
    }
    for versions in published.values_mut() {
        versions.sort_by(|(one, _), (other, _)| other.cmp(one));
    }
    published
}

/// Name and version of a registry's package.
fn name_and_version<'l>(graph: &Graph<'l>, node: Node) -> Option<(&'l str, Version)> {
    let package = graph.package(node)?;
    match &package.resolution {
        Resolution::Npm { version: text, .. } => Some((&package.name, version(text)?)),
        _ => None,
    }
}
