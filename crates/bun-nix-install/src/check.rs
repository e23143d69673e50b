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
    /// A package under a name that node_modules has another use for.
    #[error("bun.lock places a package at {}, which is no name for one", .0.display())]
    Reserved(PathBuf),
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
        refuse_reserved(path)?;
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

/// The names of what an install itself puts into node_modules.
fn refuse_reserved(path: &Path) -> Result<(), UnsafePlan> {
    let reserved = [".bin", ".bun", "node_modules"];
    let below = ["node_modules/.bin", "node_modules/node_modules"];
    let is_below = |folder: &Path| below.iter().any(|name| folder.ends_with(name));
    match reserved.iter().any(|name| path.ends_with(name)) || path.ancestors().any(is_below) {
        true => Err(UnsafePlan::Reserved(path.to_owned())),
        false => Ok(()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{BinFolder, Link};

    fn checked(links: &[(&str, &str)], bins: &[&str]) -> Result<(), UnsafePlan> {
        let links = links.iter().map(|(path, target)| Link {
            path: path.into(),
            target: target.into(),
        });
        let bins = bins.iter().map(|node_modules| BinFolder {
            node_modules: node_modules.into(),
            bins: Vec::new(),
        });
        plan(&Plan {
            places: Vec::new(),
            links: links.collect(),
            bins: bins.collect(),
        })
    }

    #[test]
    fn plain_paths_below_node_modules_are_fine() {
        let links = [
            ("node_modules/a", "../../anywhere"),
            ("p/m/node_modules/@s/b", "p/b"),
            ("node_modules/.bun/a@1.0.0/node_modules/a", "p/a"),
        ];
        checked(&links, &["node_modules", "p/m/node_modules"]).unwrap();
    }

    #[test]
    fn paths_elsewhere_are_refused() {
        for path in [
            "../node_modules/a",
            "node_modules/../a",
            "/etc/node_modules/a",
            "p/a",
            "node_modules",
            "p/node_modules",
            "",
        ] {
            let outside = UnsafePlan::Outside(path.into());
            assert_eq!(checked(&[(path, "x")], &[]), Err(outside), "{path}");
        }
        let outside = UnsafePlan::Outside("../node_modules/.bin".into());
        assert_eq!(checked(&[], &["../node_modules"]), Err(outside));
    }

    #[test]
    fn paths_in_links_and_names_of_ours_are_refused() {
        let link = ("node_modules/a", "/etc");
        let inside = "node_modules/a/node_modules/b";
        let refused = UnsafePlan::InLink(inside.into(), link.0.into());
        assert_eq!(checked(&[link, (inside, "x")], &[]), Err(refused));
        assert!(checked(&[link], &["node_modules/a/node_modules"]).is_err());
        assert!(checked(&[link, ("node_modules/ab", "x")], &[]).is_ok());
        for name in [".bin", ".bun", "node_modules"] {
            let path = format!("node_modules/{name}");
            let reserved = UnsafePlan::Reserved(path.as_str().into());
            assert_eq!(checked(&[(&path, "x")], &[]), Err(reserved), "{name}");
        }
        for folder in [
            "node_modules/.bin",
            "node_modules/a/node_modules/node_modules",
        ] {
            let path = format!("{folder}/node_modules/b");
            let reserved = UnsafePlan::Reserved(path.as_str().into());
            assert_eq!(checked(&[(&path, "x")], &[]), Err(reserved), "{path}");
        }
        let twice = UnsafePlan::Twice(link.0.into());
        assert_eq!(checked(&[link, link], &[]), Err(twice));
    }
}
