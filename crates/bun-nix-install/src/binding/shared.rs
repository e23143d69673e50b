//! Which version a peer gets that nobody provides: if one suits all peers of the package
//! that are installed for their own sake, the highest such, and else the highest that it
//! allows. A peer that somebody provides in another place keeps its own.
//! Observed: Bun 1.4.5.

use std::collections::BTreeMap;

use super::budget::{Budget, TooLarge};
use super::numbers::PackageId;
use super::range::Range;
use super::targets::{Lookup, Published, Targets};
use crate::graph::{Group, Node};

/// A required peer.
struct Wanted<'l> {
    /// Who has it, and where among its dependencies.
    from: PackageId,
    at: usize,
    /// The name that it is provided under.
    name: &'l str,
    range: Range,
}

/// Gives the peers that share a version their targets.
///
/// # Errors
/// More steps than the budget allows.
pub(super) fn share(
    lookup: &Lookup<'_, '_>,
    targets: &mut Targets,
    budget: &mut Budget,
) -> Result<(), TooLarge> {
    for (package, wanted) in by_package(lookup) {
        let target = |one: &Wanted<'_>| targets[one.from][one.at];
        let first = wanted.first().and_then(target);
        if wanted.iter().all(|one| target(one) == first) {
            continue;
        }
        let ways = ways(lookup, targets, &wanted, budget)?;
        let provided = |one: &Wanted<'_>| ways[one.name].with[one.from];
        let Some((version, id)) = shared(lookup, package, &wanted, &ways) else {
            continue;
        };
        for one in wanted.iter().filter(|one| !provided(one)) {
            if one.range.has(version) {
                targets[one.from][one.at] = Some(*id);
            }
        }
    }
    Ok(())
}

/// The required peers of packages, by what they ask for. The root's and the members'
/// own have no part in it.
fn by_package<'l>(lookup: &Lookup<'_, 'l>) -> BTreeMap<&'l str, Vec<Wanted<'l>>> {
    let mut wanted: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (from, node) in lookup.numbers.nodes.iter().enumerate() {
        if matches!(node, Node::Workspace(_)) {
            continue;
        }
        for (at, edge) in lookup.graph.edges(*node).iter().enumerate() {
            let required = lookup.required(edge);
            if let Some((package, range)) = required.filter(|_| !lookup.provides(from, edge.name)) {
                let name = edge.name;
                let wanted = wanted.entry(package).or_default();
                wanted.push(Wanted {
                    from,
                    at,
                    name,
                    range,
                });
            }
        }
    }
    wanted
}

/// The highest version that suits every package which is not provided with it in some
/// place.
fn shared<'t>(
    lookup: &'t Lookup<'_, '_>,
    package: &str,
    wanted: &[Wanted<'_>],
    ways: &BTreeMap<&str, Ways>,
) -> Option<&'t Published> {
    let is_open = |one: &&Wanted<'_>| ways[one.name].without[one.from];
    let open: Vec<&Wanted<'_>> = wanted.iter().filter(is_open).collect();
    let mut published = lookup.published.get(package)?.iter();
    let suits = |version| open.iter().all(|one| one.range.has(version));
    published.find(|(version, _)| !open.is_empty() && suits(version))
}

/// The packages that some way leads to, not over peers.
struct Ways {
    /// From somebody who provides a name.
    with: Vec<bool>,
    /// From the root, past nobody who does.
    without: Vec<bool>,
}

/// The ways for each name that is wanted.
fn ways<'l>(
    lookup: &Lookup<'_, 'l>,
    targets: &Targets,
    wanted: &[Wanted<'l>],
    budget: &mut Budget,
) -> Result<BTreeMap<&'l str, Ways>, TooLarge> {
    let mut ways = BTreeMap::new();
    for one in wanted {
        if !ways.contains_key(one.name) {
            ways.insert(one.name, Ways::of(lookup, targets, one.name, budget)?);
        }
    }
    Ok(ways)
}

impl Ways {
    fn of(
        lookup: &Lookup<'_, '_>,
        targets: &Targets,
        name: &str,
        budget: &mut Budget,
    ) -> Result<Ways, TooLarge> {
        let mut ways = Ways {
            with: vec![false; targets.len()],
            without: vec![false; targets.len()],
        };
        let all = (0..targets.len()).map(|id| (id, lookup.provides(id, name)));
        budget.step(targets.len())?;
        let mut open: Vec<(PackageId, bool)> = all.filter(|(_, provides)| *provides).collect();
        open.push((0, false));
        while let Some((id, provided)) = open.pop() {
            let reached = match provided {
                true => &mut ways.with,
                false => &mut ways.without,
            };
            if std::mem::replace(&mut reached[id], true) {
                continue;
            }
            let edges = lookup.graph.edges(lookup.numbers.nodes[id]);
            budget.step(edges.len())?;
            let provided = provided || lookup.provides(id, name);
            let own = edges.iter().zip(&targets[id]);
            let own = own.filter(|(edge, _)| edge.group != Group::Peer);
            open.extend(own.filter_map(|(_, target)| Some(((*target)?, provided))));
        }
        Ok(ways)
    }
}
