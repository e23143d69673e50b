//! The hash of a file tree as Nix has it: SHA-256 of its archive (NAR), which
//! is hashed while it is made and never kept.
//!
//! Source of the format: Nix manual, "Nix Archive (NAR) format"; of the rule
//! that only the owner's x bit counts: Nix, src/libutil/archive.cc.

use std::io::{self, Read};
use std::path::Path;

use bun_lock::Integrity;
use sha2::{Digest as _, Sha256};

/// Hashes a tree whose parts are named in the order of the archive: the entries
/// of a directory sorted by the bytes of their names.
pub(crate) struct NarHasher(Sha256);

impl NarHasher {
    pub(crate) fn new() -> NarHasher {
        let mut hasher = NarHasher(Sha256::new());
        hasher.string(b"nix-archive-1");
        hasher
    }

    /// A file; `contents` must have `length` bytes.
    pub(crate) fn file(
        &mut self,
        executable: bool,
        length: u64,
        contents: &mut dyn Read,
    ) -> io::Result<()> {
        self.strings(&[b"(", b"type", b"regular"]);
        if executable {
            self.strings(&[b"executable", b""]);
        }
        self.string(b"contents");
        self.0.update(length.to_le_bytes());
        let copied = copy(&mut contents.take(length), &mut self.0)?;
        if copied != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.pad(length);
        self.string(b")");
        Ok(())
    }

    pub(crate) fn symlink(&mut self, target: &[u8]) {
        self.strings(&[b"(", b"type", b"symlink", b"target", target, b")"]);
    }

    pub(crate) fn begin_directory(&mut self) {
        self.strings(&[b"(", b"type", b"directory"]);
    }

    pub(crate) fn begin_entry(&mut self, name: &[u8]) {
        self.strings(&[b"entry", b"(", b"name", name, b"node"]);
    }

    pub(crate) fn end_entry(&mut self) {
        self.string(b")");
    }

    pub(crate) fn end_directory(&mut self) {
        self.string(b")");
    }

    pub(crate) fn finish(self) -> Integrity {
        Integrity::sha256(self.0.finalize().into())
    }

    fn strings(&mut self, strings: &[&[u8]]) {
        strings.iter().for_each(|string| self.string(string));
    }

    fn string(&mut self, bytes: &[u8]) {
        let length = bytes.len() as u64;
        self.0.update(length.to_le_bytes());
        self.0.update(bytes);
        self.pad(length);
    }

    fn pad(&mut self, length: u64) {
        let padding = (8 - length % 8) % 8;
        self.0.update(&[0; 8][..padding as usize]);
    }
}

/// Reads to the end into a hash; the number of bytes.
pub(crate) fn copy<H: sha2::Digest>(from: &mut dyn Read, hash: &mut H) -> io::Result<u64> {
    let mut buffer = [0; 64 * 1024];
    let mut total = 0;
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(total),
            Ok(read) => {
                hash.update(&buffer[..read]);
                total += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The hash of what lies at `path`, without what is called `.git` in any of its
/// folders: what `nix hash path` says once those are gone.
///
/// # Errors
/// What could not be read; on a system without x bits, that there are none.
#[cfg(unix)]
pub fn nar_hash_without_git(path: &Path) -> io::Result<Integrity> {
    let mut hasher = NarHasher::new();
    add(&mut hasher, path, ".git")?;
    Ok(hasher.finish())
}

/// The hash of what lies at `path`: what `nix hash path` says.
///
/// # Errors
/// What could not be read; on a system without x bits, that there are none.
#[cfg(unix)]
pub fn nar_hash(path: &Path) -> io::Result<Integrity> {
    let mut hasher = NarHasher::new();
    add(&mut hasher, path, "")?;
    Ok(hasher.finish())
}

#[cfg(unix)]
fn add(hasher: &mut NarHasher, path: &Path, skipped: &str) -> io::Result<()> {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = fs_err::symlink_metadata(path)?;
    if metadata.is_symlink() {
        hasher.symlink(fs_err::read_link(path)?.as_os_str().as_bytes());
        Ok(())
    } else if metadata.is_dir() {
        add_directory(hasher, path, skipped)
    } else if metadata.is_file() {
        let executable = metadata.permissions().mode() & 0o100 != 0;
        hasher.file(executable, metadata.len(), &mut fs_err::File::open(path)?)
    } else {
        let message = format!("{} is no file, folder or link", path.display());
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

#[cfg(unix)]
fn add_directory(hasher: &mut NarHasher, path: &Path, skipped: &str) -> io::Result<()> {
    use std::os::unix::ffi::OsStrExt as _;

    let names = fs_err::read_dir(path)?.map(|entry| Ok(entry?.file_name()));
    let mut names = names.collect::<io::Result<Vec<_>>>()?;
    names.sort();
    hasher.begin_directory();
    for name in names.iter().filter(|name| *name != skipped) {
        hasher.begin_entry(name.as_bytes());
        add(hasher, &path.join(name), skipped)?;
        hasher.end_entry();
    }
    hasher.end_directory();
    Ok(())
}

/// The hash of what lies at `path`.
///
/// # Errors
/// Always: this system's files have no x bit, which is part of the hash.
#[cfg(not(unix))]
pub fn nar_hash(_path: &Path) -> io::Result<Integrity> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The hash of what lies at `path`, without what is called `.git`.
///
/// # Errors
/// Always: this system's files have no x bit, which is part of the hash.
#[cfg(not(unix))]
pub fn nar_hash_without_git(path: &Path) -> io::Result<Integrity> {
    nar_hash(path)
}
