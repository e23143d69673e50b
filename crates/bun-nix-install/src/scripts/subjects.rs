//! Whose scripts run: the trusted packages of a plan, the members, the root.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bun_lock::{Package, Resolution};

use super::lifecycle::{self, Kind};
use super::trust::Trust;
use super::{ScriptError, Scripts, needless, order};
use crate::graph::Node;
use crate::linker::Linker;
use crate::manifest::Manifest;
use crate::plan::Place;

/// A folder with scripts to run.
#[derive(Debug, Default)]
pub(super) struct Subject {
    /// What a reader knows it by: `name@version`, a member's name, `the project`.
    pub label: String,
    /// Where the scripts run, absolute; perhaps by way of a link.
    pub folder: PathBuf,
    /// The folder above which executables are other packages'. `None`: the project's
    /// own scripts, for which there is no such folder.
    pub own: Option<PathBuf>,
    /// Its package.json.
    pub manifest: Manifest,
    /// Event and command of each script, in order.
    pub commands: Vec<(&'static str, String)>,
    /// The folder in the plan, of a package that may be left out.
    pub optional: Option<PathBuf>,
    /// Offset in the plan of the `.bin` with its dependencies' executables, where it
    /// has one for itself: scripts of theirs may have made some.
    pub beside: Option<usize>,
}

/// Everybody who has scripts to run.
pub(super) struct Subjects {
    /// The trusted packages.
    pub packages: Vec<Subject>,
    /// For each package, the ones that it waits for.
    pub blockers: Vec<Vec<usize>>,
    /// The members, of an install in place.
    pub members: Vec<Subject>,
    /// The root, of an install in place.
    pub root: Vec<Subject>,
}

impl Subjects {
    /// Reads the package.json files of all that may have scripts.
    pub fn of(scripts: &Scripts<'_>) -> Result<Subjects, ScriptError> {
        let finder = Finder::of(scripts)?;
        let (mut packages, places) = finder.packages()?;
        let dependencies = scripts.plan.places.iter();
        let dependencies: Vec<_> = dependencies.map(|one| one.dependencies.clone()).collect();
        let mut blockers = order::blockers(&dependencies, &places);
        let in_place = scripts.site.is_in_place();
        if in_place {
            packages.extend(finder.linked()?);
            blockers.resize(packages.len(), Vec::new());
        }
        Ok(Subjects {
            packages,
            blockers,
            members: if in_place {
                finder.members()?
            } else {
                Vec::new()
            },
            root: if in_place { finder.root()? } else { Vec::new() },
        })
    }

    /// Whether there is nothing to run.
    pub fn is_empty(&self) -> bool {
        [&self.packages, &self.members, &self.root]
            .iter()
            .all(|one| one.is_empty())
    }
}

struct Finder<'a> {
    scripts: &'a Scripts<'a>,
    trust: Trust<'a>,
    /// The root's `ignoreScripts`.
    ignored: Option<Vec<String>>,
}

