//! Replacing a file: whole or not at all.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;

/// Writes `text` beside `path` and moves it there. Whoever reads `path`
/// meanwhile, or after this was killed, finds the old file or the new one.
pub(crate) fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    // A link stays one: what it points to is replaced.
    let target = match path.is_symlink() {
        true => fs_err::canonicalize(path)?,
        false => path.to_owned(),
    };
    let folder = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    write_and_move(folder, &target, text)
        .with_context(|| format!("cannot write {}", path.display()))
}

fn write_and_move(folder: &Path, target: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = new_file(folder)?;
    file.write_all(text.as_bytes())?;
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
