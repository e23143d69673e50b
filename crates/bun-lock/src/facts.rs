//! The statements that bun.lock and the package.json files make about one
//! thing, in one shape, so that they can be compared.
//!
//! Which statements Bun takes from package.json into bun.lock differs between
//! its versions; a [`Writer`] stands for each. All rules: observed.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::drift::Subject;
use crate::lockfile::{Lockfile, Override, Package, Workspace};
use crate::manifest::{Entry, GROUPS, Manifest};
use crate::overrides::{self, Referred};
use crate::path::RelativePath;
use crate::project::{Member, Project};
use crate::resolution::Resolution;
use crate::text::Position;

/// Versions of Bun that record package.json differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writer {
    Bun14,
    Bun13,
    Bun12,
}

impl Writer {
    /// Who can have written a lockfile last. Bun 1.4 leaves a version 1 at 1, and
    /// no other writes 2 or 3.
    pub fn of(lock: &Lockfile) -> &'static [Writer] {
        match lock.version {
            0 | 1 => &[Writer::Bun14, Writer::Bun13, Writer::Bun12],
            _ => &[Writer::Bun14],
        }
    }
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub subject: Subject,
    pub name: String,
    /// A name can stand in one group twice, and Bun then records both.
    pub again: bool,
}

/// What is said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fact {
    pub text: String,
    /// The folder of the package.json that says so, and where it does.
    pub place: Option<(RelativePath, Position)>,
}

impl Key {
    fn new(subject: Subject, name: &str) -> Key {
        Key {
            subject,
            name: name.to_owned(),
            again: false,
        }
    }
}

impl Fact {
    fn recorded(text: &str) -> Fact {
        Fact {
            text: text.to_owned(),
            place: None,
        }
    }

    fn said(text: &str, folder: &RelativePath, position: Position) -> Fact {
        Fact {
            text: text.to_owned(),
            place: Some((folder.clone(), position)),
        }
    }
}

pub(crate) type Facts = BTreeMap<Key, Fact>;

fn recorded(facts: &mut Facts, subject: Subject, name: &str, text: &str) {
    facts.insert(Key::new(subject, name), Fact::recorded(text));
}

/// Of a name twice, the last counts.
fn expected(facts: &mut Facts, folder: &RelativePath, subject: Subject, entry: &Entry) {
    let fact = Fact::said(&entry.text, folder, entry.position);
    facts.insert(Key::new(subject, &entry.name), fact);
}

// Workspace members

/// Each member by its folder.
pub(crate) fn recorded_members(lock: &Lockfile) -> Facts {
    let mut facts = Facts::new();
    for member in lock
        .workspaces
        .iter()
        .filter(|workspace| !workspace.is_root())
    {
        let name = member.name.as_deref().unwrap_or_default();
        recorded(&mut facts, Subject::Member, member.path.as_str(), name);
    }
    facts
}

/// Bun 1.2 and 1.3 honour few negated patterns: what these exclude may be there.
/// They also leave out a member whose name the root takes from elsewhere, which
/// Bun 1.4 does not mend.
pub(crate) fn expected_members(lock: &Lockfile, project: &Project) -> Facts {
    let recorded = Recorded::of(lock, project);
    let may_keep_excluded = Writer::of(lock).len() > 1;
    let mut facts = Facts::new();
    for member in &project.members {
        let is_expected = recorded.counts(member) && (!member.excluded || may_keep_excluded);
        if is_expected {
            expected(
                &mut facts,
                &member.path,
                Subject::Member,
                &member_entry(member),
            );
        }
    }
    facts
}

fn member_entry(member: &Member) -> Entry {
    let position = member.manifest.name.as_ref().map(|name| name.position);
    Entry {
        name: member.path.to_string(),
        text: member.name.clone(),
        position: position.unwrap_or_default(),
    }
}

/// Which members a lockfile takes notice of.
struct Recorded<'a> {
    /// The folders that it has.
    listed: HashSet<&'a RelativePath>,
    shadowed: HashSet<&'a str>,
}

impl<'a> Recorded<'a> {
    fn of(lock: &'a Lockfile, project: &'a Project) -> Recorded<'a> {
        let workspaces = lock.workspaces.iter();
        Recorded {
            listed: workspaces.map(|workspace| &workspace.path).collect(),
            shadowed: shadowed(lock, project),
        }
    }

    /// Whether the member is listed, or would have to be.
    fn counts(&self, member: &Member) -> bool {
        let is_optional = member.excluded || self.shadowed.contains(member.name.as_str());
        !is_optional || self.listed.contains(&member.path)
    }
}

