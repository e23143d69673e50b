//! `backlog`: a task manager that keeps its tasks as Markdown files.

mod cli;
mod commands;
mod terminal;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;

fn main() -> ExitCode {
    match commands::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has had enough of it.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {}", terminal::lines(&format!("{error:#}")));
            let help = error
                .downcast_ref::<backlog::Error>()
                .map(backlog::Error::help);
            if let Some(help) = help {
                anstream::eprintln!("help: {}", terminal::lines(&help));
            }
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
