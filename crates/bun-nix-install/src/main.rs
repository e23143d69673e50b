//! `bun-nix-install`, which runs in the Nix sandbox.

fn main() {}
