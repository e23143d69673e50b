//! Times whole runs of `backlog task list` on generated projects.
//!
//! `cargo bench -p backlog --bench list`

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 21;

fn main() {
    println!("{RUNS} runs each: median, fastest\n");
    for tasks in [1, 1_000, 5_000, 20_000] {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path(), tasks);
        println!("{tasks} tasks");
        for arguments in [
            &["task", "list", "--plain"][..],
            &["task", "list", "--json"],
            &["search", "layout"],
        ] {
            let mut times: Vec<Duration> =
                (0..RUNS).map(|_| timed(folder.path(), arguments)).collect();
            times.sort();
            let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
            println!(
                "  backlog {:18} {:7.1} ms  {:7.1} ms",
                arguments.join(" "),
                milliseconds(times[RUNS / 2]),
                milliseconds(times[0])
            );
        }
    }
}

fn timed(folder: &Path, arguments: &[&str]) -> Duration {
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_backlog"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    let time = start.elapsed();
    assert!(status.success());
    time
}

fn fill(folder: &Path, tasks: usize) {
    let folder = folder.join("backlog/tasks");
    fs_err::create_dir_all(&folder).unwrap();
    fs_err::write(folder.join("../config.yml"), "project_name: \"Bench\"\n").unwrap();
    for number in 1..=tasks {
        fs_err::write(
            folder.join(format!("task-{number} - Task.md")),
            task(number),
        )
        .unwrap();
    }
}

/// A task of the length that tasks have, about 1.5 kB.
fn task(number: usize) -> String {
    let status = ["To Do", "In Progress", "Done"][number % 3];
    let words = "The installer lays out packages as the lockfile places them. ";
    format!(
        "---\nid: TASK-{number}\ntitle: >-\n  Lay out the packages of lockfile {number} without\n  the network\n\
         status: {status}\nassignee:\n  - '@sara'\ncreated_date: '2026-03-01 20:56'\n\
         updated_date: '2026-05-25 15:28'\nlabels:\n  - layout\n  - nix\ndependencies: []\npriority: medium\n---\n\n\
         ## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\n{}\n<!-- SECTION:DESCRIPTION:END -->\n\n\
         ## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [x] #1 It works offline\n- [ ] #2 It is fast\n<!-- AC:END -->\n\n\
         ## Implementation Notes\n\n<!-- SECTION:NOTES:BEGIN -->\n{}\n<!-- SECTION:NOTES:END -->\n",
        words.repeat(8),
        words.repeat(6)
    )
}
