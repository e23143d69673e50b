//! The install, from the files that it reads to the folders that it leaves.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use bun_lock::Lockfile;

use crate::bin_links;
use crate::check;
use crate::content::Packages;
use crate::error::Error;
use crate::hoisted;
use crate::interrupt;
use crate::lay_down;
use crate::linker::Linker;
use crate::manifest::Manifest;
use crate::options::{Options, Report};
use crate::patched::Patched;
use crate::plan::Plan;
use crate::planning::{self, Planned};
use crate::regular;
use crate::repository::Repository;
use crate::scripts::{Ran, Scripts};
use crate::selection::{Choice, Selection};
use crate::settings::Settings;
use crate::shebangs;
use crate::site::Site;
use crate::sources::Sources;
use crate::stage::{Published, Stage};

/// A machine runs out of threads, and takes its time for it.
const MOST_JOBS: usize = 512;

/// Lays out node_modules.
///
/// Nothing of it is seen before all of it is there, and an error leaves `out` as
/// it was.
///
/// # Errors
/// [`Error`], of which [`Error::Sources`] is what packaging mends.
pub fn install(options: &Options) -> Result<Report, Error> {
    let threads = options.jobs.unwrap_or_default().min(MOST_JOBS);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(threads);
    threads.build()?.install(|| run(options))
}

fn run(options: &Options) -> Result<Report, Error> {
    let lock = lockfile(&options.lockfile)?;
    let settings = Settings::load(&options.project)?;
    let linker = options.linker.or(settings.linker);
    let linker = linker.unwrap_or_else(|| Linker::default_for(&lock));
    let lock = placed(lock, linker);
    let repository = Repository::around(&options.project)?;
    let sources = Sources::of(&lock, &options.sources, &options.project, &repository);
    let choice = choice(options, &settings)?;
    let planned = planning::plan(&lock, linker, &settings.hoisting, choice, &sources)?;
    let packages = Packages {
        lock: &lock,
        patched: Patched::read(&lock, &options.project, &repository)?,
        project: &options.project,
    };
    let stage = Stage::new(&options.out)?;
    lay_down::everything(&planned, &packages, &sources, &stage.tree())?;
    let published = publish(options, &lock, &planned, stage)?;
    let ran = match options.ignore_scripts || settings.ignore_scripts {
        true => Ran::default(),
        false => scripts(options, &lock, &planned, &settings)?,
    };
    published.keep()?;
    let warnings = planned.warnings.into_iter();
    Ok(Report {
        packages: planned.plan.places.len(),
        links: planned.plan.links.len(),
        warnings: warnings.chain(ran.warnings()).collect(),
        scripts: ran.runs,
    })
}

/// The lockfile as the linker takes it.
fn placed(lock: Lockfile, linker: Linker) -> Lockfile {
    match linker {
        Linker::Hoisted => hoisted::hoisted_anew(&lock).unwrap_or(lock),
        Linker::Isolated => lock,
    }
}

fn lockfile(path: &Path) -> Result<Lockfile, Error> {
    let path = path.to_owned();
    Lockfile::parse(&regular::read(&path)?).map_err(|error| Error::Lockfile { path, error })
}

fn choice(options: &Options, settings: &Settings) -> Result<Choice, Error> {
    Ok(Choice {
        target: options.target.clone(),
        omit: options.omit.or(settings.omit),
        filter: options.filter.clone(),
        missing: HashSet::new(),
        native: Manifest::load(&options.project)?.and_then(|manifest| manifest.native),
        registered: options.sources.registered(),
    })
}

/// Links the executables and moves the result to its place.
fn publish(
    options: &Options,
    lock: &Lockfile,
    planned: &Planned,
    stage: Stage,
) -> Result<Published, Error> {
    let tree = stage.tree();
    let project = fs_err::canonicalize(&options.project)?;
    let in_place = stage.out() == project;
    bin_links::link(
        &planned.plan,
        &Site::new(&planned.plan, &tree, &project, in_place),
    )?;
    if let Some(search) = &options.interpreters {
        shebangs::patch(&planned.plan, &tree, search)?;
    }
    let has_filter = !options.filter.is_empty();
    let replaced = replaced(&planned.plan, lock, has_filter);
    Ok(stage.publish(&replaced)?)
}

/// Runs the scripts, which see everything at its place.
fn scripts(
    options: &Options,
    lock: &Lockfile,
    planned: &Planned,
    settings: &Settings,
) -> Result<Ran, Error> {
    let out = fs_err::canonicalize(&options.out)?;
    let project = fs_err::canonicalize(&options.project)?;
    let scripts = Scripts {
        selection: &Selection::of(lock, &planned.choice)?,
        plan: &planned.plan,
        site: &Site::new(&planned.plan, &out, &project, out == project),
        linker: planned.linker,
        registries: &settings.registries,
        jobs: rayon::current_num_threads(),
        variables: std::env::vars_os().collect(),
    };
    let ran = scripts.run();
    // A script may end by the same Ctrl-C.
    interrupt::heed()?;
    Ok(ran?)
}

/// Every node_modules that an install replaces: the root's and the members', with
/// a filter those only in which it puts something.
fn replaced(plan: &Plan, lock: &Lockfile, has_filter: bool) -> BTreeSet<PathBuf> {
    let places = plan.places.iter().map(|place| &place.folder);
    let links = plan.links.iter().map(|link| &link.path);
    let bins = plan.bins.iter().map(|bin| &bin.node_modules);
    let planned = places.chain(links).chain(bins);
    let planned = planned.filter_map(|path| check::node_modules(path));
    let mut all: BTreeSet<PathBuf> = planned.map(Path::to_owned).collect();
    let workspaces = lock.workspaces.iter();
    let workspaces = workspaces.filter(|one| !has_filter || one.is_root());
    let inside = workspaces.filter(|one| one.path.levels_up() == 0);
    let own = inside.map(|one| Path::new(one.path.as_str()).join("node_modules"));
    all.extend(own.filter_map(|path| check::node_modules(&path).map(Path::to_owned)));
    all
}
