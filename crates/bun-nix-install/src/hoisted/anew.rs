//! The packages of a lockfile in the places where Bun 1.4 would put them.
//!
//! Those are the keys of a bun.lock that Bun 1.4 wrote. Another one's keys say where an
//! older Bun had put the packages; Bun 1.4 hoists anew whatever it loads.
//! Observed: Bun 1.4.5.

use std::collections::{BTreeMap, HashSet};

use bun_lock::{Lockfile, PackageKey};

use super::hoisting::places;
use crate::graph::{self, Graph};

/// The lockfile with its packages in those places; None where that is where they are.
///
/// None, too, where something else would be below a package that brings others along
/// in its tarball: there Bun mistakes one version for another, and bun.lock does not
/// ([oven-sh/bun#43351](https://github.com/oven-sh/bun/issues/43351)). And None for a
/// graph of which Bun makes copies without end.
pub(crate) fn hoisted_anew(lock: &Lockfile) -> Option<Lockfile> {
    if lock.packages.iter().any(is_below_member) {
        return None;
    }
    let graph = Graph::of(lock);
    let places = places(&graph)?;
    let changed = changed(&graph, &places);
    let bundlers = bundlers(lock);
    let is_bundlers = |key: &&PackageKey| outer(key).any(|key| bundlers.contains(key));
    let is_left = changed.is_empty() || changed.iter().any(is_bundlers);
    (!is_left).then(|| lock.placed(&places))
}

/// Bun 1.4 alone writes such keys.
fn is_below_member(package: &bun_lock::Package) -> bool {
    package.key.as_str().starts_with("./")
}

/// The keys that lead to something else now, or to nothing.
fn changed<'p>(graph: &Graph<'p>, places: &'p BTreeMap<PackageKey, usize>) -> Vec<&'p PackageKey> {
    let lock = graph.lock();
    let identity = |at: usize| (&lock.packages[at].name, &lock.packages[at].resolution_text);
    let has = |key: &PackageKey, at: usize| {
        let there = graph.entry(key.as_str());
        there.is_some_and(|there| identity(there) == identity(at))
    };
    let new = places.iter().filter(|(key, at)| !has(key, **at));
    let keys = lock.packages.iter().map(|package| &package.key);
    let gone = keys.filter(|key| !places.contains_key(key));
    new.map(|(key, _)| key).chain(gone).collect()
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

    #[test]
    fn a_lockfile_of_bun_1_4_stays_as_it_is() {
        let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
        let mut locks = 0;
        for project in fs_err::read_dir(projects).unwrap() {
            let lock = parsed(&project.unwrap().path().join("bun.lock"));
            assert_eq!(hoisted_anew(&lock), None);
            locks += 1;
        }
        assert!(locks > 30, "{locks}");
    }

    /// What a package depends on, wherever it stands, not as a peer.
    fn dependencies(graph: &Graph<'_>) -> HashSet<[String; 4]> {
        let lock = graph.lock();
        let text = |at: usize| {
            let package = &lock.packages[at];
            [package.name.clone(), package.resolution_text.clone()]
        };
        let mut all = HashSet::new();
        for at in 0..lock.packages.len() {
            for edge in graph.edges_at(at) {
                if let Some(target) = edge.entry.filter(|_| edge.group != graph::Group::Peer) {
                    let ([name, resolution], [other, version]) = (text(at), text(target));
                    all.insert([name, resolution, other, version]);
                }
            }
        }
        all
    }

    #[test]
    fn dependencies_lead_to_the_same_versions_afterwards() {
        let Some(projects) = test_oracles::projects() else {
            return;
        };
        let mut moved = 0;
        for project in projects {
            let text = fs_err::read(project.lockfile()).unwrap();
            let Ok(lock) = Lockfile::parse(&text) else {
                continue;
            };
            if let Some(anew) = hoisted_anew(&lock) {
                let [before, after] = [&lock, &anew].map(|lock| dependencies(&Graph::of(lock)));
                assert_eq!(before, after, "{}", project.name);
                assert_eq!(hoisted_anew(&anew), None, "{}", project.name);
                moved += 1;
            }
        }
        assert!(moved > 5, "{moved}");
    }
}
