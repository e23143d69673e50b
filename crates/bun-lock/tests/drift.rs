//! Whether `drift` says what `bun install` would do, over folders that real Buns
//! wrote: `fixtures/manifest` are at rest, `fixtures/drift` each had one edit.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod fixture;

use std::path::Path;

use bun_lock::{Drift, Lockfile, Project, drift};
use fixture::{Copy, fixtures, is_recorded, line, manifests};
use serde_json::{Value, json};

fn drifts(dir: &Path) -> Result<Vec<Drift>, String> {
    let lock = Lockfile::parse(&fs_err::read(dir.join("bun.lock")).unwrap())
        .map_err(|error| format!("bun.lock:{}: {error}", error.position))?;
    let project = Project::load(dir, 0).map_err(|error| error.to_string())?;
    Ok(drift(&lock, &project.unwrap()))
}

fn report(dir: &Path) -> String {
    match drifts(dir) {
        Ok(drifts) => drifts
            .iter()
            .map(|drift| format!("{}\n", located(drift)))
            .collect(),
        Err(error) => format!("error: {error}\n"),
    }
}

fn located(drift: &Drift) -> String {
    let position = drift.position.map(|position| format!(" [{position}]"));
    format!("{}{}", line(drift), position.unwrap_or_default())
}

#[test]
fn what_bun_leaves_alone_is_no_drift() {
    for dir in fixtures("manifest") {
        let name = dir.file_name().unwrap().to_str().unwrap();
        match name {
            // Bun 1.4 writes one key twice; such a lock is refused.
            "json-duplicate-keys" => assert!(report(&dir).contains("occurs twice"), "{name}"),
            _ => assert_eq!(report(&dir), "", "{name}"),
        }
    }
}

/// Version and bin of a member, which every release changes and no Bun but 1.4
/// refreshes.
const NOT_COMPARED: [&str; 4] = ["mem_addbin", "mem_bin", "mem_nover", "mem_ver"];

/// `BUN_NIX_UPDATE=1 cargo test` writes the expected outputs anew.
#[test]
fn what_bun_rewrites_is_drift() {
    for dir in fixtures("drift") {
        let report = report(&dir);
        let name = dir.file_name().unwrap().to_str().unwrap();
        let rewrites = bun_says(&dir, "install-rewrites") && !NOT_COMPARED.contains(&name);
        let fails = bun_says(&dir, "install-fails");
        assert_eq!(
            !report.is_empty(),
            rewrites || fails,
            "{}: {report}",
            dir.display()
        );
        assert_eq!(
            report.starts_with("error: "),
            fails,
            "{}: {report}",
            dir.display()
        );
        compare_or_write(&dir.join("expected.txt"), &report);
    }
}

/// What the real Bun did, in the file that the fixture's maker left.
fn bun_says(dir: &Path, what: &str) -> bool {
    let observed = fs_err::read_to_string(dir.join("bun-1.4.5.txt")).unwrap();
    observed.contains(&format!("{what}: True"))
}

fn compare_or_write(path: &Path, actual: &str) {
    if std::env::var_os("BUN_NIX_UPDATE").is_some() {
        fs_err::write(path, actual).unwrap();
    }
    let expected = fs_err::read_to_string(path).unwrap_or_default();
    assert_eq!(actual, expected, "{}", path.display());
}

const GROUPS: [&str; 4] = [
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
];

#[test]
fn every_edit_of_a_dependency_is_drift() {
    let mut edits = 0;
    for dir in fixtures("manifest") {
        let copy = Copy::of(&dir);
        let Ok(lock) = Lockfile::parse(&fs_err::read(dir.join("bun.lock")).unwrap()) else {
            continue;
        };
        for folder in manifests(&dir).filter(|folder| is_recorded(&lock, folder)) {
            let Ok(manifest) = copy.read(&folder) else {
                continue;
            };
            for (name, edited) in GROUPS.iter().flat_map(|group| edited(&manifest, group)) {
                copy.write(&folder, &edited.to_string());
                let drifts = drifts(copy.path()).unwrap();
                let is_named =
                    |drift: &Drift| drift.name == name && drift.folder.as_str() == folder;
                assert!(
                    drifts.iter().any(is_named),
                    "{} {folder} {name}: {edited}",
                    dir.display()
                );
                edits += 1;
            }
            copy.write(&folder, &manifest.to_string());
        }
    }
    assert!(edits > 500, "{edits}");
}

