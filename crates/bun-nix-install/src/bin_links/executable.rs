//! A linked file is made executable: mode 755, and no CR at the end of its `#!`
//! line, which the kernel would take for a part of the interpreter's name. What
//! hard or symbolic links share with other places is never written through.

use std::fs::Permissions;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

const MODE: u32 = 0o755;

/// How far Bun looks for the end of the first line.
const LONGEST_SHEBANG: u64 = 2048;

/// Makes the file or folder at `path` executable. A symbolic link is left alone,
/// and so is what it leads to.
pub(super) fn make(path: &Path) -> io::Result<()> {
    let metadata = fs_err::symlink_metadata(path)?;
    if metadata.is_file() {
        if let Some(carriage_return) = carriage_return(path)? {
            return replace(path, Some(carriage_return));
        }
        if metadata.nlink() > 1 && metadata.mode() & 0o7777 != MODE {
            return replace(path, None);
        }
    }
    if metadata.is_symlink() || metadata.mode() & 0o7777 == MODE {
        return Ok(());
    }
    fs_err::set_permissions(path, Permissions::from_mode(MODE))
}

/// Offset of the CR at the end of a `#!` line.
fn carriage_return(path: &Path) -> io::Result<Option<usize>> {
    let mut start = Vec::new();
    let file = fs_err::File::open(path)?;
    file.take(LONGEST_SHEBANG).read_to_end(&mut start)?;
    // Bun looks at no file that is shorter than `#!a\r\n`.
    if !start.starts_with(b"#!") || start.len() < 5 {
        return Ok(None);
    }
    let newline = start.iter().position(|byte| *byte == b'\n');
    Ok(newline
        .map(|at| at - 1)
        .filter(|before| start[*before] == b'\r'))
}

/// Puts an executable copy in the file's place, without the byte at an offset.
fn replace(path: &Path, without: Option<usize>) -> io::Result<()> {
    let mut content = fs_err::read(path)?;
    if let Some(offset) = without {
        content.remove(offset);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&content)?;
    file.as_file()
        .set_permissions(Permissions::from_mode(MODE))?;
    file.persist(path)?;
    Ok(())
}
