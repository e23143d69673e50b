//! `[workspace.metadata.bun-nix]` in Cargo.toml:
//!
//! ```toml
//! [workspace.metadata.bun-nix]
//! lockfiles = ["vendor/ui/bun.lock"] # besides those that are found
//! exclude = ["examples/*"]           # what is not searched, as in .gitignore
//! ```

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde_json::Value;

/// The settings of a repository.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Settings {
    /// Lockfiles besides those that are found.
    pub lockfiles: Vec<PathBuf>,
    /// What is not searched, relative to `root`.
    pub exclude: Vec<String>,
    /// The root of the cargo workspace; without one, the repository's.
    pub root: PathBuf,
}

impl Settings {
    /// Asks cargo for the settings of the workspace around `folder`; without
    /// any Cargo.toml up to the repository's root there are none.
    pub fn load(folder: &Path, repository: &Path) -> anyhow::Result<Settings> {
        let inside = folder
            .ancestors()
            .take_while(|folder| folder.starts_with(repository));
        let manifests = inside.map(|folder| folder.join("Cargo.toml"));
        let none = || Settings {
            root: repository.to_owned(),
            ..Settings::default()
        };
        let Some(manifest) = manifests.into_iter().find(|manifest| manifest.is_file()) else {
            return Ok(none());
        };
        let metadata = cargo_metadata::MetadataCommand::new()
            .manifest_path(&manifest)
            .no_deps()
            .exec()
            .with_context(|| format!("cannot read {}", manifest.display()))?;
        let root = metadata.workspace_root.as_std_path();
        match metadata.workspace_metadata.get("bun-nix") {
            Some(table) => parse(table, root).with_context(|| {
                format!(
                    "[workspace.metadata.bun-nix] in {}/Cargo.toml",
                    root.display()
                )
            }),
            None => Ok(none()),
        }
    }
}

fn parse(table: &Value, root: &Path) -> anyhow::Result<Settings> {
    let mut settings = Settings {
        root: root.to_owned(),
        ..Settings::default()
    };
    for (key, value) in table.as_object().context("expected a table")? {
        let strings =
            strings(value).with_context(|| format!("expected an array of strings for `{key}`"))?;
        match key.as_str() {
            "lockfiles" => {
                settings.lockfiles = strings.iter().map(|path| root.join(path)).collect()
            }
            "exclude" => settings.exclude = strings,
            other => bail!("unknown key `{other}`; the keys are `lockfiles` and `exclude`"),
        }
    }
    Ok(settings)
}

fn strings(value: &Value) -> Option<Vec<String>> {
    let items = value.as_array()?.iter();
    items.map(|item| item.as_str().map(str::to_owned)).collect()
}
