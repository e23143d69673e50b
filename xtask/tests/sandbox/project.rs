//! Projects that the tests change: copies in folders of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use test_oracles::{Bed, success};

/// A project in a temporary folder.
pub struct Project {
    path: PathBuf,
    _temp: TempDir,
}

impl Project {
    /// A copy of a folder of this repository.
    pub fn copy_of(folder: &str) -> Project {
        let from = Bed::repository().join(folder);
        let temp = TempDir::new().expect("a folder");
        // stdenv passes over a source whose name starts with a dot.
        let path = temp.path().join("project");
        let project = Project { path, _temp: temp };
        success(Command::new("cp").arg("-rT").arg(from).arg(project.path()));
        project
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file of it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Replaces a text that has to be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let file = self.file(name);
        let text = fs_err::read_to_string(&file).expect("a file");
        assert!(text.contains(from), "{name} has no {from:?}");
        fs_err::write(&file, text.replace(from, to)).expect("a file");
    }

    /// Writes a file, its folder included.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.file(name);
        fs_err::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs_err::write(&file, text).expect("a file");
    }

    /// Writes bun.nix from bun.lock.
    pub fn update(&self) {
        let lockfile = self.file("bun.lock");
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        success(
            command
                .args(["nix-update", "--offline", "--lockfile"])
                .arg(lockfile),
        );
    }

    /// Puts its sources into the store of a bed.
    pub fn seed(&self, bed: &Bed) {
        bed.seed(&[&self.file("bun.nix")]);
    }
}
