//! One project installed twice, by Bun and by us, with the same choice.

use std::path::{Path, PathBuf};
use std::process::Command;

use bun_lock::Lockfile;
use tempfile::TempDir;
use test_oracles::{Bun, Npm};
use test_servers::{Server, has_git};

use super::project::Project;
use super::races::without_races;
use super::repositories::{self, Repositories};
use super::sources::{self, Map, System};
use super::tree::{Difference, Tree};

/// What of a project is installed, for which system, by which linker.
#[derive(Clone, Copy)]
pub struct Choice {
    /// `None`: as Bun decides.
    pub linker: Option<&'static str>,
    /// Without devDependencies.
    pub production: bool,
    /// Groups that are left out.
    pub omit: &'static [&'static str],
    /// The members that are chosen.
    pub filter: &'static [&'static str],
    pub system: System,
}

/// The system that the tests run on, which real Bun takes where nothing else is said.
const HERE: System = (
    "linux",
    if cfg!(target_arch = "x86_64") {
        "x64"
    } else {
        "arm64"
    },
);

pub const DEFAULT: Choice = Choice {
    linker: None,
    production: false,
    omit: &[],
    filter: &[],
    system: HERE,
};

pub const HOISTED: Choice = Choice {
    linker: Some("hoisted"),
    ..DEFAULT
};

pub const ISOLATED: Choice = Choice {
    linker: Some("isolated"),
    ..DEFAULT
};

/// Real Bun, and what fetches.
pub struct Oracle {
    pub bun: Bun,
    pub npm: Npm,
    /// What Bun downloads. Each version has its own: their installs share files with
    /// it, and set other modes.
    pub cache: PathBuf,
}

impl Oracle {
    /// Bun of a minor version, and npm; `None`, and said so, where one is not there.
    pub fn find(version: &str) -> Option<Oracle> {
        Some(Oracle {
            bun: Bun::version(version)?,
            npm: Npm::find()?,
            cache: sources::kept(&format!("bun-{version}")),
        })
    }

    /// Has Bun write a project's bun.lock.
    pub fn write_lockfile(&self, project: Project) {
        let scratch = Scratch::of(project, &self.npm);
        let folder = scratch.copy("copy");
        let _ = fs_err::remove_file(folder.join("bun.lock"));
        let mut command = self.bun.command(&folder, &self.cache);
        command.args(["install", "--lockfile-only", "--save-text-lockfile"]);
        self.set_addresses(&mut command, scratch.repositories.as_ref());
        run(&mut command);
        scratch.project.take_lockfile(&folder);
    }

    /// What Bun and we leave of a project; `None` where a tool is missing.
    pub fn compare(&self, project: Project, choice: &Choice) -> Option<Compared> {
        if project.mentions(repositories::ADDRESS) && !has_git() {
            return None;
        }
        let scratch = Scratch::of(project, &self.npm);
        let theirs = scratch.copy("theirs");
        self.bun_install(&theirs, choice, scratch.repositories.as_ref());
        let ours = scratch.install("ours", choice, &self.npm);
        let theirs = Tree::of(&theirs);
        eprintln!("{}: {} paths compared", scratch.project.name, theirs.len());
        Some(Compared {
            theirs,
            ours: Tree::of(&ours),
            _scratch: scratch,
        })
    }

    /// `bun install --frozen-lockfile` in a folder.
    pub fn bun_install(&self, folder: &Path, choice: &Choice, repositories: Option<&Repositories>) {
        // The address of a server of ours is another in every run.
        let cache = match repositories {
            Some(_) => folder.with_extension("cache"),
            None => self.cache.clone(),
        };
        let mut command = self.bun.command(folder, &cache);
        command.args(["install", "--frozen-lockfile", "--ignore-scripts"]);
        command.args(choice.bun_arguments());
        self.set_addresses(&mut command, repositories);
        run(&mut command);
    }

    /// The same from another registry, of which nothing is kept.
    pub fn install_from(&self, registry: &Server, folder: &Path, choice: &Choice) {
        let mut command = self.bun.command(folder, &folder.with_extension("cache"));
        command.args(["install", "--frozen-lockfile", "--ignore-scripts"]);
        command.args(choice.bun_arguments());
        run(command.env("BUN_CONFIG_REGISTRY", registry.base()));
    }

