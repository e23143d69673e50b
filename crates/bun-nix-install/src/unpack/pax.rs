//! The records of a pax header: `<length> <key>=<value>` and a newline each.

use super::tar::BadArchive;

/// What they say of the entry that follows.
#[derive(Default)]
pub(super) struct Records {
    pub(super) path: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
}

/// Reads them. Where one is malformed, none of them counts.
///
/// # Errors
/// If a size is negative or too large.
pub(super) fn read(mut text: &[u8]) -> Result<Records, BadArchive> {
    let mut records = Records::default();
    while !text.is_empty() {
        let Some((key, value, rest)) = first_record(text) else {
            return Ok(Records::default());
        };
        match key {
            b"path" => records.path = Some(value.to_vec()),
            b"size" => records.size = Some(size(value)?),
            _ => {}
        }
        text = rest;
    }
    Ok(records)
}

/// Key, value and what follows.
fn first_record(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let space = text.iter().position(|byte| *byte == b' ')?;
    let length: usize = std::str::from_utf8(&text[..space]).ok()?.parse().ok()?;
    let record = text.get(space + 1..length)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    Some((&record[..equals], &record[equals + 1..], &text[length..]))
}

/// The digits that it begins with.
fn size(value: &[u8]) -> Result<u64, BadArchive> {
    let mut digits = value.trim_ascii_start().iter();
    let digits = digits
        .by_ref()
        .map_while(|byte| char::from(*byte).to_digit(10));
    let size = digits.into_iter().try_fold(0u64, |sum, digit| {
        sum.checked_mul(10)?.checked_add(u64::from(digit))
    });
    match size {
        Some(size) if !value.trim_ascii_start().starts_with(b"-") => Ok(size),
        _ => Err(BadArchive::Malformed("an entry's size is no number")),
    }
}