impl<'a> Finder<'a> {
    fn of(scripts: &'a Scripts<'a>) -> Result<Finder<'a>, ScriptError> {
        let graph = &scripts.selection.graph;
        let mut manifests = HashMap::new();
        for (at, workspace) in graph.lock().workspaces.iter().enumerate() {
            let folder = scripts.site.project().join(workspace.path.as_str());
            manifests.extend(Manifest::load(&folder)?.map(|manifest| (at, manifest)));
        }
        let root = manifests.get(&root_of(scripts)).cloned();
        let all: Vec<Manifest> = match root {
            Some(_) => manifests.into_values().collect(),
            None => Vec::new(),
        };
        Ok(Finder {
            scripts,
            trust: Trust::of(graph, &all, scripts.registries),
            ignored: root.and_then(|root| root.ignore_scripts),
        })
    }

    fn package(&self, at: usize) -> &'a Package {
        &self.scripts.selection.graph.lock().packages[at]
    }

    /// The trusted packages with scripts, and the offsets of their places.
    fn packages(&self) -> Result<(Vec<Subject>, Vec<usize>), ScriptError> {
        let mut subjects = Vec::new();
        let mut places = Vec::new();
        for (at, place) in self.scripts.plan.places.iter().enumerate() {
            if !self.runs(place.package) {
                continue;
            }
            let subject = self.place(place)?;
            if !subject.commands.is_empty() {
                subjects.push(subject);
                places.push(at);
            }
        }
        Ok((subjects, places))
    }

    /// Whether a package's scripts run, if it has any.
    fn runs(&self, at: usize) -> bool {
        let package = self.package(at);
        let is_root = package.resolution == Resolution::Root;
        !is_root
            && self.trust.covers(package)
            && !needless::is(self.scripts.selection, at, self.ignored.as_deref())
    }

    fn place(&self, place: &Place) -> Result<Subject, ScriptError> {
        let package = self.package(place.package);
        let kind = Kind::of(&package.resolution);
        let seen = self.seen(&place.folder);
        let out = self.scripts.site.out();
        let subject = subject(label(package), kind, out.join(&seen))?;
        Ok(Subject {
            own: Some(out.join(own(&seen))),
            optional: place.optional.then(|| place.folder.clone()),
            beside: self.beside(&place.folder),
            ..subject
        })
    }

    /// The `.bin` beside a package of the isolated linker.
    fn beside(&self, folder: &Path) -> Option<usize> {
        let node_modules = folder
            .ancestors()
            .find(|path| path.ends_with("node_modules"))?;
        let mut bins = self.scripts.plan.bins.iter();
        let beside = bins.position(|bins| bins.node_modules == node_modules);
        beside.filter(|_| self.scripts.linker == Linker::Isolated)
    }

    /// The trusted folders that `link:` leads to.
    fn linked(&self) -> Result<Vec<Subject>, ScriptError> {
        let packages = &self.scripts.selection.graph.lock().packages;
        let mut subjects = Vec::new();
        for package in packages.iter().filter(|one| self.trust.covers(one)) {
            let Resolution::Link { target } = &package.resolution else {
                continue;
            };
            let target = self.scripts.selection.linked(target);
            if self
                .scripts
                .plan
                .links
                .iter()
                .any(|link| link.target == target)
            {
                let folder = self.scripts.site.out().join(self.seen(&target));
                let own = Some(folder.clone());
                let subject = subject(label(package), Kind::Package, folder)?;
                subjects.push(Subject { own, ..subject });
            }
        }
        subjects.retain(|subject| !subject.commands.is_empty());
        Ok(subjects)
    }

    /// A folder of the plan as scripts see it: with the hoisted linker, what is below
    /// a link's target by way of the link.
    fn seen(&self, folder: &Path) -> PathBuf {
        let links = self.scripts.plan.links.iter();
        let outer = links.filter_map(|link| {
            let below = folder.strip_prefix(&link.target).ok()?;
            Some((below, link))
        });
        // The root itself has no other name.
        let mut outer = outer.filter(|(_, link)| link.target.components().next().is_some());
        match (self.scripts.linker, outer.next()) {
            (Linker::Hoisted, Some((below, link))) => {
                link.path.components().chain(below.components()).collect()
            }
            _ => folder.to_owned(),
        }
    }

    fn members(&self) -> Result<Vec<Subject>, ScriptError> {
        let selection = self.scripts.selection;
        let workspaces = &selection.graph.lock().workspaces;
        let mut subjects = Vec::new();
        for at in selection.workspaces() {
            let member = &workspaces[at];
            if member.is_root() {
                continue;
            }
            let name = member.name.clone().unwrap_or_default();
            let listed = self.trust.lists(&name);
            let folder = self.seen(Path::new(member.path.as_str()));
            let folder = self.scripts.site.out().join(folder);
            subjects.push(subject(name, Kind::Member { listed }, folder)?);
        }
        subjects.retain(|subject| !subject.commands.is_empty());
        Ok(subjects)
    }

    fn root(&self) -> Result<Vec<Subject>, ScriptError> {
        if !self
            .scripts
            .selection
            .workspaces()
            .contains(&root_of(self.scripts))
        {
            return Ok(Vec::new());
        }
        let folder = self.scripts.site.out().to_owned();
        let root = subject("the project".to_owned(), Kind::Root, folder)?;
        Ok(Some(root)
            .into_iter()
            .filter(|root| !root.commands.is_empty())
            .collect())
    }
}

fn root_of(scripts: &Scripts<'_>) -> usize {
    match scripts.selection.graph.root() {
        Node::Workspace(at) | Node::Package(at) => at,
    }
}

fn subject(label: String, kind: Kind, folder: PathBuf) -> Result<Subject, ScriptError> {
    let Some(manifest) = Manifest::load(&folder)? else {
        return Ok(Subject::default());
    };
    Ok(Subject {
        label,
        commands: lifecycle::commands(kind, &manifest, &folder),
        folder,
        manifest,
        ..Subject::default()
    })
}

fn label(package: &Package) -> String {
    match &package.resolution {
        Resolution::Npm { version, .. } => format!("{}@{version}", package.name),
        _ => package.key.install_name().to_owned(),
    }
}

/// The part of a package's folder that is its own: the whole of it, or its folder in
/// the isolated linker's store.
fn own(folder: &Path) -> PathBuf {
    match folder.starts_with("node_modules/.bun") {
        true => folder.components().take(3).collect(),
        false => folder.to_owned(),
    }
}
