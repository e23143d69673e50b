//! The links in a `.bin` folder, from [`Plan::bins`] and what lies on disk.
//!
//! A link is relative and leads to an executable inside its package, which is
//! made one (see [`executable`]). A target that is missing, or outside its
//! package, is skipped. The shims that Bun writes on Windows are not made.

mod entries;
mod executable;

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use crate::create;
use crate::plan::{Bin, BinFolder, Plan};
use crate::site::{Located, Site, relative};
use entries::Entry;

/// Why a package's executables are not linked.
#[derive(Debug, thiserror::Error)]
pub enum BinLinkError {
    /// A file cannot be read or written; the source names it.
    #[error("the executables of {package} cannot be linked into {}: {source}", .folder.display())]
    #[allow(missing_docs)]
    Io {
        package: String,
        folder: PathBuf,
        source: io::Error,
    },
    /// Something put a link where the install needs a folder.
    #[error("{} is a symbolic link, so no .bin folder is made in it", .0.display())]
    Link(PathBuf),
}

/// Makes the `.bin` folders of a plan whose packages and links are laid down.
///
/// Where the result is not for the project's own folder, members' executables are
/// linked whether they are there or not, since the sources that `out` is laid over
/// may have them, and their files stay as they are; in the project's own folder
/// they are treated like any package's, as Bun does. Outside of the project no file
/// is changed.
///
/// # Errors
/// If a file cannot be read or written, or a link stands where node_modules is.
pub(crate) fn link(plan: &Plan, site: &Site<'_>) -> Result<(), BinLinkError> {
    plan.bins
        .iter()
        .try_for_each(|folder| link_folder(folder, site))
}

/// Makes one `.bin` folder, or adds to it what was not there before.
///
/// # Errors
/// Likewise.
pub(crate) fn link_folder(folder: &BinFolder, site: &Site<'_>) -> Result<(), BinLinkError> {
    refuse_links(site.out(), &folder.node_modules)?;
    DotBin::new(site, folder).fill(&folder.bins)
}

/// Refuses a node_modules that a package's content leads elsewhere.
fn refuse_links(out: &Path, node_modules: &Path) -> Result<(), BinLinkError> {
    let mut path = out.to_owned();
    let mut ours = false;
    for component in node_modules {
        path.push(component);
        ours |= component == "node_modules";
        if ours && path.is_symlink() {
            return Err(BinLinkError::Link(path));
        }
    }
    Ok(())
}

/// One `.bin` that is being filled.
struct DotBin<'a> {
    site: &'a Site<'a>,
    /// Relative to the project's folder.
    folder: PathBuf,
    made: bool,
    taken: HashSet<OsString>,
}

/// What becomes of an entry.
#[derive(PartialEq, Eq)]
enum Outcome {
    Linked,
    Missing,
    Outside,
}

impl<'a> DotBin<'a> {
    fn new(site: &'a Site<'a>, folder: &BinFolder) -> DotBin<'a> {
        DotBin {
            site,
            folder: folder.node_modules.join(".bin"),
            made: false,
            taken: HashSet::new(),
        }
    }

    fn fill(&mut self, bins: &[Bin]) -> Result<(), BinLinkError> {
        for bin in bins {
            self.package(bin).map_err(|source| BinLinkError::Io {
                package: bin.name.clone(),
                folder: self.folder.clone(),
                source,
            })?;
        }
        Ok(())
    }

    /// Links a package's executables: its platform package's, and its own if one
    /// is not there.
    fn package(&mut self, bin: &Bin) -> io::Result<()> {
        let Some(native) = &bin.native else {
            return self.own(bin);
        };
        let located = self.site.locate(native);
        let mut all = true;
        for entry in entries::of(bin, &located.path)? {
            let entry = entries::in_platform_package(entry, &located.path);
            all &= self.entry(&entry, native, &located)? != Outcome::Missing;
        }
        if all { Ok(()) } else { self.own(bin) }
    }

    fn own(&mut self, bin: &Bin) -> io::Result<()> {
        let located = self.site.locate(&bin.folder);
        for entry in entries::of(bin, &located.path)? {
            self.entry(&entry, &bin.folder, &located)?;
        }
        Ok(())
    }

    /// Links one executable of the package at `folder`, unless the name is taken;
    /// it is made executable all the same.
    fn entry(&mut self, entry: &Entry, folder: &Path, located: &Located) -> io::Result<Outcome> {
        let target = located.path.join(&entry.target);
        if target.exists() {
            if !inside(&located.path, &target) {
                return Ok(Outcome::Outside);
            }
            if self.site.may_change(located) {
                executable::make(&target, &located.path)?;
            }
        } else if self.site.is_there(located) {
            return Ok(Outcome::Missing);
        }
        if self.taken.insert(entry.name.clone()) {
            self.symlink(&entry.name, &folder.join(&entry.target))?;
        }
        Ok(Outcome::Linked)
    }

    fn symlink(&mut self, name: &OsStr, target: &Path) -> io::Result<()> {
        let folder = self.site.out().join(&self.folder);
        if !self.made {
            remove_unless(&folder, |metadata| metadata.is_dir())?;
            create::folder(&folder)?;
            self.made = true;
        }
        let link = folder.join(name);
        remove_unless(&link, |_| false)?;
        fs_err::os::unix::fs::symlink(relative(&self.folder, target), link)
    }
}

/// Removes what is at a path, a link and not what it leads to, unless it is right.
fn remove_unless(path: &Path, right: impl Fn(&std::fs::Metadata) -> bool) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(metadata) if right(&metadata) => Ok(()),
        Ok(metadata) if metadata.is_dir() => fs_err::remove_dir_all(path),
        Ok(_) => fs_err::remove_file(path),
        Err(_) => Ok(()),
    }
}

/// Whether a target that exists is still inside its package after the links on
/// the way to it are followed. A link at its end may lead anywhere, as in Bun; but
/// nothing is written through it.
fn inside(package: &Path, target: &Path) -> bool {
    let Some(parent) = target.parent() else {
        return false;
    };
    if parent == package {
        return true;
    }
    match (package.canonicalize(), parent.canonicalize()) {
        (Ok(package), Ok(parent)) => parent.starts_with(package),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
