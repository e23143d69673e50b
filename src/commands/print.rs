//! Printing tasks: for people, for scripts, as JSON.

use std::io::{self, BufWriter, Write};

use backlog::board::{Column, columns};
use backlog::{Problem, Task};
use serde::Serialize;

use crate::cli::Output;
use crate::terminal::{self, BOLD, DIM, line, lines, priority_style, styled};

/// Where output goes and in which form.
#[derive(Clone, Copy)]
pub(crate) struct Printer {
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    People,
    Plain,
    Json,
}

impl Printer {
    pub(crate) fn new(output: Output) -> Printer {
        let form = match output {
            Output { json: true, .. } => Form::Json,
            Output { plain: true, .. } => Form::Plain,
            _ if terminal::is_terminal() => Form::People,
            _ => Form::Plain,
        };
        Printer { form }
    }

    pub(crate) fn form(self) -> Form {
        self.form
    }

    /// Standard output, which takes styles away where nobody could see them.
    pub(crate) fn out(self) -> impl Write {
        BufWriter::new(anstream::AutoStream::auto(io::stdout()))
    }

    pub(crate) fn json(self, value: &impl Serialize) -> anyhow::Result<()> {
        let mut out = BufWriter::new(io::stdout());
        serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from)?;
        writeln!(out)?;
        Ok(out.flush()?)
    }

    /// A line for people, another for scripts, or a document.
    pub(crate) fn say(
        self,
        people: &str,
        plain: &str,
        json: &impl Serialize,
    ) -> anyhow::Result<()> {
        let text = match self.form {
            Form::Json => return self.json(json),
            Form::People => people,
            Form::Plain => plain,
        };
        let mut out = self.out();
        writeln!(out, "{}", lines(text))?;
        Ok(out.flush()?)
    }

    /// For people by status, for scripts in the order given.
    pub(crate) fn list(self, statuses: &[String], tasks: &[&Task]) -> anyhow::Result<()> {
        let mut out = self.out();
        if self.form == Form::People {
            let columns = columns(statuses, tasks.iter().copied());
            for column in columns.iter().filter(|column| !column.tasks.is_empty()) {
                group(&mut out, column)?;
            }
        } else {
            tasks.iter().try_for_each(|task| row(&mut out, task))?;
        }
        Ok(out.flush()?)
    }
}

/// Says which files were left out.
pub(crate) fn warn(problems: &[Problem]) {
    for problem in problems {
        anstream::eprintln!("warning: skipped {}", line(&problem.to_string()));
    }
}

fn group(out: &mut impl Write, column: &Column<'_>) -> io::Result<()> {
    writeln!(
        out,
        "{}",
        styled(BOLD, &format!("{} ({})", column.status, column.tasks.len()))
    )?;
    for task in &column.tasks {
        let priority = task
            .priority
            .as_deref()
            .map(|priority| format!(" {}", styled(priority_style(priority), priority)));
        let names = [&task.assignee[..], &task.labels].concat().join(" ");
        let names = if names.is_empty() {
            names
        } else {
            format!(" {}", styled(DIM, &names))
        };
        let priority = priority.unwrap_or_default();
        writeln!(
            out,
            "  {} {}{priority}{names}",
            styled(DIM, &task.id),
            line(&task.title)
        )?;
    }
    writeln!(out)
}

/// Id, status, priority, assignees, title, between tabs.
fn row(out: &mut impl Write, task: &Task) -> io::Result<()> {
    let cells = [
        &task.id,
        &task.status,
        task.priority.as_deref().unwrap_or_default(),
        &task.assignee.join(","),
        &task.title,
    ];
    writeln!(out, "{}", cells.map(line).join("\t"))
}
