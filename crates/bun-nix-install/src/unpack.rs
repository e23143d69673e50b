//! A package's tarball to the files that Bun makes of it: its bytes are read
//! once, checked against the integrity, inflated and written.
//!
//! Nothing of a tarball whose integrity differs is looked at. Nothing is written
//! outside the package's folder: `..` is left out, and so are links, so that no
//! file can go through one.

mod gzip;
mod header;
mod name;
mod pax;
mod tar;

use std::collections::HashMap;
use std::io::{self, BufRead, Write as _};
use std::path::{Path, PathBuf};

use bun_lock::{Algorithm, Integrity, Resolution};
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use self::tar::{Archive, BadArchive, Entry, EntryKind};
use crate::{create, regular};

/// How many bytes an archive may have when it is inflated, and how many parts all
/// its paths: far more than a package has that anybody installs, and no more than
/// a disk can bear. `bun-nix` takes as much when it fetches. Bun has no limit.
const MOST_BYTES: u64 = 4 << 30;
const MOST_PARTS: usize = 1_000_000;

/// What is made of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// Its files.
    Package,
    /// Its files and its folders, which may be empty: of an archive from GitHub.
    Repository,
}

impl Rules {
    /// The rules that Bun has for a package.
    pub(crate) fn of(resolution: &Resolution) -> Rules {
        match resolution {
            Resolution::Github { .. } => Rules::Repository,
            _ => Rules::Package,
        }
    }
}

/// Why a tarball is not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// The archive cannot be read, or a file not be written; the message names it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The archive has other bytes than those that bun.lock records.
    #[error("{} has the integrity {actual}, but bun.lock records {expected}", .archive.display())]
    Integrity {
        /// The archive.
        archive: PathBuf,
        /// What bun.lock records, in SRI form.
        expected: String,
        /// What the archive has.
        actual: String,
    },
    /// It is not a gzipped tar archive, or it is damaged, or it would fill the
    /// disk.
    #[error("{} cannot be unpacked: {why}", .archive.display())]
    Damaged {
        /// The archive.
        archive: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// Unpacks a tarball into a folder, which is made if it is missing.
///
/// # Errors
/// If the integrity differs: nothing is written. If the archive is damaged or
/// `folder` cannot be written: what was written stays.
pub(crate) fn tarball(
    archive: &Path,
    folder: &Path,
    integrity: Option<&Integrity>,
    rules: Rules,
) -> Result<(), UnpackError> {
    let bytes = verified(archive, integrity)?;
    create::folder(folder)?;
    write_entries(&bytes, folder, rules).map_err(|error| match error {
        Trouble::Write(error) => UnpackError::Io(error),
        Trouble::Archive(error) => UnpackError::Damaged {
            archive: archive.to_owned(),
            why: error.to_string(),
        },
    })
}

/// The bytes of a tarball.
///
/// # Errors
/// If they cannot be read, or their integrity differs.
pub(crate) fn verified(
    archive: &Path,
    integrity: Option<&Integrity>,
) -> Result<Vec<u8>, UnpackError> {
    let bytes = regular::read(archive)?;
    let Some(expected) = integrity else {
        return Ok(bytes);
    };
    let actual = digest(expected.algorithm(), &bytes);
    if actual == *expected {
        return Ok(bytes);
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

fn write_entries(bytes: &[u8], folder: &Path, rules: Rules) -> Result<(), Trouble> {
    let mut archive = Archive::new(gzip::inflate(bytes), MOST_BYTES);
    let mut modes = HashMap::new();
    let mut parts = 0;
    while let Some(Entry { name, mode, kind }) = archive.next_entry()? {
        let Some(path) = name::below_folder(&name) else {
            continue;
        };
        parts += path.iter().count();
        if parts > MOST_PARTS {
            return Err(BadArchive::TooMuch("files").into());
        }
        match kind {
            EntryKind::File => {
                let to = folder.join(&path);
                // Of two entries with one name the last content and the first
                // mode count. A text is hashed faster than a path.
                let mode = *modes.entry(path.into_os_string()).or_insert(mode);
                write_file(&mut archive, &to, (mode | 0o666) & !0o022)?;
            }
            EntryKind::Folder if rules == Rules::Repository => {
                create::folder(&folder.join(path))?;
            }
            EntryKind::Folder | EntryKind::Other => {}
        }
    }
    Ok(())
}

fn write_file<R: BufRead>(archive: &mut Archive<R>, path: &Path, mode: u32) -> Result<(), Trouble> {
    let mut file = create::file(path, mode)?;
    loop {
        let chunk = archive.content()?;
        if chunk.is_empty() {
            return Ok(());
        }
        file.write_all(chunk)?;
        let written = chunk.len();
        archive.consume_content(written);
    }
}

#[cfg(test)]
mod tests;
