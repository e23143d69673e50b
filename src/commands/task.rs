//! `backlog task …`

mod edit;
mod view;

use backlog::board::Board;
use backlog::{Changes, Criterion, Error, Problem, Project, Task};
use serde::Serialize;
use serde_json::json;

use super::print::{Form, Printer, warn};
use crate::cli::{self, Fields, Filter};

pub(super) fn run(project: &Project, command: cli::Task, printer: Printer) -> anyhow::Result<()> {
    match command {
        cli::Task::Create {
            title,
            fields,
            criteria,
        } => create(project, title, fields, criteria, printer),
        cli::Task::List { filter } => list(project, &filter, printer),
        cli::Task::View { id } => view::run(project, &id, printer),
        cli::Task::Edit(args) => edit::run(project, *args, printer),
        cli::Task::Archive { id } => archive(project, &id, printer),
    }
}

fn create(
    project: &Project,
    title: String,
    fields: Fields,
    criteria: Vec<String>,
    printer: Printer,
) -> anyhow::Result<()> {
    let mut changes = changes(fields);
    changes.title = Some(title);
    if !criteria.is_empty() {
        changes.acceptance_criteria = Some(criteria.into_iter().map(unchecked).collect());
    }
    let task = project.create(changes)?;
    let people = format!("Created {}: {}", task.id, task.path);
    printer.say(&people, &format!("{}\t{}", task.id, task.path), &task)
}

fn unchecked(text: String) -> Criterion {
    Criterion {
        index: 0,
        text,
        checked: false,
    }
}

fn changes(fields: Fields) -> Changes {
    Changes {
        title: None,
        status: fields.status,
        assignee: fields.assignee,
        labels: fields.labels,
        dependencies: fields.depends_on,
        priority: fields.priority.map(Some),
        milestone: fields.milestone.map(Some),
        description: fields.description,
        acceptance_criteria: None,
        plan: fields.plan,
        notes: fields.notes,
    }
}

/// A list as JSON.
#[derive(Serialize)]
pub(super) struct List<'a> {
    pub(super) tasks: Vec<&'a Task>,
    pub(super) problems: &'a [Problem],
}

fn list(project: &Project, filter: &Filter, printer: Printer) -> anyhow::Result<()> {
    let board = Board::of(project, project.tasks()?);
    warn(&board.problems);
    let tasks: Vec<&Task> = listed(&board, filter)?.collect();
    match printer.form() {
        Form::Json => printer.json(&List {
            tasks,
            problems: &board.problems,
        }),
        Form::People if tasks.is_empty() => printer.say("No tasks", "", &()),
        _ => printer.list(&board.statuses, &tasks),
    }
}

/// The tasks that pass the filter. A status or priority that is none is a mistake;
/// other names may just have no task.
pub(super) fn listed<'a>(
    board: &'a Board,
    filter: &Filter,
) -> backlog::Result<impl Iterator<Item = &'a Task>> {
    one_of("status", filter.status.as_deref(), &board.statuses)?;
    one_of("priority", filter.priority.as_deref(), &board.priorities)?;
    Ok(board.tasks.iter().filter(move |task| passes(task, filter)))
}

fn one_of(what: &'static str, given: Option<&str>, known: &[String]) -> backlog::Result<()> {
    match given {
        Some(given) if !known.iter().any(|known| equal(known, given)) => {
            Err(Error::unknown(what, given, known))
        }
        _ => Ok(()),
    }
}

fn passes(task: &Task, filter: &Filter) -> bool {
    let same = |wanted: &Option<String>, has: Option<&str>| {
        wanted
            .as_ref()
            .is_none_or(|wanted| has.is_some_and(|has| equal(has, wanted)))
    };
    let bare = |name: &str| name.trim_start_matches('@').to_owned();
    let among = |wanted: &Option<String>, has: &[String]| {
        let wanted = wanted.as_deref().map(bare);
        wanted.is_none_or(|wanted| has.iter().any(|has| equal(&bare(has), &wanted)))
    };
    same(&filter.status, Some(&task.status))
        && same(&filter.priority, task.priority.as_deref())
        && same(&filter.milestone, task.milestone.as_deref())
        && among(&filter.assignee, &task.assignee)
        && among(&filter.label, &task.labels)
}

fn equal(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn archive(project: &Project, id: &str, printer: Printer) -> anyhow::Result<()> {
    let path = project.archive(id, None)?;
    let people = format!("Archived as {path}");
    printer.say(&people, &path, &json!({ "path": path }))
}
