//! Any text as a package.json, a bunfig.toml and a .npmrc.

#![no_main]

use bun_lock::Manifest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Manifest::parse(text.as_bytes());
    let _ = Manifest::parse_member(text.as_bytes());
    bun_nix_install::fuzzing::read_settings(text);
});
