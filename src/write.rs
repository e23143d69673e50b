//! Writing the tasks of a project, one writer at a time. What is written is read
//! back before it replaces anything.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use crate::changes::Changes;
use crate::error::{Error, Result};
use crate::file_name::file_name;
use crate::front_matter::set_text;
use crate::id::TaskId;
use crate::load::{ARCHIVE, Found, TASKS};
use crate::lock::Lock;
use crate::problem::Flaw;
use crate::project::Project;
use crate::replace;
use crate::task::Task;

/// What an edit made of a task.
#[derive(Clone, Debug)]
pub struct Edited {
    /// As it is now.
    pub task: Task,
    /// Whether the file was written.
    pub changed: bool,
}

impl Project {
    /// Writes a new task.
    ///
    /// # Errors
    /// [`Error::Value`] for a value that a field cannot have.
    pub fn create(&self, changes: Changes) -> Result<Task> {
        let _lock = Lock::of(self.backlog())?;
        let taken = self.taken()?;
        let changes = changes.checked(self.config(), None)?;
        let changes = changes.with_dependencies(&self.config().task_prefix, None, |id| {
            taken.get(id).cloned()
        })?;
        let id = TaskId::after(taken.keys(), &self.config().task_prefix);
        let id = id.padded(self.config().zero_padded_ids);
        let title = changes.title.clone();
        let title = title.ok_or_else(|| Error::value("a task needs a title", "give it one"))?;
        let path = self.backlog().join(TASKS).join(file_name(&id, &title));

        let blank = blank(&id, &title, &self.config().default_status);
        let blank = blank.map_err(|flaw| self.bad(&path, flaw))?;
        let empty = self
            .parse(&path, &blank)
            .map_err(|flaw| self.bad(&path, flaw))?;
        let text = changes.applied(&blank)?;
        let task = self.read_back(&path, &text, changes.expected(empty))?;
        fs_err::create_dir_all(self.backlog().join(TASKS))?;
        replace::create(&path, &text)?;
        Ok(task)
    }

    /// Changes a task. `changes` is asked while nobody else writes; with a revision
    /// given, the file must still be that one.
    ///
    /// # Errors
    /// As for [`Project::task`]; [`Error::Changed`] for another revision;
    /// [`Error::Value`] for a value that a field cannot have.
    pub fn edit(
        &self,
        id: &str,
        revision: Option<&str>,
        changes: impl FnOnce(&Task) -> Result<Changes>,
    ) -> Result<Edited> {
        let _lock = Lock::of(self.backlog())?;
        let Found { task, text, path } = self.find_file(id)?;
        let task = current(task, revision)?;
        let changes = self.proper(changes(&task)?, &task)?.beyond(&task);
        let edited = changes.applied(&text)?;
        if edited == text {
            return Ok(Edited {
                task,
                changed: false,
            });
        }
        let edited = set_text(&edited, "updated_date", Some(&now()));
        let edited = edited.map_err(|flaw| self.bad(&path, flaw))?;
        let task = self.read_back(&path, &edited, changes.expected(task))?;
        replace::replace(&path, &edited)?;
        Ok(Edited {
            task,
            changed: true,
        })
    }

    /// Moves a task's file to the archive and returns its new path.
    ///
    /// # Errors
    /// As for [`Project::edit`]; [`Error::Exists`] if the archive has such a file.
    pub fn archive(&self, id: &str, revision: Option<&str>) -> Result<String> {
        let _lock = Lock::of(self.backlog())?;
        let Found { task, path, .. } = self.find_file(id)?;
        current(task, revision)?;
        let folder = self.backlog().join(ARCHIVE);
        fs_err::create_dir_all(&folder)?;
        let target = folder.join(path.file_name().unwrap_or_default());
        if target.symlink_metadata().is_ok() {
            return Err(Error::Exists(target));
        }
        fs_err::rename(&path, &target)?;
        Ok(self.relative(&target))
    }

    /// The values as they can be written into this task.
    fn proper(&self, changes: Changes, task: &Task) -> Result<Changes> {
        let changes = changes.checked(self.config(), Some(task))?;
        let new = changes.dependencies.iter().flatten();
        let needed = new.into_iter().any(|id| !task.dependencies.contains(id));
        let taken = if needed {
            self.taken()?
        } else {
            BTreeMap::new()
        };
        let spelled = |id: &TaskId| taken.get(id).cloned();
        changes.with_dependencies(&self.config().task_prefix, Some(task), spelled)
    }

    /// What was written says what it was meant to say, or is not written.
    fn read_back(&self, path: &Path, text: &str, mut expected: Task) -> Result<Task> {
        let task = self
            .parse(path, text)
            .map_err(|flaw| self.bad(path, flaw))?;
        expected.updated_date.clone_from(&task.updated_date);
        expected.revision.clone_from(&task.revision);
        if expected == task {
            return Ok(task);
        }
        let message = format!(
            "{} would not read back as it was meant",
            self.relative(path)
        );
        Err(Error::value(message, "make this change in an editor"))
    }
}

fn current(task: Task, revision: Option<&str>) -> Result<Task> {
    match revision {
        Some(revision) if revision != task.revision => Err(Error::Changed(Box::new(task))),
        _ => Ok(task),
    }
}

/// As Backlog.md writes a date: minutes, UTC.
fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%d %H:%M").to_string()
}

/// A task file that says no more than it must, with the fields that Backlog.md
/// always writes.
fn blank(id: &str, title: &str, status: &str) -> std::result::Result<String, Flaw> {
    let now = now();
    let text = format!(
        "---\nid: {id}\nassignee: []\ncreated_date: '{now}'\nlabels: []\ndependencies: []\n---\n"
    );
    let text = set_text(&text, "title", Some(title))?;
    set_text(&text, "status", Some(status))
}
