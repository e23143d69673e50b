//! Real servers on loopback for the tests: HTTP, HTTPS and git, well-behaved or
//! not. Nothing below HTTP is imitated.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod git;
mod http;
mod proxy;
mod tarball;
mod tls;

pub use git::{GitServer, Repository, has_git, run_git};
pub use http::{Reply, Request, Server};
pub use proxy::Proxy;
pub use tarball::Tarball;
