//! Which packages' scripts may run.
//!
//! The `trustedDependencies` of the package.json files decide, the root's and the
//! members' taken together; bun.lock's copy does where there is no package.json.
//! Where nobody has the key, Bun's built-in list does, for packages of the
//! registry that the project's settings name. Observed: Bun 1.4.5.

use std::collections::HashSet;

use bun_lock::{Lockfile, Package, Resolution};

use crate::graph::{Graph, Node};
use crate::manifest::Manifest;
use crate::settings::Registries;

/// What `bun pm default-trusted` of Bun 1.4.5 prints, sorted.
const DEFAULT: &str = include_str!("default_trusted.txt");

/// Whose scripts may run.
pub(super) struct Trust<'l> {
    registries: &'l Registries,
    listed: Option<HashSet<String>>,
    /// Packages of no registry that the root or a member asks for under a listed
    /// name.
    declared: Vec<&'l Package>,
}

impl<'l> Trust<'l> {
    /// The trust that the package.json files of a project put in its packages.
    pub fn of(graph: &Graph<'l>, manifests: &[Manifest], registries: &'l Registries) -> Trust<'l> {
        let listed = match manifests {
            [] => graph.lock().trusted_dependencies.clone(),
            manifests => all_lists(manifests),
        };
        let listed: Option<HashSet<String>> = listed.map(|names| names.into_iter().collect());
        let declared = listed.as_ref().map(|listed| declared(graph, listed));
        Trust {
            registries,
            declared: declared.unwrap_or_default(),
            listed,
        }
    }

    /// Whether a package's scripts may run.
    ///
    /// A package of a registry is known by its own name, whatever alias it has; any
    /// other only by the name under which the project itself asks for it, since
    /// its own is its maker's choice.
    pub fn covers(&self, package: &Package) -> bool {
        match (&package.resolution, &self.listed) {
            (Resolution::Npm { .. }, Some(listed)) => listed.contains(&package.name),
            (Resolution::Npm { version, url }, None) => self.is_default(package, version, url),
            _ => self.declared.iter().any(|one| is_same(one, package)),
        }
    }

    /// Whether a package is on the built-in list, and really the one that its
    /// registry has.
    fn is_default(&self, package: &Package, version: &str, url: &Option<String>) -> bool {
        let name = package.name.as_str();
        let expected = || self.registries.tarball(name, version);
        let is_own = url.as_ref().is_none_or(|url| *url == expected());
        is_own && DEFAULT.lines().any(|line| line == name)
    }

    /// Whether a member is listed. Its own scripts run all the same.
    pub fn lists(&self, name: &str) -> bool {
        let listed = self.listed.as_ref();
        listed.is_some_and(|listed| listed.contains(name))
    }
}

fn all_lists(manifests: &[Manifest]) -> Option<Vec<String>> {
    let lists = manifests.iter().filter_map(|one| one.trusted.as_ref());
    lists.fold(None, |all: Option<Vec<String>>, list| {
        let mut all = all.unwrap_or_default();
        all.extend_from_slice(list);
        Some(all)
    })
}

fn declared<'l>(graph: &Graph<'l>, listed: &HashSet<String>) -> Vec<&'l Package> {
    let lock: &'l Lockfile = graph.lock();
    let workspaces = (0..lock.workspaces.len()).map(Node::Workspace);
    let edges = workspaces.flat_map(|node| graph.edges(node));
    edges
        .filter(|edge| listed.contains(edge.name))
        .filter_map(|edge| lock.packages.get(edge.entry?))
        .collect()
}

/// Whether two entries are one package at two places.
fn is_same(one: &Package, other: &Package) -> bool {
    one.name == other.name && one.resolution == other.resolution
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A root with `a` of the registry under two names, the folder `f` as `fold`,
    /// and a tarball `t` that only `a` asks for.
    const LOCK: &str = r#"{
      "lockfileVersion": 2,
      "workspaces": { "": { "dependencies": {
        "a": "1.0.0", "alias": "npm:a@1.0.0", "sharp": "1.0.0", "fold": "file:f" } } },
      "trustedDependencies": ["a"],
      "packages": {
        "a": ["a@1.0.0", "", { "dependencies": { "t": "file:t.tgz" } }, ""],
        "alias": ["a@1.0.0", "", {}, ""],
        "fold": ["f@file:f", {}],
        "sharp": ["sharp@1.0.0", "URL", {}, ""],
        "t": ["t@t.tgz", {}],
      },
    }"#;

    fn trusted(url: &str, lists: &[Option<&[&str]>]) -> Vec<String> {
        let lock = Lockfile::parse(LOCK.replace("URL", url).as_bytes()).unwrap();
        let owned = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        let manifests: Vec<Manifest> = lists
            .iter()
            .map(|list| Manifest {
                trusted: list.map(owned),
                ..Manifest::default()
            })
            .collect();
        let registries = Registries::default();
        let trust = Trust::of(&Graph::of(&lock), &manifests, &registries);
        let packages = lock.packages.iter().filter(|one| trust.covers(one));
        packages.map(|one| one.key.to_string()).collect()
    }

    /// Real Bun 1.4.5 runs the scripts of the same ones.
    #[test]
    fn names_of_the_registry_and_names_that_the_project_gives() {
        assert_eq!(trusted("", &[Some(&["a"])]), ["a", "alias"]);
        assert_eq!(trusted("", &[Some(&["alias", "f", "t"])]), [""; 0]);
        assert_eq!(trusted("", &[Some(&["fold"])]), ["fold"]);
        assert_eq!(trusted("", &[Some(&[])]), [""; 0]);
    }

    #[test]
    fn all_package_json_files_count_together_and_before_the_lockfile() {
        assert_eq!(trusted("", &[]), ["a", "alias"]);
        assert_eq!(trusted("", &[None, None]), ["sharp"]);
        assert_eq!(trusted("", &[None, Some(&["a"])]), ["a", "alias"]);
        assert_eq!(
            trusted("", &[Some(&["fold"]), Some(&["sharp"])]),
            ["fold", "sharp"]
        );
    }

    #[test]
    fn the_built_in_list_is_for_the_registrys_own_packages() {
        let npm = "https://registry.npmjs.org/sharp/-/sharp-1.0.0.tgz";
        assert_eq!(trusted(npm, &[None]), ["sharp"]);
        for other in [
            "https://registry.npmjs.org/other/-/other-1.0.0.tgz",
            "https://example.org/sharp/-/sharp-1.0.0.tgz",
        ] {
            assert_eq!(trusted(other, &[None]), [""; 0], "{other}");
            assert_eq!(trusted(other, &[Some(&["sharp"])]), ["sharp"], "{other}");
        }
    }

    #[test]
    fn the_built_in_list_is_sorted() {
        assert!(DEFAULT.lines().is_sorted());
        assert_eq!(DEFAULT.lines().count(), 367);
    }
}
