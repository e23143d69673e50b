//! From a lockfile to a plan that can be carried out: with every source there, and
//! with no path that leads elsewhere.

use std::collections::BTreeSet;
use std::path::Path;

use bun_lock::{Lockfile, Package};
use rayon::prelude::*;

use crate::check;
use crate::error::{Error, Fault, FaultKind};
use crate::hoisted;
use crate::isolated;
use crate::isolated::hoisting::Hoisting;
use crate::linker::Linker;
use crate::plan::Plan;
use crate::selection::{Choice, Selection, UNREGISTERED};
use crate::sources::{Content, Lack, Sources};
use crate::unpack;

/// How often a plan is made anew without what is missing, before all of that is taken
/// for required: a package that is left out may have been the only one to require
/// the next, but a chain of that many is nobody's.
const MOST_ROUNDS: usize = 50;

/// A plan and the content of its places, by offset.
pub(crate) struct Planned {
    pub plan: Plan,
    /// The choice that was asked for, less what is missing.
    pub choice: Choice,
    pub contents: Vec<Content>,
    pub warnings: Vec<String>,
}

/// Plans an install. A package without a source is left out where nobody but
/// optional edges lead to it, and with it what only it needs.
///
/// # Errors
/// What the lockfile or the choice has wrong, and every source that is missing.
pub(crate) fn plan(
    lock: &Lockfile,
    linker: Linker,
    hoisting: &Hoisting,
    mut choice: Choice,
    sources: &Sources<'_>,
) -> Result<Planned, Error> {
    let mut warnings = Vec::new();
    let mut rounds = 0..MOST_ROUNDS;
    loop {
        let selection = Selection::of(lock, &choice)?;
        refuse_nothing(&selection)?;
        let plan = match linker {
            Linker::Hoisted => hoisted::plan(&selection),
            Linker::Isolated => isolated::plan(&selection, hoisting)?,
        };
        let left_out = optional_without_source(&plan, sources);
        if left_out.is_empty() || rounds.next().is_none() {
            warnings.extend(selection.unmatched.iter().map(|pattern| unmatched(pattern)));
            check::plan(&plan)?;
            refuse_unregistered(&plan)?;
            let contents = contents(lock, &plan, sources)?;
            return Ok(Planned {
                plan,
                choice,
                contents,
                warnings,
            });
        }
        for package in &left_out {
            let (key, source) = (&lock.packages[*package].key, sources.key(*package));
            warnings.push(format!(
                "{key} is optional and left out: there is no source {source}"
            ));
        }
        choice.missing.extend(left_out);
    }
}

fn unmatched(pattern: &str) -> String {
    format!("the filter {pattern:?} matches neither the root nor a member")
}

/// Filters that pick nothing are a mistake, though Bun installs nothing then.
fn refuse_nothing(selection: &Selection<'_>) -> Result<(), Error> {
    if !selection.is_empty() {
        return Ok(());
    }
    let workspaces = selection.graph.lock().workspaces.iter();
    let names = workspaces.filter_map(|workspace| workspace.name.clone());
    Err(Error::NothingPicked {
        members: names.collect(),
    })
}

fn optional_without_source(plan: &Plan, sources: &Sources<'_>) -> BTreeSet<usize> {
    let optional = plan.places.iter().filter(|place| place.optional);
    let without = optional.filter(|place| sources.content(place.package).is_err());
    without.map(|place| place.package).collect()
}

fn refuse_unregistered(plan: &Plan) -> Result<(), Error> {
    let links = plan.links.iter();
    let unregistered = links.filter(|link| link.target.starts_with(UNREGISTERED));
    let names: BTreeSet<String> = unregistered
        .filter_map(|link| link.target.strip_prefix(UNREGISTERED).ok())
        .map(|name: &Path| name.display().to_string())
        .collect();
    match names.is_empty() {
        true => Ok(()),
        false => Err(Error::Unregistered(names.into_iter().collect())),
    }
}

/// The content of each place.
///
/// # Errors
/// Every source that is missing and, since that is to be mended anyway, every one
/// that differs.
fn contents(lock: &Lockfile, plan: &Plan, sources: &Sources<'_>) -> Result<Vec<Content>, Error> {
    let contents: Vec<Result<Content, Lack>> = plan
        .places
        .par_iter()
        .map(|place| sources.content(place.package))
        .collect();
    if contents.iter().all(Result::is_ok) {
        return Ok(contents.into_iter().flatten().collect());
    }
    let places = plan.places.par_iter().zip(contents);
    let faults = places.filter_map(|(place, content)| {
        let kind = fault(&lock.packages[place.package], content)?;
        Some(Fault::of(lock, sources, place.package, kind))
    });
    Err(Error::sources(faults.collect()))
}

fn fault(package: &Package, content: Result<Content, Lack>) -> Option<FaultKind> {
    match content {
        Err(lack) => Some(FaultKind::Lacks(lack)),
        Ok(Content::Tarball(archive)) => {
            let verified = unpack::verified(&archive, package.integrity.as_ref());
            verified.err().map(FaultKind::Differs)
        }
        Ok(_) => None,
    }
}
