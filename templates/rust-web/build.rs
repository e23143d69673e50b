//! Tells the program where its front end is: built by Nix, or by `bun run build`.

use std::env;

fn main() {
    println!("cargo::rerun-if-env-changed=HELLO_WEB_DIST");
    let local = || format!("{}/web/dist", env!("CARGO_MANIFEST_DIR"));
    let dist = env::var("HELLO_WEB_DIST").unwrap_or_else(|_| local());
    println!("cargo::rustc-env=HELLO_WEB_DIST={dist}");
}
