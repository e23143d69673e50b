//! An edit: which fields get which values. First the values are made proper, then
//! each field's bytes are replaced, then the result is read back: whatever should
//! not read as it was meant is refused.

use serde::{Deserialize, Deserializer};

use crate::body::{Known, criteria, set_section, tidy};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::front_matter::{set_list, set_text};
use crate::id::TaskId;
use crate::problem::Flaw;
use crate::task::{Criterion, Task};

/// New values; None leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// One line, not empty.
    pub title: Option<String>,
    /// One of the configuration's statuses.
    pub status: Option<String>,
    /// The whole list.
    pub assignee: Option<Vec<String>>,
    /// The whole list.
    pub labels: Option<Vec<String>>,
    /// The whole list: ids of tasks that there are.
    pub dependencies: Option<Vec<String>>,
    /// One of the configuration's priorities; `Some(None)` takes it away.
    #[serde(deserialize_with = "nullable")]
    pub priority: Option<Option<String>>,
    /// `Some(None)` takes it away.
    #[serde(deserialize_with = "nullable")]
    pub milestone: Option<Option<String>>,
    /// Markdown.
    pub description: Option<String>,
    /// The whole list; the indexes do not matter.
    pub acceptance_criteria: Option<Vec<Criterion>>,
    /// Markdown.
    pub plan: Option<String>,
    /// Markdown.
    pub notes: Option<String>,
}

/// A field that is there and null is not one that is missing.
fn nullable<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Changes {
    /// Makes the values proper, or says which one cannot be. `current` is the task
    /// that is edited: what it has already is not questioned.
    pub(crate) fn checked(self, config: &Config, current: Option<&Task>) -> Result<Changes> {
        Ok(Changes {
            title: self.title.map(|title| line("title", &title)).transpose()?,
            status: self
                .status
                .map(|given| status(config, current, &given))
                .transpose()?,
            assignee: self
                .assignee
                .map(|list| names("assignee", list))
                .transpose()?,
            labels: self.labels.map(|list| names("label", list)).transpose()?,
            dependencies: self
                .dependencies
                .map(|list| names("dependency", list))
                .transpose()?,
            priority: self
                .priority
                .map(|given| priority(config, current, given))
                .transpose()?,
            milestone: self.milestone.map(milestone).transpose()?,
            description: self.description.map(|text| tidy(&text)),
            acceptance_criteria: self.acceptance_criteria.map(proper_criteria).transpose()?,
            plan: self.plan.map(|text| tidy(&text)),
            notes: self.notes.map(|text| tidy(&text)),
        })
    }

    /// Replaces the dependencies by the ids as the tasks spell them.
    pub(crate) fn with_dependencies(
        mut self,
        prefix: &str,
        current: Option<&Task>,
        spelled: impl Fn(&TaskId) -> Option<String>,
    ) -> Result<Changes> {
        let had = current.map_or(&[][..], |task| &task.dependencies);
        for dependency in self.dependencies.iter_mut().flatten() {
            if had.contains(dependency) {
                continue;
            }
            let id = TaskId::parse(dependency, prefix);
            if id.is_some() && id.as_ref() == current.map(Task::key) {
                return Err(Error::value(
                    format!("{dependency} cannot depend on itself"),
                    "name other tasks",
                ));
            }
            let found = id.and_then(|id| spelled(&id));
            *dependency = found.ok_or_else(|| no_task(dependency))?;
        }
        Ok(self)
    }

    /// The text with these values. They are proper ones.
    pub(crate) fn applied(&self, text: &str) -> Result<String> {
        self.spliced(text)
            .map_err(|flaw| Error::value(flaw.message, "leave that out, or write it in an editor"))
    }

    fn spliced(&self, text: &str) -> std::result::Result<String, Flaw> {
        let texts = [
            ("title", self.title.as_ref().map(Some)),
            ("status", self.status.as_ref().map(Some)),
            ("priority", self.priority.as_ref().map(Option::as_ref)),
            ("milestone", self.milestone.as_ref().map(Option::as_ref)),
        ];
        let lists = [
            ("assignee", &self.assignee),
            ("labels", &self.labels),
            ("dependencies", &self.dependencies),
        ];
        let mut text = text.to_owned();
        for (key, value) in texts {
            if let Some(value) = value {
                text = set_text(&text, key, value.map(String::as_str))?;
            }
        }
        for (key, list) in lists {
            if let Some(list) = list {
                text = set_list(&text, key, list)?;
            }
        }
        self.spliced_body(text)
    }

    fn spliced_body(&self, mut text: String) -> std::result::Result<String, Flaw> {
        let sections = [
            (Known::Description, &self.description),
            (Known::ImplementationPlan, &self.plan),
            (Known::ImplementationNotes, &self.notes),
        ];
        for (known, content) in sections {
            if let Some(content) = content {
                text = set_section(&text, known, content)?;
            }
        }
        match &self.acceptance_criteria {
            Some(list) => criteria::set(&text, list),
            None => Ok(text),
        }
    }

    /// Without what the task says already, in whatever way its file puts it.
    pub(crate) fn beyond(mut self, task: &Task) -> Changes {
        fn drop_same<T: PartialEq>(new: &mut Option<T>, current: &T) {
            new.take_if(|new| new == current);
        }
        drop_same(&mut self.title, &task.title);
        drop_same(&mut self.status, &task.status);
        drop_same(&mut self.assignee, &task.assignee);
        drop_same(&mut self.labels, &task.labels);
        drop_same(&mut self.dependencies, &task.dependencies);
        drop_same(&mut self.priority, &task.priority);
        drop_same(&mut self.milestone, &task.milestone);
        drop_same(&mut self.description, &task.description);
        drop_same(&mut self.acceptance_criteria, &task.acceptance_criteria);
        drop_same(&mut self.plan, &task.plan);
        drop_same(&mut self.notes, &task.notes);
        self
    }

    /// The task with these values, dates and revision aside.
    pub(crate) fn expected(self, mut task: Task) -> Task {
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        set(&mut task.title, self.title);
        set(&mut task.status, self.status);
        set(&mut task.assignee, self.assignee);
        set(&mut task.labels, self.labels);
        set(&mut task.dependencies, self.dependencies);
        set(&mut task.priority, self.priority);
        set(&mut task.milestone, self.milestone);
        set(&mut task.description, self.description);
        set(&mut task.acceptance_criteria, self.acceptance_criteria);
        set(&mut task.plan, self.plan);
        set(&mut task.notes, self.notes);
        task
    }
}

