//! One project installed twice, by Bun and by us, with the same choice.

use std::path::Path;
use std::process::Command;

use bun_lock::Lockfile;
use test_oracles::{Bun, Npm};
use test_servers::has_git;

use super::project::Project;
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
const HERE: System = ("linux", if cfg!(target_arch = "x86_64") { "x64" } else { "arm64" });

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
}

impl Oracle {
    /// Bun of a minor version, and npm; `None`, and said so, where one is not there.
    pub fn find(version: &str) -> Option<Oracle> {
        Some(Oracle {
            bun: Bun::version(version)?,
            npm: Npm::find()?,
        })
    }

    /// Has Bun write a project's bun.lock, where it has none.
    pub fn write_lockfile(&self, project: Project) {
        let scratch = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let folder = scratch.path().join("copy");
        let repositories = Repositories::new();
        let project = project
            .with_registry(self.npm.registry())
            .replace(repositories::ADDRESS, repositories.address());
        project.copy_to(&folder);
        if folder.join("bun.lock").exists() {
            return;
        }
        let cache = scratch.path().join("cache");
        let mut command = self.bun.command(&folder, &cache);
        command.args(["install", "--lockfile-only", "--ignore-scripts"]);
        self.set_addresses(&mut command, Some(&repositories));
        run(&mut command);
        project.take_lockfile(&folder);
    }

    /// The difference between what Bun and we leave of a project; `None` where a tool
    /// is missing.
    pub fn differences(&self, project: Project, choice: &Choice) -> Option<Vec<Difference>> {
        let repositories = match project.mentions(repositories::ADDRESS) {
            true if !has_git() => return None,
            true => Some(Repositories::new()),
            false => None,
        };
        let mut project = project.with_registry(self.npm.registry());
        if let Some(repositories) = &repositories {
            project = project.replace(repositories::ADDRESS, repositories.address());
        }
        let scratch = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let (theirs, ours) = (scratch.path().join("theirs"), scratch.path().join("ours"));
        project.copy_to(&theirs);
        project.copy_to(&ours);
        let lock = fs_err::read(ours.join("bun.lock")).unwrap();
        let lock = Lockfile::parse(&lock).unwrap();
        let mut map = sources::tarballs(&lock, choice.system, &self.npm);
        if let Some(repositories) = &repositories {
            repositories.add_sources(&lock, scratch.path(), &mut map);
        }
        self.bun_install(&theirs, choice, repositories.as_ref());
        if std::env::var_os("BUN_TWICE").is_some() { self.bun_install(&ours, choice, repositories.as_ref()); } else { install(&ours, &map, choice); }
        let (theirs, ours) = (Tree::of(&theirs), Tree::of(&ours));
        eprintln!("{}: {} paths compared", project.name, theirs.len());
        Some(theirs.differences(&ours))
    }

    /// `bun install --frozen-lockfile` in a folder.
    pub fn bun_install(
        &self,
        folder: &Path,
        choice: &Choice,
        repositories: Option<&Repositories>,
    ) {
        // The address of a server of ours is another in every run.
        let cache = match repositories {
            Some(_) => folder.with_extension("cache"),
            None => sources::kept("bun-cache"),
        };
        let mut command = self.bun.command(folder, &cache);
        command.args(["install", "--frozen-lockfile", "--ignore-scripts"]);
        command.args(choice.bun_arguments());
        self.set_addresses(&mut command, repositories);
        run(&mut command);
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
        arguments.extend(self.filter.iter().map(|member| format!("--filter={member}")));
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
        arguments.extend(self.filter.iter().map(|member| format!("--filter={member}")));
        if self.system != HERE {
            let (os, cpu) = self.system;
            arguments.extend([format!("--os={os}"), format!("--cpu={cpu}")]);
        }
        arguments
    }
}

/// Our program in a folder. Where all sources are there it has nothing to warn of.
fn install(folder: &Path, map: &Map, choice: &Choice) {
    let output = run(program(folder, map).args(choice.our_arguments()));
    assert!(!output.contains("warning"), "{output}");
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
