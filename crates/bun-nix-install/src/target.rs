//! The system that node_modules is for, and whether a package is for it.

use std::path::Path;

/// A system in Node's words. `*` is any: a package for whichever is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `process.platform`: `linux`, `darwin`, `win32`, …
    pub os: String,
    /// `process.arch`: `x64`, `arm64`, …
    pub cpu: String,
    /// `glibc` or `musl`, which counts where `os` is `linux`.
    pub libc: String,
}

impl Default for Target {
    /// This machine.
    fn default() -> Target {
        let os = match std::env::consts::OS {
            "macos" => "darwin",
            "windows" => "win32",
            "solaris" | "illumos" => "sunos",
            os => os,
        };
        let cpu = match std::env::consts::ARCH {
            "x86_64" => "x64",
            "aarch64" => "arm64",
            "x86" => "ia32",
            "powerpc64" => "ppc64",
            cpu => cpu,
        };
        Target {
            os: os.to_owned(),
            cpu: cpu.to_owned(),
            libc: libc().to_owned(),
        }
    }
}

/// Told by the loaders that there are, since this program may be linked statically.
fn libc() -> &'static str {
    let arch = std::env::consts::ARCH;
    let musl = format!("/lib/ld-musl-{arch}.so.1");
    let glibc = [
        "/lib64/ld-linux-x86-64.so.2",
        "/lib/ld-linux-aarch64.so.1",
        "/lib64/ld-linux-aarch64.so.1",
    ];
    let has_glibc = glibc.iter().any(|path| Path::new(path).exists());
    match Path::new(&musl).exists() && !has_glibc {
        true => "musl",
        false => "glibc",
    }
}

impl Target {
    /// Whether a package whose entry lists these under `os` is for this system.
    pub(crate) fn has_os(&self, listed: &[String]) -> bool {
        allows(listed, &self.os)
    }

    /// Likewise for `cpu`.
    pub(crate) fn has_cpu(&self, listed: &[String]) -> bool {
        allows(listed, &self.cpu)
    }

    /// Likewise for `libc`, which decides nothing on another system than Linux.
    pub(crate) fn has_libc(&self, listed: &[String]) -> bool {
        !matches!(self.os.as_str(), "linux" | "*") || allows(listed, &self.libc)
    }
}

/// Whether a list of names, `!x` for all but x, holds a name.
///
/// An empty list holds everything, as one that names `any` does. Of names with and
/// without `!` those without count, less the others. `none`, which Bun writes for
/// names it does not know, is nobody's.
/// Source: Bun, src/install/npm `Negatable`.
fn allows(listed: &[String], name: &str) -> bool {
    if name == "*" {
        return listed.is_empty() || listed.iter().any(|one| one != "none");
    }
    let is = |wanted: &str| listed.iter().any(|one| one == wanted);
    let is_excluded = is(&format!("!{name}"));
    let all_negated = listed.iter().all(|one| one.starts_with('!'));
    (all_negated || is("any") || is(name)) && !is_excluded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_negated_and_combined() {
        for (listed, on_linux, on_darwin, on_any) in [
            ("", true, true, true),
            ("linux", true, false, true),
            ("!linux", false, true, true),
            ("!win32", true, true, true),
            ("linux darwin", true, true, true),
            ("linux !darwin", true, false, true),
            ("!linux !darwin", false, false, true),
            ("any", true, true, true),
            ("none", false, false, false),
            ("none linux", true, false, true),
        ] {
            let names: Vec<String> = listed.split_whitespace().map(str::to_owned).collect();
            let allowed = ["linux", "darwin", "*"].map(|name| allows(&names, name));
            assert_eq!(allowed, [on_linux, on_darwin, on_any], "{listed:?}");
        }
    }

    #[test]
    fn libc_counts_on_linux() {
        let musl = ["musl".to_owned()];
        let target = |os: &str| Target {
            os: os.to_owned(),
            cpu: "x64".to_owned(),
            libc: "glibc".to_owned(),
        };
        assert!(!target("linux").has_libc(&musl));
        assert!(target("darwin").has_libc(&musl));
        assert!(target("linux").has_libc(&[]));
    }
}
