//! Real Bun, one of each minor version.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A Bun executable.
pub struct Bun {
    path: PathBuf,
}

impl Bun {
    /// The minor versions that are asked.
    pub const VERSIONS: [&str; 3] = ["1.2", "1.3", "1.4"];

    /// Bun of a minor version; `None`, and said so, where it is not there.
    pub fn version(minor: &str) -> Option<Bun> {
        let variable = format!("BUN_NIX_TEST_BUN_{}", minor.replace('.', "_"));
        super::path_from(&variable).map(|path| Bun { path })
    }

    /// The Bun at a path.
    pub fn at(path: PathBuf) -> Bun {
        Bun { path }
    }

    /// The executable.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs Bun in a folder.
    ///
    /// # Panics
    /// If it fails.
    pub fn run(&self, folder: &Path, arguments: &[&str]) {
        run(self
            .command(folder, &folder.join(".bun-cache"))
            .args(arguments));
    }

    /// Bun in a folder, with a folder for what it downloads.
    pub fn command(&self, folder: &Path, cache: &Path) -> Command {
        let mut command = Command::new(&self.path);
        command
            .current_dir(folder)
            .env("BUN_INSTALL_CACHE_DIR", cache)
            .env("NO_COLOR", "1");
        command
    }
}

/// Runs a command.
///
/// # Panics
/// If it fails.
fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}
