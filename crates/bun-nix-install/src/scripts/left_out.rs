//! An optional package whose script failed goes, and with it what leads to it.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::plan::Plan;

/// Removes the package in `folder`, relative to `out`, with the links of the plan
/// and of its `.bin` folders that lead there. What is left beside it in the isolated
/// linker's store stays, as Bun leaves it.
pub(super) fn remove(plan: &Plan, out: &Path, folder: &Path) -> io::Result<()> {
    fs_err::remove_dir_all(out.join(folder))?;
    let links = plan.links.iter().filter(|link| link.target == folder);
    let links: Vec<&Path> = links.map(|link| link.path.as_path()).collect();
    for link in &links {
        remove_link(&out.join(link))?;
    }
    let gone =
        |path: &Path| path.starts_with(folder) || links.iter().any(|link| path.starts_with(link));
    let is_beside = |node_modules: &Path| {
        node_modules.starts_with("node_modules/.bun") && folder.starts_with(node_modules)
    };
    let bins = plan.bins.iter();
    for bins in bins.filter(|bins| !is_beside(&bins.node_modules)) {
        let bin = bins.node_modules.join(".bin");
        let Ok(entries) = fs_err::read_dir(out.join(&bin)) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            if path
                .read_link()
                .is_ok_and(|target| gone(&normal(&bin.join(target))))
            {
                remove_link(&path)?;
            }
        }
    }
    Ok(())
}

fn remove_link(path: &Path) -> io::Result<()> {
    match path.is_symlink() {
        true => fs_err::remove_file(path),
        false => Ok(()),
    }
}

/// A path without `..` in it, links not regarded.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
