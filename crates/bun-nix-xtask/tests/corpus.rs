//! Every real lockfile of the corpus, in one repository: written, current,
//! evaluated by real Nix with one entry for each source; or refused or stale for
//! a reason that stands here.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use repository::{Repository, parse_jsonc};
use serde_json::{Map, Value};
use test_oracles::{Nix, Project, STUB_FETCHERS, projects};

/// Lockfiles that are broken as they were committed; their messages are a
/// snapshot.
const BROKEN: [&str; 7] = [
    // Merge-conflict markers.
    "ScottGibb__LED-Strip-Controller-Tauri-App@9346622cc",
    // Nothing in it.
    "anchore__syft__syft__pkg__cataloger__javascript__testdata__glob-paths__src",
    // Its lockfileVersion is a text: a fixture of what is broken.
    "aquasecurity__trivy__pkg__fanal__analyzer__language__nodejs__bun__testdata__sad",
    // Made-up integrities.
    "dependabot__dependabot-core__bun__spec__fixtures__projects__bun__grapher_with_lockfile",
    // No JSON: a fixture of what is broken.
    "dependabot__dependabot-core__bun__spec__fixtures__projects__bun__invalid_lockfile",
    // A workspace in a folder named `"`: Bun's test of its own escaping.
    "oven-sh__bun__snap__escape-names",
    // A dependency twice, left by a merge.
    "simstudioai__sim@4ce6bc94c",
];

/// Lockfiles with sources that have to be downloaded to be known, and their keys.
const NEED_DOWNLOADS: [(&str, &[&str]); 7] = [
    (
        "anchore__syft__syft__pkg__cataloger__javascript__test-fixtures__bun-variable-tuples",
        &["github:oven-sh-bun.report-912ca63"],
    ),
    (
        "dependabot__dependabot-core__bun__spec__fixtures__projects__bun__github_dependency_no_ref",
        &["github:jonschlinkert-is-number-98e8ff1"],
    ),
    (
        "dongdongbh__Mindwtr@7cf368b18",
        &["github:electron-node-gyp-06b29aa"],
    ),
    (
        "google__osv-scalibr__extractor__filesystem__language__javascript__bunlock__testdata__blog-sample.json5",
        &["github:uNetworking-uWebSockets.js-6609a88"],
    ),
    (
        "nix-community__bun2nix__nix__checks__arbitrary-install-completes__test-project",
        &[
            "git:ee100d81f12ae315a81c2a664979a6cc1bce99a2",
            "github:colinhacks-zod-7dbf404",
            "github:iamkun-dayjs-45bf6a3",
            "tarball:https://npm-registry.example/zod/-/zod-3.21.4.tgz",
        ],
    ),
    (
        "simstudioai__sim",
        &["tarball:https://cdn.sheetjs.com/xlsx-0.20.3/xlsx-0.20.3.tgz"],
    ),
    (
        "superset-sh__superset@294c59835",
        &["tarball:https://pkg.pr.new/@electric-sql/client@3724"],
    ),
];

/// Lockfiles that disagree with their package.json files, as crates/bun-lock's
/// own test of the corpus has them, one by one.
const DRIFTED: [&str; 5] = [
    "honojs__hono__benchmarks__routers",
    "nestrilabs__nestri@a0dc35356",
    "spacedriveapp__spacedrive@865278726",
    "stacksjs__stacks@01386ba93",
    "stacksjs__stacks@5f85db96d",
];

/// The folder of a project: three below the root of the repository.
fn folder(project: &Project) -> String {
    format!("{}/two/three", project.name)
}

/// A repository with all projects.
fn repository_of(projects: &[Project]) -> Repository {
    let repository = Repository::new();
    for project in projects {
        repository.copy(&project.folder, &folder(project));
    }
    repository
}

/// Runs a command over the whole repository; its report by project.
fn reports(repository: &Repository, command: &str) -> BTreeMap<String, Value> {
    let run = repository
        .run(&[command, "--format", "json"])
        .assert_code(2);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let lockfiles = report["lockfiles"].as_array().unwrap();
    lockfiles
        .iter()
        .map(|report| (project_name(report), report.clone()))
        .collect()
}

fn project_name(report: &Value) -> String {
    let lockfile = report["lockfile"].as_str().unwrap();
    lockfile
        .strip_suffix("/two/three/bun.lock")
        .unwrap()
        .to_owned()
}

fn findings<'r>(report: &'r Value, severity: &'r str) -> impl Iterator<Item = &'r Value> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(move |finding| finding["severity"] == severity)
}

