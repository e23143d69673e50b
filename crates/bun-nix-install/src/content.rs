//! The files of one package: its content, its tag and its patch, in its folder.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bun_lock::{Lockfile, Package, Resolution};

use crate::patch::PatchError;
use crate::patched::Patched;
use crate::plan::Place;
use crate::sources::Content;
use crate::unpack::{Rules, UnpackError};
use crate::{copy, create, patch, unpack};

/// Why a package's files are not laid down.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// Its tarball is not unpacked.
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    /// Its patch is not applied.
    #[error(transparent)]
    Patch(#[from] PatchError),
    /// A file cannot be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Another package's content leads its folder elsewhere.
    #[error("{} is a symbolic link, so nothing is put into it", .0.display())]
    Link(PathBuf),
}

/// What the packages of a lockfile are made of.
pub(crate) struct Packages<'l> {
    pub lock: &'l Lockfile,
    pub patched: Patched<'l>,
    /// The project's folder.
    pub project: &'l Path,
}

impl Packages<'_> {
    /// Lays down the files of a place below `tree`.
    pub fn lay_down(
        &self,
        place: &Place,
        content: &Content,
        tree: &Path,
    ) -> Result<(), ContentError> {
        let package = &self.lock.packages[place.package];
        let folder = make_folder(tree, &place.folder)?;
        match content {
            Content::Tarball(archive) => {
                let rules = Rules::of(&package.resolution);
                unpack::tarball(archive, &folder, package.integrity.as_ref(), rules)?;
            }
            Content::Checkout(from) => copy::checkout(from, &folder)?,
            Content::Unpacked(from) => copy::unpacked(from, &folder)?,
            Content::Folder(from) => copy::folder(self.project, from, &folder)?,
        }
        if let Some(tag) = tag(package) {
            create::file(&folder.join(".bun-tag"), 0o644)?.write_all(tag.as_bytes())?;
        }
        if let Some((patch, text)) = self.patched.of(package) {
            patch::apply(Path::new(patch), text, &folder)?;
        }
        Ok(())
    }
}

/// What Bun writes to `.bun-tag`, by which it knows what it has installed.
fn tag(package: &Package) -> Option<String> {
    match &package.resolution {
        Resolution::Git { tag, .. } | Resolution::Github { tag, .. } => Some(tag.clone()),
        Resolution::LocalTarball { .. } | Resolution::RemoteTarball { .. } => {
            let integrity = package.integrity.as_ref();
            Some(integrity.map(ToString::to_string).unwrap_or_default())
        }
        _ => None,
    }
}

/// Makes a folder below `tree`, and refuses to go through a link on the way.
pub(crate) fn make_folder(tree: &Path, folder: &Path) -> Result<PathBuf, ContentError> {
    let mut path = tree.to_owned();
    for part in folder {
        path.push(part);
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => return Err(ContentError::Link(path)),
            Ok(metadata) if metadata.is_dir() => {}
            _ => create::folder(&path)?,
        }
    }
    Ok(path)
}
