//! The reports for programs: `--format json` as docs/json.md describes it, and
//! `--format github`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use repository::Repository;
use serde_json::{Value, json};

const CHECK: [&str; 3] = ["check", "--format", "json"];
const UPDATE: [&str; 3] = ["update", "--format", "json"];

/// Runs a command that has to exit with `code` and to print one document.
fn report(repository: &Repository, arguments: &[&str], code: i32) -> Value {
    let run = repository.run(arguments).assert_code(code);
    assert_eq!(run.stderr, "");
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["schema"], 1);
    assert_is_documented(&report);
    report
}

/// Every key of a report stands in docs/json.md, in backquotes.
fn assert_is_documented(value: &Value) {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/json.md");
    let docs = fs_err::read_to_string(docs).unwrap();
    let mut todo = vec![value];
    while let Some(value) = todo.pop() {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    assert!(
                        docs.contains(&format!("`{key}`")),
                        "docs/json.md lacks `{key}`"
                    );
                    todo.push(value);
                }
                if let Some(code) = object.get("code") {
                    let code = format!("`{}`", code.as_str().unwrap());
                    assert!(docs.contains(&code), "docs/json.md lacks {code}");
                }
            }
            Value::Array(values) => todo.extend(values),
            _ => {}
        }
    }
}

#[test]
fn current() {
    let repository = Repository::of_fixture("web");
    let expected = json!({
        "schema": 1,
        "status": "current",
        "findings": [],
        "lockfiles": [{
            "lockfile": "bun.lock",
            "bun_nix": "bun.nix",
            "status": "current",
            "packages": 2,
            "sources": 2,
            "findings": [],
        }],
    });
    assert_eq!(report(&repository, &CHECK, 0), expected);
    assert_eq!(report(&repository, &UPDATE, 0), expected);
}

#[test]
fn stale_and_then_written() {
    let repository = Repository::of_fixture("web");
    repository.replace("bun.nix", "\"react@19.2.0\"", "\"react@19.1.0\"");
    let details = json!([
        { "change": "removed", "name": "react 19.1.0", "text": "in bun.nix, not in bun.lock" },
        { "change": "added", "name": "react 19.2.0", "text": "in bun.lock, not in bun.nix" },
    ]);
    let finding = json!({
        "severity": "stale",
        "code": "stale-bun-nix",
        "file": "bun.nix",
        "line": null,
        "column": null,
        "package": null,
        "message": "bun.nix is stale: 2 packages differ from bun.lock",
        "details": details,
        "help": "run `cargo bun-nix update` and commit bun.nix",
    });
    let stale = report(&repository, &CHECK, 1);
    assert_eq!(stale["status"], "stale");
    assert_eq!(stale["lockfiles"][0]["status"], "stale");
    assert_eq!(stale["lockfiles"][0]["findings"], json!([finding]));

    let changes = json!([
        { "change": "removed", "name": "react 19.1.0", "text": "gone" },
        { "change": "added", "name": "react 19.2.0", "text": "new" },
    ]);
    let dry = report(&repository, &["update", "--dry-run", "--format", "json"], 0);
    assert_eq!(dry["lockfiles"][0]["status"], "would-write");
    assert_eq!(dry["lockfiles"][0]["changes"], changes);

    let written = report(&repository, &UPDATE, 0);
    assert_eq!(written["status"], "current");
    assert_eq!(written["lockfiles"][0]["status"], "written");
    assert_eq!(written["lockfiles"][0]["changes"], changes);
    assert_eq!(written["lockfiles"][0]["packages"], 2);
    report(&repository, &CHECK, 0);
}

#[test]
fn package_json_drift_and_a_second_lockfile() {
    let repository = Repository::of_fixture("web");
    repository.replace("package.json", "^4.1.0", "^5.0.0");
    repository.write("yarn.lock", "");
    let report = report(&repository, &CHECK, 1);
    let findings = report["lockfiles"][0]["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 2);
    assert_eq!(findings[0]["code"], "package-json-drift");
    assert_eq!(findings[0]["file"], "package.json");
    assert_eq!(
        (&findings[0]["line"], &findings[0]["column"]),
        (&json!(5), &json!(5))
    );
    assert_eq!(
        findings[0]["details"],
        json!([{ "change": "changed", "name": "zod ^5.0.0", "text": "bun.lock has ^4.1.0 (dependencies)" }])
    );
    assert_eq!(findings[1]["code"], "second-lockfile");
    assert_eq!(findings[1]["file"], "yarn.lock");
}

#[test]
fn unknown() {
    let repository = Repository::of_fixture("web");
    repository.replace("bun.lock", "sha512-", "md5-");
    let unknown = report(&repository, &CHECK, 2);
    assert_eq!(report(&repository, &UPDATE, 2), unknown);
    assert_eq!(unknown["status"], "unknown");
    assert_eq!(unknown["lockfiles"][0]["status"], "unknown");
    let finding = &unknown["lockfiles"][0]["findings"][0];
    assert_eq!(finding["severity"], "unknown");
    assert_eq!(finding["code"], "bad-integrity");
    assert_eq!(finding["file"], "bun.lock");
    assert_eq!(finding["package"], "react");
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&json!(13), &json!(39))
    );
    assert_eq!(finding["help"], "run `bun install` to write bun.lock anew");
}

