//! Lockfiles of other package managers beside bun.lock: only one can be true.

use std::path::Path;

use crate::finding::{Finding, Severity};
use crate::invocation::shell_word;

const OTHERS: [&str; 5] = [
    "bun.lockb",
    "npm-shrinkwrap.json",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
];

/// A finding for each second lockfile in bun.lock's folder.
pub(crate) fn findings(folder: &Path) -> impl Iterator<Item = Finding> {
    let present = OTHERS
        .map(|name| folder.join(name))
        .into_iter()
        .filter(|path| path.exists());
    present.map(|path| {
        let shown = path.display().to_string();
        let message =
            format!("{shown} is a second lockfile beside bun.lock; only one can be right");
        Finding::new(Severity::Stale, "second-lockfile", &path, message).help(format!(
            "run `git rm {}` and keep bun.lock",
            shell_word(&shown)
        ))
    })
}
