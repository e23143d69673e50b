//! Times whole runs of `nix-update` and `nix-check` on generated lockfiles of
//! version 1, beside bun2nix from npm on the same file, and prints the ratios.
//!
//! `cargo bench -p bun-nix-xtask --bench commands`. bun2nix needs npm and Bun
//! 1.4 on PATH; without them its rows are left out, and said so.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

const BUN2NIX: &str = "2.1.2";
const RUNS: usize = 15;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let bun2nix = install_bun2nix();
    println!("{RUNS} runs each: median, fastest, peak memory\n");
    for packages in [1_000, 5_000, 20_000, 100_000] {
        bench(folder.path(), packages, bun2nix.as_deref());
    }
}

fn bench(folder: &Path, packages: usize, bun2nix: Option<&Path>) {
    let lockfile = folder.join("bun.lock");
    let text = lockfile_of(packages);
    fs_err::write(&lockfile, &text).unwrap();
    let _ = fs_err::remove_file(folder.join("bun.nix"));
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let size = megabytes(text.len() as u64);
    println!("{packages} packages, a bun.lock of {size:.1} MB");

    let peer = bun2nix.map(|path| {
        let output = folder.join("peer.nix");
        Measured::of(|| {
            let mut command = Command::new(path);
            command.arg("-l").arg(&lockfile).arg("-o").arg(&output);
            command
        })
    });
    let update = Measured::of(|| {
        let _ = fs_err::remove_file(folder.join("bun.nix"));
        ours("update", &lockfile)
    });
    let check = Measured::of(|| ours("check", &lockfile));
    reformat(&folder.join("bun.nix"));
    let reformatted = Measured::of(|| ours("check", &lockfile));

    let rows = [
        ("nix-update", Some(&update)),
        ("nix-check", Some(&check)),
        ("nix-check, bun.nix reformatted", Some(&reformatted)),
        ("bun2nix from npm", peer.as_ref()),
    ];
    for (name, measured) in rows {
        let Some(measured) = measured else { continue };
        let ratio = peer.as_ref().map_or(String::new(), |peer| {
            let ratio = peer.median.as_secs_f64() / measured.median.as_secs_f64();
            format!("  bun2nix takes {ratio:4.1} times as long")
        });
        println!(
            "  {name:31} {:7.1} ms  {:7.1} ms  {:6.1} MB = {:4.1} x the lock{ratio}",
            measured.median.as_secs_f64() * 1e3,
            measured.fastest.as_secs_f64() * 1e3,
            megabytes(measured.peak),
            megabytes(measured.peak) / size,
        );
    }
    println!();
}

struct Measured {
    median: Duration,
    fastest: Duration,
    /// Largest resident set of any run, in bytes.
    peak: u64,
}

impl Measured {
    fn of(command: impl Fn() -> Command) -> Measured {
        let mut runs: Vec<(Duration, u64)> = (0..RUNS).map(|_| run(command())).collect();
        runs.sort();
        Measured {
            median: runs[RUNS / 2].0,
            fastest: runs[0].0,
            peak: runs.iter().map(|(_, peak)| *peak).max().unwrap(),
        }
    }
}

fn run(mut command: Command) -> (Duration, u64) {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let used = command.spawn().unwrap().wait4().unwrap();
    let elapsed = start.elapsed();
    assert!(used.status.success(), "{command:?} failed");
    (elapsed, used.rusage.maxrss)
}

fn ours(name: &str, lockfile: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-bun-nix"));
    command.args(["bun-nix", name, "--lockfile"]).arg(lockfile);
    command
}

/// So that the bytes differ and only the meaning is the same.
fn reformat(bun_nix: &Path) {
    let text = fs_err::read_to_string(bun_nix).unwrap();
    fs_err::write(bun_nix, text.replace("\n  ", "\n    ")).unwrap();
}

/// Installs bun2nix beside the other tools of the tests.
fn install_bun2nix() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bun2nix");
    let program = target.join("node_modules/.bin/bun2nix");
    fs_err::create_dir_all(&target).unwrap();
    let package = format!("bun2nix@{BUN2NIX}");
    let npm = Command::new("npm")
        .args([
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
        ])
        .args([target.as_os_str(), package.as_ref()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let works = Command::new(&program).arg("--version").output();
    if npm.is_ok_and(|status| status.success()) && works.is_ok_and(|output| output.status.success())
    {
        return Some(program);
    }
    println!("bun2nix {BUN2NIX} is left out: it needs npm, and Bun 1.4 as `bun` on PATH\n");
    None
}

/// A lockfile such as Bun 1.3 writes: sorted, one entry a line, some packages
/// with dependencies, executables and a platform.
fn lockfile_of(packages: usize) -> String {
    let mut random = Random(1);
    let mut names: Vec<String> = (0..packages)
        .map(|index| match random.below(4) {
            0 => format!("@scope-{}/pkg-{index}", random.below(50)),
            _ => format!("pkg-{:x}-{index}", random.below(1 << 30)),
        })
        .collect();
    names.sort();
    let mut text = String::from(
        "{\n  \"lockfileVersion\": 1,\n  \"configVersion\": 1,\n  \"workspaces\": {\n    \"\": {\n      \"name\": \"bench\",\n    },\n  },\n  \"packages\": {\n",
    );
    for name in &names {
        let version = format!(
            "{}.{}.{}",
            random.below(9),
            random.below(20),
            random.below(9)
        );
        let mut info = Vec::new();
        let first = random.below(packages);
        let dependencies: Vec<String> = names[first..]
            .iter()
            .take(random.below(5))
            .map(|name| format!("\"{name}\": \"^{}.0.0\"", random.below(9)))
            .collect();
        if !dependencies.is_empty() {
            info.push(format!(
                "\"dependencies\": {{ {} }}",
                dependencies.join(", ")
            ));
        }
        if random.below(10) == 0 {
            info.push("\"os\": \"linux\", \"cpu\": \"x64\"".to_owned());
        }
        if random.below(8) == 0 {
            info.push("\"bin\": { \"run\": \"bin/cli.js\" }".to_owned());
        }
        let info = match info.is_empty() {
            true => "{}".to_owned(),
            false => format!("{{ {} }}", info.join(", ")),
        };
        let digest: String = (0..85).map(|_| random.base64()).collect();
        writeln!(
            text,
            "    \"{name}\": [\"{name}@{version}\", \"\", {info}, \"sha512-{digest}A==\"],\n"
        )
        .unwrap();
    }
    text + "  }\n}\n"
}

/// A linear congruential generator: the same lockfile in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % bound
    }

    fn base64(&mut self) -> char {
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        char::from(ALPHABET[self.below(64)])
    }
}
