//! `backlog`: a task manager that keeps its tasks as Markdown files.

use clap::Parser;

/// A task manager that keeps its tasks as Markdown files.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {}

fn main() {
    Cli::parse();
}
