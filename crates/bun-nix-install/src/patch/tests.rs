//! Patches that `bun patch` wrote, odd ones and hostile ones: what we make of
//! them, and what real Bun does.

mod patches;

use std::collections::BTreeSet;

use flate2::Compression;
use flate2::write::GzEncoder;
use fs_err::File;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use test_oracles::Bun;

use super::*;
use crate::copy;
use crate::judge::{installs, listing};

/// The folders that hold a package before and after, and `change.patch`.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/patches");
    let fixtures = fs_err::read_dir(folder).unwrap();
    let mut fixtures: Vec<_> = fixtures.map(|entry| entry.unwrap().path()).collect();
    fixtures.sort();
    assert!(!fixtures.is_empty());
    fixtures
}

#[test]
fn patches_of_bun_are_applied() {
    for fixture in fixtures() {
        let temporary = TempDir::new().unwrap();
        let folder = temporary.path().join("x");
        copy::unpacked(&fixture.join("before"), &folder).unwrap();
        let patch = fixture.join("change.patch");
        apply(&patch, &fs_err::read(&patch).unwrap(), &folder).unwrap();
        let expected = listing(&fixture.join("after"));
        assert_eq!(listing(&folder), expected, "{}", fixture.display());
    }
}

#[test]
fn bun_agrees_with_the_fixtures() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    for fixture in fixtures() {
        let patch = fs_err::read(fixture.join("change.patch")).unwrap();
        let project = Project::new(&fixture.join("before"), &[patch]);
        assert!(installs(&bun, project.folder.path(), &project.manifest));
        let expected = listing(&fixture.join("after"));
        assert_eq!(project.listing(0), expected, "{}", fixture.display());
    }
}

/// A project with a package's tarball and a patch for it, once for each patch.
struct Project {
    folder: TempDir,
    manifest: Value,
}

impl Project {
    fn new(package: &Path, patches: &[Vec<u8>]) -> Project {
        let folder = TempDir::new().unwrap();
        let mut dependencies = serde_json::Map::new();
        let mut patched = serde_json::Map::new();
        for (index, patch) in patches.iter().enumerate() {
            let (archive, file) = (format!("./x{index}.tgz"), format!("{index}.patch"));
            let encoder = File::create(folder.path().join(&archive)).unwrap();
            let encoder = GzEncoder::new(encoder, Compression::fast());
            let mut builder = tar::Builder::new(encoder);
            builder.append_dir_all("package", package).unwrap();
            builder.into_inner().unwrap().finish().unwrap();
            fs_err::write(folder.path().join(&file), patch).unwrap();
            dependencies.insert(format!("x{index}"), json!(archive));
            patched.insert(format!("x@{archive}"), json!(file));
        }
        let manifest = json!({ "dependencies": dependencies, "patchedDependencies": patched });
        Project { folder, manifest }
    }

    fn listing(&self, index: usize) -> String {
        let folder = self.folder.path().join(format!("node_modules/x{index}"));
        listing(&folder)
    }
}

/// The package that odd patches are for.
fn package() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, content, executable) in patches::package() {
        let mode = if executable { 0o755 } else { 0o644 };
        let mut file = create::file(&folder.path().join(path), mode).unwrap();
        file.write_all(content.as_bytes()).unwrap();
    }
    folder
}

fn apply_text(patch: &str, folder: &Path) -> Result<(), PatchError> {
    apply(Path::new("change.patch"), patch.as_bytes(), folder)
}

/// The lines of one listing that another does not have, but for the patch's tag.
fn changed(from: &str, to: &str, sign: char) -> String {
    let known: BTreeSet<&str> = from.lines().collect();
    let new = to.lines().filter(|line| !known.contains(line));
    let new = new.filter(|line| !line.contains(".bun-tag-"));
    new.map(|line| format!("{sign} {line}\n")).collect()
}

