//! What holds for all files: nothing panics, and the layout of a package.json
//! means nothing.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod fixture;

use bun_lock::{Lockfile, Manifest, Project, drift};
use fixture::{Copy, fixtures, manifests};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

/// One change to a text: take some bytes out, put some in.
#[derive(Clone, Debug)]
struct Edit {
    at: Index,
    removed: usize,
    inserted: Vec<u8>,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let token = prop_oneof![
        Just(b"\"".to_vec()),
        Just(b"{".to_vec()),
        Just(b"}".to_vec()),
        Just(b"]".to_vec()),
        Just(b",".to_vec()),
        Just(b"null".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"../*".to_vec()),
        Just("é".as_bytes().to_vec()),
        Just(Vec::new()),
        vec(any::<u8>(), 0..4),
    ];
    let edit = (any::<Index>(), 0..40_usize, token);
    vec(
        edit.prop_map(|(at, removed, inserted)| Edit {
            at,
            removed,
            inserted,
        }),
        1..5,
    )
}

fn apply(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        let start = edit.at.index(bytes.len() + 1);
        let end = bytes.len().min(start + edit.removed);
        bytes.splice(start..end, edit.inserted.iter().copied());
    }
    bytes
}

/// An error, if any, points into the text.
fn parse_all(bytes: &[u8]) {
    let errors = [
        Lockfile::parse(bytes).err(),
        Manifest::parse(bytes).err(),
        Manifest::parse_member(bytes).err(),
    ];
    let lines = bytes.split(|byte| *byte == b'\n').count();
    for error in errors.into_iter().flatten() {
        assert!((1..=lines).contains(&error.position.line), "{error:?}");
        assert!(error.position.column >= 1, "{error:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in vec(any::<u8>(), 0..200)) {
        parse_all(&bytes);
    }

    #[test]
    fn arbitrary_text_does_no_harm(text in r#"[{}\[\]":,a-z@/*\\ \n\u00e9\u{1f600}-]{0,80}"#) {
        parse_all(text.as_bytes());
        parse_all(format!("{{\"dependencies\":{{{text}").as_bytes());
    }

    #[test]
    fn edited_files_do_no_harm(fixture in any::<Index>(), edits in edits()) {
        let dir = fixtures("manifest").swap_remove(fixture.index(50));
        for file in ["bun.lock", "package.json"] {
            parse_all(&apply(fs_err::read(dir.join(file)).unwrap(), &edits));
        }
    }

    #[test]
    fn edited_projects_do_no_harm(fixture in any::<Index>(), edits in edits()) {
        let dir = fixtures("drift").swap_remove(fixture.index(90));
        let bytes = apply(fs_err::read(dir.join("package.json")).unwrap(), &edits);
        let copy = Copy::of(&dir);
        fs_err::write(copy.path().join("package.json"), bytes).unwrap();
        let lock = Lockfile::parse(&fs_err::read(dir.join("bun.lock")).unwrap()).unwrap();
        if let Ok(Some(project)) = Project::load(copy.path(), 0) {
            let found = drift(&lock, &project);
            prop_assert!(found.is_sorted());
        }
    }

    #[test]
    fn the_layout_of_a_manifest_means_nothing(fixture in any::<Index>(), seed in any::<u64>()) {
        let dir = fixtures("manifest").swap_remove(fixture.index(50));
        let Ok(lock) = Lockfile::parse(&fs_err::read(dir.join("bun.lock")).unwrap()) else {
            return Ok(());
        };
        let copy = Copy::of(&dir);
        let mut chance = Chance(seed);
        for folder in manifests(&dir) {
            if let Ok(manifest) = copy.read(&folder) {
                copy.write(&folder, &chance.render(&manifest));
            }
        }
        let project = Project::load(copy.path(), 0).unwrap().unwrap();
        prop_assert_eq!(drift(&lock, &project), []);
    }
}

/// A stream of numbers that a seed determines (Knuth's generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn space(&mut self) -> &'static str {
        ["", " ", "\n\t", "\r\n", " // note\n", "/* note */"][self.below(6)]
    }

    /// JSON with its keys in any order and any white space.
    fn render(&mut self, value: &Value) -> String {
        let (open, mut items, close) = match value {
            Value::Object(object) => {
                let entry = |(key, value): (&String, _)| {
                    format!(
                        "{}{}:{}{}",
                        Value::from(key.as_str()),
                        self.space(),
                        self.space(),
                        self.render(value)
                    )
                };
                ('{', object.iter().map(entry).collect::<Vec<_>>(), '}')
            }
            Value::Array(array) => {
                let items: Vec<String> = array.iter().map(|item| self.render(item)).collect();
                return format!("[{}{}]", self.space(), items.join(", "));
            }
            value => return value.to_string(),
        };
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
        let comma = format!("{},", self.space());
        format!("{open}{}{}{close}", self.space(), items.join(&comma))
    }
}
