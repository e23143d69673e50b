//! Commits, from git's own HTTP server: what `fetchgit` keeps of them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bun_nix::prefetch::nar_hash_without_git;
use test_oracles::Nix;
use test_servers::{GitServer, Reply, Repository, Server, has_git, run_git};

use crate::fetching::{fetch, git, github, impatient, with_github};

/// Files whose checkout, archive and raw content differ.
fn plant(repository: &Repository) {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    repository.write(
        ".gitattributes",
        "ignored export-ignore\nver export-subst\ncrlf text eol=crlf\n*.bin filter=lfs\n",
    );
    repository.write("ignored", "no\n");
    repository.write("ver", "$Format:%H %cI$\n");
    repository.write("crlf", "a\nb\n");
    repository.write("text", "a\nb\n");
    repository.write("x.bin", "version https://git-lfs.github.com/spec/v1\n");
    repository.write("d/x", "x\n");
    repository.write("run", "#!/bin/sh\n");
    let run = repository.folder().join("run");
    fs_err::set_permissions(run, std::fs::Permissions::from_mode(0o755)).unwrap();
    symlink("run", repository.folder().join("link")).unwrap();
}

/// A checkout as everybody makes one, and its hash.
fn checked_out(server: &GitServer, name: &str, commit: &str, into: &Path) -> String {
    let url = server.server().url(&format!("/{name}"));
    let into = into.join(name);
    fs_err::create_dir_all(&into).unwrap();
    run_git(&into, &["clone", "-q", "--recursive", &url, "."]);
    run_git(&into, &["checkout", "-q", commit]);
    run_git(
        &into,
        &["submodule", "-q", "update", "--init", "--recursive"],
    );
    remove_git(&into);
    let hash = nar_hash_without_git(&into).unwrap().to_string();
    if let Some(nix) = Nix::find() {
        assert_eq!(hash, nix.nar_hash(&into));
    }
    hash
}

fn remove_git(folder: &Path) {
    for entry in fs_err::read_dir(folder).unwrap().map(Result::unwrap) {
        let is_folder = entry.file_type().unwrap().is_dir();
        match (entry.file_name() == ".git", is_folder) {
            (true, true) => fs_err::remove_dir_all(entry.path()).unwrap(),
            (true, false) => fs_err::remove_file(entry.path()).unwrap(),
            (false, true) => remove_git(&entry.path()),
            (false, false) => {}
        }
    }
}

fn hash(server: &GitServer, name: &str, rev: &str) -> String {
    let source = git(&server.server().url(&format!("/{name}")), rev);
    let mut prefetch = impatient();
    prefetch.network.stall = std::time::Duration::from_secs(10);
    let hash = fetch(&prefetch, &source).unwrap_or_else(|error| panic!("{error}"));
    hash.to_string()
}

#[test]
fn a_commit_has_the_hash_of_its_checkout() {
    if !has_git() {
        return;
    }
    let server = GitServer::new(|_| None);
    let repository = server.repository("r");
    plant(&repository);
    let commit = repository.commit();
    repository.write("later", "later\n");
    repository.commit();
    let folder = tempfile::tempdir().unwrap();
    let expected = checked_out(&server, "r", &commit, folder.path());
    assert_eq!(hash(&server, "r", &commit), expected);
    // Short commits are resolved, as fetchgit does.
    assert_eq!(hash(&server, "r", &commit[..7]), expected);
}

#[test]
fn a_commit_that_the_server_does_not_give_alone_is_found_in_its_branch() {
    if !has_git() {
        return;
    }
    let server = GitServer::old();
    let repository = server.repository("r");
    repository.write("a", "1\n");
    let commit = repository.commit();
    repository.write("a", "2\n");
    repository.commit();
    let folder = tempfile::tempdir().unwrap();
    let expected = checked_out(&server, "r", &commit, folder.path());
    assert_eq!(hash(&server, "r", &commit), expected);
    let source = git(&server.server().url("/r"), &"0".repeat(40));
    let error = fetch(&impatient(), &source).unwrap_err().to_string();
    assert!(error.contains("find the commit 0000"), "{error}");
}

