//! What cargo tells a build script and is told by it: the build-helper crate, and
//! what that lacks. Nothing here panics where a variable is missing.

use std::env;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A build script that cargo runs.
pub(crate) struct Script {
    /// The folder of Cargo.toml, which is the current one.
    pub package: PathBuf,
    /// Name of the package.
    pub name: String,
    /// The folder that may be written.
    pub out: PathBuf,
}

impl Script {
    /// The script that this process is.
    pub fn current() -> Result<Script, Error> {
        // build-helper panics without them.
        for variable in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "OUT_DIR"] {
            env::var_os(variable).ok_or(Error::NoBuildScript(variable))?;
        }
        Ok(Script {
            package: build_helper::cargo::manifest::dir(),
            name: build_helper::cargo::pkg::name(),
            out: build_helper::out_dir(),
        })
    }

    /// A variable of the environment, if it is set and not empty; cargo runs the
    /// script again when it changes.
    pub fn variable(&self, name: &str) -> Option<PathBuf> {
        println!("cargo:rerun-if-env-changed={name}");
        let value = env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    }

    /// Has cargo run the script again when a file, or anything in a folder, changes.
    /// A path that is not there would make it run at every build.
    pub fn watch(&self, path: &Path) -> Result<(), Error> {
        if self.package.join(path).exists() {
            build_helper::rerun_if_changed(printable(path)?);
        }
        Ok(())
    }

    /// Sets a variable for `env!` in the package.
    pub fn set(&self, name: &str, value: &Path) -> Result<(), Error> {
        println!("cargo:rustc-env={name}={}", printable(value)?);
        Ok(())
    }

    /// Shows a message as warnings, one a line: what follows a line break would be
    /// an instruction of its own.
    pub fn warn(&self, message: &str) {
        for line in message.lines() {
            build_helper::warning(line);
        }
    }
}

fn printable(path: &Path) -> Result<&str, Error> {
    path.to_str()
        .filter(|text| !text.contains(['\n', '\r']))
        .ok_or_else(|| Error::Unprintable(path.to_owned()))
}
