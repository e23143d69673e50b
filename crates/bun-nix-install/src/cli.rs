//! The command line.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use bun_nix_install::{Linker, Omit, Options, SourceMap, Target};
use clap::{Parser, ValueEnum};

/// Lay out node_modules from bun.lock and fetched sources
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Exit status: 0 done, 1 sources missing or different, 2 not done."
)]
pub(crate) struct Cli {
    /// The bun.lock
    #[arg(long, value_name = "PATH", default_value = "bun.lock")]
    lockfile: PathBuf,

    /// A JSON object that gives each key of bun.nix the absolute path of its source
    #[arg(long, value_name = "MAP")]
    sources: PathBuf,

    /// The folder that gets node_modules [default: the project's]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// The folder with package.json, the members and the patches [default: the
    /// lockfile's]
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,

    /// The operating system as Node calls it, such as linux or darwin; * for any
    /// [default: this one]
    #[arg(long)]
    os: Option<String>,

    /// The processor as Node calls it, such as x64 or arm64; * for any [default:
    /// this one]
    #[arg(long)]
    cpu: Option<String>,

    /// The C library, glibc or musl; * for any [default: this one]
    #[arg(long)]
    libc: Option<String>,

    /// The layout, hoisted or isolated [default: as Bun decides]
    #[arg(long)]
    linker: Option<Linker>,

    /// Leave out a group of dependencies
    #[arg(long, value_enum, value_name = "GROUP")]
    omit: Vec<Group>,

    /// Install for the members that match only, such as name, @scope/* or ./path
    #[arg(long, value_name = "MEMBER")]
    filter: Vec<String>,

    /// Run no lifecycle script
    #[arg(long)]
    ignore_scripts: bool,

    /// How many packages are laid down, and scripts run, at once [default: one for
    /// each processor]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

/// A group of dependencies that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Group {
    Dev,
    Optional,
    Peer,
}

impl Cli {
    /// The options of the install; reads the map of sources.
    pub(crate) fn options(self) -> anyhow::Result<Options> {
        let map = fs_err::read(&self.sources)?;
        let sources = SourceMap::parse(&map).with_context(|| self.sources.display().to_string())?;
        let project = self.project.unwrap_or_else(|| folder_of(&self.lockfile));
        let here = Target::default();
        Ok(Options {
            out: self.out.unwrap_or_else(|| project.clone()),
            project,
            lockfile: self.lockfile,
            sources,
            target: Target {
                os: self.os.unwrap_or(here.os),
                cpu: self.cpu.unwrap_or(here.cpu),
                libc: self.libc.unwrap_or(here.libc),
            },
            linker: self.linker,
            omit: Omit {
                dev: self.omit.contains(&Group::Dev),
                optional: self.omit.contains(&Group::Optional),
                peer: self.omit.contains(&Group::Peer),
            },
            filter: self.filter,
            ignore_scripts: self.ignore_scripts,
            jobs: self.jobs,
        })
    }
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
