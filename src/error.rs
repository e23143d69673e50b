//! Why something could not be done, and what helps.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::problem::Problem;
use crate::task::Task;

/// What the operations of a project return.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation was not done. Nothing has been written then.
#[derive(Debug, Error)]
pub enum Error {
    /// No backlog in this folder or one above it.
    #[error("no backlog in {} or a folder above it", .0.display())]
    NoProject(PathBuf),
    /// There is something at a path that was to be new.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// The configuration cannot be read.
    #[error("{0}")]
    Config(Problem),
    /// No task has this id.
    #[error("there is no task {0}")]
    NoTask(String),
    /// The task's file cannot be read.
    #[error("{0}")]
    BadTask(Problem),
    /// Several files have this id.
    #[error("{id} is both in {first} and in {second}")]
    TwoFiles {
        /// The id.
        id: String,
        /// One of the files.
        first: String,
        /// Another one.
        second: String,
    },
    /// A field cannot have this value.
    #[error("{message}")]
    Value {
        /// What is wrong with which field.
        message: String,
        /// What it may be instead.
        help: Option<String>,
    },
    /// The file is not what the caller had read.
    #[error("{} has been changed meanwhile", .0.id)]
    Changed(Box<Task>),
    /// Another process did not finish.
    #[error("another process keeps {} locked", .0.display())]
    Locked(PathBuf),
    /// The file system said no.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Error {
    pub(crate) fn value(message: impl Into<String>) -> Error {
        Error::Value {
            message: message.into(),
            help: None,
        }
    }

    /// A name that is none of those that there are.
    pub fn unknown(what: &str, given: &str, known: &[String]) -> Error {
        Error::Value {
            message: format!("there is no {what} `{given}`"),
            help: Some(format!("it is one of: {}", known.join(", "))),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Error::NoProject(_) => Some("run `backlog init` in the project's folder".to_owned()),
            Error::NoTask(_) => Some("`backlog task list` shows what there is".to_owned()),
            Error::Config(problem) | Error::BadTask(problem) => {
                Some(format!("mend {} in an editor", problem.path))
            }
            Error::TwoFiles { .. } => {
                Some("give one of them another `id` and another file name".to_owned())
            }
            Error::Value { help, .. } => help.clone(),
            Error::Changed(_) => Some("look at it again, then repeat the edit".to_owned()),
            Error::Locked(_) => Some("wait for that process or end it".to_owned()),
            Error::Exists(_) | Error::Io(_) => None,
        }
    }
}
