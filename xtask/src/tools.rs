//! The programs that the tests compare this project with: where each is found, and how it is
//! installed when it is not.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program that some tests need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Nix's evaluator, of any version.
    NixInstantiate,
    /// OpenSSH's server, of any version.
    Sshd,
    /// Git's HTTP server, of any version; git itself comes with it.
    GitHttpBackend,
    /// npm, of any version, with a registry that answers.
    Npm,
    /// Bun, of exactly this version: what it writes differs from version to version.
    Bun(&'static str),
    /// The front end in web/, with its packages installed and its assets built.
    FrontEnd,
    /// A browser for the front end, of any version.
    Chromium,
}

/// Every tool, in the order in which it is looked for.
pub(crate) const ALL: [Tool; 9] = [
    Tool::NixInstantiate,
    Tool::Sshd,
    Tool::GitHttpBackend,
    Tool::Npm,
    Tool::Bun("1.2.23"),
    Tool::Bun("1.3.14"),
    Tool::Bun(FRONT_END_BUN),
    Tool::FrontEnd,
    Tool::Chromium,
];

/// The Bun that builds and tests the front end.
const FRONT_END_BUN: &str = "1.4.5";

/// Why a tool cannot be used, and the command that mends it.
#[derive(Debug)]
pub(crate) struct Missing {
    pub(crate) why: String,
    pub(crate) help: String,
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NixInstantiate => f.write_str("nix-instantiate"),
            Self::Sshd => f.write_str("sshd"),
            Self::GitHttpBackend => f.write_str("git-http-backend"),
            Self::Npm => f.write_str("npm with a registry"),
            Self::Bun(version) => write!(f, "Bun {version}"),
            Self::FrontEnd => f.write_str("web/, built"),
            Self::Chromium => f.write_str("Chromium"),
        }
    }
}

impl Tool {
    /// The environment variable through which the tests learn where the tool is.
    pub(crate) fn variable(self) -> String {
        match self {
            Self::NixInstantiate => "BUN_NIX_TEST_NIX_INSTANTIATE".to_owned(),
            Self::Sshd => "BUN_NIX_TEST_SSHD".to_owned(),
            Self::GitHttpBackend => "BUN_NIX_TEST_GIT_HTTP_BACKEND".to_owned(),
            Self::Npm => "BUN_NIX_TEST_NPM".to_owned(),
            Self::Bun(version) => {
                let minor = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
                format!("BUN_NIX_TEST_BUN_{}", minor.replace('.', "_"))
            }
            Self::FrontEnd => "BUN_NIX_TEST_WEB".to_owned(),
            Self::Chromium => "BUN_NIX_TEST_CHROMIUM".to_owned(),
        }
    }

    /// The absolute path of the tool. What its variable names is taken as it is; otherwise the
    /// tool is looked for, and installed (Bun under `dir`) where that is possible.
    pub(crate) fn find_or_install(self, dir: &Path) -> Result<PathBuf, Missing> {
        match env::var_os(self.variable()).filter(|value| !value.is_empty()) {
            Some(named) => self.named(Path::new(&named)),
            None => match self {
                Self::NixInstantiate => NIX_INSTANTIATE.find_or_install(),
                Self::Sshd => SSHD.find_or_install(),
                Self::GitHttpBackend => git_http_backend(),
                Self::Npm => npm(),
                Self::Bun(version) => bun(version, &dir.join(format!("bun-{version}"))),
                Self::FrontEnd => front_end(dir),
                Self::Chromium => CHROMIUM.find_or_install(),
            },
        }
    }

    fn named(self, path: &Path) -> Result<PathBuf, Missing> {
        let variable = self.variable();
        let path = std::path::absolute(path).unwrap_or_default();
        let runs = match self {
            Self::NixInstantiate | Self::Chromium => version_of(&path).is_some(),
            // They have no option that only asks.
            Self::Sshd | Self::GitHttpBackend => path.is_file(),
            Self::Npm => registry_answers(&path),
            Self::Bun(version) => is_bun(&path, version),
            Self::FrontEnd => path.join("dist").join("index.html").is_file(),
        };
        if runs {
            return Ok(path);
        }
        Err(Missing::new(
            format!(
                "{variable} names {}, which is another program",
                path.display()
            ),
            format!("set it to the path of {self}, or run `unset {variable}`"),
        ))
    }
}

