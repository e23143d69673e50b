//! A package's executables by name: what its `bin` or `directories.bin` says,
//! without what would lead out of the package or of `.bin`.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::plan::Bin;

/// One executable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Name of the link in `.bin`.
    pub(super) name: OsString,
    /// The file, relative to the package's folder and inside it.
    pub(super) target: PathBuf,
}

/// The executables of a package whose files lie in `folder`.
pub(super) fn of(bin: &Bin, folder: &Path) -> io::Result<Vec<Entry>> {
    let named = |name: &str, file: &str| {
        let name = link_name(name)?.into();
        let target = target(file)?;
        Some(Entry { name, target })
    };
    Ok(match &bin.bin {
        bun_lock::Bin::File(file) => named(&bin.name, file).into_iter().collect(),
        bun_lock::Bin::Named(files) => files
            .iter()
            .filter_map(|(name, file)| named(name, file))
            .collect(),
        bun_lock::Bin::Directory(directory) => match target(directory) {
            Some(directory) => directory_entries(folder, &directory)?,
            None => Vec::new(),
        },
    })
}

/// The name of a link: what follows the last `/`, `\` or `:`, so that a scope is
/// dropped and nothing is made outside `.bin` (the rule of npm's
/// npm-normalize-package-bin, which Bun has too).
fn link_name(name: &str) -> Option<&str> {
    let name = name.rsplit(['/', '\\', ':']).next()?;
    let plain = !matches!(name, "" | "." | "..") && !name.contains('\0');
    plain.then_some(name)
}

/// A target without `.` and `..`; `None` where it is no path below the package, by
/// the meaning that `/`, `\` and `:` have on any system, as Bun refuses it.
fn target(text: &str) -> Option<PathBuf> {
    if leads_out(text) {
        return None;
    }
    let mut path = PathBuf::new();
    for component in Path::new(&text.replace('\\', "/")).components() {
        match component {
            Component::Normal(name) => path.push(name),
            Component::ParentDir => {
                path.pop();
            }
            _ => {}
        }
    }
    (!path.as_os_str().is_empty()).then_some(path)
}

fn leads_out(target: &str) -> bool {
    let components: Vec<&str> = target.split(['/', '\\']).collect();
    let absolute = target.starts_with(['/', '\\']) || components[0].contains(':');
    let mut depth = 0;
    let climbs = components.into_iter().any(|component| {
        match component {
            "" | "." => {}
            ".." => depth -= 1,
            _ => depth += 1,
        }
        depth < 0
    });
    absolute || climbs || target.contains('\0')
}

/// The files and links of a `directories.bin`, by name.
fn directory_entries(package: &Path, directory: &Path) -> io::Result<Vec<Entry>> {
    let path = package.join(directory);
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries = Vec::new();
    for file in fs_err::read_dir(path)? {
        let file = file?;
        if !file.file_type()?.is_dir() {
            let name = file.file_name();
            let target = directory.join(&name);
            entries.push(Entry { name, target });
        }
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

/// Where a platform package has an executable that its parent's `bin` names: at the
/// same place, or at its top under the link's name, the file's own name, or the
/// link's name with `.exe`.
pub(super) fn in_platform_package(entry: Entry, folder: &Path) -> Entry {
    let mut with_exe = entry.name.clone();
    with_exe.push(".exe");
    let file_name = entry.target.file_name().unwrap_or(OsStr::new(""));
    let found = [
        entry.target.clone(),
        entry.name.clone().into(),
        file_name.into(),
        with_exe.into(),
    ]
    .into_iter()
    .find(|target| folder.join(target).exists());
    Entry {
        target: found.unwrap_or(entry.target),
        name: entry.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_named_by_the_last_part() {
        for (name, expected) in [
            ("tsc", Some("tsc")),
            ("@scope/tool", Some("tool")),
            ("..\\..\\up", Some("up")),
            ("C:drive", Some("drive")),
            ("a/..", None),
            ("a/.", None),
            ("", None),
            ("nul\0", None),
        ] {
            assert_eq!(link_name(name), expected, "{name}");
        }
    }

    #[test]
    fn a_target_is_a_path_below_the_package() {
        for (text, expected) in [
            ("./bin/cli.js", Some("bin/cli.js")),
            ("bin//cli.js/", Some("bin/cli.js")),
            ("a/../cli.js", Some("cli.js")),
            ("bin\\cli.js", Some("bin/cli.js")),
            ("lib/a:b.js", Some("lib/a:b.js")),
            ("/etc/passwd", None),
            ("../other/cli.js", None),
            ("a/../../other", None),
            ("a\\..\\..\\other", None),
            ("C:cli.js", None),
            ("..\0x", None),
            (".", None),
            ("", None),
        ] {
            assert_eq!(target(text), expected.map(PathBuf::from), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_leads_out(text in "[./\\\\:a\\x00]{0,12}") {
            if let Some(target) = target(&text) {
                proptest::prop_assert!(
                    target.components().all(|one| matches!(one, Component::Normal(_)))
                );
            }
            if let Some(name) = link_name(&text) {
                let name: Vec<Component<'_>> = Path::new(name).components().collect();
                proptest::prop_assert!(matches!(name[..], [Component::Normal(_)]));
            }
        }
    }
}
