//! Odd and hostile archives: what we make of them, and what real Bun does.

mod archives;

use std::process::Command;

use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;
use test_oracles::Bun;

use super::*;
use crate::judge::{installs, listing};

/// What an archive unpacks to, or why it does not.
fn unpacked(archive: &[u8], rules: Rules) -> Result<String, String> {
    let temporary = TempDir::new().unwrap();
    let path = temporary.path().join("archive.tgz");
    fs_err::write(&path, archive).unwrap();
    let folder = temporary.path().join("folder");
    match tarball(&path, &folder, None, rules) {
        Ok(()) => Ok(listing(&folder)),
        Err(error) => {
            let message = error.to_string();
            Err(message.replace(&*temporary.path().to_string_lossy(), ""))
        }
    }
}

#[test]
fn odd_archives_are_unpacked() {
    let mut all = String::new();
    for (name, archive) in archives::taken() {
        let listing = unpacked(&archive, Rules::Package).unwrap();
        all += &format!("# {name}\n{listing}\n");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn damaged_archives_are_refused() {
    let mut all = String::new();
    for (name, archive) in archives::refused() {
        let error = unpacked(&archive, Rules::Package).unwrap_err();
        all += &format!("# {name}\n{error}\n\n");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_umask_does_not_matter() {
    let output = Command::new("sh")
        .args([
            "-c",
            r#"umask 077; exec "$0" --exact unpack::tests::odd_archives_are_unpacked"#,
        ])
        .arg(std::env::current_exe().unwrap())
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(output.contains("1 passed"), "{output}");
}

#[test]
fn bun_unpacks_odd_archives_to_the_same() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    let project = TempDir::new().unwrap();
    let archives = archives::taken();
    let mut dependencies = serde_json::Map::new();
    for (index, (_, archive)) in archives.iter().enumerate() {
        fs_err::write(project.path().join(format!("x{index}.tgz")), archive).unwrap();
        dependencies.insert(format!("x{index}"), json!(format!("./x{index}.tgz")));
    }
    let manifest = json!({ "dependencies": dependencies });
    assert!(installs(&bun, project.path(), &manifest));
    for (index, (name, archive)) in archives.iter().enumerate() {
        let folder = project.path().join(format!("node_modules/x{index}"));
        let ours = unpacked(archive, Rules::Package).unwrap();
        assert_eq!(ours, listing(&folder), "{name}");
    }
}

#[test]
fn bun_refuses_damaged_archives() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    for (name, archive) in archives::refused() {
        let project = TempDir::new().unwrap();
        fs_err::write(project.path().join("x.tgz"), archive).unwrap();
        let manifest = json!({ "dependencies": { "x": "./x.tgz" } });
        assert!(!installs(&bun, project.path(), &manifest), "{name}");
    }
}

#[test]
fn an_archive_that_would_fill_the_disk_is_refused() {
    let deep = format!("package/{}", ["x"; 400].join("/"));
    let file = [
        archives::pax(&[("path", deep.as_bytes())]),
        archives::file("a/b", ""),
    ]
    .concat();
    let members = archives::gzip(file.repeat(MOST_PARTS / 400 + 1));
    let error = unpacked(&members, Rules::Package).unwrap_err();
    assert_eq!(
        error,
        "/archive.tgz cannot be unpacked: it unpacks to too many files"
    );

    let file = archives::file("package/a", [0; 5000]);
    let mut archive = Archive::new(&file[..], 5000);
    archive
        .next_entry()
        .map_err(|error| error.to_string())
        .unwrap();
    let error = archive.next_entry().map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "it unpacks to too many bytes");
}

#[test]
fn an_archive_of_folders_without_end_is_refused() {
    let deep = format!("package/{}file", "x/".repeat(1500));
    let members = [
        archives::pax(&[("path", deep.as_bytes())]),
        archives::file("a/b", ""),
    ];
    let error = unpacked(&archives::package(&members), Rules::Package).unwrap_err();
    assert_eq!(
        error,
        "a folder lies in more than 500 others, and is not made"
    );
}

#[test]
fn an_archive_with_other_bytes_is_refused_before_anything_is_written() {
    let temporary = TempDir::new().unwrap();
    let path = temporary.path().join("archive.tgz");
    fs_err::write(&path, archives::package(&[])).unwrap();
    let folder = temporary.path().join("folder");
    for expected in [
        "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb",
    ] {
        let integrity = Integrity::parse(expected).unwrap();
        let error = tarball(&path, &folder, Some(&integrity), Rules::Package).unwrap_err();
        let message = error.to_string();
        assert!(
            message.ends_with(&format!("but bun.lock records {expected}")),
            "{message}"
        );
        assert!(!folder.exists());
    }
    let bytes = fs_err::read(&path).unwrap();
    let right = digest(Algorithm::Sha512, &bytes);
    tarball(&path, &folder, Some(&right), Rules::Package).unwrap();
    assert!(folder.join("package.json").is_file());
}

#[test]
fn files_take_the_place_of_what_is_there() {
    let temporary = TempDir::new().unwrap();
    let outside = temporary.path().join("outside");
    fs_err::write(&outside, "outside").unwrap();
    let folder = temporary.path().join("folder");
    fs_err::create_dir(&folder).unwrap();
    fs_err::os::unix::fs::symlink(&outside, folder.join("a")).unwrap();
    let path = temporary.path().join("archive.tgz");
    fs_err::write(
        &path,
        archives::package(&[archives::file("package/a", "inside")]),
    )
    .unwrap();
    tarball(&path, &folder, None, Rules::Package).unwrap();
    assert_eq!(fs_err::read(folder.join("a")).unwrap(), b"inside");
    assert_eq!(fs_err::read(outside).unwrap(), b"outside");
}

#[test]
fn archives_of_repositories_have_their_empty_folders() {
    let folders = ["package/empty/", "package/read-only/"];
    let folders = folders.map(|name| archives::Header::new(name, 0).kind(b'5').mode(0o444));
    let folders = folders.map(|header| header.0.to_vec());
    let archive =
        archives::package(&[folders.concat(), archives::link(b'2', "package/l", "empty")]);
    let listing = unpacked(&archive, Rules::Repository).unwrap();
    insta::assert_snapshot!(listing, @r#"
    755 empty/
    644 package.json "{\"name\":\"x\",\"version\":\"1.0.0\"}"
    755 read-only/
    "#);
}

proptest! {
    #[test]
    fn nothing_is_written_outside_the_folder(archive in hostile_archive(), rules in rules()) {
        let outside = TempDir::new().unwrap();
        fs_err::write(outside.path().join("archive.tgz"), &archive).unwrap();
        let folder = outside.path().join("folder");
        let _ = tarball(&outside.path().join("archive.tgz"), &folder, None, rules);
        let outside = listing(outside.path());
        let left = outside.lines().filter(|line| !line.contains(" folder/"));
        prop_assert_eq!(left.count(), 1);
        prop_assert!(!outside.contains(" -> "));
        let modes = outside.lines().filter(|line| !line.contains("archive.tgz"));
        for mode in modes.map(|line| line.split(' ').next().unwrap_or_default()) {
            prop_assert!(u32::from_str_radix(mode, 8).unwrap() & !0o755 == 0);
        }
    }

    #[test]
    fn any_bytes_are_refused_or_unpacked(bytes: Vec<u8>) {
        let _ = unpacked(&bytes, Rules::Package);
        let _ = unpacked(&archives::gzip(&bytes), Rules::Package);
    }
}

fn rules() -> impl Strategy<Value = Rules> {
    prop_oneof![Just(Rules::Package), Just(Rules::Repository)]
}

/// Entries of any kind with names and targets that try to get out, some damaged.
fn hostile_archive() -> impl Strategy<Value = Vec<u8>> {
    let entry = (
        hostile_path(),
        hostile_path(),
        any::<u8>(),
        "[0-7ADEKLNSVXgx]",
        0u32..0o10000,
    );
    let entry = entry.prop_map(|(name, target, how, kind, mode)| {
        let field = |path: &str| path.as_bytes()[..path.len().min(100)].to_vec();
        let header = archives::Header::new(field(&name), target.len());
        let header = header.with(157, field(&target)).mode(mode);
        let entry = header.kind(kind.as_bytes()[0]).content(&target);
        match how % 4 {
            0 => [archives::pax(&[("path", name.as_bytes())]), entry].concat(),
            1 => [archives::long_name(&name), entry].concat(),
            _ => entry,
        }
    });
    let entries = proptest::collection::vec(entry, 0..12);
    let damage = proptest::option::of((any::<prop::sample::Index>(), any::<u8>()));
    (entries, damage).prop_map(|(entries, damage)| {
        let mut archive = [entries.concat(), archives::END.to_vec()].concat();
        if let Some((at, byte)) = damage {
            let at = at.index(archive.len());
            archive[at] = byte;
        }
        archives::gzip(archive)
    })
}

fn hostile_path() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just(".."),
        Just("."),
        Just(""),
        Just("a"),
        Just("b"),
        Just("..\\"),
        Just("\\.."),
        Just("a\0"),
        Just("..\0"),
        Just("folder"),
        Just("archive.tgz"),
        Just(" "),
        Just("…"),
    ];
    proptest::collection::vec(part, 0..6).prop_map(|parts| parts.join("/"))
}
