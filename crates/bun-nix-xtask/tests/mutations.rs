//! Any one change of bun.lock, bun.nix or a package.json that matters is found
//! and named. What does not matter is in formatting.rs.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use repository::{Repository, parse_jsonc};
use serde_json::{Value, json};

const SHA512: &str = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";

/// What check has to say: that it is stale, or that the lockfile cannot be used.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    Stale = 1,
    Refused = 2,
}
use Says::{Refused, Stale};

/// Checks the fixture with one value of bun.lock replaced.
#[track_caller]
fn mutate_lock(pointer: &str, value: Value, says: Says, names: &str) {
    mutated_lock(pointer, says, names, |lock| {
        let old = lock.pointer_mut(pointer).expect(pointer);
        assert_ne!(*old, value, "{pointer}");
        *old = value;
    });
}

#[track_caller]
fn mutated_lock(what: &str, says: Says, names: &str, mutate: impl FnOnce(&mut Value)) {
    let repository = Repository::of_fixture("every-kind");
    let mut lock = parse_jsonc(&repository.read("bun.lock"));
    mutate(&mut lock);
    repository.write("bun.lock", lock.to_string());
    let run = repository.check();
    assert_eq!(run.code, says as i32, "{what}: {run}");
    assert!(
        run.stderr.contains(names),
        "{what} is not named {names}: {run}"
    );
}

#[test]
fn a_version() {
    mutate_lock(
        "/packages/plain/0",
        json!("plain@1.0.1"),
        Stale,
        "+ plain 1.0.1",
    );
    mutate_lock(
        "/packages/@scope~1scoped/0",
        json!("@scope/scoped@2.1.1"),
        Stale,
        "+ @scope/scoped 2.1.1",
    );
    mutate_lock(
        "/packages/alias/0",
        json!("real@4.0.0"),
        Stale,
        "+ real 4.0.0",
    );
    mutate_lock(
        "/packages/alias/0",
        json!("unreal@4.0.0-rc.1+build"),
        Stale,
        "+ unreal 4.0.0-rc.1+build",
    );
    mutate_lock(
        "/packages/twice/0",
        json!("twice@1.0.1"),
        Stale,
        "+ twice 1.0.1",
    );
    mutate_lock(
        "/packages/app~1twice/0",
        json!("twice@1.0.1"),
        Stale,
        "+ twice 1.0.1",
    );
    mutate_lock(
        "/packages/mirrored/0",
        json!("mirrored@3.0.1"),
        Stale,
        "+ mirrored 3.0.1",
    );
}

#[test]
fn an_integrity() {
    for (key, element, names) in [
        ("plain", 3, "~ plain 1.0.0"),
        ("@scope~1scoped", 3, "~ @scope/scoped 2.1.0"),
        ("alias", 3, "~ real 4.0.0-rc.1+build"),
        ("old", 3, "~ old 0.1.0"),
        ("mirrored", 3, "~ mirrored 3.0.0"),
        ("linux-only", 3, "~ linux-only 1.0.0"),
        ("scripted", 3, "~ scripted 5.0.0"),
        ("twice", 3, "~ twice 1.0.0 "),
        ("app~1twice", 3, "~ twice 1.0.0#https://mirror.example.org/"),
        ("hub", 3, "~ github:owner-hub-0123456"),
        (
            "remote",
            2,
            "~ tarball:https://example.org/archive/remote@1.0.0",
        ),
    ] {
        let pointer = format!("/packages/{key}/{element}");
        mutate_lock(&pointer, json!(SHA512), Stale, names);
        mutate_lock(&pointer, json!("sha512-AAAA"), Refused, ": the integrity");
    }
    mutate_lock(
        "/packages/plain/3",
        json!(""),
        Refused,
        "plain: bun.lock records no integrity",
    );
}

