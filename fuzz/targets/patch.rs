//! Any text as a patch: nothing is changed outside of the package's folder.

#![no_main]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<u8>, Vec<u8>)| {
    let (file, patch) = input;
    let around = tempfile::tempdir().unwrap();
    let victim = around.path().join("victim");
    fs::write(&victim, "mine").unwrap();
    let folder = around.path().join("folder");
    fs::create_dir_all(folder.join("d")).unwrap();
    fs::write(folder.join("a"), file).unwrap();
    symlink(&victim, folder.join("l")).unwrap();
    symlink(around.path(), folder.join("d/up")).unwrap();
    let _ = bun_nix_install::fuzzing::patch(&patch, &folder);
    assert_eq!(fs::read(&victim).unwrap(), b"mine");
    assert_eq!(fs::read_dir(around.path()).unwrap().count(), 2);
    for path in [&folder, &folder.join("d")] {
        if let Ok(metadata) = fs::symlink_metadata(path) {
            assert!(!metadata.is_dir() || metadata.permissions().mode() & 0o700 == 0o700);
        }
    }
});