#[test]
fn submodules_are_part_of_a_checkout() {
    if !has_git() {
        return;
    }
    for server in [GitServer::new(|_| None), GitServer::old()] {
        submodules_of(&server);
    }
}

fn submodules_of(server: &GitServer) {
    let inner = server.repository("inner");
    inner.write("s", "inner\n");
    let inner_commit = inner.commit();
    inner.write("s", "later\n");
    inner.commit();
    let middle = server.repository("middle");
    middle.write("m", "middle\n");
    middle.submodule("deep/inner", "../inner", &inner_commit);
    let middle_commit = middle.commit();
    let outer = server.repository("outer");
    plant(&outer);
    outer.submodule("sub", &server.server().url("/middle"), &middle_commit);
    let commit = outer.commit();
    let folder = tempfile::tempdir().unwrap();
    let expected = checked_out(server, "outer", &commit, folder.path());
    assert!(folder.path().join("outer/sub/deep/inner/s").is_file());
    assert_eq!(hash(server, "outer", &commit), expected);
}

#[test]
fn a_submodule_on_this_machine_is_refused() {
    if !has_git() {
        return;
    }
    let server = GitServer::new(|_| None);
    let secret = server.repository("secret");
    secret.write("s", "secret\n");
    let secret_commit = secret.commit();
    let url = format!("file://{}", secret.folder().display());
    for url in [
        url.as_str(),
        secret.folder().to_str().unwrap(),
        "ext::touch x",
    ] {
        let outer = server.repository(&format!("outer{}", url.len()));
        outer.submodule("sub", url, &secret_commit);
        let commit = outer.commit();
        let name = format!("/outer{}", url.len());
        let source = git(&server.server().url(&name), &commit);
        let error = fetch(&impatient(), &source).unwrap_err().to_string();
        assert!(error.contains("submodule"), "{url}: {error}");
    }
}

#[test]
fn an_archive_of_github_drops_and_substitutes() {
    if !has_git() {
        return;
    }
    let server = GitServer::new(|_| None);
    let repository = server.repository("r");
    plant(&repository);
    let commit = repository.commit();
    let archive = repository.archive(&commit);
    let folder = tempfile::tempdir().unwrap();
    let (file, tree) = (folder.path().join("a.tar.gz"), folder.path().join("tree"));
    fs_err::write(&file, &archive).unwrap();
    fs_err::create_dir_all(&tree).unwrap();
    let mut tar = std::process::Command::new("tar");
    let tar = tar
        .arg("xzf")
        .arg(&file)
        .args(["--strip-components=1", "-C"]);
    assert!(tar.arg(&tree).status().unwrap().success());
    assert!(!tree.join("ignored").exists());
    let github_host = Server::http(move |_| Reply::ok(archive.clone()));
    let prefetch = with_github(github_host.base());
    let hash = fetch(&prefetch, &github(&commit)).unwrap().to_string();
    assert_eq!(hash, nar_hash_without_git(&tree).unwrap().to_string());
    if let Some(nix) = Nix::find() {
        assert_eq!(hash, nix.nar_hash(&tree));
    }
}

#[test]
fn a_server_that_fails_once_is_asked_again() {
    if !has_git() {
        return;
    }
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let server = GitServer::new(move |_| {
        (counted.fetch_add(1, Ordering::SeqCst) == 0).then(|| Reply::status(503, ""))
    });
    let repository = server.repository("r");
    repository.write("a", "a\n");
    let commit = repository.commit();
    hash(&server, "r", &commit);
    assert!(count.load(Ordering::SeqCst) > 2);
}

#[test]
fn a_server_that_wants_a_login_is_named() {
    if !has_git() {
        return;
    }
    let deny = || Reply::status(401, "").header("WWW-Authenticate", "Basic realm=\"r\"");
    let server = GitServer::new(move |_| Some(deny()));
    let source = git(&server.server().url("/r"), &"a".repeat(40));
    let error = fetch(&impatient(), &source).unwrap_err();
    assert_eq!(error.code(), "fetch-git", "{error}");
    assert!(error.help("again").contains("git ls-remote"));
}
