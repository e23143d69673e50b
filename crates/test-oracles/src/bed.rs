//! Real Nix with its sandbox and a store of its own, in which nothing is downloaded
//! or substituted: nix/testbed.

use std::borrow::BorrowMut;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

/// A store, the Nix that works on it, and the stand-in for nixpkgs.
pub struct Bed {
    folder: PathBuf,
}

impl Bed {
    /// The versions of Nix that there are beds of.
    pub const VERSIONS: [&str; 2] = ["2.26", "2.34"];

    /// The bed of a version of Nix, with what this repository's own packages are built from;
    /// `None`, and said so, where it is not there.
    pub fn version(minor: &str) -> Option<Bed> {
        let variable = format!("BUN_NIX_TEST_BED_{}", minor.replace('.', "_"));
        let bed = super::path_from(&variable).map(|folder| Bed { folder })?;
        bed.seed_own();
        Some(bed)
    }

    fn seed_own(&self) {
        static SEEDED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
        let mut seeded = SEEDED.lock().unwrap();
        if !seeded.contains(&self.folder) {
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let mut fetch = Command::new(cargo);
            success(
                fetch
                    .args(["fetch", "--locked"])
                    .current_dir(Self::repository()),
            );
            let files = ["Cargo.lock", "web/bun.nix", "nix/testbed/nixpkgs/bun.nix"];
            let files = files.map(|file| Self::repository().join(file));
            self.seed(&files.each_ref().map(PathBuf::as_path));
            seeded.push(self.folder.clone());
        }
    }

    /// The folder of this repository.
    pub fn repository() -> &'static Path {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        crates.and_then(Path::parent).unwrap()
    }

    /// This repository's flake. As a git repository: the folder would be copied with everything
    /// that has been built in it.
    pub fn this_flake() -> String {
        format!("git+file://{}", Self::repository().display())
    }

    /// A program that sees the bed's store as /nix.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(Self::repository().join("nix/testbed/bed.sh"));
        command
            .arg(&self.folder)
            .arg(program)
            .current_dir(Self::repository());
        command
    }

    /// `nix` with these arguments.
    pub fn nix(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("nix");
        command.args(arguments);
        command
    }

    /// `nix` on a flake whose inputs are the stand-in for nixpkgs and this repository.
    pub fn flake(&self, arguments: &[&str]) -> Command {
        let repository = Self::repository().display();
        let words = if arguments[0] == "flake" { 2 } else { 1 };
        let (verb, rest) = arguments.split_at(words);
        let mut command = self.nix(verb);
        command
            .args(["--override-input", "nixpkgs"])
            .arg(format!("path:{repository}/nix/testbed/nixpkgs"))
            .arg("--no-write-lock-file")
            .args(rest);
        command
    }

    /// Puts what bun.nix and Cargo.lock files name into the store.
    ///
    /// # Panics
    /// If something cannot be had.
    pub fn seed(&self, files: &[&Path]) {
        let script = Self::repository().join("nix/testbed/seed.sh");
        success(self.command(script).args(files));
    }
}

/// What a command that has to succeed prints.
///
/// # Panics
/// If it fails.
pub fn success(mut command: impl BorrowMut<Command>) -> String {
    let command = command.borrow_mut();
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?} fails:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        text(&output),
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

/// What a command that has to fail prints on standard error.
///
/// # Panics
/// If it succeeds.
pub fn failure(mut command: impl BorrowMut<Command>) -> String {
    let command = command.borrow_mut();
    let output = command.output().unwrap();
    assert!(!output.status.success(), "{command:?} succeeds");
    text(&output)
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
