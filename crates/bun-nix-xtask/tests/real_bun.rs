//! Projects that real Bun installs, one for each kind of entry that the public
//! registry and a folder allow: what Bun writes, both commands accept, and one
//! more edit of package.json makes check say so.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use std::path::Path;

use repository::{Repository, parse_jsonc};
use serde_json::{Value, json};
use test_oracles::Bun;

/// A project: its package.json files by folder, and what its lockfile has to hold.
struct Case {
    name: &'static str,
    /// The oldest Bun that can install it.
    since: &'static str,
    manifests: Vec<(&'static str, Value)>,
    /// Beginnings of the entries' first elements.
    entries: &'static [&'static str],
    /// Keys that have to stand in the lockfile somewhere.
    keys: &'static [&'static str],
}

fn case(name: &'static str, manifest: Value, entries: &'static [&'static str]) -> Case {
    Case {
        name,
        since: "1.2",
        manifests: vec![("", manifest)],
        entries,
        keys: &[],
    }
}

impl Case {
    fn since(self, since: &'static str) -> Case {
        Case { since, ..self }
    }

    fn with(mut self, folder: &'static str, manifest: Value) -> Case {
        self.manifests.push((folder, manifest));
        self
    }

    fn keys(self, keys: &'static [&'static str]) -> Case {
        Case { keys, ..self }
    }
}

fn cases() -> Vec<Case> {
    let ms = "https://registry.npmjs.org/ms/-/ms-2.1.2.tgz";
    vec![
        case("npm", json!({ "name": "p", "dependencies": { "ms": "2.1.3" } }), &["ms@2.1.3"]),
        case("no-name", json!({ "devDependencies": { "ms": "2.1.3" } }), &["ms@2.1.3"]),
        case("scoped", json!({ "name": "p", "dependencies": { "@types/ms": "2.1.0" } }), &["@types/ms@2.1.0"]),
        case("alias", json!({ "name": "p", "dependencies": { "my-ms": "npm:ms@2.1.3", "@my/ms": "npm:ms@2.1.2" } }), &["ms@2.1.3", "ms@2.1.2"]),
        case("nested", json!({ "name": "p", "dependencies": { "debug": "4.3.4", "ms": "2.1.3" } }), &["debug@4.3.4", "ms@2.1.3", "ms@2.1.2"]),
        case("platforms", json!({ "name": "p", "dependencies": { "esbuild": "0.25.0" } }), &["esbuild@0.25.0", "@esbuild/linux-x64@0.25.0", "@esbuild/darwin-arm64@0.25.0"]).keys(&["os", "cpu"]),
        case("optional-peer", json!({ "name": "p", "peerDependencies": { "ms": "^2.1.0" }, "peerDependenciesMeta": { "ms": { "optional": true } }, "optionalDependencies": { "is-number": "7.0.0" } }), &["is-number@7.0.0"]),
        case("remote-tarball", json!({ "name": "p", "dependencies": { "ms": ms } }), &["ms@https://"])
        // Bun 1.2 records no hash.
        .since("1.3"),
        case("local-tarball", json!({ "name": "p", "dependencies": { "packed": "./vendor/packed-1.2.3.tgz" } }), &["packed@"]),
        case("folder", json!({ "name": "p", "dependencies": { "local": "file:./local" } }), &["local@file:", "ms@2.1.3"])
            .with("local", json!({ "name": "local", "version": "1.0.0", "dependencies": { "ms": "2.1.3" } })),
        case("link", json!({ "name": "p", "dependencies": { "linked": "link:./linked" } }), &["linked@link:"])
            // Older ones know registered links only.
            .since("1.4")
            .with("linked", json!({ "name": "linked", "version": "1.0.0" })),
        case(
            "workspaces",
            json!({ "name": "p", "workspaces": ["packages/*"], "dependencies": { "ms": "2.1.3" } }),
            &["a@workspace:packages/a", "@s/b@workspace:packages/b", "ms@2.1.3", "ms@2.1.2"],
        )
        .with("packages/a", json!({ "name": "a", "version": "1.0.0", "dependencies": { "ms": "2.1.2", "@s/b": "workspace:*" } }))
        .with("packages/b", json!({ "name": "@s/b", "devDependencies": { "a": "workspace:^", "is-number": "7.0.0" } })),
        case(
            "root-as-dependency",
            json!({ "name": "root", "version": "1.0.0", "workspaces": ["packages/*"] }),
            &["a@workspace:packages/a", "root@root:"],
        )
        .since("1.4")
        .with("packages/a", json!({ "name": "a", "version": "1.0.0", "dependencies": { "root": "workspace:*" } })),
        case("overrides", json!({ "name": "p", "dependencies": { "debug": "4.3.4" }, "overrides": { "ms": "2.1.3" } }), &["debug@4.3.4", "ms@2.1.3"]).keys(&["overrides"]),
        case("resolutions", json!({ "name": "p", "dependencies": { "debug": "4.3.4" }, "resolutions": { "ms": "2.1.1" } }), &["debug@4.3.4", "ms@2.1.1"]).keys(&["overrides"]),
        case(
            "catalogs",
            json!({
                "name": "p",
                "workspaces": { "packages": ["packages/*"], "catalog": { "ms": "2.1.3" }, "catalogs": { "old": { "is-number": "6.0.0" } } },
            }),
            &["ms@2.1.3", "is-number@6.0.0"],
        )
        .since("1.3")
        .keys(&["catalog", "catalogs"])
        .with("packages/a", json!({ "name": "a", "dependencies": { "ms": "catalog:", "is-number": "catalog:old" } })),
        case("patched", json!({ "name": "p", "dependencies": { "ms": "2.1.3" }, "patchedDependencies": { "ms@2.1.3": "patches/ms@2.1.3.patch" } }), &["ms@2.1.3"]).keys(&["patchedDependencies"]),
        case("trusted", json!({ "name": "p", "dependencies": { "esbuild": "0.25.0", "ms": "2.1.3" }, "trustedDependencies": ["esbuild"] }), &["esbuild@0.25.0"]).keys(&["trustedDependencies"]),
        case("bundled", json!({ "name": "p", "dependencies": { "@tailwindcss/oxide-wasm32-wasi": "4.1.18" } }), &["@tailwindcss/oxide-wasm32-wasi@4.1.18", "tslib@"]).keys(&["bundled"]),
    ]
}