/// Nix copies a local file and hashes a checkout in its own way: what Bun records
/// for them changes nothing.
#[test]
fn an_integrity_that_nix_does_not_use() {
    for key in ["vendored", "repository"] {
        let repository = Repository::of_fixture("every-kind");
        let mut lock = parse_jsonc(&repository.read("bun.lock"));
        let tuple = lock["packages"][key].as_array_mut().unwrap();
        tuple.retain(|element| !element.as_str().unwrap_or_default().starts_with("sha512-"));
        tuple.push(json!(SHA512));
        repository.write("bun.lock", lock.to_string());
        repository.check().assert_code(0);
    }
}

#[test]
fn an_integrity_that_is_gone() {
    let remove_last = |key: &'static str| {
        move |lock: &mut Value| {
            lock["packages"][key].as_array_mut().unwrap().pop();
        }
    };
    mutated_lock(
        "hub",
        Stale,
        "~ github:owner-hub-0123456  fetcher differs",
        remove_last("hub"),
    );
    // The hash that bun.nix has for the URL stands in for it.
    let repository = Repository::of_fixture("every-kind");
    let mut lock = parse_jsonc(&repository.read("bun.lock"));
    remove_last("remote")(&mut lock);
    repository.write("bun.lock", lock.to_string());
    repository.check().assert_code(0);
}

#[test]
fn a_url() {
    let url = json!("https://elsewhere.example.org/x.tgz");
    mutate_lock(
        "/packages/mirrored/1",
        url.clone(),
        Stale,
        "~ mirrored 3.0.0",
    );
    mutate_lock("/packages/mirrored/1", json!(""), Stale, "~ mirrored 3.0.0");
    mutate_lock("/packages/plain/1", url.clone(), Stale, "~ plain 1.0.0");
    mutate_lock(
        "/packages/app~1twice/1",
        url,
        Stale,
        "+ twice 1.0.0#https://elsewhere.example.org/x.tgz",
    );
    mutate_lock(
        "/packages/remote/0",
        json!("remote@https://example.org/archive/remote@1.0.1"),
        Stale,
        "+ tarball:https://example.org/archive/remote@1.0.1",
    );
    mutate_lock(
        "/packages/remote/0",
        json!("remote@ftp://example.org/x"),
        Refused,
        ": remote: ",
    );
}

#[test]
fn a_repository_or_commit() {
    let hub = |id: &str| json!(format!("hub@github:{id}"));
    mutate_lock(
        "/packages/hub/0",
        hub("other/hub#0123456"),
        Stale,
        "+ github:other-hub-0123456",
    );
    mutate_lock(
        "/packages/hub/0",
        hub("owner/other#0123456"),
        Stale,
        "+ github:owner-other-0123456",
    );
    mutate_lock(
        "/packages/hub/0",
        hub("owner/hub#0123457"),
        Stale,
        "+ github:owner-hub-0123457",
    );
    mutate_lock("/packages/hub/0", hub("owner/hub#main"), Refused, ": hub: ");

    let commit = "f".repeat(40);
    let git = |rest: &str| {
        json!(format!(
            "repository@git+https://git.example.org/owner/{rest}"
        ))
    };
    mutate_lock(
        "/packages/repository/0",
        git(&format!("repository#{commit}")),
        Stale,
        &format!("+ git:{commit}"),
    );
    mutate_lock(
        "/packages/repository/0",
        git("other#0123456789abcdef0123456789abcdef01234567"),
        Stale,
        "~ git:0123456789abcdef0123456789abcdef01234567  ",
    );
    mutate_lock(
        "/packages/repository/2",
        json!(commit),
        Stale,
        "~ git:0123456789abcdef0123456789abcdef01234567  ",
    );
    mutate_lock(
        "/packages/repository/2",
        json!("--upload-pack=x"),
        Refused,
        ": repository: ",
    );
}

#[test]
fn a_platform() {
    let info = "/packages/linux-only/2";
    for value in [
        json!({ "os": "darwin", "cpu": ["x64", "arm64"], "libc": "glibc" }),
        json!({ "os": "linux", "cpu": "x64", "libc": "glibc" }),
        json!({ "os": "linux", "cpu": ["x64", "arm64"], "libc": "musl" }),
        json!({ "os": "linux", "cpu": ["x64", "arm64"] }),
        json!({ "os": ["!linux"], "cpu": ["x64", "arm64"], "libc": "glibc" }),
        json!({}),
    ] {
        mutate_lock(info, value, Stale, "~ linux-only 1.0.0  platform differs");
    }
    mutate_lock(
        "/packages/plain/2",
        json!({ "os": "linux" }),
        Stale,
        "~ plain 1.0.0  platform differs",
    );
    mutate_lock(
        "/packages/plain/2",
        json!({ "cpu": "none" }),
        Stale,
        "~ plain 1.0.0  platform differs",
    );
}

