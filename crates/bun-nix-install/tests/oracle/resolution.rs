//! Whether every dependency in node_modules is the one that bun.lock records: looked
//! for in the folders as Node does, and in the keys as bun.lock does.
//! Source: Node, "Loading from node_modules folders".

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bun_lock::{Dependency, Groups, Lockfile, Package, Resolution};
use serde_json::Value;

/// Asserts it of a project; how many dependencies there are. Without development
/// dependencies a peer that one of them provides may be missing, as it is with Bun.
pub fn assert_as_recorded(project: &Path, without_dev: bool) -> usize {
    let text = fs_err::read(project.join("bun.lock")).unwrap();
    let lock = Lockfile::parse(&text).unwrap();
    let recorded = Recorded::of(&lock);
    let mut found = 0;
    let mut wrong = Vec::new();
    for (key, folder, groups) in recorded.dependents() {
        if !project.join(&folder).exists() || is_brought(&project.join(&folder)) {
            continue;
        }
        for (dependency, is_optional) in edges(groups) {
            let Some(target) = recorded.target(key, &dependency.name) else {
                continue;
            };
            match look_up(project, &folder, &dependency.name) {
                Some(there) if there.is(target) => found += 1,
                Some(there) if is_brought(&there.folder) => {}
                None if is_optional || is_for_some_systems(target) => {}
                None if without_dev && recorded.is_peer_of_dev(groups, &dependency.name) => {}
                other => wrong.push(format!(
                    "{key:?} > {}: {} is recorded, {} is there",
                    dependency.name,
                    target.key,
                    other.map_or("nothing".to_owned(), |there| there
                        .folder
                        .display()
                        .to_string()),
                )),
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", project.display());
    assert!(found > 0, "nothing is installed");
    found
}

fn is_for_some_systems(package: &Package) -> bool {
    !package.info.os.is_empty() || !package.info.cpu.is_empty()
}

/// The dependencies that are installed whoever asks for them, and whether one may be
/// missing.
fn edges(groups: &Groups) -> impl Iterator<Item = (&Dependency, bool)> {
    let may_miss = |name: &str| groups.optional_peers.iter().any(|peer| peer == name);
    let required = groups.dependencies.iter().map(|one| (one, false));
    let optional = groups.optional_dependencies.iter().map(|one| (one, true));
    let peers = groups.peer_dependencies.iter();
    let peers = peers.map(move |one| (one, may_miss(&one.name)));
    required.chain(optional).chain(peers)
}

struct Recorded<'l> {
    lock: &'l Lockfile,
    packages: HashMap<&'l str, &'l Package>,
    members: HashMap<&'l str, &'l str>,
}

impl<'l> Recorded<'l> {
    fn of(lock: &'l Lockfile) -> Recorded<'l> {
        let members = lock.workspaces.iter();
        Recorded {
            lock,
            packages: lock
                .packages
                .iter()
                .map(|one| (one.key.as_str(), one))
                .collect(),
            members: members
                .filter_map(|member| Some((member.name.as_deref()?, member.path.as_str())))
                .collect(),
        }
    }

    /// Whether something is a peer that the root or a member has for development.
    fn is_peer_of_dev(&self, groups: &Groups, name: &str) -> bool {
        let has = |all: &[Dependency]| all.iter().any(|one| one.name == name);
        let mut workspaces = self.lock.workspaces.iter();
        let is_of_dev = workspaces.any(|one| has(&one.groups.dev_dependencies));
        has(&groups.peer_dependencies) && !has(&groups.dependencies) && is_of_dev
    }

    /// Who depends on something: key, folder and groups of each.
    fn dependents(&self) -> Vec<(&'l str, PathBuf, &'l Groups)> {
        let members = self.lock.workspaces.iter().map(|member| {
            let key = if member.is_root() {
                ""
            } else {
                member.name.as_deref().unwrap()
            };
            (key, PathBuf::from(member.path.as_str()), &member.groups)
        });
        let packages = self.lock.packages.iter();
        let packages = packages.map(|one| (one.key.as_str(), self.folder(one), &one.info.groups));
        members.chain(packages).collect()
    }

    /// Where a key is.
    fn folder(&self, package: &Package) -> PathBuf {
        let parts: Vec<&str> = package.key.parts().collect();
        let member = self.members.get(parts[0]).filter(|_| parts.len() > 1);
        let mut folder = PathBuf::from(member.copied().unwrap_or_default());
        for part in &parts[usize::from(member.is_some())..] {
            folder.push("node_modules");
            folder.push(part);
        }
        folder
    }

    /// The package that a name means to the one at a key.
    fn target(&self, key: &str, name: &str) -> Option<&'l Package> {
        let mut outer = key;
        loop {
            let candidate = match outer {
                "" => name.to_owned(),
                outer => format!("{outer}/{name}"),
            };
            if let Some(package) = self.packages.get(candidate.as_str()) {
                return Some(package);
            }
            if outer.is_empty() {
                return None;
            }
            outer = parent(outer);
        }
    }
}

/// The key without its last part.
fn parent(key: &str) -> &str {
    let Some(slash) = key.rfind('/') else {
        return "";
    };
    let outer = &key[..slash];
    match outer.rfind('/') {
        Some(scope) if outer[scope + 1..].starts_with('@') => &outer[..scope],
        None if outer.starts_with('@') => "",
        _ => outer,
    }
}

/// A package that was found.
struct Found {
    folder: PathBuf,
    manifest: Value,
}

/// The package that a name means in a folder. Links are followed first.
fn look_up(project: &Path, folder: &Path, name: &str) -> Option<Found> {
    let project = fs_err::canonicalize(project).unwrap();
    let folder = fs_err::canonicalize(project.join(folder)).unwrap();
    let inside = folder
        .ancestors()
        .take_while(|one| one.starts_with(&project));
    let folders = inside.filter(|one| !one.ends_with("node_modules"));
    let mut folders = folders.map(|one| one.join("node_modules").join(name));
    let folder = folders.find(|folder| folder.join("package.json").exists())?;
    let manifest = manifest(&folder);
    Some(Found { folder, manifest })
}

fn manifest(folder: &Path) -> Value {
    let text = fs_err::read(folder.join("package.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

impl Found {
    fn is(&self, package: &Package) -> bool {
        let text = |key: &str| self.manifest[key].as_str().unwrap_or_default();
        let same_version = match &package.resolution {
            Resolution::Npm { version, .. } => {
                without_build(text("version")) == without_build(version)
            }
            _ => true,
        };
        same_version && text("name") == package.name
    }
}

/// Whether a package may have come in the tarball of one that it is below: what that
/// brings along has the versions that it has, not those of bun.lock.
fn is_brought(folder: &Path) -> bool {
    let outer = folder
        .ancestors()
        .filter(|one| one.ends_with("node_modules"));
    outer.filter_map(Path::parent).any(brings)
}

/// Whether a package's tarball has others.
fn brings(folder: &Path) -> bool {
    let manifest = folder.join("package.json");
    let manifest: Value = match fs_err::read(manifest) {
        Ok(text) => serde_json::from_slice(&text).unwrap(),
        Err(_) => return false,
    };
    ["bundleDependencies", "bundledDependencies"]
        .iter()
        .any(|key| {
            manifest[key]
                .as_array()
                .is_some_and(|names| !names.is_empty())
        })
}

fn without_build(version: &str) -> &str {
    version.split('+').next().unwrap_or(version)
}
