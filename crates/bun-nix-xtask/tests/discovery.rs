//! Which lockfiles the commands find, and what they say where they find none.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use insta::assert_snapshot;
use repository::{Repository, fixture};

/// A lockfile in each of these folders.
fn with_lockfiles(folders: &[&str]) -> Repository {
    let repository = Repository::new();
    for folder in folders {
        repository.copy(&fixture("web"), folder);
    }
    repository
}

/// The lockfiles that `check` in a folder of the repository looks at.
fn found(repository: &Repository, folder: &str) -> Vec<String> {
    let run = repository.run_in(folder, &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let lockfiles = report["lockfiles"].as_array().unwrap().iter();
    lockfiles
        .map(|one| one["lockfile"].as_str().unwrap().to_owned())
        .collect()
}

fn write_settings(repository: &Repository, settings: &str) {
    let manifest =
        format!("[workspace]\nmembers = []\n\n[workspace.metadata.bun-nix]\n{settings}\n");
    repository.write("Cargo.toml", manifest);
}

#[test]
fn all_of_the_repository_from_anywhere_in_it() {
    let repository = with_lockfiles(&["", "web", "apps/deep/er", ".hidden"]);
    let all = [
        ".hidden/bun.lock",
        "apps/deep/er/bun.lock",
        "bun.lock",
        "web/bun.lock",
    ];
    assert_eq!(found(&repository, ""), all);
    let all = [
        "../../.hidden/bun.lock",
        "../../bun.lock",
        "../../web/bun.lock",
        "../deep/er/bun.lock",
    ];
    fs_err::create_dir_all(repository.path("apps/other")).unwrap();
    assert_eq!(
        sorted(found(&repository, "apps/other")),
        sorted(all.map(str::to_owned).to_vec())
    );
    assert_snapshot!(repository.update(), @r"
    exit 0
    .hidden/bun.nix written: 2 packages from 2 sources
    apps/deep/er/bun.nix written: 2 packages from 2 sources
    bun.nix written: 2 packages from 2 sources
    web/bun.nix written: 2 packages from 2 sources
    ");
    assert_snapshot!(repository.check(), @r"
    exit 0
    .hidden/bun.nix is current: 2 packages from 2 sources
    apps/deep/er/bun.nix is current: 2 packages from 2 sources
    bun.nix is current: 2 packages from 2 sources
    web/bun.nix is current: 2 packages from 2 sources
    ");
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn not_what_git_ignores_nor_node_modules() {
    let repository = with_lockfiles(&[
        "web",
        "web/node_modules/dependency",
        "ignored",
        "web/tmp",
        "kept/tmp",
    ]);
    repository.write(".gitignore", "/ignored\n");
    repository.write("web/.gitignore", "tmp\n");
    assert_eq!(
        found(&repository, ""),
        ["kept/tmp/bun.lock", "web/bun.lock"]
    );
    // Also where somebody stands in what is ignored.
    assert_eq!(
        found(&repository, "ignored"),
        ["../kept/tmp/bun.lock", "../web/bun.lock"]
    );
}

#[test]
fn not_what_lies_outside_of_the_repository() {
    let repository = with_lockfiles(&["", "vendor/other"]);
    fs_err::create_dir(repository.path("vendor/other/.git")).unwrap();
    assert_eq!(found(&repository, "vendor/other"), ["bun.lock"]);
}

#[test]
fn a_folder_by_the_name_of_a_lockfile_is_none() {
    let repository = with_lockfiles(&["web"]);
    fs_err::create_dir(repository.path("bun.lock")).unwrap();
    assert_eq!(found(&repository, ""), ["web/bun.lock"]);
}

#[test]
fn settings_add_and_leave_out() {
    let repository = with_lockfiles(&["web", "ignored", "examples/a", "examples/b"]);
    repository.write(".gitignore", "/ignored\n");
    write_settings(
        &repository,
        "lockfiles = [\"ignored/bun.lock\", \"web/bun.lock\"]\nexclude = [\"examples/*\"]",
    );
    assert_eq!(found(&repository, ""), ["ignored/bun.lock", "web/bun.lock"]);
    assert_eq!(
        found(&repository, "web"),
        ["../ignored/bun.lock", "bun.lock"]
    );
}

#[test]
fn settings_that_make_no_sense() {
    let repository = with_lockfiles(&["web"]);
    let mut messages = String::new();
    for settings in [
        "excludes = [\"a\"]",
        "exclude = \"a\"",
        "lockfiles = [1]",
        "exclude = [\"a{\"]",
        "lockfiles = [\"missing/bun.lock\"]",
        "exclude = [\"web\"]",
        "exclude = [",
    ] {
        write_settings(&repository, settings);
        let run = repository.check().assert_code(2);
        // What cargo says of a manifest that it cannot read is its own affair.
        let ours = run.stderr.split("exited with an error").next().unwrap();
        messages += &format!("== {settings}\n{ours}\n");
    }
    assert_snapshot!(messages);
}

#[test]
fn finding_none_is_an_error() {
    let repository = Repository::new();
    assert_snapshot!(repository.check(), @r"
    exit 2
    error: no bun.lock below [REPOSITORY] (files that git ignores are left out)
    help: run `bun install` where package.json lies, or name the file with --lockfile
    ");
    repository.update().assert_code(2);
    let run = repository
        .run(&["check", "--format", "json"])
        .assert_code(2);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["findings"][0]["code"], "no-lockfile");
}

#[test]
fn a_named_lockfile_or_its_folder() {
    let repository = with_lockfiles(&["web", "a folder/it's", "other"]);
    for path in ["web/bun.lock", "web", "web/", "./web/bun.lock"] {
        assert_eq!(
            repository
                .run(&["update", "--lockfile", path])
                .assert_code(0)
                .stderr,
            ""
        );
        repository
            .run(&["check", "--lockfile", path])
            .assert_code(0);
    }
    assert!(!repository.path("other/bun.nix").exists());
    assert_snapshot!(repository.run(&["check", "--lockfile", "a folder/it's/bun.lock"]), @r"
    exit 1
    error: there is no a folder/it's/bun.nix for a folder/it's/bun.lock
    help: run `cargo bun-nix update --lockfile 'a folder/it'\''s/bun.lock'` and commit a folder/it's/bun.nix
    ");
    repository
        .run(&[
            "update",
            "--lockfile",
            "a folder/it's",
            "--lockfile",
            "other",
        ])
        .assert_code(0);
    repository
        .run(&["check", "--lockfile", "a folder/it's"])
        .assert_code(0);
    repository.check().assert_code(0);
    let absolute = repository.path("web");
    assert_snapshot!(repository.run_in("other", &["check", "--lockfile", absolute.to_str().unwrap()]), @r"
    exit 0
    [REPOSITORY]/web/bun.nix is current: 2 packages from 2 sources
    ");
}

#[test]
fn drift_beside_a_lockfile_whose_path_needs_quotes() {
    let repository = with_lockfiles(&["a folder/it's"]);
    repository.update().assert_code(0);
    repository.replace("a folder/it's/package.json", "^4.1.0", "^5.0.0");
    assert_snapshot!(repository.run(&["check", "--lockfile", "a folder/it's"]), @r"
    exit 1
    error: a folder/it's/package.json:5:5 and a folder/it's/bun.lock disagree: 1 entry differs
      ~ zod ^5.0.0  bun.lock has ^4.1.0 (dependencies)
    help: run `bun install --cwd 'a folder/it'\''s'`, then `cargo bun-nix update --lockfile 'a folder/it'\''s/bun.lock'`, and commit the result
    ");
}

#[test]
fn a_named_lockfile_that_is_not_there() {
    let repository = with_lockfiles(&["web"]);
    fs_err::create_dir(repository.path("empty")).unwrap();
    assert_snapshot!(repository.run(&["check", "--lockfile", "missing/bun.lock"]), @r"
    exit 2
    error: failed to open file `missing/bun.lock`: No such file or directory (os error 2)
    help: name a bun.lock that can be read, or its folder, with --lockfile
    ");
    assert_snapshot!(repository.run(&["update", "--lockfile", "missing/bun.lock"]), @r"
    exit 2
    error: failed to open file `missing/bun.lock`: No such file or directory (os error 2)
    help: name a bun.lock that can be read, or its folder, with --lockfile
    ");
    assert_snapshot!(repository.run(&["check", "--lockfile", "empty"]), @r"
    exit 2
    error: failed to open file `empty/bun.lock`: No such file or directory (os error 2)
    help: name a bun.lock that can be read, or its folder, with --lockfile
    ");
}

#[test]
fn a_named_lockfile_outside_of_any_repository() {
    let repository = with_lockfiles(&["web"]);
    fs_err::remove_dir(repository.path(".git")).unwrap();
    repository
        .run(&["update", "--lockfile", "web"])
        .assert_code(0);
    repository
        .run_in("web", &["check", "--lockfile", "bun.lock"])
        .assert_code(0);
    // Nothing above such a lockfile's folder belongs to it.
    repository.replace(
        "web/bun.lock",
        "\"packages\": {",
        "\"packages\": {\n    \"up\": [\"up@file:../up\", {}],",
    );
    let run = repository
        .run(&["check", "--lockfile", "web"])
        .assert_code(2);
    assert!(
        run.stderr
            .contains("up: the path \"../up\" leads out of the repository"),
        "{run}"
    );
}

#[test]
fn wrong_usage_exits_with_2() {
    let repository = with_lockfiles(&["web"]);
    for arguments in [
        &["check", "--format", "yaml"][..],
        &["check", "--lockfile"],
        &["check", "--dry-run"],
        &["check", "web/bun.lock"],
        &["update", "--no-such-option"],
        &["upgrade"],
        &[],
    ] {
        let run = repository.run(arguments).assert_code(2);
        assert!(
            run.stderr.contains("--help") || run.stderr.contains("Usage:"),
            "{arguments:?}: {run}"
        );
        assert_eq!(run.stdout, "");
    }
    assert!(!repository.path("web/bun.nix").exists());
}
