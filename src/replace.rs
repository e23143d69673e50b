//! Writing a file: whole or not at all. Whoever reads it meanwhile finds the old
//! one or the new one.

use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// Puts the text in place of a file that is there, with that one's permissions.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let file = written(path, text)?;
    let permissions = fs_err::metadata(path)?.permissions();
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(path)
        .map_err(|error| named(error.error, path))?;
    Ok(())
}

/// Writes a file that is not there yet.
pub(crate) fn create(path: &Path, text: &str) -> io::Result<()> {
    let file = written(path, text)?;
    file.as_file().sync_all()?;
    let created = file.persist_noclobber(path);
    created.map_err(|error| named(error.error, path))?;
    Ok(())
}

fn written(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = builder()
        .tempfile_in(folder)
        .map_err(|error| named(error, path))?;
    file.write_all(text.as_bytes())
        .map_err(|error| named(error, path))?;
    Ok(file)
}

fn named(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot write {}: {error}", path.display()),
    )
}

#[cfg(unix)]
fn builder() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt as _;
    // The mode that a new file has by itself; the umask is taken off.
    let permissions = std::fs::Permissions::from_mode(0o666);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".backlog-").permissions(permissions);
    builder
}

#[cfg(not(unix))]
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".backlog-");
    builder
}
