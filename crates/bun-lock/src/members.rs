//! Which folders the `workspaces` of a package.json name.
//!
//! Bun splits a pattern at its slashes and matches folder by folder, so that
//! `{a/b,c}` matches nothing; so does this. All rules: Bun 1.4, observed.

use std::collections::{BTreeMap, HashSet};
use std::io;

use globset::{GlobBuilder, GlobMatcher};

use crate::disk::{Disk, Place};
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

/// Finds the members' folders, sorted.
///
/// Links to folders are followed only where a pattern names them, and to nowhere
/// outside the repository. No pattern leads further up than `levels_up` folders.
pub(crate) fn find(
    disk: &Disk,
    patterns: &[Entry],
    levels_up: usize,
) -> Result<Vec<Found>, ProjectError> {
    let negated: Vec<GlobMatcher> = patterns.iter().flat_map(negation).collect();
    let mut found = BTreeMap::new();
    for pattern in patterns
        .iter()
        .filter(|pattern| !pattern.name.starts_with('!'))
    {
        let parsed = Pattern::parse(&pattern.name, levels_up);
        let search = Search { disk, pattern };
        let parsed = parsed.map_err(|kind| search.refused(kind))?;
        if parsed.is_literal() {
            search.literal(&parsed.base)?;
            found.insert(parsed.base, false);
            continue;
        }
        for path in search.walk(parsed)? {
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

    /// Only a pattern that starts with a dot matches a name that does.
    fn matches(&self, name: &str) -> bool {
        let is_hidden = name.starts_with('.');
        match self {
            Step::Name(text) => text == name,
            Step::Any => !is_hidden,
            Step::Glob { glob, hidden } => glob.is_match(name) && (*hidden || !is_hidden),
            Step::Nothing => false,
        }
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

/// The search for the folders that one pattern names.
struct Search<'a> {
    disk: &'a Disk,
    pattern: &'a Entry,
}

impl Search<'_> {
    fn refused(&self, kind: ErrorKind) -> ProjectError {
        ProjectError::manifest(self.disk.dir(), error_at(self.pattern, kind))
    }

    /// A pattern without a glob has to name a member, if not the root.
    fn literal(&self, base: &RelativePath) -> Result<(), ProjectError> {
        let missing = || ErrorKind::MissingMember(self.pattern.name.clone());
        match base.as_str().is_empty() || self.has_manifest(base)? {
            true => Ok(()),
            false => Err(self.refused(missing())),
        }
    }

    fn has_manifest(&self, folder: &RelativePath) -> Result<bool, ProjectError> {
        match self.disk.manifest(folder)? {
            Place::Absent => Ok(false),
            Place::Inside => Ok(true),
            Place::Outside => {
                Err(self.refused(ErrorKind::OutsidePath(format!("{folder}/package.json"))))
            }
        }
    }

    fn refuse_outside(&self, folder: &RelativePath) -> Result<(), ProjectError> {
        match self.disk.folder(folder)? {
            Place::Outside => Err(self.refused(ErrorKind::OutsidePath(folder.to_string()))),
            Place::Absent | Place::Inside => Ok(()),
        }
    }

    /// The folders with a package.json that a pattern matches.
    fn walk(&self, pattern: Pattern) -> Result<Vec<RelativePath>, ProjectError> {
        let Pattern { base, steps } = pattern;
        self.refuse_outside(&base)?;
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut todo = vec![(base, 0)];
        while let Some((at, step)) = todo.pop() {
            // `**` twice reaches one folder in many ways.
            if !seen.insert((at.clone(), step)) {
                continue;
            }
            match steps.get(step) {
                None if self.has_manifest(&at)? => found.push(at),
                None => {}
                Some(Step::Any) => {
                    let below = self.below(&at, &Step::Any)?.into_iter();
                    todo.extend(below.map(|path| (path, step)));
                    todo.push((at, step + 1));
                }
                Some(one) => {
                    let below = self.below(&at, one)?.into_iter();
                    todo.extend(below.map(|path| (path, step + 1)));
                }
            }
        }
        Ok(found)
    }

    /// The folders in a folder that a step matches.
    fn below(&self, at: &RelativePath, step: &Step) -> Result<Vec<RelativePath>, ProjectError> {
        if let Step::Name(name) = step {
            let named = at.join(name);
            named
                .iter()
                .try_for_each(|path| self.refuse_outside(path))?;
            return Ok(named.into_iter().collect());
        }
        let folders = self.folders(at)?.into_iter();
        let matching = folders.filter(|(name, _)| step.matches(name));
        Ok(matching.map(|(_, path)| path).collect())
    }

    /// The folders in a folder that can hold members.
    fn folders(&self, at: &RelativePath) -> io::Result<Vec<(String, RelativePath)>> {
        let names = self.disk.folders(at)?.into_iter();
        let names =
            names.filter(|name| !matches!(name.as_str(), "node_modules" | ".git" | "CMakeFiles"));
        // bun.lock could not name the others either.
        let named = names.filter_map(|name| at.join(&name).map(|path| (name, path)));
        Ok(named.collect())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

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
            add_member(&dir.join(folder));
        }
        members_of(&dir, patterns, levels_up)
    }

    fn add_member(folder: &Path) {
        fs_err::create_dir_all(folder).unwrap();
        fs_err::write(folder.join("package.json"), "{}").unwrap();
    }

    fn members_of(dir: &Path, patterns: &[&str], levels_up: usize) -> Result<Vec<String>, String> {
        let entry = |name: &&str| Entry {
            name: (*name).to_owned(),
            text: String::new(),
            position: Position { line: 1, column: 1 },
        };
        let patterns: Vec<Entry> = patterns.iter().map(entry).collect();
        let disk = Disk::new(dir, levels_up).unwrap().unwrap();
        let found = find(&disk, &patterns, levels_up).map_err(|error| match error {
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

    /// A repository with a project below its root, and something outside.
    #[cfg(unix)]
    fn linked(links: &[(&str, &str)], pattern: &str) -> Result<Vec<String>, String> {
        let temporary = tempfile::tempdir().unwrap();
        let dir = temporary.path().join("repository/project");
        for folder in [
            "outside/m",
            "repository/beside",
            "repository/project/p/real",
        ] {
            add_member(&temporary.path().join(folder));
        }
        for (link, target) in links {
            let link = dir.join(link);
            fs_err::create_dir_all(link.parent().unwrap()).unwrap();
            fs_err::os::unix::fs::symlink(target, link).unwrap();
        }
        members_of(&dir, &[pattern], 1)
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_by_name() {
        let names = |names: &[&str]| Ok(names.iter().map(|name| (*name).to_owned()).collect());
        let link = &[("p/link", "real"), ("q", "../beside"), ("gone", "nowhere")];
        assert_eq!(linked(link, "p/*"), names(&["p/real"]));
        assert_eq!(linked(link, "p/**"), names(&["p/real"]));
        assert_eq!(linked(link, "p/link"), names(&["p/link"]));
        assert_eq!(linked(link, "*/link"), names(&["p/link"]));
        assert_eq!(linked(link, "q"), names(&["q"]));
        assert_eq!(linked(link, "q/**"), names(&["q"]));
        assert_eq!(linked(link, "gone/*"), names(&[]));
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_repository_are_refused() {
        let refused = Err("outside-path".to_owned());
        for (link, target, pattern) in [
            ("q", "../../outside", "q/*"),
            ("q", "../../outside", "q/**"),
            ("q", "../../outside", "q/m"),
            ("q", "/", "q/**"),
            ("r/q", "/", "*/q/**"),
            ("q", "../../outside/m", "q"),
            ("q/package.json", "../../../outside/m/package.json", "q"),
            ("q/package.json", "../../../outside/m/package.json", "*"),
        ] {
            assert_eq!(
                linked(&[(link, target)], pattern),
                refused,
                "{link} {pattern}"
            );
        }
    }

    #[test]
    fn a_manifest_is_a_regular_file() {
        let dir = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(dir.path().join("p/a/package.json")).unwrap();
        for pattern in ["p/a", "p/*"] {
            let error = members_of(dir.path(), &[pattern], 0).unwrap_err();
            assert!(error.ends_with("is no regular file"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_no_manifest() {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("package.json");
        fs_err::os::unix::fs::symlink("/dev/zero", link).unwrap();
        let error = crate::Project::load(dir.path(), 0).unwrap_err();
        assert!(error.to_string().ends_with("is no regular file"), "{error}");
    }
}
