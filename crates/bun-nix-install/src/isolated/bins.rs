//! The `.bin` folders of the isolated layout.
//!
//! Bun links an executable only if it is there at that moment. Where packages
//! depend on each other in a circle, chance decides whether it is. Here it always
//! is: every executable of every dependency is linked.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bun_lock::Resolution;

use super::entries::EntryId;
use super::layout::Layout;
use crate::binding::numbers::PackageId;
use crate::graph::Node;
use crate::native;
use crate::plan::{Bin, BinFolder};

/// The `.bin` of every node_modules.
pub(crate) fn bins(layout: &Layout<'_>) -> Vec<BinFolder> {
    let bins = Bins {
        layout,
        first: first_entries(layout),
    };
    let folders = (0..layout.entries.len()).filter_map(|id| bins.folder(id));
    folders.filter(|folder| !folder.bins.is_empty()).collect()
}

/// The first entry of each package that is laid out.
fn first_entries(layout: &Layout<'_>) -> HashMap<PackageId, EntryId> {
    let mut first = HashMap::new();
    for (id, entry) in layout.entries.iter().enumerate() {
        first.entry(entry.package).or_insert(id);
    }
    first
}

struct Bins<'b, 'p> {
    layout: &'b Layout<'p>,
    first: HashMap<PackageId, EntryId>,
}

impl Bins<'_, '_> {
    /// A package's own executables, then those of what it depends on: what the root or
    /// a member has not just as a peer first, then what comes from elsewhere than the
    /// project, then by name. Observed: Bun 1.4.5.
    fn folder(&self, id: EntryId) -> Option<BinFolder> {
        let spot = self.layout.spots[id].as_ref()?;
        let node_modules = spot.node_modules.as_deref()?;
        let entry = &self.layout.entries[id];
        let own_name = self.layout.packages.all[entry.package].name;
        let own = spot.content.map(|_| (own_name, id));
        let mut dependencies: Vec<(&str, EntryId)> = entry
            .dependencies
            .iter()
            .map(|(name, target)| (*name, *target))
            .collect();
        dependencies.sort_by_key(|(name, target)| (self.is_peer(id, name), self.is_local(*target)));
        let all = own.into_iter().chain(dependencies);
        let bins = all.filter_map(|(name, target)| self.bin(node_modules, name, target));
        Some(BinFolder {
            node_modules: node_modules.to_owned(),
            bins: bins.collect(),
        })
    }

    /// Whether the root or a member has no other dependency of a name than a peer.
    fn is_peer(&self, id: EntryId, name: &str) -> bool {
        let package = &self.layout.packages.all[self.layout.entries[id].package];
        let mut dependencies = package.dependencies.iter();
        matches!(package.node, Node::Workspace(_))
            && !dependencies.any(|one| one.name == name && !one.is_peer)
    }

    fn node(&self, id: EntryId) -> Node {
        self.layout.packages.all[self.layout.entries[id].package].node
    }

    fn is_local(&self, id: EntryId) -> bool {
        let package = self.layout.selection.graph.package(self.node(id));
        package.is_none_or(|package| {
            matches!(
                package.resolution,
                Resolution::Workspace { .. } | Resolution::Folder { .. } | Resolution::Link { .. }
            )
        })
    }

    fn bin(&self, node_modules: &Path, name: &str, target: EntryId) -> Option<Bin> {
        self.layout.spots[target].as_ref()?;
        Some(Bin {
            name: name.to_owned(),
            folder: node_modules.join(name),
            bin: self.recorded(target)?.clone(),
            native: self.native(target),
        })
    }

    fn recorded(&self, id: EntryId) -> Option<&bun_lock::Bin> {
        let graph = &self.layout.selection.graph;
        let packages = &graph.lock().packages;
        match self.node(id) {
            node @ Node::Workspace(_) if node == graph.root() => {
                let mut packages = packages.iter();
                let root = packages.find(|package| package.resolution == Resolution::Root)?;
                root.info.bin.as_ref()
            }
            Node::Workspace(at) => graph.lock().workspaces[at].bin.as_ref(),
            Node::Package(at) => packages[at].info.bin.as_ref(),
        }
    }

    /// The folder of the platform package, where the package is of those that have
    /// their executables there.
    fn native(&self, id: EntryId) -> Option<PathBuf> {
        let Layout {
            selection,
            packages,
            entries,
            spots,
        } = self.layout;
        let package = selection.graph.package(self.node(id))?;
        if !selection.is_native(package) {
            return None;
        }
        let dependencies = packages.all[entries[id].package].dependencies.iter();
        let mut targets = dependencies.filter_map(|dependency| dependency.target);
        let platform = targets.find(|target| {
            let package = selection.graph.package(packages.all[*target].node);
            package.is_some_and(|package| native::is_for(package, selection.target()))
        })?;
        let spot = spots[*self.first.get(&platform)?].as_ref();
        spot.map(|spot| spot.folder.clone())
    }
}
