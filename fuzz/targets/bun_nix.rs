//! Any text as a bun.nix: what is read is written so that it reads back to the
//! same.

#![no_main]

use bun_nix::{Expression, compare, salvage};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for expression in salvage(text) {
        let written = expression.to_string();
        let read: Expression = written.parse().expect("ours is a bun.nix");
        assert_eq!(compare(&expression, &read), []);
        assert_eq!(written, read.to_string());
    }
});
