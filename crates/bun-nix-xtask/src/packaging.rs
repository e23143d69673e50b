//! One lockfile with what lies beside it: the sources it needs, the bun.nix it
//! has, and whether its package.json files agree with it.

use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use bun_lock::{Drift, Lockfile, Package, Position, Project, ProjectError, Resolution};
use bun_nix::{Refusal, Refused, Settings, Sources};

use crate::finding::{Detail, Finding, Severity};
use crate::invocation::shell_word;
use crate::second_lockfile;

/// A lockfile that can be worked on.
pub(crate) struct Packaging {
    pub lockfile: PathBuf,
    pub bun_nix: PathBuf,
    pub lock: Lockfile,
    pub sources: Sources,
    pub written: Written,
    levels_up: usize,
}

/// The bun.nix that is there.
pub(crate) enum Written {
    Nothing,
    /// What the sources are written as, byte for byte, which is the rule.
    Current,
    Other(String),
}

impl Written {
    /// Its text, where that says more than the sources do.
    pub fn text(&self) -> Option<&str> {
        match self {
            Written::Nothing | Written::Current => None,
            Written::Other(text) => Some(text),
        }
    }
}

impl Packaging {
    /// Reads a lockfile and its bun.nix.
    ///
    /// # Errors
    /// Why it cannot be worked on, one finding for each refused entry.
    pub fn load(lockfile: &Path) -> Result<Packaging, Vec<Finding>> {
        let help = "name a bun.lock that can be read, or its folder, with --lockfile";
        let failure = |error| vec![Finding::failure("cannot-read", lockfile, &error, help)];
        let bytes = read_file(lockfile).map_err(|error| failure(error.into()))?;
        let lock =
            Lockfile::parse(&bytes).map_err(|error| vec![Finding::unreadable(lockfile, &error)])?;
        drop(bytes);
        let levels_up = bun_lock::levels_up(folder(lockfile));
        let sources = Sources::of(&lock, &Settings { levels_up })
            .map_err(|refused| refusals(lockfile, &refused))?;
        let bun_nix = lockfile.with_file_name("bun.nix");
        let written = read_written(&bun_nix, &sources).map_err(|error| {
            let help = format!("move {} away; it is written anew", bun_nix.display());
            vec![Finding::failure(
                "cannot-read",
                &bun_nix,
                &error.into(),
                help,
            )]
        })?;
        Ok(Packaging {
            lockfile: lockfile.to_owned(),
            bun_nix,
            lock,
            sources,
            written,
            levels_up,
        })
    }

    /// Takes the hashes that bun.nix has.
    #[cfg(not(feature = "prefetch"))]
    pub fn reuse_hashes(&mut self) {
        let old = self.written.text().map(bun_nix::salvage);
        for expression in old.unwrap_or_default() {
            self.sources.reuse_hashes(&expression);
        }
    }

    /// Line and column of an offset in the lockfile.
    pub fn position(&self, offset: usize) -> Position {
        Position::of(&text_again(&self.lockfile), offset)
    }

    /// What is not about bun.nix: package.json files that disagree with the
    /// lockfile, second lockfiles, links that Nix cannot follow.
    pub fn surroundings(&self, update: &str) -> Vec<Finding> {
        let mut findings = self.drift(update);
        findings.extend(second_lockfile::findings(folder(&self.lockfile)));
        findings.extend(self.registered_links());
        findings
    }

    fn drift(&self, update: &str) -> Vec<Finding> {
        let folder = folder(&self.lockfile);
        match Project::load(folder, self.levels_up) {
            Err(error) => vec![unreadable_project(folder, &error)],
            Ok(None) => {
                let message = format!(
                    "no package.json beside {}: not compared with any",
                    self.lockfile.display()
                );
                vec![Finding::new(
                    Severity::Note,
                    "no-package-json",
                    &self.lockfile,
                    message,
                )]
            }
            Ok(Some(project)) => {
                let drifts = bun_lock::drift(&self.lock, &project);
                drifts
                    .chunk_by(|one, other| one.folder == other.folder)
                    .map(|drifts| self.drift_of_one_manifest(drifts, update))
                    .collect()
            }
        }
    }

