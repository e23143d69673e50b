//! The model: what bun.lock says, checked, without its JSON.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::Error;
use crate::integrity::Integrity;
use crate::key::PackageKey;
use crate::path::RelativePath;
use crate::read;
use crate::resolution::Resolution;

/// A bun.lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lockfile {
    /// `lockfileVersion`, 0 to [`Lockfile::NEWEST_VERSION`].
    pub version: u32,
    /// `configVersion`: which defaults Bun applies, for instance the linker's.
    pub config_version: Option<u32>,
    /// The root, with an empty path, and the workspace members, in file order.
    pub workspaces: Vec<Workspace>,
    /// Every placed package, in file order.
    pub packages: Vec<Package>,
    /// Packages whose lifecycle scripts may run. `None`: Bun's built-in list.
    pub trusted_dependencies: Option<Vec<String>>,
    /// Patches to apply, in file order.
    pub patched_dependencies: Vec<Patch>,
    /// The rules of `overrides` and `resolutions`.
    pub overrides: Vec<Override>,
    /// The default catalog and the named ones.
    pub catalogs: Vec<Catalog>,
    /// Where each local tarball lies, by the offset of its package.
    pub(crate) tarballs: HashMap<usize, RelativePath>,
}

/// The root or a workspace member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workspace {
    /// Its folder, relative to the lockfile's; empty for the root.
    pub path: RelativePath,
    /// `name`; a root may have none.
    pub name: Option<String>,
    /// `version`, which the root never has here.
    pub version: Option<String>,
    /// `bin` or `binDir`.
    pub bin: Option<Bin>,
    /// The four dependency groups.
    pub groups: Groups,
    /// Byte offset of the entry in the text.
    pub offset: usize,
}

/// The dependency groups of a package.json or an entry, each in file order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// `dependencies`
    pub dependencies: Vec<Dependency>,
    /// `devDependencies`
    pub dev_dependencies: Vec<Dependency>,
    /// `optionalDependencies`
    pub optional_dependencies: Vec<Dependency>,
    /// `peerDependencies`
    pub peer_dependencies: Vec<Dependency>,
    /// Which of the peers need not be there.
    pub optional_peers: Vec<String>,
    /// Names of dependencies that were resolved to nothing; never in a package.json.
    pub unresolved: Vec<String>,
}

/// One edge: the name it is installed under and what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// Install name: an alias where the specifier names another package.
    pub name: String,
    /// The specifier, such as `^1.2.3`, `workspace:*` or `catalog:`: any text.
    pub spec: String,
}

/// One entry under `packages`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Where it is placed.
    pub key: PackageKey,
    /// The package's own name; empty for a root without one.
    pub name: String,
    /// Where its content comes from.
    pub resolution: Resolution,
    /// The resolution as the lockfile writes it: what follows the name and `@`.
    pub resolution_text: String,
    /// Hash of the tarball's bytes, where recorded.
    pub integrity: Option<Integrity>,
    /// What else the entry says.
    pub info: Info,
    /// Byte offset of the entry's key in the text.
    pub offset: usize,
}

/// The object in a package's entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// Its dependencies.
    pub groups: Groups,
    /// Operating systems, `!x` for all but x; empty for every one.
    pub os: Vec<String>,
    /// Processors, likewise.
    pub cpu: Vec<String>,
    /// C libraries, likewise.
    pub libc: Vec<String>,
    /// Its executables.
    pub bin: Option<Bin>,
    /// Whether it comes inside its parent's tarball.
    pub bundled: bool,
    /// Whether it has lifecycle scripts (written since Bun 1.4).
    pub has_install_script: bool,
}

/// `bin` or `binDir` of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bin {
    /// One file, under the package's own name.
    File(String),
    /// Name and file of each.
    Named(Vec<(String, String)>),
    /// Every file of a folder.
    Directory(String),
}

/// A patch and the package it is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Patch {
    /// `name@version`
    pub package: String,
    /// The patch file, relative to the lockfile's folder.
    pub path: String,
    /// Byte offset of the path in the lockfile's text.
    pub offset: usize,
}

/// A rule that replaces a dependency's specifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Override {
    /// `name` or `name@range` of the package whose dependencies it is limited
    /// to; `None` for a rule without such a limit.
    pub parent: Option<String>,
    /// `name` or `name@range` of the dependency.
    pub target: String,
    /// The specifier that takes its place.
    pub spec: String,
}

/// A table of specifiers that `catalog:` refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Catalog {
    /// `None` for the default catalog.
    pub name: Option<String>,
    /// Its entries, in file order.
    pub entries: Vec<Dependency>,
}

impl Lockfile {
    /// The newest lockfileVersion that is understood.
    pub const NEWEST_VERSION: u32 = 3;

    /// Reads a bun.lock.
    ///
    /// Comments and trailing commas are allowed, as Bun has them; unknown keys
    /// are ignored. Names, versions, paths, platforms and URLs are checked here, so
    /// that no implausible one reaches a caller; specifiers are any text.
    ///
    /// # Errors
    /// The first thing that is wrong, with its position and, inside `packages`,
    /// the entry's key.
    pub fn parse(bytes: &[u8]) -> Result<Lockfile, Error> {
        read::lockfile(bytes)
    }

    /// Where a local tarball lies, relative to the lockfile's folder.
    ///
    /// `None` for a package that is none, or that is not of this lockfile.
    pub fn local_tarball(&self, package: &Package) -> Option<RelativePath> {
        self.tarballs.get(&package.offset).cloned()
    }

    /// The same packages in other places: for each key the package that it gets, by its
    /// offset in [`Lockfile::packages`]. Bundled are those whose keys were. A key whose
    /// package is none of these is left out.
    pub fn placed(&self, places: &BTreeMap<PackageKey, usize>) -> Lockfile {
        let bundled = self.packages.iter().filter(|package| package.info.bundled);
        let bundled: HashSet<&PackageKey> = bundled.map(|package| &package.key).collect();
        let packages = places.iter().filter_map(|(key, at)| {
            let mut package = self.packages.get(*at)?.clone();
            package.info.bundled = bundled.contains(key);
            package.key = key.clone();
            Some(package)
        });
        Lockfile {
            packages: packages.collect(),
            ..self.clone()
        }
    }
}

impl Workspace {
    /// Whether this is the root, not a member.
    pub fn is_root(&self) -> bool {
        self.path.as_str().is_empty()
    }
}

impl Groups {
    /// The four groups by the name that package.json gives them.
    pub fn named(&self) -> [(&'static str, &[Dependency]); 4] {
        [
            ("dependencies", &self.dependencies),
            ("devDependencies", &self.dev_dependencies),
            ("optionalDependencies", &self.optional_dependencies),
            ("peerDependencies", &self.peer_dependencies),
        ]
    }

    /// Every dependency with the name of its group.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &Dependency)> {
        self.named()
            .into_iter()
            .flat_map(|(group, dependencies)| dependencies.iter().map(move |one| (group, one)))
    }
}