impl Missing {
    fn new(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            help: help.into(),
        }
    }
}

const NPM_HELP: &str = "install Node.js with npm (Debian: `apt-get install -y npm`)";

/// The npm on PATH, where the registry that it is configured with can be reached.
fn npm() -> Result<PathBuf, Missing> {
    let Some(npm) = npm_on_path() else {
        return Err(Missing::new("it is not on PATH", NPM_HELP));
    };
    if registry_answers(&npm) {
        return Ok(npm);
    }
    Err(Missing::new(
        "the registry that npm is configured with does not answer",
        "run `npm view npm version` and mend what it reports",
    ))
}

fn npm_on_path() -> Option<PathBuf> {
    on_path(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

fn registry_answers(npm: &Path) -> bool {
    first_line(Command::new(npm).args(["view", "npm", "version"])).is_some()
}

/// Bun from the npm package `bun`, installed once and kept in `prefix`.
fn bun(version: &str, prefix: &Path) -> Result<PathBuf, Missing> {
    // The package's own file has this name on every system.
    let executable = prefix
        .join("node_modules")
        .join("bun")
        .join("bin")
        .join("bun.exe");
    if is_bun(&executable, version) {
        return Ok(executable);
    }
    let Some(npm) = npm_on_path() else {
        return Err(Missing::new(
            "npm, which installs it, is not on PATH",
            NPM_HELP,
        ));
    };
    let install = format!(
        "npm install --prefix \"{}\" bun@{version}",
        prefix.display()
    );
    eprintln!("{install}");
    npm_install(&npm, prefix, &format!("bun@{version}"));
    if is_bun(&executable, version) {
        return Ok(executable);
    }
    Err(Missing::new(
        "what npm installed does not run as this version",
        format!("run `{install}` and mend what it reports"),
    ))
}

/// Built before cargo compiles `backlog`, which contains the assets.
fn front_end(dir: &Path) -> Result<PathBuf, Missing> {
    let bun = Tool::Bun(FRONT_END_BUN).find_or_install(dir)?;
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("web");
    for task in [["install", "--frozen-lockfile"], ["run", "build.ts"]] {
        let mut command = Command::new(&bun);
        let command = command.args(task).current_dir(&web).stdout(Stdio::null());
        if !command.status().is_ok_and(|status| status.success()) {
            let task = task.join(" ");
            return Err(Missing::new(
                format!("`bun {task}` failed"),
                format!(
                    "run `cd web && {} {task}` and mend what it reports",
                    bun.display()
                ),
            ));
        }
    }
    web.canonicalize()
        .map_err(|error| Missing::new(error.to_string(), "check out web/"))
}

fn npm_install(npm: &Path, prefix: &Path, package: &str) {
    // npm itself says what went wrong; whether the package is there is seen afterwards.
    let _ = fs_err::create_dir_all(prefix);
    let _ = Command::new(npm)
        .args([
            "install",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--prefix",
        ])
        .arg(prefix)
        .arg(package)
        .status();
}

/// A program that Debian has a package of.
struct DebianProgram {
    name: &'static str,
    package: &'static str,
    /// Where it is besides PATH.
    usual: [&'static str; 2],
    /// What installs it elsewhere.
    elsewhere: &'static str,
}

const NIX_INSTANTIATE: DebianProgram = DebianProgram {
    name: "nix-instantiate",
    package: "nix-bin",
    usual: ["/usr/bin", "/nix/var/nix/profiles/default/bin"],
    elsewhere: "install Nix: https://nixos.org/download",
};

const SSHD: DebianProgram = DebianProgram {
    name: "sshd",
    package: "openssh-server",
    usual: ["/usr/sbin", "/usr/local/sbin"],
    elsewhere: "install OpenSSH with its server",
};

const GIT_HTTP_BACKEND: DebianProgram = DebianProgram {
    name: "git-http-backend",
    package: "git",
    usual: ["/usr/lib/git-core", "/usr/libexec/git-core"],
    elsewhere: "install git with its HTTP server",
};

const CHROMIUM: DebianProgram = DebianProgram {
    name: "chromium",
    package: "chromium",
    usual: ["/usr/bin", "/snap/bin"],
    elsewhere: "install Chromium, or set BUN_NIX_TEST_CHROMIUM to Chrome",
};

/// The one of the git on PATH, wherever that keeps its programs.
fn git_http_backend() -> Result<PathBuf, Missing> {
    let folder = first_line(Command::new("git").arg("--exec-path")).map(PathBuf::from);
    match find_in(folder, GIT_HTTP_BACKEND.name) {
        Some(path) => Ok(path),
        None => GIT_HTTP_BACKEND.find_or_install(),
    }
}

impl DebianProgram {
    /// Where it is, or installed by root.
    fn find_or_install(&self) -> Result<PathBuf, Missing> {
        if let Some(path) = self.find() {
            return Ok(path);
        }
        let Some(apt_get) = on_path("apt-get") else {
            return Err(Missing::new("it is not on PATH", self.elsewhere));
        };
        let install = format!("apt-get install -y {}", self.package);
        if !is_root() {
            let help = format!("run `sudo {install}`");
            return Err(Missing::new("it is not on PATH", help));
        }
        apt_get_install(&apt_get, self.package);
        self.find().ok_or_else(|| {
            let help = format!("run `{install}` and mend what it reports");
            Missing::new("apt-get did not install it", help)
        })
    }

    fn find(&self) -> Option<PathBuf> {
        on_path(self.name).or_else(|| find_in(self.usual.map(PathBuf::from), self.name))
    }
}

fn apt_get_install(apt_get: &Path, package: &str) {
    // `update` also fails for a package source that has nothing to do with this package, so only
    // the installed program counts, and it is looked for afterwards.
    for args in [&["update"][..], &["install", "-y", package]] {
        eprintln!("apt-get {}", args.join(" "));
        let _ = Command::new(apt_get)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(args)
            .status();
    }
}

fn is_root() -> bool {
    first_line(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

fn is_bun(executable: &Path, version: &str) -> bool {
    version_of(executable).is_some_and(|found| found == version)
}

/// What `--version` answers; nothing if the program does not run.
fn version_of(executable: &Path) -> Option<String> {
    first_line(Command::new(executable).arg("--version"))
}

fn first_line(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().next().unwrap_or_default().to_owned();
    output.status.success().then_some(line)
}

fn on_path(program: &str) -> Option<PathBuf> {
    find_in(env::split_paths(&env::var_os("PATH")?), program)
}

fn find_in(dirs: impl IntoIterator<Item = PathBuf>, program: &str) -> Option<PathBuf> {
    let path = dirs
        .into_iter()
        .map(|dir| dir.join(program))
        .find(|path| path.is_file())?;
    std::path::absolute(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_names_the_minor_version() {
        assert_eq!(
            ALL.map(Tool::variable),
            [
                "BUN_NIX_TEST_NIX_INSTANTIATE",
                "BUN_NIX_TEST_SSHD",
                "BUN_NIX_TEST_GIT_HTTP_BACKEND",
                "BUN_NIX_TEST_NPM",
                "BUN_NIX_TEST_BUN_1_2",
                "BUN_NIX_TEST_BUN_1_3",
                "BUN_NIX_TEST_BUN_1_4",
                "BUN_NIX_TEST_WEB",
                "BUN_NIX_TEST_CHROMIUM",
            ]
        );
    }

    #[test]
    fn a_program_that_does_not_answer_as_bun_is_not_bun() {
        let cargo = PathBuf::from(env!("CARGO"));
        assert!(version_of(&cargo).is_some());
        assert!(!is_bun(&cargo, "1.4.5"));
        assert!(!is_bun(Path::new("no-such-program"), "1.4.5"));
    }

    #[test]
    fn a_variable_that_names_another_program_is_an_error_with_help() {
        let missing = Tool::Bun("1.4.5")
            .named(Path::new(env!("CARGO")))
            .expect_err("cargo");
        assert!(
            missing.why.starts_with("BUN_NIX_TEST_BUN_1_4 names "),
            "{}",
            missing.why
        );
        assert_eq!(
            missing.help,
            "set it to the path of Bun 1.4.5, or run `unset BUN_NIX_TEST_BUN_1_4`"
        );
    }
}
