//! What the commands say of a bun.nix, a package.json or a second lockfile that
//! does not agree with bun.lock.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use insta::assert_snapshot;
use repository::{Repository, fixture};

/// A repository with `web/bun.lock`, its package.json and a current bun.nix.
fn with_web() -> Repository {
    let repository = Repository::new();
    repository.copy(&fixture("web"), "web");
    repository.update().assert_code(0);
    repository
}

#[test]
fn what_was_just_written_is_current() {
    let repository = with_web();
    assert_snapshot!(repository.check(), @r"
    exit 0
    web/bun.nix is current: 2 packages from 2 sources
    ");
    assert_snapshot!(repository.update(), @r"
    exit 0
    web/bun.nix is current: 2 packages from 2 sources
    ");
}

#[test]
fn no_bun_nix() {
    let repository = with_web();
    repository.remove("web/bun.nix");
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: there is no web/bun.nix for web/bun.lock
    help: run `cargo bun-nix update` and commit web/bun.nix
    ");
    assert!(!repository.path("web/bun.nix").exists());
    assert_snapshot!(repository.update(), @r"
    exit 0
    web/bun.nix written: 2 packages from 2 sources
    ");
}

/// The example of the design.
#[test]
fn a_package_was_added_another_changed() {
    let repository = with_web();
    repository.edit("web/bun.nix", |text| {
        let zod = text.find("  \"zod@").unwrap();
        let react = text.find("  \"react@").unwrap();
        let zod_entry = text[zod..]
            .replace("sha512-", "sha512-AAAA")
            .replace("==\"", "\"");
        text[..react].to_owned()
            + &text[react..zod].replace("react@19.2.0", "gone@1.0.0")
            + &zod_entry
    });
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: web/bun.nix is stale: 3 packages differ from web/bun.lock
      - gone 1.0.0    in bun.nix, not in bun.lock
      + react 19.2.0  in bun.lock, not in bun.nix
      ~ zod 4.1.12    integrity differs
    help: run `cargo bun-nix update` and commit web/bun.nix
    ");
}

#[test]
fn every_kind_of_difference() {
    let repository = with_web();
    repository.replace("web/bun.nix", "\"react@19.2.0\"", "\"preact@10.0.0\"");
    repository.replace("web/bun.nix", "zod-4.1.12.tgz", "zod-4.1.13.tgz");
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: web/bun.nix is stale: 3 packages differ from web/bun.lock
      - preact 10.0.0  in bun.nix, not in bun.lock
      + react 19.2.0   in bun.lock, not in bun.nix
      ~ zod 4.1.12     URL differs
    help: run `cargo bun-nix update` and commit web/bun.nix
    ");
    assert_snapshot!(repository.update(), @r"
    exit 0
    web/bun.nix written: 2 packages from 2 sources
      - preact 10.0.0  gone
      + react 19.2.0   new
      ~ zod 4.1.12     URL changed
    ");
    repository.check().assert_code(0);
}

#[test]
fn a_long_list_is_cut() {
    let repository = with_web();
    repository.edit("web/bun.nix", |text| {
        let extra: String = (10..60)
            .map(|number| format!("  \"extra{number}\" = copyPathToStore ./x;\n"))
            .collect();
        text.replace("  fetchurl,\n", "  copyPathToStore,\n  fetchurl,\n")
            .replace("  \"zod", &format!("{extra}  \"zod"))
    });
    let run = repository.check().assert_code(1);
    assert_eq!(
        run.stderr
            .lines()
            .filter(|line| line.starts_with("  - "))
            .count(),
        40,
        "{run}"
    );
    assert!(run.stderr.contains("50 packages differ"), "{run}");
    assert!(
        run.stderr
            .contains("and 10 more; `--format json` lists them all"),
        "{run}"
    );
    let details = &repository.check_json()["lockfiles"][0]["findings"][0]["details"];
    assert_eq!(details.as_array().unwrap().len(), 50);
}

#[test]
fn a_name_in_bun_nix_cannot_move_the_cursor() {
    let repository = with_web();
    repository.replace(
        "web/bun.nix",
        "\"zod@4.1.12\"",
        "\"\u{202e}zod\\nerror: all is well\"",
    );
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: web/bun.nix is stale: 2 packages differ from web/bun.lock
      + zod 4.1.12               in bun.lock, not in bun.nix
      - �zod�error: all is well  in bun.nix, not in bun.lock
    help: run `cargo bun-nix update` and commit web/bun.nix
    ");
}

#[test]
fn merge_conflict_in_bun_nix() {
    let repository = with_web();
    repository.edit("web/bun.nix", |text| {
        text.replace(
            "  \"zod@4.1.12\"",
            "<<<<<<< HEAD\n  \"zod@4.1.11\" = fetchurl { };\n=======\n  \"zod@4.1.12\"",
        )
        .replace("}\n", "}\n>>>>>>> branch\n")
    });
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: web/bun.nix:12:1 holds merge-conflict markers
    help: run `cargo bun-nix update` and commit web/bun.nix
    ");
    repository.update().assert_code(0);
    repository.check().assert_code(0);
}

#[test]
fn a_bun_nix_that_nix_update_would_not_write() {
    let entry = "\"zod@4.1.12\" = fetchurl { url = \"x\"; };";
    let mut messages = String::new();
    for text in [
        "",
        "not Nix at all",
        "{ }",
        "{ fetchurl, ... }: { ",
        "{ fetchurl, ... }: { } { }",
        &format!("{{ fetchurl, ... }}:\nlet x = 1; in {{ {entry} }}"),
        &format!("{{ fetchurl, lib ? import ./evil.nix }}:\n{{ {entry} }}"),
        &format!("args@{{ fetchurl, ... }}:\n{{ {entry} }}"),
        &format!("{{ ... }}:\n{{ {entry} }}"),
        &format!("{{ fetchurl, ... }}:\nrec {{ {entry} }}"),
        &format!("{{ fetchurl, ... }}:\n{{ {entry} {entry} }}"),
        "{ fetchurl, ... }:\n{ \"zod@4.1.12\" = fetchurl { url = \"${builtins.readFile ./x}\"; }; }",
        "{ fetchurl, ... }:\n{ \"zod@4.1.12\" = fetchurl { url = ''x''; }; }",
        "{ fetchurl, ... }:\n{ \"zod@4.1.12\" = fetchurl { url = builtins.readFile ./x; }; }",
        "{ fetchurl, ... }:\n{ \"zod@4.1.12\" = fetchurl (import ./x); }",
        "{ fetchurl, ... }:\n{ \"zod@4.1.12\" = builtins.readFile ./x; }",
        "{ fetchurl, ... }:\n{ \"${x}\" = fetchurl { url = \"x\"; }; }",
        "{ fetchurl, ... }:\n{ inherit fetchurl; }",
        "{ fetchurl, ... }:\n{ zod.x = fetchurl { }; }",
    ] {
        let repository = with_web();
        repository.write("web/bun.nix", text);
        let run = repository.check().assert_code(1);
        assert!(run.stderr.contains("error: web/bun.nix"), "{run}");
        assert_eq!(repository.read("web/bun.nix"), text);
        messages += &format!("== {}\n{}\n", text.replace('\n', " "), run.stderr);
        repository.update().assert_code(0);
        repository.check().assert_code(0);
    }
    assert_snapshot!(messages);
}

#[test]
fn a_folder_for_a_bun_nix() {
    let repository = with_web();
    repository.remove("web/bun.nix");
    fs_err::create_dir(repository.path("web/bun.nix")).unwrap();
    assert_snapshot!(repository.check(), @r"
    exit 2
    error: failed to read from file `web/bun.nix`: Is a directory (os error 21)
    help: move web/bun.nix away; it is written anew
    ");
    assert_snapshot!(repository.update(), @r"
    exit 2
    error: failed to read from file `web/bun.nix`: Is a directory (os error 21)
    help: move web/bun.nix away; it is written anew
    ");
}

#[test]
fn a_bun_nix_that_is_no_text() {
    let repository = with_web();
    repository.write("web/bun.nix", b"\xff\xfe\0");
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: web/bun.nix:1:3 is not what nix-update writes: expected plain text: no control characters, and CR only before LF
    help: run `cargo bun-nix update` and commit web/bun.nix
    ");
    assert_eq!(repository.update().code, 0);
    assert_eq!(repository.check().code, 0);
}

#[test]
fn package_json_was_edited() {
    let repository = with_web();
    repository.edit("web/package.json", |text| {
        text.replace("\"^4.1.0\"", "\"^4.2.0\"").replace(
            "    \"react\": \"^19.2.0\",\n",
            "    \"preact\": \"^10.0.0\",\n",
        )
    });
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: web/package.json:4:5 and web/bun.lock disagree: 3 entries differ
      + preact ^10.0.0  in package.json dependencies, not in bun.lock
      - react ^19.2.0   in bun.lock dependencies, not in package.json
      ~ zod ^4.2.0      bun.lock has ^4.1.0 (dependencies)
    help: run `bun install --cwd web`, then `cargo bun-nix update`, and commit the result
    ");
    // It is written all the same: bun.nix follows bun.lock, not package.json.
    repository.remove("web/bun.nix");
    assert_snapshot!(repository.update(), @r"
    exit 0
    web/bun.nix written: 2 packages from 2 sources
    note: web/package.json:4:5 and web/bun.lock disagree: 3 entries differ
      + preact ^10.0.0  in package.json dependencies, not in bun.lock
      - react ^19.2.0   in bun.lock dependencies, not in package.json
      ~ zod ^4.2.0      bun.lock has ^4.1.0 (dependencies)
    help: run `bun install --cwd web`, then `cargo bun-nix update`, and commit the result
    ");
}

#[test]
fn a_member_is_gone() {
    let repository = Repository::of_fixture("every-kind");
    fs_err::remove_dir_all(repository.path("packages/app")).unwrap();
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: package.json and bun.lock disagree: 1 entry differs
      - packages/app app  in bun.lock, not a workspace member
    help: run `bun install`, then `cargo bun-nix update`, and commit the result
    ");
    repository.replace("package.json", "packages/*", "packages/app");
    assert_snapshot!(repository.check(), @r#"
    exit 2
    error: package.json:5:18: the workspace "packages/app" has no package.json
    help: restore the folder's package.json, or take the folder out of "workspaces" and run `bun install`
    "#);
}

#[test]
fn a_broken_package_json() {
    let repository = with_web();
    repository.write("web/package.json", "{ \"dependencies\": { \"zod\": 1 ");
    assert_snapshot!(repository.check(), @r"
    exit 2
    error: web/package.json:1:29: the file is cut off: it ends before its outermost object is closed
    help: restore the rest of package.json, from git for instance
    ");
}

#[test]
fn no_package_json() {
    let repository = with_web();
    repository.remove("web/package.json");
    assert_snapshot!(repository.check(), @r"
    exit 0
    web/bun.nix is current: 2 packages from 2 sources
    note: no package.json beside web/bun.lock: not compared with any
    ");
}

#[test]
fn a_second_lockfile() {
    let repository = with_web();
    repository.write("package-lock.json", "{}");
    repository.check().assert_code(0);
    for name in [
        "bun.lockb",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "pnpm-lock.yaml",
        "yarn.lock",
    ] {
        repository.write(&format!("web/{name}"), "");
        let run = repository.check().assert_code(1);
        let error = format!(
            "error: web/{name} is a second lockfile beside bun.lock; only one can be right\nhelp: run `git rm web/{name}` and keep bun.lock\n"
        );
        assert_eq!(run.stderr, error);
        let run = repository.update().assert_code(0);
        assert!(
            run.stderr
                .starts_with(&format!("note: web/{name} is a second lockfile")),
            "{run}"
        );
        repository.remove(&format!("web/{name}"));
    }
}

#[test]
fn several_things_at_once() {
    let repository = with_web();
    repository.replace("web/bun.nix", "\"react@19.2.0\"", "\"react@19.1.0\"");
    repository.replace("web/package.json", "^4.1.0", "^5.0.0");
    repository.write("web/yarn.lock", "");
    repository.write("docs/bun.lock", "");
    assert_snapshot!(repository.check(), @r"
    exit 2
    error: docs/bun.lock:1:1: the file is empty
    help: run `bun install` to write bun.lock anew
    error: web/bun.nix is stale: 2 packages differ from web/bun.lock
      - react 19.1.0  in bun.nix, not in bun.lock
      + react 19.2.0  in bun.lock, not in bun.nix
    help: run `cargo bun-nix update` and commit web/bun.nix
    error: web/package.json:5:5 and web/bun.lock disagree: 1 entry differs
      ~ zod ^5.0.0  bun.lock has ^4.1.0 (dependencies)
    help: run `bun install --cwd web`, then `cargo bun-nix update`, and commit the result
    error: web/yarn.lock is a second lockfile beside bun.lock; only one can be right
    help: run `git rm web/yarn.lock` and keep bun.lock
    ");
}

#[test]
fn what_needs_a_download_is_named() {
    let repository = Repository::new();
    repository.copy(&fixture("every-kind"), "");
    repository.remove("bun.nix");
    assert_snapshot!(repository.run(&["update", "--offline"]), @r"
    exit 2
    error: bun.lock:76:5: repository: bun.lock records no hash for 1 source, and neither does bun.nix
      + repository  git:0123456789abcdef0123456789abcdef01234567 would have to be downloaded
    help: run it without --offline
    ");
    assert!(!repository.path("bun.nix").exists());
    assert_snapshot!(repository.check(), @r"
    exit 1
    error: there is no bun.nix for bun.lock
    help: run `cargo bun-nix update` and commit bun.nix
    ");
}
