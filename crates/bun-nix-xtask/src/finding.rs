//! What a command has to say about a file: one sentence, where, and what to do.

use std::path::{Path, PathBuf};

use bun_lock::{Drift, Position};
use bun_nix::{Difference, Kind};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// Worth knowing; changes no exit code.
    Note,
    /// Files disagree: exit code 1.
    Stale,
    /// It cannot be told whether they do: exit code 2.
    Unknown,
}

/// One finding.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub severity: Severity,
    /// Stable, in kebab case.
    pub code: &'static str,
    pub file: PathBuf,
    pub position: Option<Position>,
    /// The package that it is about, by its key in bun.lock.
    pub package: Option<String>,
    /// A sentence without its full stop, beginning with the file where one can.
    pub message: String,
    /// Lines below the message, each about one package.
    pub details: Vec<Detail>,
    /// What mends it, with the exact command.
    pub help: String,
}

/// One line of a finding that lists packages.
#[derive(Clone, Debug)]
pub(crate) struct Detail {
    /// `+` in bun.lock or package.json only, `-` gone from it, `~` differs.
    pub sign: char,
    /// Name of the package, and its version where it has one.
    pub name: String,
    pub text: String,
}

impl Finding {
    pub fn new(severity: Severity, code: &'static str, file: &Path, message: String) -> Finding {
        Finding {
            severity,
            code,
            file: file.to_owned(),
            position: None,
            package: None,
            message,
            details: Vec::new(),
            help: String::new(),
        }
    }

    pub fn at(mut self, position: Position) -> Finding {
        self.position = Some(position);
        self
    }

    pub fn package(mut self, package: Option<String>) -> Finding {
        self.package = package;
        self
    }

    pub fn details(mut self, details: Vec<Detail>) -> Finding {
        self.details = details;
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = help.into();
        self
    }

    /// An I/O or other error that names what it is about itself.
    pub fn failure(
        code: &'static str,
        file: &Path,
        error: &anyhow::Error,
        help: impl Into<String>,
    ) -> Finding {
        Finding::new(Severity::Unknown, code, file, format!("{error:#}")).help(help)
    }

    /// A file that could not be parsed.
    pub fn unreadable(file: &Path, error: &bun_lock::Error) -> Finding {
        Finding::new(
            Severity::Unknown,
            error.kind.code(),
            file,
            error.to_string(),
        )
        .at(error.position)
        .package(error.package.clone())
        .help(error.help())
    }
}

impl Detail {
    /// A difference as nix-check states it.
    pub fn stale(difference: &Difference) -> Detail {
        Detail::of(difference, |kind| match kind {
            Kind::Added => "in bun.lock, not in bun.nix".to_owned(),
            Kind::Removed => "in bun.nix, not in bun.lock".to_owned(),
            Kind::Changed(parts) if parts.len() == 1 => format!("{} differs", parts[0]),
            Kind::Changed(parts) => format!("{} differ", parts.join(", ")),
        })
    }

    /// A difference as nix-update made it.
    pub fn written(difference: &Difference) -> Detail {
        Detail::of(difference, |kind| match kind {
            Kind::Added => "new".to_owned(),
            Kind::Removed => "gone".to_owned(),
            Kind::Changed(parts) => format!("{} changed", parts.join(", ")),
        })
    }

    fn of(difference: &Difference, text: impl Fn(&Kind) -> String) -> Detail {
        Detail {
            sign: match difference.kind {
                Kind::Added => '+',
                Kind::Removed => '-',
                Kind::Changed(_) => '~',
            },
            name: name_and_version(&difference.key),
            text: text(&difference.kind),
        }
    }
}

impl From<&Drift> for Detail {
    fn from(drift: &Drift) -> Detail {
        Detail {
            sign: drift.sign(),
            name: drift.what(),
            text: drift.why(),
        }
    }
}

/// `react 19.2.0` for `react@19.2.0`; other keys as they are.
fn name_and_version(key: &str) -> String {
    match key
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '@' | ':'))
    {
        Some((at, '@')) if !key[at + 1..].starts_with('/') && !key[..at].ends_with('/') => {
            format!("{} {}", &key[..at], &key[at + 1..])
        }
        _ => key.to_owned(),
    }
}
