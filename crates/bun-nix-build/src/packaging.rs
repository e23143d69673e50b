//! Whether the bun.nix of a front end is current, in words for a build's warnings.

use std::io;
use std::path::{Path, PathBuf};

use bun_lock::{Drift, Lockfile, Project, levels_up, repository_root};
use bun_nix::{Difference, Settings, Sources, staleness};

use crate::error::Error;
use crate::script::Script;

/// How many packages a message names.
const MOST_NAMED: usize = 3;

/// The state of a front end's bun.nix. Messages end in the command that mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packaging {
    /// No bun.nix, or it was not looked at.
    Absent,
    /// bun.nix, bun.lock and every package.json agree.
    Current,
    /// They do not.
    Stale(String),
    /// It cannot be told.
    Unknown(String),
}

impl Packaging {
    /// The packaging of the front end in `folder`, whose bun.lock may lie further
    /// up; `update` is the command that writes bun.nix.
    pub(crate) fn of(script: &Script, folder: &Path, update: &str) -> Result<Packaging, Error> {
        let Some(folder) = folder_of_lockfile(&script.package, folder) else {
            return Ok(Packaging::Absent);
        };
        for file in ["bun.lock", "bun.nix", "package.json"] {
            script.watch(&folder.join(file))?;
        }
        let question = Question {
            shown: &folder,
            folder: script.package.join(&folder),
            update,
        };
        Ok(question.answer())
    }
}

/// The folder itself, or the nearest above it within the repository with a bun.lock.
fn folder_of_lockfile(package: &Path, folder: &Path) -> Option<PathBuf> {
    let absolute = fs_err::canonicalize(package.join(folder)).ok()?;
    let root = repository_root(&absolute).unwrap_or_else(|| absolute.clone());
    let candidates = absolute
        .ancestors()
        .take_while(|ancestor| ancestor.starts_with(&root));
    let levels = candidates
        .into_iter()
        .position(|ancestor| ancestor.join("bun.lock").is_file())?;
    let up = std::iter::repeat_n("..", levels);
    Some(up.fold(folder.to_owned(), |folder, up| folder.join(up)))
}

struct Question<'a> {
    /// The folder of bun.lock as messages name it.
    shown: &'a Path,
    folder: PathBuf,
    update: &'a str,
}

impl Question<'_> {
    fn answer(&self) -> Packaging {
        match self.ask() {
            Ok(packaging) => packaging,
            Err(reason) => Packaging::Unknown(format!(
                "cannot tell whether {} is current: {reason}; run `cargo xtask nix-check`",
                self.name("bun.nix")
            )),
        }
    }

    fn ask(&self) -> Result<Packaging, String> {
        let text = match fs_err::read_to_string(self.folder.join("bun.nix")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Packaging::Absent),
            text => text.map_err(|error| error.to_string())?,
        };
        let lock = self.lockfile()?;
        let levels_up = levels_up(&self.folder);
        let mut sources = Sources::of(&lock, &Settings { levels_up })
            .map_err(|refused| format!("{}: {refused}", self.name("bun.lock")))?;
        let stale = match staleness(&mut sources, &text) {
            Ok(differences) if differences.is_empty() => None,
            Ok(differences) => Some(list(&differences, |one: &Difference| one.key.clone())),
            Err(error) => Some(error.to_string()),
        };
        if let Some(what) = stale {
            return Ok(Packaging::Stale(self.stale_bun_nix(&what)));
        }
        self.drift(&lock, levels_up)
    }

    fn lockfile(&self) -> Result<Lockfile, String> {
        let bytes =
            fs_err::read(self.folder.join("bun.lock")).map_err(|error| error.to_string())?;
        Lockfile::parse(&bytes).map_err(|error| {
            let at = error.position;
            let name = self.name("bun.lock");
            format!("{name}:{}:{}: {error}", at.line, at.column)
        })
    }

    fn drift(&self, lock: &Lockfile, levels_up: usize) -> Result<Packaging, String> {
        let project = Project::load(&self.folder, levels_up).map_err(|error| error.to_string())?;
        let drifts = project.map(|project| bun_lock::drift(lock, &project));
        Ok(match drifts.unwrap_or_default().as_slice() {
            [] => Packaging::Current,
            drifts => Packaging::Stale(format!(
                "{} does not match its package.json files: {}; run `bun install`, then `{}`",
                self.name("bun.lock"),
                list(drifts, Drift::what),
                self.update
            )),
        })
    }

    fn stale_bun_nix(&self, what: &str) -> String {
        format!(
            "{} is stale: {what}; run `{}` and commit it",
            self.name("bun.nix"),
            self.update
        )
    }

    fn name(&self, file: &str) -> String {
        self.shown.join(file).display().to_string()
    }
}

/// `a, b, c and 4 more`
fn list<T>(items: &[T], name: impl Fn(&T) -> String) -> String {
    let named: Vec<String> = items.iter().take(MOST_NAMED).map(name).collect();
    match items.len().saturating_sub(MOST_NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
