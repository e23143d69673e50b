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
    /// The linker that it is of.
    pub linker: Linker,
    /// The choice that was asked for, less what is missing.
    pub choice: Choice,
    pub contents: Vec<Content>,
    pub warnings: Vec<String>,
}

/// Plans an install. A package without a source is left out where nobody but
/// optional edges lead to it.
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
        refuse_broken(&selection)?;
        let plan = match linker {
            Linker::Hoisted => hoisted::plan(&selection)?,
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
                linker,
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

/// Bun refuses such a lockfile too.
fn refuse_broken(selection: &Selection<'_>) -> Result<(), Error> {
    let broken = selection.graph.broken().into_iter();
    let broken: Vec<String> = broken
        .map(|(name, from)| match from {
            "" => format!("{name} of the root"),
            from => format!("{name} of {from}"),
        })
        .collect();
    match broken.is_empty() {
        true => Ok(()),
        false => Err(Error::Broken(broken)),
    }
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

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::check::UnsafePlan;
    use crate::selection::Omit;
    use crate::target::Target;

    /// Real lockfiles have plans that stay inside, and no dependency that leads
    /// nowhere.
    #[test]
    fn every_lockfile_of_the_corpus_has_plans() {
        let Some(projects) = test_oracles::projects() else {
            return;
        };
        let mut places = 0;
        for project in projects {
            let text = fs_err::read(project.lockfile()).unwrap();
            if let Ok(lock) = Lockfile::parse(&text) {
                places += plan_both(&project.name, &lock);
            }
        }
        assert!(places > 20_000, "{places}");
    }

    fn plan_both(name: &str, lock: &Lockfile) -> usize {
        let choice = Choice {
            target: Target::default(),
            omit: Omit::default(),
            filter: Vec::new(),
            missing: HashSet::new(),
            native: None,
            registered: HashMap::new(),
        };
        let selection = Selection::of(lock, &choice).unwrap();
        assert_eq!(selection.graph.broken(), [], "{name}");
        let hoisted = hoisted::plan(&selection).unwrap();
        let isolated = isolated::plan(&selection, &Hoisting::default()).unwrap();
        match (name, check::plan(&hoisted)) {
            // One member is named `@nestri-core`, others `@nestri-core/…`.
            ("nestrilabs__nestri@a0dc35356", Err(UnsafePlan::InLink(..))) => {}
            (_, checked) => assert_eq!(checked, Ok(()), "{name}"),
        }
        assert_eq!(check::plan(&isolated), Ok(()), "{name}");
        hoisted.places.len() + isolated.places.len()
    }
}
