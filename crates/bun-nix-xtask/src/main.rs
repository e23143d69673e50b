//! `cargo bun-nix`: the commands for a repository without an xtask.

use std::process::ExitCode;

use bun_nix_xtask::{CheckArgs, Command, Invocation, UpdateArgs};
use clap::Parser;

#[derive(Parser)]
#[command(name = "cargo", bin_name = "cargo")]
enum Cargo {
    /// Keep bun.nix in step with bun.lock
    #[command(name = "bun-nix", version, subcommand)]
    BunNix(BunNix),
}

#[derive(clap::Subcommand)]
enum BunNix {
    /// Write bun.nix anew from bun.lock
    Update(UpdateArgs),
    /// Say whether bun.nix, bun.lock and every package.json agree
    #[command(after_help = "Exit status: 0 current, 1 stale, 2 cannot tell.")]
    Check(CheckArgs),
}

fn main() -> ExitCode {
    let Cargo::BunNix(command) = Cargo::parse();
    let command = match command {
        BunNix::Update(args) => Command::NixUpdate(args),
        BunNix::Check(args) => Command::NixCheck(args),
    };
    command.run_as(&Invocation::CARGO)
}