#[test]
fn a_path() {
    mutate_lock(
        "/packages/folder/0",
        json!("folder@file:other"),
        Stale,
        "~ folder  path differs",
    );
    mutate_lock(
        "/packages/folder/0",
        json!("folder@file:../other"),
        Refused,
        ": folder: ",
    );
    mutate_lock(
        "/packages/vendored/0",
        json!("vendored@./vendor/vendored-1.0.1.tgz"),
        Stale,
        "~ vendored  path differs",
    );
    mutate_lock(
        "/packages/vendored/0",
        json!("vendored@/vendor/vendored-1.0.0.tgz"),
        Refused,
        ": vendored: ",
    );
    mutate_lock(
        "/packages/app/0",
        json!("app@workspace:packages/other"),
        Refused,
        ": app: ",
    );
    mutated_lock(
        "a member that moved",
        Stale,
        "~ app  path differs",
        |lock| {
            lock["packages"]["app"][0] = json!("app@workspace:packages/moved");
            let app = lock["workspaces"]
                .as_object_mut()
                .unwrap()
                .remove("packages/app")
                .unwrap();
            lock["workspaces"]["packages/moved"] = app;
        },
    );
}

#[test]
fn a_kind() {
    mutate_lock(
        "/packages/plain",
        json!(["plain@file:plain", {}]),
        Stale,
        "- plain 1.0.0",
    );
    mutate_lock(
        "/packages/folder",
        json!(["folder@1.0.0", "", {}, SHA512]),
        Stale,
        "+ folder 1.0.0",
    );
    mutate_lock(
        "/packages/linked",
        json!(["linked@file:linked", {}]),
        Stale,
        "+ linked",
    );
    mutate_lock(
        "/packages/folder",
        json!(["folder@link:./folder", {}]),
        Stale,
        "- folder",
    );
    mutate_lock(
        "/packages/remote/0",
        json!("remote@./remote.tgz"),
        Stale,
        "+ remote",
    );
    mutate_lock(
        "/packages/vendored/0",
        json!("vendored@https://example.org/vendored.tgz"),
        Stale,
        "+ tarball:https://example.org/vendored.tgz",
    );
}

#[test]
fn an_entry_that_is_removed() {
    for (key, names) in [
        ("plain", "- plain 1.0.0"),
        ("@scope/scoped", "- @scope/scoped 2.1.0"),
        ("alias", "- real 4.0.0-rc.1+build"),
        ("app", "- app"),
        ("folder", "- folder"),
        ("hub", "- github:owner-hub-0123456"),
        ("linux-only", "- linux-only 1.0.0"),
        ("mirrored", "- mirrored 3.0.0"),
        ("old", "- old 0.1.0"),
        (
            "remote",
            "- tarball:https://example.org/archive/remote@1.0.0",
        ),
        (
            "repository",
            "- git:0123456789abcdef0123456789abcdef01234567",
        ),
        ("scripted", "- scripted 5.0.0"),
        ("twice", "~ twice 1.0.0"),
        (
            "app/twice",
            "- twice 1.0.0#https://mirror.example.org/twice-1.0.0.tgz",
        ),
        ("vendored", "- vendored"),
    ] {
        mutated_lock(key, Stale, names, |lock| {
            lock["packages"]
                .as_object_mut()
                .unwrap()
                .remove(key)
                .expect(key);
        });
    }
}

