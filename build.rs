//! Finds the files of the web board: those that the variable `BACKLOG_WEB_DIST`
//! names, those that `bun run build` left in web/dist, or a page that says how to get
//! them.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

const VARIABLE: &str = "BACKLOG_WEB_DIST";
const DIST: &str = "web/dist";

const STUB: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Backlog: no board in this build</title>
<h1>This build of backlog contains no web board</h1>
<p>The board is made with <a href="https://bun.sh">Bun</a>. In a checkout, run
<pre>
cd web
bun install --frozen-lockfile
bun run build
cd ..
cargo build
</pre>
<p>and start <code>backlog browser</code> again. <code>nix build</code> does all that by itself.
<p>Everything else works: <code>backlog --help</code>.
"#;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let folder = match env::var_os(VARIABLE) {
        Some(given) => PathBuf::from(given),
        None => Path::new(&variable("CARGO_MANIFEST_DIR")?).join(DIST),
    };
    if env::var_os(VARIABLE).is_some() && !folder.join("index.html").is_file() {
        let message = format!(
            "{VARIABLE} names {}, which has no index.html",
            folder.display()
        );
        return Err(io::Error::other(message));
    }
    let folder = if folder.join("index.html").is_file() {
        println!("cargo::rerun-if-changed={}", folder.display());
        folder
    } else {
        // No file to watch: the folder around it changes once there is one.
        println!("cargo::rerun-if-changed=web");
        stub()?
    };
    println!("cargo::rustc-env={VARIABLE}={}", folder.display());
    Ok(())
}

fn stub() -> io::Result<PathBuf> {
    let folder = Path::new(&variable("OUT_DIR")?).join("stub");
    fs_err::create_dir_all(&folder)?;
    fs_err::write(folder.join("index.html"), STUB)?;
    Ok(folder)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}
