//! How the commands were called, so that a message names a command that exists.

use std::path::{Path, PathBuf};

/// The names of the commands.
#[derive(Clone, Copy, Debug)]
pub struct Invocation {
    /// What regenerates bun.nix.
    pub update: &'static str,
}

impl Invocation {
    /// As tasks of an xtask.
    pub const XTASK: Invocation = Invocation {
        update: "cargo xtask nix-update",
    };

    /// As a cargo subcommand of its own.
    pub const CARGO: Invocation = Invocation {
        update: "cargo bun-nix update",
    };

    /// The command that mends one lockfile's bun.nix: with its path where the
    /// caller gave paths, because then it may not be found without.
    pub(crate) fn update_command(&self, given: &[PathBuf], lockfile: &Path) -> String {
        if given.is_empty() {
            self.update.to_owned()
        } else {
            format!(
                "{} --lockfile {}",
                self.update,
                shell_word(&lockfile.display().to_string())
            )
        }
    }
}

/// A text as one word of a POSIX shell.
pub(crate) fn shell_word(text: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ':' | '@');
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
