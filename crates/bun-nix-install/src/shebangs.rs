//! `#!` lines of linked executables, for a build that has no `/usr/bin/env`: the
//! interpreter's own path takes the place of its name, or where it is not at hand
//! `env`'s, which finds it when the executable runs.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use crate::plan::Plan;

/// Rewrites the first line of every executable that a `.bin` of the plan links in
/// `tree`. The interpreters and `env` are those of `search`, a list such as `PATH`
/// is; where neither is among them the line stays what it is, and so does what is
/// outside `tree`.
///
/// # Errors
/// If a file cannot be read or written; the message names it.
pub(crate) fn patch(plan: &Plan, tree: &Path, search: &OsStr) -> io::Result<()> {
    let tree = fs_err::canonicalize(tree)?;
    for bins in &plan.bins {
        let folder = tree.join(&bins.node_modules).join(".bin");
        if !folder.is_dir() {
            continue;
        }
        for link in fs_err::read_dir(folder)? {
            // A link to a member leads nowhere yet.
            if let Ok(file) = fs_err::canonicalize(link?.path())
                && file.starts_with(&tree)
                && file.is_file()
            {
                rewrite(&file, search)?;
            }
        }
    }
    Ok(())
}

fn rewrite(file: &Path, search: &OsStr) -> io::Result<()> {
    let content = fs_err::read(file)?;
    let Some(after) = content.strip_prefix(b"#!") else {
        return Ok(());
    };
    let end = after.iter().position(|byte| *byte == b'\n');
    let (line, rest) = after.split_at(end.unwrap_or(after.len()));
    if let Some(command) = resolve(line, search) {
        fs_err::write(file, [b"#!", command.as_bytes(), rest].concat())?;
    }
    Ok(())
}

/// `/usr/bin/env -S node --flag` to `/path/to/node --flag`, or where there is no
/// `node` to `/path/to/env -S node --flag`.
fn resolve(line: &[u8], search: &OsStr) -> Option<OsString> {
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .peekable();
    let mut program = base_name(words.next()?);
    if program == b"env" {
        words.next_if(|word| *word == b"-S");
        program = base_name(words.next()?);
    }
    let arguments: Vec<&[u8]> = words.collect();
    let mut command = match find(program, search) {
        Some(path) => vec![path.into_os_string().into_vec()],
        None => through_env(program, !arguments.is_empty(), search)?,
    };
    command.extend(arguments.into_iter().map(<[u8]>::to_vec));
    Some(OsString::from_vec(command.join(&b' ')))
}

/// The words that have `env` look for a program; it splits what follows on request.
fn through_env(program: &[u8], has_arguments: bool, search: &OsStr) -> Option<Vec<Vec<u8>>> {
    // An option of env's, or a variable that it sets.
    if program.starts_with(b"-") || program.contains(&b'=') {
        return None;
    }
    let env = find(b"env", search)?.into_os_string().into_vec();
    let split = has_arguments.then(|| b"-S".to_vec());
    let words = [Some(env), split, Some(program.to_vec())];
    Some(words.into_iter().flatten().collect())
}

fn base_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

fn find(program: &[u8], search: &OsStr) -> Option<PathBuf> {
    let folders = std::env::split_paths(search);
    let mut paths = folders.map(|folder| folder.join(OsStr::from_bytes(program)));
    paths.find(|path| path.is_absolute() && path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(line: &str, search: &Path) -> Option<String> {
        let command = resolve(line.as_bytes(), search.as_os_str())?;
        Some(command.into_string().unwrap())
    }

    #[test]
    fn an_interpreter_is_looked_up_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("node"), "").unwrap();
        let node = folder.path().join("node").display().to_string();
        let with = |arguments: &str| Some(format!("{node}{arguments}"));
        for (line, command) in [
            ("/usr/bin/env node", with("")),
            (" /usr/bin/node  --flag", with(" --flag")),
            ("/usr/bin/env -S node --a --b", with(" --a --b")),
            ("/usr/bin/env python3", None),
            ("/usr/bin/env X=1 node", None),
            ("/usr/bin/env", None),
            ("", None),
        ] {
            assert_eq!(resolved(line, folder.path()), command, "{line}");
        }
    }

    #[test]
    fn an_interpreter_that_is_not_at_hand_is_left_to_env() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("env"), "").unwrap();
        let env = folder.path().join("env").display().to_string();
        for (line, command) in [
            ("/usr/bin/env node", Some(" node")),
            ("/usr/local/bin/node", Some(" node")),
            ("/usr/bin/env -S node --a --b", Some(" -S node --a --b")),
            ("/usr/bin/node --a", Some(" -S node --a")),
            ("/usr/bin/env X=1 node", None),
            ("/usr/bin/env -i node", None),
        ] {
            let command = command.map(|after| env.clone() + after);
            assert_eq!(resolved(line, folder.path()), command, "{line}");
        }
    }

    #[test]
    fn what_follows_the_line_stays() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("sh"), "").unwrap();
        let script = folder.path().join("script");
        for (content, rest) in [("#!/bin/sh\n#!/bin/sh\n", "\n#!/bin/sh\n"), ("#!sh", "")] {
            fs_err::write(&script, content).unwrap();
            rewrite(&script, folder.path().as_os_str()).unwrap();
            let expected = format!("#!{}{rest}", folder.path().join("sh").display());
            assert_eq!(fs_err::read_to_string(&script).unwrap(), expected);
        }
        fs_err::write(&script, "\u{7f}ELF").unwrap();
        rewrite(&script, folder.path().as_os_str()).unwrap();
        assert_eq!(fs_err::read_to_string(&script).unwrap(), "\u{7f}ELF");
    }
}
