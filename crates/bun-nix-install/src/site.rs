//! Where a plan is laid down, and what of it is the project's own: a member's
//! files are reached through a link and belong to the project, which is left
//! alone unless it is what is installed into.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use crate::plan::Plan;

/// A project's folder, and the folder that stands for it in the result.
pub(crate) struct Site<'a> {
    /// The folder that gets node_modules. It may be a temporary one.
    out: &'a Path,
    /// The project's folder, without links.
    project: &'a Path,
    /// Whether the result is for the project's own folder.
    in_place: bool,
    links: HashMap<&'a Path, &'a Path>,
}

/// A package's folder, found through the plan's links.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Located {
    /// The folder on disk.
    pub(crate) path: PathBuf,
    /// Whether it is the project's own: the root, a member or a `link:`.
    pub(crate) of_project: bool,
}

impl<'a> Site<'a> {
    /// The site of `plan`: laid down in `out`, for `project`; `in_place` where the
    /// result is for the project's own folder.
    pub(crate) fn new(
        plan: &'a Plan,
        out: &'a Path,
        project: &'a Path,
        in_place: bool,
    ) -> Site<'a> {
        let links = plan.links.iter();
        Site {
            out,
            project,
            in_place,
            links: links
                .map(|link| (link.path.as_path(), link.target.as_path()))
                .collect(),
        }
    }

    /// The folder of the result.
    pub(crate) fn out(&self) -> &Path {
        self.out
    }

    /// The project's folder.
    pub(crate) fn project(&self) -> &Path {
        self.project
    }

    /// Whether the result is for the project's own folder.
    pub(crate) fn is_in_place(&self) -> bool {
        self.in_place
    }

    /// Whether the files of `located` are there already, not only where `out` is
    /// laid over the project.
    pub(crate) fn is_there(&self, located: &Located) -> bool {
        self.in_place || !located.of_project
    }

    /// Whether files of `located` may be changed: never what a member's path or a
    /// `link:` leads to outside of the project.
    pub(crate) fn may_change(&self, located: &Located) -> bool {
        let is_inside = || {
            let real = located.path.canonicalize();
            real.is_ok_and(|real| real.starts_with(self.project))
        };
        !located.of_project || self.in_place && is_inside()
    }

    /// Where the files of a folder of the plan are. Links are followed in the
    /// plan, not on disk: in a temporary folder those to members lead nowhere.
    pub(crate) fn locate(&self, folder: &Path) -> Located {
        let mut folder = folder;
        // The isolated linker's links lead to a package, or to a member's link.
        for _ in 0..8 {
            match self.links.get(folder) {
                Some(target) => folder = target,
                None => break,
            }
        }
        let of_project = folder.is_absolute() || !folder.components().any(is_node_modules);
        let base = if of_project { self.project } else { self.out };
        Located {
            path: base.join(folder),
            of_project,
        }
    }
}

fn is_node_modules(component: Component<'_>) -> bool {
    component.as_os_str() == "node_modules"
}

/// The way from one folder to another path, both relative to the same folder and
/// without `.`; `..` occurs at the start of `to` at most.
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
    let common = from
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to.components().skip(common)).collect();
    if way.as_os_str().is_empty() {
        return PathBuf::from(".");
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Link;

    fn plan() -> Plan {
        let link = |path: &str, target: &str| Link {
            path: path.into(),
            target: target.into(),
        };
        Plan {
            links: vec![
                link("node_modules/member", "packages/member"),
                link("node_modules/self", ""),
                link(
                    "packages/member/node_modules/dep",
                    "node_modules/.bun/dep@1.0.0/node_modules/dep",
                ),
            ],
            ..Plan::default()
        }
    }

    #[test]
    fn links_are_followed_in_the_plan() {
        let plan = plan();
        let site = Site::new(&plan, Path::new("/out"), Path::new("/project"), false);
        let locate = |folder: &str| {
            let located = site.locate(Path::new(folder));
            (located.path, located.of_project)
        };
        assert_eq!(
            locate("node_modules/member"),
            ("/project/packages/member".into(), true)
        );
        assert_eq!(locate("node_modules/self"), ("/project/".into(), true));
        assert_eq!(
            locate("packages/member/node_modules/dep"),
            (
                "/out/node_modules/.bun/dep@1.0.0/node_modules/dep".into(),
                false
            )
        );
        assert_eq!(
            locate("node_modules/plain"),
            ("/out/node_modules/plain".into(), false)
        );
    }

    #[test]
    fn links_in_a_circle_come_to_an_end() {
        let mut plan = Plan::default();
        for (path, target) in [("a", "b"), ("b", "a")] {
            plan.links.push(Link {
                path: path.into(),
                target: target.into(),
            });
        }
        let site = Site::new(&plan, Path::new("/out"), Path::new("/project"), false);
        assert!(site.locate(Path::new("a")).of_project);
    }

    #[test]
    fn ways_between_paths() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(
            way("node_modules/.bin", "node_modules/a/cli.js"),
            Path::new("../a/cli.js")
        );
        assert_eq!(
            way("packages/x/node_modules/.bin", "node_modules/a/cli.js"),
            Path::new("../../../../node_modules/a/cli.js")
        );
        assert_eq!(
            way("node_modules/@s", "../beside"),
            Path::new("../../../beside")
        );
        assert_eq!(way("a", "a"), Path::new("."));
        assert_eq!(way("node_modules", ""), Path::new(".."));
    }
}
