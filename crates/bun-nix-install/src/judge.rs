//! What the tests compare: a folder as text, and what real Bun makes of a project.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use test_oracles::Bun;

/// Everything in a folder by path, a line each: mode, path and content, without
/// the `.bun-tag` at its root.
pub fn listing(folder: &Path) -> String {
    let mut lines = Vec::new();
    list(folder, Path::new(""), &mut lines);
    lines.sort();
    lines.into_iter().map(|(_, line)| line + "\n").collect()
}

fn list(root: &Path, below: &Path, lines: &mut Vec<(PathBuf, String)>) {
    for entry in fs_err::read_dir(root.join(below)).unwrap() {
        let entry = entry.unwrap();
        let path = below.join(entry.file_name());
        if path == Path::new(".bun-tag") {
            continue;
        }
        let name = path.as_os_str().as_encoded_bytes().escape_ascii();
        let metadata = entry.metadata().unwrap();
        let mode = metadata.permissions().mode() & 0o7777;
        if metadata.is_symlink() {
            let target = fs_err::read_link(entry.path()).unwrap();
            lines.push((path.clone(), format!("{name} -> {}", target.display())));
        } else if metadata.is_dir() {
            lines.push((path.clone(), format!("{mode:o} {name}/")));
            list(root, &path, lines);
        } else {
            let content = content(&entry.path());
            lines.push((path.clone(), format!("{mode:o} {name} {content}")));
        }
    }
}

fn content(file: &Path) -> String {
    let content = fs_err::read(file).unwrap();
    match content.len() {
        0..400 => format!("\"{}\"", content.escape_ascii()),
        length => format!("{length} bytes, {:x?}", content.iter().fold(7u64, mixed)),
    }
}

fn mixed(sum: u64, byte: &u8) -> u64 {
    sum.wrapping_mul(31).wrapping_add(u64::from(*byte))
}

/// Writes a package.json and runs `bun install`; whether it succeeds.
pub fn installs(bun: &Bun, project: &Path, manifest: &serde_json::Value) -> bool {
    fs_err::write(project.join("package.json"), manifest.to_string()).unwrap();
    let mut command = Command::new(bun.path());
    let command = command
        .args(["install", "--ignore-scripts"])
        .current_dir(project)
        .env("BUN_INSTALL_CACHE_DIR", project.join(".cache"));
    command.output().unwrap().status.success()
}
