//! The names of the folders in `node_modules/.bun`.
//! Source: Bun, src/install/isolated_install/Store; observed: Bun 1.4.5.

use bun_lock::{Lockfile, Package, Resolution};

use super::packages::{self, Packages};
use super::numbers::PackageId;
use super::wyhash::{wyhash_of_long, wyhash11};
use crate::graph::Node;

/// How many bytes of a resolution a name holds.
const LONGEST_RESOLUTION: usize = 80;

/// How many of them a longer one keeps before its hash.
const KEPT_OF_LONGER: usize = LONGEST_RESOLUTION - "+".len() - 16;

/// How many bytes of a tarball's hash a name holds.
const KEPT_OF_DIGEST: usize = 8;

/// The name of a package's folder with these peers, `react-dom@19.2.0+8f3a…`.
pub(crate) fn folder(lock: &Lockfile, packages: &Packages<'_>, package: &Package, peers: &[PackageId]) -> String {
    let name = package.name.replace('/', "+");
    let resolution = resolution(package);
    let digest = digest(package);
    let peers = peers_hash(lock, packages, peers);
    format!("{name}@{resolution}{digest}{peers}")
}

fn resolution(package: &Package) -> String {
    let text = package.resolution_text.as_str();
    let text = match package.resolution {
        Resolution::Npm { .. } => return text.to_owned(),
        Resolution::Folder { .. } => text.replacen("file:", "file+", 1),
        _ => text.to_owned(),
    };
    shortened(text.replace(['/', '\\', ':', '#'], "+"))
}
