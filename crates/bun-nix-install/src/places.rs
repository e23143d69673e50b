//! Where the hoisted linker puts each entry of a lockfile.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bun_lock::{Lockfile, PackageKey, Resolution};

/// The folders that keys can be below of, relative to the project's.
pub(crate) struct Homes<'l> {
    /// The members' folders and the root's, by the keys that lead there.
    folders: HashMap<String, &'l str>,
}

/// Where an entry is put.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Spot {
    /// The node_modules that it is in.
    pub node_modules: PathBuf,
    /// Its own folder.
    pub folder: PathBuf,
}

impl<'l> Homes<'l> {
    pub fn of(lock: &'l Lockfile) -> Homes<'l> {
        let mut folders = HashMap::new();
        for member in &lock.workspaces {
            let name = member.name.as_deref().filter(|_| !member.is_root());
            folders.extend(name.map(|name| (["./", name].concat(), member.path.as_str())));
        }
        for package in &lock.packages {
            let path = match &package.resolution {
                Resolution::Workspace { path } => path.as_str(),
                Resolution::Root => "",
                _ => continue,
            };
            folders.insert(package.key.to_string(), path);
        }
        Homes { folders }
    }

    /// The place of a key: `node_modules/a/node_modules/b` for `a/b`, counted from
    /// a member's folder where the part before is that member.
    pub fn spot(&self, key: &PackageKey) -> Spot {
        let mut path = String::new();
        let mut folder = PathBuf::new();
        let mut node_modules = PathBuf::new();
        let mut parts = key.parts();
        if key.as_str().starts_with("./") {
            path = ["./", parts.next().unwrap_or_default()].concat();
            folder = self.home(&path).unwrap_or_default();
        }
        for part in parts {
            folder = self.home(&path).unwrap_or(folder);
            path = if path.is_empty() {
                part.to_owned()
            } else {
                [&path, "/", part].concat()
            };
            node_modules = folder.join("node_modules");
            folder = node_modules.join(part);
        }
        Spot {
            node_modules,
            folder,
        }
    }

    fn home(&self, key: &str) -> Option<PathBuf> {
        self.folders.get(key).map(|path| Path::new(path).to_owned())
    }
}
