//! Folders and checkouts: what we make of them, and what real Bun does.

use std::fs::Permissions;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;
use test_oracles::Bun;

use super::*;
use crate::judge::{installs, listing};

fn write(path: PathBuf, content: &str) {
    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
    fs_err::write(path, content).unwrap();
}

fn link(folder: &Path, links: &[(&str, &str)]) {
    for (link, target) in links {
        let link = folder.join(link);
        fs_err::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(target, link).unwrap();
    }
}

/// A package's folder in a project, with files and links of all kinds.
fn project() -> TempDir {
    let project = TempDir::new().unwrap();
    write(project.path().join("shared/file"), "shared");
    let folder = project.path().join("x");
    for (path, content) in [
        ("package.json", r#"{"name":"x","version":"1.0.0"}"#),
        ("file", "file"),
        ("dir/file", "in dir"),
        ("dir/deeper/file", "in deeper"),
        (".git/HEAD", "ref"),
        (".npmignore", "file"),
        (".gitignore", "dir"),
        ("bun.lock", "{}"),
        ("node_modules/z/index.js", "z"),
        ("dir/node_modules/y/index.js", "y"),
        ("only/node_modules/w/index.js", "w"),
        ("a/file/called/node_modules", "a file"),
    ] {
        write(folder.join(path), content);
    }
    fs_err::create_dir(folder.join("empty")).unwrap();
    link(&folder, FOLDER_LINKS);
    let absolute = |name: &str| folder.join(name).display().to_string();
    link(
        &folder,
        &[
            ("absolute/file", &absolute("file")),
            ("absolute/dir", &absolute("dir")),
            ("chain/to-absolute", "../absolute/file"),
            ("chain/to-shared", "../outside/file"),
        ],
    );
    for (name, mode) in [("600", 0o600), ("711", 0o711), ("777", 0o777)] {
        let file = folder.join("modes").join(name);
        write(file.clone(), name);
        fs_err::set_permissions(file, Permissions::from_mode(mode)).unwrap();
    }
    let mode = Permissions::from_mode(0o700);
    fs_err::set_permissions(folder.join("modes"), mode).unwrap();
    let pipe = Command::new("mkfifo").arg(folder.join("pipe")).status();
    assert!(pipe.unwrap().success());
    project
}

const FOLDER_LINKS: &[(&str, &str)] = &[
    ("to/file", "../file"),
    ("to/dir", "../dir"),
    ("to/root", ".."),
    ("to/nothing", "nothing"),
    ("to/itself", "itself"),
    ("to/pipe", "../pipe"),
    ("to/dot", "./../file"),
    ("to/around", "../dir/../file"),
    ("to/through", "dir/file"),
    ("to/manifest-through-root", "root/package.json"),
    ("outside/file", "../../shared/file"),
    ("outside/dir", "../../shared"),
    ("outside/system", "/etc/passwd"),
    ("outside/and-back", "../../x/file"),
    ("modules/file", "../node_modules/z/index.js"),
    ("modules/dir", "../node_modules/z"),
    ("modules/all", "../node_modules"),
    ("modules/deeper", "../dir/node_modules/y/index.js"),
    ("modules/node_modules", "../dir"),
    ("chain/to-link", "../to/file"),
    ("chain/to-nothing", "../to/nothing"),
];

#[test]
fn folders_are_copied() {
    let project = project();
    let to = project.path().join("to");
    folder(project.path(), &project.path().join("x"), &to).unwrap();
    insta::assert_snapshot!(listing(&to));
}

#[test]
fn bun_copies_folders_to_the_same() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    let project = project();
    let to = project.path().join("to");
    folder(project.path(), &project.path().join("x"), &to).unwrap();
    let manifest = json!({ "dependencies": { "x": "file:./x" } });
    assert!(installs(&bun, project.path(), &manifest));
    let judged = listing(&project.path().join("node_modules/x"));
    assert_eq!(listing(&to), judged);
}

