//! The NAR hash of small trees that meet every corner of the format, as Nix 2.8,
//! 2.26 and 2.34 computed it, and as the Nix that is here does.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use bun_nix::prefetch::nar_hash;
use test_oracles::Nix;

/// What Nix said, by the name of the tree.
fn vectors() -> BTreeMap<String, String> {
    let lines = include_str!("fixtures/nar.jsonl").lines();
    let vectors = lines.map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| line[key].as_str().unwrap().to_owned();
        (text("case"), text("narHash"))
    });
    vectors.collect()
}

fn put(root: &Path, path: impl AsRef<OsStr>, contents: &[u8], mode: u32) {
    let file = root.join(path.as_ref());
    fs_err::create_dir_all(file.parent().unwrap()).unwrap();
    fs_err::write(&file, contents).unwrap();
    fs_err::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn link(root: &Path, path: &str, target: &str) {
    fs_err::create_dir_all(root.join(path).parent().unwrap()).unwrap();
    symlink(target, root.join(path)).unwrap();
}

/// The trees of the vectors.
fn plant(root: &Path) {
    for empty in ["empty-dir", "empty-dir-inside/b"] {
        fs_err::create_dir_all(root.join(empty)).unwrap();
    }
    put(root, "empty-dir-inside/a/x", b"", 0o644);
    put(root, "empty-file", b"", 0o644);
    put(root, "plain-file", b"hello\n", 0o644);
    put(root, "exec-file", b"#!/bin/sh\n", 0o755);
    link(root, "symlink-root", "../no/where");
    for length in 0..18 {
        put(
            root,
            format!("padding/{length:02}"),
            &vec![b'x'; length],
            0o644,
        );
    }
    for length in 1..18 {
        put(
            root,
            format!("padding-names/{}", "n".repeat(length)),
            b"",
            0o644,
        );
    }
    // Only the owner's x bit counts.
    for mode in [
        0o400, 0o600, 0o644, 0o444, 0o666, 0o700, 0o744, 0o755, 0o555, 0o100, 0o610, 0o601, 0o611,
        0o654, 0o4755, 0o2644, 0o1644,
    ] {
        put(root, format!("modes/{mode:05o}"), b"", mode);
    }
    for name in [
        "a/x", "a.b", "a-b", "A", "B", "aa", "Z", ".h", "_", "~", "10", "9", "é", "z",
    ] {
        put(root, format!("order/{name}"), b"", 0o644);
    }
    for name in ["with space", "new\nline", "quote'\"", "back\\slash", "日本"] {
        put(root, format!("odd-names/{name}"), b"", 0o644);
    }
    put(root, OsStr::from_bytes(b"odd-names/\xff\xfe"), b"", 0o644);
    for (name, target) in [
        ("rel", "x/y"),
        ("abs", "/etc/passwd"),
        ("dangling", "nope"),
        ("loop", "loop"),
        ("dir", "."),
        ("slash", "a//b/"),
    ] {
        link(root, &format!("symlinks/{name}"), target);
    }
    put(root, "symlinks/z", b"1", 0o644);
    put(root, "git-dir-kept/.git/HEAD", b"ref\n", 0o644);
    put(root, "git-dir-kept/a", b"", 0o644);
    put(root, format!("deep/{}f", "d/".repeat(60)), b"deep", 0o644);
    let bytes: Vec<u8> = (0..=255).collect();
    put(root, "big/f", &bytes.repeat(4096), 0o644);
    put(root, "hardlinks/a", b"same", 0o644);
    fs_err::hard_link(root.join("hardlinks/a"), root.join("hardlinks/b")).unwrap();
}

#[test]
#[cfg_attr(
    target_os = "macos",
    ignore = "its file systems refuse some of the names"
)]
fn trees_have_the_hash_that_nix_gives_them() {
    let folder = tempfile::tempdir().unwrap();
    plant(folder.path());
    let vectors = vectors();
    assert_eq!(
        vectors.len(),
        fs_err::read_dir(folder.path()).unwrap().count()
    );
    for (case, hash) in &vectors {
        // Whoever is not root cannot read a file of mode 0o100.
        let Ok(found) = nar_hash(&folder.path().join(case)) else {
            assert_eq!(case, "modes");
            continue;
        };
        assert_eq!(&found.to_string(), hash, "{case}");
    }
}

#[test]
fn the_nix_that_is_here_agrees() {
    let Some(nix) = Nix::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    plant(folder.path());
    fs_err::remove_dir_all(folder.path().join("modes")).unwrap();
    let hash = nar_hash(folder.path()).unwrap().to_string();
    assert_eq!(hash, nix.nar_hash(folder.path()));
}

#[test]
fn a_socket_has_no_hash() {
    let folder = tempfile::tempdir().unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("s")).unwrap();
    let error = nar_hash(folder.path()).unwrap_err().to_string();
    assert!(error.contains("no file, folder or link"), "{error}");
}
