//! node_modules from a bun.lock and the sources that its bun.nix names, as
//! `bun install --frozen-lockfile` of Bun 1.4 lays it out.
//!
//! The data flows one way: a [`bun_lock::Lockfile`] and the [`Target`] give the
//! selection of packages, which a linker turns into a [`Plan`]; the plan is
//! checked against the sources and then carried out. There is no network here.

#[allow(dead_code)]
mod copy;
mod create;
#[allow(dead_code)]
mod patch;
mod plan;
mod target;
#[allow(dead_code)]
mod unpack;

pub use plan::{Bin, BinFolder, Link, Place, Plan};
pub use target::Target;
