//! What is left when something goes wrong, or the program is killed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use test_servers::{Reply, Server};

use crate::project::{Project, archive, github};

/// A GitHub that has every repository but some.
fn host_without(missing: &Arc<Mutex<Vec<&'static str>>>, reply: fn() -> Reply) -> Server {
    let missing = Arc::clone(missing);
    Server::http(move |request| {
        let missing = missing.lock().unwrap();
        let is_missing = |name: &&str| request.target.starts_with(&format!("/owner/{name}/"));
        match missing.iter().any(is_missing) {
            true => reply(),
            false => Reply::ok(archive(&request.target)),
        }
    })
}

fn targets(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    let mut names: Vec<String> = requests
        .map(|request| request.target.split('/').nth(2).unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn all_failures_are_named_and_nothing_is_written() {
    let missing = Arc::new(Mutex::new(vec!["b", "d"]));
    let server = host_without(&missing, || Reply::status(404, ""));
    let packages = ["a", "b", "c", "d"].map(github);
    let project = Project::new(&packages).env("BUN_NIX_GITHUB_URL", server.base());
    project.write("app/bun.nix", "{ ... }:\n{ }\n");
    let run = project.fail_to_update(&[]);
    for (name, line) in [("b", 6), ("d", 8)] {
        let error = format!(
            "error: bun.lock:{line}:5: {name}: cannot learn its hash: \
             {}/owner/{name}/archive/1234567.tar.gz answers 404\nhelp: ",
            server.base()
        );
        assert!(run.stderr.contains(&error), "{error}\n{run:#?}");
    }
    assert_eq!(project.bun_nix().unwrap(), "{ ... }:\n{ }\n");
    assert_eq!(targets(&server), ["a", "b", "c", "d"]);

    // What was learned is kept.
    missing.lock().unwrap().clear();
    project.update(&[]);
    assert_eq!(targets(&server), ["a", "b", "b", "c", "d", "d"]);
}

#[test]
fn failures_are_findings_in_json() {
    let missing = Arc::new(Mutex::new(vec!["a"]));
    let server = host_without(&missing, || Reply::ok("<!doctype html>"));
    let project = Project::new(&[github("a")]).env("BUN_NIX_GITHUB_URL", server.base());
    let run = project.fail_to_update(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let finding = &report["lockfiles"][0]["findings"][0];
    assert_eq!(finding["code"], "fetch-not-a-tarball", "{report:#}");
    assert_eq!(finding["package"], "a");
}

#[cfg(unix)]
#[test]
fn killing_it_leaves_bun_nix_as_it_was() {
    let missing = Arc::new(Mutex::new(vec!["b"]));
    let server = host_without(&missing, || Reply::ok(archive("b")).stall_at(20));
    let packages = ["a", "b", "c"].map(github);
    let project = Project::new(&packages).env("BUN_NIX_GITHUB_URL", server.base());
    project.write("app/bun.nix", "{ ... }:\n{ }\n");
    let mut child = project.start_update();
    let hashes = project.path("cache/bun-nix/hashes");
    // Not those that are still being written: their names begin with a dot.
    let kept = || {
        let entries = fs_err::read_dir(&hashes).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name());
        names
            .filter(|name| !name.to_string_lossy().starts_with('.'))
            .count()
    };
    let deadline = Instant::now() + Duration::from_secs(20);
    while kept() < 2 || server.requests().len() < 3 {
        assert!(Instant::now() < deadline, "{:?}", server.requests());
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(project.bun_nix().unwrap(), "{ ... }:\n{ }\n");
    let beside: Vec<_> = fs_err::read_dir(project.path("app")).unwrap().collect();
    assert_eq!(beside.len(), 2, "{beside:?}");

    missing.lock().unwrap().clear();
    project.update(&[]);
    assert_eq!(targets(&server), ["a", "b", "b", "c"]);
}

/// Killed at many moments, whatever it does just then.
#[cfg(unix)]
#[test]
fn bun_nix_is_the_old_one_or_the_new_one() {
    let server = Server::http(|request| Reply::ok(archive(&request.target)));
    let packages = ["a", "b", "c", "d"].map(github);
    let project = Project::new(&packages).env("BUN_NIX_GITHUB_URL", server.base());
    project.update(&[]);
    let new = project.bun_nix().unwrap();
    let old = "{ ... }:\n{ }\n";
    let written = AtomicBool::new(false);
    for moment in 0..40 {
        fs_err::remove_dir_all(project.path("cache")).unwrap();
        project.write("app/bun.nix", old);
        let mut child = project.start_update();
        std::thread::sleep(Duration::from_millis(moment * 2));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = project.bun_nix().unwrap();
        assert!(found == old || found == new, "{found}");
        written.fetch_or(found == new, Ordering::Relaxed);
        fs_err::create_dir_all(project.path("cache")).unwrap();
    }
    project.update(&[]);
    assert_eq!(project.bun_nix().unwrap(), new);
}

#[test]
fn a_server_that_stalls_is_given_up() {
    let missing = Arc::new(Mutex::new(vec!["a"]));
    let server = host_without(&missing, || Reply::ok(archive("a")).stall_at(20));
    let project = Project::new(&[github("a")])
        .env("BUN_NIX_GITHUB_URL", server.base())
        .env("BUN_NIX_TIMEOUT", "0.2");
    let run = project.fail_to_update(&[]);
    assert!(run.stderr.contains("trying a again: "), "{run:#?}");
    assert!(run.stderr.contains("sent nothing for 0.2 s"), "{run:#?}");
}
