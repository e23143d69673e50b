//! Fetching from real servers on loopback: well-behaved ones, broken ones and
//! hostile ones.

#![allow(clippy::unwrap_used)]

#[path = "prefetch/archives.rs"]
mod archives;
mod fetching;
#[cfg(unix)]
#[path = "prefetch/git.rs"]
mod git;
#[path = "prefetch/http.rs"]
mod http;
#[path = "prefetch/logins.rs"]
mod logins;
