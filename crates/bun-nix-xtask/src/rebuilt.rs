//! An xtask can be built without fetching, which spares everybody who only
//! checks the TLS library. When something has to be fetched, it builds itself
//! once more, with it.

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode};

/// Says to the second build that it is one.
const GUARD: &str = "BUN_NIX_REBUILT";

/// What cargo exits with when it cannot build.
const CARGO_FAILED: i32 = 101;

/// Runs this program with the same arguments, built with the package's feature
/// `prefetch`. `None` where cargo did not start it, or cannot build it.
///
/// Source of the variables: The Cargo Book, "Environment variables Cargo sets
/// for 3rd party subcommands" and "for crates", of which `cargo run` sets both.
pub(crate) fn run_with_prefetch() -> Option<ExitCode> {
    let (cargo, folder) = (env::var_os("CARGO")?, env::var_os("CARGO_MANIFEST_DIR")?);
    if env::var_os(GUARD).is_some() {
        return None;
    }
    eprintln!("building what fetches, because bun.lock does not record every hash");
    let status = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--features",
            "prefetch",
            "--manifest-path",
        ])
        .arg(Path::new(&folder).join("Cargo.toml"))
        .arg("--")
        .args(env::args_os().skip(1))
        .env(GUARD, "1")
        .status();
    match status.ok()?.code()? {
        CARGO_FAILED => None,
        code => Some(ExitCode::from(u8::try_from(code).ok()?)),
    }
}
