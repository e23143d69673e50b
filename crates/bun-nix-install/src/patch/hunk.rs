//! The changes to one place of a file.

/// One `@@`, with what follows it.
pub(super) struct Hunk<'p> {
    /// The line of the patch that begins it, from 1.
    pub(super) line: usize,
    /// The line of the file that it expects to begin at, from 1.
    pub(super) start: usize,
    /// Runs of lines of one kind.
    pub(super) parts: Vec<Part<'p>>,
    /// How many lines it expects, and how many it leaves.
    pub(super) lengths: (usize, usize),
}

/// Lines that follow one another, all kept, all taken away or all new.
pub(super) struct Part<'p> {
    pub(super) kind: PartKind,
    /// Without their first character and their newline.
    pub(super) lines: Vec<&'p [u8]>,
    /// Whether `\ No newline at end of file` follows.
    pub(super) without_newline: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PartKind {
    Context,
    Deletion,
    Insertion,
}

impl PartKind {
    /// What a line of a hunk is by its first character; an empty one is context.
    pub(super) fn of(line: &[u8]) -> Option<PartKind> {
        match line.first() {
            Some(b'-') => Some(PartKind::Deletion),
            Some(b'+') => Some(PartKind::Insertion),
            Some(b' ' | b'\r') | None => Some(PartKind::Context),
            Some(_) => None,
        }
    }
}

impl<'p> Hunk<'p> {
    /// One without lines yet.
    pub(super) fn new(line: usize, start: usize) -> Hunk<'p> {
        Hunk {
            line,
            start,
            parts: Vec::new(),
            lengths: (0, 0),
        }
    }

    /// The lines of the file that it expects.
    pub(super) fn expected(&self) -> Vec<&'p [u8]> {
        let parts = self.parts.iter();
        let parts = parts.filter(|part| part.kind != PartKind::Insertion);
        parts.flat_map(|part| part.lines.iter().copied()).collect()
    }

    /// Adds a line to its last part, or begins a new one.
    pub(super) fn add(&mut self, kind: PartKind, line: &'p [u8]) {
        self.lengths.0 += usize::from(kind != PartKind::Insertion);
        self.lengths.1 += usize::from(kind != PartKind::Deletion);
        match self.parts.last_mut() {
            Some(part) if part.kind == kind => part.lines.push(line),
            _ => self.parts.push(Part {
                kind,
                lines: vec![line],
                without_newline: false,
            }),
        }
    }

    /// Whether the last line that it leaves ends with a newline, if it is the
    /// file's last.
    pub(super) fn ends_with_newline(&self) -> bool {
        let mut parts = self.parts.iter().rev();
        let last = parts.find(|part| part.kind != PartKind::Deletion);
        last.is_none_or(|part| !part.without_newline)
    }

    /// Whether the end of the file is said to come before lines of the file.
    pub(super) fn contradicts_itself(&self) -> bool {
        let mut ended = false;
        for part in &self.parts {
            if ended && part.kind != PartKind::Insertion {
                return true;
            }
            ended |= part.without_newline && part.kind != PartKind::Context;
        }
        false
    }
}
