//! A patch in git's format, read into the edits that it makes.

use super::hunk::{Hunk, PartKind};

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
        reader.file()?.edits_into(&mut edits)?;
    }
    Ok(edits)
}

/// What the lines before the hunks say of a file, and the hunks.
#[derive(Default)]
struct File<'p> {
    /// The line that begins it, from 1.
    line: usize,
    /// From `diff --git`.
    git: Option<(&'p [u8], &'p [u8])>,
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
    hunks: Vec<Hunk<'p>>,
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
    fn file(&mut self) -> Result<File<'p>, BadPatch> {
        let mut file = File {
            line: self.at + 1,
            ..File::default()
        };
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

    fn hunks(&mut self, file: &mut File<'p>) -> Result<(), BadPatch> {
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
        let mut hunk = Hunk {
            line: self.at + 1,
            start: ranges.start,
            parts: Vec::new(),
        };
        let begin = self.at;
        let mut counted = (0, 0);
        self.at += 1;
        while let Some(line) = self.line() {
            let kind = match line.first() {
                Some(b'-') if counted == ranges.lengths && line.starts_with(b"--- a/") => break,
                Some(b'\\') => {
                    self.no_newline(line, &mut hunk)?;
                    self.at += 1;
                    continue;
                }
                Some(b'-') => PartKind::Deletion,
                Some(b'+') => PartKind::Insertion,
                Some(b' ' | b'\r') | None => PartKind::Context,
                Some(_) => break,
            };
            counted.0 += usize::from(kind != PartKind::Insertion);
            counted.1 += usize::from(kind != PartKind::Deletion);
            hunk.add(kind, line.get(1..).unwrap_or_default());
            self.at += 1;
        }
        if counted != ranges.lengths {
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

impl<'p> File<'p> {
    fn heed(&mut self, line: &'p [u8]) {
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
    fn target(&self) -> Option<&'p [u8]> {
        self.to.or(self.git.map(|(_, to)| to))
    }

    fn edits_into(self, edits: &mut Vec<Edit<'p>>) -> Result<(), BadPatch> {
        let line = self.line;
        let bad = |why| BadPatch { line, why };
        let mut edit = |path, change| edits.push(Edit { line, path, change });
        let mut target = self.target();
        if let Some(from) = self.rename_from {
            let to = self.rename_to.ok_or(bad("`rename to` is missing"))?;
            edit(from, Change::Rename { to });
            target = Some(to);
        } else if let Some(mode) = self.deleted {
            parse_mode(mode).ok_or(bad(BAD_MODE))?;
            let path = self.from.or(self.git.map(|(from, _)| from));
            edit(path.ok_or(bad(NO_PATH))?, Change::Delete);
            return Ok(());
        } else if let Some(mode) = self.created {
            let mode = parse_mode(mode).ok_or(bad(BAD_MODE))?;
            if self.binary {
                return Ok(());
            }
            let content = self.hunks.first().map_or_else(Vec::new, new_content);
            edit(
                target.ok_or(bad(NO_PATH))?,
                Change::Create { mode, content },
            );
            return Ok(());
        }
        let Some(target) = target else {
            return Ok(());
        };
        if let (Some(old), Some(new)) = (self.old_mode, self.new_mode)
            && old != new
        {
            let mode = parse_mode(old).and(parse_mode(new));
            edit(target, Change::Mode(mode.ok_or(bad(BAD_MODE))?));
        }
        if !self.hunks.is_empty() {
            edit(target, Change::Modify(self.hunks));
        }
        Ok(())
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
fn git_paths(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let paths = line.strip_prefix(b"diff --git a/")?.trim_ascii_end();
    let middle = paths.windows(3).position(|three| three == b" b/")?;
    let (from, to) = (&paths[..middle], &paths[middle + 3..]);
    (!from.is_empty() && !to.is_empty()).then_some((from, to))
}

/// 644 or 755.
fn parse_mode(text: &[u8]) -> Option<u32> {
    let mode = u32::from_str_radix(std::str::from_utf8(text).ok()?, 8).ok()? & 0o777;
    matches!(mode, 0o644 | 0o755).then_some(mode)
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
