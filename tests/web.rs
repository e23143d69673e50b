//! The web board: its own checks, and the board in a real browser over the real server.

#![allow(clippy::unwrap_used)]

use std::process::Command;

use test_oracles::{FrontEnd, chromium};

/// Runs a test suite that prints for itself what fails.
fn passes(command: &mut Command) -> bool {
    command.status().unwrap().success()
}

#[test]
fn the_code_has_the_types_and_the_form_that_it_should() {
    let Some(front_end) = FrontEnd::ready() else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    assert!(passes(
        &mut front_end.bun(scratch.path(), &["run", "check"])
    ));
}

#[test]
fn the_logic_does_what_it_should() {
    let Some(front_end) = FrontEnd::ready() else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    assert!(passes(
        &mut front_end.bun(scratch.path(), &["test", "--only-failures", "./src"])
    ));
}

#[test]
fn the_board_works_in_a_browser() {
    let (Some(front_end), Some(chromium)) = (FrontEnd::ready(), chromium()) else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    assert!(passes(
        front_end
            .bun(scratch.path(), &["test", "--only-failures", "./browser"])
            .env("BACKLOG", env!("CARGO_BIN_EXE_backlog"))
            .env("CHROMIUM", chromium)
    ));
}
