//! Files and folders with the modes that Bun gives them, whatever the process's
//! umask takes away.

use std::fs::Permissions;
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use fs_err::os::unix::fs::OpenOptionsExt as _;
use fs_err::{File, OpenOptions};

/// How many folders may lie in one another: far more than anybody has, and fewer
/// than files that a process may have open, as many as it needs to remove them.
const DEEPEST: usize = 512;

/// Makes a folder of mode 755, and those above it that are missing.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    if path.iter().count() > DEEPEST {
        let message = "a folder lies in more than 500 others, and is not made";
        return Err(io::Error::new(ErrorKind::InvalidFilename, message));
    }
    match fs_err::create_dir(path) {
        Ok(()) => set_mode_of_folder(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => match path.parent() {
            Some(parent) => {
                folder(parent)?;
                folder(path)
            }
            None => Err(error),
        },
        Err(error) => Err(error),
    }
}

fn set_mode_of_folder(path: &Path) -> io::Result<()> {
    if fs_err::metadata(path)?.permissions().mode() & 0o7777 == 0o755 {
        return Ok(());
    }
    fs_err::set_permissions(path, Permissions::from_mode(0o755))
}

/// Makes a file, in a folder that is made if it is missing. It takes the place of
/// one that is there already, which is never written to: it may be a link.
pub(crate) fn file(path: &Path, mode: u32) -> io::Result<File> {
    match new_file(path, mode) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs_err::remove_file(path)?;
            new_file(path, mode)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if let Some(parent) = path.parent() {
                folder(parent)?;
            }
            new_file(path, mode)
        }
        result => result,
    }
}

fn new_file(path: &Path, mode: u32) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).mode(mode).open(path)?;
    if file.metadata()?.permissions().mode() & 0o7777 != mode {
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    Ok(file)
}
