//! The differences from Bun that are accepted, each with its reason. One that no
//! longer occurs fails as much as one that is not listed. docs/compatibility.md
//! explains them.

use std::path::Path;

use super::tree::Difference;

/// What may differ in some runs of one project.
struct Known {
    project: &'static str,
    runs: &'static [&'static str],
    differs: Differs,
    /// Why. Not read by the tests.
    _reason: &'static str,
}

enum Differs {
    /// The mode of these paths.
    Mode(&'static [&'static str]),
    /// So many paths below this one, in any way.
    Below(&'static str, usize),
}

const KNOWN: &[Known] = &[
    Known {
        project: "bins",
        runs: &["hoisted", "production", "isolated", "by_default"],
        differs: Differs::Mode(&["folder/x.js", "scoped/tool.js"]),
        _reason: HARD_LINKED,
    },
    Known {
        project: "folders",
        runs: &["hoisted", "production", "isolated"],
        differs: Differs::Mode(&["local/plain/index.js", "members/one/own/cli.js"]),
        _reason: HARD_LINKED,
    },
    Known {
        project: "folders",
        runs: &["hoisted", "production"],
        differs: Differs::Mode(&["node_modules/with-links/up"]),
        _reason: HARD_LINKED,
    },
    Known {
        project: "folders",
        runs: &["isolated"],
        differs: Differs::Mode(&[
            "node_modules/.bun/with-links@file+local+with-links/node_modules/with-links/up",
        ]),
        _reason: HARD_LINKED,
    },
    Known {
        project: "production",
        runs: &["hoisted", "no_optional", "no_peer"],
        differs: Differs::Below("node_modules/tap/node_modules", 91),
        _reason: SHADOWED,
    },
    Known {
        project: "production@1.3",
        runs: &["hoisted"],
        differs: Differs::Below("node_modules/tap/node_modules", 91),
        _reason: SHADOWED,
    },
];

const HARD_LINKED: &str = "Bun hard-links the files of a folder, and so makes the executable in the \
    project executable, too. We copy them, and leave the project as it is.";

const SHADOWED: &str = "Bun places some dependencies where those that a tarball brings along shadow \
    them, and so resolves them to other versions than bun.lock records: oven-sh/bun#43351. We place \
    them where bun.lock says.";

impl Known {
    fn is(&self, one: &Difference) -> bool {
        match self.differs {
            Differs::Mode(paths) => {
                one.kind() == "mode" && paths.iter().any(|path| one.path == Path::new(path))
            }
            Differs::Below(folder, _) => one.path.starts_with(folder),
        }
    }

    /// How many paths it is of.
    fn count(&self) -> usize {
        match self.differs {
            Differs::Mode(paths) => paths.len(),
            Differs::Below(_, count) => count,
        }
    }
}

/// Fails with the differences that are not known, and where there are more or fewer of
/// the known ones than are listed.
pub fn assert_known(project: &str, run: &str, mut differences: Vec<Difference>) {
    let of_run = |known: &&Known| known.project == project && known.runs.contains(&run);
    for known in KNOWN.iter().filter(of_run) {
        let before = differences.len();
        differences.retain(|one| !known.is(one));
        let found = before - differences.len();
        let listed = known.count();
        assert_eq!(
            found, listed,
            "{project}, {run}: {listed} differences are listed as known, {found} are there"
        );
    }
    assert_none(&format!("{project}, {run}"), &differences);
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
