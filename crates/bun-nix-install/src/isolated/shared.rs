//! Peers that nobody provides: where one version suits all that ask for a package,
//! all get the highest such, and not each the highest that it allows.
//! Observed: Bun 1.4.5.

use std::collections::{BTreeMap, HashMap};

use super::budget::{Budget, TooLarge};
use super::numbers::PackageId;
use super::range::Range;
use super::targets::{Lookup, Targets};
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
        let open = open(lookup, targets, wanted, budget)?;
        let mut published = lookup.published.get(package).into_iter().flatten();
        let suits = |version| open.iter().all(|one| one.range.has(version));
        let Some((_, shared)) = published.find(|(version, _)| suits(version)) else {
            continue;
        };
        for one in open {
            targets[one.from][one.at] = Some(*shared);
        }
    }
    Ok(())
}

/// The required peers of packages, by the package that they ask for.
fn by_package<'l>(lookup: &Lookup<'_, 'l>) -> BTreeMap<&'l str, Vec<Wanted<'l>>> {
    let mut wanted: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (from, node) in lookup.numbers.nodes.iter().enumerate() {
        if let Node::Workspace(_) = node {
            continue;
        }
        for (at, edge) in lookup.graph.edges(*node).iter().enumerate() {
            if let Some((package, range)) = lookup.required(*node, edge) {
                let name = edge.name;
                wanted.entry(package).or_default().push(Wanted {
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

/// Those that nobody provides on some way down from the root.
fn open<'l>(
    lookup: &Lookup<'_, 'l>,
    targets: &Targets,
    wanted: Vec<Wanted<'l>>,
    budget: &mut Budget,
) -> Result<Vec<Wanted<'l>>, TooLarge> {
    let mut reached: HashMap<&str, Vec<bool>> = HashMap::new();
    for one in &wanted {
        if !reached.contains_key(one.name) {
            reached.insert(one.name, without(lookup, targets, one.name, budget)?);
        }
    }
    let is_open = |one: &Wanted<'_>| reached[one.name][one.from];
    Ok(wanted.into_iter().filter(is_open).collect())
}

/// The packages that some way from the root leads to, not over peers, on which none
/// provides a name.
fn without(
    lookup: &Lookup<'_, '_>,
    targets: &Targets,
    name: &str,
    budget: &mut Budget,
) -> Result<Vec<bool>, TooLarge> {
    let mut reached = vec![false; targets.len()];
    let mut open: Vec<PackageId> = vec![0];
    while let Some(id) = open.pop() {
        let edges = lookup.graph.edges(lookup.numbers.nodes[id]);
        budget.step(edges.len())?;
        let own = edges.iter().zip(&targets[id]);
        let own = own.filter(|(edge, _)| edge.group != Group::Peer);
        if reached[id] || own.clone().any(|(edge, _)| edge.name == name) {
            continue;
        }
        reached[id] = true;
        open.extend(own.filter_map(|(_, target)| *target));
    }
    Ok(reached)
}
