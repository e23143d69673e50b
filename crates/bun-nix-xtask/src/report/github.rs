//! The report as workflow commands, one annotation for each finding.
//!
//! Source of the escapes: GitHub, actions/toolkit, packages/core/src/command.ts.

use std::fmt::Write as _;
use std::path::Path;

use super::{Report, printable};
use crate::finding::{Finding, Severity};

pub(super) fn render(report: &Report) -> String {
    report.all_findings().map(annotation).collect()
}

fn annotation(finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Note => "notice",
        Severity::Stale | Severity::Unknown => "error",
    };
    let position = finding
        .position
        .unwrap_or(bun_lock::Position { line: 1, column: 1 });
    let mut properties = format!("title={}", property(&format!("bun-nix: {}", finding.code)));
    if !finding.file.as_os_str().is_empty() {
        let file = property(&from_root(&finding.file));
        let _ = write!(
            properties,
            ",file={file},line={},col={}",
            position.line, position.column
        );
    }
    format!("::{command} {properties}::{}\n", data(&text(finding)))
}

fn text(finding: &Finding) -> String {
    let mut text = String::new();
    if let Some(package) = &finding.package {
        let _ = write!(text, "{package}: ");
    }
    text.push_str(&finding.message);
    for detail in &finding.details {
        let _ = write!(text, "\n{} {}  {}", detail.sign, detail.name, detail.text);
    }
    if !finding.help.is_empty() {
        let _ = write!(text, "\nhelp: {}", finding.help);
    }
    text
}

/// Annotations count paths from the root of the repository.
fn from_root(file: &Path) -> String {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let root = absolute.parent().and_then(bun_lock::repository_root);
    let path = root
        .as_deref()
        .and_then(|root| absolute.strip_prefix(root).ok());
    path.unwrap_or(file)
        .display()
        .to_string()
        .replace('\\', "/")
}

fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(printable).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
