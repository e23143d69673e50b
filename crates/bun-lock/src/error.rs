//! Why a file cannot be used: where, in which package, what is wrong, and what
//! to do about it.

use crate::text::Position;

/// A lockfile or manifest that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Error {
    /// Where it is wrong.
    pub position: Position,
    /// Key of the package in bun.lock whose entry is wrong, where it is one.
    pub package: Option<String>,
    /// Which kind of file it is.
    pub file: FileKind,
    /// What is wrong.
    pub kind: ErrorKind,
}

/// The files that this crate reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// bun.lock
    Lockfile,
    /// package.json
    Manifest,
}

/// What can be wrong with a file. Each kind has a stable [`code`](ErrorKind::code).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErrorKind {
    /// Nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// Bun's old binary format under the name of the text format.
    #[error("this is Bun's binary lockfile (bun.lockb), not the text lockfile bun.lock")]
    Binary,
    /// A byte order mark, UTF-8 or UTF-16.
    #[error("the file starts with a byte order mark")]
    ByteOrderMark,
    /// Bytes that are no UTF-8.
    #[error("the file is not UTF-8 text")]
    NotUtf8,
    /// Markers that an unfinished merge left behind.
    #[error("the file holds merge-conflict markers")]
    MergeConflict,
    /// The text stops before the outermost object is closed.
    #[error("the file is cut off: it ends before its outermost object is closed")]
    Truncated,
    /// Text that is not JSON with comments and trailing commas.
    #[error("{0}")]
    Syntax(String),
    /// One key twice in one object.
    #[error("the key {0:?} occurs twice")]
    DuplicateKey(String),
    /// A lockfileVersion newer than the newest known.
    #[error("lockfileVersion {found} is newer than {newest}, the newest one known here")]
    UnsupportedVersion {
        /// What the file says.
        found: String,
        /// The newest version that can be read.
        newest: u32,
    },
    /// A value of the wrong JSON type, or none.
    #[error("{what} must be {expected}")]
    WrongType {
        /// The value, in words.
        what: String,
        /// What it should be, in words.
        expected: &'static str,
    },
    /// A key of a lockfile that must be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An id whose resolution is of no known kind.
    #[error("{0:?} is no resolution that Bun writes")]
    UnknownResolution(String),
    /// An integrity that is no Subresource Integrity value.
    #[error("the integrity {0:?} is not a sha1, sha256, sha384 or sha512 hash in SRI form")]
    BadIntegrity(String),
    /// A name that npm, a file system or Nix would not take for a package's.
    #[error("{0:?} is not a plausible package name")]
    UnsafeName(String),
    /// A path that is absolute, or with characters that do not belong in one.
    #[error("{0:?} is not a plausible relative path")]
    UnsafePath(String),
    /// A path that leads out of the repository.
    #[error("{0:?} leads out of the repository")]
    OutsidePath(String),
    /// A folder that `workspaces` names without a glob has no package.json.
    #[error("the workspace {0:?} has no package.json")]
    MissingMember(String),
    /// A URL without a plausible scheme, host or path, or with a password.
    #[error("{:?} is not a plausible URL of a source", redacted(.0))]
    UnsafeUrl(String),
    /// A commit that is no hexadecimal hash.
    #[error("{0:?} is not a commit hash")]
    UnsafeCommit(String),
    /// An operating system, processor or C library of a form that Bun does not write.
    #[error("{0:?} is not a plausible operating system, processor or C library")]
    UnsafePlatform(String),
    /// A text with characters that do not show, or that change what others show.
    #[error("{0:?} holds characters that a terminal does not show as they are")]
    UnsafeText(String),
    /// `packages` places a workspace that `workspaces` does not list.
    #[error("the workspace {0:?} is not listed under \"workspaces\"")]
    UnknownWorkspace(String),
    /// Two workspaces of one name.
    #[error("two workspaces are named {0:?}")]
    DuplicateWorkspace(String),
}

/// A URL whose password, if it holds one, may be printed.
fn redacted(url: &str) -> String {
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[start..]
        .find('/')
        .map_or(url.len(), |slash| start + slash);
    match url[start..end].rsplit_once('@') {
        Some((user, host)) if user.contains(':') => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{}{user}:…@{host}{}", &url[..start], &url[end..])
        }
        _ => url.to_owned(),
    }
}

