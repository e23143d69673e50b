//! Lifecycle scripts: those of trusted packages, and the project's own where the
//! install is for the project's own folder.
//!
//! First the packages', then the members', the root's last. A package waits for
//! what it depends on, which Bun's isolated linker does too and its hoisted one
//! leaves to chance; the rest runs in parallel.

mod command;
mod environment;
mod left_out;
mod lifecycle;
mod needless;
mod order;
mod process;
mod subjects;
mod tools;
mod trust;

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::bin_links::{self, BinLinkError};
use crate::interrupt::{self, Interrupted};
use crate::linker::Linker;
use crate::manifest::ManifestError;
use crate::plan::Plan;
use crate::selection::Selection;
use crate::settings::Registries;
use crate::site::Site;
use environment::Environment;
use subjects::{Subject, Subjects};

/// What the scripts of an install are run from.
pub(crate) struct Scripts<'a> {
    /// What is installed.
    pub selection: &'a Selection<'a>,
    /// What is laid down, all of it: packages, links and executables.
    pub plan: &'a Plan,
    /// Where, and for good: scripts write the paths that they see into files.
    pub site: &'a Site<'a>,
    /// Which linker made the plan.
    pub linker: Linker,
    /// The registries that the project's settings name.
    pub registries: &'a Registries,
    /// How many scripts run at once.
    pub jobs: usize,
    /// The environment that the installer itself has.
    pub variables: BTreeMap<OsString, OsString>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    /// The scripts that ran, in the order in which they ended.
    pub runs: Vec<Run>,
    /// Optional packages that are gone, because a script of theirs failed.
    pub left_out: Vec<Run>,
}

/// One script that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Whose it is: `name@version`, a member's name, or `the project`.
    pub package: String,
    /// `preinstall`, `install`, …
    pub event: &'static str,
    /// As package.json has it.
    pub command: String,
    /// Where it ran.
    pub folder: PathBuf,
    /// What it wrote on standard output and error, the end of it if it is long.
    pub output: String,
    /// How it ended, where not well: `exited with 1`.
    pub failure: Option<String>,
}

/// Why an install ends with its scripts.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// A script did not end well.
    #[error("the {} script of {} {}", .0.event, .0.package, .0.failure.as_deref().unwrap_or("failed"))]
    Failed(Box<Run>),
    /// A trusted package's package.json, or one of the project's, is wrong.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// What scripts made cannot be linked.
    #[error(transparent)]
    BinLinks(#[from] BinLinkError),
    /// No shell is there to run them.
    #[error("there is no bash or sh to run lifecycle scripts with")]
    NoShell,
    /// Somebody wanted the install to end.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// A file of the install cannot be made or removed; the message names it.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Scripts<'_> {
    /// Runs the scripts.
    ///
    /// An optional package whose script fails is removed, with the links to it.
    ///
    /// # Errors
    /// The first script that fails otherwise; those that run are waited for.
    pub fn run(&self) -> Result<Ran, ScriptError> {
        let subjects = Subjects::of(self)?;
        if subjects.is_empty() {
            return Ok(Ran::default());
        }
        let running = Running {
            scripts: self,
            environment: Environment::of(self.variables.clone(), self.site.out())?,
            ran: Mutex::default(),
        };
        let linked = subjects.packages.iter().filter_map(|one| one.beside);
        let linked: HashSet<usize> = linked.collect();
        running.run(&subjects.packages, &subjects.blockers)?;
        running.link(&linked)?;
        running.run_all(&subjects.members)?;
        running.link(&linked)?;
        running.run_all(&subjects.root)?;
        Ok(running
            .ran
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner))
    }
}

/// The scripts as they run.
struct Running<'a> {
    scripts: &'a Scripts<'a>,
    environment: Environment,
    ran: Mutex<Ran>,
}

impl Running<'_> {
    /// Runs the scripts of some subjects, each of which waits for its blockers.
    fn run(&self, subjects: &[Subject], blockers: &[Vec<usize>]) -> Result<(), ScriptError> {
        order::run(blockers, self.scripts.jobs, |at| {
            self.subject(&subjects[at])
        })
    }

    /// Runs those of subjects that wait for nobody.
    fn run_all(&self, subjects: &[Subject]) -> Result<(), ScriptError> {
        self.run(subjects, &vec![Vec::new(); subjects.len()])
    }

    /// Links the executables that are there only now, apart from those beside the
    /// packages that did so themselves.
    fn link(&self, done: &HashSet<usize>) -> Result<(), ScriptError> {
        let Scripts { plan, site, .. } = self.scripts;
        let bins = plan.bins.iter().enumerate();
        for (_, folder) in bins.filter(|(at, _)| !done.contains(at)) {
            bin_links::link_folder(folder, site)?;
        }
        Ok(())
    }

    /// Links the executables beside a package that has its `.bin` for itself: its
    /// dependencies', which their scripts may have made, and its own as soon as its
    /// `preinstall` may have.
    fn link_beside(&self, subject: &Subject) -> Result<(), ScriptError> {
        let Scripts { plan, site, .. } = self.scripts;
        match subject.beside {
            Some(beside) => Ok(bin_links::link_folder(&plan.bins[beside], site)?),
            None => Ok(()),
        }
    }

    fn subject(&self, subject: &Subject) -> Result<(), ScriptError> {
        let Scripts { plan, site, .. } = self.scripts;
        self.link_beside(subject)?;
        for (event, command) in &subject.commands {
            interrupt::heed()?;
            let run = process::run(&self.environment, subject, event, command)?;
            match (&run.failure, &subject.optional) {
                (None, _) => {
                    self.ran(|ran| ran.runs.push(run));
                    if *event == "preinstall" {
                        self.link_beside(subject)?;
                    }
                }
                (Some(_), Some(folder)) => {
                    left_out::remove(plan, site.out(), folder)?;
                    self.ran(|ran| ran.left_out.push(run));
                    return Ok(());
                }
                (Some(_), None) => return Err(ScriptError::Failed(Box::new(run))),
            }
        }
        Ok(())
    }

    fn ran(&self, change: impl FnOnce(&mut Ran)) {
        change(&mut self.ran.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Ran {
    /// Which optional packages are gone and why, each a sentence.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        self.left_out.iter().map(|run| {
            let Run { package, event, .. } = run;
            let ended = run.failure.as_deref().unwrap_or("failed");
            format!("{package} is optional and left out: its {event} script {ended}")
        })
    }
}

impl ScriptError {
    /// Where the script ran, what it is and what it wrote, a line each.
    pub(crate) fn details(&self) -> Vec<String> {
        let ScriptError::Failed(run) = self else {
            return Vec::new();
        };
        let mut lines = vec![
            format!("in {}", run.folder.display()),
            format!("$ {}", run.command),
        ];
        lines.extend(run.output.lines().map(str::to_owned));
        lines
    }

    /// What mends it.
    pub(crate) fn help(&self) -> Option<&'static str> {
        let ScriptError::Failed(run) = self else {
            let is_shell = matches!(self, ScriptError::NoShell);
            return is_shell.then_some("put one on PATH, or install with `--ignore-scripts`");
        };
        Some(match run.failure.as_deref() {
            Some("exited with 127") => {
                "put the program that it does not find on PATH, or install with `--ignore-scripts`"
            }
            _ => "give the script what it needs, or install with `--ignore-scripts`",
        })
    }
}
