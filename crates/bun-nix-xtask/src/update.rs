//! `nix-update`: writes bun.nix anew from bun.lock.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bun_nix::{Expression, compare, salvage};

use crate::discover;
use crate::finding::{Detail, Finding, Severity};
use crate::invocation::Invocation;
use crate::packaging::{Packaging, count};
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

    /// Say what would change and write nothing
    #[arg(long)]
    dry_run: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

pub(crate) fn run(args: &UpdateArgs, invocation: &Invocation) -> ExitCode {
    let report = match discover::lockfiles(&args.lockfiles) {
        Err(error) => Report::failed(&error),
        Ok(lockfiles) => {
            let update = |lockfile: &PathBuf| update(lockfile, args, invocation);
            Report::of(lockfiles.iter().map(update).collect())
        }
    };
    report.print(args.format)
}

fn update(lockfile: &Path, args: &UpdateArgs, invocation: &Invocation) -> LockfileReport {
    let mut packaging = match Packaging::load(lockfile) {
        Ok(packaging) => packaging,
        Err(findings) => return LockfileReport::new(lockfile, Outcome::Unknown, findings),
    };
    if packaging.sources.unhashed().next().is_some() {
        for expression in packaging
            .current
            .as_deref()
            .map(salvage)
            .unwrap_or_default()
        {
            packaging.sources.reuse_hashes(&expression);
        }
    }
    if let Some(finding) = unhashed(&packaging, args.offline) {
        return LockfileReport::new(lockfile, Outcome::Unknown, vec![finding]);
    }
    let update = invocation.update_command(&args.lockfiles, lockfile);
    // They do not keep bun.nix from being written: nix-check is what fails on them.
    let mut findings = packaging.surroundings(&update);
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
    let text = packaging.sources.to_string();
    let packages = packaging.lock.packages.len();
    let sources = packaging.sources.iter().count();
    if packaging.current.as_ref() == Some(&text) {
        return Ok(Outcome::Current { packages, sources });
    }
    if !dry_run {
        replace(&packaging.bun_nix, &text)?;
    }
    let changes = packaging
        .current
        .as_deref()
        .and_then(|old| changes(packaging, old));
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

/// The sources whose hash only a download could tell.
fn unhashed(packaging: &Packaging, offline: bool) -> Option<Finding> {
    let sources: Vec<_> = packaging.sources.unhashed().collect();
    let first = sources.first()?;
    let message = format!(
        "bun.lock records no hash for {}, and neither does {}",
        count(sources.len(), "source", "sources"),
        packaging.bun_nix.display(),
    );
    let text = match offline {
        true => "would have to be downloaded",
        false => "has to be downloaded, which nix-update cannot do yet",
    };
    let details = sources.iter().map(|source| Detail {
        sign: '+',
        name: source.package.clone(),
        text: format!("{} {text}", source.key),
    });
    let help = "a newer Bun records hashes of GitHub and tarball dependencies: run `bun install --force` with Bun 1.3.10 or later; \
                or add the entry with its hash to bun.nix, where it is kept";
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
