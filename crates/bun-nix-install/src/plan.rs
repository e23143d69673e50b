//! What is to be laid down, before anything is: data only, which both linkers
//! give and the rest carries out. Paths are relative to the project's folder.

use std::path::PathBuf;

/// Everything that is to be laid down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The packages whose files are written.
    pub places: Vec<Place>,
    /// The links to packages: members, the root, `link:`, and all of the isolated
    /// linker's.
    pub links: Vec<Link>,
    /// The `.bin` folders.
    pub bins: Vec<BinFolder>,
}

/// One package's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Offset in [`bun_lock::Lockfile::packages`].
    pub package: usize,
    /// The folder that gets them, such as `node_modules/a/node_modules/@s/b`.
    pub folder: PathBuf,
    /// Whether optional edges alone lead here.
    pub optional: bool,
    /// Offsets in [`Plan::places`] of what it depends on.
    pub dependencies: Vec<usize>,
}

/// A symbolic link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it is.
    pub path: PathBuf,
    /// What it leads to; written relative to the link's folder.
    pub target: PathBuf,
}

/// One `.bin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinFolder {
    /// The node_modules that holds it.
    pub node_modules: PathBuf,
    /// The packages whose executables are linked. Of two with one name the first
    /// wins.
    pub bins: Vec<Bin>,
}

/// The executables of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bin {
    /// The install name, which a `bin` without names is linked under.
    pub name: String,
    /// The package's folder.
    pub folder: PathBuf,
    /// What its entry in bun.lock says.
    pub bin: bun_lock::Bin,
    /// The platform package that its executables are taken from instead, where
    /// there is one: esbuild's for instance.
    pub native: Option<PathBuf>,
}
