//! `backlog search`

use backlog::Project;
use backlog::board::Board;
use backlog::search::search;

use super::print::{Form, Printer, warn};
use super::task::{List, listed};
use crate::cli::Filter;

pub(super) fn run(
    project: &Project,
    query: &str,
    filter: &Filter,
    printer: Printer,
) -> anyhow::Result<()> {
    let board = Board::of(project, project.tasks()?);
    warn(&board.problems);
    let found = search(listed(&board, filter)?, query);
    match printer.form() {
        Form::Json => printer.json(&List {
            tasks: found,
            problems: &board.problems,
        }),
        _ => printer.list(&board.statuses, &found),
    }
}
