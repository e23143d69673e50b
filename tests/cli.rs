//! The command line of `backlog`, run as a user runs it.

use std::io;
use std::process::{Command, Output, Stdio};

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

/// What users type and see, and what it makes of their files: each `cmd/NAME.md`
/// runs in a copy of `cmd/NAME.in`, which is then like `cmd/NAME.out`.
#[test]
fn commands() {
    trycmd::TestCases::new().case("tests/cmd/*.md");
}

#[test]
fn every_shell_gets_completions() -> io::Result<()> {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = backlog(&["completions", shell])?;
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = String::from_utf8_lossy(&output.stdout);
        assert!(script.contains("archive"), "{shell}");
    }
    Ok(())
}

/// `backlog task list | head -1` is no failure.
#[test]
fn a_reader_that_has_enough_is_no_error() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let tasks = folder.path().join("backlog/tasks");
    fs_err::create_dir_all(&tasks)?;
    fs_err::write(tasks.join("../config.yml"), "")?;
    for number in 1..400 {
        let title = "long ".repeat(50);
        let text = format!("---\nid: TASK-{number}\ntitle: {title}\n---\n");
        fs_err::write(tasks.join(format!("task-{number}.md")), text)?;
    }
    for form in ["--plain", "--json"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_backlog"))
            .args(["task", "list", form])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        drop(child.stdout.take());
        let output = child.wait_with_output()?;
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{form}");
        assert_eq!(output.status.code(), Some(0), "{form}");
    }
    Ok(())
}

/// What is no file of its own is named and left alone.
#[cfg(unix)]
#[test]
fn links_and_folders_are_no_tasks() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let tasks = folder.path().join("backlog/tasks");
    fs_err::create_dir_all(tasks.join("task-1 - Folder.md"))?;
    fs_err::write(tasks.join("../config.yml"), "")?;
    let outside = folder.path().join("outside.md");
    fs_err::write(&outside, "---\nid: TASK-2\ntitle: Outside\n---\n")?;
    fs_err::os::unix::fs::symlink(&outside, tasks.join("task-2 - Link.md"))?;
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backlog"));
        command.args(arguments).current_dir(folder.path()).output()
    };
    let list = run(&["task", "list"])?;
    assert_eq!(list.status.code(), Some(0));
    assert_eq!(list.stdout, b"");
    assert_eq!(
        String::from_utf8_lossy(&list.stderr),
        "warning: skipped backlog/tasks/task-1 - Folder.md: not a file of its own\n\
         warning: skipped backlog/tasks/task-2 - Link.md: not a file of its own\n"
    );
    assert_eq!(
        run(&["task", "edit", "2", "--status", "Done"])?
            .status
            .code(),
        Some(1)
    );
    assert!(!fs_err::read_to_string(&outside)?.contains("Done"));
    Ok(())
}
