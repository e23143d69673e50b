//! What the commands say of every way in which a bun.lock can be broken or
//! refused. One folder of `fixtures/broken` each; where its name starts with
//! `entry-`, the entry of the package `left` is what is wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use std::fmt::Write as _;

use repository::{Repository, Run, fixture, folders};

const OLD_BUN_NIX: &str = "# what was there before\n";

#[test]
fn every_broken_lockfile_is_refused_by_name_and_place() {
    let mut messages = String::new();
    for case in folders(&fixture("broken")) {
        let lockfile = fs_err::read(fixture("broken").join(&case).join("bun.lock")).unwrap();
        let stderr = refused(&case, &lockfile).stderr;
        if case.starts_with("entry-") {
            assert!(
                stderr.contains(": left: "),
                "{case} names no package:\n{stderr}"
            );
        }
        let _ = write!(messages, "== {case}\n{stderr}\n");
    }
    insta::assert_snapshot!(messages);
}

/// A recursive parser would crash on these.
#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [1_000, 100_000] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            for place in ["\"packages\"", "\"ignored\"", "\"workspaces\""] {
                let lockfile = format!("{{\n  \"lockfileVersion\": 1,\n  {place}: {deep}\n}}\n");
                refused(&format!("{depth} {open} in {place}"), lockfile.as_bytes());
            }
            refused(&format!("{depth} {open}"), deep.as_bytes());
            refused(
                &format!("{depth} {open} unclosed"),
                open.repeat(depth).as_bytes(),
            );
        }
    }
}

#[test]
fn much_garbage_is_an_error() {
    let mut state = 1_u64;
    let garbage: Vec<u8> = std::iter::repeat_with(|| {
        // The constants of Knuth's MMIX generator.
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 56) as u8
    })
    .take(10_000_000)
    .collect();
    refused("bytes", &garbage);
    let text: Vec<u8> = garbage.iter().map(|byte| 0x20 + byte % 0x5f).collect();
    let text = [b"{ \"packages\": ".as_slice(), &text].concat();
    let stderr = refused("text", &text).stderr;
    assert!(stderr.len() < 1000, "a message of {} bytes", stderr.len());
}

/// Runs both commands on a lockfile, with and without a bun.nix beside it. Both
/// have to exit with 2, say where and what to do, and write nothing.
fn refused(case: &str, lockfile: &[u8]) -> Run {
    let repository = Repository::new();
    repository.write("bun.lock", lockfile);
    let check = refuses(case, &repository, "check");
    let update = refuses(case, &repository, "update");
    assert_eq!(check.stderr, update.stderr, "{case}");

    repository.write("bun.nix", OLD_BUN_NIX);
    refuses(case, &repository, "check");
    refuses(case, &repository, "update");
    check
}

fn refuses(case: &str, repository: &Repository, command: &str) -> Run {
    let before = repository.files("");
    let run = repository.run(&[command]);
    assert_eq!(run.code, 2, "{case}: {run}");
    assert_eq!(run.stdout, "", "{case}");
    assert!(repository.files("") == before, "{case}: {command} wrote");
    let (errors, rest) = (count(&run, "error: bun.lock:"), count(&run, "help: "));
    assert!(errors > 0 && errors == rest, "{case}: {run}");
    assert_eq!(run.stderr.lines().count(), errors + rest, "{case}: {run}");
    run
}

fn count(run: &Run, start: &str) -> usize {
    run.stderr
        .lines()
        .filter(|line| line.starts_with(start))
        .count()
}
