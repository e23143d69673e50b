//! Lockfiles and folders that mean harm: nothing is written outside of `out`, and
//! nothing there that is not below some node_modules.

#![allow(clippy::unwrap_used)]

mod scratch;

use bun_nix_install::error::{StageError, UnsafePlan};
use bun_nix_install::{Error, install};
use scratch::Scratch;
use test_servers::Tarball;

/// An install that is refused, and the reason. Everything is as it was.
fn refused(scratch: &Scratch) -> Error {
    scratch.write("victim/node_modules/file.txt", "mine");
    let options = scratch.options();
    let before = scratch.tree("");
    let error = install(&options).unwrap_err();
    assert_eq!(scratch.tree(""), before, "{error}");
    error
}

#[test]
fn keys_that_climb_are_refused_where_they_are_read() {
    for key in ["../a", "a/../../b", "/etc", "a//b", ".", "a/./b"] {
        let packages = format!(r#""{key}": ["a@1.0.0", "", {{}}, ""]"#);
        let scratch = Scratch::new(r#""": { "dependencies": { "a": "1" } }"#, &packages);
        assert!(matches!(refused(&scratch), Error::Lockfile { .. }), "{key}");
    }
}

#[test]
fn members_outside_of_the_project_get_nothing() {
    for path in ["../victim", "../../victim", "p/../../victim"] {
        let workspaces = format!(
            r#""": {{ "dependencies": {{ "a": "2" }} }}, "{path}": {{ "name": "m", "dependencies": {{ "a": "1" }} }}"#
        );
        let packages = r#""a": ["a@2.0.0", "", {}, ""],
            "m": ["m@workspace:PATH"], "m/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#;
        let scratch = Scratch::new(&workspaces, &packages.replace("PATH", path));
        let error = refused(&scratch.package("a@1.0.0"));
        assert!(
            matches!(error, Error::Unsafe(UnsafePlan::Outside(_))),
            "{error}"
        );
    }
}

/// And keeps what it has.
#[test]
fn a_member_outside_that_would_get_nothing_loses_nothing() {
    let workspaces = r#""": {}, "../victim": { "name": "m" }"#;
    let scratch = Scratch::new(workspaces, r#""m": ["m@workspace:../victim"]"#);
    scratch.write("victim/node_modules/file.txt", "mine");
    scratch.install().unwrap();
    assert!(scratch.path("victim/node_modules/file.txt").exists());
}

#[test]
fn nothing_is_put_into_a_link() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "2", "l": "link:../victim" } }"#,
        r#""a": ["a@2.0.0", "", {}, ""],
           "l": ["l@link:../victim", { "dependencies": { "a": "1" } }],
           "l/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#,
    );
    let error = refused(&scratch.package("a@1.0.0"));
    assert!(
        matches!(error, Error::Unsafe(UnsafePlan::InLink(..))),
        "{error}"
    );
}

#[test]
fn a_member_inside_node_modules_gets_nothing() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "2" } },
           "node_modules/m": { "name": "m", "dependencies": { "a": "1" } }"#,
        r#""a": ["a@2.0.0", "", {}, ""],
           "m": ["m@workspace:node_modules/m"], "m/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#,
    );
    let error = refused(&scratch.package("a@1.0.0"));
    assert!(
        matches!(error, Error::Unsafe(UnsafePlan::InLink(..))),
        "{error}"
    );
}

#[test]
fn names_of_ours_are_no_packages() {
    for name in [".bin", ".bun", "node_modules"] {
        let root = format!(r#""": {{ "dependencies": {{ "{name}": "1" }} }}"#);
        let packages = format!(r#""{name}": ["a@1.0.0", "", {{}}, "{{a@1.0.0}}"]"#);
        let error = refused(&Scratch::new(&root, &packages).package("a@1.0.0"));
        assert!(
            matches!(error, Error::Unsafe(UnsafePlan::Reserved(_))),
            "{error}"
        );
    }
}

const ONE: &str = r#""a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#;

/// The link goes, what it led to stays.
#[test]
fn a_node_modules_that_is_a_link_is_replaced_not_followed() {
    for (path, key) in [("node_modules", ""), ("p/m/node_modules", "m/")] {
        let workspaces = r#""": { "dependencies": { "a": "1" } },
            "p/m": { "name": "m", "dependencies": { "a": "1" } }"#;
        let packages = format!(
            r#""m": ["m@workspace:p/m"], {ONE}, "{key}a": ["a@2.0.0", "", {{}}, "{{a@2.0.0}}"]"#
        );
        let packages = if key.is_empty() { ONE } else { &packages };
        let scratch = Scratch::new(workspaces, packages);
        let scratch = scratch.package("a@1.0.0").package("a@2.0.0");
        scratch.write("victim/file.txt", "mine");
        scratch.link(&format!("project/{path}"), scratch.path("victim"));
        scratch.install().unwrap();
        assert_eq!(scratch.tree("victim"), "/file.txt: mine");
        let installed = scratch.path("project").join(path);
        assert!(!installed.is_symlink());
        assert!(installed.join("a/what.txt").exists());
    }
}

#[test]
fn a_member_that_a_link_leads_out_of_the_project_is_refused() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "2" } }, "p/m": { "name": "m", "dependencies": { "a": "1" } }"#,
        r#""a": ["a@2.0.0", "", {}, "{a@2.0.0}"], "m": ["m@workspace:p/m"],
           "m/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#,
    );
    let scratch = scratch.package("a@1.0.0").package("a@2.0.0");
    scratch.write("victim/m/package.json", "{}");
    scratch.link("project/p", scratch.path("victim"));
    let error = refused(&scratch);
    assert!(
        matches!(error, Error::Stage(StageError::Outside(..))),
        "{error}"
    );
}

