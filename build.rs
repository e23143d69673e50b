//! The build script. There are no assets to embed yet.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
