//! `nix-check`: do bun.nix, bun.lock and every package.json agree? Writes
//! nothing and needs no network, Nix or Bun.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bun_nix::{Expression, compare};

use crate::discover;
use crate::finding::{Detail, Finding, Severity};
use crate::invocation::Invocation;
use crate::packaging::{Packaging, count};
use crate::report::{Format, LockfileReport, Outcome, Report};

/// Arguments of `nix-check`.
#[derive(Clone, Debug, clap::Args)]
pub struct CheckArgs {
    /// Check this bun.lock, or the one in this folder, instead of all that the
    /// repository has
    #[arg(long = "lockfile", value_name = "PATH")]
    lockfiles: Vec<PathBuf>,

    /// How to report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

pub(crate) fn run(args: &CheckArgs, invocation: &Invocation) -> ExitCode {
    let report = match discover::lockfiles(&args.lockfiles) {
        Err(error) => Report::failed(&error),
        Ok(lockfiles) => {
            let check = |lockfile: &PathBuf| {
                check(
                    lockfile,
                    &invocation.update_command(&args.lockfiles, lockfile),
                )
            };
            Report::of(lockfiles.iter().map(check).collect())
        }
    };
    report.print(args.format)
}

fn check(lockfile: &Path, update: &str) -> LockfileReport {
    let mut packaging = match Packaging::load(lockfile) {
        Ok(packaging) => packaging,
        Err(findings) => return LockfileReport::new(lockfile, Outcome::Unknown, findings),
    };
    let mut findings: Vec<Finding> = bun_nix(&mut packaging, update).into_iter().collect();
    findings.extend(packaging.surroundings(update));
    let outcome = match findings.iter().map(|finding| finding.severity).max() {
        Some(Severity::Unknown) => Outcome::Unknown,
        Some(Severity::Stale) => Outcome::Stale,
        Some(Severity::Note) | None => Outcome::Current {
            packages: packaging.lock.packages.len(),
            sources: packaging.sources.iter().count(),
        },
    };
    LockfileReport::new(lockfile, outcome, findings)
}

/// What makes bun.nix stale.
fn bun_nix(packaging: &mut Packaging, update: &str) -> Option<Finding> {
    let shown = packaging.bun_nix.display().to_string();
    let stale = |message: String| {
        Finding::new(
            Severity::Stale,
            "stale-bun-nix",
            &packaging.bun_nix,
            message,
        )
        .help(format!("run `{update}` and commit {shown}"))
    };
    let Some(text) = &packaging.current else {
        return Some(stale(format!(
            "there is no {shown} for {}",
            packaging.lockfile.display()
        )));
    };
    // The same bytes have the same meaning, and most of the time they are the same.
    if packaging.sources.unhashed().next().is_none() && packaging.sources.are_written_as(text) {
        return None;
    }
    let actual: Expression = match text.parse() {
        Ok(actual) => actual,
        Err(error) if text.lines().any(|line| line.starts_with("<<<<<<<")) => {
            return Some(stale(format!("{shown} holds merge-conflict markers")).at(error.position));
        }
        Err(error) => {
            let message = format!("{shown} is not what nix-update writes: {error}");
            return Some(stale(message).at(error.position).package(error.entry));
        }
    };
    packaging.sources.reuse_hashes(&actual);
    let differences = compare(&Expression::of(&packaging.sources), &actual);
    if differences.is_empty() {
        return None;
    }
    let message = format!(
        "{shown} is stale: {} from {}",
        count(differences.len(), "package differs", "packages differ"),
        packaging.lockfile.display(),
    );
    Some(stale(message).details(differences.iter().map(Detail::stale).collect()))
}