/// The names that the root asks for and gets from elsewhere than a member.
fn shadowed<'a>(lock: &Lockfile, project: &'a Project) -> HashSet<&'a str> {
    let elsewhere: HashSet<&str> = lock
        .packages
        .iter()
        .filter(|package| !matches!(package.resolution, Resolution::Workspace { .. }))
        .map(|package| package.key.as_str())
        .collect();
    let asked_for = project.root.dependencies();
    let names = asked_for.map(|(_, entry)| entry.name.as_str());
    names.filter(|name| elsewhere.contains(name)).collect()
}

// Dependency groups

pub(crate) fn recorded_groups(workspace: &Workspace) -> Facts {
    let mut facts = Facts::new();
    for (group, dependency) in workspace.groups.all() {
        let subject = Subject::Dependency { group };
        recorded(&mut facts, subject, &dependency.name, &dependency.spec);
    }
    for name in &workspace.groups.optional_peers {
        recorded(&mut facts, Subject::OptionalPeer, name, "");
    }
    facts
}

/// The groups of the root (without a `path`) or of a member.
pub(crate) fn expected_groups(
    project: &Project,
    folder: &RelativePath,
    manifest: &Manifest,
    writer: Writer,
) -> Facts {
    let mut facts = Facts::new();
    let edges = match folder.as_str() {
        "" => root_edges(project, writer),
        _ => manifest.dependencies().collect(),
    };
    for (group, entry) in edges {
        let subject = Subject::Dependency { group };
        let mut key = Key::new(subject, &entry.name);
        key.again = facts.contains_key(&key);
        facts.insert(key, Fact::said(&entry.text, folder, entry.position));
    }
    add_optional_peers(&mut facts, folder, manifest, writer);
    facts
}

