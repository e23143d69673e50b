//! Why the assets of a front end cannot be had.

use std::io;
use std::path::PathBuf;

/// What ends a build script.
#[derive(thiserror::Error)]
pub enum Error {
    /// Cargo's variables are not set.
    #[error(
        "{0} is not set: this is no build script\nhelp: call `Frontend::emit` in build.rs, which cargo runs"
    )]
    NoBuildScript(&'static str),
    /// The variable that hands over the assets names no folder with any.
    #[error(
        "{variable} names {}, which is no folder with files\nhelp: set {variable} to the folder of the built front end, or run `unset {variable}`",
        folder.display()
    )]
    NoAssets {
        /// The variable.
        variable: String,
        /// What it names.
        folder: PathBuf,
    },
    /// A path that cargo cannot be told of, because it is no UTF-8 or has a line break.
    #[error(
        "cargo cannot be told of {}: its name has a line break or is no UTF-8\nhelp: rename it",
        .0.display()
    )]
    Unprintable(PathBuf),
    /// `bun run build` failed.
    #[error(
        "`bun run build` of {} failed:\n{output}\nhelp: make it succeed there, or take `Frontend::build` out of build.rs",
        folder.display()
    )]
    BuildFailed {
        /// The front end's folder.
        folder: PathBuf,
        /// What Bun printed.
        output: String,
    },
    /// `bun run build` succeeded and left no assets.
    #[error(
        "`bun run build` of {} left nothing in {dist}\nhelp: name the folder that it writes with `Frontend::dist`",
        folder.display()
    )]
    NothingBuilt {
        /// The front end's folder.
        folder: PathBuf,
        /// Where the assets should be.
        dist: String,
    },
    /// The packaging is stale, and the build script denies that.
    #[error("{0}")]
    Stale(String),
    /// A file or folder that cannot be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What `main` of a build script prints when it returns an error.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
