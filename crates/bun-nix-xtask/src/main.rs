//! `cargo bun-nix`: the commands for a repository without an xtask.

use std::ffi::OsString;
use std::process::ExitCode;

use bun_nix_xtask::{CHECK_STATUS, CheckArgs, Command, Invocation, UPDATE_STATUS, UpdateArgs};
use clap::Parser;

/// Keep bun.nix in step with bun.lock
#[derive(Parser)]
#[command(name = "cargo bun-nix", bin_name = "cargo bun-nix", version)]
enum BunNix {
    /// Write bun.nix anew from bun.lock
    #[command(after_help = UPDATE_STATUS)]
    Update(UpdateArgs),
    /// Say whether bun.nix, bun.lock and every package.json agree
    #[command(after_help = CHECK_STATUS)]
    Check(CheckArgs),
}

fn main() -> ExitCode {
    // Cargo gives its subcommand's name as the first argument.
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == "bun-nix") {
        arguments.remove(1);
    }
    let command = match BunNix::parse_from(arguments) {
        BunNix::Update(args) => Command::NixUpdate(args),
        BunNix::Check(args) => Command::NixCheck(args),
    };
    command.run_as(&Invocation::CARGO)
}
