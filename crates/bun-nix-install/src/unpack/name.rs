//! Where an entry of an archive goes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

/// Longer paths are left out, as by Bun: Linux's limit for a path.
const LONGEST: usize = 4096;

/// The path of an entry below its package's folder; `None` for an entry that is
/// left out.
///
/// Everything up to the first `/` is dropped, whatever it is: `package/a`, `./a`
/// and `/a` are all `a`. An entry without `/` is left out, and so is one with
/// `..`, be it between backslashes. Source: Bun 1.4.
pub(super) fn below_folder(name: &[u8]) -> Option<PathBuf> {
    let slash = name.iter().position(|byte| *byte == b'/')?;
    let below = &name[slash + 1..];
    let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    if below.len() >= LONGEST
        || below.contains(&0)
        || below.split(is_separator).any(|part| part == b"..")
    {
        return None;
    }
    let parts = below.split(|byte| *byte == b'/');
    let path: PathBuf = parts
        .filter(|part| !part.is_empty() && *part != b".")
        .map(OsStr::from_bytes)
        .collect();
    (!path.as_os_str().is_empty()).then_some(path)
}
