//! `drift` over real projects: the folder that BUN_NIX_CORPUS names holds one
//! project a folder, bun.lock and package.json files as they were committed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod fixture;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use bun_lock::{Lockfile, Project, drift};

/// The projects whose bun.lock was stale when it was committed, and in what.
const STALE: [(&str, &[&str]); 6] = [
    // A fixture with a bare package.json and another project's lock.
    (
        "dependabot__dependabot-core__bun__spec__fixtures__projects__bun__github_dependency_no_ref",
        &["devDependencies", "peerDependencies"],
    ),
    // express and others bumped without an install.
    ("honojs__hono__benchmarks__routers", &["dependencies"]),
    // A member moved and two were renamed.
    (
        "nestrilabs__nestri@a0dc35356",
        &["dependencies", "workspaces"],
    ),
    // Two members removed.
    ("spacedriveapp__spacedrive@865278726", &["workspaces"]),
    // A patch taken out; a dependency added to six members.
    (
        "stacksjs__stacks@01386ba93",
        &["dependencies", "patchedDependencies"],
    ),
    // A release that was taken back in the package.json files only.
    ("stacksjs__stacks@5f85db96d", &["dependencies"]),
];

#[test]
fn real_projects_have_no_drift_but_the_known() {
    let Some(corpus) = std::env::var_os("BUN_NIX_CORPUS") else {
        // Not `eprintln!`, which libtest keeps to itself.
        std::io::stderr()
            .write_all(b"skipped: BUN_NIX_CORPUS names no corpus\n")
            .unwrap();
        return;
    };
    let mut compared = 0;
    for entry in fs_err::read_dir(Path::new(&corpus)).unwrap() {
        let dir = entry.unwrap().path();
        let name = dir.file_name().unwrap().to_str().unwrap();
        let Some((found, report)) = stale(&dir) else {
            continue;
        };
        let known = STALE.iter().find(|(stale, _)| *stale == name);
        let expected = known.into_iter().flat_map(|(_, subjects)| subjects.iter());
        assert_eq!(
            found,
            expected.map(|subject| subject.to_string()).collect(),
            "{name}\n{report}"
        );
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}

/// The subjects of the drift and all of it in words; `None` where there is no
/// lockfile that can be read or no package.json.
fn stale(dir: &Path) -> Option<(BTreeSet<String>, String)> {
    let lock = Lockfile::parse(&fs_err::read(dir.join("bun.lock")).ok()?).ok()?;
    let project =
        Project::load(dir, 3).unwrap_or_else(|error| panic!("{}: {error}", dir.display()))?;
    let drifts = drift(&lock, &project);
    let subjects = drifts
        .iter()
        .map(|drift| drift.subject.to_string())
        .collect();
    let report = drifts
        .iter()
        .map(|drift| format!("{}\n", fixture::line(drift)))
        .collect();
    Some((subjects, report))
}
