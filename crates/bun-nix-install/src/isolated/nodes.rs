//! The tree of all uses of packages, in which every peer is bound to what the users
//! above provide.
//!
//! It is walked depth first, so that what is below a node is finished before the
//! next use of the same package is looked at: one that would come to the same is
//! not gone into again.
//! Source: Bun, src/install/isolated_install `build_store`, first pass.

use std::collections::HashMap;

use super::leaks::leaks;
use super::packages::{Dependency, Packages, PeerName, Reference};
use crate::binding::budget::{Budget, TooLarge};
use crate::binding::numbers::PackageId;

/// Offset among the nodes; the root is 0.
pub(crate) type NodeId = usize;

/// One use of a package.
pub(crate) struct Node<'p> {
    /// The package that is used.
    pub package: PackageId,
    /// The dependency that uses it; `None` for the root.
    pub dependency: Option<&'p Dependency<'p>>,
    /// The uses below, some of them other nodes' too.
    pub children: Vec<NodeId>,
    /// The peers that it and what is below take from above, by the order of their
    /// packages' names. They tell the entries of one package apart.
    pub peers: Vec<Peer>,
    parent: Option<NodeId>,
    /// What it has for peers, in order.
    provided: Vec<(PeerName, PackageId)>,
}

/// A peer and the package that it is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    name: PeerName,
    /// The package.
    pub package: PackageId,
    /// Whether nobody above provides it, so that it is installed for its own sake.
    auto_installed: bool,
}

/// The uses of all packages that are installed.
///
/// # Errors
/// More of them than the budget allows.
pub(crate) fn nodes<'p>(
    packages: &'p Packages<'p>,
    budget: &mut Budget,
) -> Result<Vec<Node<'p>>, TooLarge> {
    let mut tree = Tree {
        packages,
        leaks: leaks(packages, budget)?,
        members: installed_members(packages),
        nodes: Vec::new(),
        uses: HashMap::new(),
        queue: Vec::new(),
        budget,
    };
    tree.queue.push(Use {
        package: 0,
        dependency: None,
        parent: None,
    });
    while let Some(next) = tree.queue.pop() {
        tree.visit(next)?;
    }
    Ok(tree.nodes)
}

/// The members that the root's own edges lead to.
fn installed_members(packages: &Packages<'_>) -> Vec<bool> {
    let mut members = vec![false; packages.all.len()];
    for dependency in &packages.all[0].dependencies {
        if let (Reference::Member, true, Some(target)) =
            (dependency.reference, dependency.followed, dependency.target)
        {
            members[target] = true;
        }
    }
    members
}

/// A use of a package that is still to be looked at.
#[derive(Clone, Copy)]
struct Use<'p> {
    package: PackageId,
    dependency: Option<&'p Dependency<'p>>,
    parent: Option<NodeId>,
}

/// What a package's open peers are at one place; `None` where nobody provides them.
type Context = Vec<Option<PackageId>>;

struct Tree<'p, 'b> {
    packages: &'p Packages<'p>,
    leaks: Vec<Vec<PeerName>>,
    members: Vec<bool>,
    nodes: Vec<Node<'p>>,
    /// The first node of each package and context.
    uses: HashMap<(PackageId, Context), NodeId>,
    /// What comes last is next.
    queue: Vec<Use<'p>>,
    budget: &'b mut Budget,
}

