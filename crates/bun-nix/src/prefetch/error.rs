//! Why a source could not be fetched, and what mends it.

use std::io;
use std::time::Duration;

/// Why a source could not be fetched. No message holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The server cannot be reached.
    #[error("{url} cannot be reached: {why}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What the system or the TLS library says.
        why: String,
    },
    /// The server's certificate is not trusted, or there is no TLS with it.
    #[error("no trusted connection to {url}: {why}")]
    Untrusted {
        /// What was asked for.
        url: String,
        /// What the TLS library says.
        why: String,
    },
    /// The server answers, but not with the file.
    #[error("{url} answers {status}")]
    Status {
        /// What was asked for.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server wants to know who asks.
    #[error("{url} answers {status}: it wants {wants}")]
    Unauthorized {
        /// What was asked for.
        url: String,
        /// 401 or 403.
        status: u16,
        /// What it got instead.
        wants: String,
    },
    /// Nothing came for a while.
    #[error("{url} sent nothing for {} s", .after.as_secs_f32())]
    Stalled {
        /// What was asked for.
        url: String,
        /// How long it was waited.
        after: Duration,
    },
    /// The connection ended before the file did.
    #[error("the download of {url} was cut off: {why}")]
    CutOff {
        /// What was asked for.
        url: String,
        /// What the system says.
        why: String,
    },
    /// A redirect that is not followed.
    #[error("{url} redirects to {location}, which is not followed: {why}")]
    BadRedirect {
        /// What was asked for.
        url: String,
        /// Where it leads, without its query.
        location: String,
        /// Why not.
        why: &'static str,
    },
    /// What came is not a gzipped tar archive.
    #[error("{url} is no gzipped tar archive: {why}")]
    NotATarball {
        /// What was asked for.
        url: String,
        /// How it can be told.
        why: String,
    },
    /// The archive could write outside of its folder, or is no tree of files.
    #[error("{url} is refused: its entry {entry:?} {why}")]
    Hostile {
        /// What was asked for.
        url: String,
        /// The entry.
        entry: String,
        /// What it does.
        why: &'static str,
    },
    /// More than is taken.
    #[error("{url} is refused: it has more than {limit} {unit}")]
    TooLarge {
        /// What was asked for.
        url: String,
        /// How much is taken.
        limit: u64,
        /// Of what.
        unit: &'static str,
    },
    /// git failed.
    #[error("git cannot {what}: {why}")]
    Git {
        /// What it was to do.
        what: String,
        /// What it said last.
        why: String,
    },
    /// There is no git program.
    #[error("git cannot be run: {0}")]
    NoGit(String),
    /// A file of this machine.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl FetchError {
    /// A stable name for the error, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            FetchError::Unreachable { .. } => "fetch-unreachable",
            FetchError::Untrusted { .. } => "fetch-untrusted",
            FetchError::Status { .. } => "fetch-status",
            FetchError::Unauthorized { .. } => "fetch-unauthorized",
            FetchError::Stalled { .. } => "fetch-stalled",
            FetchError::CutOff { .. } => "fetch-cut-off",
            FetchError::BadRedirect { .. } => "fetch-bad-redirect",
            FetchError::NotATarball { .. } => "fetch-not-a-tarball",
            FetchError::Hostile { .. } => "fetch-hostile",
            FetchError::TooLarge { .. } => "fetch-too-large",
            FetchError::Git { .. } => "fetch-git",
            FetchError::NoGit(_) => "fetch-no-git",
            FetchError::Io(_) => "fetch-io",
        }
    }

    /// What mends it, as the end of a sentence that starts with `help:`;
    /// `again` is the command that fetches again.
    pub fn help(&self, again: &str) -> String {
        match self {
            FetchError::Unreachable { .. }
            | FetchError::Stalled { .. }
            | FetchError::CutOff { .. } => {
                format!(
                    "check the connection, and HTTPS_PROXY behind a proxy, then run `{again}` again"
                )
            }
            FetchError::Untrusted { .. } => {
                format!("name the file of trusted certificates: `SSL_CERT_FILE=ca.pem {again}`")
            }
            FetchError::Status { .. } => {
                "open the URL: what was removed or made private is replaced with `bun update`"
                    .to_owned()
            }
            FetchError::Unauthorized { .. } => {
                "put a token for it into .npmrc, as docs/private-registries.md shows".to_owned()
            }
            FetchError::BadRedirect { .. } | FetchError::NotATarball { .. } => {
                "open the URL in a browser to see what the server sends".to_owned()
            }
            FetchError::Hostile { .. } | FetchError::TooLarge { .. } => {
                "depend on another version of the package, and tell its author".to_owned()
            }
            FetchError::Git { .. } => format!(
                "see that `git ls-remote` reaches the repository without a question, then run `{again}` again"
            ),
            FetchError::NoGit(_) => format!("install git, then run `{again}` again"),
            FetchError::Io(_) => format!("mend what the message names, then run `{again}` again"),
        }
    }

    /// Whether another try may do better.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            FetchError::Unreachable { .. }
            | FetchError::Stalled { .. }
            | FetchError::CutOff { .. } => true,
            FetchError::Status { status, .. } => {
                *status >= 500 || matches!(status, 408 | 425 | 429)
            }
            _ => false,
        }
    }
}
