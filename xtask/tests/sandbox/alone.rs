//! Programs of the store, run where there is nothing but /nix.

use std::path::Path;
use std::process::Command;

use test_oracles::Bed;

use crate::expression::Expression;

/// A program whose root folder has /nix, and `home` as /tmp, where it starts.
pub fn alone(bed: &Bed, home: &Path, program: &str) -> Command {
    let home = home.to_str().expect("a path in UTF-8");
    // What the host's C library brings besides, which nixpkgs' has at the place it is looked for.
    let libraries = Expression::new(bed, "pkgs.glibc").build() + "/lib";
    let mut command = bed.command("bwrap");
    // The network, to be asked over loopback.
    command.args(["--unshare-all", "--share-net", "--die-with-parent"]);
    command.args(["--ro-bind", "/nix", "/nix", "--bind", home, "/tmp"]);
    command.args(["--proc", "/proc", "--dev", "/dev", "--chdir", "/tmp"]);
    command.args(["--clearenv", "--setenv", "HOME", "/tmp"]);
    command.args(["--setenv", "LD_LIBRARY_PATH", &libraries]);
    command.args(["--", program]);
    command
}
