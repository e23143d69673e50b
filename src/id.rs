//! The id of a task: a prefix of letters and a number, `TASK-7`, with more numbers
//! for a subtask, `TASK-7.2`. `task-007` is the same task.

use std::fmt;

/// A task's id. Two are equal whatever their case and leading zeros.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId {
    prefix: String,
    numbers: Vec<u64>,
}

impl TaskId {
    /// Reads `TASK-7`, or `7` with the project's own prefix.
    pub fn parse(text: &str, prefix: &str) -> Option<TaskId> {
        let text = text.trim();
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(TaskId {
                prefix: prefix.to_ascii_uppercase(),
                numbers: numbers(text)?,
            });
        }
        TaskId::full(text)
    }

    /// Reads `TASK-7`.
    pub(crate) fn full(text: &str) -> Option<TaskId> {
        let (prefix, rest) = text.split_once('-')?;
        let letters = !prefix.is_empty() && prefix.chars().all(|c| c.is_ascii_alphabetic());
        letters.then_some(TaskId {
            prefix: prefix.to_ascii_uppercase(),
            numbers: numbers(rest)?,
        })
    }

    /// The id that a file's name begins with: `task-7 - Title.md`.
    pub(crate) fn of_file(name: &str) -> Option<TaskId> {
        let (prefix, rest) = name.split_once('-')?;
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let numbers = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
        TaskId::full(&format!("{prefix}-{numbers}"))
    }

    /// The next free one: above every id that is taken.
    pub(crate) fn after<'a>(taken: impl IntoIterator<Item = &'a TaskId>, prefix: &str) -> TaskId {
        let prefix = prefix.to_ascii_uppercase();
        let own = taken.into_iter().filter(|id| id.prefix == prefix);
        let highest = own.map(|id| id.numbers[0]).max().unwrap_or(0);
        TaskId {
            prefix,
            numbers: vec![highest + 1],
        }
    }

    /// With numbers of at least `width` digits, as Backlog.md's zero_padded_ids has it.
    pub(crate) fn padded(&self, width: usize) -> String {
        format!("{}-{:0width$}", self.prefix, self.numbers[0])
    }
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = text
        .split('.')
        .map(|part| digits(part).then(|| part.parse().ok())?);
    // Above any of them there is room for the next.
    parts
        .map(|number| number.filter(|number| *number < u64::MAX))
        .collect()
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
        write!(f, "{}-{}", self.prefix, numbers.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(id: Option<TaskId>) -> Option<String> {
        id.map(|id| id.to_string())
    }

    #[test]
    fn case_and_zeros_make_no_difference() {
        assert_eq!(
            TaskId::parse("task-007", "task"),
            TaskId::parse("7", "Task")
        );
        assert_eq!(
            shown(TaskId::parse("Back-5.02", "task")).as_deref(),
            Some("BACK-5.2")
        );
    }

    #[test]
    fn what_is_no_id() {
        for text in [
            "", "task", "task-", "-7", "task-x", "task-1.", "ta_sk-1", "task-+1", "7a", "../1",
        ] {
            assert_eq!(TaskId::parse(text, "task"), None, "{text}");
        }
        let huge = format!("task-{}", u64::MAX);
        assert_eq!(TaskId::parse(&huge, "task"), None);
    }

    #[test]
    fn a_file_name_begins_with_it() {
        let id = |name| shown(TaskId::of_file(name));
        assert_eq!(
            id("task-210 - Nix packaging.md").as_deref(),
            Some("TASK-210")
        );
        assert_eq!(id("back-5.02 - Child.md").as_deref(), Some("BACK-5.2"));
        assert_eq!(id("task-9.md").as_deref(), Some("TASK-9"));
        assert_eq!(id("readme.md"), None);
        assert_eq!(id("task-notes.md"), None);
    }

    #[test]
    fn the_next_is_above_all_of_its_prefix() {
        let taken = ["TASK-2", "task-11.4", "BUG-99"].map(|id| TaskId::full(id).unwrap());
        let next = TaskId::after(&taken, "task");
        assert_eq!(next.padded(0), "TASK-12");
        assert_eq!(next.padded(4), "TASK-0012");
        assert_eq!(TaskId::after([], "task").padded(0), "TASK-1");
    }
}
