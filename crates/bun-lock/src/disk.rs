//! The folders of a project, of which nothing outside the repository is read:
//! a link may lead anywhere.

use std::io;
use std::path::{Path, PathBuf};

use crate::path::RelativePath;

/// The folder of a lockfile and the repository around it.
pub(crate) struct Disk {
    dir: PathBuf,
    /// The repository's folder, without links.
    repository: PathBuf,
}

/// Where something is, once all links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Absent,
    Inside,
    Outside,
}

impl Disk {
    /// The folder `dir`, `levels_up` folders below the repository's; `None` where
    /// it is not there.
    pub fn new(dir: &Path, levels_up: usize) -> io::Result<Option<Disk>> {
        let Some(real) = real_path(&dir.join("."))? else {
            return Ok(None);
        };
        let repository = real.ancestors().nth(levels_up).unwrap_or(Path::new("/"));
        Ok(Some(Disk {
            dir: dir.to_owned(),
            repository: repository.to_owned(),
        }))
    }

    /// The lockfile's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where a folder is.
    pub fn folder(&self, path: &RelativePath) -> io::Result<Place> {
        self.place(&self.dir.join(path.as_str()))
    }

    /// Where the package.json of a folder is.
    ///
    /// What bears the name and is no file, such as a pipe, which would never end,
    /// is an error.
    pub fn manifest(&self, folder: &RelativePath) -> io::Result<Place> {
        let path = self.manifest_path(folder);
        let metadata = match fs_err::metadata(&path) {
            Err(error) if is_absent(&error) => return Ok(Place::Absent),
            metadata => metadata?,
        };
        if !metadata.is_file() {
            let message = format!("{} is no regular file", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        self.place(&path)
    }

    /// Reads a package.json that [`Disk::manifest`] found inside.
    pub fn read_manifest(&self, folder: &RelativePath) -> io::Result<Vec<u8>> {
        fs_err::read(self.manifest_path(folder))
    }

    /// The names of the folders in a folder, links left out. One that is not there
    /// has none.
    pub fn folders(&self, at: &RelativePath) -> io::Result<Vec<String>> {
        let entries = match fs_err::read_dir(self.dir.join(at.as_str())) {
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut folders = Vec::new();
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.extend(entry.file_name().into_string());
            }
        }
        Ok(folders)
    }

    fn manifest_path(&self, folder: &RelativePath) -> PathBuf {
        self.dir.join(folder.as_str()).join("package.json")
    }

    fn place(&self, path: &Path) -> io::Result<Place> {
        Ok(match real_path(path)? {
            None => Place::Absent,
            Some(path) if path.starts_with(&self.repository) => Place::Inside,
            Some(_) => Place::Outside,
        })
    }
}

/// A path without links; `None` for what is not there.
fn real_path(path: &Path) -> io::Result<Option<PathBuf>> {
    match fs_err::canonicalize(path) {
        Err(error) if is_absent(&error) => Ok(None),
        path => path.map(Some),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
