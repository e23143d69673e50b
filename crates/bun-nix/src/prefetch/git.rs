//! A commit of a git repository: a real checkout, with submodules, and the hash
//! of it without any `.git`, which is what nixpkgs' `fetchgit` keeps.
//!
//! How to reach a repository is the user's business, so that much of the user's
//! configuration counts. What ends up in the files must not depend on it.
//! Source: nixpkgs, pkgs/build-support/fetchgit/nix-prefetch-git.

mod program;

use std::path::Path;

use bun_lock::Integrity;

pub(super) use program::Program;

use super::error::FetchError;
use super::nar::nar_hash_without_git;

/// A commit to check out.
pub(super) struct Commit<'s> {
    pub url: &'s str,
    /// In full, or as many digits as are unique.
    pub rev: &'s str,
}

/// The hash of a commit's files.
pub(super) fn hash(
    git: &Program<'_>,
    commit: &Commit<'_>,
    retrying: &dyn Fn(&FetchError),
) -> Result<Integrity, FetchError> {
    let folder = tempfile::Builder::new().prefix("bun-nix-git-").tempdir()?;
    let folder = folder.path();
    init(git, folder, commit)?;
    fetch(git, folder, commit, retrying)?;
    let full = resolve(git, folder, commit)?;
    git.run(
        folder,
        &["checkout", "--quiet", "--detach", "--force", &full],
    )?;
    if folder.join(".gitmodules").is_file() {
        fetch_submodules(git, folder, retrying)?;
    }
    Ok(nar_hash_without_git(folder)?)
}

/// SHA-1 has 40 digits, SHA-256 64.
fn is_full(rev: &str) -> bool {
    matches!(rev.len(), 40 | 64) && rev.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn init(git: &Program<'_>, folder: &Path, commit: &Commit<'_>) -> Result<(), FetchError> {
    let format = match commit.rev.len() {
        64 => "--object-format=sha256",
        _ => "--object-format=sha1",
    };
    git.run(folder, &["init", "--quiet", "--template=", format])?;
    // Relative URLs of submodules start from here.
    git.run(folder, &["config", "remote.origin.url", commit.url])?;
    Ok(())
}

/// The one commit where the server gives it, otherwise every branch and tag.
fn fetch(
    git: &Program<'_>,
    folder: &Path,
    commit: &Commit<'_>,
    retrying: &dyn Fn(&FetchError),
) -> Result<(), FetchError> {
    if is_full(commit.rev) {
        let one = [
            "fetch",
            "--progress",
            "--no-tags",
            "--depth=1",
            "origin",
            commit.rev,
        ];
        match git.run_on_network(folder, &one, retrying) {
            Err(FetchError::Git { .. }) => {}
            done => return done,
        }
    }
    let all = [
        "fetch",
        "--progress",
        "--tags",
        "origin",
        "+refs/heads/*:refs/remotes/origin/*",
    ];
    git.run_on_network(folder, &all, retrying)
}

fn resolve(git: &Program<'_>, folder: &Path, commit: &Commit<'_>) -> Result<String, FetchError> {
    let rev = format!("{}^{{commit}}", commit.rev);
    let found = git.run(
        folder,
        &["rev-parse", "--verify", "--quiet", "--end-of-options", &rev],
    );
    let found = found.map_err(|_| FetchError::Git {
        what: format!("find the commit {} in {}", commit.rev, commit.url),
        why: "no branch or tag leads to it, or it is short and not unique".to_owned(),
    })?;
    Ok(String::from_utf8_lossy(&found).trim().to_owned())
}

fn fetch_submodules(
    git: &Program<'_>,
    folder: &Path,
    retrying: &dyn Fn(&FetchError),
) -> Result<(), FetchError> {
    let all = ["submodule", "update", "--init", "--recursive", "--progress"];
    let shallow = [all.as_slice(), &["--depth=1"]].concat();
    match git.run_on_network(folder, &shallow, retrying) {
        Err(FetchError::Git { .. }) => {}
        done => return done,
    }
    // What came so far lacks history that the server only gives from the start.
    git.run(
        folder,
        &["submodule", "deinit", "--quiet", "--force", "--all"],
    )?;
    let modules = folder.join(".git").join("modules");
    if modules.exists() {
        fs_err::remove_dir_all(modules)?;
    }
    git.run_on_network(folder, &all, retrying)
}
