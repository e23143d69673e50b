//! What is fetched, what is not, and what is said about it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use test_servers::{Reply, Server};

use crate::project::{Project, archive, github};

/// A GitHub whose archives can be changed.
fn host(text: &Arc<Mutex<String>>) -> Server {
    let text = Arc::clone(text);
    Server::http(move |_| Reply::ok(archive(&text.lock().unwrap())))
}

fn text(text: &str) -> Arc<Mutex<String>> {
    Arc::new(Mutex::new(text.to_owned()))
}

#[test]
fn a_new_hash_is_said_once() {
    let server = host(&text("one"));
    let project =
        Project::new(&[github("a"), github("b")]).env("BUN_NIX_GITHUB_URL", server.base());
    let first = project.update(&[]);
    assert!(
        first
            .stderr
            .contains("fetching a (github:owner-a-1234567)\nfetching b "),
        "{first:#?}"
    );
    assert!(
        first.stderr.contains("note: 2 hashes are new"),
        "{first:#?}"
    );
    assert!(
        first.stderr.contains("github:owner-a-1234567 has sha256-"),
        "{first:#?}"
    );
    let bun_nix = project.bun_nix().unwrap();
    assert!(
        bun_nix.contains("fetchFromGitHub") && !bun_nix.contains("127.0.0.1"),
        "{bun_nix}"
    );
    let second = project.update(&[]);
    assert_eq!(
        second.stderr, "note: no package.json beside bun.lock: not compared with any\n",
        "{second:#?}"
    );
    assert_eq!(project.bun_nix().unwrap(), bun_nix);
    assert_eq!(server.requests().len(), 2);
    let check = project.run(&["check"]);
    assert_eq!(check.code, Some(0), "{check:#?}");
}

#[test]
fn the_cache_stands_in_for_the_network() {
    let server = host(&text("one"));
    let project = Project::new(&[github("a")]).env("BUN_NIX_GITHUB_URL", server.base());
    project.update(&[]);
    let bun_nix = project.bun_nix();
    fs_err::remove_file(project.path("app/bun.nix")).unwrap();
    let run = project.update(&["--offline"]);
    assert!(run.stderr.contains("note: 1 hash is new"), "{run:#?}");
    assert_eq!(project.bun_nix(), bun_nix);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_damaged_cache_is_no_cache() {
    let server = host(&text("one"));
    let project = Project::new(&[github("a")]).env("BUN_NIX_GITHUB_URL", server.base());
    project.update(&[]);
    let bun_nix = project.bun_nix();
    fs_err::remove_file(project.path("app/bun.nix")).unwrap();
    for file in crate::project::files_below(&project.path("cache")) {
        fs_err::write(file, "bun-nix 1\nx").unwrap();
    }
    project.update(&[]);
    assert_eq!(project.bun_nix(), bun_nix);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn offline_names_what_would_have_to_be_fetched() {
    let project = Project::new(&[github("a"), github("b")]);
    let run = project.fail_to_update(&["--offline"]);
    for name in ["a", "b"] {
        let line = format!("+ {name}  github:owner-{name}-1234567 would have to be downloaded");
        assert!(run.stderr.contains(&line), "{run:#?}");
    }
    assert!(
        run.stderr.contains("help: run it without --offline"),
        "{run:#?}"
    );
    assert_eq!(project.bun_nix(), None);
}

#[test]
fn another_hash_for_the_same_commit_is_an_error_without_refresh() {
    let content = text("one");
    let server = host(&content);
    let project =
        Project::new(&[github("a"), github("b")]).env("BUN_NIX_GITHUB_URL", server.base());
    project.update(&[]);
    let original = project.bun_nix().unwrap();
    let hash = original
        .split("hash = \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let other = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let changed = original.replacen(hash, other, 1);
    project.write("app/bun.nix", &changed);
    let run = project.fail_to_update(&[]);
    assert!(
        run.stderr.contains("1 source has several hashes"),
        "{run:#?}"
    );
    assert!(
        run.stderr.contains(hash) && run.stderr.contains(other),
        "{run:#?}"
    );
    assert!(
        run.stderr.contains("update --lockfile bun.lock --refresh`"),
        "{run:#?}"
    );
    assert_eq!(project.bun_nix().unwrap(), changed);
    assert_eq!(server.requests().len(), 2);

    let run = project.update(&["--refresh"]);
    assert!(
        run.stderr
            .contains("1 source has changed under the same commit or URL"),
        "{run:#?}"
    );
    assert_eq!(project.bun_nix().unwrap(), original);
    assert_eq!(server.requests().len(), 4);

    *content.lock().unwrap() = "two".to_owned();
    let run = project.update(&["--refresh"]);
    assert!(run.stderr.contains("2 sources have changed"), "{run:#?}");
    assert_ne!(project.bun_nix().unwrap(), original);
    // It is what the next run goes by.
    let run = project.update(&[]);
    assert!(run.stdout.contains("bun.nix is current"), "{run:#?}");
}

#[test]
fn both_sides_of_a_merge_conflict_have_hashes() {
    let server = host(&text("one"));
    let project = Project::new(&[github("a")]).env("BUN_NIX_GITHUB_URL", server.base());
    project.update(&[]);
    let ours = project.bun_nix().unwrap();
    project.lock(&[github("b")]);
    project.update(&[]);
    let theirs = project.bun_nix().unwrap();
    project.lock(&[github("a"), github("b")]);
    let conflict = format!("<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n");
    project.write("app/bun.nix", &conflict);
    fs_err::remove_dir_all(project.path("cache")).unwrap();
    project.update(&["--offline"]);
    let merged = project.bun_nix().unwrap();
    assert!(
        merged.contains("owner-a-1234567") && merged.contains("owner-b-1234567"),
        "{merged}"
    );
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_dry_run_writes_nothing() {
    let server = host(&text("one"));
    let project = Project::new(&[github("a")]).env("BUN_NIX_GITHUB_URL", server.base());
    let run = project.update(&["--dry-run"]);
    assert!(run.stdout.contains("bun.nix would be written"), "{run:#?}");
    assert_eq!(project.bun_nix(), None);
}

#[test]
fn jobs_are_bounded() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counter, record) = (Arc::clone(&now), Arc::clone(&most));
    let server = Server::http(move |_| {
        record.fetch_max(counter.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(std::time::Duration::from_millis(50));
        counter.fetch_sub(1, Ordering::SeqCst);
        Reply::ok(archive("x"))
    });
    let packages = ["a", "b", "c", "d", "e", "f"].map(github);
    let project = Project::new(&packages).env("BUN_NIX_GITHUB_URL", server.base());
    project.update(&["--jobs", "2"]);
    assert_eq!(most.load(Ordering::SeqCst), 2);
    let run = project.fail_to_update(&["--jobs", "0"]);
    assert!(run.stderr.contains("--jobs"), "{run:#?}");
}
