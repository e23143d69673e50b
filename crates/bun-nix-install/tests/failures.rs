//! What an install says when it cannot be done, and that nothing of it is left.

#![allow(clippy::unwrap_used)]

mod scratch;

use bun_nix_install::{Error, Omit, install};
use scratch::Scratch;
use test_servers::Tarball;

/// The root needs `a`, which needs `b`; `c` is optional.
fn three() -> Scratch {
    Scratch::new(
        r#""": { "dependencies": { "a": "1" }, "optionalDependencies": { "c": "1" } }"#,
        r#""a": ["a@1.0.0", "", { "dependencies": { "b": "1" } }, "{a@1.0.0}"],
           "b": ["b@1.0.0", "", {}, "{b@1.0.0}"],
           "c": ["c@1.0.0", "", { "dependencies": { "d": "1" } }, ""],
           "d": ["d@1.0.0", "", {}, "{d@1.0.0}"],"#,
    )
}

/// An install that fails leaves everything as it was.
fn fails(scratch: &Scratch) -> String {
    scratch.write("project/node_modules/old/file.txt", "old");
    let options = scratch.options();
    let before = scratch.tree("");
    let error = install(&options).unwrap_err();
    assert_eq!(scratch.tree(""), before);
    scratch.complaint(&error)
}

#[test]
fn missing_and_differing_sources_are_listed() {
    let scratch = three().package("a@1.0.0").package("d@1.0.0");
    insta::assert_snapshot!(fails(&scratch));
    let scratch = three()
        .package("a@1.0.0")
        .package("b@1.0.0")
        .damage("b@1.0.0");
    insta::assert_snapshot!(fails(&scratch));
    let scratch = three().package("a@1.0.0").damage("a@1.0.0");
    insta::assert_snapshot!(fails(&scratch));
}

#[test]
fn a_source_that_is_gone_or_no_archive_is_listed() {
    let scratch = three().package("b@1.0.0");
    let gone = scratch.path("sources/gone");
    let scratch = scratch.mapped("a@1.0.0", gone);
    insta::assert_snapshot!(fails(&scratch));
    let packages = r#""a": ["a@https://e.org/a.tgz", {}], "b": ["b@git+https://e.org/b#0123456789", {}, "0123456789"],"#;
    let root = r#""": { "dependencies": { "a": "x", "b": "x" } }"#;
    let scratch = Scratch::new(root, packages).package("tarball:https:++e.org+a.tgz");
    let archive = scratch.path("sources/no-archive");
    scratch.write("sources/no-archive", "no archive");
    let scratch = scratch
        .mapped("tarball:https://e.org/a.tgz", archive.clone())
        .mapped("git:0123456789", archive);
    insta::assert_snapshot!(fails(&scratch));
    let folder = scratch.path("sources");
    let scratch = scratch.mapped("git:0123456789", folder);
    insta::assert_snapshot!(fails(&scratch));
}

#[test]
fn an_optional_package_without_a_source_is_left_out() {
    let scratch = three().package("a@1.0.0").package("b@1.0.0");
    insta::assert_snapshot!(fails(&scratch));
    let scratch = scratch.package("d@1.0.0");
    let report = scratch.install().unwrap();
    insta::assert_snapshot!(report.warnings.join("\n"));
    insta::assert_snapshot!(scratch.tree("project/node_modules"));
}

#[test]
fn a_required_edge_to_it_makes_it_required() {
    let root = r#""": { "dependencies": { "a": "1" }, "optionalDependencies": { "c": "1" } }"#;
    let scratch = Scratch::new(
        root,
        r#""a": ["a@1.0.0", "", { "dependencies": { "c": "1" } }, "{a@1.0.0}"],
           "c": ["c@1.0.0", "", {}, ""],"#,
    );
    insta::assert_snapshot!(fails(&scratch.package("a@1.0.0")));
}

#[test]
fn inputs_that_cannot_be_read_are_named() {
    let scratch = three();
    scratch.write("project/bunfig.toml", "[install]\nlinker = \"x\"");
    insta::assert_snapshot!(fails(&scratch));
    let scratch = three();
    scratch.write("project/package.json", "{");
    insta::assert_snapshot!(fails(&scratch));
    let scratch = Scratch::new(r#""": {}"#, r#""a": ["a@latest", {}]"#);
    insta::assert_snapshot!(fails(&scratch));
}

#[test]
fn dependencies_without_a_package_are_named() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "1", "b": "1" }, "optionalDependencies": { "c": "1" } }"#,
        r#""a": ["a@1.0.0", "", { "dependencies": { "d": "1" }, "peerDependencies": { "e": "1" } }, ""]"#,
    );
    insta::assert_snapshot!(fails(&scratch));
}

