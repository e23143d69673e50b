//! Gzipped tar archives: read once, front to back, against limits, and refused
//! where an entry is not a plain part of a tree of its own.
//!
//! Nothing is unpacked. Names and modes are kept in memory; the contents, one
//! after the other, in one temporary file without a name, so that no entry can
//! meet anything of the file system.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read, Seek as _, SeekFrom};

use bun_lock::Integrity;
use flate2::read::MultiGzDecoder;
use tar::EntryType;
use tempfile::SpooledTempFile;

use super::nar::NarHasher;

/// How much is taken of one source.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes that are downloaded.
    pub download: u64,
    /// Bytes that they unpack to.
    pub unpacked: u64,
    /// Files, folders and links in it.
    pub entries: u64,
}

/// 2 GiB downloaded, 4 GiB unpacked, a million entries: far more than a package
/// has that anybody installs, and no more than a machine can bear.
impl Default for Limits {
    fn default() -> Limits {
        Limits {
            download: 2 << 30,
            unpacked: 4 << 30,
            entries: 1_000_000,
        }
    }
}

/// Contents of so many bytes are kept in memory, and more in a file.
const SPOOLED: usize = 4 << 20;

/// Why an archive is not taken.
#[derive(Debug)]
pub(super) enum BadArchive {
    Hostile {
        entry: String,
        why: &'static str,
    },
    TooLarge {
        limit: u64,
        unit: &'static str,
    },
    /// Reading fails: the connection, or it is no archive.
    Read(io::Error),
}

impl From<io::Error> for BadArchive {
    fn from(error: io::Error) -> BadArchive {
        match error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Exceeded>())
        {
            Some(Exceeded(limit)) => BadArchive::TooLarge {
                limit: *limit,
                unit: "bytes, unpacked",
            },
            None => BadArchive::Read(error),
        }
    }
}

/// The parts of a path.
type Parts = Vec<Vec<u8>>;

enum Node {
    Directory,
    Symlink(Vec<u8>),
    File(Contents),
}

#[derive(Clone, Copy)]
struct Contents {
    executable: bool,
    offset: u64,
    length: u64,
}

/// Reads to the end of an archive whose bytes are to be hashed, and refuses it
/// where unpacking it would not be safe.
pub(super) fn inspect(archive: &mut dyn Read, limits: &Limits) -> Result<(), BadArchive> {
    read(archive, limits, |_, _| Ok(()))
}

/// The NAR hash of what is in the one folder that is at the archive's root.
/// Source: nixpkgs, pkgs/build-support/fetchzip, `stripRoot`.
pub(super) fn hash_below_root(
    archive: &mut dyn Read,
    limits: &Limits,
) -> Result<Integrity, BadArchive> {
    let mut tree = Tree {
        nodes: BTreeMap::new(),
        contents: tempfile::spooled_tempfile(SPOOLED),
        length: 0,
    };
    read(archive, limits, |parts, entry| tree.add(parts, entry))?;
    tree.hash_below_root()
}

/// An entry that was found harmless in itself.
enum Entry<'r> {
    Directory,
    Symlink(Vec<u8>),
    HardLink(Parts),
    File {
        executable: bool,
        contents: &'r mut dyn Read,
    },
}

fn read(
    archive: &mut dyn Read,
    limits: &Limits,
    mut visit: impl FnMut(Parts, Entry<'_>) -> Result<(), BadArchive>,
) -> Result<(), BadArchive> {
    let unpacked = Limited {
        inner: MultiGzDecoder::new(archive),
        left: limits.unpacked,
        limit: limits.unpacked,
    };
    let mut tar = tar::Archive::new(unpacked);
    let mut count = 0;
    for entry in tar.entries()? {
        let mut entry = entry?;
        if entry.header().entry_type() == EntryType::XGlobalHeader {
            continue;
        }
        count += 1;
        if count > limits.entries {
            return Err(BadArchive::TooLarge {
                limit: limits.entries,
                unit: "entries",
            });
        }
        let name = Name(entry.path_bytes().into_owned());
        let parts = name.parts()?;
        let harmless = harmless(&mut entry, &name, &parts)?;
        visit(parts, harmless)?;
    }
    // What follows the last entry is part of the file, too.
    io::copy(&mut tar.into_inner(), &mut io::sink())?;
    if count == 0 {
        let message = "it has no entries";
        return Err(io::Error::new(io::ErrorKind::InvalidData, message).into());
    }
    Ok(())
}

fn harmless<'e, R: Read>(
    entry: &'e mut tar::Entry<'_, R>,
    name: &Name,
    parts: &Parts,
) -> Result<Entry<'e>, BadArchive> {
    let kind = entry.header().entry_type();
    let target = |entry: &tar::Entry<'_, R>| {
        let target = entry.link_name_bytes().map(|target| target.into_owned());
        target.ok_or_else(|| name.refused("is a link to nothing"))
    };
    match kind {
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => Ok(Entry::File {
            executable: entry.header().mode()? & 0o100 != 0,
            contents: entry,
        }),
        EntryType::Directory => Ok(Entry::Directory),
        EntryType::Symlink => {
            let target = target(entry)?;
            if leaves(parts, &target) {
                return Err(name.refused("is a link out of the archive"));
            }
            Ok(Entry::Symlink(target))
        }
        EntryType::Link => {
            let target = Name(target(entry)?).parts();
            target
                .map(Entry::HardLink)
                .map_err(|_| name.refused("is a link out of the archive"))
        }
        EntryType::Char | EntryType::Block => Err(name.refused("is a device")),
        EntryType::Fifo => Err(name.refused("is a named pipe")),
        _ => Err(name.refused("is neither file, folder nor link")),
    }
}