    /// Tells Bun the registry and the servers to use.
    pub fn set_addresses(&self, command: &mut Command, repositories: Option<&Repositories>) {
        command.env("BUN_CONFIG_REGISTRY", self.npm.registry());
        if let Some(repositories) = repositories {
            command.env("GITHUB_API_URL", repositories.address());
        }
    }
}

impl Choice {
    fn bun_arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        arguments.extend(self.linker.map(|linker| format!("--linker={linker}")));
        arguments.extend(self.production.then(|| "--production".to_owned()));
        arguments.extend(self.omit.iter().map(|group| format!("--omit={group}")));
        arguments.extend(
            self.filter
                .iter()
                .map(|member| format!("--filter={member}")),
        );
        if self.system != HERE {
            let (os, cpu) = self.system;
            arguments.extend([format!("--os={os}"), format!("--cpu={cpu}")]);
        }
        arguments
    }

    fn our_arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        arguments.extend(self.linker.map(|linker| format!("--linker={linker}")));
        let omit = self.production.then_some(&"dev");
        let omit = omit.into_iter().chain(self.omit);
        arguments.extend(omit.map(|group| format!("--omit={group}")));
        arguments.extend(
            self.filter
                .iter()
                .map(|member| format!("--filter={member}")),
        );
        if self.system != HERE {
            let (os, cpu) = self.system;
            arguments.extend([format!("--os={os}"), format!("--cpu={cpu}")]);
        }
        arguments
    }
}

/// What Bun and we leave of a project.
pub struct Compared {
    theirs: Tree,
    ours: Tree,
    /// The files, which are read where two have one size.
    _scratch: Scratch,
}

impl Compared {
    /// Every path at which they differ, but those at which Bun differs from itself.
    pub fn differences(&self) -> Vec<Difference> {
        without_races(self.theirs.differences(&self.ours), &self.ours)
    }
}

/// A folder for copies of a project, and the servers that they need.
pub struct Scratch {
    project: Project,
    repositories: Option<Repositories>,
    folder: TempDir,
}

impl Scratch {
    pub fn of(project: Project, npm: &Npm) -> Scratch {
        let needs_git = project.mentions(repositories::ADDRESS);
        let repositories = needs_git.then(Repositories::new);
        let mut project = project.with_registry(npm.registry());
        if let Some(repositories) = &repositories {
            project = project.replace(repositories::ADDRESS, repositories.address());
        }
        Scratch {
            project,
            repositories,
            folder: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        }
    }

    /// A new copy.
    pub fn copy(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        self.project.copy_to(&folder);
        folder
    }

    /// The sources of a copy.
    pub fn sources(&self, copy: &Path, system: System, npm: &Npm) -> Map {
        let lock = Lockfile::parse(&fs_err::read(copy.join("bun.lock")).unwrap()).unwrap();
        let mut map = sources::tarballs(&lock, system, npm);
        if let Some(repositories) = &self.repositories {
            repositories.add_sources(&lock, self.folder.path(), &mut map);
        }
        map
    }

    /// A new copy with node_modules by our program.
    pub fn install(&self, name: &str, choice: &Choice, npm: &Npm) -> PathBuf {
        let folder = self.copy(name);
        let map = self.sources(&folder, choice.system, npm);
        run(program(&folder, &map).args(choice.our_arguments()));
        folder
    }
}

/// Our program, with a map of sources that is written beside the folder.
pub fn program(folder: &Path, map: &Map) -> Command {
    let file = folder.with_extension("json");
    fs_err::write(&file, serde_json::to_string(map).unwrap()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_bun-nix-install"));
    command
        .current_dir(folder)
        .args(["--ignore-scripts", "--sources"])
        .arg(file);
    command
}

/// Runs a command; what it says on standard error.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success(),
        "{command:?} fails:\n{}{said}",
        String::from_utf8_lossy(&output.stdout)
    );
    said
}