#[test]
fn an_entry_that_is_added() {
    let commit = "f".repeat(40);
    for (key, entry, names) in [
        ("new", json!(["new@1.0.0", "", {}, SHA512]), "+ new 1.0.0"),
        (
            "plain/new",
            json!(["new@1.0.0", "", {}, SHA512]),
            "+ new 1.0.0",
        ),
        (
            "app/plain",
            json!(["plain@0.9.0", "", {}, SHA512]),
            "+ plain 0.9.0",
        ),
        (
            "app/old",
            json!([
                "old@0.1.0",
                "https://mirror.example.org/old.tgz",
                {},
                SHA512
            ]),
            "+ old 0.1.0#https://mirror.example.org/old.tgz",
        ),
        ("new", json!(["new@file:new", {}]), "+ new"),
        ("new", json!(["new@./new.tgz", {}]), "+ new"),
        (
            "new",
            json!(["new@https://example.org/new", {}, SHA512]),
            "+ tarball:https://example.org/new",
        ),
        (
            "new",
            json!(["new@github:owner/new#0123456", {}, "owner-new-0123456"]),
            "+ github:owner-new-0123456",
        ),
        (
            "new",
            json!([
                format!("new@git+ssh://git@example.org/new#{commit}"),
                {},
                commit
            ]),
            "+ git:ffffffffff",
        ),
    ] {
        mutated_lock(key, Stale, names, |lock| lock["packages"][key] = entry);
    }
}

/// A bun.nix as nix-update writes it: what stands before its entries, and the
/// text of each.
fn split_bun_nix(text: &str) -> (String, Vec<String>) {
    let (head, body) = text.split_once("}:\n{\n").unwrap();
    let body = body.strip_suffix("}\n").unwrap();
    let mut entries: Vec<String> = Vec::new();
    for line in body.lines() {
        if line.starts_with("  \"") {
            entries.push(String::new());
        }
        *entries.last_mut().unwrap() += &format!("{line}\n");
    }
    (format!("{head}}}:\n{{\n"), entries)
}

#[test]
fn any_part_of_any_entry_of_bun_nix() {
    let repository = Repository::of_fixture("every-kind");
    let (head, entries) = split_bun_nix(&repository.read("bun.nix"));
    assert_eq!(entries.len(), 15);
    for (index, entry) in entries.iter().enumerate() {
        let key = entry.split('"').nth(1).unwrap();
        let duplicate = format!("{entry}{entry}");
        let mut mutations = mutations(entry);
        mutations.extend([String::new(), duplicate]);
        for mutation in mutations {
            let mut entries = entries.clone();
            entries[index].clone_from(&mutation);
            let bun_nix = format!("{head}{}}}\n", entries.concat());
            repository.write("bun.nix", bun_nix);
            let run = repository.check();
            let name = key.rsplit('@').next().unwrap();
            let is_named = run.code == 1 && run.stderr.contains(name);
            assert!(is_named, "{key} is not named: {run}\n{mutation}");
        }
    }
}

/// Each way in which one entry can be another.
fn mutations(entry: &str) -> Vec<String> {
    let mut mutations = Vec::new();
    // The key, and every string of the arguments.
    let closing_quotes = entry.match_indices('"').skip(1).step_by(2);
    mutations.extend(closing_quotes.map(|(at, _)| format!("{}0{}", &entry[..at], &entry[at..])));
    // Every attribute.
    for line in entry
        .lines()
        .filter(|line| line.starts_with("    ") && line.ends_with(';'))
    {
        mutations.push(entry.replace(&format!("{line}\n"), ""));
    }
    if let (Some(start), Some(end)) = (entry.find("    passthru"), entry.find("    };\n")) {
        mutations.push(format!(
            "{}{}",
            &entry[..start],
            &entry[end + "    };\n".len()..]
        ));
    }
    // Another one.
    for name in ["name", "passthru", "rev", "postFetch", "sha256"] {
        if entry.contains("{\n") && !entry.contains(&format!("    {name} = ")) {
            mutations.push(entry.replacen("{\n", &format!("{{\n    {name} = \"x\";\n"), 1));
        }
    }
    for (from, to) in [
        (" fetchurl ", " fetchgit "),
        (" fetchurl ", " builtins.fetchTarball "),
        (" fetchgit ", " fetchurl "),
        (" copyPathToStore ", " fetchurl "),
        (" ./", " ./elsewhere/"),
        (" ./", " ../"),
    ] {
        mutations.push(entry.replace(from, to));
    }
    mutations.retain(|mutation| {
        // `};` of an attribute that goes on over several lines.
        let opened = mutation.matches(['{', '[']).count();
        mutation != entry && opened == mutation.matches(['}', ']']).count()
    });
    mutations
}

