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