fn no_task(dependency: &str) -> Error {
    Error::value(
        format!("there is no task {dependency} to depend on"),
        "`backlog task list` shows what there is",
    )
}

fn status(config: &Config, current: Option<&Task>, given: &str) -> Result<String> {
    let current = current.map(|task| task.status.clone());
    let status = config.status(given).or_else(|| kept(current, given));
    status.ok_or_else(|| Error::unknown("status", given, &config.statuses))
}

fn priority(
    config: &Config,
    current: Option<&Task>,
    given: Option<String>,
) -> Result<Option<String>> {
    let Some(given) = given.filter(|given| !given.trim().is_empty()) else {
        return Ok(None);
    };
    let current = current.and_then(|task| task.priority.clone());
    let priority = config.priority(&given).or_else(|| kept(current, &given));
    let priority = priority.ok_or_else(|| Error::unknown("priority", &given, &config.priorities));
    priority.map(Some)
}

/// What the task has may stay, even if the configuration does not have it.
fn kept(current: Option<String>, given: &str) -> Option<String> {
    current.filter(|current| current.to_lowercase() == given.trim().to_lowercase())
}

fn milestone(given: Option<String>) -> Result<Option<String>> {
    let given = given.filter(|given| !given.trim().is_empty());
    given.map(|given| line("milestone", &given)).transpose()
}

fn proper_criteria(list: Vec<Criterion>) -> Result<Vec<Criterion>> {
    let proper = |(index, criterion): (usize, Criterion)| {
        Ok(Criterion {
            index,
            text: line("acceptance criterion", &criterion.text)?,
            checked: criterion.checked,
        })
    };
    (1..).zip(list).map(proper).collect()
}

/// Trimmed, none empty, none twice.
fn names(what: &str, list: Vec<String>) -> Result<Vec<String>> {
    let mut proper: Vec<String> = Vec::with_capacity(list.len());
    for name in list.iter().filter(|name| !name.trim().is_empty()) {
        let name = line(what, name)?;
        if !proper.contains(&name) {
            proper.push(name);
        }
    }
    Ok(proper)
}

/// One line, trimmed, not empty, of characters that YAML takes as they are.
pub(crate) fn line(what: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::value(
            format!("the {what} is empty"),
            "it needs at least one word",
        ));
    }
    let strange = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    let wrong = match text.chars().find(|c| strange(*c)) {
        None => return Ok(text.to_owned()),
        Some('\n' | '\r') => "has more than one line".to_owned(),
        Some(c) => format!("contains the character U+{:04X}", u32::from(c)),
    };
    let help = "write it in one line, with spaces between the words";
    Err(Error::value(format!("the {what} {wrong}"), help))
}

#[cfg(test)]
mod tests;
