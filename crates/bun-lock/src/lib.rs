//! bun.lock, read and understood.
//!
//! [`Lockfile::parse`] turns the text of a bun.lock (lockfileVersion 0 to 3)
//! into a model; [`drift`] compares that model with the package.json files it
//! was made from. The crate knows Bun's file and nothing of Nix; the only I/O
//! is the reading of package.json files in [`Project`].
//!
//! ```
//! let text = br#"{
//!   "lockfileVersion": 1,
//!   "workspaces": { "": { "name": "app", "dependencies": { "ms": "^2.1.3" } } },
//!   "packages": {
//!     "ms": ["ms@2.1.3", "", {}, "sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=="],
//!   },
//! }"#;
//! let lock = bun_lock::Lockfile::parse(text)?;
//! assert_eq!(lock.packages[0].name, "ms");
//! # Ok::<(), bun_lock::Error>(())
//! ```

mod disk;
mod drift;
mod error;
mod facts;
mod integrity;
mod key;
mod lockfile;
mod manifest;
mod members;
mod overrides;
mod path;
mod project;
mod read;
mod repository;
mod resolution;
mod spec;
mod stream;
mod syntax;
mod tarballs;
mod text;
mod tree;

pub use drift::{Change, Drift, Subject, drift};
pub use error::{Error, ErrorKind, FileKind};
pub use integrity::{Algorithm, BadIntegrity, Integrity};
pub use key::PackageKey;
pub use lockfile::{
    Bin, Catalog, Dependency, Groups, Info, Lockfile, Override, Package, Patch, Workspace,
};
pub use manifest::Manifest;
pub use path::RelativePath;
pub use project::{Project, ProjectError};
pub use repository::{levels_up, repository_root};
pub use resolution::{GitUrl, Resolution};
pub use text::{Position, merge_conflict};
