//! `.bin` folders of plans that are laid down by hand.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use bun_lock::Bin::{Directory, File, Named};
use fs_err::os::unix::fs::symlink;

use super::*;
use crate::plan::Link;

/// A project's folder with files of mode 644.
struct Fixture {
    folder: tempfile::TempDir,
    plan: Plan,
}

impl Fixture {
    fn new(files: &[(&str, &str)]) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(&path, content).unwrap();
            fs_err::set_permissions(path, Permissions::from_mode(0o644)).unwrap();
        }
        let plan = Plan {
            bins: vec![BinFolder {
                node_modules: "node_modules".into(),
                bins: Vec::new(),
            }],
            ..Plan::default()
        };
        Fixture { folder, plan }
    }

    /// Adds a package's executables to the only `.bin`.
    fn package(mut self, name: &str, bin: bun_lock::Bin) -> Fixture {
        self.plan.bins[0].bins.push(Bin {
            name: name.to_owned(),
            folder: Path::new("node_modules").join(name),
            bin,
            native: None,
        });
        self
    }

    fn native(mut self, folder: &str) -> Fixture {
        self.plan.bins[0].bins.last_mut().unwrap().native = Some(folder.into());
        self
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn mode(&self, path: &str) -> u32 {
        let metadata = fs_err::metadata(self.path(path)).unwrap();
        metadata.permissions().mode() & 0o7777
    }

    fn text(&self, path: &str) -> String {
        fs_err::read_to_string(self.path(path)).unwrap()
    }

    /// Links in place, and gives the links with what they lead to.
    fn link(&self) -> BTreeMap<String, String> {
        let path = self.folder.path();
        link(&self.plan, &Site::new(&self.plan, path, path, true)).unwrap();
        links(&self.path("node_modules/.bin"))
    }
}

fn links(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = fs_err::read_dir(folder) else {
        return BTreeMap::new();
    };
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    entries
        .map(|entry| {
            let entry = entry.unwrap();
            let target = fs_err::read_link(entry.path()).unwrap();
            (text(Path::new(&entry.file_name())), text(&target))
        })
        .collect()
}

fn expect(links: &BTreeMap<String, String>, expected: &[(&str, &str)]) {
    let links: Vec<(&str, &str)> = links
        .iter()
        .map(|(name, target)| (name.as_str(), target.as_str()))
        .collect();
    assert_eq!(links, expected);
}

fn file(path: &str) -> bun_lock::Bin {
    File(path.to_owned())
}

fn named(files: &[(&str, &str)]) -> bun_lock::Bin {
    let owned = |(name, file): &(&str, &str)| ((*name).to_owned(), (*file).to_owned());
    Named(files.iter().map(owned).collect())
}

#[test]
fn links_are_relative_and_their_targets_executable() {
    let fixture = Fixture::new(&[
        ("node_modules/a/cli.js", "a"),
        ("node_modules/@scope/b/bin/b.js", "b"),
        ("node_modules/@scope/b/bin/c.js", "c"),
    ])
    .package("a", file("./cli.js"))
    .package("@scope/b", file("bin/b.js"))
    .package("@scope/b", named(&[("@scope/c", "./bin/c.js")]));
    expect(
        &fixture.link(),
        &[
            ("a", "../a/cli.js"),
            ("b", "../@scope/b/bin/b.js"),
            ("c", "../@scope/b/bin/c.js"),
        ],
    );
    assert_eq!(fixture.mode("node_modules/a/cli.js"), 0o755);
    assert_eq!(fixture.mode("node_modules/@scope/b/bin/c.js"), 0o755);
}

#[test]
fn the_first_of_a_name_wins_and_the_others_become_executable() {
    let fixture = Fixture::new(&[
        ("node_modules/first/cli.js", "1"),
        ("node_modules/second/cli.js", "#!/bin/node\r\nrest\r\n"),
    ])
    .package("first", named(&[("tool", "cli.js")]))
    .package("second", named(&[("tool", "cli.js")]));
    expect(&fixture.link(), &[("tool", "../first/cli.js")]);
    assert_eq!(fixture.mode("node_modules/second/cli.js"), 0o755);
    assert_eq!(
        fixture.text("node_modules/second/cli.js"),
        "#!/bin/node\nrest\r\n"
    );
}

