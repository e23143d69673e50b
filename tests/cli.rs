//! The command line of `backlog`, run as a user runs it.

use std::io;
use std::process::{Command, Output};

fn backlog(args: &[&str]) -> io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_backlog"))
        .args(args)
        .output()
}

#[test]
fn version_is_the_package_version() -> io::Result<()> {
    let output = backlog(&["--version"])?;
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        concat!("backlog ", env!("CARGO_PKG_VERSION"), "\n")
    );
    Ok(())
}

#[test]
fn without_arguments_it_prints_the_help_and_fails() -> io::Result<()> {
    let help = backlog(&["--help"])?;
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&help.stdout).contains("Usage: backlog"));

    let bare = backlog(&[])?;
    assert_eq!(bare.status.code(), Some(2));
    assert_eq!(bare.stderr, help.stdout);
    Ok(())
}
