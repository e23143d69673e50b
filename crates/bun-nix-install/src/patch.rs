//! The patches of `patchedDependencies`, applied to a package's folder with Bun's
//! semantics.
//!
//! A patch is read whole before anything is changed. It reaches nothing outside
//! the folder: neither by its paths nor through links.

mod content;
mod edits;
mod hunk;
mod read;

use std::ffi::OsStr;
use std::fs::Permissions;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use sha1::{Digest as _, Sha1};

use self::edits::{Change, Edit};
use self::hunk::Hunk;
use self::read::BadPatch;
use crate::create;

/// Why a patch is not applied.
#[derive(Debug, thiserror::Error)]
pub enum PatchError {
    /// Its tag cannot be written; the message names the file.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no patch that Bun would take.
    #[error("{}:{line}: {why}", .patch.display())]
    Malformed {
        /// The patch.
        patch: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// It does not fit the package.
    #[error("{}:{line}: cannot change {target}: {why}", .patch.display())]
    Unfit {
        /// The patch.
        patch: PathBuf,
        /// The line of it that does not fit, from 1.
        line: usize,
        /// The file that it is to change.
        target: String,
        /// Why it does not fit.
        why: String,
    },
}

/// Applies a patch, which messages call `patch`, to a package's folder, and leaves
/// the file there by which Bun knows that it did.
///
/// # Errors
/// If it is malformed: nothing is changed. If it does not fit the package: what
/// was changed stays.
pub(crate) fn apply(patch: &Path, text: &[u8], folder: &Path) -> Result<(), PatchError> {
    let edits = read::read(text).map_err(|BadPatch { line, why }| PatchError::Malformed {
        patch: patch.to_owned(),
        line,
        why,
    })?;
    for Edit { line, path, change } in &edits {
        apply_one(folder, path, change).map_err(|misfit| PatchError::Unfit {
            patch: patch.to_owned(),
            line: misfit.line.unwrap_or(*line),
            target: printable(path),
            why: misfit.why,
        })?;
    }
    create::file(&folder.join(tag(text)), 0o644)?;
    Ok(())
}

/// The name of the empty file that a patched package gets: the first eight bytes
/// of the patch's SHA-1, as a little-endian number in hexadecimal without leading
/// zeros. Source: Bun 1.4.
pub(crate) fn tag(patch: &[u8]) -> String {
    let digest = Sha1::digest(patch);
    let number = digest[..8].iter().rev();
    let number = number.fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    format!(".bun-tag-{number:x}")
}

/// Why an edit does not fit the package, and the line of the patch that says more
/// than the edit's first, if there is one.
struct Misfit {
    line: Option<usize>,
    why: String,
}

impl Misfit {
    fn new(why: impl Into<String>) -> Misfit {
        Misfit {
            line: None,
            why: why.into(),
        }
    }
}

impl From<io::Error> for Misfit {
    fn from(error: io::Error) -> Misfit {
        Misfit::new(error.to_string())
    }
}

fn apply_one(folder: &Path, path: &[u8], change: &Change<'_>) -> Result<(), Misfit> {
    let path = inside(folder, path)?;
    match change {
        // A file that is there already keeps its mode.
        Change::Create { content, .. } if path.is_file() => fs_err::write(path, content)?,
        Change::Create { mode, content } => {
            create::file(&path, *mode)?.write_all(content)?;
        }
        Change::Delete => fs_err::remove_file(path)?,
        Change::Rename { to } => {
            let to = inside(folder, to)?;
            if let Some(parent) = to.parent() {
                create::folder(parent)?;
            }
            fs_err::rename(path, to)?;
        }
        Change::Mode(_) if path.is_dir() => return Err(Misfit::new("it is a folder")),
        Change::Mode(mode) => fs_err::set_permissions(path, Permissions::from_mode(*mode))?,
        Change::Modify(hunks) => modify(&path, hunks)?,
    }
    Ok(())
}

fn modify(path: &Path, hunks: &[Hunk<'_>]) -> Result<(), Misfit> {
    let before = fs_err::read(path)?;
    let after = content::modified(&before, hunks).map_err(|hunk| Misfit {
        line: Some(hunk.line),
        why: format!("the hunk fits nowhere (expected at line {})", hunk.start),
    })?;
    Ok(fs_err::write(path, after)?)
}

/// A path below the folder, on which there is no link.
fn inside(folder: &Path, path: &[u8]) -> Result<PathBuf, Misfit> {
    let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    let leaves = path.starts_with(b"/") || path.split(is_separator).any(|part| part == b"..");
    if path.is_empty() || path.contains(&0) || leaves {
        let path = printable(path);
        return Err(Misfit::new(format!("`{path}` leads out of the package")));
    }
    let mut inside = folder.to_owned();
    for part in Path::new(OsStr::from_bytes(path)) {
        inside.push(part);
        if inside.is_symlink() {
            let path = printable(path);
            return Err(Misfit::new(format!("`{path}` leads through a link")));
        }
    }
    if inside == folder {
        return Err(Misfit::new("it is the package itself"));
    }
    Ok(inside)
}

/// A path of a patch, without control characters.
fn printable(path: &[u8]) -> String {
    String::from_utf8_lossy(path).escape_debug().to_string()
}

#[cfg(test)]
mod tests;
