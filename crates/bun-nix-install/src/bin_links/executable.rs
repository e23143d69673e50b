//! A linked file is made executable: mode 755, and no CR at the end of its `#!`
//! line, which the kernel would take for a part of the interpreter's name. What
//! hard links share with other places is not written through, and neither are
//! symbolic links that lead out of the package.

use std::fs::Permissions;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

const MODE: u32 = 0o755;

/// How far Bun looks for the end of the first line.
const LONGEST_SHEBANG: u64 = 2048;

/// Makes the file or folder at `path`, in the package at `package`, executable.
///
/// What a link leads to keeps its mode, and the link gives way to a copy if there is
/// a CR to lose; one that leads out of the package is left alone.
pub(super) fn make(path: &Path, package: &Path) -> io::Result<()> {
    let is_link = path.is_symlink();
    if is_link && !path.canonicalize()?.starts_with(package.canonicalize()?) {
        return Ok(());
    }
    let metadata = fs_err::metadata(path)?;
    let mode = if is_link {
        metadata.mode() & 0o7777
    } else {
        MODE
    };
    let without = match metadata.is_file() {
        true => carriage_return(path)?,
        false => None,
    };
    let has_mode = metadata.mode() & 0o7777 == mode;
    let is_shared = metadata.is_file() && metadata.nlink() > 1;
    if without.is_some() || !has_mode && is_shared {
        return replace(path, without, mode);
    }
    match has_mode {
        true => Ok(()),
        false => fs_err::set_permissions(path, Permissions::from_mode(mode)),
    }
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

/// Puts a copy in the file's or link's place, without the byte at an offset.
fn replace(path: &Path, without: Option<usize>, mode: u32) -> io::Result<()> {
    let mut content = fs_err::read(path)?;
    if let Some(offset) = without {
        content.remove(offset);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&content)?;
    file.as_file()
        .set_permissions(Permissions::from_mode(mode))?;
    file.persist(path)?;
    Ok(())
}
