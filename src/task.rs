//! What a task file says.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde::{Deserialize, Serialize};

use crate::body::{self, Known, criteria, sections};
use crate::config::Config;
use crate::front_matter::{FrontMatter, Values};
use crate::id::TaskId;
use crate::problem::Flaw;

/// A task, as its file has it. Its JSON form is what the web board and scripts read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// As the file spells it, `TASK-7`.
    pub id: String,
    /// One line.
    pub title: String,
    /// As the configuration spells it, where it has this status.
    pub status: String,
    /// Names, often with `@`.
    pub assignee: Vec<String>,
    /// Labels.
    pub labels: Vec<String>,
    /// Ids.
    pub dependencies: Vec<String>,
    /// As the configuration spells it, where it has this priority.
    pub priority: Option<String>,
    /// Backlog.md writes a milestone's id here.
    pub milestone: Option<String>,
    /// `2026-11-25 12:00`, UTC, or whatever the file has.
    pub created_date: Option<String>,
    /// Like `created_date`.
    pub updated_date: Option<String>,
    /// Markdown.
    pub description: String,
    /// In their order.
    pub acceptance_criteria: Vec<Criterion>,
    /// Markdown.
    pub plan: String,
    /// Markdown.
    pub notes: String,
    /// Relative to the project, with `/`.
    pub path: String,
    /// Another one for other bytes of the file.
    pub revision: String,
    #[serde(skip)]
    pub(crate) key: TaskId,
}

/// One acceptance criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Counted from 1. Whoever sends a list needs not number it.
    #[serde(default)]
    pub index: usize,
    /// One line.
    pub text: String,
    /// Whether it is met.
    #[serde(default)]
    pub checked: bool,
}

impl Task {
    pub(crate) fn read(path: &str, text: &str, config: &Config) -> Result<Task, Flaw> {
        let front = FrontMatter::of(text)?;
        let mut values = front.fields.values()?;
        let sections = sections(text, front.body)?;
        let section = |known| {
            let section = body::find(&sections, known);
            let content = section.map(|section| body::content(text, section));
            content.unwrap_or_default()
        };
        let (id, key) = id(&mut values)?;
        Ok(Task {
            id,
            title: required(&mut values, "title")?,
            status: status(&mut values, config)?,
            assignee: values.list("assignee")?,
            labels: values.list("labels")?,
            dependencies: values.list("dependencies")?,
            priority: priority(&mut values, config)?,
            milestone: values.text("milestone")?,
            created_date: values.text("created_date")?,
            updated_date: values.text("updated_date")?,
            description: section(Known::Description),
            acceptance_criteria: criteria::read(text, &sections),
            plan: section(Known::ImplementationPlan),
            notes: section(Known::ImplementationNotes),
            path: path.to_owned(),
            revision: revision(text),
            key,
        })
    }

    /// The id, comparable.
    pub fn key(&self) -> &TaskId {
        &self.key
    }
}

fn required(values: &mut Values<'_>, key: &str) -> Result<String, Flaw> {
    let value = values.text(key)?;
    value.ok_or_else(|| Flaw::whole(format!("the front matter has no `{key}`")))
}

fn id(values: &mut Values<'_>) -> Result<(String, TaskId), Flaw> {
    let id = required(values, "id")?;
    let key = TaskId::full(&id);
    let key = key.ok_or_else(|| Flaw::whole(format!("`{id}` is not an id like TASK-7")))?;
    Ok((id, key))
}

fn status(values: &mut Values<'_>, config: &Config) -> Result<String, Flaw> {
    let status = values.text("status")?;
    let status = status.unwrap_or_else(|| config.default_status.clone());
    Ok(config.status(&status).unwrap_or(status))
}

fn priority(values: &mut Values<'_>, config: &Config) -> Result<Option<String>, Flaw> {
    let priority = values.text("priority")?;
    Ok(priority.map(|given| config.priority(&given).unwrap_or(given)))
}

/// Tells two texts apart; it means nothing beyond that.
pub(crate) fn revision(text: &str) -> String {
    revision_of(text.as_bytes())
}

/// The same for bytes.
pub(crate) fn revision_of(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