#[test]
fn no_lockfile() {
    let report = report(&Repository::new(), &CHECK, 2);
    assert_eq!(report["status"], "unknown");
    assert_eq!(report["lockfiles"], json!([]));
    assert_eq!(report["findings"][0]["code"], "no-lockfile");
    assert_eq!(report["findings"][0]["file"], "");
}

#[test]
fn notes() {
    let repository = Repository::of_fixture("web");
    repository.remove("package.json");
    let report = report(&repository, &CHECK, 0);
    assert_eq!(report["status"], "current");
    let finding = &report["lockfiles"][0]["findings"][0];
    assert_eq!(
        (&finding["severity"], &finding["code"]),
        (&json!("note"), &json!("no-package-json"))
    );
}

/// Whatever a lockfile can be refused for has a documented code.
#[test]
fn every_code_is_documented() {
    for case in repository::folders(&repository::fixture("broken")) {
        let repository = Repository::new();
        repository.copy(&repository::fixture("broken").join(&case), "");
        report(&repository, &CHECK, 2);
    }
}

#[test]
fn github_annotations() {
    let repository = Repository::new();
    repository.copy(&repository::fixture("web"), "100%/a,b:c");
    assert_eq!(
        repository
            .run(&["update", "--format", "github"])
            .assert_code(0)
            .output(),
        ""
    );
    assert_eq!(
        repository
            .run(&["check", "--format", "github"])
            .assert_code(0)
            .output(),
        ""
    );

    repository.replace("100%/a,b:c/bun.nix", "\"react@19.2.0\"", "\"react@19.1.0\"");
    repository.replace("100%/a,b:c/package.json", "^4.1.0", "^5.0.0");
    let run = repository
        .run(&["check", "--format", "github"])
        .assert_code(1);
    assert_eq!(run.stderr, "");
    insta::assert_snapshot!(run.stdout, @r"
    ::error title=bun-nix%3A stale-bun-nix,file=100%25/a%2Cb%3Ac/bun.nix,line=1,col=1::100%25/a,b:c/bun.nix is stale: 2 packages differ from 100%25/a,b:c/bun.lock%0A- react 19.1.0  in bun.nix, not in bun.lock%0A+ react 19.2.0  in bun.lock, not in bun.nix%0Ahelp: run `cargo bun-nix update` and commit 100%25/a,b:c/bun.nix
    ::error title=bun-nix%3A package-json-drift,file=100%25/a%2Cb%3Ac/package.json,line=5,col=5::100%25/a,b:c/package.json and 100%25/a,b:c/bun.lock disagree: 1 entry differs%0A~ zod ^5.0.0  bun.lock has ^4.1.0 (dependencies)%0Ahelp: run `bun install --cwd '100%25/a,b:c'`, then `cargo bun-nix update`, and commit the result
    ");
    // Paths count from the root, wherever the command was called.
    let inside = repository
        .run_in("100%", &["check", "--format", "github"])
        .assert_code(1);
    insta::assert_snapshot!(inside.stdout, @r"
    ::error title=bun-nix%3A stale-bun-nix,file=100%25/a%2Cb%3Ac/bun.nix,line=1,col=1::a,b:c/bun.nix is stale: 2 packages differ from a,b:c/bun.lock%0A- react 19.1.0  in bun.nix, not in bun.lock%0A+ react 19.2.0  in bun.lock, not in bun.nix%0Ahelp: run `cargo bun-nix update` and commit a,b:c/bun.nix
    ::error title=bun-nix%3A package-json-drift,file=100%25/a%2Cb%3Ac/package.json,line=5,col=5::a,b:c/package.json and a,b:c/bun.lock disagree: 1 entry differs%0A~ zod ^5.0.0  bun.lock has ^4.1.0 (dependencies)%0Ahelp: run `bun install --cwd 'a,b:c'`, then `cargo bun-nix update`, and commit the result
    ");
}

#[test]
fn github_annotations_of_what_cannot_be_read() {
    let repository = Repository::new();
    repository.copy(
        &repository::fixture("broken/several-entries-refused"),
        "web",
    );
    repository.write("yarn/bun.lock", "");
    let run = repository
        .run(&["check", "--format", "github"])
        .assert_code(2);
    insta::assert_snapshot!(run.stdout, @r#"
    ::error title=bun-nix%3A no-integrity,file=web/bun.lock,line=12,col=5::left: bun.lock records no integrity, so nothing would check what is downloaded%0Ahelp: delete the entry from bun.lock and run `bun install --force`, which records it anew
    ::error title=bun-nix%3A no-integrity,file=web/bun.lock,line=13,col=5::right: bun.lock records no integrity, so nothing would check what is downloaded%0Ahelp: delete the entry from bun.lock and run `bun install --force`, which records it anew
    ::error title=bun-nix%3A outside-repository,file=web/bun.lock,line=14,col=5::outside: the path "../../outside" leads out of the repository, where Nix cannot follow%0Ahelp: move it into the repository and run `bun install`
    ::error title=bun-nix%3A empty-file,file=yarn/bun.lock,line=1,col=1::the file is empty%0Ahelp: run `bun install` to write bun.lock anew
    "#);
    let none = Repository::new()
        .run(&["check", "--format", "github"])
        .assert_code(2);
    insta::assert_snapshot!(none.stdout, @"::error title=bun-nix%3A no-lockfile::no bun.lock below [REPOSITORY] (files that git ignores are left out)%0Ahelp: run `bun install` where package.json lies, or name the file with --lockfile");
}
