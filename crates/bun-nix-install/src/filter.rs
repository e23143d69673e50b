//! `--filter`: which of the root and the members are installed.
//!
//! A pattern is the glob of a name (`@scope/*`), of a path (`./packages/*`) or of
//! a folder and all in it (`{./apps}`); `*` is everything. `pattern...` adds what
//! the workspaces depend on, `...pattern` what depends on them, `^` beside the
//! dots leaves out the workspaces themselves, and `!` before it all excludes.
//! Source: Bun, src/install/PackageManager/workspace_selection; observed: 1.4.5.

use std::collections::BTreeSet;

use bun_lock::Workspace;
use globset::{GlobBuilder, GlobMatcher};

use crate::graph::{Graph, Group, Node};

/// A set of workspaces, by offset in [`bun_lock::Lockfile::workspaces`].
type Workspaces = BTreeSet<usize>;

/// What patterns pick.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picked {
    /// The root and members that are installed.
    pub workspaces: Workspaces,
    /// The patterns that match nothing.
    pub unmatched: Vec<String>,
}

/// A pattern that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// Nothing but dots.
    #[error("the filter {0:?} is missing a member's name or path")]
    Nameless(String),
    /// No glob.
    #[error("the filter {0:?} is not a pattern: {1}")]
    Glob(String, String),
}

/// Picks the workspaces. Without a pattern, or with excluding ones only, all but
/// the excluded.
pub(crate) fn pick(graph: &Graph<'_>, patterns: &[String]) -> Result<Picked, BadFilter> {
    let selectors: Result<Vec<Selector>, BadFilter> =
        patterns.iter().map(|text| Selector::parse(text)).collect();
    let all: Workspaces = (0..graph.lock().workspaces.len()).collect();
    let mut included = None;
    let mut excluded = Workspaces::new();
    let mut unmatched = Vec::new();
    for (selector, pattern) in selectors?.iter().zip(patterns) {
        let matched = selector.matched(graph);
        if selector.negated {
            excluded.extend(matched);
            continue;
        }
        if matched.is_empty() {
            unmatched.push(pattern.clone());
        }
        included.get_or_insert_with(Workspaces::new).extend(matched);
    }
    Ok(Picked {
        workspaces: &included.unwrap_or(all) - &excluded,
        unmatched,
    })
}

/// One pattern.
struct Selector {
    negated: bool,
    base: Base,
    dependencies: bool,
    dependents: bool,
    without_base: bool,
}

enum Base {
    All,
    Name(GlobMatcher),
    Path(GlobMatcher),
    Below(GlobMatcher),
}

impl Selector {
    fn parse(text: &str) -> Result<Selector, BadFilter> {
        let pattern = text.trim_start_matches('!');
        let negations = text.len() - pattern.len();
        let (pattern, dependents) = trimmed(pattern.strip_prefix("..."), pattern);
        let (pattern, before) = match dependents {
            true => trimmed(pattern.strip_prefix('^'), pattern),
            false => (pattern, false),
        };
        let (pattern, dependencies) = trimmed(pattern.strip_suffix("..."), pattern);
        let (pattern, after) = match dependencies {
            true => trimmed(pattern.strip_suffix('^'), pattern),
            false => (pattern, false),
        };
        if pattern.is_empty() && (dependencies || dependents) {
            return Err(BadFilter::Nameless(text.to_owned()));
        }
        Ok(Selector {
            negated: negations % 2 == 1,
            base: Base::parse(pattern)
                .map_err(|error| BadFilter::Glob(text.to_owned(), error.kind().to_string()))?,
            dependencies,
            dependents,
            without_base: before || after,
        })
    }

    fn matched(&self, graph: &Graph<'_>) -> Workspaces {
        let workspaces = graph.lock().workspaces.iter().enumerate();
        let base: Workspaces = workspaces
            .filter(|(_, workspace)| self.base.matches(workspace))
            .map(|(at, _)| at)
            .collect();
        let mut matched = base.clone();
        if self.dependencies {
            matched.extend(reached(&base, |at| dependencies(graph, at)));
        }
        if self.dependents {
            matched.extend(reached(&base, |at| dependents(graph, at)));
        }
        match self.without_base {
            true => &matched - &base,
            false => matched,
        }
    }
}

fn trimmed<'a>(stripped: Option<&'a str>, whole: &'a str) -> (&'a str, bool) {
    (stripped.unwrap_or(whole), stripped.is_some())
}

impl Base {
    fn parse(pattern: &str) -> Result<Base, globset::Error> {
        let folder = pattern
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        match (pattern, folder) {
            ("*" | "**", _) => Ok(Base::All),
            (_, Some(folder)) => glob(&absolute(folder)).map(Base::Below),
            _ if pattern.starts_with('.') => glob(&absolute(pattern)).map(Base::Path),
            _ => glob(pattern).map(Base::Name),
        }
    }

