//! Replacing a file: whole or not at all.

use std::fmt::Display;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// Writes `content` beside `path` and moves it there. Whoever reads `path`
/// meanwhile, or after this was killed, finds the old file or the new one.
pub(crate) fn replace(path: &Path, content: &impl Display) -> anyhow::Result<()> {
    let target = target(path)?;
    let folder = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    write_and_move(folder, &target, content)
        .with_context(|| format!("cannot write {}", path.display()))
}

/// A link stays one: what it points to is replaced, if that lies in the same
/// repository. A pull request can carry a link to anywhere.
fn target(path: &Path) -> anyhow::Result<PathBuf> {
    if !path.is_symlink() {
        return Ok(path.to_owned());
    }
    let shown = path.display();
    let target = fs_err::canonicalize(path);
    let target = target.with_context(|| format!("{shown} is a link to nothing"))?;
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let folder = fs_err::canonicalize(folder.unwrap_or(Path::new(".")))?;
    let root = bun_lock::repository_root(&folder).unwrap_or(folder);
    if !target.starts_with(&root) {
        bail!(
            "{shown} is a link out of the repository, to {}",
            target.display()
        );
    }
    Ok(target)
}

/// Bytes that are written at once.
const BUFFER: usize = 64 << 10;

fn write_and_move(folder: &Path, target: &Path, content: &impl Display) -> anyhow::Result<()> {
    let mut file = new_file(folder)?;
    let mut writer = BufWriter::with_capacity(BUFFER, &mut file);
    write!(writer, "{content}")?;
    writer.flush()?;
    drop(writer);
    if let Ok(old) = fs_err::metadata(target) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(target)?;
    Ok(())
}

#[cfg(unix)]
fn new_file(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    // The mode that a new file has by itself; the umask is taken off.
    let permissions = std::fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .prefix(".bun.nix.")
        .permissions(permissions)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".bun.nix.")
        .tempfile_in(folder)
}
