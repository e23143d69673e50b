//! A repository in a temporary folder, and the commands run in it.

#![allow(dead_code, reason = "not every test needs all of it")]

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A folder under version control.
pub struct Repository {
    /// Without links in its path, which the commands would resolve.
    root: PathBuf,
    /// Removes the folder at the end.
    _folder: tempfile::TempDir,
}

/// What a command answered, with `[REPOSITORY]` for the repository's path.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Repository {
    pub fn new() -> Repository {
        let folder = tempfile::tempdir().unwrap();
        let root = fs_err::canonicalize(folder.path()).unwrap();
        fs_err::create_dir(root.join(".git")).unwrap();
        Repository {
            root,
            _folder: folder,
        }
    }

    /// With a copy of `tests/fixtures/<name>` and the bun.nix of its bun.lock.
    pub fn of_fixture(name: &str) -> Repository {
        let repository = Repository::new();
        repository.copy(&fixture(name), "");
        repository.update().assert_code(0);
        repository
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    pub fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        let path = self.path(file);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, content).unwrap();
    }

    pub fn read(&self, file: &str) -> String {
        fs_err::read_to_string(self.path(file)).unwrap()
    }

    /// Writes what `edit` makes of a file.
    pub fn edit(&self, file: &str, edit: impl FnOnce(&str) -> String) {
        let old = self.read(file);
        let new = edit(&old);
        assert_ne!(old, new, "the edit of {file} changes nothing");
        self.write(file, new);
    }

    pub fn replace(&self, file: &str, from: &str, to: &str) {
        self.edit(file, |text| text.replacen(from, to, 1));
    }

    pub fn remove(&self, file: &str) {
        fs_err::remove_file(self.path(file)).unwrap();
    }

    /// Copies a folder with all that is in it.
    pub fn copy(&self, from: &Path, to: &str) {
        fs_err::create_dir_all(self.path(to)).unwrap();
        for entry in fs_err::read_dir(from).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let to = Path::new(to).join(name);
            let to = to.to_str().unwrap();
            if entry.file_type().unwrap().is_dir() {
                self.copy(&entry.path(), to);
            } else {
                self.write(to, fs_err::read(entry.path()).unwrap());
            }
        }
    }

    /// Names and contents of the files in a folder, links followed.
    pub fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let entries = fs_err::read_dir(self.path(folder)).unwrap();
        let entries = entries.map(Result::unwrap);
        let mut files: Vec<_> = entries
            .filter(|entry| entry.path().is_file())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs_err::read(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    pub fn update(&self) -> Run {
        self.run(&["update"])
    }

    pub fn check(&self) -> Run {
        self.run(&["check"])
    }

    /// What `check --format json` prints.
    pub fn check_json(&self) -> Value {
        serde_json::from_str(&self.run(&["check", "--format", "json"]).stdout).unwrap()
    }

    /// Runs `cargo bun-nix` with arguments in the repository's root.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    /// Runs `cargo bun-nix` with arguments in a folder of the repository.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-bun-nix"))
            .arg("bun-nix")
            .args(arguments)
            .current_dir(self.path(folder))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            text.replace(self.root.to_str().unwrap(), "[REPOSITORY]")
        };
        Run {
            code: output
                .status
                .code()
                .expect("no exit code: the command crashed"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Run {
    #[track_caller]
    pub fn assert_code(self, code: i32) -> Run {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// Everything that was printed.
    pub fn output(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// The form of the snapshots.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit {}\n{}{}", self.code, self.stdout, self.stderr)
    }
}

/// A folder under `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// The names of the folders in a folder, sorted.
pub fn folders(folder: &Path) -> Vec<String> {
    let entries = fs_err::read_dir(folder).unwrap().map(Result::unwrap);
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The value of a text in Bun's JSON: with comments and trailing commas.
pub fn parse_jsonc(text: &str) -> Value {
    let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default());
    parsed.unwrap().value.unwrap().into()
}
