//! The Nix functions in the real sandbox: no network, no substituter, a stand-in for nixpkgs.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "sandbox/alone.rs"]
mod alone;
#[path = "sandbox/arguments.rs"]
mod arguments;
#[path = "sandbox/backlog.rs"]
mod backlog;
#[path = "sandbox/executables.rs"]
mod executables;
#[path = "sandbox/expression.rs"]
mod expression;
#[path = "sandbox/flake.rs"]
mod flake;
#[path = "sandbox/freshness.rs"]
mod freshness;
#[path = "sandbox/generators.rs"]
mod generators;
#[path = "sandbox/node_modules.rs"]
mod node_modules;
#[path = "sandbox/programs.rs"]
mod programs;
#[path = "sandbox/project.rs"]
mod project;
#[path = "../../crates/bun-nix-install/tests/oracle/races.rs"]
mod races;
#[path = "sandbox/rust.rs"]
mod rust;
#[path = "../../crates/bun-nix-install/tests/oracle/tree.rs"]
mod tree;
