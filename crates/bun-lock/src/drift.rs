//! Where bun.lock and the package.json files disagree, so that the next
//! `bun install` would rewrite bun.lock.
//!
//! What no Bun would rewrite is no drift: the root's name, the version and bin
//! of a member, other spellings of one override. `bun install --frozen-lockfile`
//! is no measure, it lets most changes pass. All rules: observed.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;

use crate::facts::{self, Fact, Facts, Key, Writer};
use crate::lockfile::Lockfile;
use crate::path::RelativePath;
use crate::project::Project;
use crate::spec::is_same_spec;
use crate::text::Position;

/// One thing that bun.lock and a package.json say differently.
///
/// Its texts are as the files have them: whoever shows them on a terminal has to
/// escape them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drift {
    /// The folder of the package.json, relative to the lockfile's.
    pub folder: RelativePath,
    /// What it is about.
    pub subject: Subject,
    /// The name of the dependency, member (its folder), override (`parent > name`
    /// where it has a parent), catalog entry or patched package.
    pub name: String,
    /// What differs.
    pub change: Change,
    /// Where the name stands in the package.json, if it does.
    pub position: Option<Position>,
}

/// What a [`Drift`] is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A workspace member.
    Member,
    /// An entry of a dependency group.
    Dependency {
        /// `dependencies`, `devDependencies`, `optionalDependencies` or
        /// `peerDependencies`.
        group: &'static str,
    },
    /// A peer that need not be there.
    OptionalPeer,
    /// An override or resolution.
    Override,
    /// An entry of a catalog.
    Catalog {
        /// Empty for the default catalog.
        catalog: String,
    },
    /// A named catalog without entries.
    EmptyCatalog,
    /// A name in `trustedDependencies`; `[]` for a list without names.
    Trusted,
    /// A patch.
    Patch,
}

/// How the two differ. The texts are specifiers, a member's name or a patch's
/// path; empty where there is only a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// In package.json, not in bun.lock.
    Added {
        /// What package.json says.
        manifest: String,
    },
    /// In bun.lock, not in package.json.
    Removed {
        /// What bun.lock says.
        lock: String,
    },
    /// In both, with different values.
    Changed {
        /// What package.json says.
        manifest: String,
        /// What bun.lock says.
        lock: String,
    },
}

/// Compares a lockfile with the package.json files beside it; sorted by folder.
///
/// A lockfile of version 0 or 1 may have been written last by any Bun: there, it
/// is enough if it is what one of them writes. Version 2 and 3 are Bun 1.4's.
pub fn drift(lock: &Lockfile, project: &Project) -> Vec<Drift> {
    let mut drifts = members(lock, project);
    drifts.extend(groups(lock, project));
    drifts.extend(overrides(lock, project));
    drifts.extend(compare(
        &facts::recorded_catalogs(lock),
        &facts::expected_catalogs(project),
        &RelativePath::default(),
        |key, lock, manifest| is_same_spec(lock, manifest, &key.name),
    ));
    drifts.extend(trusted(lock, project));
    drifts.extend(patches(lock, project));
    drifts.sort();
    drifts
}

fn members(lock: &Lockfile, project: &Project) -> Vec<Drift> {
    let recorded = facts::recorded_members(lock);
    let expected = facts::expected_members(lock, project);
    compare(&recorded, &expected, &RelativePath::default(), is_same_text)
}

/// The groups of the root and of the members that both know.
fn groups(lock: &Lockfile, project: &Project) -> Vec<Drift> {
    let members = project
        .members
        .iter()
        .map(|member| (&member.path, &member.manifest));
    let mut manifests: HashMap<_, _> = members.collect();
    let root = RelativePath::default();
    manifests.insert(&root, &project.root);
    let mut drifts = Vec::new();
    for workspace in &lock.workspaces {
        if let Some(manifest) = manifests.get(&workspace.path) {
            let recorded = facts::recorded_groups(workspace);
            let expected =
                |writer| facts::expected_groups(project, &workspace.path, manifest, writer);
            drifts.extend(fewest(lock, |writer| {
                compare(
                    &recorded,
                    &expected(writer),
                    &workspace.path,
                    same_dependency(lock),
                )
            }));
        }
    }
    drifts
}

/// Bun 1.2 and 1.3 do not refresh a specifier that is only spelled anew.
fn same_dependency(lock: &Lockfile) -> impl Fn(&Key, &str, &str) -> bool {
    let is_old = Writer::of(lock).len() > 1;
    move |key, lock, manifest| lock == manifest || is_old && is_same_spec(lock, manifest, &key.name)
}

fn overrides(lock: &Lockfile, project: &Project) -> Vec<Drift> {
    let recorded = facts::recorded_overrides(lock);
    let is_same = |key: &Key, lock: &str, manifest: &str| {
        is_same_spec(lock, manifest, facts::overridden(&key.name))
    };
    let drifts = |from_members| {
        fewest(lock, |writer| {
            let expected = facts::expected_overrides(project, writer, from_members);
            compare(&recorded, &expected, &RelativePath::default(), is_same)
        })
    };
    let from_root = drifts(false);
    if from_root.is_empty() {
        return from_root;
    }
    let from_all = drifts(true);
    if from_all.len() < from_root.len() {
        from_all
    } else {
        from_root
    }
}

