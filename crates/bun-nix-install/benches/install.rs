//! Times whole installs beside real Bun on the same disk, one after the other, and
//! prints the ratios. Bun's cache is warm, and already unpacked; ours are tarballs.
//!
//! `cargo bench -p bun-nix-install --bench install`; needs npm with its registry.
//! Without Bun 1.4 in target/test-tools, where `cargo xtask test` puts it, the variable
//! `BUN_NIX_TEST_BUN_1_4` names it. `-- 3 large-app` makes it 3 runs of that project.

#![allow(clippy::unwrap_used)]
#![allow(dead_code, reason = "the tests use the rest of these modules")]

#[path = "../tests/oracle/installs.rs"]
mod installs;
#[path = "../tests/oracle/project.rs"]
mod project;
#[path = "../tests/oracle/races.rs"]
mod races;
#[path = "../tests/oracle/repositories.rs"]
mod repositories;
#[path = "../tests/oracle/sources.rs"]
mod sources;
#[path = "../tests/oracle/tree.rs"]
mod tree;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use test_oracles::{Bun, Npm};
use wait4::Wait4 as _;

use installs::{DEFAULT, HOISTED, Oracle, Scratch, program};
use project::Project;
use sources::Map;

const RUNS: usize = 7;
const PROJECTS: [&str; 2] = ["typescript-lint", "large-app"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runs = arguments.iter().find_map(|argument| argument.parse().ok());
    let runs = runs.unwrap_or(RUNS);
    let are_named = |name: &&str| arguments.iter().any(|argument| argument == name);
    let has_names = PROJECTS.iter().any(are_named);
    let tools = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("test-tools");
    let bun = tools.join("bun-1.4.5/node_modules/bun/bin/bun.exe");
    let oracle = Oracle {
        bun: Bun::at(named("BUN_NIX_TEST_BUN_1_4", bun)),
        npm: Npm::at(named("BUN_NIX_TEST_NPM", "npm")),
        cache: sources::kept("bun-1.4"),
    };
    println!("{runs} runs each, by turns: median, fastest, processor time\n");
    for name in PROJECTS.iter().filter(|name| !has_names || are_named(name)) {
        bench(&oracle, name, runs);
    }
}

fn named(variable: &str, otherwise: impl Into<PathBuf>) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| otherwise.into(), PathBuf::from)
}

fn bench(oracle: &Oracle, name: &str, times: usize) {
    let scratch = Scratch::of(Project::named(name), &oracle.npm);
    let folder = scratch.copy("project");
    let tarballs = scratch.sources(&folder, DEFAULT.system, &oracle.npm);
    let unpacked = unpack(&tarballs, &folder.with_extension("unpacked"));
    oracle.bun_install(&folder, &HOISTED, None);
    let (packages, files, bytes) = size(&folder.join("node_modules"));
    let megabytes = bytes as f64 / 1e6;
    println!("{name}: {packages} packages, {files} files, {megabytes:.0} MB");
    let whole = folder.with_extension("whole");
    fs_err::rename(folder.join("node_modules"), &whole).unwrap();

    let bun = |backend: Option<&str>| {
        let mut command = oracle.bun.command(&folder, &oracle.cache);
        command.args([
            "install",
            "--frozen-lockfile",
            "--ignore-scripts",
            "--linker=hoisted",
        ]);
        command.args(backend.map(|backend| format!("--backend={backend}")));
        oracle.set_addresses(&mut command, None);
        command
    };
    let ours = |map: &Map| {
        let mut command = program(&folder, map);
        command.arg("--linker=hoisted");
        command
    };
    let cp = || {
        let mut command = Command::new("cp");
        command.args(["-r", "--reflink=auto"]).arg(&whole);
        command.arg(folder.join("node_modules"));
        command
    };
    let rows: [(&str, &dyn Fn() -> Command); 5] = [
        ("bun install --backend=copyfile", &|| bun(Some("copyfile"))),
        ("bun install", &|| bun(None)),
        ("bun-nix-install, tarballs", &|| ours(&tarballs)),
        ("bun-nix-install, unpacked", &|| ours(&unpacked)),
        ("cp -r of node_modules", &cp),
    ];
    let mut runs: Vec<Vec<Run>> = rows.iter().map(|_| Vec::new()).collect();
    for _ in 0..times {
        for (runs, (_, command)) in runs.iter_mut().zip(&rows) {
            let _ = fs_err::remove_dir_all(folder.join("node_modules"));
            runs.push(run(command()));
        }
    }
    print(&rows.map(|(name, _)| name), runs);
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    elapsed: Duration,
    /// Of all its threads, in user and kernel.
    processor: Duration,
}

fn print(names: &[&str], mut runs: Vec<Vec<Run>>) {
    runs.iter_mut().for_each(|runs| runs.sort());
    let median = |row: usize| runs[row][runs[row].len() / 2].elapsed.as_secs_f64();
    for (row, name) in names.iter().enumerate() {
        let run = runs[row][runs[row].len() / 2];
        println!(
            "  {name:30} {:6.2} s {:6.2} s {:6.2} s  {:5.2} x copyfile  {:5.2} x bun install",
            run.elapsed.as_secs_f64(),
            runs[row][0].elapsed.as_secs_f64(),
            run.processor.as_secs_f64(),
            median(row) / median(0),
            median(row) / median(1),
        );
    }
    println!();
}

/// Everything earlier is on the disk before the clock starts.
fn run(mut command: Command) -> Run {
    Command::new("sync").status().unwrap();
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let used = command.spawn().unwrap().wait4().unwrap();
    let elapsed = start.elapsed();
    assert!(used.status.success(), "{command:?} fails");
    Run {
        elapsed,
        processor: used.rusage.utime + used.rusage.stime,
    }
}

/// Every tarball as the folder that a cached source would be.
fn unpack(tarballs: &Map, to: &Path) -> Map {
    let unpacked = tarballs.iter().enumerate().map(|(index, (key, tarball))| {
        let folder = to.join(index.to_string());
        fs_err::create_dir_all(&folder).unwrap();
        let mut tar = Command::new("tar");
        tar.args(["-xzf".as_ref(), tarball.as_os_str()]);
        tar.args(["--strip-components=1", "--no-same-permissions", "-C"]);
        let status = tar.arg(&folder).stderr(Stdio::null()).status();
        assert!(status.unwrap().success(), "{key} is no tarball");
        (key.clone(), folder)
    });
    unpacked.collect()
}

/// Packages, files and bytes below a node_modules.
fn size(modules: &Path) -> (usize, usize, u64) {
    let (mut packages, mut files, mut bytes) = (0, 0, 0);
    let mut queue = vec![modules.to_owned()];
    while let Some(folder) = queue.pop() {
        for entry in fs_err::read_dir(&folder).unwrap().map(Result::unwrap) {
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                packages += usize::from(is_package(&folder, entry.file_name()));
                queue.push(entry.path());
            } else if kind.is_file() {
                files += 1;
                bytes += entry.metadata().unwrap().len();
            }
        }
    }
    (packages, files, bytes)
}

fn is_package(parent: &Path, name: OsString) -> bool {
    let name = name.to_string_lossy();
    let scope = parent.file_name().unwrap().to_string_lossy();
    let scoped = scope.starts_with('@') && parent.parent().unwrap().ends_with("node_modules");
    (parent.ends_with("node_modules") && !name.starts_with(['@', '.'])) || scoped
}