    fn drift_of_one_manifest(&self, drifts: &[Drift], update: &str) -> Finding {
        let folder = folder(&self.lockfile);
        let manifest = folder.join(drifts[0].manifest_path());
        let message = format!(
            "{} and {} disagree: {}",
            manifest.display(),
            self.lockfile.display(),
            count(drifts.len(), "entry differs", "entries differ"),
        );
        let details = drifts.iter().map(Detail::from).collect();
        let mut finding = Finding::new(Severity::Stale, "package-json-drift", &manifest, message)
            .details(details);
        finding.position = drifts.iter().find_map(|drift| drift.position);
        finding.help(format!(
            "run `{}`, then `{update}`, and commit the result",
            bun_install(folder)
        ))
    }

    /// Packages that only one machine has.
    fn registered_links(&self) -> Option<Finding> {
        let is_registered = |package: &&Package| match &package.resolution {
            Resolution::Link { target } => !target.starts_with('.'),
            _ => false,
        };
        let links: Vec<&Package> = self.lock.packages.iter().filter(is_registered).collect();
        let message = format!(
            "{} to what `bun link` registered on one machine, which Nix does not have",
            count(links.len(), "package is a link", "packages are links"),
        );
        let details = links.iter().map(|link| Detail {
            sign: '~',
            name: link.key.to_string(),
            text: "a registered link".to_owned(),
        });
        let finding = Finding::new(Severity::Note, "registered-link", &self.lockfile, message);
        let first = links.first()?;
        Some(
            finding
                .at(self.position(first.offset))
                .details(details.collect()),
        )
    }
}

/// `1 entry differs`, `2 entries differ`
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The folder of a lockfile, as a path that can be joined to.
pub(crate) fn folder(lockfile: &Path) -> &Path {
    lockfile.parent().unwrap_or(Path::new(""))
}

fn bun_install(folder: &Path) -> String {
    match folder.as_os_str().is_empty() {
        true => "bun install".to_owned(),
        false => format!(
            "bun install --cwd {}",
            shell_word(&folder.display().to_string())
        ),
    }
}

/// What is not UTF-8 is no bun.nix of ours, which its text shows as well.
fn read_written(path: &Path, sources: &Sources) -> io::Result<Written> {
    refuse_endless(path)?;
    let file = match fs_err::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Written::Nothing),
        file => BufReader::with_capacity(BUFFER, file?),
    };
    if sources.unhashed().next().is_none() && sources.are_written_as(file) {
        return Ok(Written::Current);
    }
    let text = String::from_utf8(read_file(path)?)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(Written::Other(text))
}

/// Bytes that are compared at once.
const BUFFER: usize = 64 << 10;

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    refuse_endless(path)?;
    fs_err::read(path)
}

/// The text of a lockfile that was read before. Few findings need it for their
/// place, so that it is not held for them.
fn text_again(lockfile: &Path) -> String {
    let bytes = read_file(lockfile).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Only a regular file is read. A link can lead to a device that never ends.
fn refuse_endless(path: &Path) -> io::Result<()> {
    let is_endless = |metadata: std::fs::Metadata| !metadata.is_file() && !metadata.is_dir();
    if fs_err::metadata(path).is_ok_and(is_endless) {
        let message = format!("{} is not a regular file", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    Ok(())
}

/// As many refused entries as anybody reads, and the number of the others.
fn refusals(lockfile: &Path, refused: &Refused) -> Vec<Finding> {
    const MOST: usize = 50;
    let text = text_again(lockfile);
    let shown = refused.0.iter().take(MOST);
    let mut findings: Vec<Finding> = shown.map(|one| refusal(lockfile, &text, one)).collect();
    if let Some(first) = refused.0.get(MOST) {
        let more = count(refused.0.len() - MOST, "entry is", "entries are");
        let message = format!("{more} refused besides, beginning with {}", first.package);
        let finding = Finding::new(Severity::Unknown, first.reason.code(), lockfile, message);
        findings.push(finding.help("mend those above, then run this again"));
    }
    findings
}

fn refusal(lockfile: &Path, text: &str, refusal: &Refusal) -> Finding {
    Finding::new(
        Severity::Unknown,
        refusal.reason.code(),
        lockfile,
        refusal.to_string(),
    )
    .at(Position::of(text, refusal.offset))
    .package(Some(refusal.package.clone()))
    .help(refusal.reason.help())
}

fn unreadable_project(folder: &Path, error: &ProjectError) -> Finding {
    match error {
        ProjectError::Manifest { path, error } => Finding::unreadable(path, error),
        ProjectError::Read(_) => {
            let message = error.to_string();
            Finding::new(
                Severity::Unknown,
                "cannot-read",
                &folder.join("package.json"),
                message,
            )
            .help("let the file and the folders around it be read")
        }
    }
}