fn trusted(lock: &Lockfile, project: &Project) -> Vec<Drift> {
    let recorded = facts::recorded_trusted(lock);
    let mut drifts = fewest(lock, |writer| {
        let expected = facts::expected_trusted(lock, project, writer);
        compare(&recorded, &expected, &RelativePath::default(), is_same_text)
    });
    if !drifts.is_empty() {
        let uncertain = facts::uncertain_names(lock);
        drifts.retain(|drift| !uncertain.contains(drift.name.as_str()));
    }
    drifts
}

fn patches(lock: &Lockfile, project: &Project) -> Vec<Drift> {
    let recorded = facts::recorded_patches(lock);
    fewest(lock, |writer| {
        let expected = facts::expected_patches(lock, project, writer);
        compare(&recorded, &expected, &RelativePath::default(), is_same_text)
    })
}

/// The differences from what that Bun would write which comes closest.
fn fewest(lock: &Lockfile, drifts: impl Fn(Writer) -> Vec<Drift>) -> Vec<Drift> {
    let mut best: Option<Vec<Drift>> = None;
    for writer in Writer::of(lock) {
        let drifts = drifts(*writer);
        if drifts.is_empty() {
            return drifts;
        }
        if best.as_ref().is_none_or(|best| drifts.len() < best.len()) {
            best = Some(drifts);
        }
    }
    best.unwrap_or_default()
}

fn is_same_text(_: &Key, lock: &str, manifest: &str) -> bool {
    lock == manifest
}

fn compare(
    recorded: &Facts,
    expected: &Facts,
    folder: &RelativePath,
    is_same: impl Fn(&Key, &str, &str) -> bool,
) -> Vec<Drift> {
    let keys: BTreeSet<&Key> = recorded.keys().chain(expected.keys()).collect();
    let changed = keys.into_iter().filter_map(|key| {
        let (lock, manifest) = (recorded.get(key), expected.get(key));
        let change = change(lock, manifest, |lock, manifest| {
            is_same(key, lock, manifest)
        })?;
        let place = manifest.and_then(|fact| fact.place.clone());
        Some(Drift {
            folder: place.as_ref().map_or(folder, |(folder, _)| folder).clone(),
            subject: key.subject.clone(),
            name: key.name.clone(),
            change,
            position: place.map(|(_, position)| position),
        })
    });
    changed.collect()
}

fn change(
    lock: Option<&Fact>,
    manifest: Option<&Fact>,
    is_same: impl Fn(&str, &str) -> bool,
) -> Option<Change> {
    match (lock.map(|fact| &fact.text), manifest.map(|fact| &fact.text)) {
        (Some(lock), Some(manifest)) if !is_same(lock, manifest) => Some(Change::Changed {
            lock: lock.clone(),
            manifest: manifest.clone(),
        }),
        (None, Some(manifest)) => Some(Change::Added {
            manifest: manifest.clone(),
        }),
        (Some(lock), None) => Some(Change::Removed { lock: lock.clone() }),
        _ => None,
    }
}

impl Drift {
    /// `+` for what only package.json has, `-` for what only bun.lock has, `~`
    /// for two values.
    pub fn sign(&self) -> char {
        match self.change {
            Change::Added { .. } => '+',
            Change::Removed { .. } => '-',
            Change::Changed { .. } => '~',
        }
    }

    /// The name, and the value in package.json or, where there is none, bun.lock.
    pub fn what(&self) -> String {
        let (Change::Added { manifest: text }
        | Change::Changed { manifest: text, .. }
        | Change::Removed { lock: text }) = &self.change;
        match text.as_str() {
            "" => quoted(&self.name).into_owned(),
            text => format!("{} {}", quoted(&self.name), quoted(text)),
        }
    }

    /// What differs, in words.
    pub fn why(&self) -> String {
        let subject = &self.subject;
        let file = self.manifest_path();
        match &self.change {
            Change::Added { .. } if *subject == Subject::Member => {
                "a workspace member, not in bun.lock".to_owned()
            }
            Change::Removed { .. } if *subject == Subject::Member => {
                "in bun.lock, not a workspace member".to_owned()
            }
            Change::Added { .. } => format!("in {file} {subject}, not in bun.lock"),
            Change::Removed { .. } => format!("in bun.lock {subject}, not in {file}"),
            Change::Changed { lock, .. } => {
                format!("bun.lock has {} ({subject})", quoted(lock))
            }
        }
    }

    /// The package.json, relative to the lockfile's folder.
    pub fn manifest_path(&self) -> String {
        match self.folder.as_str() {
            "" => "package.json".to_owned(),
            folder => format!("{folder}/package.json"),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Member => f.write_str("workspaces"),
            Subject::Dependency { group } => f.write_str(group),
            Subject::OptionalPeer => f.write_str("optional peers"),
            Subject::Override => f.write_str("overrides"),
            Subject::Catalog { catalog } if catalog.is_empty() => f.write_str("catalog"),
            Subject::Catalog { catalog } => write!(f, "catalogs.{}", quoted(catalog)),
            Subject::EmptyCatalog => f.write_str("catalogs"),
            Subject::Trusted => f.write_str("trustedDependencies"),
            Subject::Patch => f.write_str("patchedDependencies"),
        }
    }
}

/// A text in quotes where its ends would not show.
fn quoted(text: &str) -> Cow<'_, str> {
    match text.is_empty() || text.trim() != text {
        true => Cow::Owned(format!("\"{text}\"")),
        false => Cow::Borrowed(text),
    }
}
