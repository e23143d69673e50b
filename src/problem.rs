//! What is wrong with a file, for the person who has to mend it.

use std::fmt;

use serde::Serialize;

/// Why a file cannot be read as a task or as the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, relative to the project, with `/`.
    pub path: String,
    /// With the line where one is to blame.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// What is wrong within a text, before it is known which file that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// Counted from 1.
    pub(crate) line: Option<usize>,
    pub(crate) message: String,
}

impl Flaw {
    pub(crate) fn at(line: usize, message: impl Into<String>) -> Flaw {
        Flaw {
            line: Some(line),
            message: message.into(),
        }
    }

    pub(crate) fn whole(message: impl Into<String>) -> Flaw {
        Flaw {
            line: None,
            message: message.into(),
        }
    }

    pub(crate) fn of(self, path: &str) -> Problem {
        Problem {
            path: path.to_owned(),
            message: self.to_string(),
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
