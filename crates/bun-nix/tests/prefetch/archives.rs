//! Archives of GitHub, and those that are no good.

use bun_nix::prefetch::FetchError;
#[cfg(unix)]
use bun_nix::prefetch::nar_hash;
use tar::EntryType;
#[cfg(unix)]
use test_oracles::Nix;
use test_servers::{Reply, Server, Tarball};

use crate::fetching::{fetch, github, impatient, tarball, with_github};

fn serve(archive: Vec<u8>) -> Server {
    Server::http(move |_| Reply::ok(archive.clone()))
}

fn hash(archive: Vec<u8>) -> Result<String, FetchError> {
    let server = serve(archive);
    let hash = fetch(&with_github(server.base()), &github("1234567"));
    assert_eq!(
        server.requests()[0].target,
        "/owner/repo/archive/1234567.tar.gz"
    );
    hash.map(|hash| hash.to_string())
}

/// A tree with everything that an archive can hold.
fn tree() -> Tarball {
    Tarball::new()
        .entry(
            EntryType::XGlobalHeader,
            "pax_global_header",
            "",
            0o666,
            b"",
        )
        .folder("top/", 0o755)
        .file("top/a.b", 0o664, b"1")
        .file("top/a/run", 0o775, b"#!/bin/sh\n")
        .file("top/a/group-only", 0o654, b"")
        .folder("top/a/no-x/", 0o644)
        .file("top/a/no-x/x", 0o644, b"x")
        .symlink("top/a/link", "../a.b")
        .symlink("top/dangling", "nope//x/")
        .folder("top/submodule", 0o755)
        .entry(EntryType::Link, "top/hard", "top/a/run", 0o755, b"")
        .file("top/a.b", 0o664, b"the later one counts")
        .file("top/z/y/x/w", 0o644, b"w")
}

/// What the tree unpacks to, made with the file system.
#[cfg(unix)]
fn plant(root: &std::path::Path) {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    for folder in ["a/no-x", "submodule", "z/y/x"] {
        fs_err::create_dir_all(root.join(folder)).unwrap();
    }
    for (path, mode, contents) in [
        ("a.b", 0o644, "the later one counts"),
        ("a/run", 0o755, "#!/bin/sh\n"),
        ("hard", 0o755, "#!/bin/sh\n"),
        ("a/group-only", 0o644, ""),
        ("a/no-x/x", 0o644, "x"),
        ("z/y/x/w", 0o644, "w"),
    ] {
        fs_err::write(root.join(path), contents).unwrap();
        let mode = std::fs::Permissions::from_mode(mode);
        fs_err::set_permissions(root.join(path), mode).unwrap();
    }
    symlink("../a.b", root.join("a/link")).unwrap();
    symlink("nope//x/", root.join("dangling")).unwrap();
}

#[cfg(unix)]
#[test]
fn an_archive_has_the_hash_of_what_it_unpacks_to() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("tree");
    plant(&root);
    let found = hash(tree().gzip()).unwrap();
    assert_eq!(found, nar_hash(&root).unwrap().to_string());
    if let Some(nix) = Nix::find() {
        assert_eq!(found, nix.nar_hash(&root));
    }
}

#[test]
fn an_archive_has_one_folder_at_its_root() {
    for archive in [
        tree().file("beside", 0o644, b""),
        tree().folder("beside", 0o755),
        Tarball::new().file("top", 0o644, b""),
        Tarball::new(),
    ] {
        let error = hash(archive.gzip()).unwrap_err();
        assert_eq!(error.code(), "fetch-not-a-tarball", "{error}");
    }
}

#[test]
fn hostile_entries_are_refused_by_name() {
    let bad = [
        (tree().file("/etc/passwd", 0o644, b""), "/etc/passwd"),
        (tree().file("top/../../x", 0o644, b""), "top/../../x"),
        (tree().folder("..", 0o755), ".."),
        (tree().symlink("top/l1", "/etc/passwd"), "top/l1"),
        (tree().symlink("top/l2", "../x"), "top/l2"),
        (tree().symlink("top/a/l3", "../../x"), "top/a/l3"),
        (tree().symlink("top/a/l4", "x/../../../y"), "top/a/l4"),
        (tree().symlink("top/l5", ""), "top/l5"),
        (
            tree().entry(EntryType::Link, "top/h1", "/etc/passwd", 0o644, b""),
            "top/h1",
        ),
        (
            tree().entry(EntryType::Link, "top/h2", "../etc/passwd", 0o644, b""),
            "top/h2",
        ),
        (
            tree().entry(EntryType::Char, "top/null", "", 0o644, b""),
            "top/null",
        ),
        (
            tree().entry(EntryType::Block, "top/disk", "", 0o644, b""),
            "top/disk",
        ),
        (
            tree().entry(EntryType::Fifo, "top/fifo", "", 0o644, b""),
            "top/fifo",
        ),
    ];
    for (archive, entry) in bad {
        let archive = archive.gzip();
        let server = serve(archive.clone());
        let inspected = fetch(&impatient(), &tarball(&server.url("/x.tgz"))).unwrap_err();
        for error in [hash(archive).unwrap_err(), inspected] {
            assert_eq!(error.code(), "fetch-hostile", "{entry}: {error}");
            assert!(error.to_string().contains(&format!("{entry:?}")), "{error}");
        }
    }
}

#[test]
fn entries_below_what_is_no_folder_are_refused() {
    for archive in [
        tree().file("top/a/link/x", 0o644, b""),
        tree().file("top/a.b/x", 0o644, b""),
        tree().folder("top/a.b", 0o755),
        tree().file("top/a", 0o644, b""),
        tree().entry(EntryType::Link, "top/h", "top/a/link", 0o644, b""),
        tree().entry(EntryType::Link, "top/h", "top/none", 0o644, b""),
    ] {
        let error = hash(archive.gzip()).unwrap_err();
        assert_eq!(error.code(), "fetch-hostile", "{error}");
    }
}

#[test]
fn a_bomb_is_refused_at_the_limit() {
    let bomb = Tarball::new()
        .file("top/zeros", 0o644, &vec![0; 10 << 20])
        .gzip();
    assert!(bomb.len() < 1 << 20);
    let server = serve(bomb);
    let mut prefetch = with_github(server.base());
    prefetch.limits.unpacked = 1 << 20;
    for source in [github("1234567"), tarball(&server.url("/x.tgz"))] {
        let error = fetch(&prefetch, &source).unwrap_err();
        let message = error.to_string();
        assert!(
            message.ends_with("it has more than 1048576 bytes, unpacked"),
            "{message}"
        );
    }
}

#[test]
fn too_many_entries_are_refused() {
    let server = serve(tree().gzip());
    let mut prefetch = with_github(server.base());
    prefetch.limits.entries = 5;
    let error = fetch(&prefetch, &github("1234567")).unwrap_err();
    assert!(
        error.to_string().ends_with("it has more than 5 entries"),
        "{error}"
    );
}
