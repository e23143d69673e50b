//! A folder beside the result, in which everything is laid down before anything of
//! it is seen: each node_modules takes the place of the old one at the end, and
//! gives it back if the install fails all the same.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What the names of such folders begin with.
pub(crate) const PREFIX: &str = ".node_modules-";

/// Why nothing is installed in a folder.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// A folder cannot be made or moved; the message names it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A member's folder that a link leads elsewhere.
    #[error("{} is outside {}: a link leads there", .0.display(), .1.display())]
    Outside(PathBuf, PathBuf),
}

/// The folder in which a result is made. Dropping it leaves nothing behind.
pub(crate) struct Stage {
    folder: TempDir,
    made: Made,
    /// The folder that gets the result.
    out: PathBuf,
}

/// A result that has taken the old one's place, and gives it back when it is
/// dropped.
pub(crate) struct Published {
    moved: Vec<Moved>,
    stage: Stage,
}

/// One node_modules that has taken its place.
struct Moved {
    to: PathBuf,
    /// Where the old one is, if there was one.
    old: Option<PathBuf>,
}

impl Stage {
    /// Makes the folder inside `out`, which is made too if need be.
    pub fn new(out: &Path) -> io::Result<Stage> {
        let mut made = Made::default();
        made.make(out)?;
        let out = fs_err::canonicalize(out)?;
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&out)?;
        fs_err::create_dir(folder.path().join("new"))?;
        Ok(Stage { folder, made, out })
    }

    /// The folder that gets the result.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// What stands for it until then.
    pub fn tree(&self) -> PathBuf {
        self.folder.path().join("new")
    }

    /// Moves each node_modules, named by its path in `out`, to its place; one that
    /// was not made goes away there too.
    pub fn publish(self, node_modules: &BTreeSet<PathBuf>) -> Result<Published, StageError> {
        let mut published = Published {
            moved: Vec::new(),
            stage: self,
        };
        for path in node_modules {
            published.publish(path)?;
        }
        Ok(published)
    }
}

impl Published {
    /// Removes what was there before.
    pub fn keep(mut self) -> io::Result<()> {
        self.moved.clear();
        remove(self.stage.folder.path())
    }

    fn publish(&mut self, path: &Path) -> Result<(), StageError> {
        let to = self.stage.out.join(path);
        let from = self.stage.tree().join(path);
        let has_old = to.symlink_metadata().is_ok();
        if !has_old && !from.exists() {
            return Ok(());
        }
        self.make_parent(&to)?;
        let old = format!("old{}", self.moved.len());
        let old = has_old.then(|| self.stage.folder.path().join(old));
        if let Some(old) = &old {
            make_writable(&to)?;
            fs_err::rename(&to, old)?;
        }
        let moved = Moved { to, old };
        self.moved.push(moved);
        if from.exists() {
            fs_err::rename(from, self.stage.out.join(path))?;
        }
        Ok(())
    }

    /// Makes the folder of a member, and refuses one that lies elsewhere.
    fn make_parent(&mut self, path: &Path) -> Result<(), StageError> {
        let parent = path.parent().unwrap_or(path);
        let existing = parent.ancestors().find(|folder| folder.exists());
        let existing = existing.map(fs_err::canonicalize).transpose()?;
        if existing.is_none_or(|existing| !existing.starts_with(&self.stage.out)) {
            let out = self.stage.out.clone();
            return Err(StageError::Outside(parent.to_owned(), out));
        }
        Ok(self.stage.made.make(parent)?)
    }
}

impl Drop for Published {
    /// What cannot be given back stays where it is: there is nobody to tell.
    fn drop(&mut self) {
        while let Some(Moved { to, old }) = self.moved.pop() {
            let _ = remove(&to);
            if let Some(old) = old {
                let _ = fs_err::rename(old, to);
            }
        }
    }
}

/// Folders that were made, outermost first. Those that are empty go when this does.
#[derive(Default)]
struct Made(Vec<PathBuf>);

impl Made {
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        if folder.as_os_str().is_empty() || folder.exists() {
            return Ok(());
        }
        folder.parent().map_or(Ok(()), |parent| self.make(parent))?;
        fs_err::create_dir(folder)?;
        self.0.push(folder.to_owned());
        Ok(())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            let _ = fs_err::remove_dir(folder);
        }
    }
}

/// Removes a folder, also one that is read-only as if it were copied from a store.
fn remove(folder: &Path) -> io::Result<()> {
    match fs_err::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            make_all_writable(folder)?;
            fs_err::remove_dir_all(folder)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn make_all_writable(folder: &Path) -> io::Result<()> {
    make_writable(folder)?;
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            make_all_writable(&entry.path())?;
        }
    }
    Ok(())
}

/// A folder that its owner may not write cannot be moved either.
fn make_writable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs_err::symlink_metadata(folder)?;
    let mode = metadata.permissions().mode();
    if !metadata.is_dir() || mode & 0o700 == 0o700 {
        return Ok(());
    }
    fs_err::set_permissions(folder, PermissionsExt::from_mode(mode | 0o700))
}
