//! Which folders the `workspaces` of a package.json name.
//!
//! Bun splits a pattern at its slashes and matches folder by folder, so that
//! `{a/b,c}` matches nothing; so does this. All rules: Bun 1.4, observed.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};

use crate::error::ErrorKind;
use crate::manifest::{Entry, error_at};
use crate::path::RelativePath;
use crate::project::ProjectError;

/// A folder with a package.json that `workspaces` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub path: RelativePath,
    /// Whether a negated pattern takes it out again, wherever that stands.
    /// Bun 1.2 and 1.3 leave some or all of these in.
    pub excluded: bool,
}

/// Finds the members' folders below `dir`, sorted.
///
/// Links to folders are not followed. No pattern leads further up than
/// `levels_up` folders above `dir`.
pub(crate) fn find(
    dir: &Path,
    patterns: &[Entry],
    levels_up: usize,
) -> Result<Vec<Found>, ProjectError> {
    let negated: Vec<GlobMatcher> = patterns.iter().flat_map(negation).collect();
    let mut found = BTreeMap::new();
    for pattern in patterns
        .iter()
        .filter(|pattern| !pattern.name.starts_with('!'))
    {
        let refuse = |kind| ProjectError::manifest(dir, error_at(pattern, kind));
        let parsed = Pattern::parse(&pattern.name, levels_up).map_err(refuse)?;
        if parsed.is_literal() {
            if !parsed.base.as_str().is_empty() && !has_manifest(dir, &parsed.base) {
                return Err(refuse(ErrorKind::MissingMember(pattern.name.clone())));
            }
            found.insert(parsed.base, false);
            continue;
        }
        for path in walk(dir, parsed)? {
            let excluded = negated.iter().any(|glob| glob.is_match(path.as_str()));
            found.entry(path).or_insert(excluded);
        }
    }
    let folders = found
        .into_iter()
        .filter(|(path, _)| !path.as_str().is_empty());
    Ok(folders
        .map(|(path, excluded)| Found { path, excluded })
        .collect())
}

pub(crate) fn has_manifest(dir: &Path, path: &RelativePath) -> bool {
    fs_err::metadata(dir.join(path.as_str()).join("package.json"))
        .is_ok_and(|metadata| metadata.is_file())
}

/// A pattern: where it starts, and what is to match from there on.
struct Pattern {
    base: RelativePath,
    steps: Vec<Step>,
}

/// What one folder's name has to be.
enum Step {
    Name(String),
    /// `**`: any number of folders.
    Any,
    Glob {
        glob: GlobMatcher,
        hidden: bool,
    },
    /// Not well-formed: Bun matches nothing.
    Nothing,
}

impl Pattern {
    fn parse(text: &str, levels_up: usize) -> Result<Pattern, ErrorKind> {
        let is_glob = has_glob(text);
        // Without a glob's characters Bun takes `\` for a separator.
        let slashed = if is_glob {
            text.to_owned()
        } else {
            text.replace('\\', "/")
        };
        if slashed.starts_with('/') {
            return Err(ErrorKind::UnsafePath(text.to_owned()));
        }
        let parts = normal_parts(&slashed);
        let literal = parts
            .iter()
            .take_while(|part| !is_glob || !has_glob(part))
            .count();
        let base = RelativePath::parse(&parts[..literal].join("/"))
            .ok_or_else(|| ErrorKind::UnsafePath(text.to_owned()))?;
        if base.levels_up() > levels_up {
            return Err(ErrorKind::OutsidePath(text.to_owned()));
        }
        let steps = parts[literal..]
            .iter()
            .map(|part| Step::parse(part))
            .collect();
        Ok(Pattern { base, steps })
    }

    fn is_literal(&self) -> bool {
        self.steps.is_empty()
    }
}

