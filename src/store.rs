//! Reading and writing the task files of a project. Reading takes no lock, because
//! files are replaced whole; writing takes the project's.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;

use crate::body;
use crate::changes::Changes;
use crate::error::{Error, Result};
use crate::file_name::file_name;
use crate::front_matter::{FrontMatter, set_text};
use crate::id::TaskId;
use crate::lock::Lock;
use crate::problem::{Flaw, Problem};
use crate::project::Project;
use crate::replace;
use crate::task::Task;

/// Where task files lie below the backlog. Only the first are on the board.
const TASKS: &str = "tasks";
const ARCHIVE: &str = "archive/tasks";
const FOLDERS: [&str; 3] = [TASKS, "completed", ARCHIVE];

/// What there is.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    /// By id.
    pub tasks: Vec<Task>,
    /// The files that are not among them, and why.
    pub problems: Vec<Problem>,
}

/// What an edit made of a task.
#[derive(Clone, Debug)]
pub struct Edited {
    /// As it is now.
    pub task: Task,
    /// Whether the file was written.
    pub changed: bool,
}

/// A task and the text it was read from.
struct Found {
    task: Task,
    text: String,
    path: PathBuf,
}

impl Project {
    /// Reads all tasks. A file that is no task becomes a problem.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn tasks(&self) -> Result<Tasks> {
        let files = task_files(&self.backlog().join(TASKS))?;
        let read: Vec<_> = files.par_iter().map(|file| self.read(file)).collect();
        let mut all = Tasks::default();
        for result in read.into_iter().flatten() {
            match result {
                Ok(found) => all.tasks.push(found.task),
                Err(problem) => all.problems.push(problem),
            }
        }
        all.tasks
            .sort_by(|a, b| (&a.key, &a.path).cmp(&(&b.key, &b.path)));
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
        let title = changes.title.as_deref();
        let title = title.ok_or_else(|| Error::value("a task needs a title"))?;
        let path = self.backlog().join(TASKS).join(file_name(&id, title));

        let blank = blank(&id, title, &self.config().default_status);
        let blank = blank.map_err(|flaw| self.bad(&path, flaw))?;
        let empty = self
            .parse(&path, &blank)
            .map_err(|flaw| self.bad(&path, flaw))?;
        let text = changes.applied(&blank)?;
        let task = self.read_back(&path, &text, &changes.expected(&empty))?;
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
        let changes = self.proper(changes(&task)?, &task)?;
        let edited = changes.applied(&text)?;
        if edited == text {
            return Ok(Edited {
                task,
                changed: false,
            });
        }
        let edited = set_text(&edited, "updated_date", Some(&now()));
        let edited = edited.map_err(|flaw| self.bad(&path, flaw))?;
        let task = self.read_back(&path, &edited, &changes.expected(&task))?;
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
    fn read_back(&self, path: &Path, text: &str, expected: &Task) -> Result<Task> {
        let task = self
            .parse(path, text)
            .map_err(|flaw| self.bad(path, flaw))?;
        let mut same = expected.clone();
        same.updated_date.clone_from(&task.updated_date);
        same.revision.clone_from(&task.revision);
        if same == task {
            return Ok(task);
        }
        let message = format!(
            "{} would not read back as it was meant",
            self.relative(path)
        );
        Err(Error::value(message))
    }

    /// The file of this id: by its name, else by what it says.
    fn find_file(&self, id: &str) -> Result<Found> {
        let unknown = || Error::NoTask(id.to_owned());
        let wanted = TaskId::parse(id, &self.config().task_prefix).ok_or_else(unknown)?;
        let all = task_files(&self.backlog().join(TASKS))?;
        let named = |file: &&PathBuf| id_of_name(file).as_ref() == Some(&wanted);
        let named: Vec<&PathBuf> = all.iter().filter(named).collect();
        let says = |file: &PathBuf| match self.read(file)? {
            Ok(found) if found.task.key != wanted => None,
            result => Some(result),
        };
        let found: Vec<_> = named.into_iter().filter_map(says).collect();
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
        found: Vec<std::result::Result<Found, Problem>>,
    ) -> Option<Result<Found>> {
        let mut found = found.into_iter();
        let path = |found: &std::result::Result<Found, Problem>| match found {
            Ok(found) => found.task.path.clone(),
            Err(problem) => problem.path.clone(),
        };
        match (found.next()?, found.next()) {
            (only, None) => Some(only.map_err(Error::BadTask)),
            (first, Some(second)) => Some(Err(Error::TwoFiles {
                id: id.to_string(),
                first: path(&first),
                second: path(&second),
            })),
        }
    }

