//! The repository around a lockfile: how far up its paths may lead.

use std::path::{Path, PathBuf};

/// The root of the repository that a folder lies in: the nearest ancestor under
/// version control; without any, as in an unpacked archive, the outermost one
/// with a Cargo.toml or flake.nix.
pub fn repository_root(folder: &Path) -> Option<PathBuf> {
    let has = |folder: &Path, names: &[&str]| names.iter().any(|name| folder.join(name).exists());
    let controlled = folder
        .ancestors()
        .find(|folder| has(folder, &[".git", ".jj", ".hg"]));
    let outermost = || {
        folder
            .ancestors()
            .filter(|folder| has(folder, &["Cargo.toml", "flake.nix"]))
            .last()
    };
    controlled.or_else(outermost).map(Path::to_owned)
}

/// How many folders lie between a lockfile's folder and the repository's root.
pub fn levels_up(folder: &Path) -> usize {
    // The folder of a bare file name is the current one.
    let named = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let Ok(folder) = fs_err::canonicalize(named) else {
        return 0;
    };
    let root = repository_root(&folder).unwrap_or_else(|| folder.clone());
    folder
        .strip_prefix(&root)
        .map_or(0, |inside| inside.components().count())
}