fn codes(report: &Value, severity: &str) -> BTreeSet<String> {
    findings(report, severity)
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_lockfile_is_written_or_known_not_to_be() {
    let Some(projects) = projects() else { return };
    let repository = repository_of(&projects);
    let updated = reports(&repository, "update");
    assert_eq!(updated.len(), projects.len(), "some were not found");
    let checked = reports(&repository, "check");

    let mut messages = String::new();
    let mut broken = Vec::new();
    let mut need_downloads = BTreeMap::new();
    let mut drifted = Vec::new();
    for (name, report) in &updated {
        let check = &checked[name];
        let unknown = codes(report, "unknown");
        if unknown.contains("needs-download") {
            let details = report["findings"][0]["details"].as_array().unwrap().iter();
            let keys: Vec<&str> = details
                .map(|detail| detail["text"].as_str().unwrap().split(' ').next().unwrap())
                .collect();
            need_downloads.insert(name.as_str(), keys);
            continue;
        }
        if !unknown.is_empty() {
            broken.push(name.as_str());
            let folder = format!("{name}/two/three");
            let run = repository
                .run_in(&folder, &["check", "--lockfile", "bun.lock"])
                .assert_code(2);
            let _ = write!(messages, "== {name}\n{}\n", run.stderr);
            assert!(
                !repository
                    .path(report["bun_nix"].as_str().unwrap())
                    .exists(),
                "{name} was written"
            );
            continue;
        }
        assert_eq!(report["status"], "written", "{name}: {report:#}");
        let stale = codes(check, "stale");
        if stale.contains("package-json-drift") {
            drifted.push(name.as_str());
        }
        let expected = if stale.is_empty() { "current" } else { "stale" };
        assert_eq!(check["status"], expected, "{name}: {check:#}");
        assert!(!stale.contains("stale-bun-nix"), "{name}: {check:#}");
    }
    insta::assert_snapshot!(messages);
    assert_eq!(broken, BROKEN);
    assert_eq!(
        need_downloads,
        NEED_DOWNLOADS
            .iter()
            .map(|(name, keys)| (*name, keys.to_vec()))
            .collect()
    );
    assert_eq!(drifted, DRIFTED);
}

/// Everything that was written, as Nix evaluates it: project to key to entry.
fn evaluated(
    nix: &Nix,
    repository: &Repository,
    projects: &[Project],
) -> BTreeMap<String, Map<String, Value>> {
    let mut all = format!("let stubbed = {STUB_FETCHERS}; in {{\n");
    for project in projects {
        let bun_nix = repository.path(&folder(project)).join("bun.nix");
        if bun_nix.exists() {
            let _ = writeln!(
                all,
                "  \"{}\" = stubbed \"{}\";",
                project.name,
                bun_nix.display()
            );
        }
    }
    let value = nix.eval(&format!("{all}}}"));
    serde_json::from_value(value).unwrap()
}

#[test]
fn nix_evaluates_each_to_one_entry_a_source() {
    let (Some(nix), Some(projects)) = (Nix::find(), projects()) else {
        return;
    };
    let repository = repository_of(&projects);
    repository.run(&["update", "--format", "json"]);
    let evaluated = evaluated(&nix, &repository, &projects);
    assert_eq!(
        evaluated.len(),
        projects.len() - BROKEN.len() - NEED_DOWNLOADS.len()
    );
    let mut compared = 0;
    for project in &projects {
        let Some(entries) = evaluated.get(&project.name) else {
            continue;
        };
        let lock = parse_jsonc(&fs_err::read_to_string(project.lockfile()).unwrap());
        let root = repository.path(&folder(project));
        let expected = sources(&lock, &root);
        let actual: BTreeSet<String> = entries.values().map(fetched).collect();
        assert_eq!(
            actual.len(),
            entries.len(),
            "{}: one source at two keys",
            project.name
        );
        let missing: Vec<_> = expected.difference(&actual).collect();
        let extra: Vec<_> = actual.difference(&expected).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{}: missing {missing:#?}, extra {extra:#?}",
            project.name
        );
        if let Some(facts) = project.facts() {
            compare_with_facts(&project.name, entries, &facts, &root);
            compared += 1;
        }
    }
    assert!(compared > 0, "no project has facts");
}

/// What an evaluated entry fetches, in words that `sources` uses too.
fn fetched(entry: &Value) -> String {
    let args = &entry["args"];
    match entry["fetcher"].as_str().unwrap() {
        "fetchurl" => format!(
            "{} {}",
            args["url"].as_str().unwrap(),
            args["hash"].as_str().unwrap()
        ),
        "copyPathToStore" => args.as_str().unwrap().to_owned(),
        other => panic!("{other} needs a download: {entry}"),
    }
}

/// A path below a folder, `..` worked out.
fn absolute(folder: &Path, path: &str) -> String {
    let mut absolute = folder.to_owned();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => assert!(absolute.pop()),
            part => absolute.push(part),
        }
    }
    absolute.to_str().unwrap().to_owned()
}

