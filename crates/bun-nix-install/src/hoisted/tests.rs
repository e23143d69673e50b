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
    let plan = plan(&Selection::of(&lock, &choice).unwrap());
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
        let plan = plan(&Selection::of(&lock, &choice).unwrap());
        assert_eq!(plan.bins[0].bins[0].name, first, "{group}");
    }
}
