//! Which of the two linkers an install uses.

use std::str::FromStr;

use bun_lock::Lockfile;

/// How packages are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linker {
    /// As flat as versions allow, below node_modules: npm's layout.
    Hoisted,
    /// Each package in a folder of its own below node_modules/.bun, with links to
    /// its dependencies: pnpm's layout.
    Isolated,
}

/// A text that names no linker.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no linker: there are `hoisted` and `isolated`")]
pub struct UnknownLinker(String);

impl FromStr for Linker {
    type Err = UnknownLinker;

    fn from_str(text: &str) -> Result<Linker, UnknownLinker> {
        match text {
            "hoisted" => Ok(Linker::Hoisted),
            "isolated" => Ok(Linker::Isolated),
            other => Err(UnknownLinker(other.to_owned())),
        }
    }
}

impl Linker {
    /// The linker where nothing says which: isolated for workspaces whose lockfile
    /// has the `configVersion` of Bun 1.3 or newer.
    /// Observed: 18 combinations with Bun 1.4.5, 1.3.14 and 1.2.23.
    pub(crate) fn default_for(lock: &Lockfile) -> Linker {
        let has_members = lock.workspaces.iter().any(|one| !one.is_root());
        match lock.config_version {
            Some(1..) if has_members => Linker::Isolated,
            _ => Linker::Hoisted,
        }
    }
}
