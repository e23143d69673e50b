//! The names of the folders in `node_modules/.bun`.
//! Source: Bun, src/install/isolated_install/Store; observed: Bun 1.4.5.

use bun_lock::{Lockfile, Package, Resolution};

use super::wyhash::{wyhash_of_long, wyhash11};
use crate::graph::Node;

/// How many bytes of a resolution a name holds.
const LONGEST_RESOLUTION: usize = 80;

/// How many of a longer one stand before its hash.
const KEPT_OF_LONGER: usize = LONGEST_RESOLUTION - "+".len() - 16;

/// The name of a package's folder: `@s+a@1.2.3`, and behind a `+` what tells it
/// from others of that name and resolution, where there is anything.
pub(crate) fn folder(lock: &Lockfile, package: &Package, peers: &[Node]) -> String {
    let name = package.name.replace('/', "+");
    let resolution = resolution(package);
    match distinction(lock, package, peers) {
        Some(hash) => format!("{name}@{resolution}+{hash:016x}"),
        None => format!("{name}@{resolution}"),
    }
}

fn resolution(package: &Package) -> String {
    let text = package.resolution_text.as_str();
    match &package.resolution {
        Resolution::Npm { .. } => shortened(text.to_owned()),
        Resolution::Folder { .. } => shortened(safe(&text.replacen("file:", "file+", 1))),
        _ => shortened(safe(text)),
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

/// The hash of a tarball's digest and of the peers, in the order of their names; of
/// a tarball without peers, the start of the digest as it is.
fn distinction(lock: &Lockfile, package: &Package, peers: &[Node]) -> Option<u64> {
    let digest = digest(package);
    let hash = match (digest.first_chunk(), peers.is_empty()) {
        (Some(start), true) => u64::from_be_bytes(*start),
        (None, true) => return None,
        (_, false) => {
            let mut bytes = digest.to_vec();
            bytes.extend(peers.iter().flat_map(|peer| text(lock, *peer).into_bytes()));
            wyhash11(&bytes)
        }
    };
    // Bun takes 0 for none.
    Some(hash).filter(|hash| *hash != 0)
}

/// The digest of a tarball that is no registry's.
fn digest(package: &Package) -> &[u8] {
    match &package.resolution {
        Resolution::LocalTarball { .. } | Resolution::RemoteTarball { .. } => package
            .integrity
            .as_ref()
            .map_or(&[], |integrity| integrity.digest()),
        _ => &[],
    }
}

/// Name and resolution of a peer.
fn text(lock: &Lockfile, peer: Node) -> String {
    match peer {
        Node::Workspace(at) => {
            let workspace = &lock.workspaces[at];
            let name = workspace.name.as_deref().unwrap_or_default();
            match workspace.is_root() {
                true => name.to_owned(),
                false => format!("{name}workspace:{}", workspace.path),
            }
        }
        Node::Package(at) => {
            let package = &lock.packages[at];
            let resolution = package.resolution_text.as_str();
            let resolution = resolution.strip_prefix("file:").unwrap_or(resolution);
            format!("{}{resolution}", package.name)
        }
    }
}
