//! A project in a folder of its own, with a home of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use test_servers::Tarball;

/// A folder with a bun.lock, and the user who works in it.
pub struct Project {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    /// A project whose bun.lock has these lines under `packages`.
    pub fn new(packages: &[String]) -> Project {
        let folder = tempfile::tempdir().unwrap();
        for name in ["app", "home", "cache", "tmp"] {
            fs_err::create_dir(folder.path().join(name)).unwrap();
        }
        let project = Project {
            folder,
            environment: Vec::new(),
        };
        project.lock(packages);
        project
    }

    /// Writes bun.lock anew.
    pub fn lock(&self, packages: &[String]) {
        let text = format!(
            "{{\n  \"lockfileVersion\": 1,\n  \"workspaces\": {{ \"\": {{}} }},\n  \
             \"packages\": {{\n    {}\n  }},\n}}\n",
            packages.join("\n    ")
        );
        self.write("app/bun.lock", &text);
    }

    /// Sets a variable for every run.
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Project {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        fs_err::write(self.path(path), text).unwrap();
    }

    /// The text of bun.nix, if it is there.
    pub fn bun_nix(&self) -> Option<String> {
        fs_err::read_to_string(self.path("app/bun.nix")).ok()
    }

    /// `cargo bun-nix` with arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-bun-nix"));
        command
            .arg("bun-nix")
            .args(arguments)
            .args(["--lockfile", "bun.lock"])
            .current_dir(self.path("app"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.path("home"))
            .env("USERPROFILE", self.path("home"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("TMPDIR", self.path("tmp"))
            .env("NO_PROXY", "127.0.0.1")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        // What Windows cannot start a program without.
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command
    }

    /// Starts `cargo bun-nix update`, whose output nobody reads.
    #[cfg(unix)]
    pub fn start_update(&self) -> std::process::Child {
        let mut command = self.command(&["update"]);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().unwrap();
        Run {
            code: status.code(),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    /// `nix-update`, which has to write.
    pub fn update(&self, arguments: &[&str]) -> Run {
        let run = self.run(&[&["update"], arguments].concat());
        assert_eq!(run.code, Some(0), "{run:#?}");
        run
    }

    /// `nix-update`, which has to fail.
    pub fn fail_to_update(&self, arguments: &[&str]) -> Run {
        let run = self.run(&[&["update"], arguments].concat());
        assert_eq!(run.code, Some(2), "{run:#?}");
        run
    }
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs_err::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => files.extend(files_below(&entry.path())),
            false => files.push(entry.path()),
        }
    }
    files
}

/// An archive that is different for each text.
pub fn archive(text: &str) -> Vec<u8> {
    Tarball::new()
        .folder("package", 0o755)
        .file("package/package.json", 0o644, text.as_bytes())
        .gzip()
}

/// The entry of a GitHub repository at a commit.
pub fn github(name: &str) -> String {
    format!("\"{name}\": [\"{name}@github:owner/{name}#1234567\", {{}}, \"owner-{name}-1234567\"],")
}

/// The entry of a git repository at a commit.
#[cfg(unix)]
pub fn git(name: &str, url: &str, commit: &str) -> String {
    format!("\"{name}\": [\"{name}@git+{url}#{commit}\", {{}}, \"{commit}\"],")
}

/// The entry of a tarball at a URL.
pub fn tarball(name: &str, url: &str) -> String {
    format!("\"{name}\": [\"{name}@{url}\", {{}}],")
}

/// The entry of a registry's package without integrity.
pub fn npm(name: &str, url: &str) -> String {
    format!("\"{name}\": [\"{name}@1.0.0\", \"{url}\", {{}}, \"\"],")
}
