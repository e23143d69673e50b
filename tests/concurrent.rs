//! Several processes that write at once lose nothing.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

const WRITERS: usize = 2;
const EACH: usize = 15;

fn backlog(folder: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_backlog"))
        .args(arguments)
        .arg("--json")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    backlog(folder.path(), &["init"]);
    folder
}

/// Runs `work` for every writer and turn, the writers beside each other.
fn all_at_once(work: impl Fn(usize, usize) + Sync) {
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let work = &work;
            scope.spawn(move || (0..EACH).for_each(|turn| work(writer, turn)));
        }
    });
}

fn texts(list: &Value) -> BTreeSet<String> {
    let items = list.as_array().unwrap().iter();
    items
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn edits_of_one_task_all_arrive() {
    let project = project();
    let folder = project.path();
    backlog(folder, &["task", "create", "Shared"]);
    all_at_once(|writer, turn| {
        let label = format!("label-{writer}-{turn}");
        let criterion = format!("criterion {writer} {turn}");
        backlog(
            folder,
            &[
                "task",
                "edit",
                "1",
                "--add-label",
                &label,
                "--ac",
                &criterion,
            ],
        );
    });
    let task = backlog(folder, &["task", "view", "1"]);
    assert_eq!(texts(&task["labels"]).len(), WRITERS * EACH);
    assert_eq!(
        task["acceptance_criteria"].as_array().unwrap().len(),
        WRITERS * EACH
    );
}

#[test]
fn tasks_created_at_once_have_ids_of_their_own() {
    let project = project();
    let folder = project.path();
    all_at_once(|writer, turn| {
        let created = backlog(folder, &["task", "create", "The same title"]);
        if (writer + turn) % 3 == 0 {
            backlog(
                folder,
                &["task", "archive", created["id"].as_str().unwrap()],
            );
        }
    });
    let count = |folder: &str| {
        let entries = fs_err::read_dir(project.path().join("backlog").join(folder)).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name())
            .collect::<Vec<_>>()
    };
    let names = [count("tasks"), count("archive/tasks")].concat();
    let ids: BTreeSet<String> = names
        .iter()
        .map(|name| name.to_string_lossy().split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), WRITERS * EACH);
    assert_eq!(ids.len(), WRITERS * EACH);
    assert!(ids.contains(&format!("task-{}", WRITERS * EACH)));
}

/// A reader never finds half a file.
#[test]
fn whoever_reads_meanwhile_finds_a_whole_task() {
    let project = project();
    let folder = project.path();
    backlog(folder, &["task", "create", "Shared"]);
    let notes = "A long line of notes. ".repeat(400);
    all_at_once(|writer, turn| {
        if writer == 0 {
            let notes = if turn % 2 == 0 {
                notes.as_str()
            } else {
                "Short."
            };
            backlog(folder, &["task", "edit", "1", "--notes", notes]);
        } else {
            let list = backlog(folder, &["task", "list"]);
            assert_eq!(list["problems"], serde_json::json!([]));
            assert_eq!(list["tasks"][0]["title"], "Shared");
        }
    });
}
