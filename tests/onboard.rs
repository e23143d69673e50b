//! `scripts/onboard`, run in a temporary repository with the `cargo` of `tests/onboard`.

#![cfg(unix)]

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const IDENTITY: [&str; 4] = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
const FOREIGN_HOOK: &str = "#!/bin/sh\necho foreign\n";

/// A copy of the script in a folder whose name has a space.
struct Checkout {
    temp: TempDir,
    root: PathBuf,
    cargo_exit: &'static str,
}

impl Checkout {
    /// As unpacked from a source archive: without a git repository.
    fn archive() -> io::Result<Self> {
        let temp = TempDir::new()?;
        let root = temp.path().canonicalize()?.join("the checkout");
        fs_err::create_dir_all(root.join("scripts"))?;
        // Another program makes the copy: a file that this one has had open for writing can be
        // refused as busy when it is run, if another test was starting a program meanwhile.
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/onboard");
        let copied = Command::new("cp")
            .arg(script)
            .arg(root.join("scripts"))
            .status()?;
        assert!(copied.success());
        Ok(Self {
            temp,
            root,
            cargo_exit: "0",
        })
    }

    fn repository() -> io::Result<Self> {
        let checkout = Self::archive()?;
        checkout.git(&["init", "--quiet"])?;
        Ok(checkout)
    }

    /// A command that finds our `cargo` first and sees nothing of the user's git settings.
    fn command(&self, program: impl AsRef<Path>) -> Command {
        let path = std::env::var("PATH").unwrap_or_default();
        let bin = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/onboard");
        let mut command = Command::new(program.as_ref());
        command
            .current_dir(&self.root)
            .env("PATH", format!("{bin}:{path}"))
            .env("CALLS", self.temp.path().join("calls"))
            .env("CARGO_EXIT", self.cargo_exit)
            .env("HOME", self.temp.path())
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for variable in [
            "CDPATH",
            "GIT_DIR",
            "GIT_INDEX_FILE",
            "GIT_WORK_TREE",
            "XDG_CONFIG_HOME",
        ] {
            command.env_remove(variable);
        }
        command
    }

    fn git(&self, args: &[&str]) -> io::Result<()> {
        let output = self.command("git").args(args).output()?;
        assert!(output.status.success(), "git {args:?}: {}", stderr(&output));
        Ok(())
    }

    fn commit(&self) -> io::Result<Output> {
        self.commit_of(&[])
    }

    fn commit_of(&self, args: &[&str]) -> io::Result<Output> {
        let commit = ["commit", "--quiet", "--message", "A commit"];
        let mut command = self.command("git");
        command.args(IDENTITY).args(commit).args(args).output()
    }

    fn onboard(&self, args: &[&str]) -> io::Result<Output> {
        self.command(self.root.join("scripts/onboard"))
            .args(args)
            .output()
    }

    fn hook(&self) -> PathBuf {
        self.root.join(".git/hooks/pre-commit")
    }

    /// What our `cargo` was asked since the last call.
    fn calls(&self) -> io::Result<String> {
        let file = self.temp.path().join("calls");
        if !file.exists() {
            return Ok(String::new());
        }
        let calls = fs_err::read_to_string(&file)?;
        fs_err::remove_file(&file)?;
        Ok(calls)
    }

    fn nix_check(&self) -> String {
        format!("{}: xtask nix-check\n", self.root.display())
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn without_a_terminal_it_checks_and_installs_no_hook() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    let output = checkout.onboard(&[])?;
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(text.starts_with("cargo: cargo 1.0.0\nbun: "), "{text}");
    assert!(text.contains("No hook was installed. To install it, run `scripts/onboard --hook`."));
    assert!(
        text.ends_with("Next: run `cargo xtask test`, which runs all tests.\n"),
        "{text}"
    );
    assert_eq!(checkout.calls()?, checkout.nix_check());
    assert!(!checkout.hook().exists());
    Ok(())
}

#[test]
fn it_runs_from_any_folder() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    let mut command = checkout.command("./onboard");
    let output = command
        .current_dir(checkout.root.join("scripts"))
        .output()?;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(checkout.calls()?, checkout.nix_check());
    Ok(())
}

