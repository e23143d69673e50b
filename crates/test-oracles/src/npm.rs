//! npm, which knows how to reach the registry that this machine uses.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::json;

/// The registry that lockfiles without a URL mean.
pub const PUBLIC_REGISTRY: &str = "https://registry.npmjs.org/";

const FETCH: &str = include_str!("fetch.mjs");

/// An npm executable.
pub struct Npm {
    path: PathBuf,
    registry: OnceLock<String>,
}

/// A tarball to be fetched.
pub struct Tarball {
    /// Its URL.
    pub url: String,
    /// What it has to hash to, in SRI form.
    pub integrity: String,
    /// The file that it becomes.
    pub file: PathBuf,
}

impl Npm {
    /// npm with a registry that answers; `None`, and said so, where it is not there.
    pub fn find() -> Option<Npm> {
        super::path_from("BUN_NIX_TEST_NPM").map(Npm::at)
    }

    /// The npm at a path.
    pub fn at(path: PathBuf) -> Npm {
        let registry = OnceLock::new();
        Npm { path, registry }
    }

    /// The registry that npm is configured with, with a final slash.
    ///
    /// # Panics
    /// If npm does not tell.
    pub fn registry(&self) -> &str {
        self.registry.get_or_init(|| {
            let text = run(Command::new(&self.path).args(["config", "get", "registry"]));
            format!("{}/", text.trim().trim_end_matches('/'))
        })
    }

    /// Fetches tarballs with npm's own fetcher and settings, several at a time. Each
    /// is checked, and a file is there whole or not at all: not where the registry has
    /// no such package any more.
    ///
    /// # Panics
    /// If one cannot be had for another reason.
    pub fn fetch(&self, tarballs: &[&Tarball]) {
        let list: Vec<_> = tarballs
            .iter()
            .map(|one| json!({ "url": one.url, "integrity": one.integrity, "file": one.file }))
            .collect();
        let root = run(Command::new(&self.path).args(["root", "--global"]));
        let npm = Path::new(root.trim()).join("npm");
        let mut node = Command::new("node")
            .args(["--input-type=module", "--eval", FETCH])
            .env("NPM_PACKAGE", npm)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = node.stdin.take().unwrap();
        stdin.write_all(json!(list).to_string().as_bytes()).unwrap();
        drop(stdin);
        let output = node.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "npm does not fetch:\n{stderr}");
    }
}

fn run(command: &mut Command) -> String {
    let output = command.stderr(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "npm fails");
    String::from_utf8(output.stdout).unwrap()
}
