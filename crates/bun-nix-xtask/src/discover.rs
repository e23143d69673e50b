//! Which lockfiles there are: those that were named, or all of the repository.

use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use bun_lock::repository_root;
use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;

use crate::finding::{Finding, Severity};
use crate::settings::Settings;

/// The lockfiles to work on: `given`, or else every bun.lock of the repository
/// around the current folder, and those that its settings name.
///
/// # Errors
/// If there are none: a check of nothing must not pass.
pub(crate) fn lockfiles(given: &[PathBuf]) -> Result<Vec<PathBuf>, Box<Finding>> {
    if !given.is_empty() {
        return Ok(given.iter().map(|path| lockfile_in(path)).collect());
    }
    let failure = |error| {
        let help = "mend that, or name the lockfiles with --lockfile";
        Box::new(Finding::failure("no-lockfile", Path::new(""), &error, help))
    };
    let here = std::env::current_dir().context("cannot tell the current folder");
    let here = here.map_err(failure)?;
    let root = repository_root(&here).unwrap_or_else(|| here.clone());
    let found = find(&here, &root).map_err(failure)?;
    if found.is_empty() {
        let message = format!(
            "no bun.lock below {} (files that git ignores are left out)",
            root.display()
        );
        let help = "run `bun install` where package.json lies, or name the file with --lockfile";
        let finding = Finding::new(Severity::Unknown, "no-lockfile", Path::new(""), message);
        return Err(Box::new(finding.help(help)));
    }
    Ok(found)
}

fn find(here: &Path, root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let settings = Settings::load(here, root)?;
    let mut found = walk(root, &settings)?;
    found.extend(settings.lockfiles.iter().map(|path| lockfile_in(path)));
    let mut found: Vec<PathBuf> = found.iter().map(|path| relative_to(here, path)).collect();
    found.sort();
    found.dedup();
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

fn walk(root: &Path, settings: &Settings) -> anyhow::Result<Vec<PathBuf>> {
    let mut overrides = OverrideBuilder::new(&settings.root);
    for pattern in &settings.exclude {
        let excluded = overrides.add(&format!("!{pattern}"));
        excluded.with_context(|| format!("the pattern `{pattern}` under `exclude`"))?;
    }
    // What git ignores in this repository, on every machine: nothing that lies
    // above it, and no file that only some programs heed.
    let entries = WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .parents(false)
        .ignore(false)
        .git_global(false)
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
