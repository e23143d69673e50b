//! Ways in for the fuzz targets, which see no private module. No public API: the
//! feature `fuzzing` is for the folder `fuzz` alone.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use bun_lock::Lockfile;

use crate::isolated::hoisting::Hoisting;
use crate::manifest::Manifest;
use crate::plan::Plan;
use crate::selection::{Choice, Selection};
use crate::settings::Settings;
use crate::target::Target;
use crate::{Omit, check, hoisted, isolated, patch, unpack};

/// Unpacks an archive as a package or, with `repository`, as GitHub's.
pub fn unpack(
    archive: &Path,
    folder: &Path,
    repository: bool,
) -> Result<(), crate::error::UnpackError> {
    let rules = match repository {
        true => unpack::Rules::Repository,
        false => unpack::Rules::Package,
    };
    unpack::tarball(archive, folder, None, rules)
}

/// Applies a patch to a folder.
pub fn patch(text: &[u8], folder: &Path) -> Result<(), crate::error::PatchError> {
    patch::apply(Path::new("fuzz.patch"), text, folder)
}

/// Reads a package.json, a bunfig.toml and a .npmrc of one text.
pub fn read_settings(text: &str) {
    let _ = Manifest::parse(text.as_bytes());
    Settings::of_texts(text, text);
}

/// The plan of both linkers, as far as they have one that may be carried out.
pub fn plans(lock: &Lockfile) -> Vec<Plan> {
    let choice = Choice {
        target: Target::default(),
        omit: Omit::default(),
        filter: Vec::new(),
        missing: HashSet::new(),
        native: None,
        registered: HashMap::new(),
    };
    let Ok(selection) = Selection::of(lock, &choice) else {
        return Vec::new();
    };
    let isolated = isolated::plan(&selection, &Hoisting::default()).ok();
    let anew = hoisted::hoisted_anew(lock);
    let anew = anew
        .as_ref()
        .and_then(|lock| Selection::of(lock, &choice).ok());
    let hoisted = hoisted::plan(anew.as_ref().unwrap_or(&selection)).ok();
    let plans = [hoisted, isolated];
    let plans = plans.into_iter().flatten();
    plans.filter(|plan| check::plan(plan).is_ok()).collect()
}
