//! Which packages are patched, and with what.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use bun_lock::{Lockfile, Package, Resolution};

use crate::regular;
use crate::repository::Repository;

/// The patches of a lockfile, read.
pub(crate) struct Patched<'l> {
    /// Path in the project and text, by name and resolution.
    patches: HashMap<&'l str, (&'l str, Vec<u8>)>,
}

impl<'l> Patched<'l> {
    /// Reads every patch from the project.
    ///
    /// # Errors
    /// One that cannot be read, or that lies outside of the repository.
    pub fn read(
        lock: &'l Lockfile,
        project: &Path,
        repository: &Repository,
    ) -> io::Result<Patched<'l>> {
        let mut patches = HashMap::new();
        for patch in &lock.patched_dependencies {
            let path = project.join(&patch.path);
            let text = regular::read(&path)?;
            if !repository.holds(&path) {
                let message = format!("{} is outside of the repository", path.display());
                return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
            }
            patches.insert(patch.package.as_str(), (patch.path.as_str(), text));
        }
        Ok(Patched { patches })
    }

    /// The patch of a package: its path in the project, and its text. Bun patches
    /// no folders.
    pub fn of(&self, package: &Package) -> Option<(&'l str, &[u8])> {
        if matches!(package.resolution, Resolution::Folder { .. }) {
            return None;
        }
        let Package {
            name,
            resolution_text,
            ..
        } = package;
        let patch = self
            .patches
            .get(format!("{name}@{resolution_text}").as_str());
        patch.map(|(path, text)| (*path, text.as_slice()))
    }
}
