//! Lifecycle scripts, as they themselves see it: the project of
//! tests/scripts/fixture is installed by real Bun and by us, at the same path, and
//! what the scripts recorded is compared, and what they left behind.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[path = "scripts/fixture.rs"]
mod fixture;
#[path = "scripts/records.rs"]
mod records;
#[path = "oracle/tree.rs"]
mod tree;

use std::path::Path;
use std::process::{Command, Output};

use fixture::Fixture;
use records::Records;
use serde_json::{Value, json};
use test_oracles::Bun;
use tree::Tree;

const BUN: &str = "1.4";

fn ours(fixture: &Fixture, bun: &Bun, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bun-nix-install"));
    fixture.environment(&mut command, bun.path());
    command
        .current_dir(fixture.project())
        .arg("--sources")
        .arg(fixture.sources())
        .args(arguments);
    command.output().unwrap()
}

fn installed(output: Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}

fn trees(project: &Path) -> Vec<Tree> {
    let folders = ["", "packages/m", "packages/n", "packages/unnamed", "linked"];
    let folders = folders.map(|folder| project.join(folder).join("node_modules"));
    folders
        .iter()
        .filter(|folder| folder.exists())
        .map(|folder| Tree::of(folder))
        .collect()
}

/// Installs with Bun and with us.
fn compare(linker: &str, change: impl FnOnce(&mut Value)) -> Option<(Fixture, [Records; 2])> {
    let bun = Bun::version(BUN)?;
    let fixture = Fixture::new(&bun, change);
    fixture.clean();
    let mut command = bun.command(&fixture.project(), &fixture.cache());
    fixture.environment(&mut command, bun.path());
    installed(
        command
            .args(["install", "--frozen-lockfile", "--linker", linker])
            .output()
            .unwrap(),
    );
    let expected = Records::of(&fixture.records());
    let expected_trees = trees(&fixture.project());

    fixture.clean();
    installed(ours(&fixture, &bun, &["--linker", linker]));
    let found = Records::of(&fixture.records());
    assert_eq!(expected.names(), found.names());
    for (name, record) in &expected.scripts {
        assert_eq!(*record, found.scripts[name], "{name}");
    }
    for (expected, found) in expected_trees.iter().zip(trees(&fixture.project())) {
        let differences = expected.differences(&found);
        let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
    Some((fixture, [expected, found]))
}

/// What holds of Bun's order holds of ours.
fn assert_order(records: &[Records; 2], order: &[(&str, &str)]) {
    for records in records {
        for (one, other) in order {
            assert!(records.is_before(one, other), "{one}, {other}");
        }
    }
}

#[test]
fn hoisted() {
    let Some((_fixture, records)) = compare("hoisted", |_| {}) else {
        return;
    };
    assert_order(
        &records,
        &[
            (
                "+node_modules+plain.preinstall",
                "+node_modules+plain.install",
            ),
            (
                "+node_modules+plain.install",
                "+node_modules+plain.postinstall",
            ),
            ("+packages+m.postinstall", "+packages+m.prepare"),
            ("+packages+m.prepare", ".preinstall"),
            ("+node_modules+maker.postinstall", ".preinstall"),
            (".preinstall", ".install"),
            (".prepare", ".postprepare"),
        ],
    );
}
