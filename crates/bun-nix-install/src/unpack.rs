//! A package's tarball to the files that Bun makes of it: its bytes are read
//! once, checked against the integrity, inflated and written.
//!
//! Nothing of a tarball whose integrity differs is looked at. Nothing is written
//! outside the package's folder, which must be new: links are not made, so that
//! no file can go through one.

mod gzip;
mod header;
mod name;
mod pax;
mod tar;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bun_lock::{Algorithm, Integrity};
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use self::tar::{Archive, BadArchive, Entry, EntryKind};
use crate::create;

/// Where a tarball comes from, which decides what Bun makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin<'a> {
    /// A registry.
    Registry,
    /// A path or an address.
    Tarball {
        /// The text of `.bun-tag`: the integrity as bun.lock has it, which may be
        /// empty.
        tag: &'a str,
    },
    /// GitHub. The archive's empty folders are made, too.
    GitHub {
        /// The text of `.bun-tag`: the last part of the entry in bun.lock, such as
        /// `owner-repo-sha7`.
        tag: &'a str,
    },
}

/// Why a tarball is not unpacked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnpackError {
    /// The archive cannot be read, or a file not be written; the message names it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The archive has other bytes than those that bun.lock records.
    #[error("{} has the integrity {actual}, but bun.lock records {expected}", .archive.display())]
    Integrity {
        archive: PathBuf,
        expected: String,
        actual: String,
    },
    /// It is not a gzipped tar archive, or it is damaged, or it would fill the
    /// disk.
    #[error("{} cannot be unpacked: {why}", .archive.display())]
    Damaged { archive: PathBuf, why: String },
}

/// Unpacks a tarball into a new folder.
///
/// # Errors
/// If the integrity differs: nothing is written. If the archive is damaged or
/// `folder` cannot be written: what was written stays.
pub(crate) fn tarball(
    archive: &Path,
    folder: &Path,
    integrity: Option<&Integrity>,
    origin: Origin<'_>,
) -> Result<(), UnpackError> {
    let bytes = fs_err::read(archive)?;
    verify(archive, &bytes, integrity)?;
    create::folder(folder)?;
    let unpacked = write_entries(&bytes, folder, matches!(origin, Origin::GitHub { .. }));
    unpacked.map_err(|error| match error {
        Trouble::Write(error) => UnpackError::Io(error),
        Trouble::Archive(error) => UnpackError::Damaged {
            archive: archive.to_owned(),
            why: error.to_string(),
        },
    })?;
    match origin {
        Origin::Registry => Ok(()),
        Origin::Tarball { tag } | Origin::GitHub { tag } => Ok(write_tag(folder, tag)?),
    }
}

/// Writes `.bun-tag`, by which Bun knows what it has installed.
pub(crate) fn write_tag(folder: &Path, tag: &str) -> io::Result<()> {
    create::file(&folder.join(".bun-tag"), 0o644)?.write_all(tag.as_bytes())
}

fn verify(archive: &Path, bytes: &[u8], integrity: Option<&Integrity>) -> Result<(), UnpackError> {
    let Some(expected) = integrity else {
        return Ok(());
    };
    let actual = digest(expected.algorithm(), bytes);
    if actual == *expected {
        return Ok(());
    }
    Err(UnpackError::Integrity {
        archive: archive.to_owned(),
        expected: expected.to_string(),
        actual: actual.to_string(),
    })
}

fn digest(algorithm: Algorithm, bytes: &[u8]) -> Integrity {
    match algorithm {
        Algorithm::Sha1 => Integrity::sha1(Sha1::digest(bytes).into()),
        Algorithm::Sha256 => Integrity::sha256(Sha256::digest(bytes).into()),
        Algorithm::Sha384 => Integrity::sha384(Sha384::digest(bytes).into()),
        Algorithm::Sha512 => Integrity::sha512(Sha512::digest(bytes).into()),
    }
}

enum Trouble {
    Archive(BadArchive),
    Write(io::Error),
}

impl From<BadArchive> for Trouble {
    fn from(error: BadArchive) -> Trouble {
        Trouble::Archive(error)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Write(error)
    }
}

fn write_entries(bytes: &[u8], folder: &Path, with_folders: bool) -> Result<(), Trouble> {
    let mut archive = Archive::new(gzip::inflate(bytes));
    while let Some(Entry { name, mode, kind }) = archive.next_entry()? {
        let Some(path) = name::below_folder(&name) else {
            continue;
        };
        match kind {
            EntryKind::File => {
                // Of two entries with one name the last content and the first
                // mode count.
                let mut file = create::file(&folder.join(path), (mode | 0o666) & !0o022)?;
                loop {
                    let chunk = archive.content()?;
                    if chunk.is_empty() {
                        break;
                    }
                    file.write_all(chunk)?;
                    let written = chunk.len();
                    archive.consume_content(written);
                }
            }
            EntryKind::Folder if with_folders => create::folder(&folder.join(path))?,
            EntryKind::Folder | EntryKind::Other => {}
        }
    }
    Ok(())
}