impl ErrorKind {
    /// A stable name for the kind, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            ErrorKind::Empty => "empty-file",
            ErrorKind::Binary => "binary-lockfile",
            ErrorKind::ByteOrderMark => "byte-order-mark",
            ErrorKind::NotUtf8 => "not-utf8",
            ErrorKind::MergeConflict => "merge-conflict",
            ErrorKind::Truncated => "truncated",
            ErrorKind::Syntax(_) => "syntax",
            ErrorKind::DuplicateKey(_) => "duplicate-key",
            ErrorKind::UnsupportedVersion { .. } => "unsupported-version",
            ErrorKind::WrongType { .. } => "wrong-type",
            ErrorKind::Missing(_) => "missing-key",
            ErrorKind::UnknownResolution(_) => "unknown-resolution",
            ErrorKind::BadIntegrity(_) => "bad-integrity",
            ErrorKind::UnsafeName(_) => "unsafe-name",
            ErrorKind::UnsafePath(_) => "unsafe-path",
            ErrorKind::OutsidePath(_) => "outside-path",
            ErrorKind::MissingMember(_) => "missing-member",
            ErrorKind::UnsafeUrl(_) => "unsafe-url",
            ErrorKind::UnsafeCommit(_) => "unsafe-commit",
            ErrorKind::UnsafePlatform(_) => "unsafe-platform",
            ErrorKind::UnsafeText(_) => "unsafe-text",
            ErrorKind::UnknownWorkspace(_) => "unknown-workspace",
            ErrorKind::DuplicateWorkspace(_) => "duplicate-workspace",
        }
    }

    fn help_for_manifest(&self) -> &'static str {
        match self {
            ErrorKind::ByteOrderMark | ErrorKind::NotUtf8 => "save the file as UTF-8",
            ErrorKind::MergeConflict => "resolve the conflict, then run `bun install`",
            ErrorKind::Truncated => "restore the rest of package.json, from git for instance",
            ErrorKind::MissingMember(_) => {
                "restore the folder's package.json, or take the folder out of \"workspaces\" and run `bun install`"
            }
            ErrorKind::OutsidePath(_) | ErrorKind::UnsafePath(_) => {
                "let \"workspaces\" name folders of this repository, relative to package.json"
            }
            ErrorKind::DuplicateWorkspace(_) => "rename one of the two, then run `bun install`",
            _ => "mend package.json, then run `bun install`",
        }
    }

    fn help_for_lockfile(&self) -> &'static str {
        match self {
            ErrorKind::Binary => "run `bun install --save-text-lockfile` and delete bun.lockb",
            ErrorKind::ByteOrderMark | ErrorKind::NotUtf8 => {
                "save the file as UTF-8 without a byte order mark"
            }
            ErrorKind::MergeConflict => {
                "keep one side of the conflict, then run `bun install` to bring in the other"
            }
            ErrorKind::DuplicateKey(_) => {
                "a merge can leave a line twice: delete one of the two, then run `bun install`"
            }
            ErrorKind::UnsupportedVersion { .. } => {
                "a newer Bun wrote it: update this program, for instance with `cargo update`"
            }
            ErrorKind::Truncated => {
                "restore the file with `git checkout -- bun.lock`, or run `bun install`"
            }
            ErrorKind::UnsafeName(_)
            | ErrorKind::UnsafePath(_)
            | ErrorKind::UnsafeUrl(_)
            | ErrorKind::UnsafeCommit(_)
            | ErrorKind::UnsafePlatform(_)
            | ErrorKind::UnsafeText(_) => {
                "look at where this entry comes from before you build it; `bun install` writes it anew"
            }
            _ => "run `bun install` to write bun.lock anew",
        }
    }
}

impl Error {
    pub(crate) fn new(position: Position, kind: ErrorKind) -> Error {
        Error {
            position,
            package: None,
            file: FileKind::Lockfile,
            kind,
        }
    }

    pub(crate) fn at_start(kind: ErrorKind) -> Error {
        Error::new(Position { line: 1, column: 1 }, kind)
    }

    /// What mends it, as the end of a sentence that starts with `help:`.
    pub fn help(&self) -> &'static str {
        match self.file {
            FileKind::Lockfile => self.kind.help_for_lockfile(),
            FileKind::Manifest => self.kind.help_for_manifest(),
        }
    }

    /// Says that the file is a package.json, which has no packages' entries.
    pub(crate) fn in_manifest(self) -> Error {
        Error {
            file: FileKind::Manifest,
            package: None,
            ..self
        }
    }

    pub(crate) fn in_package(mut self, key: &str) -> Error {
        self.package.get_or_insert_with(|| key.to_owned());
        self
    }
}
