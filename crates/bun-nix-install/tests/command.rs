//! The program: what it prints and exits with.

#![allow(clippy::unwrap_used)]

mod scratch;

use std::process::Command;

use scratch::Scratch;

/// What the program does with arguments in the scratch folder.
fn run(scratch: &Scratch, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_bun-nix-install"))
        .args(arguments)
        .current_dir(scratch.path(""))
        .output()
        .unwrap();
    let text = format!(
        "{}{}status {}\n",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
        output.status.code().unwrap(),
    );
    let folder = scratch.path("").display().to_string();
    text.replace(folder.trim_end_matches('/'), "/scratch")
}

fn one() -> Scratch {
    let root = r#""": { "dependencies": { "a": "1" }, "optionalDependencies": { "b": "1" } }"#;
    let packages = r#""a": ["a@1.0.0", "", {}, "{a@1.0.0}"], "b": ["b@1.0.0", "", {}, ""]"#;
    let scratch = Scratch::new(root, packages).package("a@1.0.0");
    scratch.options();
    let source = scratch.path("sources/a@1.0.0").display().to_string();
    scratch.write("map.json", &format!(r#"{{ "a@1.0.0": "{source}" }}"#));
    scratch
}

const LOCKFILE: [&str; 2] = ["--lockfile", "project/bun.lock"];

#[test]
fn help() {
    insta::assert_snapshot!(run(&one(), &["--help"]));
}

#[test]
fn an_install_says_what_it_left_out() {
    let scratch = one();
    let arguments = [&LOCKFILE[..], &["--sources", "map.json"]].concat();
    insta::assert_snapshot!(run(&scratch, &arguments));
    assert!(scratch.path("project/node_modules/a/what.txt").exists());
    let arguments = [
        &arguments[..],
        &["--omit", "optional", "--out", "out", "--jobs", "1"],
    ]
    .concat();
    assert_eq!(run(&scratch, &arguments), "status 0\n");
    assert!(scratch.path("out/node_modules/a/what.txt").exists());
}

#[test]
fn a_missing_source_is_for_packaging_to_mend() {
    let scratch = one();
    scratch.write("map.json", "{}");
    let arguments = [&LOCKFILE[..], &["--sources", "map.json"]].concat();
    insta::assert_snapshot!(run(&scratch, &arguments));
}

#[test]
fn arguments_and_maps_that_make_no_sense() {
    let scratch = one();
    scratch.write("list.json", "[]");
    scratch.write("relative.json", r#"{ "a@1.0.0": "a.tgz" }"#);
    for (name, arguments) in [
        ("no-map", &[][..]),
        ("map-is-missing", &["--sources", "nothing.json"]),
        ("map-is-a-list", &["--sources", "list.json"]),
        ("map-is-relative", &["--sources", "relative.json"]),
        (
            "unknown-linker",
            &["--sources", "map.json", "--linker", "pnp"],
        ),
        (
            "unknown-group",
            &["--sources", "map.json", "--omit", "prod"],
        ),
    ] {
        let arguments = [&LOCKFILE[..], arguments].concat();
        insta::assert_snapshot!(name, run(&scratch, &arguments));
    }
    insta::assert_snapshot!("no-lockfile", run(&scratch, &["--sources", "map.json"]));
}
