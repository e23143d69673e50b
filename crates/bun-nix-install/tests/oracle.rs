//! Real Bun 1.4 as the judge: the projects under tests/projects, and one of the
//! corpus, are installed twice, by `bun install --frozen-lockfile` and by us, and the
//! two folders are compared path by path.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[path = "oracle/faults.rs"]
mod faults;
#[path = "oracle/installs.rs"]
mod installs;
#[path = "oracle/known.rs"]
mod known;
#[path = "oracle/older.rs"]
mod older;
#[path = "oracle/project.rs"]
mod project;
#[path = "oracle/races.rs"]
mod races;
#[path = "oracle/repositories.rs"]
mod repositories;
#[path = "oracle/resolution.rs"]
mod resolution;
#[path = "oracle/sources.rs"]
mod sources;
#[path = "oracle/tree.rs"]
mod tree;

use installs::{Choice, DEFAULT, HOISTED, ISOLATED, Oracle};
use project::Project;

/// Bun 1.4 decides.
const BUN: &str = "1.4";

const PRODUCTION: Choice = Choice {
    production: true,
    ..HOISTED
};

const ISOLATED_PRODUCTION: Choice = Choice {
    production: true,
    ..ISOLATED
};

const NO_OPTIONAL: Choice = Choice {
    omit: &["optional"],
    ..HOISTED
};

const ISOLATED_NO_OPTIONAL: Choice = Choice {
    omit: &["optional"],
    ..ISOLATED
};

const NO_PEER: Choice = Choice {
    omit: &["peer"],
    ..HOISTED
};

const DARWIN: Choice = Choice {
    system: ("darwin", "arm64"),
    ..HOISTED
};

const WINDOWS: Choice = Choice {
    system: ("win32", "x64"),
    ..HOISTED
};

/// Of some members alone.
const fn filtered(linker: Choice, members: &'static [&'static str]) -> Choice {
    Choice {
        filter: members,
        ..linker
    }
}

/// A module for each project, with a test for each run.
macro_rules! projects {
    ($($module:ident = $name:literal { $($run:ident: $choice:expr,)+ })+) => {
        const LISTED: &[&str] = &[$($name),+];

        $(mod $module {
            #[allow(unused_imports, reason = "not every project has every run")]
            use super::*;

            $(#[test]
            fn $run() {
                assert_as_bun(Project::named($name), stringify!($run), &$choice);
            })+
        })+
    };
}

