//! Which key of bun.nix each package's source is at.

use std::collections::BTreeSet;

use bun_lock::Lockfile;
use bun_nix::{Settings, Sources};

/// One version from two registries, one path at two places, a link, a member.
const LOCK: &str = r#"{
  "lockfileVersion": 2,
  "workspaces": { "": { "name": "top" }, "m": { "name": "m" } },
  "packages": {
    "a": ["a@1.0.0", "", {}, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
    "b/a": ["a@1.0.0", "https://e.org/a-1.0.0.tgz", {}, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
    "c/a": ["a@1.0.0", "", {}, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
    "g": ["g@github:o/r#0123456", {}, "o-r-0123456"],
    "l": ["l@link:../l", {}],
    "long/t": ["t@./t.tgz", {}],
    "m": ["m@workspace:m"],
    "t": ["t@./t.tgz", {}],
    "top": ["top@root:", {}],
  },
}"#;

#[test]
fn every_package_has_the_key_of_its_source() {
    let lock = Lockfile::parse(LOCK.as_bytes()).unwrap();
    let keys = Sources::keys(&lock);
    let shown: Vec<&str> = keys
        .iter()
        .map(|key| key.as_deref().unwrap_or("-"))
        .collect();
    let expected = [
        "a@1.0.0",
        "a@1.0.0#https://e.org/a-1.0.0.tgz",
        "a@1.0.0",
        "github:o-r-0123456",
        "-",
        "t",
        "m",
        "t",
        "-",
    ];
    assert_eq!(shown, expected);
    let sources = Sources::of(&lock, &Settings { levels_up: 1 }).unwrap();
    let written: BTreeSet<&str> = sources.iter().map(|source| source.key.as_str()).collect();
    assert_eq!(
        keys.iter()
            .flatten()
            .map(String::as_str)
            .collect::<BTreeSet<_>>(),
        written
    );
}

#[test]
fn a_refused_entry_has_a_key_too() {
    let text = LOCK.replace("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "");
    let lock = Lockfile::parse(text.as_bytes()).unwrap();
    assert!(Sources::of(&lock, &Settings::default()).is_err());
    assert_eq!(Sources::keys(&lock)[0].as_deref(), Some("a@1.0.0"));
}
