//! `nix-check`: do bun.nix, bun.lock and every package.json agree? Writes
//! nothing and needs no network, Nix or Bun.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bun_lock::merge_conflict;
use bun_nix::{NotBunNix, staleness};

use crate::discover;
use crate::finding::{Detail, Finding, Severity};
use crate::invocation::Invocation;
use crate::packaging::{Packaging, Written, count};
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
        Err(finding) => Report::failed(*finding),
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
    let lockfile = packaging.lockfile.display().to_string();
    let text = match &packaging.written {
        Written::Current => return None,
        Written::Other(text) => text,
        Written::Nothing => {
            let message = format!("there is no {shown} for {lockfile}");
            return Some(stale(packaging, update, message));
        }
    };
    let differences = match staleness(&mut packaging.sources, text) {
        Ok(differences) => differences,
        Err(error) => return Some(unreadable(packaging, update, error)),
    };
    let count = count(differences.len(), "package differs", "packages differ");
    let finding = stale(
        packaging,
        update,
        format!("{shown} is stale: {count} from {lockfile}"),
    );
    let details = differences.iter().map(Detail::stale).collect();
    (!differences.is_empty()).then(|| finding.details(details))
}

fn stale(packaging: &Packaging, update: &str, message: String) -> Finding {
    let file = &packaging.bun_nix;
    let help = format!("run `{update}` and commit {}", file.display());
    Finding::new(Severity::Stale, "stale-bun-nix", file, message).help(help)
}

fn unreadable(packaging: &Packaging, update: &str, error: NotBunNix) -> Finding {
    let shown = packaging.bun_nix.display();
    if let Some(position) = packaging.written.text().and_then(merge_conflict) {
        let message = format!("{shown} holds merge-conflict markers");
        return stale(packaging, update, message).at(position);
    }
    let message = format!("{shown} is not what nix-update writes: {error}");
    let finding = stale(packaging, update, message).at(error.position);
    finding.package(error.entry)
}
