//! The fixture folders, and copies of them to edit.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::path::{Path, PathBuf};

use bun_lock::{Drift, Lockfile};
use serde_json::Value;

/// The folders under `tests/fixtures`, sorted.
pub fn fixtures(kind: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(kind);
    let mut folders = folders(&dir);
    folders.sort();
    assert!(folders.len() > 40, "{kind}");
    folders
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

/// The folders with a package.json, relative to `dir`, the root's first.
pub fn manifests(dir: &Path) -> impl Iterator<Item = String> {
    let mut todo = vec![dir.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = todo.pop() {
        todo.extend(folders(&folder));
        if folder.join("package.json").is_file() {
            found.push(
                folder
                    .strip_prefix(dir)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
            );
        }
    }
    found.into_iter()
}

/// A drift as one line: a sign, what it is about, what is wrong.
pub fn line(drift: &Drift) -> String {
    format!("{} {:<23} {}", drift.sign(), drift.what(), drift.why())
}

/// Whether a lockfile has the root or member of that folder.
pub fn is_recorded(lock: &Lockfile, folder: &str) -> bool {
    lock.workspaces
        .iter()
        .any(|workspace| workspace.path.as_str() == folder)
}

/// A copy of a fixture; gone when dropped.
pub struct Copy(tempfile::TempDir);

impl Copy {
    pub fn of(dir: &Path) -> Copy {
        let copy = Copy(tempfile::tempdir().unwrap());
        fs_err::copy(dir.join("bun.lock"), copy.path().join("bun.lock")).unwrap();
        for folder in manifests(dir) {
            let text = fs_err::read_to_string(dir.join(&folder).join("package.json")).unwrap();
            copy.write(&folder, &text);
        }
        copy
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn read(&self, folder: &str) -> serde_json::Result<Value> {
        let path = self.path().join(folder).join("package.json");
        serde_json::from_str(&fs_err::read_to_string(path).unwrap())
    }

    pub fn write(&self, folder: &str, text: &str) {
        let folder = self.path().join(folder);
        fs_err::create_dir_all(&folder).unwrap();
        fs_err::write(folder.join("package.json"), text).unwrap();
    }
}
