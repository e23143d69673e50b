//! One script: a shell that runs its command, and what it wrote.

use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitStatus, Stdio};

use super::environment::Environment;
use super::subjects::Subject;
use super::{Run, ScriptError};

/// How much of a script's output is kept, from the end.
const KEPT: u64 = 64 * 1024;

/// Runs a script in its package's folder, without input. Standard output and error
/// go to one file, so that they stay in order and what a script leaves running
/// keeps nobody waiting.
pub(super) fn run(
    environment: &Environment,
    subject: &Subject,
    event: &'static str,
    command: &str,
) -> Result<Run, ScriptError> {
    let mut file = tempfile::tempfile().map_err(no_file)?;
    let status = Command::new(environment.shell())
        .arg("-c")
        .arg(environment.command(command))
        .env_clear()
        .envs(environment.variables(subject, event, command))
        .current_dir(&subject.folder)
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file.try_clone()?)
        .status();
    Ok(Run {
        package: subject.label.clone(),
        event,
        command: command.to_owned(),
        folder: subject.folder.clone(),
        output: end_of(&mut file)?,
        failure: match status {
            Ok(status) => failure(status),
            Err(error) => Some(format!("cannot be started: {error}")),
        },
    })
}

fn no_file(error: io::Error) -> io::Error {
    let message = format!("no temporary file can be made for what scripts write: {error}");
    io::Error::new(error.kind(), message)
}

fn end_of(file: &mut (impl Read + Seek)) -> io::Result<String> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(KEPT)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn failure(status: ExitStatus) -> Option<String> {
    match (status.code(), status.signal()) {
        (Some(0), _) => None,
        (Some(code), _) => Some(format!("exited with {code}")),
        (None, Some(signal)) => Some(format!("was ended by signal {signal}")),
        (None, None) => Some("failed".to_owned()),
    }
}
