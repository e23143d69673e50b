//! Files that a project or a map names. A pipe or a device in a file's place would
//! never end.

use std::io::{self, ErrorKind};
use std::path::Path;

/// Reads a file, also by way of a link.
///
/// # Errors
/// What cannot be read, and what is no regular file; the message names it.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let message = format!("{} is no regular file", path.display());
        return Err(io::Error::new(ErrorKind::InvalidInput, message));
    }
    fs_err::read(path)
}
