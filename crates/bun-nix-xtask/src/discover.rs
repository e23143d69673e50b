//! Which lockfiles there are: those that were named, or all of the repository.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};
use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;

use crate::settings::Settings;

/// The lockfiles to work on: `given`, or else every bun.lock of the repository
/// around the current folder, and those that its settings name.
///
/// # Errors
/// If there are none: a check of nothing must not pass.
pub(crate) fn lockfiles(given: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    if !given.is_empty() {
        return Ok(given.iter().map(|path| lockfile_in(path)).collect());
    }
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let root = repository_root(&here).unwrap_or_else(|| here.clone());
    let settings = Settings::load(&here)?;
    let mut found = walk(&root, &settings.exclude)?;
    found.extend(settings.lockfiles);
    let mut found: Vec<PathBuf> = found.iter().map(|path| relative_to(&here, path)).collect();
    found.sort();
    found.dedup();
    if found.is_empty() {
        bail!(
            "no bun.lock below {} (files that git ignores are left out)\nhelp: run `bun install` where package.json lies, or name the file with --lockfile",
            root.display()
        );
    }
    Ok(found)
}

/// A folder stands for the bun.lock in it.
fn lockfile_in(path: &Path) -> PathBuf {
    if path.is_dir() {
        path.join("bun.lock")
    } else {
        path.to_owned()
    }
}

fn walk(root: &Path, exclude: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let mut overrides = OverrideBuilder::new(root);
    for pattern in exclude {
        let excluded = overrides.add(&format!("!{pattern}"));
        excluded.with_context(|| format!("the pattern `{pattern}` under `exclude`"))?;
    }
    let entries = WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .overrides(overrides.build()?)
        .filter_entry(|entry| !matches!(entry.file_name().to_str(), Some(".git" | "node_modules")))
        .build();
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot search {}", root.display()))?;
        if entry.file_name() == "bun.lock" && entry.file_type().is_some_and(|kind| !kind.is_dir()) {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

/// The root of the repository that a folder lies in: the nearest ancestor under
/// version control; without any, as in an unpacked archive, the outermost one
/// with a Cargo.toml or flake.nix.
pub(crate) fn repository_root(folder: &Path) -> Option<PathBuf> {
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
pub(crate) fn levels_up(folder: &Path) -> usize {
    let Ok(folder) = fs_err::canonicalize(folder) else {
        return 0;
    };
    let root = repository_root(&folder).unwrap_or_else(|| folder.clone());
    folder
        .strip_prefix(&root)
        .map_or(0, |inside| inside.components().count())
}

/// `path` as it is shortest from `here`; unchanged where it does not lie below
/// a common folder.
fn relative_to(here: &Path, path: &Path) -> PathBuf {
    let up = here.ancestors().enumerate().find_map(|(levels, ancestor)| {
        let inside = path.strip_prefix(ancestor).ok()?;
        ancestor.parent().is_some().then_some((levels, inside))
    });
    match up {
        Some((levels, inside)) => std::iter::repeat_n(Component::ParentDir, levels)
            .collect::<PathBuf>()
            .join(inside),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_here() {
        let relative = |here: &str, path: &str| relative_to(Path::new(here), Path::new(path));
        assert_eq!(relative("/r", "/r/web/bun.lock"), Path::new("web/bun.lock"));
        assert_eq!(
            relative("/r/src", "/r/web/bun.lock"),
            Path::new("../web/bun.lock")
        );
        assert_eq!(relative("/r", "/s/bun.lock"), Path::new("/s/bun.lock"));
    }
}