/// Every way to a package.json's value: the names of the keys that lead to it.
fn dependencies(manifest: &Value) -> Vec<(&'static str, String)> {
    let groups = [
        "/dependencies",
        "/devDependencies",
        "/optionalDependencies",
        "/peerDependencies",
        "/overrides",
        "/patchedDependencies",
        "/workspaces/catalog",
    ];
    let mut found = Vec::new();
    for group in groups {
        let names = manifest.pointer(group).and_then(Value::as_object);
        let names = names.into_iter().flat_map(|names| names.keys());
        found.extend(names.map(|name| (group, name.clone())));
    }
    found
}

#[test]
fn any_dependency_of_any_package_json() {
    let repository = Repository::of_fixture("every-kind");
    for file in ["package.json", "packages/app/package.json"] {
        let text = repository.read(file);
        let manifest: Value = serde_json::from_str(&text).unwrap();
        let dependencies = dependencies(&manifest);
        assert!(dependencies.len() >= 2, "{file}");
        for (group, name) in dependencies {
            let change = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
                let mut manifest = manifest.clone();
                change(
                    manifest
                        .pointer_mut(group)
                        .unwrap()
                        .as_object_mut()
                        .unwrap(),
                );
                repository.write(file, manifest.to_string());
                let run = repository.check();
                let found =
                    run.code == 1 && run.stderr.contains(&name) && run.stderr.contains(file);
                assert!(found, "{group}/{name} of {file}: {run}");
            };
            change(&|dependencies| dependencies[&name] = json!("9.9.9"));
            change(&|dependencies| {
                dependencies.remove(&name);
            });
            change(&|dependencies| {
                let spec = dependencies.remove(&name).unwrap();
                dependencies.insert(format!("{name}-2"), spec);
            });
        }
        repository.write(file, text);
        repository.check().assert_code(0);
    }
}

#[test]
fn a_dependency_in_another_group() {
    let repository = Repository::of_fixture("every-kind");
    repository.edit("packages/app/package.json", |text| {
        text.replace("\"dependencies\"", "\"peerDependencies\"")
    });
    let run = repository.check().assert_code(1);
    assert!(
        run.stderr.contains(
            "+ twice ^1.0.0  in packages/app/package.json peerDependencies, not in bun.lock"
        ),
        "{run}"
    );
    assert!(
        run.stderr
            .contains("- twice ^1.0.0  in bun.lock dependencies, not in packages/app/package.json"),
        "{run}"
    );
}

#[test]
fn a_trusted_dependency() {
    for (trusted, names) in [("[]", "scripted"), ("[\"scripted\", \"plain\"]", "+ plain")] {
        let repository = Repository::of_fixture("every-kind");
        repository.replace("package.json", "[\"scripted\"]", trusted);
        let run = repository.check().assert_code(1);
        assert!(
            run.stderr.contains(names) && run.stderr.contains("trustedDependencies"),
            "{run}"
        );
    }
}

#[test]
fn a_workspace_member() {
    let repository = Repository::of_fixture("every-kind");
    repository.write("packages/new/package.json", "{ \"name\": \"new\" }");
    let run = repository.check().assert_code(1);
    assert!(
        run.stderr
            .contains("+ packages/new new  a workspace member, not in bun.lock"),
        "{run}"
    );
    fs_err::remove_dir_all(repository.path("packages/new")).unwrap();
    repository.replace(
        "packages/app/package.json",
        "\"name\": \"app\"",
        "\"name\": \"renamed\"",
    );
    let run = repository.check().assert_code(1);
    assert!(
        run.stderr
            .contains("packages/app renamed  bun.lock has app (workspaces)"),
        "{run}"
    );
}
