//! What the tests ask for the truth: real Bun, real npm, real Nix, real lockfiles.
//!
//! `cargo xtask test` finds or installs them and says in the environment where
//! they are. Without, a test that needs one is skipped, and says so on standard
//! error, past the capture of the test harness. An oracle that is there and does
//! not work fails the test.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bun;
mod corpus;
mod front_end;
mod nix;
mod npm;

use std::io::Write as _;
use std::path::PathBuf;

pub use bun::Bun;
pub use corpus::{Project, projects};
pub use front_end::{FrontEnd, chromium};
pub use nix::{Nix, STUB_FETCHERS};
pub use npm::{Npm, PUBLIC_REGISTRY, Tarball};

/// The path that an environment variable names; without it, says that a test is
/// skipped.
fn path_from(variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from);
    if path.is_none() {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        let line = format!("skipped: {test}: {variable} is not set; run `cargo xtask test`\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    path
}