#[test]
fn a_folder_can_hold_its_copy() {
    let project = project();
    let to = project.path().join("x/to");
    folder(project.path(), &project.path().join("x"), &to).unwrap();
    assert!(to.join("file").is_file());
    assert!(!to.join("to/file").exists());
}

#[test]
fn copies_can_be_written_and_have_no_privileges() {
    let temporary = TempDir::new().unwrap();
    let from = temporary.path().join("from");
    for (name, mode) in [("444", 0o444), ("555", 0o555), ("4755", 0o4755)] {
        write(from.join(name), name);
        fs_err::set_permissions(from.join(name), Permissions::from_mode(mode)).unwrap();
    }
    folder(temporary.path(), &from, &temporary.path().join("folder")).unwrap();
    insta::assert_snapshot!(listing(&temporary.path().join("folder")), @r#"
    644 444 "444"
    755 4755 "4755"
    755 555 "555"
    "#);
    unpacked(&from, &temporary.path().join("unpacked")).unwrap();
    insta::assert_snapshot!(listing(&temporary.path().join("unpacked")), @r#"
    644 444 "444"
    755 4755 "4755"
    755 555 "555"
    "#);
}

#[test]
fn links_of_unpacked_packages_are_left_out() {
    let temporary = TempDir::new().unwrap();
    let from = temporary.path().join("from");
    write(from.join("a/file"), "file");
    link(&from, &[("b", "a"), ("c", "a/file"), ("d", "/etc/passwd")]);
    fs_err::create_dir(from.join("empty")).unwrap();
    let to = temporary.path().join("to");
    unpacked(&from, &to).unwrap();
    insta::assert_snapshot!(listing(&to), @r#"
    755 a/
    644 a/file "file"
    755 empty/
    "#);
}

/// A git repository with one commit.
fn repository() -> TempDir {
    let repository = TempDir::new().unwrap();
    for (path, content) in [
        ("package.json", r#"{"name":"x","version":"1.0.0"}"#),
        ("file", "file"),
        ("dir/file", "in dir"),
        (".gitignore", "file"),
        (".npmignore", "file"),
        (".bun-tag", "somebody else's"),
        ("node_modules/z/index.js", "z"),
        ("dir/node_modules/y/index.js", "y"),
        ("program", "#!/bin/sh"),
    ] {
        write(repository.path().join(path), content);
    }
    let program = repository.path().join("program");
    fs_err::set_permissions(program, Permissions::from_mode(0o755)).unwrap();
    link(
        repository.path(),
        &[
            ("to/file", "../file"),
            ("to/program", "../program"),
            ("to/dir", "../dir"),
            ("to/root", ".."),
            ("to/nothing", "nothing"),
            ("to/itself", "itself"),
            ("to/link", "file"),
            ("to/through", "dir/file"),
            ("to/git", "../.git/HEAD"),
            ("to/system", "/etc/passwd"),
            ("modules/file", "../node_modules/z/index.js"),
            ("modules/deeper", "../dir/node_modules/y/index.js"),
            ("only/dir", "../dir"),
        ],
    );
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "--all", "--force"],
        &[
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.org",
            "commit",
            "--quiet",
            "-m",
            "x",
        ],
    ] {
        let mut git = Command::new("git");
        let git = git.args(arguments).current_dir(repository.path());
        let git = git.env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(git.status().unwrap().success());
    }
    repository
}

#[test]
fn checkouts_are_copied() {
    let repository = repository();
    let to = TempDir::new().unwrap();
    checkout(repository.path(), &to.path().join("x")).unwrap();
    insta::assert_snapshot!(listing(&to.path().join("x")));
}

#[test]
fn bun_copies_checkouts_to_the_same() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    let repository = repository();
    let project = TempDir::new().unwrap();
    let url = format!("git+file://{}", repository.path().display());
    let manifest = json!({ "dependencies": { "x": url } });
    assert!(installs(&bun, project.path(), &manifest));
    let to = project.path().join("to");
    checkout(repository.path(), &to).unwrap();
    let judged = listing(&project.path().join("node_modules/x"));
    assert_eq!(listing(&to), judged);
}
