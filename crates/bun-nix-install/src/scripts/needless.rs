//! Trusted packages that do without their scripts: what they would fetch or build
//! is there already. Observed: Bun 1.4.5.

use bun_lock::{Package, Resolution};

use crate::native;
use crate::selection::Selection;

/// Whether a package, by its offset in the lockfile, does without: one that has its
/// executables in a platform package, and one that `ignoreScripts` of the root's
/// package.json names or, without that key, sharp since 0.33.0.
pub(super) fn is(selection: &Selection<'_>, at: usize, ignored: Option<&[String]>) -> bool {
    let package = &selection.graph.lock().packages[at];
    let is_ignored = match ignored {
        Some(names) => names.contains(&package.name),
        None => package.name == "sharp" && !is_before_0_33(package),
    };
    is_ignored || is_in_platform_package(selection, at, package)
}

fn is_in_platform_package(selection: &Selection<'_>, at: usize, package: &Package) -> bool {
    let edges = selection.graph.edges_at(at);
    let target = selection.target();
    let mut platforms = native::platform_packages(&selection.graph, edges, target);
    target.os != "win32" && selection.is_native(package) && platforms.next().is_some()
}

/// Whether it is a version before 0.33.0, which its own prereleases are.
fn is_before_0_33(package: &Package) -> bool {
    let Resolution::Npm { version, .. } = &package.resolution else {
        return false;
    };
    let release = version.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = release
        .split('.')
        .map(|part| part.parse().unwrap_or(u64::MAX));
    let mut next = || numbers.next().unwrap_or_default();
    let release = (next(), next(), next());
    let build = version.find('+').unwrap_or(version.len());
    let is_prerelease = version[..build].contains('-');
    release < (0, 33, 0) || release == (0, 33, 0) && is_prerelease
}

#[cfg(test)]
mod tests {
    use bun_lock::Lockfile;

    use super::*;
    use crate::selection::Choice;
    use crate::target::Target;

    const LOCK: &str = r#"{
      "lockfileVersion": 2,
      "workspaces": { "": { "dependencies": {
        "esbuild": "1.0.0", "old": "npm:esbuild@0.9.0", "sharp": "0.33.0", "other": "1.0.0" } } },
      "packages": {
        "@esbuild/linux-x64": ["@esbuild/linux-x64@1.0.0", "", { "os": "linux", "cpu": "x64" }, ""],
        "esbuild": ["esbuild@1.0.0", "", {
          "optionalDependencies": { "@esbuild/linux-x64": "1.0.0" } }, ""],
        "old": ["esbuild@0.9.0", "", {}, ""],
        "other": ["other@1.0.0", "", {
          "optionalDependencies": { "@esbuild/linux-x64": "1.0.0" } }, ""],
        "sharp": ["sharp@0.33.0", "", {}, ""],
      },
    }"#;

    fn needless(os: &str, native: Option<&[&str]>, ignored: Option<&[&str]>) -> String {
        let lock = Lockfile::parse(LOCK.as_bytes()).unwrap();
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let choice = Choice {
            target: Target {
                os: os.to_owned(),
                cpu: "x64".to_owned(),
                libc: "glibc".to_owned(),
            },
            omit: crate::selection::Omit::default(),
            filter: Vec::new(),
            missing: std::collections::HashSet::new(),
            native: native.map(owned),
            registered: std::collections::HashMap::new(),
        };
        let selection = Selection::of(&lock, &choice).unwrap();
        let ignored: Option<Vec<String>> = ignored.map(owned);
        let all = (0..lock.packages.len()).filter(|at| is(&selection, *at, ignored.as_deref()));
        let keys = all.map(|at| lock.packages[at].key.as_str());
        keys.collect::<Vec<_>>().join(" ")
    }

    /// Real Bun 1.4.5 passes over the same.
    #[test]
    fn platform_packages_and_ignored_ones() {
        assert_eq!(needless("linux", None, None), "esbuild sharp");
        assert_eq!(needless("darwin", None, None), "sharp");
        assert_eq!(needless("linux", Some(&["other"]), None), "other sharp");
        assert_eq!(needless("linux", Some(&[]), Some(&[])), "");
        assert_eq!(needless("linux", None, Some(&["other"])), "esbuild other");
    }

    #[test]
    fn sharp_does_without_since_0_33() {
        for (version, expected) in [
            ("0.32.6", true),
            ("0.33.0-rc.1", true),
            ("0.33.0+build-1", false),
            ("0.33.0", false),
            ("0.34.5-rc.0", false),
            ("1.0.0", false),
        ] {
            let lock = LOCK.replace("sharp@0.33.0", &format!("sharp@{version}"));
            let lock = Lockfile::parse(lock.as_bytes()).unwrap();
            assert_eq!(is_before_0_33(&lock.packages[4]), expected, "{version}");
        }
    }
}
