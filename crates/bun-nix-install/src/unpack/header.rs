//! One header block of a tar archive: 512 bytes of fields.

use super::tar::BadArchive;

pub(super) type Block = [u8; 512];

/// What follows a header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// Links, devices and the like.
    Other,
    /// The records of the next entry.
    Pax,
    /// The name of the next entry.
    LongName,
    /// Records of the whole archive, and the names of links, which nobody needs.
    Skipped,
}

/// A block whose checksum is right.
pub(super) struct Header(Block);

impl Header {
    pub(super) fn new(block: Block) -> Option<Header> {
        let recorded = number(&block[148..156])?;
        let others = [&block[..148], &block[156..]];
        let of_field = 8 * u64::from(b' ');
        let sum = of_field + others.iter().map(|bytes| sum(bytes)).sum::<u64>();
        // Some old programs added signed bytes.
        let signed = || {
            let negative = others.iter().flat_map(|bytes| bytes.iter());
            let negative = negative.filter(|byte| !byte.is_ascii()).count() as u64;
            sum.checked_sub(256 * negative)
        };
        let right = sum == recorded || signed() == Some(recorded);
        right.then_some(Header(block))
    }

    pub(super) fn kind(&self) -> Kind {
        match self.0[156] {
            b'0' | b'7' | 0 => Kind::File,
            b'5' => Kind::Folder,
            b'x' | b'X' => Kind::Pax,
            b'L' => Kind::LongName,
            b'K' | b'g' => Kind::Skipped,
            _ => Kind::Other,
        }
    }

    /// The name, with the prefix that ustar has for long ones.
    pub(super) fn name(&self) -> Vec<u8> {
        let name = text(&self.0[..100]);
        let prefix = text(&self.0[345..500]);
        if &self.0[257..265] != b"ustar\x0000" || prefix.is_empty() {
            return name.to_vec();
        }
        [prefix, b"/", name].concat()
    }

    /// The permission bits.
    pub(super) fn mode(&self) -> u32 {
        let mode = number(&self.0[100..108]).unwrap_or(0) & 0o777;
        u32::try_from(mode).unwrap_or(0)
    }

    pub(super) fn size(&self) -> Result<u64, BadArchive> {
        number(&self.0[124..136]).ok_or(BadArchive::Malformed("an entry's size is no number"))
    }
}

fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte)).sum()
}

/// What comes before the first NUL.
fn text(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|byte| *byte == 0);
    &field[..end.unwrap_or(field.len())]
}

/// Octal digits, after white space and up to anything else; or big-endian binary
/// where the first bit is set. `None` if it is negative or too large.
fn number(field: &[u8]) -> Option<u64> {
    match field {
        [first, rest @ ..] if first & 0x80 != 0 => {
            let mut bytes = std::iter::once(first & 0x7f).chain(rest.iter().copied());
            bytes.try_fold(0u64, |sum, byte| {
                sum.checked_mul(256)?.checked_add(u64::from(byte))
            })
        }
        _ => {
            let digits = field.trim_ascii_start().iter();
            let digits = digits.map_while(|byte| char::from(*byte).to_digit(8));
            digits.into_iter().try_fold(0u64, |sum, digit| {
                sum.checked_mul(8)?.checked_add(u64::from(digit))
            })
        }
    }
}