impl Step {
    fn parse(part: &str) -> Step {
        if part == "**" {
            return Step::Any;
        }
        if !has_glob(part) {
            return Step::Name(part.to_owned());
        }
        let hidden = part.starts_with('.');
        glob(part).map_or(Step::Nothing, |glob| Step::Glob { glob, hidden })
    }
}

/// Whether a pattern has one of a glob's characters, unescaped.
fn has_glob(text: &str) -> bool {
    let mut escaped = false;
    text.chars().any(|c| {
        let is_special = !escaped && matches!(c, '*' | '?' | '[' | '{');
        escaped = !escaped && c == '\\';
        is_special
    })
}

/// The parts between the slashes, with `.` and `..` worked out.
fn normal_parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.ok().map(|glob| glob.compile_matcher())
}

/// What a negated pattern matches: the path from the root; `x/**` matches `x` too.
fn negation(pattern: &Entry) -> impl Iterator<Item = GlobMatcher> {
    let parts = pattern
        .name
        .strip_prefix('!')
        .map(normal_parts)
        .unwrap_or_default();
    let inner = match parts.split_last() {
        Some((&"**", inner)) if !inner.is_empty() => glob(&inner.join("/")),
        _ => None,
    };
    glob(&parts.join("/")).into_iter().chain(inner)
}

/// The folders with a package.json that a pattern matches.
fn walk(dir: &Path, pattern: Pattern) -> io::Result<Vec<RelativePath>> {
    let Pattern { base, steps } = pattern;
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut todo = vec![(base, 0)];
    while let Some((at, step)) = todo.pop() {
        // `**` twice reaches one folder in many ways.
        if !seen.insert((at.clone(), step)) {
            continue;
        }
        match steps.get(step) {
            None if has_manifest(dir, &at) => found.push(at),
            None | Some(Step::Nothing) => {}
            Some(Step::Name(name)) => todo.extend(at.join(name).map(|path| (path, step + 1))),
            Some(Step::Any) => {
                let below = folders(dir, &at)?
                    .into_iter()
                    .filter(|(name, _)| !name.starts_with('.'));
                todo.extend(below.map(|(_, path)| (path, step)));
                todo.push((at, step + 1));
            }
            Some(Step::Glob { glob, hidden }) => {
                let below = folders(dir, &at)?.into_iter();
                let matching = below
                    .filter(|(name, _)| glob.is_match(name) && (*hidden || !name.starts_with('.')));
                todo.extend(matching.map(|(_, path)| (path, step + 1)));
            }
        }
    }
    Ok(found)
}

