//! The system that node_modules is for, and whether a package is for it.

/// A system in Node's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `process.platform`: `linux`, `darwin`, `win32`, …
    pub os: String,
    /// `process.arch`: `x64`, `arm64`, …
    pub cpu: String,
    /// `glibc` or `musl`; empty where the system has neither.
    pub libc: String,
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

    /// Likewise for `libc`, which decides nothing on a system without one.
    pub(crate) fn has_libc(&self, listed: &[String]) -> bool {
        self.libc.is_empty() || allows(listed, &self.libc)
    }
}

/// Whether a list of names, `!x` for all but x, holds a name.
///
/// An empty list holds everything, as one that names `any` does. Of names with and
/// without `!` those without count, less the others. `none`, which Bun writes for
/// names it does not know, is nobody's.
/// Source: Bun, src/install/npm `Negatable`.
fn allows(listed: &[String], name: &str) -> bool {
    let is = |wanted: &str| listed.iter().any(|one| one == wanted);
    let is_excluded = is(&format!("!{name}"));
    let all_negated = listed.iter().all(|one| one.starts_with('!'));
    (all_negated || is("any") || is(name)) && !is_excluded
}
