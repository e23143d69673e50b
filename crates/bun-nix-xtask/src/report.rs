//! What a run found, for people, for programs and for GitHub's annotations.

mod github;
mod human;
mod json;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::finding::{Detail, Finding, Severity};

/// How to report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Sentences
    #[default]
    Human,
    /// One JSON document on standard output; docs/json.md has its schema
    Json,
    /// Workflow commands that GitHub shows at file and line
    Github,
}

/// Everything that one run found.
pub(crate) struct Report {
    pub lockfiles: Vec<LockfileReport>,
    /// What belongs to no lockfile.
    pub findings: Vec<Finding>,
}

/// What was found for one lockfile.
pub(crate) struct LockfileReport {
    pub lockfile: PathBuf,
    pub bun_nix: PathBuf,
    pub outcome: Outcome,
    pub findings: Vec<Finding>,
}

/// How it stands with one bun.nix.
pub(crate) enum Outcome {
    Current {
        packages: usize,
        sources: usize,
    },
    Stale,
    Unknown,
    Written {
        packages: usize,
        sources: usize,
        /// `None` where there was no bun.nix that could be read.
        changes: Option<Vec<Detail>>,
        dry_run: bool,
    },
}

impl LockfileReport {
    pub fn new(lockfile: &Path, outcome: Outcome, findings: Vec<Finding>) -> LockfileReport {
        LockfileReport {
            lockfile: lockfile.to_owned(),
            bun_nix: lockfile.with_file_name("bun.nix"),
            outcome,
            findings,
        }
    }
}

impl Report {
    pub fn of(lockfiles: Vec<LockfileReport>) -> Report {
        Report {
            lockfiles,
            findings: Vec::new(),
        }
    }

    /// A run that came to no lockfile.
    pub fn failed(finding: Finding) -> Report {
        Report {
            lockfiles: Vec::new(),
            findings: vec![finding],
        }
    }

    /// Every finding, those of no lockfile first.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let of_lockfiles = self.lockfiles.iter().flat_map(|report| &report.findings);
        self.findings.iter().chain(of_lockfiles)
    }

    /// The heaviest finding.
    pub fn severity(&self) -> Severity {
        let severities = self.all_findings().map(|finding| finding.severity);
        severities.max().unwrap_or(Severity::Note)
    }

    /// Prints the report and turns it into the exit code.
    pub fn print(&self, format: Format) -> ExitCode {
        let (stdout, stderr) = match format {
            Format::Human => human::render(self),
            Format::Json => (json::render(self), String::new()),
            Format::Github => (github::render(self), String::new()),
        };
        // Whoever closed the pipe wants no more output; the exit code still counts.
        let _ = io::stdout().write_all(stdout.as_bytes());
        let _ = io::stderr().write_all(stderr.as_bytes());
        match self.severity() {
            Severity::Note => ExitCode::SUCCESS,
            Severity::Stale => ExitCode::from(1),
            Severity::Unknown => ExitCode::from(2),
        }
    }
}

/// A text from a file without what could move a terminal's cursor, or make a
/// line look otherwise than it is.
fn printable(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    text.replace(is_hidden, "\u{FFFD}")
}
