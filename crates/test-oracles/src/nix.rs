//! Real Nix, as an evaluator: no store, no network.

use std::path::PathBuf;
use std::process::Command;

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