#[test]
fn odd_patches_are_applied() {
    let mut all = String::new();
    for (name, patch) in patches::taken() {
        let package = package();
        let before = listing(package.path());
        apply_text(&patch, package.path()).unwrap();
        let after = listing(package.path());
        let changes = changed(&after, &before, '-') + &changed(&before, &after, '+');
        all += &format!("# {name}\n{changes}\n");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn bun_applies_odd_patches_to_the_same() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    let patches = patches::taken();
    let texts: Vec<_> = patches
        .iter()
        .map(|(_, patch)| patch.clone().into())
        .collect();
    let project = Project::new(package().path(), &texts);
    assert!(installs(&bun, project.folder.path(), &project.manifest));
    for (index, (name, patch)) in patches.iter().enumerate() {
        let package = package();
        apply_text(patch, package.path()).unwrap();
        assert_eq!(listing(package.path()), project.listing(index), "{name}");
    }
}

#[test]
fn wrong_patches_are_refused() {
    let mut all = String::new();
    for (name, patch) in patches::refused() {
        let package = package();
        let error = apply_text(&patch, package.path()).unwrap_err().to_string();
        let error = error.replace(&*package.path().to_string_lossy(), "");
        all += &format!("# {name}\n{error}\n\n");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn bun_refuses_wrong_patches() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    for (name, patch) in patches::refused() {
        let project = Project::new(package().path(), &[patch.into()]);
        assert!(
            !installs(&bun, project.folder.path(), &project.manifest),
            "{name}"
        );
    }
}

#[test]
fn nothing_is_done_through_links() {
    let outside = TempDir::new().unwrap();
    fs_err::write(outside.path().join("f"), "outside\n").unwrap();
    for patch in [
        "--- a/l/f\n+++ b/l/f\n@@ -1 +1 @@\n-outside\n+inside\n",
        "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-outside\n+inside\n",
        "diff --git a/l/n b/l/n\nnew file mode 100644\n",
        "diff --git a/l/f b/l/f\ndeleted file mode 100644\n",
        "diff --git a/a.txt b/l/g\nrename from a.txt\nrename to l/g\n",
        "diff --git a/f b/f\nold mode 100644\nnew mode 100755\n",
    ] {
        let package = package();
        let link = fs_err::os::unix::fs::symlink::<&Path, PathBuf>;
        link(outside.path(), package.path().join("l")).unwrap();
        link(&outside.path().join("f"), package.path().join("f")).unwrap();
        let error = apply_text(patch, package.path()).unwrap_err().to_string();
        assert!(error.ends_with(" leads through a link"), "{error}");
        assert_eq!(listing(outside.path()), "644 f \"outside\\n\"\n");
    }
}

/// Without it nobody could look into it, nor remove it.
#[test]
fn folders_keep_their_modes() {
    for (path, why) in [
        (".", "it is the package itself"),
        ("./", "it is the package itself"),
        ("dir", "it is a folder"),
    ] {
        let package = package();
        create::folder(&package.path().join("dir")).unwrap();
        let before = listing(package.path());
        let patch = format!("diff --git a/{path} b/{path}\nold mode 100755\nnew mode 100644\n");
        let error = apply_text(&patch, package.path()).unwrap_err().to_string();
        assert!(error.ends_with(why), "{error}");
        assert_eq!(listing(package.path()), before);
    }
}

#[test]
fn the_tag_has_no_leading_zeros() {
    assert_eq!(tag(b""), ".bun-tag-d4b6b5eeea339da");
}

proptest! {
    #[test]
    fn any_text_is_refused_or_applied(lines in proptest::collection::vec(line(), 0..12)) {
        let package = package();
        let patch = lines.concat();
        let _ = apply_text(&patch, package.path());
        prop_assert!(package.path().join("..").join("evil.txt").symlink_metadata().is_err());
    }
}

fn line() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        Just("a.txt"),
        Just("one.txt"),
        Just("../evil.txt"),
        Just("dir/n"),
        Just("")
    ];
    let number = || 0usize..4;
    prop_oneof![
        (path.clone(), path.clone()).prop_map(|(from, to)| format!("diff --git a/{from} b/{to}\n")),
        path.clone().prop_map(|path| format!("--- a/{path}\n")),
        path.clone().prop_map(|path| format!("+++ b/{path}\n")),
        path.clone()
            .prop_map(|path| format!("rename from {path}\n")),
        path.prop_map(|path| format!("rename to {path}\n")),
        (number(), number(), number(), number())
            .prop_map(|(a, b, c, d)| format!("@@ -{a},{b} +{c},{d} @@\n")),
        (".{0,3}", "[-+ \\\\]").prop_map(|(text, sign)| format!("{sign}{text}\n")),
        "(new|old|new file|deleted file) mode [0-7]{0,7}\n",
        Just("\\ No newline at end of file\n".to_owned()),
        Just("-only\n".to_owned()),
        Just("\n".to_owned()),
        Just("+x".to_owned()),
    ]
}
