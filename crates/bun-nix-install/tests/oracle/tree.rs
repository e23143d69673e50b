//! Two folders compared path by path: kind, mode, content, where a link leads.
//! Nothing is left out, and neither is a folder.

#![allow(dead_code, reason = "not every test asks for everything")]

use std::collections::BTreeMap;
use std::fmt;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Folder { mode: u32 },
    File { mode: u32, size: u64 },
    Link { target: PathBuf },
    Other,
}

/// A path at which the two folders differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Relative to both.
    pub path: PathBuf,
    /// What Bun has there.
    pub expected: Option<Node>,
    /// What we have there.
    pub found: Option<Node>,
}

/// Everything below a folder, by path.
pub struct Tree {
    folder: PathBuf,
    nodes: BTreeMap<PathBuf, Node>,
}

impl Tree {
    /// Reads a folder.
    pub fn of(folder: &Path) -> Tree {
        let mut tree = Tree {
            folder: folder.to_owned(),
            nodes: BTreeMap::new(),
        };
        tree.add(Path::new(""));
        tree
    }

    fn add(&mut self, folder: &Path) {
        for entry in fs_err::read_dir(self.folder.join(folder)).unwrap() {
            let path = folder.join(entry.unwrap().file_name());
            let node = Node::at(&self.folder.join(&path));
            if matches!(node, Node::Folder { .. }) {
                self.add(&path);
            }
            self.nodes.insert(path, node);
        }
    }

    /// How many paths there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// What stands at a path.
    pub fn at(&self, path: &Path) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// The paths below a folder.
    pub fn below<'t>(&'t self, folder: &Path) -> impl Iterator<Item = &'t PathBuf> {
        let folder = folder.to_owned();
        self.nodes
            .range(folder.clone()..)
            .map(|(path, _)| path)
            .take_while(move |path| path.starts_with(&folder))
            .skip(1)
    }

    /// What `found` has otherwise, by path.
    pub fn differences(&self, found: &Tree) -> Vec<Difference> {
        let mut paths: Vec<&PathBuf> = self.nodes.keys().chain(found.nodes.keys()).collect();
        paths.sort();
        paths.dedup();
        let differs = |path: &&PathBuf| match (self.nodes.get(*path), found.nodes.get(*path)) {
            (Some(expected), Some(other)) if expected == other => {
                matches!(expected, Node::File { .. }) && self.content(path) != found.content(path)
            }
            _ => true,
        };
        let paths = paths.into_iter().filter(differs);
        paths
            .map(|path| Difference {
                path: path.clone(),
                expected: self.nodes.get(path).cloned(),
                found: found.nodes.get(path).cloned(),
            })
            .collect()
    }

    fn content(&self, path: &Path) -> Vec<u8> {
        fs_err::read(self.folder.join(path)).unwrap()
    }
}

impl Node {
    fn at(path: &Path) -> Node {
        let metadata = fs_err::symlink_metadata(path).unwrap();
        let mode = metadata.permissions().mode() & 0o7777;
        let kind = metadata.file_type();
        if kind.is_dir() {
            Node::Folder { mode }
        } else if kind.is_file() {
            let size = metadata.len();
            Node::File { mode, size }
        } else if kind.is_symlink() {
            let target = fs_err::read_link(path).unwrap();
            Node::Link { target }
        } else {
            Node::Other
        }
    }
}

impl Difference {
    /// In a word, what differs.
    pub fn kind(&self) -> &'static str {
        match (&self.expected, &self.found) {
            (Some(_), None) => "missing",
            (None, _) => "extra",
            (Some(Node::Link { .. }), Some(Node::Link { .. })) => "target",
            (Some(Node::Folder { .. }), Some(Node::Folder { .. })) => "mode",
            (Some(Node::File { mode, .. }), Some(Node::File { mode: other, .. }))
                if mode != other =>
            {
                "mode"
            }
            (Some(Node::File { .. }), Some(Node::File { .. })) => "content",
            _ => "kind",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |node: &Option<Node>| match node {
            Some(node) => node.to_string(),
            None => "nothing".to_owned(),
        };
        let path = self.path.display();
        let (expected, found) = (show(&self.expected), show(&self.found));
        write!(f, "{:8} {path}: {expected}, not {found}", self.kind())
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Folder { mode } => write!(f, "folder {mode:o}"),
            Node::File { mode, size } => write!(f, "file {mode:o} of {size} bytes"),
            Node::Link { target } => write!(f, "link to {}", target.display()),
            Node::Other => f.write_str("something else"),
        }
    }
}