    /// None for a file that has just gone.
    fn read(&self, path: &Path) -> Option<std::result::Result<Found, Problem>> {
        let text = match read_text(path) {
            Ok(text) => text?,
            Err(flaw) => return Some(Err(self.problem(path, flaw))),
        };
        Some(match self.parse(path, &text) {
            Ok(task) => Ok(Found {
                task,
                text,
                path: path.to_owned(),
            }),
            Err(flaw) => Err(self.problem(path, flaw)),
        })
    }

    fn parse(&self, path: &Path, text: &str) -> std::result::Result<Task, Flaw> {
        Task::read(&self.relative(path), text, self.config())
    }

    fn bad(&self, path: &Path, flaw: Flaw) -> Error {
        Error::BadTask(self.problem(path, flaw))
    }

    /// All ids that were ever given, as far as there are files, and how those spell
    /// them. A file counts by its name even if it cannot be read.
    fn taken(&self) -> Result<BTreeMap<TaskId, String>> {
        let folders = FOLDERS
            .iter()
            .map(|folder| task_files(&self.backlog().join(folder)));
        let files: Vec<PathBuf> = folders.collect::<Result<Vec<_>>>()?.concat();
        let named = files.iter().filter_map(|file| id_of_name(file));
        let named = named.map(|id| (id.clone(), id.to_string()));
        let said = files.par_iter().filter_map(|file| id_in_file(file));
        let said: Vec<(TaskId, String)> = said.collect();
        Ok(named.chain(said).collect())
    }
}

impl Tasks {
    /// Of several files with one id, the first counts.
    fn set_aside_doubles(&mut self) {
        let mut seen = HashSet::new();
        let mut first: BTreeMap<TaskId, String> = BTreeMap::new();
        let (single, double) =
            std::mem::take(&mut self.tasks)
                .into_iter()
                .partition(|task: &Task| {
                    first
                        .entry(task.key.clone())
                        .or_insert_with(|| task.path.clone());
                    seen.insert(task.key.clone())
                });
        self.tasks = single;
        let double: Vec<Task> = double;
        self.problems.extend(double.into_iter().map(|task| Problem {
            message: format!("{} is also in {}", task.id, first[&task.key]),
            path: task.path,
        }));
        self.problems.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

fn current(task: Task, revision: Option<&str>) -> Result<Task> {
    match revision {
        Some(revision) if revision != task.revision => Err(Error::Changed(Box::new(task))),
        _ => Ok(task),
    }
}

/// The files that are named as tasks are. No folder, no files.
fn task_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs_err::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let markdown = path.extension().is_some_and(|extension| extension == "md");
        if markdown && id_of_name(&path).is_some() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn id_of_name(file: &Path) -> Option<TaskId> {
    TaskId::of_file(&file.file_name()?.to_string_lossy())
}

fn id_in_file(file: &Path) -> Option<(TaskId, String)> {
    let text = read_text(file).ok()??;
    let front = FrontMatter::of(&text).ok()?;
    let id = front.fields.values().ok()?.text("id").ok()??;
    Some((TaskId::full(&id)?, id))
}

/// None for a file that is not there. Links are not followed: a repository may
/// carry one to anywhere.
fn read_text(path: &Path) -> std::result::Result<Option<String>, Flaw> {
    match fs_err::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => return Err(Flaw::whole("a link, not a file")),
        Ok(metadata) if !metadata.is_file() => return Err(Flaw::whole("not a file")),
        _ => {}
    }
    let bytes = match fs_err::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        result => result.map_err(|error| Flaw::whole(reason(&error)))?,
    };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..valid];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Flaw::at(line, "not UTF-8")
    })
}

/// What the file system said, without the path that fs_err adds.
fn reason(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.source());
    inner.map_or_else(|| error.to_string(), ToString::to_string)
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
