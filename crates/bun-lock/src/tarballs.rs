//! Where the local tarballs of a lockfile lie.
//!
//! Their paths count from the package.json that names them, and bun.lock does
//! not say which one that is. Below a workspace member it is the member's;
//! elsewhere it is the first of the root and the members that asks for this very
//! path.

use std::collections::HashMap;

use crate::lockfile::{Lockfile, Package, Workspace};
use crate::path::RelativePath;
use crate::resolution::Resolution;

/// The local tarballs' paths from the lockfile's folder, by package offset.
pub(crate) fn locate(lock: &Lockfile) -> HashMap<usize, RelativePath> {
    let tarballs: Vec<(&Package, &RelativePath)> = lock
        .packages
        .iter()
        .filter_map(|package| match &package.resolution {
            Resolution::LocalTarball { path } => Some((package, path)),
            _ => None,
        })
        .collect();
    if tarballs.is_empty() {
        return HashMap::new();
    }
    let owners = Owners::of(lock);
    let located = tarballs.into_iter().filter_map(|(package, path)| {
        let located = owners.folder(package, path).join(path.as_str())?;
        Some((package.offset, located))
    });
    located.collect()
}

/// Who may have asked for a tarball.
struct Owners<'l> {
    /// The members' folders by name.
    members: HashMap<&'l str, &'l RelativePath>,
    /// The members' folders by the keys under which they are placed.
    placed: HashMap<&'l str, &'l RelativePath>,
    /// The first folder that asks for a path under an alias.
    asking: HashMap<(&'l str, RelativePath), &'l RelativePath>,
}

impl<'l> Owners<'l> {
    fn of(lock: &'l Lockfile) -> Owners<'l> {
        let members = lock.workspaces.iter();
        let members = members.filter_map(|member| Some((member.name.as_deref()?, &member.path)));
        let placed = lock.packages.iter();
        let placed = placed.filter_map(|package| match &package.resolution {
            Resolution::Workspace { path } => Some((package.key.as_str(), path)),
            _ => None,
        });
        let mut asking = HashMap::new();
        for workspace in &lock.workspaces {
            for asked in tarballs_of(workspace) {
                asking.entry(asked).or_insert(&workspace.path);
            }
        }
        Owners {
            members: members.collect(),
            placed: placed.collect(),
            asking,
        }
    }

    fn folder(&self, package: &Package, path: &RelativePath) -> RelativePath {
        let asked = (package.key.install_name(), path.clone());
        let owner = self.above(package).or_else(|| self.asking.get(&asked));
        owner.copied().cloned().unwrap_or_default()
    }

    /// The member that the package is placed below.
    fn above(&self, package: &Package) -> Option<&&'l RelativePath> {
        let outer = package.key.outer()?;
        let outermost = package.key.parts().next()?;
        if let Some(nearest) = self.placed.get(outer) {
            return Some(nearest);
        }
        match package.key.is_below_member() {
            true => self.members.get(outermost),
            false => self.placed.get(outermost),
        }
    }
}

/// The aliases and paths of what may be tarballs in a package.json.
fn tarballs_of(workspace: &Workspace) -> impl Iterator<Item = (&str, RelativePath)> {
    workspace.groups.all().filter_map(|(_, dependency)| {
        let spec = dependency.spec.trim();
        let file = spec.strip_prefix("file:").unwrap_or(spec);
        Some((dependency.name.as_str(), RelativePath::parse(file)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tarballs of a root, which takes another `a` from the registry, and of
    /// the members `a` in p/a and `b` in p/b.
    fn located(packages: &str) -> Vec<(String, String)> {
        let text = format!(
            r#"{{ "lockfileVersion": 2,
            "workspaces": {{
              "": {{ "dependencies": {{ "t": "file:v/t.tgz", "a": "1" }} }},
              "p/a": {{ "name": "a", "dependencies": {{ "t": "v/t.tgz", "u": "./u.tgz" }} }},
              "p/b": {{ "name": "b", "dependencies": {{ "t": "v/t.tgz" }} }},
            }},
            "packages": {{ "a": ["a@1.0.0", "", {{}}, ""], "b": ["b@workspace:p/b"], {packages} }} }}"#
        );
        let lock = Lockfile::parse(text.as_bytes()).unwrap();
        let tarballs = lock.packages.iter().filter_map(|package| {
            let path = lock.local_tarball(package)?;
            Some((package.key.to_string(), path.to_string()))
        });
        tarballs.collect()
    }

    #[test]
    fn a_path_counts_from_the_manifest_that_names_it() {
        for (key, path, expected) in [
            ("t", "v/t.tgz", "v/t.tgz"),
            ("u", "./u.tgz", "p/a/u.tgz"),
            ("b/t", "v/t.tgz", "p/b/v/t.tgz"),
            ("b/c/t", "v/t.tgz", "p/b/v/t.tgz"),
            ("./a/t", "v/t.tgz", "p/a/v/t.tgz"),
            ("./a/c/t", "v/t.tgz", "p/a/v/t.tgz"),
            ("a/t", "v/t.tgz", "v/t.tgz"),
            ("unknown", "w.tgz", "w.tgz"),
        ] {
            let found = located(&format!(r#""{key}": ["t@{path}", {{}}]"#));
            assert_eq!(found, [(key.to_owned(), expected.to_owned())]);
        }
        let nested = r#""b/a": ["a@workspace:p/a"], "b/a/t": ["t@v/t.tgz", {}]"#;
        assert_eq!(located(nested)[0].1, "p/a/v/t.tgz");
    }
}
