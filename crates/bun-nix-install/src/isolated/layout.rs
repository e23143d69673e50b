//! Where the entries are: what is put into `node_modules/.bun`, and the links.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use bun_lock::{Package, Resolution};

use super::entries::{Entry, EntryId};
use super::names;
use super::packages::Packages;
use crate::graph::Node;
use crate::plan::{Link, Place};
use crate::selection::Selection;

/// The folder that has a folder for each package and its peers.
const STORE: &str = "node_modules/.bun";

/// The entries and where they are.
pub(crate) struct Layout<'p> {
    pub selection: &'p Selection<'p>,
    pub packages: &'p Packages<'p>,
    pub entries: Vec<Entry<'p>>,
    /// `None` where an entry is left out.
    pub spots: Vec<Option<Spot>>,
}

/// Where an entry is.
pub(crate) struct Spot {
    /// The package's folder.
    pub folder: PathBuf,
    /// The node_modules with the links to what it depends on; `None` where it has
    /// none, or has it as another entry.
    pub node_modules: Option<PathBuf>,
    /// What is put into its folder: offset in [`bun_lock::Lockfile::packages`].
    pub content: Option<usize>,
}

impl<'p> Layout<'p> {
    pub fn of(
        selection: &'p Selection<'p>,
        packages: &'p Packages<'p>,
        entries: Vec<Entry<'p>>,
    ) -> Layout<'p> {
        let mut layout = Layout {
            selection,
            packages,
            entries,
            spots: Vec::new(),
        };
        let spots = layout.entries.iter().map(|entry| layout.spot(entry));
        layout.spots = only_once(spots.collect());
        layout
    }

    fn spot(&self, entry: &Entry<'_>) -> Option<Spot> {
        let node = self.packages.all[entry.package].node;
        let graph = &self.selection.graph;
        match node {
            Node::Workspace(at) if node == graph.root() && entry.is_dependency => {
                Some(Spot::linked(graph.lock().workspaces[at].path.as_str()))
            }
            Node::Workspace(at) => Some(Spot::member(graph.lock().workspaces[at].path.as_str())),
            Node::Package(_) if entry.optional && self.selection.is_missing(node) => None,
            Node::Package(at) => Some(self.package_spot(at, entry)),
        }
    }

    fn package_spot(&self, at: usize, entry: &Entry<'_>) -> Spot {
        let package = &self.selection.graph.lock().packages[at];
        match &package.resolution {
            Resolution::Root => Spot::linked(""),
            Resolution::Workspace { path } => Spot::member(path.as_str()),
            Resolution::Link { target } => Spot::linked(self.selection.linked(target)),
            _ => self.stored(at, package, entry),
        }
    }

    fn stored(&self, at: usize, package: &Package, entry: &Entry<'_>) -> Spot {
        let peers = entry.peers.iter().map(|peer| self.packages.all[*peer].node);
        let peers: Vec<Node> = peers.collect();
        let name = names::folder(self.selection.graph.lock(), package, &peers);
        let node_modules = Path::new(STORE).join(name).join("node_modules");
        Spot {
            folder: node_modules.join(&package.name),
            node_modules: Some(node_modules),
            content: Some(at),
        }
    }

    /// The packages that are put into the store.
    pub fn places(&self) -> Vec<Place> {
        let mut offsets = vec![None; self.spots.len()];
        let stored = (0..self.spots.len()).filter(|id| self.content(*id).is_some());
        for (offset, id) in stored.enumerate() {
            offsets[id] = Some(offset);
        }
        let places = self.entries.iter().zip(&self.spots);
        let places = places.filter_map(|(entry, spot)| {
            let spot = spot.as_ref()?;
            let dependencies = entry.dependencies.values();
            Some(Place {
                package: spot.content?,
                folder: spot.folder.clone(),
                optional: entry.optional,
                dependencies: dependencies.filter_map(|id| offsets[*id]).collect(),
            })
        });
        places.collect()
    }

    fn content(&self, id: EntryId) -> Option<usize> {
        self.spots[id].as_ref()?.content
    }

    /// The links to what each entry depends on, and those of `.bun/node_modules`.
    pub fn links(&self) -> Vec<Link> {
        let own = (0..self.entries.len()).flat_map(|id| self.dependency_links(id));
        let hoisted = (0..self.entries.len()).flat_map(|id| self.hoisted_links(id));
        own.chain(hoisted).collect()
    }

    fn dependency_links(&self, id: EntryId) -> impl Iterator<Item = Link> {
        let spot = self.spots[id].as_ref();
        let node_modules = spot.and_then(|spot| spot.node_modules.as_deref());
        let dependencies = node_modules.map(|path| (path, &self.entries[id].dependencies));
        let dependencies = dependencies.into_iter();
        let dependencies =
            dependencies.flat_map(|(path, all)| all.iter().map(move |one| (path, one)));
        dependencies.filter_map(move |(node_modules, (name, target))| {
            let target = self.spots[*target].as_ref()?;
            Some(Link {
                path: self.dependency_path(id, node_modules, name),
                target: target.folder.clone(),
            })
        })
    }

    /// What is called like the package itself goes below it.
    fn dependency_path(&self, id: EntryId, node_modules: &Path, name: &str) -> PathBuf {
        let own = node_modules.join(name);
        let is_own = self.spots[id]
            .as_ref()
            .is_some_and(|spot| spot.folder == own);
        match is_own {
            true => own.join("node_modules").join(name),
            false => own,
        }
    }

    /// Bun shows packages those that it fetched.
    fn hoisted_links(&self, id: EntryId) -> impl Iterator<Item = Link> {
        let packages = &self.selection.graph.lock().packages;
        let spot = self.spots[id].as_ref();
        let fetched = spot.filter(|spot| {
            let content = spot.content.map(|at| &packages[at].resolution);
            content.is_some_and(|from| !matches!(from, Resolution::Folder { .. }))
        });
        let names = fetched.map(|spot| (spot, &self.entries[id].hoisted));
        let names = names.into_iter();
        let names = names.flat_map(|(spot, names)| names.iter().map(move |name| (spot, name)));
        names.map(|(spot, name)| Link {
            path: Path::new(STORE).join("node_modules").join(name),
            target: spot.folder.clone(),
        })
    }
}

impl Spot {
    /// A folder that is the project's, and has node_modules of its own.
    fn member(path: &str) -> Spot {
        Spot {
            folder: path.into(),
            node_modules: Some(Path::new(path).join("node_modules")),
            content: None,
        }
    }

    /// A folder that is linked to and left alone.
    fn linked(path: impl Into<PathBuf>) -> Spot {
        Spot {
            folder: path.into(),
            node_modules: None,
            content: None,
        }
    }
}

/// Of several entries for one folder, as the edges to a member make them, the first
/// lays it out.
fn only_once(mut spots: Vec<Option<Spot>>) -> Vec<Option<Spot>> {
    let mut taken = HashSet::new();
    for spot in spots.iter_mut().flatten() {
        let is_first = spot
            .node_modules
            .clone()
            .is_some_and(|path| taken.insert(path));
        if !is_first {
            spot.node_modules = None;
            spot.content = None;
        }
    }
    spots
}