/// What Bun takes from the root's groups: an optional dependency takes the place
/// of the first one of its name, all others stand side by side. In a member all
/// do.
///
/// Bun 1.2 and 1.3 put the members before the root's own dependencies, so that
/// there an optional one takes the member's place.
fn root_edges(project: &Project, writer: Writer) -> Vec<(&'static str, &Entry)> {
    let mut edges: Vec<(&'static str, &Entry)> = Vec::new();
    let mut first: HashMap<&str, Option<usize>> = HashMap::new();
    if writer != Writer::Bun14 {
        let members = project.members.iter();
        first.extend(members.map(|member| (member.name.as_str(), None)));
    }
    for (group, entry) in project.root.dependencies() {
        let at = edges.len();
        let known = first.get(entry.name.as_str()).copied();
        match (group, known) {
            ("optionalDependencies", Some(Some(place))) => {
                edges[place] = (group, entry);
                continue;
            }
            ("optionalDependencies", Some(None)) => {
                first.insert(&entry.name, Some(at));
            }
            ("peerDependencies", _) => {}
            _ => {
                first.entry(&entry.name).or_insert(Some(at));
            }
        }
        edges.push((group, entry));
    }
    edges
}

/// A name that only `peerDependenciesMeta` has is a peer of any version to Bun
/// 1.3 and 1.4, and nothing to 1.2.
fn add_optional_peers(
    facts: &mut Facts,
    folder: &RelativePath,
    manifest: &Manifest,
    writer: Writer,
) {
    let group = GROUPS[3];
    for peer in &manifest.optional_peers {
        let key = Key::new(Subject::Dependency { group }, &peer.name);
        if writer == Writer::Bun12 && !facts.contains_key(&key) {
            continue;
        }
        let any_version = Fact::said("*", folder, peer.position);
        facts.entry(key).or_insert(any_version);
        expected(facts, folder, Subject::OptionalPeer, peer);
    }
}

// Overrides

pub(crate) fn recorded_overrides(lock: &Lockfile) -> Facts {
    let mut facts = Facts::new();
    for rule in &lock.overrides {
        recorded(
            &mut facts,
            Subject::Override,
            &override_name(rule),
            &rule.spec,
        );
    }
    facts
}

pub(crate) fn expected_overrides(project: &Project, writer: Writer, from_members: bool) -> Facts {
    let referred = referred(project, writer, from_members);
    let rules = match writer {
        Writer::Bun14 => overrides::scoped(&project.root, &referred),
        Writer::Bun13 | Writer::Bun12 => overrides::flat(&project.root, &referred),
    };
    let mut facts = Facts::new();
    for (rule, position) in rules {
        let entry = Entry {
            name: override_name(&rule),
            text: rule.spec,
            position,
        };
        expected(
            &mut facts,
            &RelativePath::default(),
            Subject::Override,
            &entry,
        );
    }
    facts
}

/// Which group `$name` refers to first.
const REFERRED: [&str; 4] = [
    "devDependencies",
    "dependencies",
    "optionalDependencies",
    "peerDependencies",
];

/// What `$name` refers to: the first of that name in the root's groups or, where
/// they have none, in a member's. The latter only where Bun writes bun.lock from
/// nothing.
fn referred(project: &Project, writer: Writer, from_members: bool) -> Referred {
    let mut referred = Referred::new();
    if project.root.overrides.is_empty() {
        return referred;
    }
    let root = RelativePath::default();
    let members = project.members.iter();
    let members = members.filter(|member| from_members && !member.excluded);
    let members = members.map(|member| (&member.path, &member.manifest));
    for (folder, manifest) in std::iter::once((&root, &project.root)).chain(members) {
        let facts = expected_groups(project, folder, manifest, writer);
        for group in REFERRED {
            let subject = Subject::Dependency { group };
            for (key, fact) in facts.iter().filter(|(key, _)| key.subject == subject) {
                let text = || fact.text.clone();
                referred.entry(key.name.clone()).or_insert_with(text);
            }
        }
    }
    referred
}

const BELOW: &str = " > ";

fn override_name(rule: &Override) -> String {
    match &rule.parent {
        Some(parent) => format!("{parent}{BELOW}{}", rule.target),
        None => rule.target.clone(),
    }
}

/// The package that a rule is for, without parent and range.
pub(crate) fn overridden(name: &str) -> &str {
    let target = name.rsplit_once(BELOW).map_or(name, |(_, target)| target);
    let at = target.char_indices().skip(1).find(|(_, c)| *c == '@');
    at.map_or(target, |(at, _)| &target[..at])
}

// Catalogs

pub(crate) fn recorded_catalogs(lock: &Lockfile) -> Facts {
    let mut facts = Facts::new();
    for catalog in &lock.catalogs {
        let name = catalog.name.as_deref().unwrap_or_default();
        for entry in &catalog.entries {
            let subject = Subject::Catalog {
                catalog: name.to_owned(),
            };
            recorded(&mut facts, subject, &entry.name, &entry.spec);
        }
        if catalog.entries.is_empty() && !name.is_empty() {
            recorded(&mut facts, Subject::EmptyCatalog, name, "");
        }
    }
    facts
}

/// Used or not. The named catalog "" is the default one; of the others an empty
/// one is recorded too.
pub(crate) fn expected_catalogs(project: &Project) -> Facts {
    let folder = RelativePath::default();
    let mut facts = Facts::new();
    for (catalog, entries) in &project.root.catalogs {
        for entry in entries {
            let subject = Subject::Catalog {
                catalog: catalog.name.clone(),
            };
            expected(&mut facts, &folder, subject, entry);
        }
        if entries.is_empty() && !catalog.name.is_empty() {
            expected(&mut facts, &folder, Subject::EmptyCatalog, catalog);
        }
    }
    facts
}

// Trusted dependencies

/// How an empty list is shown.
const NO_NAMES: &str = "[]";

pub(crate) fn recorded_trusted(lock: &Lockfile) -> Facts {
    let mut facts = Facts::new();
    let Some(names) = &lock.trusted_dependencies else {
        return facts;
    };
    for name in names {
        recorded(&mut facts, Subject::Trusted, name, "");
    }
    if names.is_empty() {
        recorded(&mut facts, Subject::Trusted, NO_NAMES, "");
    }
    facts
}

/// The root's and the members' lists together, without the names that are no
/// package of the lockfile. `uncertain` may be found or not.
pub(crate) fn expected_trusted(lock: &Lockfile, project: &Project, writer: Writer) -> Facts {
    let mut facts = Facts::new();
    let manifests = manifests(project, lock);
    if manifests
        .iter()
        .all(|(_, manifest)| manifest.trusted.is_none())
    {
        return facts;
    }
    let found = found_names(lock, writer);
    let mut is_listed = false;
    let mut first = None;
    for (folder, manifest) in manifests {
        for entry in manifest.trusted.iter().flatten() {
            is_listed = true;
            if found.contains(entry.name.as_str()) {
                expected(&mut facts, folder, Subject::Trusted, entry);
            }
        }
        if manifest.trusted.is_some() {
            first.get_or_insert(folder);
        }
    }
    let first = first.filter(|_| !is_listed && writer == Writer::Bun14);
    if let Some(folder) = first {
        let fact = Fact::said("", folder, Position { line: 1, column: 1 });
        facts.insert(Key::new(Subject::Trusted, NO_NAMES), fact);
    }
    facts
}

/// The root's package.json and those of the members; of the excluded and the
/// shadowed ones, those that the lockfile has all the same.
fn manifests<'a>(project: &'a Project, lock: &Lockfile) -> Vec<(&'a RelativePath, &'a Manifest)> {
    const ROOT: &RelativePath = &RelativePath::ROOT;
    let recorded = Recorded::of(lock, project);
    let members = project.members.iter();
    let members = members.filter(|member| recorded.counts(member));
    std::iter::once((ROOT, &project.root))
        .chain(members.map(|member| (&member.path, &member.manifest)))
        .collect()
}

