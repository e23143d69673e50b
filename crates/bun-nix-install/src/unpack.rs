//! A package's tarball to the files that Bun makes of it: its compressed bytes
//! are read once, checked against the integrity, inflated and written.
//!
//! Nothing of a tarball whose integrity differs is looked at, and nothing is
//! ever written outside the package's folder: only regular files are made, below
//! folders that are made for them.

use std::io;
use std::path::{Path, PathBuf};

use bun_lock::{Algorithm, Integrity};
use flate2::read::MultiGzDecoder;
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};

/// What Bun writes into a package's `.bun-tag`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag<'a> {
    /// There is none: a package of a registry.
    None,
    /// This text: the integrity of a local or remote tarball.
    Text(&'a str),
    /// The name of the archive's root folder: a tarball from GitHub.
    RootFolder,
}

/// Why a tarball is not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// The archive cannot be read, or a file cannot be written; the message names
    /// it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The archive has other bytes than the lockfile records.
    #[error("{} has the integrity {actual}, but bun.lock records {expected}", .archive.display())]
    #[allow(missing_docs)]
    Integrity {
        archive: PathBuf,
        expected: String,
        actual: String,
    },
    /// It is not a gzipped tar archive, or it is damaged.
    #[error("{} is not a gzipped tar archive, or it is damaged: {source}", .archive.display())]
    #[allow(missing_docs)]
    Damaged { archive: PathBuf, source: io::Error },
}

/// Unpacks a package's tarball into `folder`, which is made.
///
/// # Errors
/// If the integrity differs, before anything is written; and if the archive
/// cannot be read or `folder` not be written: what was written so far stays.
pub(crate) fn tarball(
    archive: &Path,
    folder: &Path,
    integrity: Option<&Integrity>,
    tag: Tag<'_>,
) -> Result<(), UnpackError> {
    let bytes = fs_err::read(archive)?;
    if let Some(expected) = integrity {
        let actual = digest(expected.algorithm(), &bytes);
        if actual != *expected {
            return Err(UnpackError::Integrity {
                archive: archive.to_owned(),
                expected: expected.to_string(),
                actual: actual.to_string(),
            });
        }
    }
    let root = unpack(&bytes, folder).map_err(|source| UnpackError::Damaged {
        archive: archive.to_owned(),
        source,
    })?;
    match tag {
        Tag::None => {}
        Tag::Text(text) => fs_err::write(folder.join(".bun-tag"), text)?,
        Tag::RootFolder => fs_err::write(folder.join(".bun-tag"), root)?,
    }
    Ok(())
}

fn digest(algorithm: Algorithm, bytes: &[u8]) -> Integrity {
    match algorithm {
        Algorithm::Sha1 => Integrity::sha1(Sha1::digest(bytes).into()),
        Algorithm::Sha256 => Integrity::sha256(Sha256::digest(bytes).into()),
        Algorithm::Sha384 => Integrity::sha384(Sha384::digest(bytes).into()),
        Algorithm::Sha512 => Integrity::sha512(Sha512::digest(bytes).into()),
    }
}

/// Gives the name of the first entry's root folder.
fn unpack(bytes: &[u8], folder: &Path) -> io::Result<Vec<u8>> {
    use fs_err::os::unix::fs::OpenOptionsExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    fs_err::create_dir_all(folder)?;
    let mut archive = tar::Archive::new(MultiGzDecoder::new(bytes));
    let mut root = None;
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = entry.path_bytes().into_owned();
        let mut parts = name.split(|byte| *byte == b'/').filter(|p| !p.is_empty());
        let first = parts.next().unwrap_or_default();
        root.get_or_insert_with(|| first.to_vec());
        let parts: Vec<_> = parts.filter(|part| *part != b".").collect();
        if !entry.header().entry_type().is_file() || parts.is_empty() || parts.contains(&&b".."[..])
        {
            continue;
        }
        let path = folder.join(std::ffi::OsStr::from_bytes(&parts.join(&b'/')));
        if let Some(parent) = path.parent() {
            fs_err::create_dir_all(parent)?;
        }
        let mut options = fs_err::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        options.mode((entry.header().mode()? & 0o777 | 0o666) & !0o022);
        io::copy(&mut entry, &mut options.open(path)?)?;
    }
    Ok(root.unwrap_or_default())
}
