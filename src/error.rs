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
    /// The folder that was to become a project is one.
    #[error("{} exists already", .0.display())]
    IsProject(PathBuf),
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
        help: String,
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
    pub(crate) fn value(message: impl Into<String>, help: impl Into<String>) -> Error {
        Error::Value {
            message: message.into(),
            help: help.into(),
        }
    }

    /// A name that is none of those that there are.
    pub fn unknown(what: &str, given: &str, known: &[String]) -> Error {
        let help = format!("it is one of: {}", known.join(", "));
        Error::value(format!("there is no {what} `{given}`"), help)
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Error::NoProject(_) => "run `backlog init` in the project's folder".to_owned(),
            Error::IsProject(_) => "`backlog task list` shows what there is".to_owned(),
            Error::Exists(path) => format!("move {} away, then repeat this", path.display()),
            Error::NoTask(_) => "`backlog task list` shows what there is".to_owned(),
            Error::Config(problem) | Error::BadTask(problem) => {
                format!("mend {} in an editor", problem.path)
            }
            Error::TwoFiles { .. } => {
                "give one of them another `id` and another file name".to_owned()
            }
            Error::Value { help, .. } => help.clone(),
            Error::Changed(_) => "look at it again, then repeat the edit".to_owned(),
            Error::Locked(_) => "wait for that process or end it".to_owned(),
            Error::Io(error) => help_with(error.kind()).to_owned(),
        }
    }
}

fn help_with(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "give yourself the right to read and write there: `ls -ld` shows who has it"
        }
        io::ErrorKind::NotFound => "make the folder first, or name another",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on that disk",
        _ => "look at what is at that path, then repeat this",
    }
}
