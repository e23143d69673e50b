//! The plans of the projects in `tests/plans`, whose bun.lock is what Bun 1.4.5
//! wrote; what the plans lay down is what it installs.

use std::fmt::Write as _;
use std::path::Path;

use super::*;
use crate::manifest::Manifest;
use crate::selection::{Choice, Omit};
use crate::target::Target;
use bun_lock::Lockfile;

fn choice(project: &Path) -> Choice {
    let manifest = Manifest::load(project).unwrap().unwrap_or_default();
    Choice {
        target: target("linux x64 glibc"),
        omit: Omit::default(),
        filter: Vec::new(),
        missing: HashSet::new(),
        native: manifest.native,
        registered: HashMap::new(),
    }
}

fn target(words: &str) -> Target {
    let mut words = words.split(' ').map(str::to_owned);
    let mut next = || words.next().unwrap();
    Target {
        os: next(),
        cpu: next(),
        libc: next(),
    }
}

/// The plan of a project in words.
fn planned(project: &str, change: impl FnOnce(&Lockfile, &mut Choice)) -> String {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/plans")
        .join(project);
    let lock = Lockfile::parse(&fs_err::read(project.join("bun.lock")).unwrap()).unwrap();
    let mut choice = choice(&project);
    change(&lock, &mut choice);
    let plan = plan(&Selection::of(&lock, &choice).unwrap()).unwrap();
    words(&lock, &plan)
}

fn words(lock: &Lockfile, plan: &Plan) -> String {
    let mut words = String::new();
    for place in &plan.places {
        let key = &lock.packages[place.package].key;
        let optional = if place.optional { " (optional)" } else { "" };
        writeln!(words, "{} is {key}{optional}", place.folder.display()).unwrap();
        for dependency in &place.dependencies {
            let folder = &plan.places[*dependency].folder;
            writeln!(words, "  needs {}", folder.display()).unwrap();
        }
    }
    for link in &plan.links {
        writeln!(
            words,
            "{} -> {}",
            link.path.display(),
            link.target.display()
        )
        .unwrap();
    }
    for folder in &plan.bins {
        writeln!(words, "{}/.bin", folder.node_modules.display()).unwrap();
        for bin in &folder.bins {
            let native = bin
                .native
                .iter()
                .map(|native| format!(", from {}", native.display()));
            let native: String = native.collect();
            writeln!(words, "  {} of {}{native}", bin.name, bin.folder.display()).unwrap();
        }
    }
    words
}

#[test]
fn a_member_whose_name_the_root_gives_to_another_package() {
    insta::assert_snapshot!(planned("shadowed-member", |_, _| {}));
}

#[test]
fn members() {
    insta::assert_snapshot!(planned("members", |_, _| {}));
}

#[test]
fn a_production_install() {
    insta::assert_snapshot!(planned("members", |_, choice| choice.omit.dev = true));
}

#[test]
fn a_filtered_install() {
    insta::assert_snapshot!(planned("members", |_, choice| {
        choice.filter = vec!["d".to_owned()];
        choice.omit.optional = true;
    }));
}

#[test]
fn local_packages() {
    insta::assert_snapshot!(planned("local", |_, _| {}));
}

#[test]
fn platforms() {
    for (name, system) in [
        ("linux", "linux x64 glibc"),
        ("musl", "linux arm64 musl"),
        ("darwin", "darwin arm64 "),
        ("any", "* * *"),
    ] {
        let plan = planned("platforms", |_, choice| choice.target = target(system));
        insta::assert_snapshot!(name, plan);
    }
}

/// Not so what only it needs.
#[test]
fn an_optional_package_without_a_source_is_left_out() {
    let plan = planned("members", |lock, choice| {
        let once = |package: &bun_lock::Package| package.name == "once";
        choice.missing.extend(lock.packages.iter().position(once));
        choice.omit.dev = true;
    });
    assert!(!plan.contains("once"), "{plan}");
    assert!(plan.contains("node_modules/wrappy is wrappy\n"), "{plan}");
}

/// The order of executables with one name. Real Bun 1.4.5 has the same.
#[test]
fn what_a_workspace_asks_for_goes_first_but_not_its_peers() {
    for (group, first) in [
        ("dependencies", "x"),
        ("devDependencies", "x"),
        ("optionalDependencies", "x"),
        ("peerDependencies", "a"),
    ] {
        let text = format!(
            r#"{{ "lockfileVersion": 2,
                  "workspaces": {{
                    "": {{ "{group}": {{ "x": "1" }} }},
                    "m": {{ "name": "a", "bin": {{ "x": "cli.js" }} }},
                  }},
                  "packages": {{
                    "a": ["a@workspace:m"],
                    "x": ["x@1.0.0", "", {{ "bin": "cli.js" }}, ""],
                  }} }}"#
        );
        let lock = Lockfile::parse(text.as_bytes()).unwrap();
        let choice = choice(Path::new("."));
        let plan = plan(&Selection::of(&lock, &choice).unwrap()).unwrap();
        assert_eq!(plan.bins[0].bins[0].name, first, "{group}");
    }
}