/// The manifest with one dependency of a group added, removed or changed, and
/// that one's name.
fn edited(manifest: &Value, group: &str) -> Vec<(String, Value)> {
    let entries = manifest
        .get(group)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let with = |name: &str, spec: Option<&str>| {
        let mut entries = entries.clone();
        entries.remove(name);
        entries.extend(spec.map(|spec| (name.to_owned(), json!(spec))));
        let mut manifest = manifest.clone();
        manifest[group] = Value::Object(entries);
        (name.to_owned(), manifest)
    };
    let mut edited = vec![with("zzz-added", Some("1.0.0"))];
    for (name, spec) in entries
        .iter()
        .filter(|(name, _)| !is_hidden(manifest, group, name))
    {
        edited.push(with(name, Some("npm:zzz-other@9.9.9")));
        if spec != "*" || manifest["peerDependenciesMeta"][name].is_null() {
            edited.push(with(name, None));
        }
    }
    edited
}

/// An optional dependency takes the place of another of its name.
fn is_hidden(manifest: &Value, group: &str, name: &str) -> bool {
    matches!(group, "dependencies" | "devDependencies")
        && manifest["optionalDependencies"].get(name).is_some()
}

/// Removing a member's folder, and adding one under the pattern.
#[test]
fn a_member_that_comes_or_goes_is_drift() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/manifest/ws-glob");
    let copy = Copy::of(&dir);
    copy.write("packages/new", r#"{ "name": "new" }"#);
    assert_eq!(
        report(copy.path()),
        "+ packages/new new        a workspace member, not in bun.lock [1:3]\n"
    );
    fs_err::remove_dir_all(copy.path().join("packages/new")).unwrap();
    fs_err::remove_dir_all(copy.path().join("packages/a")).unwrap();
    assert_eq!(
        report(copy.path()),
        "- packages/a fx-a         in bun.lock, not a workspace member\n"
    );
}

/// The same through the whole of a project: what cannot be used is an error with
/// file, place and remedy.
#[test]
fn what_bun_refuses_is_an_error() {
    for (manifest, expected) in [
        (
            r#"{ "dependencies": [] }"#,
            r#"1:19 wrong-type "dependencies" must be an object"#,
        ),
        (
            r#"{ "dependencies": null }"#,
            r#"1:19 wrong-type "dependencies" must be an object"#,
        ),
        (
            "{ \"devDependencies\": {\n  \"a\": 1 } }",
            r#"2:8 wrong-type a specifier in "devDependencies" must be a string"#,
        ),
        (
            r#"{ "overrides": [] }"#,
            r#"1:16 wrong-type "overrides" must be an object"#,
        ),
        (
            r#"{ "workspaces": "a" }"#,
            r#"1:17 wrong-type "workspaces" must be an array of texts, or an object with "packages""#,
        ),
        (
            r#"{ "workspaces": ["a", 1] }"#,
            "1:23 wrong-type a workspace pattern must be a string",
        ),
        (
            r#"{ "workspaces": ["../*"] }"#,
            r#"1:18 outside-path "../*" leads out of the repository"#,
        ),
        (
            r#"{ "workspaces": ["/*"] }"#,
            r#"1:18 unsafe-path "/*" is not a plausible relative path"#,
        ),
        (
            r#"{ "trustedDependencies": {} }"#,
            r#"1:26 wrong-type "trustedDependencies" must be an array"#,
        ),
        (
            "{\n<<<<<<< ours\n}",
            "2:1 merge-conflict the file holds merge-conflict markers",
        ),
        (
            "{ \"name\": \"a\",",
            "1:15 truncated the file is cut off: it ends before its outermost object is closed",
        ),
        ("[]", "1:1 wrong-type the file must be an object"),
    ] {
        let copy = Copy::of(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/manifest/ws-glob"),
        );
        copy.write("", manifest);
        let bun_lock::ProjectError::Manifest { path, error } =
            Project::load(copy.path(), 0).unwrap_err()
        else {
            panic!("{manifest}");
        };
        assert_eq!(path, copy.path().join("package.json"));
        assert_eq!(
            format!("{} {} {error}", error.position, error.kind.code()),
            expected
        );
        assert!(!error.help().contains("bun.lock"), "{}", error.help());
    }
}

#[test]
fn what_bun_passes_over_is_no_error() {
    for manifest in [
        "",
        "\u{feff}{}",
        "{ 'name': 'a', }",
        "// c\n{ \"name\": \"a\" } /* d */ ",
        r#"{ "name": 1, "resolutions": [], "catalog": 1, "patchedDependencies": [], "peerDependenciesMeta": 5 }"#,
        r#"{ "overrides": { "a": 1, "b": null, "c": { "d": { "e": "1" } } } }"#,
    ] {
        bun_lock::Manifest::parse(manifest.as_bytes()).unwrap();
    }
    assert_eq!(Project::load(Path::new("/nonexistent"), 0).unwrap(), None);
}
