//! How nix-update writes, and that nothing else does.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use insta::assert_snapshot;
use repository::Repository;

#[test]
fn a_dry_run_writes_nothing() {
    let repository = Repository::of_fixture("every-kind");
    repository.replace("bun.nix", "\"plain@1.0.0\"", "\"plain@0.9.0\"");
    let before = repository.files("");
    assert_snapshot!(repository.run(&["update", "--dry-run"]), @r"
    exit 0
    bun.nix would be written: 16 packages from 15 sources
      - plain 0.9.0  gone
      + plain 1.0.0  new
    ");
    assert!(repository.files("") == before);

    repository.run(&["update"]).assert_code(0);
    assert_snapshot!(repository.run(&["update", "--dry-run"]), @r"
    exit 0
    bun.nix is current: 16 packages from 15 sources
    ");
}

#[test]
fn a_dry_run_creates_nothing() {
    let repository = Repository::new();
    repository.copy(&repository::fixture("web"), "");
    assert_snapshot!(repository.run(&["update", "--dry-run"]), @r"
    exit 0
    bun.nix would be written: 2 packages from 2 sources
    ");
    assert!(!repository.path("bun.nix").exists());
}

#[test]
fn what_is_current_is_left_alone() {
    let repository = Repository::of_fixture("every-kind");
    let before = fs_err::metadata(repository.path("bun.nix"))
        .unwrap()
        .modified()
        .unwrap();
    let files = repository.files("");
    std::thread::sleep(std::time::Duration::from_millis(20));
    repository.update().assert_code(0);
    repository.check().assert_code(0);
    let after = fs_err::metadata(repository.path("bun.nix"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after);
    assert!(repository.files("") == files);
}

#[test]
fn check_never_writes() {
    let repository = Repository::of_fixture("every-kind");
    repository.replace("bun.nix", "plain@1.0.0", "plain@0.9.0");
    repository.replace("package.json", "~2.1.0", "~2.2.0");
    repository.write("yarn.lock", "");
    let before = repository.files("");
    repository.check().assert_code(1);
    assert!(repository.files("") == before);
}

#[test]
fn nothing_stays_behind_but_bun_nix() {
    let repository = Repository::new();
    repository.copy(&repository::fixture("web"), "");
    repository.update().assert_code(0);
    let names: Vec<String> = repository
        .files("")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["bun.lock", "bun.nix", "package.json"]);
}

#[test]
fn a_hash_that_only_bun_nix_knows_survives() {
    let repository = Repository::of_fixture("every-kind");
    let entry = repository
        .read("bun.nix")
        .split("\"git:")
        .nth(1)
        .unwrap()
        .to_owned();
    let entry = entry.split("};").next().unwrap().to_owned();
    assert!(entry.contains("hash = \"sha256-47DEQpj8HBSa"), "{entry}");
    for (from, to) in [
        ("\"plain@1.0.0\"", "\"plain@0.9.0\""),
        (
            "  \"plain@1.0.0\"",
            "<<<<<<< HEAD\n  \"a\" = copyPathToStore ./a;\n=======\n>>>>>>> branch\n  \"plain@1.0.0\"",
        ),
        ("\n  \"git:", "\n# a comment\n  \"git:"),
    ] {
        repository.replace("bun.nix", from, to);
        repository.update().assert_code(0);
        assert!(repository.read("bun.nix").contains(&entry));
        repository.check().assert_code(0);
    }
    // The hash belongs to one URL and one commit.
    repository.replace("bun.nix", "git.example.org", "evil.example.org");
    repository.update().assert_code(2);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_link_stays_a_link() {
        let repository = Repository::of_fixture("web");
        let text = repository.read("bun.nix");
        repository.remove("bun.nix");
        repository.write("nix/deps.nix", "");
        fs_err::os::unix::fs::symlink("nix/deps.nix", repository.path("bun.nix")).unwrap();
        repository.check().assert_code(1);
        repository.update().assert_code(0);
        assert!(repository.path("bun.nix").is_symlink());
        assert_eq!(repository.read("nix/deps.nix"), text);
        repository.check().assert_code(0);
    }

    #[test]
    fn a_link_to_nothing_is_an_error() {
        let repository = Repository::of_fixture("web");
        repository.remove("bun.nix");
        fs_err::os::unix::fs::symlink("nowhere.nix", repository.path("bun.nix")).unwrap();
        repository.check().assert_code(1);
        let run = repository.update().assert_code(2);
        assert!(run.stderr.contains("bun.nix"), "{run}");
        assert!(run.stderr.contains("help: "), "{run}");
        assert!(repository.path("bun.nix").is_symlink());
    }

    #[test]
    fn the_mode_is_kept() {
        let repository = Repository::of_fixture("web");
        for mode in [0o600, 0o664, 0o444, 0o755] {
            let path = repository.path("bun.nix");
            repository.remove("bun.nix");
            repository.write("bun.nix", "");
            fs_err::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            repository.update().assert_code(0);
            let kept = fs_err::metadata(&path).unwrap().permissions().mode();
            assert_eq!(kept & 0o7777, mode);
        }
    }

    #[test]
    fn a_new_file_has_the_mode_of_its_neighbours() {
        let repository = Repository::of_fixture("web");
        let mode = |name| {
            fs_err::metadata(repository.path(name))
                .unwrap()
                .permissions()
                .mode()
        };
        assert_eq!(mode("bun.nix"), mode("bun.lock"));
    }

    /// No name can be created where /proc is mounted, not even by root.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_link_out_of_the_repository() {
        let outside = tempfile::tempdir().unwrap();
        let precious = outside.path().join("precious");
        fs_err::write(&precious, "precious").unwrap();
        let repository = Repository::of_fixture("web");
        repository.remove("bun.nix");
        fs_err::os::unix::fs::symlink(&precious, repository.path("bun.nix")).unwrap();
        let run = repository.update().assert_code(2);
        assert!(
            run.stderr
                .starts_with("error: bun.nix is a link out of the repository"),
            "{run}"
        );
        assert_eq!(fs_err::read_to_string(&precious).unwrap(), "precious");
    }

    #[test]
    fn a_device_is_no_lockfile() {
        let repository = Repository::of_fixture("web");
        repository.remove("bun.lock");
        fs_err::os::unix::fs::symlink("/dev/zero", repository.path("bun.lock")).unwrap();
        for run in [repository.update(), repository.check()] {
            let run = run.assert_code(2);
            assert!(run.stderr.contains("is not a regular file"), "{run}");
        }
    }

    /// The path of its folder leaves no room for another file's name, which
    /// stops root too.
    #[test]
    fn a_folder_that_takes_no_file() {
        const LONGEST_PATH: usize = 4095;
        let repository = Repository::of_fixture("web");
        let mut folder = repository.path("").to_str().unwrap().to_owned();
        let length = LONGEST_PATH - "/bun.lock".len();
        while folder.len() < length {
            let part = (length - folder.len() - 1).clamp(1, 200);
            let part = if length - folder.len() - 1 == 201 {
                199
            } else {
                part
            };
            folder = format!("{}/{}", folder.trim_end_matches('/'), "d".repeat(part));
        }
        fs_err::create_dir_all(&folder).unwrap();
        let lockfile = format!("{folder}/bun.lock");
        fs_err::write(&lockfile, repository.read("bun.lock")).unwrap();
        let run = repository
            .run(&["update", "--lockfile", &lockfile])
            .assert_code(2);
        assert!(run.stderr.contains("error: cannot write "), "{run}");
        assert!(
            run.stderr
                .contains("help: let the file and its folder be written"),
            "{run}"
        );
    }
}
