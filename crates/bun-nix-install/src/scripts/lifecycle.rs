//! Which scripts of a package.json an install runs, and in which order.
//! Observed: Bun 1.4.5.

use std::path::Path;

use bun_lock::Resolution;

use crate::manifest::Manifest;

/// Whose package.json it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A trusted package that comes ready to use.
    Package,
    /// A trusted package out of a repository, which is prepared as the root is.
    Repository,
    /// A workspace member; `listed` among the trusted or not.
    Member {
        /// Whether `trustedDependencies` has its name.
        listed: bool,
    },
    /// The root.
    Root,
}

impl Kind {
    /// The kind of a package that is no member.
    pub fn of(resolution: &Resolution) -> Kind {
        match resolution {
            Resolution::Git { .. } | Resolution::Github { .. } => Kind::Repository,
            _ => Kind::Package,
        }
    }

    fn events(self) -> &'static [&'static str] {
        const ALL: [&str; 6] = [
            "preinstall",
            "install",
            "postinstall",
            "preprepare",
            "prepare",
            "postprepare",
        ];
        match self {
            Kind::Package => &ALL[..3],
            Kind::Member { .. } => &["preinstall", "install", "postinstall", "prepare"],
            Kind::Repository | Kind::Root => &ALL,
        }
    }
}

/// Each script's event and command. A folder with a binding.gyp and without an
/// `install` and a `preinstall` has the `install` script that npm gives it; only a
/// member with other scripts has not, unless it is listed.
pub(super) fn commands(
    kind: Kind,
    manifest: &Manifest,
    folder: &Path,
) -> Vec<(&'static str, String)> {
    let scripts = &manifest.scripts;
    let has = |event: &&str| scripts.contains_key(*event);
    let is_built = ["install", "preinstall"].iter().any(has);
    let is_passed_over = kind == Kind::Member { listed: false } && kind.events().iter().any(has);
    let builds = !is_built && !is_passed_over && folder.join("binding.gyp").exists();
    let command = |event: &&'static str| match *event {
        "install" if builds => Some((*event, "node-gyp rebuild".to_owned())),
        _ => scripts.get(*event).map(|command| (*event, command.clone())),
    };
    kind.events().iter().filter_map(command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(kind: Kind, scripts: &[&str], gyp: bool) -> String {
        let folder = tempfile::tempdir().unwrap();
        if gyp {
            fs_err::write(folder.path().join("binding.gyp"), "{}").unwrap();
        }
        let manifest = Manifest {
            scripts: scripts
                .iter()
                .map(|event| ((*event).to_owned(), "x".to_owned()))
                .collect(),
            ..Manifest::default()
        };
        let commands = commands(kind, &manifest, folder.path()).into_iter();
        let words = commands.map(|(event, command)| match command.as_str() {
            "node-gyp rebuild" => format!("{event}=gyp"),
            _ => event.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    const ALL: [&str; 8] = [
        "preinstall",
        "install",
        "postinstall",
        "preprepare",
        "prepare",
        "postprepare",
        "prepublish",
        "test",
    ];

    #[test]
    fn each_kind_has_its_own() {
        let all = "preinstall install postinstall preprepare prepare postprepare";
        let listed = Kind::Member { listed: true };
        for (kind, expected) in [
            (Kind::Package, "preinstall install postinstall"),
            (Kind::Repository, all),
            (Kind::Root, all),
            (listed, "preinstall install postinstall prepare"),
        ] {
            assert_eq!(events(kind, &ALL, true), expected);
        }
    }

    #[test]
    fn what_binding_gyp_says_is_built() {
        let (listed, not) = (
            Kind::Member { listed: true },
            Kind::Member { listed: false },
        );
        for (kind, scripts, expected) in [
            (Kind::Package, &[][..], "install=gyp"),
            (Kind::Package, &["postinstall"], "install=gyp postinstall"),
            (Kind::Package, &["preinstall"], "preinstall"),
            (Kind::Root, &["prepare"], "install=gyp prepare"),
            (not, &[], "install=gyp"),
            (not, &["postinstall"], "postinstall"),
            (listed, &["postinstall"], "install=gyp postinstall"),
        ] {
            assert_eq!(
                events(kind, scripts, true),
                expected,
                "{kind:?} {scripts:?}"
            );
        }
        assert_eq!(events(Kind::Package, &[], false), "");
    }
}
