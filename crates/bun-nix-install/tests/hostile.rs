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
        let workspaces =
            format!(r#""": {{}}, "{path}": {{ "name": "m", "dependencies": {{ "a": "1" }} }}"#);
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
        r#""": { "dependencies": { "l": "link:../victim" } }"#,
        r#""l": ["l@link:../victim", { "dependencies": { "a": "1" } }],
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
        r#""": {}, "node_modules/m": { "name": "m", "dependencies": { "a": "1" } }"#,
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
            r#""m": ["m@workspace:p/m"], {ONE}, "{key}a": ["a@1.0.0", "", {{}}, "{{a@1.0.0}}"]"#
        );
        let packages = if key.is_empty() { ONE } else { &packages };
        let scratch = Scratch::new(workspaces, packages).package("a@1.0.0");
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
        r#""": { "dependencies": { "t": "1", "f": "file:f" } }"#,
        r#""t": ["t@1.0.0", "", { "dependencies": { "a": "1" } }, "{t@1.0.0}"],
           "t/a": ["a@1.0.0", "", {}, "{a@1.0.0}"],
           "f": ["f@file:f", { "dependencies": { "a": "1" } }],
           "f/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#,
    );
    let victim = scratch.path("victim");
    let tarball = Tarball::new().symlink("package/node_modules", "../../../victim");
    let scratch = scratch.source("t@1.0.0", tarball).package("a@1.0.0");
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
        r#""": { "dependencies": { "t": "1" } }"#,
        r#""t": ["t@1.0.0", "", { "dependencies": { "a": "1" } }, "{t@1.0.0}"],
           "t/a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#,
    );
    let tarball = Tarball::new()
        .file("package/node_modules/a/what.txt", 0o644, b"brought along")
        .file("package/node_modules/a/more.txt", 0o644, b"brought along");
    let scratch = scratch.source("t@1.0.0", tarball).package("a@1.0.0");
    scratch.install().unwrap();
    insta::assert_snapshot!(scratch.tree("project/node_modules"));
}
