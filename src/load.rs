//! Reading the tasks of a project. It takes no lock, because files are replaced
//! whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::body;
use crate::error::{Error, Result};
use crate::files::{Entry, entries, read_text};
use crate::front_matter::FrontMatter;
use crate::id::TaskId;
use crate::problem::{Flaw, Problem};
use crate::project::Project;
use crate::task::Task;

/// Where task files lie below the backlog. Only the first are on the board.
pub(crate) const TASKS: &str = "tasks";
pub(crate) const ARCHIVE: &str = "archive/tasks";
const FOLDERS: [&str; 3] = [TASKS, "completed", ARCHIVE];

/// What there is.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    /// By id.
    pub tasks: Vec<Task>,
    /// The files that are not among them, and why.
    pub problems: Vec<Problem>,
}

/// A task and the text it was read from.
pub(crate) struct Found {
    pub(crate) task: Task,
    pub(crate) text: String,
    pub(crate) path: PathBuf,
}

impl Project {
    /// Reads all tasks. A file that is no task becomes a problem.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn tasks(&self) -> Result<Tasks> {
        let files = entries(&self.backlog().join(TASKS))?;
        let read = files.par_iter().map_init(Vec::new, |buffer, file| {
            let read = self.read(file, buffer)?;
            Some(read.map(|(task, _)| task))
        });
        let read: Vec<_> = read.collect();
        let mut all = Tasks::default();
        for result in read.into_iter().flatten() {
            match result {
                Ok(task) => all.tasks.push(task),
                Err(problem) => all.problems.push(problem),
            }
        }
        all.tasks.sort_by(|a, b| {
            let same = || (is_misnamed(a), &a.path).cmp(&(is_misnamed(b), &b.path));
            a.key.cmp(&b.key).then_with(same)
        });
        all.set_aside_doubles();
        Ok(all)
    }

    /// The task with this id, `TASK-7` or `7`.
    ///
    /// # Errors
    /// [`Error::NoTask`], [`Error::BadTask`], [`Error::TwoFiles`].
    pub fn task(&self, id: &str) -> Result<Task> {
        Ok(self.find_file(id)?.task)
    }

    /// The task with this id and what its file says below the front matter, without
    /// the comments that mark sections.
    ///
    /// # Errors
    /// As for [`Project::task`].
    pub fn task_and_body(&self, id: &str) -> Result<(Task, String)> {
        let Found { task, text, path } = self.find_file(id)?;
        let front = FrontMatter::of(&text).map_err(|flaw| self.bad(&path, flaw))?;
        let body = body::unmarked(&text, front.body);
        Ok((task, body))
    }

    /// The file of this id: by its name, else by what it says.
    pub(crate) fn find_file(&self, id: &str) -> Result<Found> {
        let unknown = || Error::NoTask(id.to_owned());
        let wanted = TaskId::parse(id, &self.config().task_prefix).ok_or_else(unknown)?;
        let all = entries(&self.backlog().join(TASKS))?;
        let named = all.iter().filter(|entry| entry.id == wanted);
        let says = |file: &Entry| match self.find_in(file)? {
            Ok(found) if found.task.key != wanted => None,
            result => Some(result),
        };
        let found: Vec<_> = named.filter_map(says).collect();
        let found = match found.is_empty() {
            false => found,
            true => all
                .par_iter()
                .filter_map(says)
                .filter(std::result::Result::is_ok)
                .collect(),
        };
        self.only(&wanted, found).ok_or_else(unknown)?
    }

    fn only(
        &self,
        id: &TaskId,
        mut found: Vec<std::result::Result<Found, Problem>>,
    ) -> Option<Result<Found>> {
        let path = |found: &std::result::Result<Found, Problem>| match found {
            Ok(found) => found.task.path.clone(),
            Err(problem) => problem.path.clone(),
        };
        found.sort_by_key(path);
        if let [first, second, ..] = found.as_slice() {
            return Some(Err(Error::TwoFiles {
                id: id.to_string(),
                first: path(first),
                second: path(second),
            }));
        }
        Some(found.pop()?.map_err(Error::BadTask))
    }

    /// None for a file that has just gone.
    fn find_in(&self, entry: &Entry) -> Option<std::result::Result<Found, Problem>> {
        let mut buffer = Vec::new();
        let read = self.read(entry, &mut buffer)?;
        Some(read.map(|(task, text)| Found {
            task,
            text: text.to_owned(),
            path: entry.path.clone(),
        }))
    }

    /// The task and its text. None for a file that has just gone.
    fn read<'b>(
        &self,
        entry: &Entry,
        buffer: &'b mut Vec<u8>,
    ) -> Option<std::result::Result<(Task, &'b str), Problem>> {
        let path = &entry.path;
        let read = match read_text(entry, buffer) {
            Ok(text) => {
                let text = text?;
                self.parse(path, text).map(|task| (task, text))
            }
            Err(flaw) => Err(flaw),
        };
        Some(read.map_err(|flaw| self.problem(path, flaw)))
    }

    pub(crate) fn parse(&self, path: &Path, text: &str) -> std::result::Result<Task, Flaw> {
        Task::read(&self.relative(path), text, self.config())
    }

    pub(crate) fn bad(&self, path: &Path, flaw: Flaw) -> Error {
        Error::BadTask(self.problem(path, flaw))
    }

    /// All ids that were ever given, as far as there are files, and how those spell
    /// them. A file counts by its name even if it cannot be read.
    pub(crate) fn taken(&self) -> Result<BTreeMap<TaskId, String>> {
        let folders = FOLDERS.map(|folder| self.backlog().join(folder));
        let files = folders.iter().map(|folder| entries(folder));
        let files: Vec<Entry> = files.collect::<Result<Vec<_>>>()?.concat();
        let named = files
            .iter()
            .map(|file| (file.id.clone(), file.id.to_string()));
        let said = files
            .par_iter()
            .map_init(Vec::new, |buffer, file| id_in_file(file, buffer));
        let said: Vec<Option<(TaskId, String)>> = said.collect();
        Ok(named.chain(said.into_iter().flatten()).collect())
    }
}

impl Tasks {
    /// Of several files with one id, the first counts. They are sorted.
    fn set_aside_doubles(&mut self) {
        let mut single: Vec<Task> = Vec::with_capacity(self.tasks.len());
        for task in std::mem::take(&mut self.tasks) {
            match single.last() {
                Some(first) if first.key == task.key => self.problems.push(Problem {
                    message: format!("{} is also in {}", task.id, first.path),
                    path: task.path,
                }),
                _ => single.push(task),
            }
        }
        self.tasks = single;
        self.problems.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

/// Of several files with one id, that which is named so comes first.
fn is_misnamed(task: &Task) -> bool {
    let name = task.path.rsplit('/').next().unwrap_or_default();
    TaskId::of_file(name).as_ref() != Some(&task.key)
}

fn id_in_file(file: &Entry, buffer: &mut Vec<u8>) -> Option<(TaskId, String)> {
    let text = read_text(file, buffer).ok()??;
    let front = FrontMatter::of(text).ok()?;
    let id = front.fields.values().ok()?.text("id").ok()??;
    Some((TaskId::full(&id)?, id))
}
