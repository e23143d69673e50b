//! `bun-nix-install`, which runs in the Nix sandbox.

mod cli;

use std::process::ExitCode;

use bun_nix_install::{Error, Run, install, interrupt};
use clap::Parser as _;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::cli::Cli;

fn main() -> ExitCode {
    let options = match Cli::parse().options() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = heed_signals() {
        eprintln!("error: signals cannot be caught: {error}");
        return ExitCode::from(2);
    }
    match install(&options) {
        Ok(report) => {
            for script in &report.scripts {
                show(script);
            }
            for warning in report.warnings {
                eprintln!("warning: {warning}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error),
    }
}

/// Ctrl-C ends the install, and leaves nothing half-made.
fn heed_signals() -> std::io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::spawn(move || signals.forever().for_each(|_| interrupt()));
    Ok(())
}

/// A script that wrote something is shown with it.
fn show(script: &Run) {
    if !script.output.trim().is_empty() {
        eprintln!(
            "{} of {}: $ {}",
            script.event, script.package, script.command
        );
        eprintln!("{}", script.output.trim_end());
    }
}

fn complain(error: &Error) -> ExitCode {
    eprintln!("error: {error}");
    for detail in error.details() {
        eprintln!("  {detail}");
    }
    if let Some(help) = error.help() {
        eprintln!("help: {help}");
    }
    ExitCode::from(error.status())
}
