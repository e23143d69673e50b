//! Where the content of each package lies: by the map from bun.nix keys to paths,
//! and in the project itself for what is local.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use bun_lock::{Lockfile, Resolution};

use crate::repository::Repository;

/// The map from keys of bun.nix to absolute paths. Besides, `link:name` leads to
/// the folder that `bun link` registered under that name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap(BTreeMap<String, PathBuf>);

/// A text that is no map of sources.
#[derive(Debug, thiserror::Error)]
pub enum BadMap {
    /// No JSON, or no object.
    #[error("not a JSON object")]
    Json(#[from] serde_json::Error),
    /// A value that is no absolute path.
    #[error("the value of {0:?} must be an absolute path")]
    NotAPath(String),
}

impl SourceMap {
    /// Reads a JSON object from key to path.
    ///
    /// # Errors
    /// [`BadMap`]
    pub fn parse(json: &[u8]) -> Result<SourceMap, BadMap> {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(json)?;
        let entries = object.into_iter().map(|(key, value)| {
            let path = value.as_str().map(PathBuf::from);
            match path.filter(|path| path.is_absolute()) {
                Some(path) => Ok((key, path)),
                None => Err(BadMap::NotAPath(key)),
            }
        });
        Ok(SourceMap(entries.collect::<Result<_, BadMap>>()?))
    }

    /// The path at a key.
    pub fn get(&self, key: &str) -> Option<&Path> {
        self.0.get(key).map(PathBuf::as_path)
    }

    /// What `bun link` registered, by name.
    pub(crate) fn registered(&self) -> HashMap<String, PathBuf> {
        let entries = self.0.iter();
        let links = entries
            .filter_map(|(key, path)| Some((key.strip_prefix("link:")?.to_owned(), path.clone())));
        links.collect()
    }
}

impl<K: Into<String>, P: Into<PathBuf>> FromIterator<(K, P)> for SourceMap {
    fn from_iter<I: IntoIterator<Item = (K, P)>>(entries: I) -> SourceMap {
        let entries = entries.into_iter();
        SourceMap(
            entries
                .map(|(key, path)| (key.into(), path.into()))
                .collect(),
        )
    }
}

/// The content of one package, on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A gzipped tar archive.
    Tarball(PathBuf),
    /// A commit that git checked out.
    Checkout(PathBuf),
    /// What a tarball unpacks to.
    Unpacked(PathBuf),
    /// A folder of the project.
    Folder(PathBuf),
}

/// Why a package has no content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lack {
    /// The map has no such key.
    #[error("not in the map of sources")]
    NoKey,
    /// There is nothing at the path.
    #[error("there is no {}", .0.display())]
    NotThere(PathBuf),
    /// There is a file where a folder should be.
    #[error("{} is no folder", .0.display())]
    NoFolder(PathBuf),
    /// There is a pipe, a device or the like.
    #[error("{} is neither a file nor a folder", .0.display())]
    NoFile(PathBuf),
    /// bun.lock names something that is none of the project's business.
    #[error("{} is outside of the repository, and not in the map of sources", .0.display())]
    Outside(PathBuf),
}

/// The content of every package of a lockfile.
pub(crate) struct Sources<'l> {
    lock: &'l Lockfile,
    keys: Vec<Option<String>>,
    map: &'l SourceMap,
    project: &'l Path,
    repository: &'l Repository,
}

impl<'l> Sources<'l> {
    pub fn of(
        lock: &'l Lockfile,
        map: &'l SourceMap,
        project: &'l Path,
        repository: &'l Repository,
    ) -> Sources<'l> {
        Sources {
            lock,
            keys: bun_nix::Sources::keys(lock),
            map,
            project,
            repository,
        }
    }

    /// The key in bun.nix of a package's source; empty for a link.
    pub fn key(&self, package: usize) -> &str {
        self.keys[package].as_deref().unwrap_or_default()
    }

    /// The content of a package that is neither a link nor a member.
    pub fn content(&self, package: usize) -> Result<Content, Lack> {
        let path = match self.map.get(self.key(package)) {
            Some(path) => path.to_owned(),
            None => self.own(package)?,
        };
        let is_dir = match path.metadata() {
            Ok(metadata) if metadata.is_dir() => true,
            Ok(metadata) if metadata.is_file() => false,
            Ok(_) => return Err(Lack::NoFile(path)),
            Err(_) => return Err(Lack::NotThere(path)),
        };
        match (&self.lock.packages[package].resolution, is_dir) {
            (Resolution::Git { .. }, true) => Ok(Content::Checkout(path)),
            (Resolution::Folder { .. }, true) => Ok(Content::Folder(path)),
            (Resolution::Git { .. } | Resolution::Folder { .. }, false) => {
                Err(Lack::NoFolder(path))
            }
            (_, true) => Ok(Content::Unpacked(path)),
            (_, false) => Ok(Content::Tarball(path)),
        }
    }

    /// The path of a package of the project, which no link leads elsewhere.
    fn own(&self, package: usize) -> Result<PathBuf, Lack> {
        let path = self.local(package).ok_or(Lack::NoKey)?;
        match path.exists() && !self.repository.holds(&path) {
            true => Err(Lack::Outside(path)),
            false => Ok(path),
        }
    }

    /// Where a package of the project lies in it.
    fn local(&self, package: usize) -> Option<PathBuf> {
        let package = &self.lock.packages[package];
        let path = match &package.resolution {
            Resolution::Folder { path } => path.clone(),
            Resolution::LocalTarball { .. } => self.lock.local_tarball(package)?,
            _ => return None,
        };
        Some(self.project.join(path.as_str()))
    }
}
