//! `nix-update`: writes bun.nix anew from bun.lock.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bun_nix::{Expression, Source, compare, salvage};

use crate::discover;
use crate::finding::{Detail, Finding, Severity};
use crate::invocation::Invocation;
use crate::packaging::{Packaging, Written, count};
use crate::replace::replace;
use crate::report::{Format, LockfileReport, Outcome, Report};

/// Arguments of `nix-update`.
#[derive(Clone, Debug, clap::Args)]
pub struct UpdateArgs {
    /// Update for this bun.lock, or the one in this folder, instead of all that
    /// the repository has
    #[arg(long = "lockfile", value_name = "PATH")]
    lockfiles: Vec<PathBuf>,

    /// Fetch nothing; name what would have to be fetched
    #[arg(long)]
    offline: bool,

    /// Fetch again what bun.lock records no hash of, and say whose hash changed
    #[arg(long, conflicts_with = "offline")]
    refresh: bool,

    /// How many sources to fetch at the same time
    #[arg(long, value_name = "N", default_value_t = 8,
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=256))]
    jobs: usize,

    /// Say what would change and write nothing
    #[arg(long)]
    dry_run: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

pub(crate) fn run(args: &UpdateArgs, invocation: &Invocation) -> ExitCode {
    let report = match discover::lockfiles(&args.lockfiles) {
        Err(finding) => Report::failed(*finding),
        Ok(lockfiles) => {
            #[cfg(not(feature = "prefetch"))]
            if let Some(code) = fetching(&lockfiles, args) {
                return code;
            }
            let update = |lockfile: &PathBuf| update(lockfile, args, invocation);
            Report::of(lockfiles.iter().map(update).collect())
        }
    };
    report.print(args.format)
}

/// Leaves everything to a build that can fetch, where something has to be.
#[cfg(not(feature = "prefetch"))]
fn fetching(lockfiles: &[PathBuf], args: &UpdateArgs) -> Option<ExitCode> {
    let lacks_hashes = |lockfile: &PathBuf| {
        let packaging = Packaging::load(lockfile).ok();
        packaging.is_some_and(|mut packaging| {
            if !args.refresh {
                packaging.reuse_hashes();
            }
            packaging.sources.unhashed().next().is_some()
        })
    };
    let needed = !args.offline && lockfiles.iter().any(lacks_hashes);
    needed.then(crate::rebuilt::run_with_prefetch)?
}

fn update(lockfile: &Path, args: &UpdateArgs, invocation: &Invocation) -> LockfileReport {
    let mut packaging = match Packaging::load(lockfile) {
        Ok(packaging) => packaging,
        Err(findings) => return LockfileReport::new(lockfile, Outcome::Unknown, findings),
    };
    let old = match packaging.sources.unhashed().next() {
        Some(_) => packaging.written.text().map(salvage),
        None => None,
    };
    let old = old.unwrap_or_default();
    let update = invocation.update_command(&args.lockfiles, lockfile);
    let mut findings = match hashes(&mut packaging, &old, args, &update) {
        Ok(findings) => findings,
        Err(findings) => return LockfileReport::new(lockfile, Outcome::Unknown, findings),
    };
    // They do not keep bun.nix from being written: nix-check is what fails on them.
    findings.extend(packaging.surroundings(&update));
    findings
        .iter_mut()
        .for_each(|finding| finding.severity = Severity::Note);
    let outcome = write(&packaging, args.dry_run).unwrap_or_else(|error| {
        let help = "let the file and its folder be written, or use --dry-run";
        let bun_nix = &packaging.bun_nix;
        findings.push(Finding::failure("cannot-write", bun_nix, &error, help));
        Outcome::Unknown
    });
    LockfileReport::new(lockfile, outcome, findings)
}

fn write(packaging: &Packaging, dry_run: bool) -> anyhow::Result<Outcome> {
    let packages = packaging.lock.packages.len();
    let sources = packaging.sources.iter().count();
    let is_current = match &packaging.written {
        Written::Nothing => false,
        Written::Current => true,
        Written::Other(text) => packaging.sources.are_written_as(text.as_bytes()),
    };
    if is_current {
        return Ok(Outcome::Current { packages, sources });
    }
    if !dry_run {
        replace(&packaging.bun_nix, &packaging.sources)?;
    }
    let old = packaging.written.text();
    let changes = old.and_then(|old| changes(packaging, old));
    Ok(Outcome::Written {
        packages,
        sources,
        changes,
        dry_run,
    })
}

/// What is new since an older bun.nix; `None` if that cannot be read.
fn changes(packaging: &Packaging, old: &str) -> Option<Vec<Detail>> {
    let old = salvage(old).into_iter().next()?;
    let differences = compare(&Expression::of(&packaging.sources), &old);
    Some(differences.iter().map(Detail::written).collect())
}

/// Gives every source its hash, by fetching where nothing else tells it; what
/// there is to say about them.
///
/// # Errors
/// A finding for each that has none.
#[cfg(feature = "prefetch")]
fn hashes(
    packaging: &mut Packaging,
    old: &[Expression],
    args: &UpdateArgs,
    update: &str,
) -> Result<Vec<Finding>, Vec<Finding>> {
    let how = crate::learn::How {
        offline: args.offline,
        refresh: args.refresh,
        jobs: args.jobs,
    };
    crate::learn::hashes(packaging, old, &how, update)
}

/// Gives every source the hash that bun.nix has for it.
///
/// # Errors
/// A finding for those that have none.
#[cfg(not(feature = "prefetch"))]
fn hashes(
    packaging: &mut Packaging,
    old: &[Expression],
    args: &UpdateArgs,
    _update: &str,
) -> Result<Vec<Finding>, Vec<Finding>> {
    if args.refresh && packaging.sources.unhashed().next().is_some() {
        let message = "nothing can be fetched again: this program was built without fetching";
        let finding = Finding::new(
            Severity::Unknown,
            "needs-prefetch",
            &packaging.lockfile,
            message.to_owned(),
        );
        return Err(vec![finding.help(BUILD)]);
    }
    for expression in old {
        packaging.sources.reuse_hashes(expression);
    }
    let unhashed: Vec<&Source> = packaging.sources.unhashed().collect();
    let help = match args.offline {
        true => "run it without --offline",
        false => BUILD,
    };
    match needs_download(packaging, &unhashed, help) {
        Some(finding) => Err(vec![finding]),
        None => Ok(Vec::new()),
    }
}

#[cfg(not(feature = "prefetch"))]
const BUILD: &str = "build it with the feature `prefetch` of bun-nix-xtask";

/// The sources whose hash only a download could tell.
pub(crate) fn needs_download(
    packaging: &Packaging,
    sources: &[&Source],
    help: &str,
) -> Option<Finding> {
    let first = sources.first()?;
    let message = format!(
        "bun.lock records no hash for {}, and neither does {}",
        count(sources.len(), "source", "sources"),
        packaging.bun_nix.display(),
    );
    let details = sources.iter().map(|source| Detail {
        sign: '+',
        name: source.package.clone(),
        text: format!("{} would have to be downloaded", source.key),
    });
    Some(
        Finding::new(
            Severity::Unknown,
            "needs-download",
            &packaging.lockfile,
            message,
        )
        .at(packaging.position(first.offset))
        .package(Some(first.package.clone()))
        .details(details.collect())
        .help(help),
    )
}