impl<'p> Tree<'p, '_> {
    fn visit(&mut self, next: Use<'p>) -> Result<(), TooLarge> {
        let known = match self.same_above(next)? {
            Some(above) => Some(above),
            None => self.same_elsewhere(next)?,
        };
        let node = match known {
            Some(known) => known,
            None => self.add(next)?,
        };
        if let Some(parent) = next.parent {
            self.budget.keep(1)?;
            self.nodes[parent].children.push(node);
        }
        match known {
            None if !self.is_only_referred_to(next) => self.expand(node),
            _ => Ok(()),
        }
    }

    /// The node above that a use leads back to.
    fn same_above(&mut self, next: Use<'p>) -> Result<Option<NodeId>, TooLarge> {
        let mut above = next.parent;
        while let Some(at) = above {
            self.budget.step(1)?;
            let node = &self.nodes[at];
            above = node.parent;
            if node.package != next.package {
                continue;
            }
            match node.dependency.zip(next.dependency) {
                // The root, and a dependency on it.
                None => return Ok(None),
                Some((one, other)) if is_same_link(one, other) => return Ok(Some(at)),
                Some(_) => {}
            }
        }
        Ok(None)
    }

    /// The node elsewhere that a use would only repeat.
    fn same_elsewhere(&mut self, next: Use<'p>) -> Result<Option<NodeId>, TooLarge> {
        let Some(dependency) = next.dependency else {
            return Ok(None);
        };
        let context = match dependency.reference {
            Reference::Package => self.context(next)?,
            Reference::Member | Reference::Workspace => Context::new(),
        };
        self.budget.keep(context.len())?;
        let key = (next.package, context);
        let Some(same) = self.uses.get(&key).copied() else {
            self.uses.insert(key, self.nodes.len());
            return Ok(None);
        };
        match self.nodes[same].dependency {
            Some(other) if is_same_use(other, dependency) => {
                self.pass_up(same, next.parent)?;
                Ok(Some(same))
            }
            _ => Ok(None),
        }
    }

    fn context(&mut self, next: Use<'p>) -> Result<Context, TooLarge> {
        let mut context = Context::new();
        for at in 0..self.leaks[next.package].len() {
            let name = self.leaks[next.package][at];
            context.push(self.provider(name, next.parent)?);
        }
        Ok(context)
    }

    /// What is provided at or above a node.
    fn provider(
        &mut self,
        name: PeerName,
        from: Option<NodeId>,
    ) -> Result<Option<PackageId>, TooLarge> {
        let mut above = from;
        while let Some(at) = above {
            self.budget.step(1)?;
            let passing = || self.passing(at, name).filter(|peer| !peer.auto_installed);
            let found = self.provides(at, name);
            let found = found.or_else(|| passing().map(|peer| peer.package));
            if found.is_some() {
                return Ok(found);
            }
            above = self.nodes[at].parent;
        }
        Ok(None)
    }

    fn provides(&self, at: NodeId, name: PeerName) -> Option<PackageId> {
        let provided = &self.nodes[at].provided;
        let found = provided.binary_search_by_key(&name, |(name, _)| *name);
        found.ok().map(|found| provided[found].1)
    }

    /// The peer of that name that something below a node takes from above it.
    fn passing(&self, at: NodeId, name: PeerName) -> Option<Peer> {
        let mut peers = self.nodes[at].peers.iter();
        peers.find(|peer| peer.name == name).copied()
    }

    /// Says to the nodes from `parent` up what goes through them to a node that is
    /// used once more.
    fn pass_up(&mut self, node: NodeId, parent: Option<NodeId>) -> Result<(), TooLarge> {
        for peer in self.nodes[node].peers.clone() {
            let mut above = parent;
            while let Some(at) = above.filter(|at| self.provides(*at, peer.name).is_none()) {
                self.budget.step(1)?;
                self.pass_through(at, peer)?;
                above = self.nodes[at].parent;
            }
        }
        Ok(())
    }

    /// Of two packages of one name the first counts. A package is no peer of itself.
    fn pass_through(&mut self, at: NodeId, peer: Peer) -> Result<(), TooLarge> {
        if self.nodes[at].package == peer.package {
            return Ok(());
        }
        let rank = |peer: &Peer| self.packages.all[peer.package].rank;
        let peers = &mut self.nodes[at].peers;
        if let Err(place) = peers.binary_search_by_key(&rank(&peer), rank) {
            self.budget.keep(1)?;
            peers.insert(place, peer);
        }
        Ok(())
    }

    fn add(&mut self, next: Use<'p>) -> Result<NodeId, TooLarge> {
        self.budget.keep(1)?;
        self.nodes.push(Node {
            package: next.package,
            dependency: next.dependency,
            children: Vec::new(),
            peers: Vec::new(),
            parent: next.parent,
            provided: Vec::new(),
        });
        Ok(self.nodes.len() - 1)
    }

    /// Whether a use does not bring the package's dependencies: the root and the
    /// members have theirs once.
    fn is_only_referred_to(&self, next: Use<'p>) -> bool {
        let Some(dependency) = next.dependency else {
            return false;
        };
        let is_member = dependency.reference == Reference::Workspace && self.members[next.package];
        next.package == 0 || is_member
    }

    /// Binds a node's peers and queues its dependencies: its own, then the peers.
    fn expand(&mut self, node: NodeId) -> Result<(), TooLarge> {
        let packages = self.packages;
        let package = &packages.all[self.nodes[node].package];
        let followed = package.dependencies.iter();
        let followed = followed.filter(|dependency| dependency.followed);
        let (peers, own): (Vec<_>, Vec<_>) = followed.partition(|dependency| dependency.is_peer);
        let first = self.queue.len();
        for dependency in own {
            if let Some(target) = dependency.target {
                self.depend(node, dependency, target)?;
            }
        }
        for dependency in peers {
            if let Some(target) = self.bind(node, dependency)? {
                self.depend(node, dependency, target)?;
            }
        }
        self.queue[first..].reverse();
        Ok(())
    }

    fn depend(
        &mut self,
        node: NodeId,
        dependency: &'p Dependency<'p>,
        package: PackageId,
    ) -> Result<(), TooLarge> {
        let provided = &mut self.nodes[node].provided;
        if let Some(name) = dependency.peer_name
            && let Err(place) = provided.binary_search_by_key(&name, |(name, _)| *name)
        {
            self.budget.keep(1)?;
            provided.insert(place, (name, package));
        }
        self.queue.push(Use {
            package,
            dependency: Some(dependency),
            parent: Some(node),
        });
        Ok(())
    }

    /// Binds a peer, and says so to every node on the way to who provides it.
    /// `None` where there is nothing to bind to, or where the node itself has it.
    fn bind(
        &mut self,
        node: NodeId,
        dependency: &'p Dependency<'p>,
    ) -> Result<Option<PackageId>, TooLarge> {
        let Some(name) = dependency.peer_name else {
            return Ok(None);
        };
        let mut way = Vec::new();
        let bound = self.search(node, name, dependency.target, &mut way)?;
        let Some(peer) = bound.filter(|_| !way.is_empty()) else {
            return Ok(None);
        };
        for at in way {
            self.pass_through(at, peer)?;
        }
        Ok(Some(peer.package))
    }

    /// What a peer is bound to, and in `way` the nodes that this goes through.
    ///
    /// A peer of that name that goes through one of them already is taken. One that
    /// is there for its own sake is so only if it is the `best`, what would be
    /// installed for the sake of this one.
    fn search(
        &mut self,
        node: NodeId,
        name: PeerName,
        best: Option<PackageId>,
        way: &mut Vec<NodeId>,
    ) -> Result<Option<Peer>, TooLarge> {
        let best = best.map(|package| Peer {
            name,
            package,
            auto_installed: true,
        });
        let mut above = Some(node);
        while let Some(at) = above {
            self.budget.step(1)?;
            if let Some(package) = self.provides(at, name) {
                let auto_installed = false;
                return Ok(Some(Peer {
                    name,
                    package,
                    auto_installed,
                }));
            }
            match self.passing(at, name) {
                Some(passing) if !passing.auto_installed => return Ok(Some(passing)),
                Some(passing) if best.is_none_or(|best| best.package == passing.package) => {
                    return Ok(best);
                }
                Some(_) => {
                    self.add_way_up(at, way)?;
                    return Ok(best);
                }
                None => way.push(at),
            }
            above = self.nodes[at].parent;
        }
        Ok(best)
    }

    fn add_way_up(&mut self, from: NodeId, way: &mut Vec<NodeId>) -> Result<(), TooLarge> {
        let mut above = Some(from);
        while let Some(at) = above {
            self.budget.step(1)?;
            way.push(at);
            above = self.nodes[at].parent;
        }
        Ok(())
    }
}

/// Whether two dependencies on one package make the same link.
fn is_same_link(one: &Dependency<'_>, other: &Dependency<'_>) -> bool {
    let is_member = |dependency: &Dependency<'_>| dependency.reference == Reference::Member;
    one.name == other.name && is_member(one) == is_member(other)
}

fn is_same_use(one: &Dependency<'_>, other: &Dependency<'_>) -> bool {
    one.name == other.name && one.reference == other.reference
}
