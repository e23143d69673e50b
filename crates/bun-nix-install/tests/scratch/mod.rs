//! A project and sources that are made for one test, also such as Bun would never
//! write.

#![allow(dead_code, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bun_lock::Integrity;
use bun_nix_install::{Error, Linker, Options, Report, SourceMap, Target, install};
use sha2::{Digest as _, Sha512};
use tempfile::TempDir;
use test_servers::Tarball;

/// A folder with `project`, `sources` and whatever the test puts there.
pub struct Scratch {
    folder: TempDir,
    sources: Vec<(String, PathBuf)>,
    lock: String,
}

impl Scratch {
    /// With a bun.lock. `{name@version}` in it becomes the integrity of that package
    /// when [`Scratch::package`] makes it, else that of something else.
    pub fn new(workspaces: &str, packages: &str) -> Scratch {
        let lock = format!(
            r#"{{ "lockfileVersion": 2, "workspaces": {{ {workspaces} }}, "packages": {{ {packages} }} }}"#
        );
        let scratch = Scratch {
            folder: tempfile::tempdir().unwrap(),
            sources: Vec::new(),
            lock,
        };
        scratch.write("project/package.json", "{}");
        scratch
    }

    /// With a source that holds one file, `what.txt`, that says what it is.
    pub fn package(self, id: &str) -> Scratch {
        let tarball = Tarball::new().file("package/what.txt", 0o644, id.as_bytes());
        self.source(id, tarball)
    }

    /// With a source at a key of bun.nix.
    pub fn source(mut self, key: &str, tarball: Tarball) -> Scratch {
        let bytes = tarball.gzip();
        let integrity = Integrity::sha512(Sha512::digest(&bytes).into());
        self.lock = self
            .lock
            .replace(&format!("{{{key}}}"), &integrity.to_string());
        let path = self.path("sources").join(key.replace('/', "+"));
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, bytes).unwrap();
        self.sources.push((key.to_owned(), path));
        self
    }

    /// With other bytes than bun.lock records.
    pub fn damage(self, key: &str) -> Scratch {
        let path = self.path("sources").join(key);
        fs_err::write(path, "other bytes").unwrap();
        self
    }

    /// With a path at a key of the map.
    pub fn mapped(mut self, key: &str, path: PathBuf) -> Scratch {
        self.sources.push((key.to_owned(), path));
        self
    }

    /// The map of sources, as the program reads it.
    pub fn map(&self) -> String {
        let entries = self.sources.iter();
        let entries: Vec<String> = entries
            .map(|(key, path)| format!("\"{key}\": \"{}\"", path.display()))
            .collect();
        format!("{{ {} }}", entries.join(", "))
    }

    /// A path in the scratch folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file and the folders around it.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }

    /// Makes a symbolic link and the folders around it.
    pub fn link(&self, path: &str, target: impl AsRef<Path>) {
        let path = self.path(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::os::unix::fs::symlink(target, path).unwrap();
    }

    /// Options for an install in the project's own folder.
    pub fn options(&self) -> Options {
        let mut lock = self.lock.clone();
        while let Some(start) = lock.find("\"{") {
            let end = start + lock[start..].find("}\"").unwrap();
            let unknown = Integrity::sha512([0; 64]).to_string();
            lock.replace_range(start + 1..end + 1, &unknown);
        }
        self.write("project/bun.lock", &lock);
        let project = self.path("project");
        Options {
            lockfile: project.join("bun.lock"),
            out: project.clone(),
            project,
            sources: self.sources.iter().cloned().collect::<SourceMap>(),
            target: Target {
                os: "linux".to_owned(),
                cpu: "x64".to_owned(),
                libc: "glibc".to_owned(),
            },
            linker: Some(Linker::Hoisted),
            ..Options::default()
        }
    }

    /// Installs in the project's own folder.
    pub fn install(&self) -> Result<Report, Error> {
        install(&self.options())
    }

    /// Why it cannot be installed, in the words of the program. The scratch folder
    /// is called `/scratch`.
    pub fn complaint(&self, error: &Error) -> String {
        let mut text = format!("status {}\nerror: {error}\n", error.status());
        for detail in error.details() {
            writeln!(text, "  {detail}").unwrap();
        }
        if let Some(help) = error.help() {
            writeln!(text, "help: {help}").unwrap();
        }
        text.replace(&self.folder.path().display().to_string(), "/scratch")
    }

    /// Every path below a folder of the scratch folder, and what is there.
    pub fn tree(&self, folder: &str) -> String {
        let mut lines = Vec::new();
        walk(&self.path(folder), "", &mut lines);
        lines.join("\n")
    }
}

fn walk(folder: &Path, name: &str, lines: &mut Vec<String>) {
    let mut entries: Vec<_> = fs_err::read_dir(folder)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let name = format!("{name}/{}", entry.file_name().display());
        let path = entry.path();
        if path.is_symlink() {
            let target = fs_err::read_link(path).unwrap();
            lines.push(format!("{name} -> {}", target.display()));
        } else if path.is_dir() {
            lines.push(format!("{name}/"));
            walk(&path, &name, lines);
        } else {
            let bytes = fs_err::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            let first = text.lines().next().unwrap_or_default();
            lines.push(format!("{name}: {first:.40}"));
        }
    }
}
