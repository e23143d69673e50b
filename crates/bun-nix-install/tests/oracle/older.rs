//! Lockfiles that Bun 1.2 and 1.3 wrote. Those place packages by other rules when they
//! install, and so we do not leave what they do; but every dependency that the lockfile
//! records resolves, as Node resolves it, to the version that it records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::installs::{Choice, HOISTED, Oracle, Scratch};
use super::known;
use super::project::Project;
use super::resolution;
use super::tree::{Difference, Node};

/// The version of Bun that wrote the lockfile, and the project.
pub const PROJECTS: [(&str, &str); 15] = [
    ("1.2", "aliases"),
    ("1.2", "optional-peers"),
    ("1.2", "bundled"),
    ("1.2", "monorepo"),
    ("1.2", "peer-conflicts"),
    ("1.2", "peers-in-the-way"),
    ("1.2", "production"),
    ("1.3", "aliases"),
    ("1.3", "optional-peers"),
    ("1.3", "bundled"),
    ("1.3", "monorepo"),
    ("1.3", "catalogs"),
    ("1.3", "peer-conflicts"),
    ("1.3", "peers-in-the-way"),
    ("1.3", "production"),
];

const PRODUCTION: Choice = Choice {
    production: true,
    ..HOISTED
};

/// What Bun 1.4 does not leave as the lockfile has it: the first it refuses, and in the
/// others it gives peers other versions.
const NOT_AS_RECORDED: [&str; 5] = [
    "monorepo@1.2",
    "peer-conflicts@1.2",
    "peer-conflicts@1.3",
    "peers-in-the-way@1.2",
    "peers-in-the-way@1.3",
];

/// The projects with a lockfile of a version.
fn projects(version: &'static str) -> impl Iterator<Item = Project> {
    let of_version = PROJECTS.iter().filter(move |(of, _)| *of == version);
    of_version.map(|(version, name)| Project::named(name).with_older_lockfile(version))
}

#[test]
fn what_a_lockfile_of_bun_1_2_records_is_found() {
    assert_found("1.2");
}

#[test]
fn what_a_lockfile_of_bun_1_3_records_is_found() {
    assert_found("1.3");
}

fn assert_found(version: &'static str) {
    let Some(oracle) = Oracle::find(version) else {
        return;
    };
    for project in projects(version) {
        let name = project.name.clone();
        let scratch = Scratch::of(project, &oracle.npm);
        for (run, choice) in [("everything", &HOISTED), ("production", &PRODUCTION)] {
            let folder = scratch.install(run, choice, &oracle.npm);
            let edges = resolution::assert_as_recorded(&folder, choice.production);
            eprintln!("{name}, {run}: {edges} dependencies found");
        }
    }
}

#[test]
fn what_bun_1_2_leaves_differs_as_listed() {
    insta::assert_snapshot!(match differences("1.2") {
        Some(table) => table,
        None => return,
    });
}

#[test]
fn what_bun_1_3_leaves_differs_as_listed() {
    insta::assert_snapshot!(match differences("1.3") {
        Some(table) => table,
        None => return,
    });
}

#[test]
fn what_bun_1_4_leaves_of_a_lockfile_of_bun_1_2_is_the_same() {
    assert_as_bun_1_4("1.2");
}

#[test]
fn what_bun_1_4_leaves_of_a_lockfile_of_bun_1_3_is_the_same() {
    assert_as_bun_1_4("1.3");
}

fn assert_as_bun_1_4(version: &'static str) {
    let Some(oracle) = Oracle::find("1.4") else {
        return;
    };
    let is_kept = |project: &Project| !NOT_AS_RECORDED.contains(&project.name.as_str());
    for project in projects(version).filter(is_kept) {
        let name = project.name.clone();
        if let Some(compared) = oracle.compare(project, &HOISTED) {
            known::assert_known(&name, "hoisted", compared.differences());
        }
    }
}

/// Each project and kind of difference, with how many there are.
fn differences(version: &'static str) -> Option<String> {
    let oracle = Oracle::find(version)?;
    let mut table = String::new();
    for project in projects(version) {
        let name = project.name.clone();
        let compared = oracle.compare(project, &HOISTED)?;
        table += &format!("{name}\n");
        for (kind, count) in kinds(&compared.differences()) {
            table += &format!("  {count:4} {kind}\n");
        }
    }
    Some(table)
}

fn kinds(differences: &[Difference]) -> BTreeMap<String, usize> {
    let mut found: Vec<(String, PathBuf)> = differences.iter().map(kind).collect();
    found.sort();
    found.dedup();
    let mut kinds = BTreeMap::new();
    for (kind, _) in found {
        *kinds.entry(kind).or_insert(0) += 1;
    }
    kinds
}

/// What differs, and what of it is counted.
fn kind(one: &Difference) -> (String, PathBuf) {
    let path = one.path.clone();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let is_bin = path.components().any(|part| part.as_os_str() == ".bin");
    let kind = match (&one.expected, &one.found) {
        _ if is_bin => format!("executables: {}", one.kind()),
        _ if name.starts_with(".bun-") => format!("tag files: {}", one.kind()),
        (Some(Node::File { mode, .. }), Some(Node::File { mode: other, .. })) if mode != other => {
            format!("files of mode {mode:o}, not {other:o}")
        }
        (Some(_), Some(_)) => one.kind().to_owned(),
        _ => return (format!("packages: {}", one.kind()), package(&path)),
    };
    (kind, path)
}

/// The folder of the package that a path is in.
fn package(path: &Path) -> PathBuf {
    let parts: Vec<_> = path.components().collect();
    let modules = parts
        .iter()
        .rposition(|part| part.as_os_str() == "node_modules");
    let name = modules.map_or(0, |at| at + 1);
    let scoped = parts
        .get(name)
        .is_some_and(|part| part.as_os_str().to_string_lossy().starts_with('@'));
    parts
        .into_iter()
        .take(name + 1 + usize::from(scoped))
        .collect()
}
