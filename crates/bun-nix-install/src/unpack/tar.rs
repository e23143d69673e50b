//! The entries of a tar archive, read as Bun reads them: ustar, pax and GNU.
//!
//! Where archives are odd, the tar crate and Bun differ: what is no header is
//! passed over, a name is what Bun takes it for. So this is our own.

use std::io::{self, BufRead};

use super::header::{Block, Header, Kind};
use super::pax;

/// How many bytes a long name or the records of a pax header may have.
const LONGEST_EXTENSION: u64 = 8 << 20;

/// What is wrong with an archive.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadArchive {
    /// Where it is inflated.
    #[error(transparent)]
    Inflate(#[from] io::Error),
    #[error("it ends in the middle of an entry")]
    Truncated,
    #[error("it is no tar archive")]
    NotTar,
    #[error("{0}")]
    Malformed(&'static str),
    #[error("it unpacks to too many {0}")]
    TooMuch(&'static str),
}

/// A file or folder in an archive.
pub(super) struct Entry {
    /// Its path, as it is written.
    pub(super) name: Vec<u8>,
    /// The permission bits.
    pub(super) mode: u32,
    pub(super) kind: EntryKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    /// Links, devices and the like.
    Other,
}

/// What headers before an entry's own say of it.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    pax: bool,
}

/// An archive that is read front to back.
pub(super) struct Archive<R> {
    reader: R,
    /// Bytes of it that may still follow.
    left: u64,
    /// Bytes of the current entry that were not read yet.
    content: u64,
    /// Bytes between the current entry's content and the next header.
    padding: u64,
    begun: bool,
}

impl<R: BufRead> Archive<R> {
    /// An archive of which no more than `limit` bytes are read.
    pub(super) fn new(reader: R, limit: u64) -> Archive<R> {
        Archive {
            reader,
            left: limit,
            content: 0,
            padding: 0,
            begun: false,
        }
    }

    /// The next entry; `None` at the end, when all that follows was read, too.
    pub(super) fn next_entry(&mut self) -> Result<Option<Entry>, BadArchive> {
        let mut extension = Extension::default();
        while let Some(header) = self.next_header(extension.pax)? {
            match header.kind() {
                Kind::Pax => self.read_pax(&header, &mut extension)?,
                Kind::LongName => extension.name = Some(self.read_name(&header)?),
                Kind::Skipped => self.begin_content(header.size()?),
                kind => return self.entry(&header, kind, extension).map(Some),
            }
        }
        self.drain()?;
        Ok(None)
    }

    fn read_pax(&mut self, header: &Header, extension: &mut Extension) -> Result<(), BadArchive> {
        if extension.pax {
            return Err(BadArchive::Malformed("it has two pax headers in a row"));
        }
        let records = pax::read(&self.extension(header)?)?;
        extension.name = records.path.or(extension.name.take());
        extension.size = records.size;
        extension.pax = true;
        Ok(())
    }

    fn read_name(&mut self, header: &Header) -> Result<Vec<u8>, BadArchive> {
        let mut name = self.extension(header)?;
        let end = name.iter().position(|byte| *byte == 0);
        name.truncate(end.unwrap_or(name.len()));
        Ok(name)
    }

    fn entry(
        &mut self,
        header: &Header,
        kind: Kind,
        extension: Extension,
    ) -> Result<Entry, BadArchive> {
        self.begin_content(match extension.size {
            Some(size) => size,
            None => header.size()?,
        });
        let name = extension.name.filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| header.name());
        let kind = match kind {
            Kind::File if !name.ends_with(b"/") => EntryKind::File,
            Kind::File | Kind::Folder => EntryKind::Folder,
            _ => EntryKind::Other,
        };
        Ok(Entry {
            name,
            mode: header.mode(),
            kind,
        })
    }

    /// Two blocks of zeros end an archive; a single one does not.
    fn next_header(&mut self, after_pax: bool) -> Result<Option<Header>, BadArchive> {
        let mut zeros = 0;
        while zeros < 2 {
            let Some(block) = self.next_block()? else {
                break;
            };
            if block == [0; 512] {
                zeros += 1;
            } else if let Some(header) = Header::new(block) {
                self.begun = true;
                return Ok(Some(header));
            } else {
                self.pass_over(after_pax)?;
                zeros = 0;
            }
            self.begun = true;
        }
        match self.begun {
            true => Ok(None),
            false => Err(BadArchive::NotTar),
        }
    }

    /// A block that is no header is passed over, but not the first one.
    fn pass_over(&self, after_pax: bool) -> Result<(), BadArchive> {
        match (self.begun, after_pax) {
            (false, _) => Err(BadArchive::NotTar),
            (true, true) => Err(BadArchive::Malformed("a pax header is followed by none")),
            (true, false) => Ok(()),
        }
    }

    /// The block after the current entry's content; `None` at the end.
    fn next_block(&mut self) -> Result<Option<Block>, BadArchive> {
        self.skip_content()?;
        if self.chunk(1)?.is_empty() {
            return Ok(None);
        }
        let mut block = [0; 512];
        self.fill(&mut block)?;
        Ok(Some(block))
    }

    fn begin_content(&mut self, size: u64) {
        self.content = size;
        self.padding = size.wrapping_neg() % 512;
    }

    fn skip_content(&mut self) -> Result<(), BadArchive> {
        while self.content > 0 {
            let read = self.content()?.len();
            self.consume_content(read);
        }
        while self.padding > 0 {
            let read = self.chunk(self.padding)?.len();
            if read == 0 {
                return Err(BadArchive::Truncated);
            }
            self.consume(read);
            self.padding -= read as u64;
        }
        Ok(())
    }

    /// Some of the current entry's content that was not read yet; empty at its
    /// end. To be followed by [`Archive::consume_content`].
    pub(super) fn content(&mut self) -> Result<&[u8], BadArchive> {
        let content = self.content;
        let chunk = self.chunk(content)?;
        if chunk.is_empty() && content > 0 {
            return Err(BadArchive::Truncated);
        }
        Ok(chunk)
    }

    /// Goes past that many bytes of what [`Archive::content`] gave.
    pub(super) fn consume_content(&mut self, read: usize) {
        self.consume(read);
        self.content -= read as u64;
    }

    /// All of the current header's content.
    fn extension(&mut self, header: &Header) -> Result<Vec<u8>, BadArchive> {
        let size = header.size()?;
        if size > LONGEST_EXTENSION {
            return Err(BadArchive::Malformed("it has a header that is too long"));
        }
        self.begin_content(size);
        let mut content = vec![0; usize::try_from(size).unwrap_or(0)];
        self.fill(&mut content)?;
        self.content = 0;
        Ok(content)
    }

    fn drain(&mut self) -> Result<(), BadArchive> {
        loop {
            let read = self.chunk(u64::MAX)?.len();
            if read == 0 {
                return Ok(());
            }
            self.consume(read);
        }
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), BadArchive> {
        let mut filled = 0;
        while filled < buffer.len() {
            let chunk = self.chunk((buffer.len() - filled) as u64)?;
            let read = chunk.len();
            if read == 0 {
                return Err(BadArchive::Truncated);
            }
            buffer[filled..filled + read].copy_from_slice(chunk);
            self.consume(read);
            filled += read;
        }
        Ok(())
    }

    /// The next bytes, `most` at most; empty at the end.
    fn chunk(&mut self, most: u64) -> Result<&[u8], BadArchive> {
        if self.left == 0 {
            return Err(BadArchive::TooMuch("bytes"));
        }
        let chunk = self.reader.fill_buf()?;
        let most = usize::try_from(most.min(self.left)).unwrap_or(usize::MAX);
        Ok(&chunk[..chunk.len().min(most)])
    }

    fn consume(&mut self, read: usize) {
        self.reader.consume(read);
        self.left -= read as u64;
    }
}
