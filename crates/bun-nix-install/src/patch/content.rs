//! A file's content before and after a patch.

use super::hunk::{Hunk, PartKind};

/// The content after the hunks.
///
/// Each hunk goes to the place nearest to where it expects to be at which its
/// lines are, after the hunk before it; of two places as near, to the later one.
/// White space at the end of lines does not count. A hunk that expects no lines
/// goes to its own place only. Source: Bun 1.4.
///
/// # Errors
/// The first hunk that fits nowhere.
pub(super) fn modified<'h, 'p>(
    before: &'p [u8],
    hunks: &'h [Hunk<'p>],
) -> Result<Vec<u8>, &'h Hunk<'p>> {
    let lines = lines(before);
    let mut ends_with_newline = before.is_empty() || before.ends_with(b"\n");
    let mut after: Vec<&[u8]> = Vec::with_capacity(lines.len());
    let mut done = 0;
    for hunk in in_order(hunks) {
        let place = place(&lines, done, hunk).ok_or(hunk)?;
        after.extend(&lines[done..place]);
        done = place + replace(&lines[place..], hunk, &mut after);
        if done == lines.len() {
            ends_with_newline = hunk.ends_with_newline();
        }
    }
    after.extend(&lines[done..]);
    Ok(joined(&after, ends_with_newline))
}

/// Adds what a hunk makes of the first of these lines, and counts those.
fn replace<'l>(lines: &[&'l [u8]], hunk: &Hunk<'l>, after: &mut Vec<&'l [u8]>) -> usize {
    let mut done = 0;
    for part in &hunk.parts {
        let next = done + part.lines.len();
        match part.kind {
            PartKind::Insertion => after.extend(&part.lines),
            PartKind::Deletion => done = next,
            // As the file has it: white space may differ.
            PartKind::Context => {
                after.extend(&lines[done..next]);
                done = next;
            }
        }
    }
    done
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    if text.is_empty() {
        return Vec::new();
    }
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.split(|byte| *byte == b'\n').collect()
}

fn joined(lines: &[&[u8]], ends_with_newline: bool) -> Vec<u8> {
    let mut text = lines.join(&b'\n');
    if ends_with_newline && !lines.is_empty() {
        text.push(b'\n');
    }
    text
}

fn in_order<'h, 'p>(hunks: &'h [Hunk<'p>]) -> Vec<&'h Hunk<'p>> {
    let mut hunks: Vec<_> = hunks.iter().collect();
    hunks.sort_by_key(|hunk| hunk.start);
    hunks
}

/// The first of a hunk's lines in the file, from 0; not before `first`.
fn place(lines: &[&[u8]], first: usize, hunk: &Hunk<'_>) -> Option<usize> {
    if hunk.contradicts_itself() {
        return None;
    }
    let expected = hunk.expected();
    if expected.is_empty() {
        return (first..=lines.len())
            .contains(&hunk.start)
            .then_some(hunk.start);
    }
    let last = lines.len().checked_sub(expected.len())?;
    if first > last {
        return None;
    }
    let start = hunk.start.saturating_sub(1).clamp(first, last);
    let fits = |place: &usize| {
        let mut found = lines[*place..].iter().zip(&expected);
        found.all(|(found, expected)| trimmed(found) == trimmed(expected))
    };
    let nearest_first = (0..=last).flat_map(|distance| {
        let before = start.checked_sub(distance);
        [Some(start + distance), before].into_iter().flatten()
    });
    let mut places = nearest_first.filter(|place| (first..=last).contains(place));
    places.find(fits)
}

fn trimmed(line: &[u8]) -> &[u8] {
    let blanks = line.iter().rev();
    let blanks = blanks.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
    &line[..line.len() - blanks.count()]
}
