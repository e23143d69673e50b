//! Times the evaluation of `fetchBunDeps` for 5,000 packages, and the build of a node_modules of
//! some 630 packages, its sources present. `cargo bench -p xtask --bench nix`, with what `cargo xtask test`
//! has installed: BUN_NIX_TEST_BED_2_26=target/test-tools/bed-2.26.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use test_oracles::{Bed, success};

const RUNS: usize = 5;
const PACKAGES: usize = 5_000;
const PROJECT: &str = "crates/bun-nix-install/tests/projects/monorepo";

fn main() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    evaluation(&bed, &folder.path().join("many"));
    build(&bed, &folder.path().join("project"));
}

fn evaluation(bed: &Bed, folder: &Path) {
    fs_err::create_dir(folder).unwrap();
    fs_err::write(folder.join("package.json"), "{ \"name\": \"many\" }").unwrap();
    fs_err::write(folder.join("bun.lock"), lockfile()).unwrap();
    update(folder);
    let call = format!(
        "(fetchBunDeps {{ bunNix = {}/bun.nix; }}).drvPath",
        folder.display()
    );
    let evaluate = || {
        let mut command = nix(bed, &["eval", "--raw"], &call);
        success(command.arg("--read-only"));
    };
    let nothing = median(|| {
        success(nix(bed, &["eval", "--raw"], "\"\""));
    });
    let time = median(evaluate);
    println!("fetchBunDeps of {PACKAGES} packages: {time:.2?}, of which Nix's start {nothing:.2?}");
}

fn build(bed: &Bed, folder: &Path) {
    let project = Bed::repository().join(PROJECT);
    success(Command::new("cp").arg("-rT").arg(project).arg(folder));
    update(folder);
    bed.seed(&[&folder.join("bun.nix")]);
    let mut run = 0;
    let mut build_once = || {
        run += 1;
        // Another name each time, so that nothing of it is there.
        let name = format!("bench-{}-{run}", std::process::id());
        let call = format!(
            "nodeModules {{ src = {}; name = \"{name}\"; linker = \"hoisted\"; ignoreScripts = true; }}",
            folder.display()
        );
        success(nix(
            bed,
            &["build", "--no-link", "--print-out-paths"],
            &call,
        ))
    };
    let out = build_once();
    let files = success(
        bed.command("sh")
            .args(["-c", &format!("find {out} -type f | wc -l")]),
    );
    let time = median(|| {
        build_once();
    });
    println!("nodeModules of {PROJECT} ({files} files): {time:.2?}");
}

fn nix(bed: &Bed, arguments: &[&str], body: &str) -> Command {
    let repository = Bed::repository().display();
    let expression = format!(
        "with import {repository}/nix {{ pkgs = import {repository}/nix/testbed/nixpkgs {{ }}; }}; {body}"
    );
    let mut command = bed.nix(arguments);
    command.args(["--impure", "--expr", &expression]);
    command
}

fn update(folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    success(
        command
            .args(["nix-update", "--offline", "--lockfile"])
            .arg(folder.join("bun.lock")),
    );
}

/// Packages with different names and hashes, a tenth of them for some systems only.
fn lockfile() -> String {
    let mut text = "{\n  \"lockfileVersion\": 1,\n  \"workspaces\": {\n    \"\": {\n      \"name\": \"many\",\n    },\n  },\n  \"packages\": {\n".to_owned();
    for number in 0..PACKAGES {
        let info = if number % 10 == 0 {
            "{ \"os\": \"darwin\", \"cpu\": \"arm64\" }"
        } else {
            "{}"
        };
        writeln!(
            text,
            "    \"package-{number}\": [\"package-{number}@1.0.0\", \"\", {info}, \"sha512-{number:0>85}A==\"],\n"
        )
        .unwrap();
    }
    text + "  }\n}\n"
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}