/// Inside of the project it may.
#[test]
fn a_member_behind_a_link_is_installed() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "2" } }, "p/m": { "name": "m", "dependencies": { "a": "1" } }"#,
        r#""a": ["a@2.0.0", "", {}, "{a@2.0.0}"], "m": ["m@workspace:p/m"],
           "m/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#,
    );
    let scratch = scratch.package("a@1.0.0").package("a@2.0.0");
    scratch.write("project/real/m/package.json", "{}");
    scratch.link("project/p", "real");
    scratch.install().unwrap();
    assert!(
        scratch
            .path("project/real/m/node_modules/a/what.txt")
            .exists()
    );
}

/// Neither a link in a tarball nor one in a folder leads another package's files
/// elsewhere.
#[test]
fn content_leads_nothing_elsewhere() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "2", "t": "1", "f": "file:f" } }"#,
        r#""a": ["a@2.0.0", "", {}, "{a@2.0.0}"],
           "t": ["t@1.0.0", "", { "dependencies": { "a": "1" } }, "{t@1.0.0}"],
           "t/a": ["a@1.0.0", "", {}, "{a@1.0.0}"],
           "f": ["f@file:f", { "dependencies": { "a": "1" } }],
           "f/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#,
    );
    let victim = scratch.path("victim");
    let tarball = Tarball::new().symlink("package/node_modules", "../../../victim");
    let scratch = scratch.source("t@1.0.0", tarball);
    let scratch = scratch.package("a@1.0.0").package("a@2.0.0");
    scratch.write("victim/file.txt", "mine");
    scratch.link("project/f/node_modules", &victim);
    scratch.link("project/f/out", &victim);
    scratch.install().unwrap();
    assert_eq!(scratch.tree("victim"), "/file.txt: mine");
    insta::assert_snapshot!(scratch.tree("project/node_modules"));
}

/// What the tarball brings along for a dependency gives way to it.
#[test]
fn a_package_is_laid_over_what_another_brings_along() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "2", "t": "1" } }"#,
        r#""a": ["a@2.0.0", "", {}, "{a@2.0.0}"],
           "t": ["t@1.0.0", "", { "dependencies": { "a": "1" } }, "{t@1.0.0}"],
           "t/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#,
    );
    let tarball = Tarball::new()
        .file("package/node_modules/a/what.txt", 0o644, b"brought along")
        .file("package/node_modules/a/more.txt", 0o644, b"brought along");
    let scratch = scratch.source("t@1.0.0", tarball);
    let scratch = scratch.package("a@1.0.0").package("a@2.0.0");
    scratch.install().unwrap();
    insta::assert_snapshot!(scratch.tree("project/node_modules"));
}

/// The mode of a file.
fn mode(path: &std::path::Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs_err::metadata(path).unwrap().permissions().mode() & 0o777
}

