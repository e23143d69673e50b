//! The packages of a lockfile in the places where Bun 1.4 would put them.
//!
//! Those are the keys of a bun.lock that Bun 1.4 wrote. Another one's keys say where an
//! older Bun had put the packages; Bun 1.4 hoists anew whatever it loads. No older one
//! reads or writes a lockfileVersion of 2. Observed: Bun 1.3.14, 1.4.5.

use std::collections::{BTreeMap, HashSet};

use bun_lock::{Lockfile, PackageKey};

use super::hoisting::places;
use crate::binding::budget::Budget;
use crate::graph::{self, Edge, Graph, Node, Origin};

/// The lockfile with its packages in those places; None where that is where they are.
///
/// None, too, where a dependency would find another version there than the keys give it,
/// even a peer that does not allow that one: the lockfile decides. Hence nothing changes
/// below a package that brings others along in its tarball, either, where Bun takes one
/// for the other
/// ([oven-sh/bun#43351](https://github.com/oven-sh/bun/issues/43351)). And None for a
/// graph of which Bun makes copies without end.
pub(crate) fn hoisted_anew(lock: &Lockfile) -> Option<Lockfile> {
    if lock.version >= BUN_1_4 || lock.packages.iter().any(is_below_member) {
        return None;
    }
    let graph = Graph::of(lock);
    let places = places(&graph)?;
    let changed = changed(&graph, &places);
    let bundlers = bundlers(lock);
    let is_bundlers = |key: &&PackageKey| outer(key).any(|key| bundlers.contains(key));
    if changed.is_empty() || changed.iter().any(is_bundlers) {
        return None;
    }
    let anew = lock.placed(&places);
    keeps_versions(&graph, &Graph::of(&anew)).then_some(anew)
}

/// The lockfileVersion of a bun.lock that Bun 1.4 made; it leaves an older one's.
const BUN_1_4: u32 = 2;

/// Bun 1.4 alone writes such keys.
fn is_below_member(package: &bun_lock::Package) -> bool {
    package.key.as_str().starts_with("./")
}

/// The keys that lead to something else now, or to nothing.
fn changed<'p>(graph: &Graph<'p>, places: &'p BTreeMap<PackageKey, usize>) -> Vec<&'p PackageKey> {
    let has = |key: &PackageKey, at: usize| {
        let there = graph.entry(key.as_str());
        there.is_some_and(|there| {
            identity(graph, graph.node(there)) == identity(graph, graph.node(at))
        })
    };
    let new = places.iter().filter(|(key, at)| !has(key, **at));
    let packages = graph.lock().packages.iter();
    let gone = packages.map(|package| &package.key);
    let gone = gone.filter(|key| !places.contains_key(key));
    new.map(|(key, _)| key).chain(gone).collect()
}

/// What a package is, wherever it stands: its name and its resolution, or a member's
/// path.
type Identity<'l> = (&'l str, &'l str);

fn identity<'l>(graph: &Graph<'l>, node: Node) -> Identity<'l> {
    let lock = graph.lock();
    match node {
        Node::Workspace(at) => ("", lock.workspaces[at].path.as_str()),
        Node::Package(at) => {
            let package = &lock.packages[at];
            (&package.name, &package.resolution_text)
        }
    }
}

/// Whether every dependency finds in one graph what it finds in the other: on every way
/// from the root and the members, which is walked in both. What is optional may find
/// nothing. False, too, for more ways than the budget allows.
fn keeps_versions(before: &Graph<'_>, after: &Graph<'_>) -> bool {
    let workspaces = (0..before.lock().workspaces.len()).map(Node::Workspace);
    let mut open: Vec<(Origin, Origin)> = workspaces
        .map(Origin::Workspace)
        .map(|origin| (origin, origin))
        .collect();
    let mut walked: HashSet<(Origin, Origin)> = open.iter().copied().collect();
    let mut budget = Budget::new();
    while let Some((was, is)) = open.pop() {
        for (was, is) in before.edges_from(was).iter().zip(after.edges_from(is)) {
            match (found(before, was), found(after, is)) {
                (Some((known, was)), Some((target, is))) if known == target => {
                    if !walked.insert((was, is)) {
                        continue;
                    }
                    if budget.keep(1).is_err() {
                        return false;
                    }
                    open.push((was, is));
                }
                (_, None) if is.optional => {}
                (None, None) => {}
                _ => return false,
            }
        }
    }
    true
}