/// What a lockfile has to be fetched for: its raw JSON, read without the code
/// under test.
fn sources(lock: &Value, folder: &Path) -> BTreeSet<String> {
    let packages = lock["packages"].as_object().into_iter().flatten();
    packages
        .filter_map(|(key, tuple)| {
            let importer = folder.join(importer(lock, key));
            source(tuple.as_array().unwrap(), folder, &importer)
        })
        .collect()
}

/// The folder of the workspace member in whose own node_modules a key lies; of
/// the root for other keys.
fn importer<'l>(lock: &'l Value, key: &str) -> &'l str {
    let members = lock["workspaces"].as_object().unwrap();
    let importer = members.iter().find(|(_, member)| {
        let name = member["name"].as_str().unwrap_or_default();
        key.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('/'))
    });
    importer.map_or("", |(path, _)| path)
}

fn source(tuple: &[Value], folder: &Path, importer: &Path) -> Option<String> {
    let text = |index: usize| tuple.get(index).and_then(Value::as_str).unwrap_or_default();
    let id = text(0);
    let at = 1 + id[1..].find('@')?;
    let (name, resolution) = (&id[..at], &id[at + 1..]);
    let (kind, rest) = resolution.split_once(':').unwrap_or_default();
    match kind {
        "root" | "link" => None,
        "workspace" | "file" => Some(absolute(folder, rest)),
        "github" => {
            let (repository, commit) = rest.split_once('#').unwrap();
            Some(format!(
                "https://api.github.com/repos/{repository}/tarball/{commit} {}",
                text(3)
            ))
        }
        "http" | "https" => Some(format!("{resolution} {}", text(2))),
        _ if resolution.ends_with(".tgz") => Some(absolute(importer, resolution)),
        _ => {
            let unscoped = name.rsplit('/').next().unwrap();
            let url = match text(1) {
                "" => format!("https://registry.npmjs.org/{name}/-/{unscoped}-{resolution}.tgz"),
                url => url.to_owned(),
            };
            Some(format!("{url} {}", text(3)))
        }
    }
}

/// Compares the entries with what another generator recorded: the same keys,
/// fetchers, URLs, hashes and paths.
fn compare_with_facts(
    project: &str,
    entries: &Map<String, Value>,
    facts: &Map<String, Value>,
    root: &Path,
) {
    let keys = |map: &Map<String, Value>| map.keys().cloned().collect::<BTreeSet<String>>();
    assert_eq!(keys(entries), keys(facts), "{project}");
    for (key, entry) in entries {
        let (args, fact) = (&entry["args"], &facts[key]["args"]);
        assert_eq!(entry["fetcher"], facts[key]["fetcher"], "{project}: {key}");
        let (Some(args), Some(fact)) = (args.as_object(), fact.as_object()) else {
            assert_eq!(
                args.as_str().unwrap(),
                absolute(root, fact.as_str().unwrap()),
                "{project}: {key}"
            );
            continue;
        };
        // The corpus has another host for the public registry's.
        let url = fact["url"]
            .as_str()
            .unwrap()
            .replace("npm-registry.example", "registry.npmjs.org");
        assert_eq!(args["url"], url, "{project}: {key}");
        assert_eq!(args["hash"], fact["hash"], "{project}: {key}");
        let only_ours: Vec<&String> = args
            .keys()
            .filter(|name| !fact.contains_key(*name))
            .collect();
        let only_theirs: Vec<&String> = fact
            .keys()
            .filter(|name| !args.contains_key(*name))
            .collect();
        // Ours say which systems a package is for, so that the others need not fetch it.
        let expected = if args.contains_key("passthru") {
            &["passthru"][..]
        } else {
            &[]
        };
        assert_eq!(only_ours, expected, "{project}: {key}");
        assert_eq!(only_theirs, [""; 0], "{project}: {key}");
    }
}
