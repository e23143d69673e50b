//! Nix expressions over the functions, as the tests write them.

use std::process::Command;

use test_oracles::{Bed, failure, success};

/// An expression with `pkgs`, the functions, and `project` for a folder.
pub struct Expression<'b> {
    bed: &'b Bed,
    text: String,
}

impl<'b> Expression<'b> {
    /// Of a body, which may use every function by its name.
    pub fn new(bed: &'b Bed, body: &str) -> Expression<'b> {
        let repository = Bed::repository().display();
        let text = format!(
            "let pkgs = import {repository}/nix/testbed/nixpkgs {{ }};\n\
             inherit (pkgs) lib;\n\
             in with import {repository}/nix {{ inherit pkgs; }}; {body}"
        );
        Expression { bed, text }
    }

    fn command(&self, verb: &str) -> Command {
        self.bed.nix(&[verb, "--impure", "--expr", &self.text])
    }

    /// Its value as text.
    pub fn text(&self) -> String {
        success(self.command("eval").arg("--raw"))
    }

    /// Why it does not evaluate: what follows Nix's own trace.
    pub fn error(&self) -> String {
        last_error(&failure(self.command("eval").arg("--raw")))
    }

    /// The store path that it builds.
    pub fn build(&self) -> String {
        success(
            self.command("build")
                .args(["--no-link", "--print-out-paths"]),
        )
    }

    /// What is printed as it is built with more arguments.
    pub fn build_log(&self, arguments: &[&str]) -> String {
        let mut command = self.command("build");
        let output = command.arg("--no-link").args(arguments).output();
        let output = output.expect("nix runs");
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{log}");
        log
    }

    /// What is printed as it fails to build.
    pub fn build_failure(&self) -> String {
        failure(
            self.command("build")
                .args(["--no-link", "--print-build-logs"]),
        )
    }
}

/// What Nix says last, without its indentation.
fn last_error(stderr: &str) -> String {
    let at = stderr.rfind("error: ").expect("an error");
    let lines = stderr[at..].lines().map(|line| {
        let line = line.strip_prefix("       ").unwrap_or(line);
        line.trim_end()
    });
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}
