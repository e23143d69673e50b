//! A plan's packages and links, made below a folder that nobody else writes to.

use std::collections::BTreeMap;
use std::path::Path;

use bun_lock::Lockfile;
use rayon::prelude::*;

use crate::content::{ContentError, Packages, make_folder};
use crate::error::{Error, Fault, FaultKind};
use crate::interrupt;
use crate::plan::{Link, Place};
use crate::planning::Planned;
use crate::site::relative;
use crate::sources::{Content, Sources};
use crate::unpack::UnpackError;

/// Makes the packages, then the links.
///
/// A package that is placed many times is unpacked as often: that was measured to
/// cost less than copying it from its first place, which reads every file again.
///
/// # Errors
/// Every source that is not what the lockfile records; else the first of what
/// cannot be read or written.
pub(crate) fn everything(
    planned: &Planned,
    packages: &Packages<'_>,
    sources: &Sources<'_>,
    tree: &Path,
) -> Result<(), Error> {
    let folder = Path::new(planned.linker.folder());
    make_folder(tree, folder).map_err(|error| Error::Package {
        package: folder.display().to_string(),
        error,
    })?;
    let mut failed = Vec::new();
    for level in levels(planned).into_values() {
        let level = level.into_par_iter().filter_map(|(place, content)| {
            if interrupt::is_asked() {
                return None;
            }
            let error = packages.lay_down(place, content, tree).err()?;
            Some((place.package, error))
        });
        failed.par_extend(level);
    }
    interrupt::heed()?;
    refuse(failed, packages.lock, sources)?;
    for link in &planned.plan.links {
        make_link(link, tree).map_err(|error| Error::Package {
            package: link.path.display().to_string(),
            error,
        })?;
    }
    Ok(())
}

/// What lies in another package's folder comes after it, and over what that brings
/// along. Observed: Bun 1.4.5.
fn levels(planned: &Planned) -> BTreeMap<usize, Vec<(&Place, &Content)>> {
    let mut levels: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for (place, content) in planned.plan.places.iter().zip(&planned.contents) {
        let parts = place.folder.iter();
        let depth = parts.filter(|part| *part == "node_modules").count();
        levels.entry(depth).or_default().push((place, content));
    }
    levels
}

fn refuse(
    failed: Vec<(usize, ContentError)>,
    lock: &Lockfile,
    sources: &Sources<'_>,
) -> Result<(), Error> {
    let mut faults = Vec::new();
    let mut others = Vec::new();
    for (package, error) in failed {
        match error {
            ContentError::Unpack(error) if !matches!(error, UnpackError::Io(_)) => {
                faults.push(Fault::of(lock, sources, package, FaultKind::Differs(error)));
            }
            error => others.push(Error::Package {
                package: lock.packages[package].key.to_string(),
                error,
            }),
        }
    }
    match (faults.is_empty(), others.into_iter().next()) {
        (false, _) => Err(Error::sources(faults)),
        (true, Some(error)) => Err(error),
        (true, None) => Ok(()),
    }
}

/// What a package that lies around it may have brought along gives way.
fn make_link(link: &Link, tree: &Path) -> Result<(), ContentError> {
    let parent = link.path.parent().unwrap_or(&link.path);
    make_folder(tree, parent)?;
    let path = tree.join(&link.path);
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => fs_err::remove_dir_all(&path)?,
        Ok(_) => fs_err::remove_file(&path)?,
        Err(_) => {}
    }
    let target = match link.target.is_absolute() {
        true => link.target.clone(),
        false => relative(parent, &link.target),
    };
    Ok(fs_err::os::unix::fs::symlink(target, path)?)
}
