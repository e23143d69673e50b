//! Fenced code, in which a line `## …` is no heading.

/// Follows a text line by line, as CommonMark 4.5 tells fences.
#[derive(Default)]
pub(crate) struct Fence {
    open: Option<(char, usize)>,
}

impl Fence {
    /// Whether the line belongs to fenced code, the fences included.
    pub(crate) fn covers(&mut self, line: &str) -> bool {
        let bare = line.trim_start_matches(' ');
        let mark = if line.len() - bare.len() < 4 {
            mark(bare)
        } else {
            None
        };
        match (self.open, mark) {
            (None, Some((char, length, info))) if char == '~' || !info.contains('`') => {
                self.open = Some((char, length));
                true
            }
            (Some((open, least)), Some((char, length, info))) => {
                if char == open && length >= least && info.trim().is_empty() {
                    self.open = None;
                }
                true
            }
            (open, _) => open.is_some(),
        }
    }
}

/// Whether the text leaves a fence open, which would go on behind it.
pub(crate) fn is_open_ended(text: &str) -> bool {
    let mut fence = Fence::default();
    for line in text.lines() {
        fence.covers(line);
    }
    fence.open.is_some()
}

/// The fence's character, its length, and what follows.
fn mark(line: &str) -> Option<(char, usize, &str)> {
    let char = line
        .chars()
        .next()
        .filter(|char| matches!(char, '`' | '~'))?;
    let info = line.trim_start_matches(char);
    let length = line.len() - info.len();
    (length >= 3).then_some((char, length, info))
}