fn pipe(path: &std::path::Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

/// Neither by its path nor by a link, be it the folder itself.
#[test]
fn nothing_outside_of_the_repository_is_copied() {
    let archive = Tarball::new().file("package/secret", 0o644, b"mine").gzip();
    for (resolution, link) in [
        ("file:../victim", None),
        ("file:f", Some(("project/f", "../victim"))),
        ("file:f/victim", Some(("project/f", ".."))),
        ("../a.tgz", None),
        ("a.tgz", Some(("project/a.tgz", "../a.tgz"))),
    ] {
        let root = format!(r#""": {{ "dependencies": {{ "f": "{resolution}" }} }}"#);
        let packages = format!(r#""f": ["f@{resolution}", {{}}]"#);
        let scratch = Scratch::new(&root, &packages);
        fs_err::write(scratch.path("a.tgz"), &archive).unwrap();
        if let Some((path, target)) = link {
            scratch.link(path, target);
        }
        let complaint = scratch.complaint(&refused(&scratch));
        assert!(
            complaint.contains(" outside of the repository"),
            "{complaint}"
        );
    }
}

#[test]
fn a_folder_beside_the_project_is_copied_inside_of_the_repository() {
    let root = r#""": { "dependencies": { "f": "file:../shared" } }"#;
    let scratch = Scratch::new(root, r#""f": ["f@file:../shared", {}]"#);
    scratch.write(".git/HEAD", "");
    scratch.write("shared/file.txt", "ours");
    scratch.install().unwrap();
    assert!(scratch.path("project/node_modules/f/file.txt").exists());
}

#[test]
fn a_patch_from_outside_is_not_read() {
    for (path, link) in [("../x.patch", false), ("x.patch", true)] {
        let packages = format!(r#"{ONE} }}, "patchedDependencies": {{ "a@1.0.0": "{path}""#);
        let scratch = Scratch::new(r#""": { "dependencies": { "a": "1" } }"#, &packages);
        scratch.write("x.patch", "secret");
        if link {
            scratch.link("project/x.patch", "../x.patch");
        }
        let scratch = scratch.package("a@1.0.0");
        let complaint = scratch.complaint(&refused(&scratch));
        assert!(
            complaint.contains(" is outside of the repository"),
            "{complaint}"
        );
    }
}

/// They would never end.
#[test]
fn pipes_and_devices_are_not_read() {
    for file in ["bunfig.toml", ".npmrc", "package.json"] {
        let scratch = Scratch::new(r#""": {}"#, "");
        let _ = fs_err::remove_file(scratch.path("project").join(file));
        scratch.link(&format!("project/{file}"), "/dev/zero");
        let complaint = scratch.complaint(&scratch.install().unwrap_err());
        assert!(complaint.contains(" is no regular file"), "{complaint}");
    }
    let scratch = Scratch::new(r#""": { "dependencies": { "a": "1" } }"#, ONE);
    let path = scratch.path("pipe");
    pipe(&path);
    let scratch = scratch.mapped("a@1.0.0", path);
    let complaint = scratch.complaint(&scratch.install().unwrap_err());
    assert!(
        complaint.contains(" is neither a file nor a folder"),
        "{complaint}"
    );
}

/// Inside of the project they are made executable, as by Bun.
#[test]
fn files_outside_keep_their_modes() {
    for (path, file, expected) in [
        ("../victim", "victim/key", 0o600),
        ("l", "victim/key", 0o600),
        ("inside", "project/inside/key", 0o755),
    ] {
        let as_link =
            format!(r#""m": ["m@link:./{path}", {{ "bin": "key" }}]"#).replace("./..", "..");
        let as_member = format!(r#""m": ["m@workspace:{path}"]"#);
        let member = format!(r#", "{path}": {{ "name": "m", "bin": "key" }}"#);
        for (packages, member) in [(as_link, ""), (as_member, member.as_str())] {
            let root = format!(r#""": {{ "dependencies": {{ "m": "x" }} }}{member}"#);
            let scratch = Scratch::new(&root, &packages);
            scratch.write(file, "#!/bin/sh\r\n");
            scratch.link("project/l", "../victim");
            let private: std::fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            fs_err::set_permissions(scratch.path(file), private).unwrap();
            scratch.install().unwrap();
            assert_eq!(mode(&scratch.path(file)), expected, "{packages}");
            assert!(scratch.path("project/node_modules/.bin/m").is_symlink());
        }
    }
}

/// It does not hold the folder in which the copy is made.
#[test]
fn the_project_can_depend_on_its_own_folder() {
    let root = r#""": { "dependencies": { "f": "file:." } }"#;
    let scratch = Scratch::new(root, r#""f": ["f@file:.", {}]"#);
    scratch.install().unwrap();
    let names = fs_err::read_dir(scratch.path("project/node_modules/f")).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["bun.lock", "package.json"]);
}

/// What lies deeper than a process may have files open could not be removed again.
#[test]
fn folders_are_not_made_without_end() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "f": "file:f" } }"#,
        r#""f": ["f@file:f", {}]"#,
    );
    let deep = format!("project/f/{}", "x/".repeat(600));
    fs_err::create_dir_all(scratch.path(&deep)).unwrap();
    let complaint = scratch.complaint(&refused(&scratch));
    assert!(
        complaint.contains("f: a folder lies in more than 500 others"),
        "{complaint}"
    );
}

/// In quadratic time this would take minutes.
#[test]
fn a_hundred_thousand_unresolved_names_are_passed_over() {
    let names: Vec<String> = (0..100_000).map(|at| format!("\"d{at}\"")).collect();
    let entries: Vec<String> = names.iter().map(|name| format!("{name}: \"1\"")).collect();
    let info = format!(
        r#""optionalDependencies": {{ {} }}, "unresolved": [{}]"#,
        entries.join(","),
        names.join(",")
    );
    let packages = ONE.replace("{}", &format!("{{ {info} }}"));
    let scratch = Scratch::new(r#""": { "dependencies": { "a": "1" } }"#, &packages);
    let report = scratch.package("a@1.0.0").install().unwrap();
    assert_eq!(report.packages, 1);
}
