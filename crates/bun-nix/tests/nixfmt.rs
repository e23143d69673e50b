//! What is written for real lockfiles is formatted as nixfmt does it: a
//! formatter in a pre-commit hook has nothing to do.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use bun_lock::Lockfile;
use bun_nix::{Settings, Sources};
use test_oracles::projects;

/// Asserts it for one lockfile; false where there is nothing to write.
fn is_formatted(lockfile: &Path) -> bool {
    let Ok(lock) = Lockfile::parse(&fs_err::read(lockfile).unwrap()) else {
        return false;
    };
    let Ok(sources) = Sources::of(&lock, &Settings { levels_up: 3 }) else {
        return false;
    };
    let text = sources.to_string();
    let formatted = nixfmt_rs::format(&text).unwrap();
    assert!(formatted == text, "{}\n{formatted}", lockfile.display());
    true
}

#[test]
fn every_kind_of_entry() {
    let fixture = "../bun-nix-xtask/tests/fixtures/every-kind/bun.lock";
    assert!(is_formatted(Path::new(fixture)));
}

#[test]
fn every_real_lockfile() {
    let Some(projects) = projects() else { return };
    let lockfiles = projects.iter().map(|project| project.lockfile());
    let formatted = lockfiles.filter(|lockfile| is_formatted(lockfile)).count();
    assert!(formatted > projects.len() / 2, "{formatted}");
}
