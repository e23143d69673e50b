//! `backlog task edit`

use backlog::{Changes, Criterion, Error, Project, Task};
use clap::CommandFactory as _;
use clap::error::ErrorKind;

use super::{changes, unchecked};
use crate::cli::{Cli, Edit};
use crate::commands::print::Printer;

pub(super) fn run(project: &Project, args: Edit, printer: Printer) -> anyhow::Result<()> {
    let id = args.id.clone();
    if names_nothing(&args) {
        let message = "nothing to edit: name at least one field";
        Cli::command()
            .error(ErrorKind::MissingRequiredArgument, message)
            .exit();
    }
    let edited = project.edit(&id, None, |task| wanted(task, args))?;
    let task = edited.task;
    let done = if edited.changed {
        "Edited"
    } else {
        "Nothing to change in"
    };
    let people = format!("{done} {}: {}", task.id, task.path);
    printer.say(&people, &format!("{}\t{}", task.id, task.path), &task)
}

fn names_nothing(args: &Edit) -> bool {
    let nothing = Edit {
        id: args.id.clone(),
        ..Edit::default()
    };
    *args == nothing
}

/// What the arguments make of the task as it is now.
fn wanted(task: &Task, args: Edit) -> backlog::Result<Changes> {
    let criteria = criteria(task, &args)?;
    let labels = args
        .fields
        .labels
        .clone()
        .unwrap_or_else(|| task.labels.clone());
    let notes = args
        .fields
        .notes
        .clone()
        .unwrap_or_else(|| task.notes.clone());
    let mut changes = changes(args.fields);
    changes.title = args.title;
    changes.acceptance_criteria = criteria;
    if !args.add_label.is_empty() || !args.remove_label.is_empty() {
        let mut labels = [labels, args.add_label].concat();
        labels.retain(|label| !args.remove_label.contains(label));
        changes.labels = Some(labels);
    }
    if !args.append_notes.is_empty() {
        changes.notes = Some([vec![notes], args.append_notes].concat().join("\n\n"));
    }
    Ok(changes)
}

fn criteria(task: &Task, args: &Edit) -> backlog::Result<Option<Vec<Criterion>>> {
    let marks = [(&args.check_ac, true), (&args.uncheck_ac, false)];
    let mut criteria = task.acceptance_criteria.clone();
    for (number, checked) in marks
        .iter()
        .flat_map(|(list, to)| list.iter().map(move |n| (*n, *to)))
    {
        criterion(&mut criteria, task, number)?.checked = checked;
    }
    for number in &args.remove_ac {
        criterion(&mut criteria, task, *number)?;
    }
    criteria.retain(|criterion| !args.remove_ac.contains(&criterion.index));
    criteria.extend(args.ac.iter().cloned().map(unchecked));
    Ok((criteria != task.acceptance_criteria).then_some(criteria))
}

fn criterion<'a>(
    criteria: &'a mut [Criterion],
    task: &Task,
    number: usize,
) -> backlog::Result<&'a mut Criterion> {
    let found = criteria
        .iter_mut()
        .find(|criterion| criterion.index == number);
    found.ok_or_else(|| Error::Value {
        message: format!("{} has no acceptance criterion {number}", task.id),
        help: format!("it has {} of them", task.acceptance_criteria.len()),
    })
}