#[test]
fn filters_that_pick_nothing_are_refused() {
    let scratch = Scratch::new(r#""": { "name": "top" }, "m": { "name": "m" }"#, "");
    let mut options = scratch.options();
    options.filter = vec!["nope".to_owned()];
    let error = install(&options).unwrap_err();
    insta::assert_snapshot!(scratch.complaint(&error));
    options.filter = vec!["...".to_owned()];
    let error = install(&options).unwrap_err();
    insta::assert_snapshot!(scratch.complaint(&error));
    options.filter = vec!["m".to_owned(), "nope".to_owned()];
    let report = install(&options).unwrap();
    insta::assert_snapshot!(report.warnings.join("\n"));
}

#[test]
fn a_registered_link_needs_its_path() {
    let scratch = || {
        let packages = r#""a": ["a@link:a", {}]"#;
        Scratch::new(r#""": { "dependencies": { "a": "link:a" } }"#, packages)
    };
    insta::assert_snapshot!(fails(&scratch()));
    let linked = scratch().mapped("link:a", "/elsewhere/a".into());
    linked.install().unwrap();
    insta::assert_snapshot!(linked.tree("project/node_modules"));
}

#[test]
fn a_patch_that_is_missing_or_misnamed_is_named() {
    for (path, name) in [("patches/a.patch", "missing"), ("/etc/passwd", "misnamed")] {
        let root = r#""": { "dependencies": { "a": "1" } } }, "patchedDependencies": { "a@1.0.0": "PATCH""#;
        let packages = r#""a": ["a@1.0.0", "", {}, "{a@1.0.0}"]"#;
        let scratch = Scratch::new(&root.replace("PATCH", path), packages);
        insta::assert_snapshot!(name, fails(&scratch.package("a@1.0.0")));
    }
}

/// The old node_modules is back.
#[test]
fn a_failing_script_leaves_nothing() {
    let manifest =
        br#"{ "name": "a", "scripts": { "postinstall": "echo made > made.txt; exit 3" } }"#;
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "1" } }, "m": { "name": "m" }"#,
        r#""a": ["a@1.0.0", "", { "hasInstallScript": true }, "{a@1.0.0}"], "m": ["m@workspace:m"]"#,
    );
    let tarball = Tarball::new().file("package/package.json", 0o644, manifest);
    let scratch = scratch.source("a@1.0.0", tarball);
    scratch.write(
        "project/package.json",
        r#"{ "trustedDependencies": ["a"] }"#,
    );
    let message = fails(&scratch);
    assert!(message.starts_with("status 2\n"), "{message}");
    assert!(message.contains("postinstall"), "{message}");
}

#[test]
fn what_was_there_is_replaced() {
    let scratch = three()
        .package("a@1.0.0")
        .package("b@1.0.0")
        .package("d@1.0.0");
    scratch.write("project/node_modules/stale/file.txt", "stale");
    scratch.install().unwrap();
    let once = scratch.tree("project");
    assert!(!once.contains("stale"), "{once}");
    scratch.install().unwrap();
    assert_eq!(scratch.tree("project"), once);
}

#[test]
fn what_a_store_made_read_only_is_replaced_too() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = three()
        .package("a@1.0.0")
        .package("b@1.0.0")
        .package("d@1.0.0");
    scratch.write("project/node_modules/stale/file.txt", "stale");
    for folder in ["project/node_modules/stale", "project/node_modules"] {
        let read_only = PermissionsExt::from_mode(0o555);
        fs_err::set_permissions(scratch.path(folder), read_only).unwrap();
    }
    scratch.install().unwrap();
    assert!(!scratch.tree("project").contains("stale"));
}

