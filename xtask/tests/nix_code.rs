//! The Nix code of this repository: formatted as nixfmt does it, and without dead code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::path::PathBuf;
use std::process::Command;

/// Every Nix file that git knows or would take.
fn files() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let git = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "*.nix",
        ])
        .current_dir(&root)
        .output()
        .expect("git runs");
    assert!(git.status.success(), "git does not list the files");
    let names = String::from_utf8(git.stdout).unwrap();
    // Test data is as it has to be.
    let ours = names.lines().filter(|name| !name.contains("/tests/"));
    let files: Vec<PathBuf> = ours
        .map(|name| root.join(name))
        .filter(|path| path.exists())
        .collect();
    assert!(files.len() > 20, "{files:?}");
    files
}

#[test]
fn it_is_formatted() {
    for file in files() {
        let text = fs_err::read_to_string(&file).unwrap();
        let formatted = nixfmt_rs::format(&text).unwrap();
        assert!(
            formatted == text,
            "{}: run `nix fmt`\n{formatted}",
            file.display()
        );
    }
}

#[test]
fn it_has_no_dead_code() {
    let settings = deadnix::Settings {
        no_lambda_arg: false,
        no_lambda_pattern_names: false,
        no_underscore: false,
        warn_used_underscore: true,
    };
    for file in files() {
        let text = fs_err::read_to_string(&file).unwrap();
        let parsed = rnix_of_deadnix::Root::parse(&text);
        assert!(
            parsed.errors().is_empty(),
            "{}: {:?}",
            file.display(),
            parsed.errors()
        );
        let dead: Vec<String> = settings
            .find_dead_code(&parsed.syntax())
            .iter()
            .map(|one| format!("{}: {} is never used", file.display(), one.binding.name))
            .collect();
        assert_eq!(dead, Vec::<String>::new());
    }
}
