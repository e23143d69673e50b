//! Who gets to see a login.

use std::path::Path;

use bun_nix::prefetch::{Credentials, Prefetch};
use test_servers::{Reply, Server, Tarball};

use crate::fetching::{fetch, impatient, tarball};

const TOKEN: &str = "npm_hunter2hunter2";

fn package() -> Reply {
    Reply::ok(Tarball::new().file("package/a", 0o644, b"a").gzip())
}

/// A server that wants a header.
fn wants(authorization: &'static str) -> Server {
    Server::http(move |request| match request.header("authorization") {
        Some(header) if header == authorization => package(),
        Some(_) => Reply::status(403, ""),
        None => Reply::status(401, ""),
    })
}

fn with(npmrc: &str) -> Prefetch {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join(".npmrc"), npmrc).unwrap();
    Prefetch {
        credentials: credentials(folder.path()),
        ..impatient()
    }
}

fn credentials(folder: &Path) -> Credentials {
    Credentials::load(folder, &|name| (name == "TOKEN").then(|| TOKEN.to_owned()))
}

#[test]
fn a_registry_gets_its_token() {
    let server = wants("Bearer npm_hunter2hunter2");
    let prefetch = with(&format!(
        "//{}/npm/:_authToken=${{TOKEN}}\n",
        server.authority()
    ));
    assert!(fetch(&prefetch, &tarball(&server.url("/npm/x.tgz"))).is_ok());
    let error = fetch(&prefetch, &tarball(&server.url("/other/x.tgz"))).unwrap_err();
    assert_eq!(error.code(), "fetch-unauthorized");
    assert!(
        error.to_string().contains("neither .npmrc nor bunfig.toml"),
        "{error}"
    );
}

#[test]
fn a_registry_gets_its_password() {
    let server = wants("Basic dXNlcjpwYXNz");
    let authority = server.authority();
    for npmrc in [
        format!("//{authority}/:_auth=dXNlcjpwYXNz\n"),
        format!("//{authority}/:username=user\n//{authority}/:_password=cGFzcw==\n"),
    ] {
        assert!(
            fetch(&with(&npmrc), &tarball(&server.url("/x.tgz"))).is_ok(),
            "{npmrc}"
        );
    }
}

#[test]
fn a_wrong_token_is_told_but_not_shown() {
    let server = wants("Bearer right");
    let prefetch = with(&format!("//{}/:_authToken={TOKEN}\n", server.authority()));
    let error = fetch(&prefetch, &tarball(&server.url("/x.tgz"))).unwrap_err();
    assert!(error.to_string().contains("another login"), "{error}");
    assert!(!format!("{error} {error:?}").contains(TOKEN));
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    let server = wants("Bearer right");
    let prefetch = with(&format!(
        "//{}/:_authToken=${{MISSING}}\n",
        server.authority()
    ));
    let error = fetch(&prefetch, &tarball(&server.url("/x.tgz"))).unwrap_err();
    assert!(error.to_string().contains("MISSING"), "{error}");
    assert_eq!(server.requests()[0].header("authorization"), None);
}

#[test]
fn no_token_follows_a_redirect_to_another_host_or_path() {
    let other = Server::http(|_| package());
    let elsewhere = other.url("/npm/x.tgz");
    let server = Server::http(move |request| match request.path() {
        "/npm/x.tgz" => Reply::redirect(&elsewhere),
        "/npm/up.tgz" => Reply::redirect("../blobs/x.tgz"),
        "/npm/down.tgz" => Reply::redirect("/npm/blobs/x.tgz"),
        _ => package(),
    });
    let prefetch = with(&format!(
        "//{}/npm/:_authToken={TOKEN}\n",
        server.authority()
    ));
    for path in ["/npm/x.tgz", "/npm/up.tgz", "/npm/down.tgz"] {
        fetch(&prefetch, &tarball(&server.url(path))).unwrap();
    }
    assert_eq!(other.requests()[0].header("authorization"), None);
    let with_token: Vec<String> = server
        .requests()
        .into_iter()
        .filter(|request| request.header("authorization").is_some())
        .map(|request| request.target)
        .collect();
    assert_eq!(
        with_token,
        [
            "/npm/x.tgz",
            "/npm/up.tgz",
            "/npm/down.tgz",
            "/npm/blobs/x.tgz"
        ]
    );
}
