//! What each command does: it asks the library and prints the answer.

mod board;
mod browser;
mod init;
mod print;
mod search;
mod task;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Context as _;
use backlog::{Error, Project};
use clap::CommandFactory as _;

use crate::cli::{Cli, Command};
use print::Printer;

pub(crate) fn run(cli: Cli) -> anyhow::Result<()> {
    let printer = Printer::new(cli.output);
    let folder = fs_err::canonicalize(&cli.directory).map_err(Error::Io)?;
    match cli.command {
        Command::Init(args) => init::run(&folder, args, printer),
        Command::Task(command) => task::run(&project(&folder)?, command, printer),
        Command::Board { command } => board::run(&project(&folder)?, command, printer),
        Command::Search { query, filter } => {
            search::run(&project(&folder)?, &query.join(" "), &filter, printer)
        }
        Command::Browser { port, no_open } => browser::run(project(&folder)?, port, no_open),
        Command::Completions { shell } => completions(shell),
    }
}

fn project(folder: &Path) -> anyhow::Result<Project> {
    Ok(Project::find(folder)?)
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "backlog", &mut script);
    io::stdout()
        .write_all(&script)
        .context("cannot write the completions")
}
