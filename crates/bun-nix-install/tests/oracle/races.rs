//! What Bun's isolated linker leaves one way or the other from run to run: an entry of
//! the store, or a member, links the executables of its dependencies once its own files
//! are there, and waits for theirs only where that is no cycle. In a cycle the link is
//! there if the dependency happened to be first. If it was not, the next dependency's
//! executable of that name is linked. Observed: Bun 1.4.5.
//!
//! Ours is always there.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::tree::{Difference, Node, Tree};

const STORE: &str = "node_modules/.bun";

/// Takes out the executables in a cycle that Bun did not link, or not to ours.
pub fn without_races(differences: Vec<Difference>, ours: &Tree) -> Vec<Difference> {
    let (races, mut rest): (Vec<_>, Vec<_>) = differences
        .into_iter()
        .partition(|one| is_race(one, ours).unwrap_or(false));
    // A `.bin` with nothing else.
    let is_empty = |folder: &Difference| {
        folder.kind() == "extra"
            && folder.path.ends_with(".bin")
            && ours
                .below(&folder.path)
                .all(|path| races.iter().any(|race| race.path == *path))
    };
    rest.retain(|one| !is_empty(one));
    rest
}

/// `None` where it is not even the link of an executable, or the tree has no store.
fn is_race(difference: &Difference, ours: &Tree) -> Option<bool> {
    ours.at(Path::new(STORE))?;
    let (None | Some(Node::Link { .. }), Some(Node::Link { target })) =
        (&difference.expected, &difference.found)
    else {
        return None;
    };
    let modules = difference.path.parent()?.parent()?;
    let is_bin = difference.path.parent()?.ends_with("node_modules/.bin");
    let owner = modules
        .parent()
        .filter(|owner| is_bin && *owner != Path::new(""))?;
    let dependency = owner_at(&modules.join(package(target)?), ours)?;
    Some(reaches(dependency, owner, ours))
}

/// The package's name in `../name/path` or `../@scope/name/path`.
fn package(target: &Path) -> Option<PathBuf> {
    let target = target.strip_prefix("..").ok()?;
    let first = target.components().next()?;
    let parts = if first.as_os_str().to_str()?.starts_with('@') {
        2
    } else {
        1
    };
    Some(target.components().take(parts).collect())
}

/// The folder of the entry or the member that a link to a package leads to.
fn owner_at(link: &Path, ours: &Tree) -> Option<PathBuf> {
    let Node::Link { target } = ours.at(link)? else {
        return None;
    };
    let mut path = link.parent()?.to_owned();
    for component in target.components() {
        match component {
            Component::ParentDir => {
                path.pop();
            }
            other => path.push(other),
        }
    }
    match path.strip_prefix(STORE) {
        Ok(stored) => Some(Path::new(STORE).join(stored.components().next()?)),
        Err(_) => Some(path).filter(|path| path != Path::new("")),
    }
}

fn reaches(from: PathBuf, to: &Path, ours: &Tree) -> bool {
    let mut seen = HashSet::from([from.clone()]);
    let mut queue = vec![from];
    while let Some(owner) = queue.pop() {
        if owner == to {
            return true;
        }
        let modules = owner.join("node_modules");
        let links = ours.below(&modules);
        for next in links.filter_map(|path| owner_at(path, ours)) {
            if seen.insert(next.clone()) {
                queue.push(next);
            }
        }
    }
    false
}
