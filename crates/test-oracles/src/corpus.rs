//! Real lockfiles, in the folder that `BUN_NIX_CORPUS` names: a folder for each
//! project, with its bun.lock and package.json files.

use std::path::PathBuf;

/// One project of the corpus.
pub struct Project {
    /// Name of its folder.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
}

impl Project {
    /// Its bun.lock.
    pub fn lockfile(&self) -> PathBuf {
        self.folder.join("bun.lock")
    }

    /// What another generator recorded for this lockfile, where somebody
    /// committed its output: key to fetcher and arguments.
    pub fn facts(&self) -> Option<serde_json::Map<String, serde_json::Value>> {
        let text = fs_err::read_to_string(self.folder.join("bun2nix-facts.json")).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }
}

/// Every project of the corpus by name; `None`, and said so, without a corpus.
pub fn projects() -> Option<Vec<Project>> {
    let corpus = super::path_from("BUN_NIX_CORPUS")?;
    let entries = fs_err::read_dir(corpus).unwrap().map(Result::unwrap);
    let mut projects: Vec<Project> = entries
        .filter(|entry| entry.path().join("bun.lock").is_file())
        .map(|entry| Project {
            name: entry.file_name().into_string().unwrap(),
            folder: entry.path(),
        })
        .collect();
    projects.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(!projects.is_empty(), "the corpus is empty");
    Some(projects)
}