#[test]
fn it_ignores_where_cd_would_search() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    let elsewhere = checkout.temp.path().join("elsewhere");
    fs_err::create_dir_all(elsewhere.join("scripts"))?;
    let output = checkout
        .command("sh")
        .arg("scripts/onboard")
        .env("CDPATH", elsewhere)
        .output()?;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("cargo: "), "{output:?}");
    assert_eq!(checkout.calls()?, checkout.nix_check());
    Ok(())
}

#[test]
fn it_runs_through_links() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    let bin = checkout.temp.path().join("my bin");
    fs_err::create_dir_all(&bin)?;
    let links = [
        (checkout.root.join("scripts/onboard"), "absolute"),
        (PathBuf::from("../the checkout/scripts/onboard"), "relative"),
        (PathBuf::from("relative"), "link of a link"),
        (checkout.root.join("scripts"), "folder"),
    ];
    for (target, name) in links {
        fs_err::os::unix::fs::symlink(target, bin.join(name))?;
    }
    for started in ["absolute", "relative", "link of a link", "folder/onboard"] {
        let output = checkout.command(bin.join(started)).output()?;
        let code = output.status.code();
        assert_eq!(code, Some(0), "{started}: {}", stderr(&output));
        assert_eq!(checkout.calls()?, checkout.nix_check(), "{started}");
    }
    Ok(())
}

#[test]
fn the_hook_is_installed_once_and_again() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    let first = checkout.onboard(&["--hook"])?;
    let hook = fs_err::read_to_string(checkout.hook())?;
    let second = checkout.onboard(&["--hook"])?;
    assert!(stdout(&first).contains("is now installed: .git/hooks/pre-commit\n"));
    assert!(stdout(&second).contains("is installed: .git/hooks/pre-commit\n"));
    assert_eq!(fs_err::read_to_string(checkout.hook())?, hook);
    Ok(())
}

#[test]
fn the_hook_checks_only_commits_that_concern_it() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    checkout.onboard(&["--hook"])?;
    checkout.calls()?;

    fs_err::write(checkout.root.join("README.md"), "")?;
    checkout.git(&["add", "README.md"])?;
    assert!(checkout.commit()?.status.success());
    assert_eq!(checkout.calls()?, "");

    fs_err::create_dir_all(checkout.root.join("web"))?;
    for file in [
        "web/bun.lock",
        "web/bun.nix",
        "package.json",
        "Cargo.toml",
        "bun.lockb",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "pnpm-lock.yaml",
        "web/yarn.lock",
    ] {
        fs_err::write(checkout.root.join(file), "")?;
        checkout.git(&["add", file])?;
        assert!(checkout.commit()?.status.success(), "{file}");
        assert_eq!(checkout.calls()?, checkout.nix_check(), "{file}");
    }
    Ok(())
}

#[test]
fn the_hook_stops_a_stale_commit() -> io::Result<()> {
    let mut checkout = Checkout::repository()?;
    checkout.onboard(&["--hook"])?;
    fs_err::write(checkout.root.join("bun.lock"), "")?;
    checkout.git(&["add", "bun.lock"])?;
    checkout.cargo_exit = "1";
    assert!(!checkout.commit()?.status.success());
    Ok(())
}

#[test]
fn the_hook_refuses_what_the_work_tree_has_otherwise() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    for file in ["bun.lock", "bun.nix", "package.json"] {
        fs_err::write(checkout.root.join(file), "1")?;
    }
    checkout.git(&["add", "."])?;
    assert!(checkout.commit()?.status.success());
    checkout.onboard(&["--hook"])?;
    checkout.calls()?;

    for file in ["bun.lock", "bun.nix", "package.json"] {
        fs_err::write(checkout.root.join(file), "2")?;
    }
    fs_err::write(checkout.root.join("yarn.lock"), "")?;
    checkout.git(&["add", "package.json", "bun.lock"])?;
    let refused = checkout.commit()?;
    assert!(!refused.status.success());
    assert_eq!(
        stderr(&refused),
        "error: nix-check reads these files, which the commit does not have as they are here:\n\
         bun.nix\nyarn.lock\n\
         help: `git add` them, or set them aside with `git stash -k -u`\n"
    );
    assert_eq!(checkout.calls()?, "");

    // Both ways that the help names lead on.
    checkout.git(&["add", "bun.nix"])?;
    checkout.git(&[&IDENTITY[..], &["stash", "-k", "-u"]].concat())?;
    let committed = checkout.commit()?;
    assert!(committed.status.success(), "{}", stderr(&committed));
    assert_eq!(checkout.calls()?, checkout.nix_check());
    Ok(())
}

