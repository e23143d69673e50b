//! The git repositories that the project `git` depends on, and a GitHub of one
//! archive. Their commits come out the same in every run.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use bun_lock::Lockfile;
use bun_nix::{Fetch, Settings, Sources};
use test_servers::{GitServer, Reply, Repository, run_git};

use super::sources::Map;

/// The address that the committed files give these servers.
pub const ADDRESS: &str = "http://git.invalid";

/// The archive that GitHub would send of `github:owner/hosted`.
const HOSTED: &[u8] = include_bytes!("hosted.tar.gz");

pub struct Repositories {
    server: GitServer,
}

impl Repositories {
    pub fn new() -> Repositories {
        let server = GitServer::new(|request| {
            let hosted = request.path().starts_with("/repos/owner/hosted/tarball/");
            hosted.then(|| Reply::ok(HOSTED))
        });
        plain(&server.repository("plain.git"));
        with_dependencies(&server.repository("with-dependencies.git"));
        Repositories { server }
    }

    /// Where they are now.
    pub fn address(&self) -> &str {
        self.server.server().base()
    }

    /// Adds the lockfile's git and GitHub sources, laid into a folder.
    pub fn add_sources(&self, lock: &Lockfile, folder: &Path, map: &mut Map) {
        let sources = Sources::of(lock, &Settings::default()).unwrap();
        for (index, source) in sources.iter().enumerate() {
            let path = folder.join(format!("source-{index}"));
            match &source.fetch {
                Fetch::Git { url, rev } => check_out(url, rev, &path),
                Fetch::Url { url, .. } if url.contains("/repos/owner/hosted/") => {
                    fs_err::write(&path, HOSTED).unwrap();
                }
                _ => continue,
            }
            map.insert(source.key.clone(), path);
        }
    }
}

/// As `fetchgit` leaves it.
fn check_out(url: &str, commit: &str, to: &Path) {
    fs_err::create_dir_all(to).unwrap();
    run_git(to, &["clone", "-q", url, "."]);
    run_git(to, &["checkout", "-q", commit]);
    fs_err::remove_dir_all(to.join(".git")).unwrap();
}

/// Links, modes, attributes, and files that no npm tarball would have; two commits.
fn plain(repository: &Repository) {
    repository.write(
        "package.json",
        r#"{ "name": "plain", "version": "1.0.0", "files": ["lib"], "bin": "run.js" }"#,
    );
    repository.write("run.js", "#!/usr/bin/env node\r\n1\r\n");
    repository.write("lib/index.js", "1\n");
    repository.commit();
    run_git(repository.folder(), &["tag", "v1.0.0"]);
    repository.write(
        ".gitattributes",
        "ignored export-ignore\nver export-subst\n",
    );
    repository.write(".npmignore", "notes\n");
    repository.write("ignored", "by archives only\n");
    repository.write("notes", "1\n");
    repository.write("ver", "$Format:%H$\n");
    repository.write("run.sh", "#!/bin/sh\n");
    let folder = repository.folder();
    fs_err::set_permissions(folder.join("run.sh"), Permissions::from_mode(0o755)).unwrap();
    for (link, target) in [
        ("link.js", "lib/index.js"),
        ("lib/up", "../notes"),
        ("folder-link", "lib"),
        ("dangling", "gone"),
        ("outside", "../../outside"),
    ] {
        symlink(target, folder.join(link)).unwrap();
    }
    repository.commit();
}

/// Dependencies, one of them bundled by hand, and a script that would build it.
fn with_dependencies(repository: &Repository) {
    repository.write(
        "package.json",
        r#"{ "name": "@git/with-dependencies", "version": "2.0.0", "dependencies": { "is-number": "^6" },
"devDependencies": { "left-pad": "1.3.0" }, "scripts": { "prepare": "exit 1", "postinstall": "exit 1" } }"#,
    );
    repository.write("node_modules/committed/index.js", "1\n");
    repository.commit();
}
