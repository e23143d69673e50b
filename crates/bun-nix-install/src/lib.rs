//! node_modules from a bun.lock and the sources that its bun.nix names, as
//! `bun install --frozen-lockfile` of Bun 1.4 lays it out.
//!
//! The data flows one way: a [`bun_lock::Lockfile`] and the [`Target`] give the
//! selection of packages, which a linker turns into a [`Plan`]; the plan is
//! checked against the sources and then carried out. There is no network here.

mod bin_links;
mod filter;
mod graph;
mod hoisted;
mod linker;
mod native;
mod places;
mod plan;
mod selection;
mod settings;
mod site;
mod target;
mod unpack;

pub use filter::BadFilter;
pub use linker::{Linker, UnknownLinker};
pub use plan::{Bin, BinFolder, Link, Place, Plan};
pub use selection::Omit;
pub use target::Target;
