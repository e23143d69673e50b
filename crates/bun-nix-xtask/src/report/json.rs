//! The report as one JSON document. docs/json.md is its schema; a change that
//! breaks a reader raises `SCHEMA`.

use serde_json::{Value, json};

use super::{LockfileReport, Outcome, Report};
use crate::finding::{Detail, Finding, Severity};

const SCHEMA: u32 = 1;

pub(super) fn render(report: &Report) -> String {
    let document = json!({
        "schema": SCHEMA,
        "status": status(report.severity()),
        "lockfiles": report.lockfiles.iter().map(lockfile).collect::<Vec<_>>(),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn status(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "current",
        Severity::Stale => "stale",
        Severity::Unknown => "unknown",
    }
}

fn lockfile(report: &LockfileReport) -> Value {
    let mut value = json!({
        "lockfile": report.lockfile.display().to_string(),
        "bun_nix": report.bun_nix.display().to_string(),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    });
    let outcome = match &report.outcome {
        Outcome::Current { packages, sources } => {
            json!({ "status": "current", "packages": packages, "sources": sources })
        }
        Outcome::Stale => json!({ "status": "stale" }),
        Outcome::Unknown => json!({ "status": "unknown" }),
        Outcome::Written {
            packages,
            sources,
            changes,
            dry_run,
        } => json!({
            "status": if *dry_run { "would-write" } else { "written" },
            "packages": packages,
            "sources": sources,
            "changes": changes.as_deref().unwrap_or_default().iter().map(detail).collect::<Vec<_>>(),
        }),
    };
    if let (Some(value), Value::Object(outcome)) = (value.as_object_mut(), outcome) {
        value.extend(outcome);
    }
    value
}

fn finding(finding: &Finding) -> Value {
    json!({
        "severity": match finding.severity {
            Severity::Note => "note",
            Severity::Stale => "stale",
            Severity::Unknown => "unknown",
        },
        "code": finding.code,
        "file": finding.file.display().to_string(),
        "line": finding.position.map(|position| position.line),
        "column": finding.position.map(|position| position.column),
        "package": finding.package,
        "message": finding.message,
        "details": finding.details.iter().map(detail).collect::<Vec<_>>(),
        "help": finding.help,
    })
}

fn detail(detail: &Detail) -> Value {
    let change = match detail.sign {
        '+' => "added",
        '-' => "removed",
        _ => "changed",
    };
    json!({ "change": change, "name": detail.name, "text": detail.text })
}
