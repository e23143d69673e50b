//! Lifecycle scripts, as they themselves see it: the project of
//! tests/scripts/fixture is installed by real Bun and by us, at the same path, and
//! what the scripts recorded is compared, and what they left behind.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[path = "scripts/fixture.rs"]
mod fixture;
#[path = "scripts/records.rs"]
mod records;
#[path = "oracle/tree.rs"]
mod tree;

use std::path::Path;
use std::process::{Command, Output};

use fixture::{Fixture, edit};
use records::Records;
use serde_json::json;
use test_oracles::Bun;
use tree::Tree;

const BUN: &str = "1.4";

fn ours(fixture: &Fixture, bun: &Bun, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bun-nix-install"));
    fixture.environment(&mut command, bun.path());
    command
        .current_dir(fixture.project())
        .arg("--sources")
        .arg(fixture.sources())
        .args(arguments);
    command.output().unwrap()
}

fn installed(output: Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}

fn trees(project: &Path) -> Vec<Tree> {
    let folders = ["", "packages/m", "packages/n", "packages/unnamed", "linked"];
    let folders = folders.map(|folder| project.join(folder).join("node_modules"));
    folders
        .iter()
        .filter(|folder| folder.exists())
        .map(|folder| Tree::of(folder))
        .collect()
}

/// Installs with Bun and with us.
fn compare(linker: &str, change: impl FnOnce(&Path)) -> Option<[Records; 2]> {
    let bun = Bun::version(BUN)?;
    let fixture = Fixture::new(&bun, change);
    fixture.clean();
    let mut command = bun.command(&fixture.project(), &fixture.cache());
    fixture.environment(&mut command, bun.path());
    installed(
        command
            .args(["install", "--frozen-lockfile", "--linker", linker])
            .output()
            .unwrap(),
    );
    let expected = Records::of(&fixture.records());
    let expected_trees = trees(&fixture.project());

    fixture.clean();
    installed(ours(&fixture, &bun, &["--linker", linker]));
    let found = Records::of(&fixture.records());
    assert_eq!(expected.names(), found.names());
    for (name, record) in &expected.scripts {
        assert_eq!(*record, found.scripts[name], "{name}");
    }
    for (expected, found) in expected_trees.iter().zip(trees(&fixture.project())) {
        let differences = expected.differences(&found);
        let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
    Some([expected, found])
}

/// What holds of Bun's order holds of ours.
fn assert_order(records: &[Records; 2], order: &[(&str, &str)]) {
    for records in records {
        for (one, other) in order {
            assert!(records.is_before(one, other), "{one}, {other}");
        }
    }
}

/// What every install does: each package's in order, and the project's own last, the
/// members' before the root's.
const ORDER: [(&str, &str); 7] = [
    ("+linked.preinstall", "+linked.install"),
    ("+linked.install", "+linked.postinstall"),
    ("+packages+m.postinstall", "+packages+m.prepare"),
    ("+packages+m.prepare", ".preinstall"),
    ("+packages+n.prepare", ".preinstall"),
    (".preinstall", ".install"),
    (".prepare", ".postprepare"),
];

#[test]
fn hoisted() {
    let Some(installs) = compare("hoisted", |_| {}) else {
        return;
    };
    assert_order(&installs, &ORDER);
    // Bun leaves this to chance.
    let ours = &installs[1];
    assert!(ours.is_before(
        "+node_modules+maker.postinstall",
        "+node_modules+plain.preinstall"
    ));
}

#[test]
fn isolated() {
    let Some(installs) = compare("isolated", |_| {}) else {
        return;
    };
    assert_order(&installs, &ORDER);
    let store = "+node_modules+.bun+";
    let maker = format!("{store}maker@1.0.0+node_modules+maker.postinstall");
    let user = format!("{store}user@1.0.0+node_modules+user.install");
    assert_order(
        &installs,
        &[(&maker, &user), (&maker, "+packages+m.preinstall")],
    );
}

/// `ignoreScripts` takes the place of the built-in rule for sharp.
#[test]
fn package_json_may_say_whose_scripts_are_needless() {
    let change = |project: &Path| {
        edit(project, |root| {
            root["ignoreScripts"] = json!(["nested", "plain"])
        });
    };
    let Some(installs) = compare("hoisted", change) else {
        return;
    };
    let scripts = &installs[0].scripts;
    assert!(scripts.contains_key("+node_modules+sharp.install"));
    assert!(!scripts.contains_key("+node_modules+nested.install"));
}

/// The packages whose scripts ran, but those of the project itself.
fn packages(records: &Records) -> Vec<&str> {
    let names = records.names().into_iter();
    let mut packages: Vec<&str> = names
        .filter_map(|name| name.rsplit_once("node_modules+"))
        .filter_map(|(_, name)| name.split('.').next())
        .collect();
    packages.dedup();
    packages
}

#[test]
fn an_empty_list_trusts_nobody() {
    let change = |project: &Path| edit(project, |root| root["trustedDependencies"] = json!([]));
    if let Some(installs) = compare("isolated", change) {
        assert_eq!(packages(&installs[0]), [""; 0]);
    }
}

#[test]
fn without_a_list_the_built_in_one_counts() {
    let change = |project: &Path| {
        for folder in [project.to_owned(), project.join("packages/m")] {
            edit(&folder, |manifest| {
                manifest
                    .as_object_mut()
                    .unwrap()
                    .remove("trustedDependencies");
            });
        }
    };
    for linker in ["hoisted", "isolated"] {
        if let Some(installs) = compare(linker, change) {
            assert_eq!(packages(&installs[0]), ["sleep"]);
        }
    }
}

fn all_names(fixture: &Fixture) -> String {
    Records::of(&fixture.records()).names().join(" ")
}

#[test]
fn only_where_asked_and_only_in_place() {
    let Some(bun) = Bun::version(BUN) else { return };
    let fixture = Fixture::new(&bun, |_| {});
    fixture.clean();
    installed(ours(&fixture, &bun, &["--ignore-scripts"]));
    assert_eq!(all_names(&fixture), "");

    fixture.clean();
    let before = Tree::of(&fixture.project());
    let out = fixture.project().with_file_name("out");
    installed(ours(
        &fixture,
        &bun,
        &["--out", out.to_str().unwrap(), "--linker", "hoisted"],
    ));
    let differences = before.differences(&Tree::of(&fixture.project()));
    assert!(differences.is_empty(), "the project is changed");
    let records = Records::of(&fixture.records());
    let is_packages = |name: &&str| name.contains("+out+") && name.contains("+node_modules+");
    assert!(records.names().iter().all(is_packages));
    assert!(records.names().len() > 20);
}

#[test]
fn a_failure_names_package_script_and_output_and_leaves_nothing() {
    let Some(bun) = Bun::version(BUN) else { return };
    let requires = |project: &Path| {
        edit(project, |root| {
            root["dependencies"]["failing"] = json!("1.0.0");
            root["optionalDependencies"] = json!({});
        });
    };
    let fixture = Fixture::new(&bun, requires);
    fixture.clean();
    let output = ours(&fixture, &bun, &["--linker", "hoisted"]);
    assert_eq!(output.status.code(), Some(2));
    let project = fixture.project();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        stderr.replace(project.to_str().unwrap(), "PROJECT"),
        "error: the postinstall script of failing@1.0.0 exited with 3\n  \
         in PROJECT/node_modules/failing\n  $ echo gone; exit 3\n  gone\n\
         help: give the script what it needs, or install with `--ignore-scripts`\n"
    );
    assert!(!project.join("node_modules").exists());
}

#[test]
fn an_optional_package_that_fails_is_left_out_and_said_so() {
    let Some(bun) = Bun::version(BUN) else { return };
    let fixture = Fixture::new(&bun, |_| {});
    fixture.clean();
    let output = ours(&fixture, &bun, &["--linker", "isolated"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    let warning =
        "warning: failing@1.0.0 is optional and left out: its postinstall script exited with 3\n";
    assert!(stderr.contains(warning), "{stderr}");
    let node_modules = fixture.project().join("node_modules");
    assert!(!node_modules.join("failing").is_symlink());
    assert!(!node_modules.join(".bin/failing").is_symlink());
}
