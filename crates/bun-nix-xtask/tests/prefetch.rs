//! `nix-update` with sources whose hash only fetching tells, as a whole program
//! against real servers.

#![allow(clippy::unwrap_used)]

#[path = "prefetch/changes.rs"]
mod changes;
#[path = "prefetch/failures.rs"]
mod failures;
#[cfg(unix)]
#[path = "prefetch/git.rs"]
mod git;
#[path = "prefetch/project.rs"]
mod project;
#[path = "prefetch/secrets.rs"]
mod secrets;
