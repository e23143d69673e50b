//! The commands that keep bun.nix in step with bun.lock, as clap types for
//! anybody's xtask.
//!
//! ```no_run
//! use clap::Parser;
//!
//! /// This repository's tasks.
//! #[derive(Parser)]
//! enum Task {
//!     #[command(flatten)]
//!     BunNix(bun_nix_xtask::Command),
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     match Task::parse() {
//!         Task::BunNix(command) => command.run(),
//!     }
//! }
//! ```

mod check;
mod discover;
mod finding;
mod invocation;
#[cfg(feature = "prefetch")]
mod learn;
mod packaging;
#[cfg(feature = "prefetch")]
mod progress;
#[cfg(not(feature = "prefetch"))]
mod rebuilt;
mod replace;
mod report;
mod second_lockfile;
mod settings;
mod update;

use std::process::ExitCode;

pub use check::CheckArgs;
pub use invocation::Invocation;
pub use report::Format;
pub use update::UpdateArgs;

/// What `nix-update` exits with, for its help.
pub const UPDATE_STATUS: &str = "Exit status: 0 written or current, 2 not written.";

/// What `nix-check` exits with, for its help.
pub const CHECK_STATUS: &str = "Exit status: 0 current, 1 stale, 2 cannot tell.";

/// `nix-update` and `nix-check`.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// Write bun.nix anew from bun.lock
    #[command(after_help = UPDATE_STATUS)]
    NixUpdate(UpdateArgs),
    /// Say whether bun.nix, bun.lock and every package.json agree
    #[command(after_help = CHECK_STATUS)]
    NixCheck(CheckArgs),
}

impl Command {
    /// Runs the command as `cargo xtask` and prints its report.
    ///
    /// Exit code 0: current or written; 1: stale; 2: cannot tell.
    pub fn run(self) -> ExitCode {
        self.run_as(&Invocation::XTASK)
    }

    /// Runs the command under other names, which its messages then use.
    pub fn run_as(self, invocation: &Invocation) -> ExitCode {
        match self {
            Command::NixUpdate(args) => update::run(&args, invocation),
            Command::NixCheck(args) => check::run(&args, invocation),
        }
    }
}