/// By which name a list can name a package: Bun 1.4 goes by the real name of a
/// registry's package and by the alias of what comes from elsewhere, older ones
/// by the alias always.
fn found_names(lock: &Lockfile, writer: Writer) -> HashSet<&str> {
    let name = |package| match writer {
        Writer::Bun14 => trusted_name(package),
        Writer::Bun13 | Writer::Bun12 => package.key.install_name(),
    };
    let packages = lock.packages.iter();
    packages
        .filter(|package| package.resolution != Resolution::Root)
        .map(name)
        .collect()
}

fn trusted_name(package: &Package) -> &str {
    match package.resolution {
        Resolution::Npm { .. } => &package.name,
        _ => package.key.install_name(),
    }
}

/// Tarballs and GitHub packages under an alias: which name counts was not
/// observed, so that neither is ever drift.
pub(crate) fn uncertain_names(lock: &Lockfile) -> HashSet<&str> {
    let is_uncertain = |package: &&Package| {
        matches!(
            package.resolution,
            Resolution::Github { .. }
                | Resolution::RemoteTarball { .. }
                | Resolution::LocalTarball { .. }
        )
    };
    let aliased = lock.packages.iter().filter(is_uncertain);
    aliased
        .filter(|package| package.name != package.key.install_name())
        .flat_map(|package| [package.name.as_str(), package.key.install_name()])
        .collect()
}

// Patches

pub(crate) fn recorded_patches(lock: &Lockfile) -> Facts {
    let mut facts = Facts::new();
    for patch in &lock.patched_dependencies {
        recorded(&mut facts, Subject::Patch, &patch.package, &patch.path);
    }
    facts
}

/// Those for a package of the lockfile. Bun 1.2 and 1.3 take the members' too.
pub(crate) fn expected_patches(lock: &Lockfile, project: &Project, writer: Writer) -> Facts {
    let mut facts = Facts::new();
    let manifests = manifests(project, lock);
    if manifests
        .iter()
        .all(|(_, manifest)| manifest.patches.is_empty())
    {
        return facts;
    }
    let patchable = patchable(lock);
    for (folder, manifest) in manifests {
        if writer == Writer::Bun14 && !folder.as_str().is_empty() {
            break;
        }
        for patch in &manifest.patches {
            if patchable.contains(&patch.name) {
                expected(&mut facts, folder, Subject::Patch, patch);
            }
        }
    }
    facts
}

/// `name@version` of the registry's packages and the members. What comes from
/// git or a tarball was not observed: the lockfile is taken at its word.
fn patchable(lock: &Lockfile) -> HashSet<String> {
    let npm = lock
        .packages
        .iter()
        .filter_map(|package| match &package.resolution {
            Resolution::Npm { version, .. } => Some(format!("{}@{version}", package.name)),
            _ => None,
        });
    let members = lock.workspaces.iter().filter_map(|member| {
        let (name, version) = (member.name.as_ref()?, member.version.as_ref()?);
        Some(format!("{name}@{version}"))
    });
    let recorded = lock.patched_dependencies.iter().map(|patch| &patch.package);
    let elsewhere: HashSet<&str> = lock
        .packages
        .iter()
        .filter(is_elsewhere)
        .map(|package| package.name.as_str())
        .collect();
    let others = recorded.filter(|patched| {
        let at = patched.char_indices().skip(1).find(|(_, c)| *c == '@');
        at.is_some_and(|(at, _)| elsewhere.contains(&patched[..at]))
    });
    npm.chain(members).chain(others.cloned()).collect()
}

fn is_elsewhere(package: &&Package) -> bool {
    !matches!(
        package.resolution,
        Resolution::Npm { .. } | Resolution::Workspace { .. }
    )
}