/// The folders in a folder that can hold members. One that is not there is empty,
/// and so is a link.
fn folders(dir: &Path, at: &RelativePath) -> io::Result<Vec<(String, RelativePath)>> {
    let entries = match fs_err::read_dir(dir.join(at.as_str())) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().into_string().unwrap_or_default();
        let is_member = !matches!(name.as_str(), "node_modules" | ".git" | "CMakeFiles");
        if is_member && entry.file_type()?.is_dir() {
            // bun.lock could not name the others either.
            folders.extend(at.join(&name).map(|path| (name, path)));
        }
    }
    Ok(folders)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Position;

    const FOLDERS: [&str; 8] = [
        "packages",
        "packages/a",
        "packages/b",
        "packages/b/c",
        "packages/b/c/d",
        "packages/.hid",
        "packages/a/node_modules/q",
        "x",
    ];

    fn members(patterns: &[&str], levels_up: usize) -> Result<Vec<String>, String> {
        let temporary = tempfile::tempdir().unwrap();
        let dir = temporary.path().join("deep/root");
        for folder in FOLDERS {
            fs_err::create_dir_all(dir.join(folder)).unwrap();
            fs_err::write(dir.join(folder).join("package.json"), "{}").unwrap();
        }
        let entry = |name: &&str| Entry {
            name: (*name).to_owned(),
            text: String::new(),
            position: Position { line: 1, column: 1 },
        };
        let patterns: Vec<Entry> = patterns.iter().map(entry).collect();
        let found = find(&dir, &patterns, levels_up).map_err(|error| match error {
            ProjectError::Manifest { error, .. } => error.kind.code().to_owned(),
            ProjectError::Read(error) => error.to_string(),
        })?;
        let kept = found.into_iter().filter(|found| !found.excluded);
        Ok(kept.map(|found| found.path.to_string()).collect())
    }

    /// Observed: Bun 1.4.5.
    #[test]
    fn patterns_match_what_bun_matches() {
        let all = [
            "packages",
            "packages/a",
            "packages/b",
            "packages/b/c",
            "packages/b/c/d",
        ];
        let both = ["packages/a", "packages/b"];
        for (patterns, expected) in [
            (&["packages/**"][..], &all[..]),
            (&["**", "!x"], &all),
            (&["packages/*"], &both),
            (&["./packages/*"], &both),
            (&["packages/*/"], &both),
            (&["packages//*"], &both),
            (&["packages/b/../*"], &both),
            (&["packages/[ab]"], &both),
            (&["packages/?"], &both),
            (&["packages/{a,b}"], &both),
            (&["*"], &["packages", "x"]),
            (&["packages/[!a]"], &["packages/b"]),
            (&["packages/**b"], &["packages/b"]),
            (&["packages/**/c"], &["packages/b/c"]),
            (&["**/**/c/**"], &["packages/b/c", "packages/b/c/d"]),
            (&["packages/.*"], &["packages/.hid"]),
            (&["packages/.hid/"], &["packages/.hid"]),
            (&["packages\\a"], &["packages/a"]),
            (&["packages/{a,b/c}"], &[]),
            (&["{packages/a,x}"], &[]),
            (&["packages/[a"], &[]),
            (&["packages/{a,b"], &[]),
            (&["", ".", "./", "missing/*", "../up/*"], &[]),
            (&["packages/*", "!packages/b"], &["packages/a"]),
            (&["!packages/b", "packages/*"], &["packages/a"]),
            (&["packages/*", "!./packages/b/"], &["packages/a"]),
            (&["packages/*", "!packages/b/**"], &["packages/a"]),
            (
                &["packages/**", "!packages/b"],
                &["packages", "packages/a", "packages/b/c", "packages/b/c/d"],
            ),
            (
                &["packages/**", "!packages/*"],
                &["packages", "packages/b/c", "packages/b/c/d"],
            ),
            (&["packages/*", "!packages/b", "packages/b"], &both),
            (&["packages/*", "!b"], &both),
            (&["packages/**", "!**"], &[]),
        ] {
            assert_eq!(members(patterns, 1).unwrap(), expected, "{patterns:?}");
        }
    }

    #[test]
    fn patterns_that_lead_elsewhere_are_refused() {
        for (pattern, levels_up, code) in [
            ("/*", 9, "unsafe-path"),
            ("/etc", 9, "unsafe-path"),
            ("\\etc", 9, "unsafe-path"),
            ("../*", 0, "outside-path"),
            ("a/../../../*", 1, "outside-path"),
            ("../../x", 1, "outside-path"),
            ("missing", 0, "missing-member"),
            ("$x/y", 0, "unsafe-path"),
            ("a\"b/*", 0, "unsafe-path"),
        ] {
            assert_eq!(
                members(&[pattern], levels_up),
                Err(code.to_owned()),
                "{pattern}"
            );
        }
        assert_eq!(members(&["../../*"], 2).unwrap(), Vec::<String>::new());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(dir.path().join("real")).unwrap();
        fs_err::write(dir.path().join("real/package.json"), "{}").unwrap();
        fs_err::create_dir_all(dir.path().join("p")).unwrap();
        fs_err::os::unix::fs::symlink(dir.path().join("real"), dir.path().join("p/link")).unwrap();
        let pattern = Pattern::parse("p/**", 0).unwrap();
        assert_eq!(walk(dir.path(), pattern).unwrap(), []);
    }
}
