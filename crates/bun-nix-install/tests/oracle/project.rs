//! The projects: folders under tests/projects, and copies of them to install in.

use std::path::{Path, PathBuf};

use test_oracles::PUBLIC_REGISTRY;

/// A project to install.
pub struct Project {
    pub name: String,
    folder: PathBuf,
    /// Its bun.lock, where that is not the folder's.
    lockfile: Option<PathBuf>,
    /// What stands for what in the copies' package.json files and bun.lock: the
    /// addresses of this machine's registry and of our servers.
    replaced: Vec<(&'static str, String)>,
}

impl Project {
    /// A project of tests/projects.
    pub fn named(name: &str) -> Project {
        let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
        Project::in_folder(name, projects.join(name))
    }

    /// A project in a folder.
    pub fn in_folder(name: &str, folder: PathBuf) -> Project {
        assert!(
            folder.join("package.json").is_file(),
            "{name} is no project"
        );
        Project {
            name: name.to_owned(),
            folder,
            lockfile: None,
            replaced: Vec::new(),
        }
    }

    /// With the bun.lock that another version of Bun wrote, in tests/older-locks.
    pub fn with_older_lockfile(self, version: &str) -> Project {
        let file = format!("tests/older-locks/{}@{version}.lock", self.name);
        Project {
            name: format!("{}@{version}", self.name),
            lockfile: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)),
            ..self
        }
    }

    /// Whether it has a bun.lock.
    pub fn has_lockfile(&self) -> bool {
        self.lockfile().exists()
    }

    fn lockfile(&self) -> PathBuf {
        let own = || self.folder.join("bun.lock");
        self.lockfile.clone().unwrap_or_else(own)
    }

    /// Whether its package.json names something.
    pub fn mentions(&self, text: &str) -> bool {
        let manifest = fs_err::read_to_string(self.folder.join("package.json")).unwrap();
        manifest.contains(text)
    }

    /// With one address in the place of another.
    pub fn replace(mut self, from: &'static str, to: &str) -> Project {
        if from != to {
            self.replaced.push((from, to.to_owned()));
        }
        self
    }

    /// With this machine's registry.
    pub fn with_registry(self, registry: &str) -> Project {
        self.replace(PUBLIC_REGISTRY, registry)
    }

    /// Copies it into a folder.
    pub fn copy_to(&self, to: &Path) {
        copy(&self.folder, to);
        if self.has_lockfile() {
            fs_err::copy(self.lockfile(), to.join("bun.lock")).unwrap();
        }
        for file in manifests(to) {
            let old = fs_err::read_to_string(&file).unwrap();
            let text = self
                .replaced
                .iter()
                .fold(old.clone(), |text, (from, to)| text.replace(from, to));
            if text != old {
                fs_err::write(&file, text).unwrap();
            }
        }
    }

    /// Takes the bun.lock of a copy.
    pub fn take_lockfile(&self, copy: &Path) {
        let text = fs_err::read_to_string(copy.join("bun.lock")).unwrap();
        let text = self
            .replaced
            .iter()
            .fold(text, |text, (from, to)| text.replace(to, from));
        fs_err::write(self.lockfile(), text).unwrap();
    }
}

/// The names of the folders in tests/projects.
pub fn all_names() -> Vec<String> {
    let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
    let entries = fs_err::read_dir(projects).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// bun.lock and every package.json.
fn manifests(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name();
        if entry.file_type().unwrap().is_dir() {
            found.extend(manifests(&entry.path()));
        } else if name == "package.json" || name == "bun.lock" {
            found.push(entry.path());
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    fs_err::create_dir_all(to).unwrap();
    for entry in fs_err::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy(&entry.path(), &to);
        } else if kind.is_symlink() {
            let target = fs_err::read_link(entry.path()).unwrap();
            std::os::unix::fs::symlink(target, to).unwrap();
        } else {
            fs_err::copy(entry.path(), to).unwrap();
        }
    }
}
