//! Real Nix, as an evaluator: no store, no network.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Nix code of a function from a bun.nix to its entries as data, each
/// `{ fetcher = …; args = …; }`.
pub const STUB_FETCHERS: &str = r#"
file:
let
  stub = fetcher: args: { inherit fetcher args; };
in
import file {
  fetchurl = stub "fetchurl";
  fetchgit = stub "fetchgit";
  fetchFromGitHub = stub "fetchFromGitHub";
  copyPathToStore = path: stub "copyPathToStore" (toString path);
}
"#;

/// A `nix-instantiate`.
pub struct Nix {
    nix_instantiate: PathBuf,
}

impl Nix {
    /// Nix; `None`, and said so, where it is not there.
    pub fn find() -> Option<Nix> {
        let nix_instantiate = super::path_from("BUN_NIX_TEST_NIX_INSTANTIATE")?;
        Some(Nix { nix_instantiate })
    }

    /// The SHA-256 of a tree's archive, in SRI form.
    ///
    /// # Panics
    /// If `nix-hash`, which lies beside `nix-instantiate`, cannot tell.
    pub fn nar_hash(&self, path: &Path) -> String {
        let nix_hash = self.nix_instantiate.with_file_name("nix-hash");
        let mut command = Command::new(nix_hash);
        let output = command
            .args(["--type", "sha256"])
            .arg(path)
            .output()
            .unwrap();
        assert!(output.status.success(), "nix-hash fails");
        let hex = String::from_utf8(output.stdout).unwrap();
        // Not every version writes SRI itself.
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        let digest: Vec<u8> = (0..64).step_by(2).map(byte).collect();
        format!("sha256-{}", STANDARD.encode(digest))
    }

    /// The value of an expression, as JSON.
    ///
    /// # Panics
    /// If it does not evaluate.
    pub fn eval(&self, expression: &str) -> serde_json::Value {
        let folder = std::env::temp_dir();
        let output = Command::new(&self.nix_instantiate)
            .args([
                "--store", "dummy://", "--eval", "--strict", "--json", "--expr", expression,
            ])
            .env("HOME", &folder)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "Nix does not evaluate it:\n{stderr}"
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }
}
