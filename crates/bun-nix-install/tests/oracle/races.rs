//! What Bun's isolated linker leaves one way or the other from run to run: an entry of
//! the store links the executables of its dependencies once its own files are there,
//! and waits for theirs only where that is no cycle. In a cycle the link is there if
//! the dependency happened to be first. If it was not, the next dependency's executable
//! of that name is linked. Observed: Bun 1.4.5.
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

/// `None` where it is not even the link of an executable.
fn is_race(difference: &Difference, ours: &Tree) -> Option<bool> {
    let (None | Some(Node::Link { .. }), Some(Node::Link { target })) =
        (&difference.expected, &difference.found)
    else {
        return None;
    };
    let (entry, rest) = in_store(&difference.path)?;
    let name = rest.strip_prefix("node_modules/.bin").ok()?;
    if name.components().count() != 1 {
        return None;
    }
    let modules = Path::new(STORE).join(&entry).join("node_modules");
    let dependency = entry_at(&modules.join(package(target)?), ours)?;
    Some(reaches(dependency, &entry, ours))
}

/// The entry of the store that a path is in, and the rest of the path.
fn in_store(path: &Path) -> Option<(PathBuf, &Path)> {
    let path = path.strip_prefix(STORE).ok()?;
    let entry = path.components().next()?;
    Some((Path::new(&entry).to_owned(), path.strip_prefix(entry).ok()?))
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

/// The entry that a link to a package leads to.
fn entry_at(link: &Path, ours: &Tree) -> Option<PathBuf> {
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
    Some(in_store(&path)?.0)
}

fn reaches(from: PathBuf, to: &Path, ours: &Tree) -> bool {
    let mut seen = HashSet::from([from.clone()]);
    let mut queue = vec![from];
    while let Some(entry) = queue.pop() {
        if entry == to {
            return true;
        }
        let modules = Path::new(STORE).join(&entry).join("node_modules");
        let links = ours.below(&modules).filter(|path| !path.ends_with(".bin"));
        for next in links.filter_map(|path| entry_at(path, ours)) {
            if seen.insert(next.clone()) {
                queue.push(next);
            }
        }
    }
    false
}