projects! {
    aliases = "aliases" { hoisted: HOISTED, isolated: ISOLATED, }
    angular_nest = "angular-nest" { hoisted: HOISTED, isolated: ISOLATED, }
    astro = "astro" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, }
    bin_links = "bin-links" { hoisted: HOISTED, isolated: ISOLATED, }
    bins = "bins" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, by_default: DEFAULT, }
    bundled = "bundled" { hoisted: HOISTED, isolated: ISOLATED, }
    catalogs = "catalogs" { hoisted: HOISTED, isolated: ISOLATED, filter_old: filtered(HOISTED, &["@catalogs/old"]), filter_old_isolated: filtered(ISOLATED, &["@catalogs/old"]), }
    contending_peers = "contending-peers" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, filter_b: filtered(HOISTED, &["b"]), }
    cycles = "cycles" { hoisted: HOISTED, isolated: ISOLATED, }
    electron = "electron" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, no_optional: NO_OPTIONAL, }
    folders = "folders" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, }
    git = "git" { hoisted: HOISTED, isolated: ISOLATED, }
    large_app = "large-app" { hoisted: HOISTED, isolated: ISOLATED, }
    links = "links" { hoisted: HOISTED, isolated: ISOLATED, }
    local_tarballs = "local-tarballs" { hoisted: HOISTED, isolated: ISOLATED, }
    member_names = "member-names" { hoisted: HOISTED, isolated: ISOLATED, filter_lib: filtered(HOISTED, &["lib"]), filter_lib_isolated: filtered(ISOLATED, &["lib"]), filter_app_isolated: filtered(ISOLATED, &["app"]), }
    member_peers = "member-peers" { hoisted: HOISTED, isolated: ISOLATED, }
    members = "members" { hoisted: HOISTED, isolated: ISOLATED, filter_b: filtered(HOISTED, &["@b/b"]), by_default: DEFAULT, }
    monorepo = "monorepo" { hoisted: HOISTED, isolated: ISOLATED, by_default: DEFAULT, production: PRODUCTION, isolated_production: ISOLATED_PRODUCTION, filter_api: filtered(HOISTED, &["api"]), filter_web_isolated: filtered(ISOLATED, &["@monorepo/web"]), filter_not_web: filtered(HOISTED, &["!@monorepo/web"]), filter_path: filtered(HOISTED, &["./packages/*"]), }
    next = "next" { hoisted: HOISTED, isolated: ISOLATED, }
    nuxt = "nuxt" { hoisted: HOISTED, isolated: ISOLATED, }
    only_dev = "only-dev" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, isolated_production: ISOLATED_PRODUCTION, }
    optional = "optional" { hoisted: HOISTED, isolated: ISOLATED, no_optional: NO_OPTIONAL, }
    optional_peers = "optional-peers" { hoisted: HOISTED, isolated: ISOLATED, no_peer: NO_PEER, }
    overrides = "overrides" { hoisted: HOISTED, isolated: ISOLATED, }
    patches = "patches" { hoisted: HOISTED, isolated: ISOLATED, by_default: DEFAULT, }
    peer_conflicts = "peer-conflicts" { hoisted: HOISTED, isolated: ISOLATED, filter_two: filtered(HOISTED, &["eighteen", "nineteen"]), filter_two_isolated: filtered(ISOLATED, &["eighteen", "nineteen"]), no_peer: NO_PEER, }
    peers_besides = "peers-besides" { hoisted: HOISTED, isolated: ISOLATED, isolated_production: ISOLATED_PRODUCTION, isolated_no_optional: ISOLATED_NO_OPTIONAL, filter_lower_production: filtered(ISOLATED_PRODUCTION, &["lower"]), filter_lower_no_optional: filtered(ISOLATED_NO_OPTIONAL, &["lower"]), }
    peers_in_the_way = "peers-in-the-way" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, }
    platform = "platform" { hoisted: HOISTED, isolated: ISOLATED, darwin: DARWIN, windows: WINDOWS, no_optional: NO_OPTIONAL, }
    production = "production" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, isolated_production: ISOLATED_PRODUCTION, filter_service: filtered(PRODUCTION, &["service"]), filter_service_isolated: filtered(ISOLATED_PRODUCTION, &["service"]), no_optional: NO_OPTIONAL, no_peer: NO_PEER, }
    react_native = "react-native" { hoisted: HOISTED, isolated: ISOLATED, }
    react_vite = "react-vite" { hoisted: HOISTED, isolated: ISOLATED, by_default: DEFAULT, }
    remix = "remix" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, }
    remote_tarballs = "remote-tarballs" { hoisted: HOISTED, isolated: ISOLATED, }
    root_dependency = "root-dependency" { hoisted: HOISTED, isolated: ISOLATED, by_default: DEFAULT, filter_child: filtered(HOISTED, &["child"]), }
    root_peers = "root-peers" { hoisted: HOISTED, isolated: ISOLATED, production: PRODUCTION, filter_any: filtered(HOISTED, &["any"]), filter_any_isolated: filtered(ISOLATED, &["any"]), }
    solid = "solid" { hoisted: HOISTED, isolated: ISOLATED, }
    svelte_kit = "svelte-kit" { hoisted: HOISTED, isolated: ISOLATED, }
    typescript_lint = "typescript-lint" { hoisted: HOISTED, isolated: ISOLATED, }
    unusual_versions = "unusual-versions" { hoisted: HOISTED, isolated: ISOLATED, }
    vue = "vue" { hoisted: HOISTED, isolated: ISOLATED, }
}

#[test]
fn every_project_is_listed() {
    assert_eq!(project::all_names(), LISTED);
}

/// A project of the corpus, not of this repository.
#[test]
fn backlog_md() {
    let Some(projects) = test_oracles::projects() else {
        return;
    };
    let found = projects
        .into_iter()
        .find(|one| one.name == "MrLesk__Backlog.md");
    let folder = found.expect("the corpus has Backlog.md").folder;
    assert_as_bun(
        Project::in_folder("backlog.md", folder),
        "hoisted",
        &HOISTED,
    );
}

fn assert_as_bun(project: Project, run: &str, choice: &Choice) {
    let Some(oracle) = Oracle::find(BUN) else {
        return;
    };
    let name = project.name.clone();
    if let Some(compared) = oracle.compare(project, choice) {
        known::assert_known(&name, run, compared.differences());
    }
}

/// Writes the lockfiles that are missing: `cargo test -p bun-nix-install --test oracle --
/// --ignored`, with the variables that `cargo xtask test` sets.
#[test]
#[ignore = "it writes into tests/projects"]
fn write_missing_lockfiles() {
    let older = older::PROJECTS
        .iter()
        .map(|(version, name)| (*version, Project::named(name).with_older_lockfile(version)));
    let current = project::all_names()
        .into_iter()
        .map(|name| (BUN, Project::named(&name)));
    for (version, project) in current.chain(older) {
        if !project.has_lockfile() {
            let oracle = Oracle::find(version).expect("Bun and npm");
            oracle.write_lockfile(project);
        }
    }
}
