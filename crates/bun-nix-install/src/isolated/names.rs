//! The names of the folders in `node_modules/.bun`.
//! Source: Bun, src/install/isolated_install/Store; observed: Bun 1.4.5.

use std::fmt::Write as _;

use bun_lock::{Lockfile, Package, Resolution};

use super::wyhash::{wyhash_of_long, wyhash11};
use crate::graph::Node;

/// How many bytes of a resolution a name holds.
const LONGEST_RESOLUTION: usize = 80;

/// How many of a longer one stand before its hash.
const KEPT_OF_LONGER: usize = LONGEST_RESOLUTION - "+".len() - 16;

/// How many bytes of a tarball's digest a name holds.
const KEPT_OF_DIGEST: usize = 8;

/// The name of a package's folder: `@s+a@1.2.3`, or `@s+a@1.2.3+` and the hash of
/// its peers, in the order of their names.
pub(crate) fn folder(lock: &Lockfile, package: &Package, peers: &[Node]) -> String {
    let mut folder = format!("{}@{}", package.name.replace('/', "+"), resolution(package));
    for byte in digest(package) {
        // Writing to a text cannot fail.
        let _ = write!(folder, "{byte:02x}");
    }
    if let Some(hash) = peers_hash(lock, peers) {
        let _ = write!(folder, "+{hash:016x}");
    }
    folder
}

/// The resolution as part of a name; a tarball's ends in the `+` before its digest.
fn resolution(package: &Package) -> String {
    let text = package.resolution_text.as_str();
    match &package.resolution {
        Resolution::Npm { .. } => shortened(text.to_owned()),
        Resolution::Folder { .. } => shortened(safe(&text.replacen("file:", "file+", 1))),
        _ if digest(package).is_empty() => shortened(safe(text)),
        _ => shortened(safe(text)) + "+",
    }
}

fn safe(text: &str) -> String {
    text.replace(['/', '\\', ':', '#'], "+")
}

/// A long text is cut, and told by its hash.
fn shortened(text: String) -> String {
    if text.len() <= LONGEST_RESOLUTION {
        return text;
    }
    let mut end = KEPT_OF_LONGER;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}+{:016x}", &text[..end], wyhash_of_long(text.as_bytes()))
}

fn digest(package: &Package) -> &[u8] {
    let is_tarball = matches!(
        package.resolution,
        Resolution::LocalTarball { .. } | Resolution::RemoteTarball { .. }
    );
    let integrity = package.integrity.as_ref().filter(|_| is_tarball);
    integrity.map_or(&[], |integrity| &integrity.digest()[..KEPT_OF_DIGEST])
}

fn peers_hash(lock: &Lockfile, peers: &[Node]) -> Option<u64> {
    let texts = peers.iter().map(|peer| match peer {
        Node::Workspace(at) => {
            let workspace = &lock.workspaces[*at];
            let name = workspace.name.as_deref().unwrap_or_default();
            match workspace.is_root() {
                true => name.to_owned(),
                false => format!("{name}workspace:{}", workspace.path),
            }
        }
        Node::Package(at) => {
            let Package {
                name,
                resolution_text,
                ..
            } = &lock.packages[*at];
            let resolution = resolution_text.strip_prefix("file:");
            format!("{name}{}", resolution.unwrap_or(resolution_text))
        }
    });
    let texts: String = texts.collect();
    // Bun takes the hash 0 for none.
    Some(wyhash11(texts.as_bytes())).filter(|hash| !peers.is_empty() && *hash != 0)
}
