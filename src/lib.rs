//! A task manager that keeps its tasks as Markdown files, in the format of
//! Backlog.md.
//!
//! The data flows one way. A file's text is taken apart into front matter and
//! body, each of which knows where in the text its fields lie; together they are
//! read as a [`Task`]. An edit is a set of [`Changes`]: each replaces the bytes of
//! its own field in the text, and nothing else. A [`Project`] is the folder that
//! holds the files, and the only one that writes them.

mod body;
mod changes;
mod config;
mod error;
mod file_name;
mod files;
mod front_matter;
mod id;
mod lines;
mod load;
mod lock;
mod problem;
mod project;
mod replace;
mod task;
mod write;

pub mod board;
pub mod search;
pub mod server;

pub use changes::Changes;
pub use config::Config;
pub use error::{Error, Result};
pub use id::TaskId;
pub use load::Tasks;
pub use problem::Problem;
pub use project::{Init, Project};
pub use task::{Criterion, Task};
pub use write::Edited;
