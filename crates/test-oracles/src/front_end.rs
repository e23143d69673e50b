//! The front end in web/ with its packages installed and its assets built, and
//! the browser that shows it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Bun;

/// web/, ready to run what its package.json names.
pub struct FrontEnd {
    folder: PathBuf,
    bun: Bun,
}

impl FrontEnd {
    /// `None`, and said so, where it is not set up.
    pub fn ready() -> Option<FrontEnd> {
        let folder = super::path_from("BUN_NIX_TEST_WEB")?;
        let bun = Bun::version("1.4")?;
        Some(FrontEnd { folder, bun })
    }

    /// Bun in its folder, with `scratch` for temporary files.
    pub fn bun(&self, scratch: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.bun.path());
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("TMPDIR", scratch)
            .env("NO_COLOR", "1");
        command
    }
}

/// Chromium; `None`, and said so, where it is not there.
pub fn chromium() -> Option<PathBuf> {
    super::path_from("BUN_NIX_TEST_CHROMIUM")
}
