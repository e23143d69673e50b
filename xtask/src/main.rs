//! This repository's tasks. One file a task; this one only chooses.

mod test;
mod tools;

use std::process::ExitCode;

use clap::Parser;

/// This repository's tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    #[command(flatten)]
    BunNix(bun_nix_xtask::Command),
    Test(test::Options),
}

fn main() -> ExitCode {
    match Task::parse() {
        Task::BunNix(command) => command.run(),
        Task::Test(options) => test::run(&options),
    }
}