    fn matches(&self, workspace: &Workspace) -> bool {
        let path = absolute(workspace.path.as_str());
        match self {
            Base::All => true,
            Base::Name(glob) => glob.is_match(workspace.name.as_deref().unwrap_or_default()),
            Base::Path(glob) => glob.is_match(path),
            Base::Below(glob) => std::path::Path::new(&path)
                .ancestors()
                .any(|folder| glob.is_match(folder)),
        }
    }
}

fn glob(pattern: &str) -> Result<GlobMatcher, globset::Error> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build()?;
    Ok(glob.compile_matcher())
}

/// A path from the project's folder with that folder in front and without `.`
/// and `..` parts.
fn absolute(path: &str) -> String {
    let mut parts = vec!["project"];
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What the edges lead to, from `base` on, as far as they go.
fn reached(base: &Workspaces, edges: impl Fn(usize) -> Workspaces) -> Workspaces {
    let mut reached = Workspaces::new();
    let mut open: Vec<usize> = base.iter().copied().collect();
    while let Some(at) = open.pop() {
        open.extend(edges(at).into_iter().filter(|to| reached.insert(*to)));
    }
    reached
}

/// The workspaces that one depends on. That the root lists its members is no
/// dependency.
fn dependencies(graph: &Graph<'_>, from: usize) -> Workspaces {
    let edges = graph.edges(Node::Workspace(from)).iter();
    let edges = edges.filter(|edge| edge.group != Group::Member);
    let targets = edges.filter_map(|edge| match edge.target {
        Some(Node::Workspace(to)) if to != from => Some(to),
        _ => None,
    });
    targets.collect()
}

fn dependents(graph: &Graph<'_>, of: usize) -> Workspaces {
    let all = 0..graph.lock().workspaces.len();
    all.filter(|from| dependencies(graph, *from).contains(&of))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bun_lock::Lockfile;

    /// The root asks for `a`, `a` for `c`, `d` for `@s/b`.
    const LOCK: &str = r#"{
      "lockfileVersion": 2,
      "workspaces": {
        "": { "name": "top", "devDependencies": { "a": "workspace:*" } },
        "apps/d": { "name": "d", "dependencies": { "@s/b": "workspace:*" } },
        "packages/a": { "name": "a", "dependencies": { "c": "workspace:*" } },
        "packages/b": { "name": "@s/b" },
        "packages/c": { "name": "c" },
      },
      "packages": {
        "@s/b": ["@s/b@workspace:packages/b"],
        "a": ["a@workspace:packages/a"],
        "c": ["c@workspace:packages/c"],
        "d": ["d@workspace:apps/d"],
      },
    }"#;

    fn picked(patterns: &[&str]) -> (Vec<String>, Vec<String>) {
        let lock = Lockfile::parse(LOCK.as_bytes()).unwrap();
        let patterns: Vec<String> = patterns.iter().map(|one| (*one).to_owned()).collect();
        let picked = pick(&Graph::of(&lock), &patterns).unwrap();
        let names = picked.workspaces.iter();
        let names = names.map(|at| lock.workspaces[*at].name.clone().unwrap());
        (names.collect(), picked.unmatched)
    }

    /// Real Bun 1.4.5 installs the same.
    #[test]
    fn patterns_pick_workspaces() {
        for (patterns, names) in [
            (&[][..], "top d a @s/b c"),
            (&["*"], "top d a @s/b c"),
            (&["a"], "a"),
            (&["a", "d"], "d a"),
            (&["@s/*"], "@s/b"),
            (&["@s/{b,c}", "[d]"], "d @s/b"),
            (&["top"], "top"),
            (&["."], "top"),
            (&["./"], "top"),
            (&["./packages/*"], "a @s/b c"),
            (&["./packages/b"], "@s/b"),
            (&["./**"], "d a @s/b c"),
            (&["{./apps}"], "d"),
            (&["{.}"], "top d a @s/b c"),
            (&["d..."], "d @s/b"),
            (&["top..."], "top a c"),
            (&["top^..."], "a c"),
            (&["...c"], "top a c"),
            (&["...^c"], "top a"),
            (&["!a"], "top d @s/b c"),
            (&["!!a"], "a"),
            (&["a", "!a"], ""),
            (&["@s/b", "!top"], "@s/b"),
            (&["!...c"], "d @s/b"),
        ] {
            assert_eq!(picked(patterns).0.join(" "), names, "{patterns:?}");
        }
    }

    #[test]
    fn patterns_that_match_nothing_are_named() {
        for pattern in ["nope", "packages/b", "@s*", "", "^...c", "../x", "./a"] {
            let (names, unmatched) = picked(&[pattern, "a"]);
            assert_eq!(
                (names.join(" "), unmatched),
                ("a".to_owned(), vec![pattern.to_owned()])
            );
        }
    }

    #[test]
    fn bad_patterns_are_refused() {
        let lock = Lockfile::parse(LOCK.as_bytes()).unwrap();
        for pattern in ["...", "!...", "...^", "[", "{a"] {
            let picked = pick(&Graph::of(&lock), &[pattern.to_owned()]);
            assert!(picked.is_err(), "{pattern}");
        }
    }
}
