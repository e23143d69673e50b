//! Why nothing was installed, in the words of the person who reads it.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use bun_lock::Lockfile;

pub use crate::bin_links::BinLinkError;
pub use crate::binding::TooLarge;
pub use crate::check::UnsafePlan;
pub use crate::content::ContentError;
pub use crate::filter::BadFilter;
pub use crate::interrupt::Interrupted;
pub use crate::manifest::ManifestError;
pub use crate::patch::PatchError;
pub use crate::scripts::ScriptError;
pub use crate::settings::SettingsError;
pub use crate::sources::{BadMap, Lack};
pub use crate::stage::StageError;
pub use crate::unpack::UnpackError;

use crate::sources::Sources;

/// Why an install failed. Nothing of it is left.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written; the message names it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A bun.lock that cannot be used.
    #[error("{}", in_file(.path, .error))]
    Lockfile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: bun_lock::Error,
    },
    /// A package.json that cannot be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A bunfig.toml or .npmrc that cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A `--filter` that cannot be read.
    #[error(transparent)]
    Filter(#[from] BadFilter),
    /// Filters that together pick nothing.
    #[error("the filters pick nothing: the names are {}", list(.members))]
    NothingPicked {
        /// The names of the root and the members.
        members: Vec<String>,
    },
    /// Dependencies that bun.lock has no package for, each with who has it.
    #[error("bun.lock has no package for {}", list(.0))]
    Broken(Vec<String>),
    /// A bun.lock that would put something where it does not belong.
    #[error(transparent)]
    Unsafe(#[from] UnsafePlan),
    /// A bun.lock that a linker makes too much of.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// Links to packages that `bun link` registered on somebody's machine.
    #[error("bun.lock links to what `bun link` registered elsewhere: {}", list(.0))]
    Unregistered(Vec<String>),
    /// Sources that are missing or differ.
    #[error("{}", sources(.0))]
    Sources(Vec<Fault>),
    /// The files of a package cannot be laid down.
    #[error("{package}: {error}")]
    Package {
        /// Its key in bun.lock.
        package: String,
        /// Why.
        error: ContentError,
    },
    /// The result cannot take its place.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// Executables cannot be linked.
    #[error(transparent)]
    Bins(#[from] BinLinkError),
    /// A lifecycle script fails, or cannot be run.
    #[error(transparent)]
    Scripts(#[from] ScriptError),
    /// Somebody wanted it to end.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// No threads.
    #[error("no thread can be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// A source that is missing or differs.
#[derive(Debug)]
pub struct Fault {
    /// The package's key in bun.lock.
    pub package: String,
    /// The source's key in bun.nix.
    pub source: String,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What is wrong with a source.
#[derive(Debug, thiserror::Error)]
pub enum FaultKind {
    /// It is missing.
    #[error(transparent)]
    Lacks(#[from] Lack),
    /// It is not what bun.lock records.
    #[error(transparent)]
    Differs(#[from] UnpackError),
}

impl Error {
    /// Several faults, one for each source.
    pub(crate) fn sources(faults: Vec<Fault>) -> Error {
        let faults = faults
            .into_iter()
            .map(|fault| (fault.source.clone(), fault));
        let one_each: BTreeMap<String, Fault> = faults.rev().collect();
        Error::Sources(one_each.into_values().collect())
    }

    /// What a program exits with: 1 where sources are missing or differ, 130 after an
    /// interruption, as shells have it, else 2.
    pub fn status(&self) -> u8 {
        match self {
            Error::Sources(_) => 1,
            Error::Interrupted(_) => 130,
            _ => 2,
        }
    }

    /// What belongs below the message, a line each.
    pub fn details(&self) -> Vec<String> {
        match self {
            Error::Sources(faults) => faults.iter().map(detail).collect(),
            Error::Scripts(error) => error.details(),
            _ => Vec::new(),
        }
    }

    /// What mends it, as the end of a sentence that starts with `help:`.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Error::Sources(_) => Some("run `cargo xtask nix-update` and commit bun.nix"),
            Error::Lockfile { error, .. } => Some(error.help()),
            Error::Broken(_) => Some("run `bun install` to write bun.lock anew"),
            Error::Unsafe(_) => Some(
                "look at where these entries come from before you build them; `bun install` writes bun.lock anew",
            ),
            Error::Scripts(error) => error.help(),
            Error::TooLarge(_) => {
                Some("take the other `--linker`, or look at where bun.lock comes from")
            }
            Error::Unregistered(_) => Some(
                "depend on the folder by its path, such as `link:../name`, or give its path at `link:name` in the map of sources",
            ),
            _ => None,
        }
    }
}

fn in_file(path: &std::path::Path, error: &bun_lock::Error) -> String {
    let package = error.package.iter().map(|package| format!("{package}: "));
    let package: String = package.collect();
    format!("{}:{}: {package}{error}", path.display(), error.position)
}

fn list(names: &[String]) -> String {
    names.join(", ")
}

fn sources(faults: &[Fault]) -> String {
    let (lacking, differing): (Vec<_>, Vec<_>) =
        faults.iter().partition(|fault| fault.is_missing());
    let missing = format!("{} {}", plural(lacking.len()), "missing");
    let differing_too = format!("{} not what bun.lock records", plural(differing.len()));
    match (lacking.is_empty(), differing.is_empty()) {
        (false, false) => format!("{missing}, {differing_too}"),
        (true, _) => differing_too,
        (_, true) => missing,
    }
}

fn plural(count: usize) -> String {
    match count {
        1 => "1 source is".to_owned(),
        count => format!("{count} sources are"),
    }
}

fn detail(fault: &Fault) -> String {
    let sign = if fault.is_missing() { '-' } else { '~' };
    let Fault {
        package,
        source,
        kind,
    } = fault;
    match package == source {
        true => format!("{sign} {source}: {kind}"),
        false => format!("{sign} {source}, for {package}: {kind}"),
    }
}

impl Fault {
    pub(crate) fn of(
        lock: &Lockfile,
        sources: &Sources<'_>,
        package: usize,
        kind: FaultKind,
    ) -> Fault {
        Fault {
            package: lock.packages[package].key.to_string(),
            source: sources.key(package).to_owned(),
            kind,
        }
    }

    fn is_missing(&self) -> bool {
        matches!(self.kind, FaultKind::Lacks(_))
    }
}
