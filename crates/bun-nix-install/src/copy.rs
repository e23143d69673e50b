//! Folders to the files that Bun makes of them: folder dependencies, git
//! checkouts, and packages that are unpacked already.
//!
//! Files are copied by the kernel, which shares their blocks where the file
//! system can, and never linked: node_modules is edited later. Folders get mode
//! 755. Pipes, sockets and devices are left out.

use std::fs::{FileType, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Component, Path, PathBuf};

use crate::{create, stage};

/// Copies a folder dependency.
///
/// Folders named `node_modules` are left out. A link stays one if it leads, by its
/// text and in fact, to something of the folder that is copied, too. Of others,
/// what they lead to is copied if it is a file of the project. Files keep their
/// modes, but can be written by their owner. Source: Bun 1.4.
pub(crate) fn folder(project: &Path, from: &Path, to: &Path) -> io::Result<()> {
    let rules = Rules {
        kind: Kind::Folder {
            project: fs_err::canonicalize(project)?,
        },
        root: fs_err::canonicalize(from)?,
    };
    rules.copy_root(to)
}

/// Copies the checkout of a git repository.
///
/// Its `.git` and its `node_modules` are left out, but not `node_modules` further
/// down. Links to files of it become those files; others are left out. Source:
/// Bun 1.4.
pub(crate) fn checkout(from: &Path, to: &Path) -> io::Result<()> {
    let rules = Rules {
        kind: Kind::Checkout,
        root: fs_err::canonicalize(from)?,
    };
    rules.copy_root(to)
}

/// Copies a package that is unpacked already, such as one from the Nix store.
///
/// Links are left out, and modes are those that unpacking gives.
pub(crate) fn unpacked(from: &Path, to: &Path) -> io::Result<()> {
    let rules = Rules {
        kind: Kind::Unpacked,
        root: fs_err::canonicalize(from)?,
    };
    rules.copy_root(to)
}

enum Kind {
    Folder { project: PathBuf },
    Checkout,
    Unpacked,
}

/// What is copied of a folder, and how.
struct Rules {
    kind: Kind,
    root: PathBuf,
}

impl Rules {
    fn copy_root(&self, to: &Path) -> io::Result<()> {
        create::folder(to)?;
        let to = fs_err::canonicalize(to)?;
        self.copy_folder(&self.root, &to, &to)
    }

    /// Copies what is in a folder. A folder dependency can hold `all`, which gets
    /// the copy.
    fn copy_folder(&self, from: &Path, to: &Path, all: &Path) -> io::Result<()> {
        for entry in fs_err::read_dir(from)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            if from == all || is_stage_of(all, &from) || self.leaves_out(&from, kind) {
                continue;
            }
            if kind.is_dir() {
                create::folder(&to)?;
                self.copy_folder(&from, &to, all)?;
            } else if kind.is_file() {
                self.copy_file(&from, &to)?;
            } else if kind.is_symlink() {
                self.copy_link(&from, &to)?;
            }
        }
        Ok(())
    }

    fn leaves_out(&self, path: &Path, kind: FileType) -> bool {
        let is_modules = path.ends_with("node_modules");
        match self.kind {
            Kind::Folder { .. } => is_modules && !kind.is_file(),
            Kind::Checkout => {
                let at_root = path.parent() == Some(&self.root);
                at_root && (is_modules || path.ends_with(".git"))
            }
            Kind::Unpacked => false,
        }
    }

    fn copy_file(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs_err::copy(from, to)?;
        let copied = fs_err::metadata(to)?.permissions().mode() & 0o7777;
        let mode = match self.kind {
            Kind::Folder { .. } => copied & 0o777 | 0o200,
            Kind::Checkout | Kind::Unpacked => (copied & 0o777 | 0o666) & !0o022,
        };
        if mode == copied {
            return Ok(());
        }
        fs_err::set_permissions(to, Permissions::from_mode(mode))
    }

    fn copy_link(&self, link: &Path, to: &Path) -> io::Result<()> {
        // One that leads nowhere, or in circles, is left out.
        let Ok(target) = fs_err::canonicalize(link) else {
            return Ok(());
        };
        match &self.kind {
            Kind::Folder { .. } if self.stays(link, &target)? => {
                fs_err::os::unix::fs::symlink(fs_err::read_link(link)?, to)
            }
            Kind::Folder { project } if target.is_file() && target.starts_with(project) => {
                self.copy_file(&target, to)
            }
            Kind::Checkout if target.is_file() && self.is_of_checkout(&target) => {
                self.copy_file(&target, to)
            }
            _ => Ok(()),
        }
    }

    /// Whether a link of a folder dependency stays one.
    fn stays(&self, link: &Path, target: &Path) -> io::Result<bool> {
        let Ok(inside) = target.strip_prefix(&self.root) else {
            return Ok(false);
        };
        let is_copied = !inside.iter().any(|part| part == "node_modules");
        let text = fs_err::read_link(link)?;
        Ok(is_copied && !leaves(&self.root, link, &text))
    }

    fn is_of_checkout(&self, target: &Path) -> bool {
        target.starts_with(&self.root) && !target.starts_with(self.root.join(".git"))
    }
}

/// Whether a folder is the stage in which the copy `all` is made.
fn is_stage_of(all: &Path, folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().as_encoded_bytes();
    name.starts_with(stage::PREFIX.as_bytes()) && all.starts_with(folder)
}

/// Whether the text of a link leads out of the folder at `root`.
fn leaves(root: &Path, link: &Path, text: &Path) -> bool {
    let folder = link
        .parent()
        .and_then(|parent| parent.strip_prefix(root).ok());
    let mut depth = folder.map_or(0, |folder| folder.iter().count());
    for part in text.components() {
        match part {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            _ => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests;
