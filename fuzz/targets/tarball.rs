//! Any bytes as a tarball: nothing is written outside of the package's folder.

#![no_main]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, Vec<u8>)| {
    let (repository, mut archive) = input;
    mend_checksums(&mut archive);
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("archive");
    fs::write(&path, archive).unwrap();
    let folder = around.path().join("folder");
    let _ = bun_nix_install::fuzzing::unpack(&path, &folder, repository);
    assert!(fs::read_dir(around.path()).unwrap().count() <= 2);
    if folder.exists() {
        judge(&folder);
    }
});

/// Files and folders only, of modes 644 and 755.
fn judge(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = path.symlink_metadata().unwrap();
        assert!(metadata.is_file() || metadata.is_dir());
        assert_eq!(metadata.permissions().mode() & 0o7777 & !0o755, 0);
        if metadata.is_dir() {
            judge(&path);
        }
    }
}

/// Chance would never find one.
fn mend_checksums(archive: &mut [u8]) {
    for header in archive.chunks_exact_mut(512) {
        if header[257..].starts_with(b"ustar") {
            header[148..156].fill(b' ');
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
    }
}
