//! The report as sentences: results on standard output, complaints on standard
//! error, each ending in the command that mends it.

use std::fmt::Write as _;

use super::{LockfileReport, Outcome, Report, printable};
use crate::finding::{Detail, Finding, Severity};
use crate::packaging::count;

/// Beyond so many lines a list helps nobody; `--format json` has them all.
const MOST_DETAILS: usize = 40;

/// Standard output and standard error.
pub(super) fn render(report: &Report) -> (String, String) {
    let mut stdout = String::new();
    let mut stderr = String::new();
    for finding in report.all_findings() {
        write_finding(&mut stderr, finding);
    }
    for lockfile in &report.lockfiles {
        write_outcome(&mut stdout, lockfile);
    }
    (stdout, stderr)
}

fn write_outcome(out: &mut String, report: &LockfileReport) {
    let shown = printable(&report.bun_nix.display().to_string());
    match &report.outcome {
        Outcome::Current { packages, sources } => {
            let _ = writeln!(out, "{shown} is current: {}", contents(*packages, *sources));
        }
        Outcome::Written {
            packages,
            sources,
            changes,
            dry_run,
        } => {
            let verb = if *dry_run {
                "would be written"
            } else {
                "written"
            };
            let _ = writeln!(out, "{shown} {verb}: {}", contents(*packages, *sources));
            write_details(out, changes.as_deref().unwrap_or_default());
        }
        Outcome::Stale | Outcome::Unknown => {}
    }
}

fn contents(packages: usize, sources: usize) -> String {
    let packages = count(packages, "package", "packages");
    format!("{packages} from {}", count(sources, "source", "sources"))
}

fn write_finding(out: &mut String, finding: &Finding) {
    let label = match finding.severity {
        Severity::Note => "note",
        Severity::Stale | Severity::Unknown => "error",
    };
    let sentence = sentence(finding);
    // What another program said may have several lines; none may look like one of
    // ours, nor like a command to GitHub, which overlooks leading white space.
    let lines: Vec<String> = sentence.trim_end().split('\n').map(printable).collect();
    let _ = writeln!(out, "{label}: {}", lines.join("\n  | "));
    write_details(out, &finding.details);
    if !finding.help.is_empty() {
        let _ = writeln!(out, "help: {}", printable(&finding.help));
    }
}

/// The message with where it belongs: before it, or after the file that it starts with.
fn sentence(finding: &Finding) -> String {
    let Finding { message, .. } = finding;
    let file = finding.file.display();
    let package = finding.package.iter();
    let package = package.map(|package| format!("{}: ", printable(package)));
    let message = package.chain([message.clone()]).collect::<String>();
    match finding.position {
        None => message,
        Some(position) => match message.strip_prefix(&file.to_string()) {
            Some(rest) => format!("{file}:{position}{rest}"),
            None => format!("{file}:{position}: {message}"),
        },
    }
}

fn write_details(out: &mut String, details: &[Detail]) {
    let shown = &details[..details.len().min(MOST_DETAILS)];
    let width = shown
        .iter()
        .map(|detail| detail.name.chars().count())
        .max()
        .unwrap_or(0);
    for Detail { sign, name, text } in shown {
        let name = printable(name);
        let _ = writeln!(out, "  {sign} {name:width$}  {}", printable(text));
    }
    if details.len() > shown.len() {
        let _ = writeln!(
            out,
            "  and {} more; `--format json` lists them all",
            details.len() - shown.len()
        );
    }
}
