//! The files of a folder that are named as tasks are, and reading them.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::id::TaskId;
use crate::problem::Flaw;

/// Something in a folder that is named as a task's file is.
#[derive(Clone)]
pub(crate) struct Entry {
    /// The id that the name begins with.
    pub(crate) id: TaskId,
    pub(crate) path: PathBuf,
    is_file: bool,
}

/// By id. No folder, no entries.
pub(crate) fn entries(folder: &Path) -> Result<Vec<Entry>> {
    let listed = match fs_err::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    let mut entries = Vec::new();
    for entry in listed {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let id = TaskId::of_file(&name).filter(|_| name.ends_with(".md"));
        if let Some(id) = id {
            entries.push(Entry {
                id,
                path: entry.path(),
                is_file: entry.file_type()?.is_file(),
            });
        }
    }
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(entries)
}

/// Reads a file into a buffer, which serves one file after the other. None for a file
/// that is not there any more. Links are not followed: a repository may carry one to
/// anywhere.
pub(crate) fn read_text<'b>(
    entry: &Entry,
    buffer: &'b mut Vec<u8>,
) -> std::result::Result<Option<&'b str>, Flaw> {
    if !entry.is_file {
        return Err(Flaw::whole("not a file of its own"));
    }
    buffer.clear();
    // No questions for the size first: with thousands of files they are half the time.
    let file = fs_err::File::open(&entry.path).map(fs_err::File::into_file);
    match file.and_then(|file| file.take(u64::MAX).read_to_end(buffer)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Flaw::whole(reason(&error))),
        Ok(_) => {}
    }
    str::from_utf8(buffer).map(Some).map_err(|error| {
        let before = &buffer[..error.valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Flaw::at(line, "not UTF-8")
    })
}

/// What the file system said, without the path that fs_err adds.
fn reason(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.source());
    inner.map_or_else(|| error.to_string(), ToString::to_string)
}