#[test]
fn what_is_missing_or_outside_is_skipped_and_no_folder_made_for_it() {
    let fixture = Fixture::new(&[("node_modules/a/cli.js", ""), ("secret", "")])
        .package("a", file("missing.js"))
        .package("a", named(&[("up", "../../secret"), ("..", "cli.js")]))
        .package("a", Directory("bin".to_owned()));
    expect(&fixture.link(), &[]);
    assert!(!fixture.path("node_modules/.bin").exists());
    assert_eq!(fixture.mode("secret"), 0o644);
}

#[test]
fn a_link_on_the_way_must_not_lead_out_of_the_package() {
    let fixture = Fixture::new(&[
        ("node_modules/a/real/cli.js", ""),
        ("elsewhere/cli.js", "#!a\r\n"),
    ])
    .package(
        "a",
        named(&[("inner", "inner/cli.js"), ("outer", "outer/cli.js")]),
    );
    symlink("real", fixture.path("node_modules/a/inner")).unwrap();
    symlink("../../elsewhere", fixture.path("node_modules/a/outer")).unwrap();
    expect(&fixture.link(), &[("inner", "../a/inner/cli.js")]);
    assert_eq!(fixture.mode("elsewhere/cli.js"), 0o644);
    assert_eq!(fixture.text("elsewhere/cli.js"), "#!a\r\n");
}

#[test]
fn nothing_is_written_through_links() {
    let fixture = Fixture::new(&[("node_modules/a/x", ""), ("outside", "#!a\r\n")])
        .package("a", named(&[("soft", "soft"), ("hard", "hard")]));
    symlink("../../outside", fixture.path("node_modules/a/soft")).unwrap();
    fs_err::hard_link(fixture.path("outside"), fixture.path("node_modules/a/hard")).unwrap();
    expect(
        &fixture.link(),
        &[("hard", "../a/hard"), ("soft", "../a/soft")],
    );
    assert_eq!(fixture.mode("outside"), 0o644);
    assert_eq!(fixture.text("outside"), "#!a\r\n");
    assert_eq!(fixture.mode("node_modules/a/hard"), 0o755);
    assert_eq!(fixture.text("node_modules/a/hard"), "#!a\n");
}

/// Real Bun 1.4.5 does the same.
#[test]
fn what_a_link_leads_to_stays_as_it_is() {
    let fixture = Fixture::new(&[
        ("node_modules/a/plain.js", "x"),
        ("node_modules/a/crlf.js", "#!a\r\n"),
    ])
    .package("a", named(&[("plain", "plain"), ("crlf", "crlf")]));
    for name in ["plain", "crlf"] {
        let link = fixture.path(&format!("node_modules/a/{name}"));
        symlink(format!("{name}.js"), link).unwrap();
    }
    fixture.link();
    assert_eq!(fixture.mode("node_modules/a/plain.js"), 0o644);
    assert!(fixture.path("node_modules/a/plain").is_symlink());
    assert_eq!(fixture.text("node_modules/a/crlf.js"), "#!a\r\n");
    assert_eq!(fixture.text("node_modules/a/crlf"), "#!a\n");
    assert_eq!(fixture.mode("node_modules/a/crlf"), 0o644);
    // The file that took the link's place is one like others.
    fixture.link();
    assert_eq!(fixture.mode("node_modules/a/crlf"), 0o755);
}

#[test]
fn every_file_of_a_bin_directory() {
    let fixture = Fixture::new(&[
        ("node_modules/a/bin/one", ""),
        ("node_modules/a/bin/two", ""),
        ("node_modules/a/bin/folder/three", ""),
    ])
    .package("a", Directory("./bin".to_owned()));
    expect(
        &fixture.link(),
        &[("one", "../a/bin/one"), ("two", "../a/bin/two")],
    );
    assert_eq!(fixture.mode("node_modules/a/bin/two"), 0o755);
}

