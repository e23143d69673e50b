//! The repository around a project: what bun.lock names by a path is read from
//! there only, whatever links lie on the way.

use std::io;
use std::path::{Path, PathBuf};

/// A repository's folder, without links.
pub(crate) struct Repository(PathBuf);

impl Repository {
    /// The repository around a project's folder; that folder, where there is none.
    pub fn around(project: &Path) -> io::Result<Repository> {
        let project = fs_err::canonicalize(project)?;
        let root = bun_lock::repository_root(&project);
        Ok(Repository(root.unwrap_or(project)))
    }

    /// Whether a path that is there leads to something of the repository.
    pub fn holds(&self, path: &Path) -> bool {
        let real = path.canonicalize();
        real.is_ok_and(|real| real.starts_with(&self.0))
    }
}