/// The name of an entry, as it is written.
struct Name(Vec<u8>);

impl Name {
    /// Empty for the root itself.
    fn parts(&self) -> Result<Parts, BadArchive> {
        if self.0.starts_with(b"/") {
            return Err(self.refused("has an absolute path"));
        }
        if self.0.contains(&0) || self.0.len() > 4096 {
            return Err(self.refused("has a name that no file can have"));
        }
        let parts = self.0.split(|byte| *byte == b'/');
        let parts: Parts = parts
            .filter(|part| !part.is_empty() && *part != b".")
            .map(<[u8]>::to_vec)
            .collect();
        if parts.iter().any(|part| part == b"..") {
            return Err(self.refused("has a path with `..`"));
        }
        Ok(parts)
    }

    fn refused(&self, why: &'static str) -> BadArchive {
        BadArchive::Hostile {
            entry: String::from_utf8_lossy(&self.0).into_owned(),
            why,
        }
    }
}

/// Whether a link leads out of the folder at the root, going by its text.
fn leaves(link: &Parts, target: &[u8]) -> bool {
    // Its own name and the root do not count.
    let mut depth = link.len().saturating_sub(2);
    for part in target.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if depth == 0 => return true,
            b".." => depth -= 1,
            _ => depth += 1,
        }
    }
    target.starts_with(b"/") || target.is_empty()
}

/// An archive in memory but for its contents.
struct Tree {
    nodes: BTreeMap<Parts, Node>,
    contents: SpooledTempFile,
    length: u64,
}

impl Tree {
    fn add(&mut self, parts: Parts, entry: Entry<'_>) -> Result<(), BadArchive> {
        self.add_parents(&parts)?;
        let node = match entry {
            Entry::Directory => Node::Directory,
            Entry::Symlink(target) => Node::Symlink(target),
            Entry::HardLink(target) => match self.nodes.get(&target) {
                Some(Node::File(contents)) => Node::File(*contents),
                _ => return Err(refused(&parts, "is a link to no file of the archive")),
            },
            Entry::File {
                executable,
                contents,
            } => Node::File(self.append(executable, contents)?),
        };
        let is_directory = matches!(node, Node::Directory);
        match self.nodes.insert(parts.clone(), node) {
            Some(Node::Directory) if !is_directory => {
                Err(refused(&parts, "is a folder and something else"))
            }
            Some(Node::File(_) | Node::Symlink(_)) if is_directory => {
                Err(refused(&parts, "is a folder and something else"))
            }
            _ => Ok(()),
        }
    }

    fn add_parents(&mut self, parts: &Parts) -> Result<(), BadArchive> {
        for length in 1..parts.len() {
            let parent = parts[..length].to_vec();
            match self.nodes.entry(parent).or_insert(Node::Directory) {
                Node::Directory => {}
                _ => return Err(refused(parts, "lies below what is no folder")),
            }
        }
        Ok(())
    }

    fn append(&mut self, executable: bool, from: &mut dyn Read) -> io::Result<Contents> {
        let offset = self.length;
        let length = io::copy(from, &mut self.contents)?;
        self.length += length;
        Ok(Contents {
            executable,
            offset,
            length,
        })
    }

    fn hash_below_root(mut self) -> Result<Integrity, BadArchive> {
        let mut roots = self.nodes.iter().filter(|(parts, _)| parts.len() == 1);
        let (Some((_, Node::Directory)), None) = (roots.next(), roots.next()) else {
            let message = "it has not one folder at its root";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message).into());
        };
        let mut hasher = NarHasher::new();
        let mut depth = 0;
        hasher.begin_directory();
        for (parts, node) in self.nodes.iter().filter(|(parts, _)| parts.len() > 1) {
            let above = parts.len() - 2;
            close_directories(&mut hasher, depth - above);
            depth = above;
            hasher.begin_entry(parts.last().map_or(b"", Vec::as_slice));
            match node {
                Node::Directory => {
                    hasher.begin_directory();
                    depth += 1;
                    continue;
                }
                Node::Symlink(target) => hasher.symlink(target),
                Node::File(contents) => add_file(&mut hasher, &mut self.contents, contents)?,
            }
            hasher.end_entry();
        }
        close_directories(&mut hasher, depth);
        hasher.end_directory();
        Ok(hasher.finish())
    }
}

fn add_file(
    hasher: &mut NarHasher,
    file: &mut SpooledTempFile,
    contents: &Contents,
) -> io::Result<()> {
    file.seek(SeekFrom::Start(contents.offset))?;
    hasher.file(contents.executable, contents.length, file)
}

fn close_directories(hasher: &mut NarHasher, count: usize) {
    for _ in 0..count {
        hasher.end_directory();
        hasher.end_entry();
    }
}

fn refused(parts: &Parts, why: &'static str) -> BadArchive {
    Name(parts.join(&b'/')).refused(why)
}

/// A reader that fails once it has read more than a limit.
struct Limited<R> {
    inner: R,
    left: u64,
    limit: u64,
}

#[derive(Debug)]
struct Exceeded(u64);

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} bytes", self.0)
    }
}

impl std::error::Error for Exceeded {}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(Exceeded(self.limit))),
        }
        Ok(read)
    }
}
