//! Which packages are patched, and with what.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use bun_lock::{Lockfile, Package, Patch, Resolution};

/// The patches of a lockfile, read.
pub(crate) struct Patched<'l> {
    lock: &'l Lockfile,
    patches: HashMap<&'l str, Vec<u8>>,
}

impl<'l> Patched<'l> {
    /// Reads every patch from the project.
    pub fn read(lock: &'l Lockfile, project: &Path) -> io::Result<Patched<'l>> {
        let patches = lock.patched_dependencies.iter();
        let patches = patches.map(|patch| {
            let text = fs_err::read(project.join(&patch.path))?;
            Ok((patch.package.as_str(), text))
        });
        Ok(Patched {
            lock,
            patches: patches.collect::<io::Result<_>>()?,
        })
    }

    /// The patch of a package: its path in the project, and its text.
    pub fn of(&self, package: &Package) -> Option<(&'l str, &[u8])> {
        let all = self.lock.patched_dependencies.iter();
        let patch = all.rev().find(|patch| is_for(patch, package))?;
        let text = self.patches.get(patch.package.as_str())?;
        Some((&patch.path, text))
    }
}

/// Whether a patch names a package: by `name@` and its version, URL or path.
fn is_for(patch: &Patch, package: &Package) -> bool {
    let rest = patch.package.strip_prefix(package.name.as_str());
    let Some(resolution) = rest.and_then(|rest| rest.strip_prefix('@')) else {
        return false;
    };
    match &package.resolution {
        Resolution::Npm { version, .. } => resolution == version,
        Resolution::RemoteTarball { url } => resolution == url,
        Resolution::LocalTarball { path } => resolution.trim_start_matches("./") == path.as_str(),
        Resolution::Github {
            owner,
            repo,
            commit,
            ..
        } => resolution == format!("github:{owner}/{repo}#{commit}"),
        Resolution::Git { commit, .. } => {
            let named = resolution.rsplit_once('#');
            named.is_some_and(|(_, named)| named == commit)
        }
        _ => false,
    }
}
