//! Gzipped tar archives as nobody's program writes them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{EntryType, Header};

/// An archive in the making.
#[derive(Default)]
pub struct Tarball(Vec<u8>);

impl Tarball {
    /// One with nothing in it.
    pub fn new() -> Tarball {
        Tarball::default()
    }

    /// With a file.
    pub fn file(self, path: &str, mode: u32, contents: &[u8]) -> Tarball {
        self.entry(EntryType::Regular, path, "", mode, contents)
    }

    /// With a folder.
    pub fn folder(self, path: &str, mode: u32) -> Tarball {
        self.entry(EntryType::Directory, path, "", mode, b"")
    }

    /// With a symbolic link.
    pub fn symlink(self, path: &str, target: &str) -> Tarball {
        self.entry(EntryType::Symlink, path, target, 0o777, b"")
    }

    /// With an entry of any type and name, checked by nobody.
    pub fn entry(
        mut self,
        kind: EntryType,
        path: &str,
        target: &str,
        mode: u32,
        contents: &[u8],
    ) -> Tarball {
        let mut header = Header::new_gnu();
        let old = header.as_old_mut();
        old.name[..path.len()].copy_from_slice(path.as_bytes());
        old.linkname[..target.len()].copy_from_slice(target.as_bytes());
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(contents.len() as u64);
        header.set_cksum();
        self.0.extend(header.as_bytes());
        self.0.extend(contents);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    /// The gzipped archive.
    pub fn gzip(mut self) -> Vec<u8> {
        self.0.extend([0; 1024]);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.0).unwrap();
        encoder.finish().unwrap()
    }
}