const PATCH: &str = "\
diff --git a/index.js b/index.js
--- a/index.js
+++ b/index.js
@@ -1,3 +1,4 @@
+// patched
 /**
  * Helpers.
  */
";

#[test]
fn what_bun_1_2_writes_is_accepted() {
    accepts("1.2");
}

#[test]
fn what_bun_1_3_writes_is_accepted() {
    accepts("1.3");
}

#[test]
fn what_bun_1_4_writes_is_accepted() {
    accepts("1.4");
}

/// What has no hash anywhere is refused by name.
#[test]
fn a_tarball_whose_hash_bun_1_2_does_not_record_is_named() {
    let Some(bun) = Bun::version("1.2") else {
        return;
    };
    let repository = Repository::new();
    let cases = cases();
    let case = cases.iter().find(|case| case.name == "remote-tarball");
    install(&bun, &repository, case.unwrap());
    let run = repository.update().assert_code(2);
    let line = "+ ms  tarball:https://registry.npmjs.org/ms/-/ms-2.1.2.tgz has to be downloaded";
    assert!(run.stderr.contains(line), "{run}");
}

fn accepts(version: &str) {
    let Some(bun) = Bun::version(version) else {
        return;
    };
    let repository = Repository::new();
    for case in cases().iter().filter(|case| case.since <= version) {
        install(&bun, &repository, case);
        let lockfile = format!("{}/bun.lock", case.name);
        assert_holds(case, &parse_jsonc(&repository.read(&lockfile)));
        let command = |command: &str| {
            let run = repository.run(&[command, "--lockfile", &lockfile]);
            assert_eq!(
                run.code,
                0,
                "Bun {version}, {}: {run}\n{}",
                case.name,
                repository.read(&lockfile)
            );
            run
        };
        let updated = command("update");
        assert!(
            !updated.stderr.contains("disagree"),
            "Bun {version}, {}: {updated}",
            case.name
        );
        let checked = command("check");
        assert!(
            checked.stdout.contains("is current"),
            "Bun {version}, {}: {checked}",
            case.name
        );
        assert_edit_is_named(&repository, case);
    }
}

fn install(bun: &Bun, repository: &Repository, case: &Case) {
    for (folder, manifest) in &case.manifests {
        repository.write(
            &format!("{}/{folder}/package.json", case.name),
            manifest.to_string(),
        );
    }
    let folder = repository.path(case.name);
    if case.name == "local-tarball" {
        repository.write(
            "local-tarball/packed/package.json",
            r#"{ "name": "packed", "version": "1.2.3" }"#,
        );
        bun.run(
            &folder.join("packed"),
            &["pm", "pack", "--destination", "../vendor"],
        );
    }
    if case.name == "patched" {
        repository.write("patched/patches/ms@2.1.3.patch", PATCH);
    }
    bun.run(
        &folder,
        &["install", "--ignore-scripts", "--save-text-lockfile"],
    );
}

/// Asserts that Bun wrote what the case is about.
fn assert_holds(case: &Case, lock: &Value) {
    let packages = lock["packages"].as_object().into_iter().flatten();
    let ids: Vec<&str> = packages
        .map(|(_, tuple)| tuple[0].as_str().unwrap())
        .collect();
    for entry in case.entries {
        assert!(
            ids.iter().any(|id| id.starts_with(entry)),
            "{}: no {entry} in {ids:?}",
            case.name
        );
    }
    for key in case.keys {
        assert!(
            lock.to_string().contains(&format!("\"{key}\":")),
            "{}: no {key} in {lock:#}",
            case.name
        );
    }
}

/// Adds a dependency to a package.json of the project: the last workspace
/// member's, or else the root's.
fn assert_edit_is_named(repository: &Repository, case: &Case) {
    let manifests = case.manifests.iter();
    let member = manifests
        .rev()
        .find(|(folder, _)| folder.starts_with("packages/"));
    let (folder, manifest) = member.unwrap_or(&case.manifests[0]);
    let mut manifest = manifest.clone();
    manifest["optionalDependencies"]["is-odd"] = json!("^3.0.1");
    let file = Path::new(case.name).join(folder).join("package.json");
    repository.write(file.to_str().unwrap(), manifest.to_string());
    let run = repository
        .run(&["check", "--lockfile", case.name])
        .assert_code(1);
    assert!(
        run.stderr.contains(&format!("error: {}:", file.display())),
        "{run}"
    );
    assert!(run.stderr.contains("+ is-odd ^3.0.1"), "{run}");
}