/// A result elsewhere than in the project: links lead where the sources will lie,
/// and the project stays as it is.
#[test]
fn a_result_elsewhere_stands_for_the_project() {
    let scratch = Scratch::new(
        r#""": { "dependencies": { "a": "1", "m": "workspace:*" } },
           "packages/m": { "name": "m", "bin": "cli.js", "dependencies": { "a": "1", "f": "file:../../f" } }"#,
        r#""a": ["a@1.0.0", "", {}, "{a@1.0.0}"],
           "m": ["m@workspace:packages/m"],
           "m/a": ["a@2.0.0", "", {}, "{a@2.0.0}"],
           "m/f": ["f@file:f", { "dependencies": { "a": "2" } }],"#,
    );
    let scratch = scratch.package("a@1.0.0").package("a@2.0.0");
    scratch.write("project/f/file.txt", "of f");
    scratch.write("project/packages/m/cli.js", "#!/usr/bin/env node\r\n");
    let mut options = scratch.options();
    options.out = scratch.path("out/deep");
    let before = scratch.tree("project");
    install(&options).unwrap();
    assert_eq!(scratch.tree("project"), before);
    insta::assert_snapshot!(scratch.tree("out"));
}

#[test]
fn nothing_is_made_elsewhere_by_an_install_that_fails() {
    let scratch = three();
    let mut options = scratch.options();
    options.out = scratch.path("out/deep");
    install(&options).unwrap_err();
    assert!(!scratch.path("out").exists());
}

/// Of an install that leaves out groups and members.
#[test]
fn the_members_that_a_filter_leaves_out_keep_their_node_modules() {
    let scratch = Scratch::new(
        r#""": { "name": "top" }, "m": { "name": "m" }, "n": { "name": "n" }"#,
        r#""m": ["m@workspace:m"], "n": ["n@workspace:n"]"#,
    );
    scratch.write("project/m/node_modules/old.txt", "old");
    scratch.write("project/n/node_modules/old.txt", "old");
    let mut options = scratch.options();
    options.filter = vec!["m".to_owned()];
    options.omit = Omit {
        dev: true,
        ..Omit::default()
    };
    install(&options).unwrap();
    assert!(scratch.path("project/n/node_modules/old.txt").exists());
    options.filter.clear();
    install(&options).unwrap();
    assert!(!scratch.path("project/n/node_modules").exists());
    assert!(!scratch.path("project/m/node_modules").exists());
}

#[test]
fn only_sources_are_mended_by_packaging() {
    let error = three().install().unwrap_err();
    assert!(matches!(&error, Error::Sources(faults) if faults.len() == 3));
    assert_eq!(error.status(), 1);
}

/// The script stands for somebody who presses Ctrl-C while it runs.
#[test]
fn an_interrupted_install_leaves_nothing() {
    let scratch = Scratch::new(r#""": { "dependencies": { "a": "1" } }"#, ONE_SCRIPT);
    let manifest = br#"{ "name": "a", "scripts": { "install": "kill -INT $PPID; sleep 1" } }"#;
    let tarball = Tarball::new().file("package/package.json", 0o644, manifest);
    let scratch = scratch.source("a@1.0.0", tarball);
    scratch.write(
        "project/package.json",
        r#"{ "trustedDependencies": ["a"] }"#,
    );
    scratch.write("project/node_modules/old/file.txt", "old");
    scratch.write("map.json", &scratch.map());
    scratch.options();
    let before = scratch.tree("");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_bun-nix-install"))
        .current_dir(scratch.path("project"))
        .args(["--sources", "../map.json"])
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        message,
        "error: interrupted: everything is as it was before\n"
    );
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(scratch.tree(""), before);
}

const ONE_SCRIPT: &str = r#""a": ["a@1.0.0", "", { "hasInstallScript": true }, "{a@1.0.0}"]"#;

/// Each is optional only once the one before it is gone.
#[test]
fn a_long_chain_of_missing_packages_is_listed() {
    let names: Vec<String> = (0..2_000).map(|at| format!("k{at}")).collect();
    let entry = |pair: &[String]| {
        let [name, next] = pair else { unreachable!() };
        format!(r#""{name}": ["{name}@1.0.0", "", {{ "dependencies": {{ "{next}": "1" }} }}, ""],"#)
    };
    let packages: String = names.windows(2).map(entry).collect();
    let packages = packages + r#""k1999": ["k1999@1.0.0", "", {}, ""],"#;
    let all: Vec<String> = names
        .iter()
        .map(|name| format!("\"{name}\": \"1\""))
        .collect();
    let root = format!(
        r#""": {{ "optionalDependencies": {{ {} }} }}"#,
        all.join(", ")
    );
    let error = Scratch::new(&root, &packages).install().unwrap_err();
    assert!(matches!(error, Error::Sources(_)), "{error}");
}
