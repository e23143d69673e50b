//! What an install is asked for, and what it answers.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::linker::Linker;
use crate::scripts::Run;
use crate::selection::Omit;
use crate::sources::SourceMap;
use crate::target::Target;

/// What is to be installed, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The bun.lock.
    pub lockfile: PathBuf,
    /// The folder of the root's package.json, the members, patches and folder
    /// dependencies. It is only read, unless it is `out` too.
    pub project: PathBuf,
    /// The folder that stands for the project's in the result: it gets
    /// node_modules, and so does each member's folder in it.
    pub out: PathBuf,
    /// Where the sources are.
    pub sources: SourceMap,
    /// The system that node_modules is for.
    pub target: Target,
    /// How packages are laid out; `None`: as the project's settings say, else by
    /// Bun's default.
    pub linker: Option<Linker>,
    /// The groups that are left out, besides those that the project's settings
    /// leave out.
    pub omit: Omit,
    /// Patterns of the members to install, as `bun install --filter` takes them;
    /// empty for the root and all members.
    pub filter: Vec<String>,
    /// Whether no lifecycle script is run.
    pub ignore_scripts: bool,
    /// Where to look for the interpreters that the `#!` lines of executables name, a
    /// list such as `PATH` is, to write their own paths there, or that of `env` for
    /// those that are not found; `None`: as Bun, which leaves the lines alone.
    pub interpreters: Option<OsString>,
    /// How many packages are laid down, and scripts run, at once; `None`: as many as
    /// there are processors. 512 at most.
    pub jobs: Option<usize>,
}

/// What was installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many packages have files of their own in the result, each counted as
    /// often as it is placed.
    pub packages: usize,
    /// How many links to packages there are.
    pub links: usize,
    /// The lifecycle scripts that ran, in the order in which they ended.
    pub scripts: Vec<Run>,
    /// What the user may want to know, each a sentence.
    pub warnings: Vec<String>,
}
