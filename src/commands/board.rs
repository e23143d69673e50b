//! `backlog board` and `backlog board export`

use std::io::Write as _;
use std::path::Path;

use anyhow::bail;
use backlog::board::Board;
use backlog::{Error, Project};

use super::print::{Form, Printer, warn};
use crate::{cli, terminal};

pub(super) fn run(
    project: &Project,
    command: Option<cli::Board>,
    printer: Printer,
) -> anyhow::Result<()> {
    let board = Board::of(project, project.tasks()?);
    warn(&board.problems);
    match command {
        Some(cli::Board::Export { file, force }) => export(&board, file.as_deref(), force, printer),
        None => show(&board, printer),
    }
}

fn show(board: &Board, printer: Printer) -> anyhow::Result<()> {
    match printer.form() {
        Form::Json => printer.json(board),
        Form::People => {
            let mut out = printer.out();
            terminal::board(&mut out, &board.columns(), terminal::width())?;
            Ok(out.flush()?)
        }
        Form::Plain => {
            let columns = board.columns();
            let tasks: Vec<_> = columns
                .iter()
                .flat_map(|column| &column.tasks)
                .copied()
                .collect();
            printer.list(&board.statuses, &tasks)
        }
    }
}

fn export(board: &Board, file: Option<&Path>, force: bool, printer: Printer) -> anyhow::Result<()> {
    let markdown = board.markdown();
    let Some(file) = file else {
        let mut out = printer.out();
        out.write_all(markdown.as_bytes())?;
        return Ok(out.flush()?);
    };
    if file.exists() && !force {
        bail!(
            "{} exists already\nhelp: `--force` replaces a file",
            file.display()
        );
    }
    fs_err::write(file, markdown).map_err(Error::Io)?;
    let path = file.display().to_string();
    printer.say(
        &format!("Wrote {path}"),
        &path,
        &serde_json::json!({ "path": path }),
    )
}