/// What an edge finds, and where.
fn found<'l>(graph: &Graph<'l>, edge: &Edge<'l>) -> Option<(Identity<'l>, Origin)> {
    let node = edge.target?;
    let origin = match (node, edge.entry) {
        (Node::Package(_), Some(entry)) => Origin::Entry(entry),
        _ => Origin::Workspace(node),
    };
    Some((identity(graph, node), origin))
}

/// The keys of the packages that bring others along.
fn bundlers(lock: &Lockfile) -> HashSet<&str> {
    let packages = lock.packages.iter();
    let bundled = packages.filter(|package| package.info.bundled);
    bundled
        .filter_map(|package| graph::parent(package.key.as_str()))
        .collect()
}

/// The keys around a key.
fn outer(key: &PackageKey) -> impl Iterator<Item = &str> {
    std::iter::successors(graph::parent(key.as_str()), |key| graph::parent(key))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn parsed(file: &Path) -> Lockfile {
        Lockfile::parse(&fs_err::read(file).unwrap()).unwrap()
    }

    /// Whatever its version: Bun 1.4 writes older ones, too.
    #[test]
    fn a_lockfile_of_bun_1_4_stays_as_it_is() {
        let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
        let mut locks = 0;
        for project in fs_err::read_dir(projects).unwrap() {
            let mut lock = parsed(&project.unwrap().path().join("bun.lock"));
            for version in [lock.version, 1] {
                lock.version = version;
                assert_eq!(hoisted_anew(&lock), None);
            }
            locks += 1;
        }
        assert!(locks > 30, "{locks}");
    }

    /// Already where it would come from, h finds a version that its peer does not
    /// allow; so it need not stay below a, which has another one.
    #[test]
    fn the_nearest_version_decides_whether_a_peer_is_provided() {
        let lock = Lockfile::parse(
            br#"{ "lockfileVersion": 1,
            "workspaces": { "": { "dependencies": { "a": "*", "d": "3.0.0", "f": "1.1.0" } } },
            "packages": {
                "a": ["a@1.0.0", "", { "dependencies": { "d": "^1.0.0", "f": "^3.0.0" } }, ""],
                "d": ["d@3.0.0", "", {}, ""],
                "f": ["f@1.1.0", "", {}, ""],
                "h": ["h@1.1.0", "", { "peerDependencies": { "d": "^1.0.0" } }, ""],
                "a/d": ["d@1.1.0", "", {}, ""],
                "a/f": ["f@3.0.0", "", { "dependencies": { "d": "^3.0.0", "h": "*" } }, ""],
                "a/f/d": ["d@3.0.0", "", {}, ""],
            } }"#,
        );
        assert_eq!(hoisted_anew(&lock.unwrap()), None);
    }

    fn older(name: &str) -> Lockfile {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/older-locks");
        parsed(&folder.join(name))
    }

    /// Even where the peer does not allow it: ajv 8 for an ajv-keywords that wants 6.
    #[test]
    fn a_lockfile_decides_which_version_a_peer_finds() {
        for name in ["peer-conflicts@1.3.lock", "peers-in-the-way@1.3.lock"] {
            assert_eq!(hoisted_anew(&older(name)), None, "{name}");
        }
    }

    /// Real lockfiles of older versions.
    #[test]
    fn what_is_hoisted_stays_as_it_is() {
        let Some(projects) = test_oracles::projects() else {
            return;
        };
        let mut moved = 0;
        for project in projects {
            let text = fs_err::read(project.lockfile()).unwrap();
            let lock = Lockfile::parse(&text).ok();
            if let Some(anew) = lock.and_then(|lock| hoisted_anew(&lock)) {
                assert_eq!(hoisted_anew(&anew), None, "{}", project.name);
                moved += 1;
            }
        }
        assert!(moved > 5, "{moved}");
    }
}