#[test]
fn the_hook_sees_what_a_commit_of_named_files_holds() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    for file in ["bun.lock", "bun.nix", "README.md"] {
        fs_err::write(checkout.root.join(file), "1")?;
    }
    checkout.git(&["add", "."])?;
    assert!(checkout.commit()?.status.success());
    checkout.onboard(&["--hook"])?;
    checkout.calls()?;

    for file in ["bun.lock", "bun.nix", "README.md"] {
        fs_err::write(checkout.root.join(file), "2")?;
    }
    checkout.git(&["add", "."])?;
    assert!(!checkout.commit_of(&["bun.lock"])?.status.success());
    assert_eq!(checkout.calls()?, "");
    assert!(checkout.commit_of(&["README.md"])?.status.success());
    assert_eq!(checkout.calls()?, "");
    assert!(checkout.commit_of(&["--all"])?.status.success());
    assert_eq!(checkout.calls()?, checkout.nix_check());
    Ok(())
}

#[test]
fn a_stale_repository_is_reported_and_still_gets_the_hook() -> io::Result<()> {
    let mut checkout = Checkout::repository()?;
    checkout.cargo_exit = "1";
    let output = checkout.onboard(&["--hook"])?;
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("Next: run `cargo xtask nix-update` and commit"));
    assert!(checkout.hook().exists());
    Ok(())
}

#[test]
fn a_foreign_hook_is_left_alone() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    fs_err::create_dir_all(checkout.root.join(".git/hooks"))?;
    fs_err::write(checkout.hook(), FOREIGN_HOOK)?;
    let output = checkout.onboard(&["--hook"])?;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("  cargo xtask nix-check || exit 1\n"));
    assert_eq!(fs_err::read_to_string(checkout.hook())?, FOREIGN_HOOK);
    Ok(())
}

#[test]
fn the_repository_may_keep_its_hooks_elsewhere() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    checkout.git(&["config", "core.hooksPath", "my hooks"])?;
    checkout.onboard(&["--hook"])?;
    assert!(checkout.root.join("my hooks/pre-commit").exists());
    assert!(!checkout.hook().exists());
    Ok(())
}

#[test]
fn hooks_of_all_repositories_are_left_alone() -> io::Result<()> {
    let checkout = Checkout::repository()?;
    checkout.git(&["config", "--global", "core.hooksPath", "~/all hooks"])?;
    let output = checkout.onboard(&["--hook"])?;
    assert!(stdout(&output).contains("all hooks serves all your repositories."));
    assert!(!checkout.temp.path().join("all hooks").exists());
    Ok(())
}

#[test]
fn a_worktree_shares_the_hook() -> io::Result<()> {
    let mut checkout = Checkout::repository()?;
    checkout.git(&["add", "."])?;
    assert!(checkout.commit()?.status.success());
    checkout.git(&["worktree", "add", "--quiet", "--detach", "../a worktree"])?;
    let hook = checkout.hook();
    checkout.root = checkout.root.with_file_name("a worktree");
    let output = checkout.onboard(&["--hook"])?;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(checkout.calls()?, checkout.nix_check());
    assert!(hook.exists());
    Ok(())
}

#[test]
fn a_source_archive_needs_no_git_repository() -> io::Result<()> {
    let checkout = Checkout::archive()?;
    let output = checkout.onboard(&["--hook"])?;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("this folder is not a git repository"));
    Ok(())
}

#[test]
fn a_source_archive_inside_another_repository_leaves_its_hooks_alone() -> io::Result<()> {
    let checkout = Checkout::archive()?;
    checkout.git(&["init", "--quiet", ".."])?;
    let output = checkout.onboard(&["--hook"])?;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!checkout.temp.path().join(".git/hooks/pre-commit").exists());
    Ok(())
}

#[test]
fn an_unknown_option_is_an_error_with_help() -> io::Result<()> {
    let checkout = Checkout::archive()?;
    let output = checkout.onboard(&["--hok"])?;
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: scripts/onboard has no option `--hok`.\nhelp: run `scripts/onboard --help`\n"
    );
    assert_eq!(checkout.calls()?, "");
    Ok(())
}
