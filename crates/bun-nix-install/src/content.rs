//! The files of one package: its content and its patch, in its folder.

use std::io;
use std::path::{Path, PathBuf};

use bun_lock::{Lockfile, Resolution};

use crate::patched::Patched;
use crate::plan::Place;
use crate::sources::Content;
use crate::unpack::{self, Tag, UnpackError};

/// Why a package's files are not laid down.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// Its tarball is not unpacked.
    #[error(transparent)]
    Unpack(#[from] UnpackError),
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
                let integrity = package.integrity.as_ref();
                let tag = match &package.resolution {
                    Resolution::Github { .. } => Tag::RootFolder,
                    Resolution::LocalTarball { .. } | Resolution::RemoteTarball { .. } => {
                        Tag::Text(&integrity.map(ToString::to_string).unwrap_or_default())
                    }
                    _ => Tag::None,
                };
                unpack::tarball(archive, &folder, integrity, tag)?;
            }
            Content::Checkout(_) | Content::Unpacked(_) | Content::Folder(_) => {}
        }
        if let Some(_patch) = self.patched.of(package) {}
        Ok(())
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
            _ => make(&path)?,
        }
    }
    Ok(path)
}

/// Another thread may make it at the same time.
fn make(folder: &Path) -> io::Result<()> {
    match fs_err::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        result => result,
    }
}
