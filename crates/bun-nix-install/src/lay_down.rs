//! A plan's packages and links, made below a folder that nobody else writes to.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use bun_lock::Lockfile;
use rayon::prelude::*;

use crate::content::{ContentError, Packages, make_folder};
use crate::error::{Error, Fault, FaultKind};
use crate::interrupt;
use crate::plan::Link;
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
    let mut failed = BTreeMap::new();
    for mut level in levels(planned).into_values() {
        largest_first(&mut level, &planned.contents);
        let level = level.into_iter().par_bridge();
        failed.par_extend(level.filter_map(|place| {
            if interrupt::is_asked() {
                return None;
            }
            let (at, content) = (&planned.plan.places[place], &planned.contents[place]);
            let error = packages.lay_down(at, content, tree).err()?;
            Some((place, (at.package, error)))
        }));
    }
    interrupt::heed()?;
    let failed = failed.into_values();
    refuse(failed, packages.lock, sources)?;
    for link in &planned.plan.links {
        make_link(link, tree).map_err(|error| Error::Package {
            package: link.path.display().to_string(),
            error,
        })?;
    }
    Ok(())
}

/// The places by how many node_modules they lie in. What lies in another package's
/// folder comes after it, and over what that brings along. Observed: Bun 1.4.5.
fn levels(planned: &Planned) -> BTreeMap<usize, Vec<usize>> {
    let mut levels: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, place) in planned.plan.places.iter().enumerate() {
        let parts = place.folder.iter();
        let depth = parts.filter(|part| *part == "node_modules").count();
        levels.entry(depth).or_default().push(at);
    }
    levels
}

/// What takes long is begun early, so that at the end no thread waits for another
/// that has a large tarball left.
fn largest_first(places: &mut [usize], contents: &[Content]) {
    places.sort_by_cached_key(|place| {
        let bytes = match &contents[*place] {
            Content::Tarball(archive) => archive.metadata().map_or(0, |metadata| metadata.len()),
            Content::Checkout(_) | Content::Unpacked(_) | Content::Folder(_) => 0,
        };
        Reverse(bytes)
    });
}

fn refuse(
    failed: impl Iterator<Item = (usize, ContentError)>,
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
