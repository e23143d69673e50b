//! What a patch says of one file, and the edits that it means.

use super::hunk::Hunk;
use super::read::BadPatch;

/// One edit of one file.
pub(super) struct Edit<'p> {
    /// The line of the patch that begins it, from 1.
    pub(super) line: usize,
    /// The file, relative to the package's folder; not checked yet.
    pub(super) path: &'p [u8],
    pub(super) change: Change<'p>,
}

/// What happens to a file.
pub(super) enum Change<'p> {
    Create { mode: u32, content: Vec<u8> },
    Delete,
    Rename { to: &'p [u8] },
    Mode(u32),
    Modify(Vec<Hunk<'p>>),
}

/// What the lines before the hunks say of a file, and the hunks.
#[derive(Default)]
pub(super) struct FileChanges<'p> {
    /// The line that begins it, from 1.
    pub(super) line: usize,
    /// From `diff --git`.
    pub(super) git: Option<(&'p [u8], &'p [u8])>,
    /// From `---`.
    from: Option<&'p [u8]>,
    /// From `+++`.
    to: Option<&'p [u8]>,
    old_mode: Option<&'p [u8]>,
    new_mode: Option<&'p [u8]>,
    created: Option<&'p [u8]>,
    deleted: Option<&'p [u8]>,
    rename_from: Option<&'p [u8]>,
    rename_to: Option<&'p [u8]>,
    /// A binary file of which the patch does not have the content.
    binary: bool,
    pub(super) hunks: Vec<Hunk<'p>>,
}

impl<'p> FileChanges<'p> {
    /// Of which nothing is said yet.
    pub(super) fn at(line: usize) -> FileChanges<'p> {
        FileChanges {
            line,
            ..FileChanges::default()
        }
    }

    /// Takes what a line says.
    pub(super) fn heed(&mut self, line: &'p [u8]) {
        let after = |start: &str| {
            let value = line.strip_prefix(start.as_bytes())?;
            Some(value.trim_ascii()).filter(|value| !value.is_empty())
        };
        let keyed = [
            ("old mode ", &mut self.old_mode),
            ("new mode ", &mut self.new_mode),
            ("new file mode ", &mut self.created),
            ("deleted file mode ", &mut self.deleted),
            ("rename from ", &mut self.rename_from),
            ("rename to ", &mut self.rename_to),
        ];
        for (key, value) in keyed {
            *value = after(key).or(*value);
        }
        if line.starts_with(b"--- ") {
            self.from = without_prefix(line);
        }
        if line.starts_with(b"+++ ") {
            self.to = without_prefix(line);
        }
        self.binary |= line.starts_with(b"Binary files ");
    }

    /// The file that is left.
    pub(super) fn target(&self) -> Option<&'p [u8]> {
        self.to.or(self.git.map(|(_, to)| to))
    }

    /// The edits, in their order.
    pub(super) fn edits(self) -> Result<Vec<Edit<'p>>, BadPatch> {
        match (self.rename_from, self.deleted, self.created) {
            (Some(from), _, _) => self.rename(from),
            (None, Some(mode), _) => self.deletion(mode),
            (None, None, Some(mode)) => self.creation(mode),
            (None, None, None) => {
                let target = self.target();
                self.changes(target)
            }
        }
    }

    fn rename(self, from: &'p [u8]) -> Result<Vec<Edit<'p>>, BadPatch> {
        let to = self.rename_to.ok_or(self.bad("`rename to` is missing"))?;
        let mut edits = vec![self.edit(from, Change::Rename { to })];
        edits.extend(self.changes(Some(to))?);
        Ok(edits)
    }

    fn deletion(self, mode: &[u8]) -> Result<Vec<Edit<'p>>, BadPatch> {
        self.mode(mode)?;
        let path = self.from.or(self.git.map(|(from, _)| from));
        let path = path.ok_or(self.bad(NO_PATH))?;
        Ok(vec![self.edit(path, Change::Delete)])
    }

    /// A new binary file, whose content a patch does not have, is not made.
    fn creation(self, mode: &[u8]) -> Result<Vec<Edit<'p>>, BadPatch> {
        let mode = self.mode(mode)?;
        if self.binary {
            return Ok(Vec::new());
        }
        let path = self.target().ok_or(self.bad(NO_PATH))?;
        let content = self.hunks.first().map_or_else(Vec::new, new_content);
        Ok(vec![self.edit(path, Change::Create { mode, content })])
    }

    /// Mode and lines. Where no file is named, nothing is said.
    fn changes(self, target: Option<&'p [u8]>) -> Result<Vec<Edit<'p>>, BadPatch> {
        let mut edits = Vec::new();
        let Some(target) = target else {
            return Ok(edits);
        };
        if let (Some(old), Some(new)) = (self.old_mode, self.new_mode)
            && old != new
        {
            self.mode(old)?;
            edits.push(self.edit(target, Change::Mode(self.mode(new)?)));
        }
        if !self.hunks.is_empty() {
            let line = self.line;
            let change = Change::Modify(self.hunks);
            edits.push(Edit {
                line,
                path: target,
                change,
            });
        }
        Ok(edits)
    }

    fn edit(&self, path: &'p [u8], change: Change<'p>) -> Edit<'p> {
        Edit {
            line: self.line,
            path,
            change,
        }
    }

    /// 644 or 755.
    fn mode(&self, text: &[u8]) -> Result<u32, BadPatch> {
        let text = std::str::from_utf8(text).ok();
        let mode = text.and_then(|text| u32::from_str_radix(text, 8).ok());
        let mode = mode.map(|mode| mode & 0o777);
        let mode = mode.filter(|mode| matches!(mode, 0o644 | 0o755));
        mode.ok_or(self.bad(BAD_MODE))
    }

    fn bad(&self, why: &'static str) -> BadPatch {
        BadPatch {
            line: self.line,
            why,
        }
    }
}

const BAD_MODE: &str = "a file's mode must be 100644 or 100755";
const NO_PATH: &str = "it is not said which file this changes";

/// What is after `--- a/` or `+++ b/`.
fn without_prefix(line: &[u8]) -> Option<&[u8]> {
    let path = line.get("--- a/".len()..)?.trim_ascii();
    (!path.is_empty()).then_some(path)
}

/// The two paths of `diff --git a/… b/…`.
pub(super) fn git_paths(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let paths = line.strip_prefix(b"diff --git a/")?.trim_ascii_end();
    let middle = paths.windows(3).position(|three| three == b" b/")?;
    let (from, to) = (&paths[..middle], &paths[middle + 3..]);
    (!from.is_empty() && !to.is_empty()).then_some((from, to))
}

/// The content of a new file.
fn new_content(hunk: &Hunk<'_>) -> Vec<u8> {
    let Some(part) = hunk.parts.first() else {
        return Vec::new();
    };
    let mut content = part.lines.join(&b'\n');
    if !part.without_newline {
        content.push(b'\n');
    }
    content
}
