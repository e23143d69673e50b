//! The bytes of a tar archive out of those of a file: inflated where they are
//! gzipped, and as they are where not.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

/// Inflated bytes that are held at once.
const BUFFER: usize = 128 << 10;

/// What a file holds, inflated: every gzip member of it. What follows the last
/// member is no part of it.
pub(super) fn inflate(file: &[u8]) -> Box<dyn BufRead + '_> {
    if !is_gzip(file) {
        return Box::new(file);
    }
    let members = Members {
        member: GzDecoder::new(file),
    };
    Box::new(BufReader::with_capacity(BUFFER, members))
}

/// Whether a gzip member begins here: its mark, deflate, and no flag that is
/// reserved. Source: RFC 1952, section 2.3.
fn is_gzip(bytes: &[u8]) -> bool {
    matches!(bytes, [0x1f, 0x8b, 8, flags, ..] if flags & 0xe0 == 0)
}

struct Members<'f> {
    member: GzDecoder<&'f [u8]>,
}

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.member.read(buffer)?;
            let rest = *self.member.get_ref();
            if read > 0 || !is_gzip(rest) {
                return Ok(read);
            }
            self.member = GzDecoder::new(rest);
        }
    }
}
