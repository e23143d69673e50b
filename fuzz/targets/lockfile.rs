//! Any text as a bun.lock: read, made a bun.nix, which reads back to the same, and
//! planned by both linkers.

#![no_main]

use bun_lock::Lockfile;
use bun_nix::{Expression, Settings, Sources, compare};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let Ok(lock) = Lockfile::parse(text) else {
        return;
    };
    bun_nix_install::fuzzing::plans(&lock);
    let Ok(sources) = Sources::of(&lock, &Settings::default()) else {
        return;
    };
    let expression = Expression::of(&sources);
    let read = expression.to_string().parse().expect("ours is a bun.nix");
    assert_eq!(compare(&expression, &read), []);
});
