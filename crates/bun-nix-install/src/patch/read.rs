//! A patch in git's format, line by line.

use super::edits::{Edit, FileChanges, git_paths};
use super::hunk::{Hunk, PartKind};

/// What is wrong with a patch.
pub(super) struct BadPatch {
    /// The line, from 1.
    pub(super) line: usize,
    pub(super) why: &'static str,
}

/// Reads a patch, in the dialect that Bun takes: what git writes without quoted
/// paths, whose prefixes are `a/` and `b/`. Lines that say nothing are passed
/// over; every hunk must have the lines that its header counts. Source: Bun 1.4.
pub(super) fn read(text: &[u8]) -> Result<Vec<Edit<'_>>, BadPatch> {
    if text.is_empty() {
        return Err(BadPatch {
            line: 1,
            why: "the patch is empty",
        });
    }
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let mut reader = Reader {
        lines: text.split(|byte| *byte == b'\n').collect(),
        at: 0,
    };
    let mut edits = Vec::new();
    while reader.at < reader.lines.len() {
        edits.extend(reader.file()?.edits()?);
    }
    Ok(edits)
}

struct Reader<'p> {
    lines: Vec<&'p [u8]>,
    at: usize,
}

impl<'p> Reader<'p> {
    fn line(&self) -> Option<&'p [u8]> {
        self.lines.get(self.at).copied()
    }

    fn bad(&self, why: &'static str) -> BadPatch {
        BadPatch {
            line: self.at + 1,
            why,
        }
    }

    /// Reads up to the next file.
    fn file(&mut self) -> Result<FileChanges<'p>, BadPatch> {
        let mut file = FileChanges::at(self.at + 1);
        while let Some(line) = self.line() {
            if line.starts_with(b"@@") {
                self.hunks(&mut file)?;
                break;
            }
            if line.starts_with(b"diff --git ") {
                if file.git.is_some() {
                    break;
                }
                let paths = git_paths(line);
                file.git = Some(paths.ok_or_else(|| self.bad(BAD_PATHS))?);
                file.line = self.at + 1;
            } else if line.starts_with(b"GIT binary patch") {
                return Err(self.bad("the contents of binary files cannot be patched"));
            } else {
                file.heed(line);
            }
            self.at += 1;
        }
        Ok(file)
    }

    fn hunks(&mut self, file: &mut FileChanges<'p>) -> Result<(), BadPatch> {
        if file.target().is_none() {
            return Err(self.bad("it is not said which file this hunk changes"));
        }
        while let Some(line) = self.line() {
            if !line.starts_with(b"@@") {
                break;
            }
            file.hunks.push(self.hunk(line)?);
        }
        Ok(())
    }

    fn hunk(&mut self, header: &'p [u8]) -> Result<Hunk<'p>, BadPatch> {
        let ranges = Ranges::read(header).ok_or_else(|| self.bad(BAD_HEADER))?;
        let mut hunk = Hunk::new(self.at + 1, ranges.start);
        let begin = self.at;
        self.at += 1;
        while let Some(line) = self.line() {
            if hunk.lengths == ranges.lengths && line.starts_with(b"--- a/") {
                break;
            }
            match PartKind::of(line) {
                Some(kind) => hunk.add(kind, line.get(1..).unwrap_or_default()),
                None if line.starts_with(b"\\") => self.no_newline(line, &mut hunk)?,
                None => break,
            }
            self.at += 1;
        }
        if hunk.lengths != ranges.lengths {
            self.at = begin;
            return Err(self.bad("the hunk does not have the lines that are counted here"));
        }
        Ok(hunk)
    }

    fn no_newline(&self, line: &[u8], hunk: &mut Hunk<'p>) -> Result<(), BadPatch> {
        if !line.starts_with(b"\\ No newline at end of file") {
            return Err(self.bad("only `\\ No newline at end of file` can follow a `\\`"));
        }
        let part = hunk.parts.last_mut();
        let part = part.ok_or_else(|| self.bad("there is no line before this one"))?;
        part.without_newline = true;
        Ok(())
    }
}

const BAD_PATHS: &str =
    "the paths must be as in `diff --git a/file b/file`, without quotation marks";
const BAD_HEADER: &str = "a hunk must begin as in `@@ -1,3 +1,4 @@`";

/// What `@@ -1,3 +1,4 @@` says.
struct Ranges {
    /// The first line of the file that is expected, or the one that new lines
    /// follow.
    start: usize,
    /// How many lines there are before and after.
    lengths: (usize, usize),
}

impl Ranges {
    fn read(header: &[u8]) -> Option<Ranges> {
        let ranges = header.strip_prefix(b"@@ -")?;
        let end = ranges.windows(3).position(|three| three == b" @@")?;
        let ranges = std::str::from_utf8(&ranges[..end]).ok()?;
        let (before, after) = ranges.split_once(" +")?;
        let (start, before) = range(before)?;
        let (_, after) = range(after)?;
        Some(Ranges {
            start,
            lengths: (before, after),
        })
    }
}

/// `1,3`, or `1` for `1,1`.
fn range(text: &str) -> Option<(usize, usize)> {
    let (start, length) = text.split_once(',').unwrap_or((text, "1"));
    let number = |text: &str| usize::try_from(text.parse::<u32>().ok()?).ok();
    Some((number(start)?, number(length)?))
}
