//! Files as Backlog.md, older versions of it and people write them: an edit that
//! changes nothing leaves every byte, any other edit its field's bytes only.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// A project with this one task, whose id is 7.
    fn with(task: &[u8]) -> Project {
        let folder = tempfile::tempdir().unwrap();
        let project = Project { folder };
        fs_err::create_dir_all(project.task().parent().unwrap()).unwrap();
        let config = project.folder.path().join("backlog/config.yml");
        fs_err::write(config, "project_name: Files\n").unwrap();
        fs_err::write(project.task(), task).unwrap();
        project
    }

    fn task(&self) -> PathBuf {
        self.folder.path().join("backlog/tasks/task-7 - File.md")
    }

    fn bytes(&self) -> Vec<u8> {
        fs_err::read(self.task()).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_backlog"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn files() -> Vec<PathBuf> {
    markdown_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files"))
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files
}

/// The options that set every field to what it is.
fn same(task: &Value) -> Vec<String> {
    let text = |key: &str| task[key].as_str().unwrap_or_default().to_owned();
    let list = |key: &str| {
        let items = task[key].as_array().unwrap().iter();
        items
            .map(|item| item.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut options = vec![
        format!("--title={}", text("title")),
        format!("--status={}", text("status")),
        format!("--priority={}", text("priority")),
        format!("--milestone={}", text("milestone")),
        format!("--description={}", text("description")),
        format!("--plan={}", text("plan")),
        format!("--notes={}", text("notes")),
        format!("--assignee={}", list("assignee").join(",")),
        format!("--depends-on={}", list("dependencies").join(",")),
    ];
    if !list("labels").iter().any(|label| label.contains(',')) {
        options.push(format!("--labels={}", list("labels").join(",")));
    }
    for criterion in task["acceptance_criteria"].as_array().unwrap() {
        let mark = if criterion["checked"] == true {
            "--check-ac"
        } else {
            "--uncheck-ac"
        };
        options.push(format!("{mark}={}", criterion["index"]));
    }
    options
}

#[test]
fn setting_every_field_to_what_it_is_leaves_every_byte() {
    let files = [files(), written()].concat();
    assert!(files.len() > 15, "{}", files.len());
    for file in files {
        let before = fs_err::read(&file).unwrap();
        let project = Project::with(&before);
        let list: Value = serde_json::from_str(&project.run(&["task", "list", "--json"])).unwrap();
        let task = &list["tasks"][0];
        let options = same(task);
        let mut arguments = vec!["task", "edit", task["id"].as_str().unwrap()];
        arguments.extend(options.iter().map(String::as_str));
        project.run(&arguments);
        assert!(project.bytes() == before, "{} has changed", file.display());
    }
}

/// The files that the tests of the commands begin and end with.
fn written() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let cases = fs_err::read_dir(cases)
        .unwrap()
        .map(|case| case.unwrap().path());
    let good =
        cases.filter(|case| !case.ends_with("bad-files.in") && !case.ends_with("bad-files.out"));
    let folders = good
        .map(|case| case.join("backlog/tasks"))
        .filter(|folder| folder.is_dir());
    folders.flat_map(|folder| markdown_files(&folder)).collect()
}

/// The lines that an edit changes, `updated_date` aside.
fn changed_lines(before: &[u8], after: &[u8]) -> String {
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\r', "\\r");
    let (before, after) = (shown(before), shown(after));
    let diff = TextDiff::from_lines(&before, &after);
    let changes = diff
        .iter_all_changes()
        .filter(|change| change.tag() != ChangeTag::Equal);
    let changes = changes.filter(|change| !change.value().starts_with("updated_date:"));
    changes
        .map(|change| {
            format!(
                "{}{}\n",
                change.tag(),
                change.value().trim_end_matches('\n')
            )
        })
        .collect()
}

#[test]
fn an_edit_changes_its_fields_lines_only() {
    let edits: [&[&str]; 12] = [
        &["--title", "It's: new"],
        &["--status", "done"],
        &["--priority", "low"],
        &["--priority", ""],
        &["--milestone", "m-9"],
        &["--assignee", "@bob,carol"],
        &["--add-label", "first"],
        &[
            "--remove-label",
            "beta",
            "--remove-label",
            "lock",
            "--remove-label",
            "web",
        ],
        &["--description", "Two\n\nparagraphs."],
        &["--notes", ""],
        &["--append-notes", "And more."],
        &["--ac", "One more"],
    ];
    for file in files() {
        let before = fs_err::read(&file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let mut report = String::new();
        for edit in edits {
            let project = Project::with(&before);
            project.run(&[&["task", "edit", "7"], edit].concat());
            let changed = changed_lines(&before, &project.bytes());
            report += &format!("{}\n{changed}\n", edit.join(" ").replace('\n', "\\n"));
        }
        insta::assert_snapshot!(name, report);
    }
}
