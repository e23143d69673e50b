//! The differences from Bun that are accepted, each with its reason. One that no
//! longer occurs fails as much as one that is not listed. docs/compatibility.md
//! explains them.

use std::path::Path;

use super::tree::Difference;

/// Paths of one project that may differ in some runs of it.
struct Known {
    project: &'static str,
    runs: &'static [&'static str],
    /// Relative to the project's folder.
    paths: &'static [&'static str],
    /// What differs, as [`Difference::kind`] says it.
    kind: &'static str,
    /// Why. Not read by the tests.
    _reason: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        project: "bins",
        runs: &["hoisted", "production", "isolated", "by_default"],
        paths: &["folder/x.js", "scoped/tool.js"],
        kind: "mode",
        _reason: HARD_LINKED,
    },
    Known {
        project: "folders",
        runs: &["hoisted", "production", "isolated"],
        paths: &["local/plain/index.js", "members/one/own/cli.js"],
        kind: "mode",
        _reason: HARD_LINKED,
    },
    Known {
        project: "folders",
        runs: &["hoisted", "production"],
        paths: &["node_modules/with-links/up"],
        kind: "mode",
        _reason: HARD_LINKED,
    },
    Known {
        project: "folders",
        runs: &["isolated"],
        paths: &["node_modules/.bun/with-links@file+local+with-links/node_modules/with-links/up"],
        kind: "mode",
        _reason: HARD_LINKED,
    },
];

const HARD_LINKED: &str = "Bun hard-links the files of a folder, and so makes the executable in the \
    project executable, too. We copy them, and leave the project as it is.";

/// Fails with the differences that are not known, and with the known ones that are
/// not there any more.
pub fn assert_known(project: &str, run: &str, differences: Vec<Difference>) {
    let known: Vec<(&str, &str)> = KNOWN
        .iter()
        .filter(|known| known.project == project && known.runs.contains(&run))
        .flat_map(|known| known.paths.iter().map(|path| (*path, known.kind)))
        .collect();
    let is = |(path, kind): &(&str, &str), one: &Difference| {
        one.path == Path::new(path) && one.kind() == *kind
    };
    let gone: Vec<&str> = known
        .iter()
        .filter(|known| !differences.iter().any(|one| is(known, one)))
        .map(|(path, _)| *path)
        .collect();
    let mut unknown = differences;
    unknown.retain(|one| !known.iter().any(|known| is(known, one)));
    assert_none(&format!("{project}, {run}"), &unknown);
    assert!(
        gone.is_empty(),
        "{project}, {run}: listed as known, and the same as Bun's: {gone:?}"
    );
}

/// Fails with the first differences, where there are any.
pub fn assert_none(what: &str, differences: &[Difference]) {
    assert!(differences.is_empty(), "{what}: {}", listed(differences));
}

const SHOWN: usize = 25;

fn listed(differences: &[Difference]) -> String {
    let mut text = format!("{} paths differ from Bun's", differences.len());
    for one in differences.iter().take(SHOWN) {
        text += &format!("\n  {one}");
    }
    if differences.len() > SHOWN {
        text += &format!("\n  and {} more", differences.len() - SHOWN);
    }
    text
}
