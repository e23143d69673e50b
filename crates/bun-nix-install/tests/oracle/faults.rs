//! Sources that are missing or are not what bun.lock records.

use std::path::PathBuf;

use test_servers::{Reply, Server};

use super::installs::{HOISTED, ISOLATED, Oracle, Scratch, program};
use super::project::Project;
use super::sources::Map;
use super::tree::Tree;

/// A copy of the project `optional`, and its sources.
struct Fixture {
    oracle: Oracle,
    scratch: Scratch,
    folder: PathBuf,
    map: Map,
}

/// What our program answered.
struct Answer {
    code: Option<i32>,
    said: String,
}

impl Fixture {
    fn new() -> Option<Fixture> {
        let oracle = Oracle::find(super::BUN)?;
        let scratch = Scratch::of(Project::named("optional"), &oracle.npm);
        let folder = scratch.copy("ours");
        let map = scratch.sources(&folder, HOISTED.system, &oracle.npm);
        Some(Fixture {
            oracle,
            scratch,
            folder,
            map,
        })
    }

    fn install(&self, arguments: &[&str]) -> Answer {
        let output = program(&self.folder, &self.map).args(arguments).output();
        let output = output.unwrap();
        Answer {
            code: output.status.code(),
            said: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts that an install fails, names a package and the command that mends it,
    /// and leaves nothing.
    fn assert_refused(&self, package: &str) {
        let before = Tree::of(&self.folder);
        let answer = self.install(&[]);
        assert_eq!(answer.code, Some(1), "{}", answer.said);
        assert!(answer.said.contains(package), "{}", answer.said);
        let help = "help: run `cargo xtask nix-update` and commit bun.nix\n";
        assert!(answer.said.ends_with(help), "{}", answer.said);
        let after = Tree::of(&self.folder);
        assert_eq!(before.differences(&after), []);
    }
}

/// Bun is shown a registry that has the package no more.
#[test]
fn a_missing_optional_package_is_left_out_as_bun_does() {
    for (linker, choice) in [("hoisted", HOISTED), ("isolated", ISOLATED)] {
        let Some(mut fixture) = Fixture::new() else {
            return;
        };
        let gone = fixture.map.remove("is-glob@4.0.3");
        assert!(gone.is_some(), "it is in bun.lock");
        let registry = registry(fixture.map.clone());
        let theirs = fixture.scratch.copy("theirs");
        fixture.oracle.install_from(&registry, &theirs, &choice);
        let answer = fixture.install(&["--linker", linker]);
        assert_eq!(answer.code, Some(0), "{}", answer.said);
        assert!(answer.said.starts_with("warning: "), "{}", answer.said);
        assert!(answer.said.contains("is-glob"), "{}", answer.said);
        let differences = Tree::of(&theirs).differences(&Tree::of(&fixture.folder));
        assert_eq!(differences, [], "{linker}");
    }
}

/// A registry with what a map has.
fn registry(map: Map) -> Server {
    Server::http(move |request| {
        let path = request.path().trim_start_matches('/');
        let (name, file) = path.split_once("/-/").unwrap_or((path, ""));
        let unscoped = name.rsplit('/').next().unwrap();
        let version = file.strip_prefix(&format!("{unscoped}-"));
        let version = version.and_then(|rest| rest.strip_suffix(".tgz"));
        match map.get(&format!("{name}@{}", version.unwrap_or_default())) {
            Some(file) => Reply::ok(fs_err::read(file).unwrap()),
            None => Reply::status(404, ""),
        }
    })
}

#[test]
fn a_missing_required_package_is_an_error() {
    let Some(mut fixture) = Fixture::new() else {
        return;
    };
    assert!(
        fixture.map.remove("isexe@3.1.5").is_some(),
        "it is in bun.lock"
    );
    fixture.assert_refused("isexe@3.1.5");
}

#[test]
fn a_changed_byte_of_a_source_is_an_error() {
    let Some(mut fixture) = Fixture::new() else {
        return;
    };
    let source = fixture
        .map
        .get_mut("is-odd@3.0.1")
        .expect("it is in bun.lock");
    let mut bytes = fs_err::read(&*source).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    *source = fixture.folder.with_extension("tgz");
    fs_err::write(source, bytes).unwrap();
    fixture.assert_refused("is-odd@3.0.1");
}