/// The folders and versions of an install from these workspaces. Package `b` needs
/// version 2 of `a`, `c` version 1, and `any` has any as a peer.
fn installed(workspaces: &str, omit_dev: bool, filter: &[&str]) -> Vec<String> {
    let text = format!(
        r#"{{ "lockfileVersion": 2,
              "workspaces": {{ {workspaces} }},
              "packages": {{
                "a": ["a@1.0.0", "", {{}}, ""],
                "any": ["any@1.0.0", "", {{ "peerDependencies": {{ "a": "*" }} }}, ""],
                "b": ["b@1.0.0", "", {{ "dependencies": {{ "a": "^2.0.0" }} }}, ""],
                "c": ["c@1.0.0", "", {{ "dependencies": {{ "a": "^1.0.0" }} }}, ""],
                "m0": ["m0@workspace:m0"],
                "m1": ["m1@workspace:m1"],
                "b/a": ["a@2.0.0", "", {{}}, ""],
              }} }}"#
    );
    let lock = Lockfile::parse(text.as_bytes()).unwrap();
    let mut choice = choice(Path::new("."));
    choice.omit.dev = omit_dev;
    choice.filter = filter.iter().map(|one| (*one).to_owned()).collect();
    let plan = plan(&Selection::of(&lock, &choice).unwrap()).unwrap();
    let places = plan.places.iter().map(|place| {
        let folder = place.folder.strip_prefix("node_modules").unwrap();
        let version = &lock.packages[place.package].resolution_text;
        format!("{} {version}", folder.display())
    });
    places.collect()
}

/// The highest version is what the peer is bound to, another what it finds. Real Bun
/// 1.4.5 installs the same.
#[test]
fn a_peer_makes_do_with_what_is_in_its_place() {
    const WORKSPACES: &str = r#"
        "": { "name": "root", "dependencies": { "b": "1" } },
        "m0": { "name": "m0", "devDependencies": { "a": "^1.0.0" } },
        "m1": { "name": "m1", "dependencies": { "any": "1" } }"#;
    let all = ["a 1.0.0", "any 1.0.0", "b 1.0.0", "b/node_modules/a 2.0.0"];
    assert_eq!(installed(WORKSPACES, false, &[]), all);
    let production = ["any 1.0.0", "b 1.0.0", "b/node_modules/a 2.0.0"];
    assert_eq!(installed(WORKSPACES, true, &[]), production);
    let filtered = ["a 1.0.0", "any 1.0.0"];
    assert_eq!(installed(WORKSPACES, false, &["m1"]), filtered);
    assert_eq!(installed(WORKSPACES, true, &["m1"]), ["any 1.0.0"]);
}

/// Real Bun 1.4.5 installs the same.
#[test]
fn a_place_that_a_dependency_and_a_peer_contend_for_is_nobody_elses() {
    const WORKSPACES: &str = r#"
        "": { "name": "root", "dependencies": { "b": "1", "c": "1" } },
        "m0": { "name": "m0", "devDependencies": { "a": "^1.0.0" },
                "peerDependencies": { "a": "^2.0.0" } },
        "m1": { "name": "m1" }"#;
    let others = [
        "b 1.0.0",
        "c 1.0.0",
        "b/node_modules/a 2.0.0",
        "c/node_modules/a 1.0.0",
    ];
    let with = |own| [&[own], &others[..]].concat();
    assert_eq!(installed(WORKSPACES, false, &[]), with("a 1.0.0"));
    assert_eq!(installed(WORKSPACES, true, &[]), with("a 2.0.0"));
    assert_eq!(installed(WORKSPACES, false, &["root"]), others);
    assert_eq!(installed(WORKSPACES, false, &["m0"]), ["a 1.0.0"]);
    assert_eq!(installed(WORKSPACES, true, &["m0"]), ["a 2.0.0"]);
}

/// Real Bun 1.4.5 has the same.
#[test]
fn what_a_workspace_asks_for_goes_first_even_if_that_is_left_out() {
    let text = r#"{ "lockfileVersion": 2,
        "workspaces": {
          "": { "name": "root", "dependencies": { "p": "1" } },
          "m": { "name": "m", "devDependencies": { "y": "1" } },
        },
        "packages": {
          "m": ["m@workspace:m"],
          "p": ["p@1.0.0", "", { "dependencies": { "x": "1", "y": "1" } }, ""],
          "x": ["x@1.0.0", "", { "bin": { "tool": "x.js" } }, ""],
          "y": ["y@1.0.0", "", { "bin": { "tool": "y.js" } }, ""],
        } }"#;
    let lock = Lockfile::parse(text.as_bytes()).unwrap();
    let mut choice = choice(Path::new("."));
    choice.omit.dev = true;
    let plan = plan(&Selection::of(&lock, &choice).unwrap()).unwrap();
    assert_eq!(plan.bins[0].bins[0].name, "y");
}
