//! `backlog task view`

use std::io::{self, Write};

use backlog::{Project, Task};

use crate::commands::print::{Form, Printer};
use crate::terminal::{BOLD, DIM, lines, styled};

pub(super) fn run(project: &Project, id: &str, printer: Printer) -> anyhow::Result<()> {
    let (task, body) = project.task_and_body(id)?;
    if printer.form() == Form::Json {
        return printer.json(&task);
    }
    let mut out = printer.out();
    head(&mut out, &task)?;
    out.write_all(lines(&body).as_bytes())?;
    Ok(out.flush()?)
}

fn head(out: &mut impl Write, task: &Task) -> io::Result<()> {
    let title = format!("{} {}", task.id, task.title);
    writeln!(out, "{}", styled(BOLD, &title))?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let fields = [
        ("Status", task.status.clone()),
        ("Priority", text(&task.priority)),
        ("Assignee", task.assignee.join(", ")),
        ("Labels", task.labels.join(", ")),
        ("Milestone", text(&task.milestone)),
        ("Depends on", task.dependencies.join(", ")),
        ("Created", text(&task.created_date)),
        ("Updated", text(&task.updated_date)),
        ("File", task.path.clone()),
    ];
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(
            out,
            "{} {}",
            styled(DIM, &format!("{name}:")),
            crate::terminal::line(value)
        )?;
    }
    Ok(())
}
