//! Whether a plan stays where it may: no path of a lockfile leads out of the
//! project's folder, or through a link that the plan itself makes.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use crate::plan::Plan;

/// A plan that is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnsafePlan {
    /// A path that is no plain one below some node_modules of the project.
    #[error("bun.lock places something at {}, outside the project's node_modules", .0.display())]
    Outside(PathBuf),
    /// A path below a link.
    #[error("bun.lock places {} inside {}, which is a link", .0.display(), .1.display())]
    InLink(PathBuf, PathBuf),
    /// Two things at one path.
    #[error("bun.lock places two packages at {}", .0.display())]
    Twice(PathBuf),
}

/// Checks every path that a plan writes.
pub(crate) fn plan(plan: &Plan) -> Result<(), UnsafePlan> {
    let places = plan.places.iter().map(|place| &place.folder);
    let links: HashSet<&Path> = plan.links.iter().map(|link| link.path.as_path()).collect();
    let bins = plan.bins.iter().map(|bin| &bin.node_modules);
    let mut taken = HashSet::new();
    for path in places.chain(plan.links.iter().map(|link| &link.path)) {
        refuse_outside(path)?;
        refuse_in_link(path, &links)?;
        if !taken.insert(path) {
            return Err(UnsafePlan::Twice(path.clone()));
        }
    }
    for node_modules in bins {
        refuse_outside(&node_modules.join(".bin"))?;
        refuse_in_link(&node_modules.join(".bin"), &links)?;
    }
    Ok(())
}

fn refuse_outside(path: &Path) -> Result<(), UnsafePlan> {
    let mut parts = path.components();
    let is_plain = parts.all(|part| matches!(part, Component::Normal(_)));
    let parent = path.parent().unwrap_or(path);
    match is_plain && node_modules(parent).is_some() {
        true => Ok(()),
        false => Err(UnsafePlan::Outside(path.to_owned())),
    }
}

fn refuse_in_link(path: &Path, links: &HashSet<&Path>) -> Result<(), UnsafePlan> {
    let outer = path.ancestors().skip(1).find(|path| links.contains(path));
    match outer {
        Some(link) => Err(UnsafePlan::InLink(path.to_owned(), link.to_owned())),
        None => Ok(()),
    }
}

/// The outermost node_modules of a path.
pub(crate) fn node_modules(path: &Path) -> Option<&Path> {
    let outer = path
        .ancestors()
        .filter(|path| path.ends_with("node_modules"));
    outer.last()
}