#[test]
fn a_platform_package_takes_the_place_of_its_parent() {
    let fixture = Fixture::new(&[
        ("node_modules/esbuild/bin/esbuild", "script"),
        ("node_modules/@esbuild/linux-x64/bin/esbuild", "binary"),
    ])
    .package("esbuild", named(&[("esbuild", "bin/esbuild")]))
    .native("node_modules/@esbuild/linux-x64");
    expect(
        &fixture.link(),
        &[("esbuild", "../@esbuild/linux-x64/bin/esbuild")],
    );
    assert_eq!(fixture.mode("node_modules/esbuild/bin/esbuild"), 0o644);
}

#[test]
fn a_platform_package_may_have_the_file_at_its_top_or_not_at_all() {
    let fixture = Fixture::new(&[
        ("node_modules/tool/bin/a.js", ""),
        ("node_modules/tool/bin/d.js", ""),
        ("node_modules/native/a", ""),
        ("node_modules/native/b.exe", ""),
        ("node_modules/native/c.js", ""),
    ])
    .package(
        "tool",
        named(&[
            ("a", "bin/a.js"),
            ("b", "bin/b.js"),
            ("c", "bin/c.js"),
            ("d", "bin/d.js"),
        ]),
    )
    .native("node_modules/native");
    expect(
        &fixture.link(),
        &[
            ("a", "../native/a"),
            ("b", "../native/b.exe"),
            ("c", "../native/c.js"),
            ("d", "../tool/bin/d.js"),
        ],
    );
}

#[test]
fn what_a_package_brought_as_dot_bin_is_replaced() {
    let fixture = Fixture::new(&[("node_modules/a/cli.js", ""), ("elsewhere/a", "kept")])
        .package("a", file("cli.js"));
    symlink("../elsewhere", fixture.path("node_modules/.bin")).unwrap();
    expect(&fixture.link(), &[("a", "../a/cli.js")]);
    assert_eq!(fixture.text("elsewhere/a"), "kept");
}

#[test]
fn a_linked_node_modules_is_refused() {
    let mut fixture = Fixture::new(&[("node_modules/a/index.js", ""), ("elsewhere/b/cli.js", "")]);
    symlink(
        "../../elsewhere",
        fixture.path("node_modules/a/node_modules"),
    )
    .unwrap();
    fixture.plan.bins[0].node_modules = "node_modules/a/node_modules".into();
    let path = fixture.folder.path();
    let site = Site::new(&fixture.plan, path, path, true);
    let error = link(&fixture.plan, &site).unwrap_err();
    assert!(matches!(error, BinLinkError::Link(_)), "{error}");
    assert!(!fixture.path("elsewhere/.bin").exists());
}

/// A member `m` with an executable `m.js` and one that is not built yet.
fn with_member() -> Fixture {
    let mut fixture = Fixture::new(&[("project/packages/m/m.js", "#!node\r\n")])
        .package("m", named(&[("m", "m.js"), ("built", "dist/built.js")]));
    fixture.plan.links.push(Link {
        path: "node_modules/m".into(),
        target: "packages/m".into(),
    });
    fixture
}

#[test]
fn in_place_a_members_file_is_changed_like_a_packages() {
    let fixture = with_member();
    let project = fixture.path("project");
    let site = Site::new(&fixture.plan, &project, &project, true);
    link(&fixture.plan, &site).unwrap();
    expect(
        &links(&project.join("node_modules/.bin")),
        &[("m", "../m/m.js")],
    );
    assert_eq!(fixture.mode("project/packages/m/m.js"), 0o755);
    assert_eq!(fixture.text("project/packages/m/m.js"), "#!node\n");
}

#[test]
fn elsewhere_a_members_files_are_linked_as_they_are() {
    let fixture = with_member();
    let (out, project) = (fixture.path("out"), fixture.path("project"));
    let site = Site::new(&fixture.plan, &out, &project, false);
    link(&fixture.plan, &site).unwrap();
    expect(
        &links(&out.join("node_modules/.bin")),
        &[("built", "../m/dist/built.js"), ("m", "../m/m.js")],
    );
    assert_eq!(fixture.mode("project/packages/m/m.js"), 0o644);
    assert_eq!(fixture.text("project/packages/m/m.js"), "#!node\r\n");
}
