//! The package.json files that a bun.lock was made from, read from the disk.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, Place};
use crate::error::{Error, ErrorKind};
use crate::manifest::Manifest;
use crate::members::{Found, find};
use crate::path::RelativePath;

/// The root's package.json and its workspace members'.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub(crate) root: Manifest,
    pub(crate) members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub path: RelativePath,
    pub name: String,
    pub manifest: Manifest,
    /// See [`Found::excluded`].
    pub excluded: bool,
}

/// Why the package.json files of a project cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// A file or folder cannot be read; the message names it.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// A package.json that `bun install` refuses.
    #[error("{error}")]
    Manifest {
        /// The package.json.
        path: PathBuf,
        /// What is wrong with it.
        error: Error,
    },
}

impl ProjectError {
    /// An error in the package.json of a folder.
    pub(crate) fn manifest(folder: &Path, error: Error) -> ProjectError {
        ProjectError::Manifest {
            path: folder.join("package.json"),
            error,
        }
    }
}

impl Project {
    /// Reads the package.json of the lockfile's folder and of every workspace
    /// member; `None` where no package.json lies beside the lockfile.
    ///
    /// `levels_up` is how many folders above `dir` members may lie: the number
    /// of folders between the lockfile's and the repository's root. No link leads
    /// further up either.
    ///
    /// # Errors
    /// What cannot be read, and what `bun install` refuses: a package.json, a
    /// pattern of members, two members of one name.
    pub fn load(dir: &Path, levels_up: usize) -> Result<Option<Project>, ProjectError> {
        let Some(disk) = Disk::new(dir, levels_up)? else {
            return Ok(None);
        };
        let Some(root) = root(&disk)? else {
            return Ok(None);
        };
        let patterns = root.workspaces.as_deref().unwrap_or_default();
        let mut members = Vec::new();
        for found in find(&disk, patterns, levels_up)? {
            members.extend(member(&disk, found)?);
        }
        refuse_one_name_twice(dir, &members)?;
        Ok(Some(Project { root, members }))
    }
}

fn root(disk: &Disk) -> Result<Option<Manifest>, ProjectError> {
    let folder = RelativePath::default();
    let refused = |error| ProjectError::manifest(disk.dir(), error);
    match disk.manifest(&folder)? {
        Place::Absent => Ok(None),
        Place::Outside => {
            let kind = ErrorKind::OutsidePath("package.json".to_owned());
            Err(refused(Error::at_start(kind).in_manifest()))
        }
        Place::Inside => Manifest::parse(&disk.read_manifest(&folder)?)
            .map(Some)
            .map_err(refused),
    }
}

/// Bun passes over a member without a name.
fn member(disk: &Disk, found: Found) -> Result<Option<Member>, ProjectError> {
    let Found { path, excluded } = found;
    let manifest = match Manifest::parse_member(&disk.read_manifest(&path)?) {
        Ok(manifest) => manifest,
        // Nobody but an old Bun looks at it.
        Err(_) if excluded => return Ok(None),
        Err(error) => {
            let folder = disk.dir().join(path.as_str());
            return Err(ProjectError::manifest(&folder, error));
        }
    };
    let name = manifest.name().map(str::to_owned);
    Ok(name.map(|name| Member {
        path,
        name,
        manifest,
        excluded,
    }))
}

fn refuse_one_name_twice(dir: &Path, members: &[Member]) -> Result<(), ProjectError> {
    let mut names = HashSet::new();
    for member in members.iter().filter(|member| !member.excluded) {
        if !names.insert(member.name.as_str()) {
            let position = member.manifest.name.as_ref().map(|name| name.position);
            let kind = ErrorKind::DuplicateWorkspace(member.name.clone());
            let error = Error::new(position.unwrap_or_default(), kind).in_manifest();
            return Err(ProjectError::manifest(
                &dir.join(member.path.as_str()),
                error,
            ));
        }
    }
    Ok(())
}
