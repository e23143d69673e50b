//! node_modules from a bun.lock and the sources that its bun.nix names, as
//! `bun install --frozen-lockfile` of Bun 1.4 lays it out.
//!
//! The data flows one way: a [`bun_lock::Lockfile`] and the [`Target`] give the
//! selection of packages, which a linker turns into a plan; the plan is checked
//! against the sources and then carried out. There is no network here.

mod bin_links;
mod binding;
mod check;
mod content;
mod copy;
mod create;
pub mod error;
mod filter;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod graph;
mod hoisted;
mod install;
mod interrupt;
mod isolated;
#[cfg(test)]
mod judge;
mod lay_down;
mod linker;
mod manifest;
mod native;
mod options;
mod patch;
mod patched;
mod places;
mod plan;
mod planning;
mod regular;
mod repository;
mod scripts;
mod selection;
mod settings;
mod shebangs;
mod site;
mod sources;
mod stage;
mod target;
mod unpack;

pub use error::Error;
pub use install::install;
pub use interrupt::interrupt;
pub use linker::{Linker, UnknownLinker};
pub use options::{Options, Report};
pub use scripts::Run;
pub use selection::Omit;
pub use sources::SourceMap;
pub use target::Target;
