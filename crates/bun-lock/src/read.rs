//! From the text of a bun.lock to the model, in one pass. The shapes of its
//! JSON, which vary with the kind of the entry, do not leave this file.
//!
//! Source of the tuples: Bun, src/install/lockfile/bun.lock
//! `parse_into_binary_lockfile`.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::error::{Error, ErrorKind};
use crate::integrity::Integrity;
use crate::key::{PackageKey, is_plausible_name};
use crate::lockfile::{Bin, Catalog, Groups, Info, Lockfile, Override, Package, Patch, Workspace};
use crate::path::RelativePath;
use crate::resolution::{Resolution, is_commit, is_plausible_url, is_safe_tag};
use crate::stream::Stream;
use crate::tarballs;
use crate::text::{Position, decode_lockfile};

pub(crate) fn lockfile(bytes: &[u8]) -> Result<Lockfile, Error> {
    let text = decode_lockfile(bytes)?;
    let mut stream = Stream::new(text)?;
    let mut version = None;
    let mut workspaces = None;
    let mut lock = Lockfile::default();
    stream.properties("the file", |stream, key, at| {
        match &*key {
            "lockfileVersion" => version = Some(lockfile_version(stream)?),
            "configVersion" => lock.config_version = config_version(stream)?,
            "workspaces" => workspaces = Some(read_workspaces(stream, at)?),
            "trustedDependencies" => {
                lock.trusted_dependencies = Some(stream.strings(&quoted(&key))?)
            }
            "patchedDependencies" => lock.patched_dependencies = patches(stream)?,
            "overrides" => lock.overrides = overrides(stream)?,
            "catalog" => lock.catalogs.insert(0, default_catalog(stream)?),
            "catalogs" => lock.catalogs.extend(named_catalogs(stream)?),
            "packages" => lock.packages = packages(stream)?,
            _ => stream.skip()?,
        }
        Ok(())
    })?;
    stream.end()?;
    let missing = |what| Error::at_start(ErrorKind::Missing(what));
    lock.version = version.ok_or_else(|| missing("\"lockfileVersion\""))?;
    lock.workspaces = workspaces.ok_or_else(|| missing("\"workspaces\""))?;
    refuse_unknown_workspaces(text, &lock)?;
    lock.tarballs = tarballs::locate(&lock);
    Ok(lock)
}

fn quoted(key: &str) -> String {
    format!("{key:?}")
}

fn lockfile_version(stream: &mut Stream<'_>) -> Result<u32, Error> {
    let at = stream.offset();
    let number = stream.number("\"lockfileVersion\"")?;
    match number.parse() {
        Ok(version) if version <= Lockfile::NEWEST_VERSION => Ok(version),
        _ => {
            let found = number.to_string();
            let newest = Lockfile::NEWEST_VERSION;
            Err(stream.error(at, ErrorKind::UnsupportedVersion { found, newest }))
        }
    }
}

fn config_version(stream: &mut Stream<'_>) -> Result<Option<u32>, Error> {
    Ok(stream.number("\"configVersion\"")?.parse().ok())
}

fn patches(stream: &mut Stream<'_>) -> Result<Vec<Patch>, Error> {
    let mut patches = Vec::new();
    stream.properties("\"patchedDependencies\"", |stream, package, at| {
        stream.refuse_hidden(at, &package)?;
        let at = stream.offset();
        let path = stream.string("the path of a patch")?.into_owned();
        if RelativePath::parse(&path).is_none() {
            return Err(stream.error(at, ErrorKind::UnsafePath(path)));
        }
        patches.push(Patch {
            package: package.into_owned(),
            path,
            offset: at,
        });
        Ok(())
    })?;
    Ok(patches)
}

/// `"a": "1"`, and since lockfileVersion 3 `"a": { ".": "1", "b": "2" }`.
fn overrides(stream: &mut Stream<'_>) -> Result<Vec<Override>, Error> {
    let mut rules = Vec::new();
    stream.properties("\"overrides\"", |stream, name, at| {
        stream.refuse_hidden(at, &name)?;
        if stream.is_string() {
            let spec = stream.string("an override")?.into_owned();
            rules.push(Override {
                parent: None,
                target: name.into_owned(),
                spec,
            });
            return Ok(());
        }
        for rule in stream.dependencies("an override")? {
            let (parent, target) = match rule.name.as_str() {
                "." => (None, name.to_string()),
                _ => (Some(name.to_string()), rule.name),
            };
            rules.push(Override {
                parent,
                target,
                spec: rule.spec,
            });
        }
        Ok(())
    })?;
    Ok(rules)
}

fn default_catalog(stream: &mut Stream<'_>) -> Result<Catalog, Error> {
    let entries = stream.dependencies("\"catalog\"")?;
    Ok(Catalog {
        name: None,
        entries,
    })
}

fn named_catalogs(stream: &mut Stream<'_>) -> Result<Vec<Catalog>, Error> {
    let mut catalogs = Vec::new();
    stream.properties("\"catalogs\"", |stream, name, at| {
        stream.refuse_hidden(at, &name)?;
        let entries = stream.dependencies("a catalog")?;
        catalogs.push(Catalog {
            name: Some(name.into_owned()),
            entries,
        });
        Ok(())
    })?;
    Ok(catalogs)
}

fn read_workspaces(stream: &mut Stream<'_>, at: usize) -> Result<Vec<Workspace>, Error> {
    let mut workspaces: Vec<Workspace> = Vec::new();
    let mut names = HashSet::new();
    stream.properties("\"workspaces\"", |stream, path, at| {
        let workspace = workspace(stream, &path, at)?;
        if !workspace.is_root() && !names.insert(workspace.name.clone()) {
            let name = workspace.name.unwrap_or_default();
            return Err(stream.error(at, ErrorKind::DuplicateWorkspace(name)));
        }
        workspaces.push(workspace);
        Ok(())
    })?;
    if !workspaces.iter().any(Workspace::is_root) {
        let kind = ErrorKind::Missing("the root, \"\", of \"workspaces\"");
        return Err(stream.error(at, kind));
    }
    Ok(workspaces)
}

fn workspace(stream: &mut Stream<'_>, path: &str, at: usize) -> Result<Workspace, Error> {
    let Some(path) = RelativePath::parse(path) else {
        return Err(stream.error(at, ErrorKind::UnsafePath(path.to_owned())));
    };
    let mut workspace = Workspace {
        path,
        offset: at,
        ..Workspace::default()
    };
    let mut bin = None;
    stream.properties("a workspace", |stream, key, _| {
        match &*key {
            "name" => workspace.name = Some(stream.plain("the name of a workspace")?.into_owned()),
            "version" => {
                workspace.version = Some(stream.plain("the version of a workspace")?.into_owned());
            }
            "bin" => bin = Some(named_bin(stream)?),
            "binDir" => bin = bin.take().or(Some(bin_directory(stream)?)),
            _ => group(stream, &key, &mut workspace.groups)?,
        }
        Ok(())
    })?;
    workspace.bin = bin;
    match &workspace.name {
        _ if workspace.is_root() => Ok(workspace),
        Some(name) if is_plausible_name(name) => Ok(workspace),
        Some(name) => Err(stream.error(at, ErrorKind::UnsafeName(name.clone()))),
        None => Err(stream.error(at, ErrorKind::Missing("the name of a workspace"))),
    }
}

/// Reads the value of a key if it is one of the dependency groups', and passes
/// over it if not.
fn group(stream: &mut Stream<'_>, key: &str, groups: &mut Groups) -> Result<(), Error> {
    let group = match key {
        "dependencies" => &mut groups.dependencies,
        "devDependencies" => &mut groups.dev_dependencies,
        "optionalDependencies" => &mut groups.optional_dependencies,
        "peerDependencies" => &mut groups.peer_dependencies,
        "optionalPeers" => {
            groups.optional_peers = stream.strings("\"optionalPeers\"")?;
            return Ok(());
        }
        "unresolved" => {
            groups.unresolved = stream.strings("\"unresolved\"")?;
            return Ok(());
        }
        _ => return stream.skip(),
    };
    *group = stream.dependencies("a dependency")?;
    Ok(())
}

fn named_bin(stream: &mut Stream<'_>) -> Result<Bin, Error> {
    if stream.is_string() {
        return Ok(Bin::File(stream.plain("\"bin\"")?.into_owned()));
    }
    let mut files = Vec::new();
    stream.properties("\"bin\"", |stream, name, at| {
        stream.refuse_hidden(at, &name)?;
        files.push((name.into_owned(), stream.plain("\"bin\"")?.into_owned()));
        Ok(())
    })?;
    Ok(Bin::Named(files))
}

fn bin_directory(stream: &mut Stream<'_>) -> Result<Bin, Error> {
    Ok(Bin::Directory(stream.plain("\"binDir\"")?.into_owned()))
}

fn packages(stream: &mut Stream<'_>) -> Result<Vec<Package>, Error> {
    let mut packages = Vec::new();
    let mut current = None;
    let result = stream.properties("\"packages\"", |stream, key, at| {
        let key = &**current.insert(key);
        packages.push(package(stream, key, at).map_err(|error| error.in_package(key))?);
        Ok(())
    });
    // A comma that is missing after an entry, or its key again, is found when
    // the entry is read already.
    result.map_err(|error| match (&error.kind, &current) {
        (ErrorKind::DuplicateKey(key), _) if error.package.is_none() => {
            let key = key.clone();
            error.in_package(&key)
        }
        (ErrorKind::MergeConflict, _) | (_, None) => error,
        (_, Some(key)) => error.in_package(key),
    })?;
    Ok(packages)
}

fn package(stream: &mut Stream<'_>, key: &str, at: usize) -> Result<Package, Error> {
    let Some(key) = PackageKey::parse(key) else {
        return Err(stream.error(at, ErrorKind::UnsafeName(key.to_owned())));
    };
    stream.open_array("the entry of a package")?;
    let mut tuple = Tuple(stream);
    let (name, resolution_text, mut resolution) = tuple.id()?;
    if let Resolution::Npm { url, .. } = &mut resolution {
        *url = tuple.url()?;
    }
    let info = tuple.info(&resolution)?;
    match &mut resolution {
        Resolution::Git { tag, .. } => *tag = tuple.full_commit()?,
        Resolution::Github { tag, .. } => *tag = tuple.tag()?,
        _ => {}
    }
    let integrity = tuple.integrity(&resolution)?;
    stream.close_array()?;
    Ok(Package {
        key,
        name,
        resolution,
        resolution_text,
        integrity,
        info,
        offset: at,
    })
}

/// The elements of one entry, read from front to back as its kind has them.
struct Tuple<'s, 't>(&'s mut Stream<'t>);

impl<'t> Tuple<'_, 't> {
    fn text(&mut self, what: &'static str) -> Result<(usize, Cow<'t, str>), Error> {
        let at = self.0.offset();
        if !self.0.has_element() {
            return Err(self.0.error(at, ErrorKind::Missing(what)));
        }
        let text = self.0.string(what)?;
        self.0.next_element()?;
        Ok((at, text))
    }

    /// Name and resolution, the latter as text too.
    fn id(&mut self) -> Result<(String, String, Resolution), Error> {
        let (at, id) = self.text("the id of the package")?;
        let Some((name, text)) = Resolution::split_id(&id) else {
            return Err(self
                .0
                .error(at, ErrorKind::UnknownResolution(id.into_owned())));
        };
        let resolution = Resolution::parse(text).map_err(|kind| self.0.error(at, kind))?;
        if !is_plausible_name(name) && resolution != Resolution::Root {
            return Err(self.0.error(at, ErrorKind::UnsafeName(name.to_owned())));
        }
        self.0.refuse_hidden(at, name)?;
        Ok((name.to_owned(), text.to_owned(), resolution))
    }

    /// An empty text stands for the default registry.
    fn url(&mut self) -> Result<Option<String>, Error> {
        let (at, url) = self.text("the registry of the package")?;
        if url.is_empty() {
            return Ok(None);
        }
        match is_plausible_url(&url) {
            true => Ok(Some(url.into_owned())),
            false => Err(self.0.error(at, ErrorKind::UnsafeUrl(url.into_owned()))),
        }
    }

    /// A workspace has an object in lockfileVersion 0 only.
    fn info(&mut self, resolution: &Resolution) -> Result<Info, Error> {
        let optional = matches!(resolution, Resolution::Workspace { .. } | Resolution::Root);
        if !self.0.has_element() {
            let kind = ErrorKind::Missing("the object of the package");
            return match optional {
                true => Ok(Info::default()),
                false => Err(self.0.error(self.0.offset(), kind)),
            };
        }
        let info = info(self.0)?;
        self.0.next_element()?;
        Ok(info)
    }

    /// What Bun checks out, whatever the id says.
    fn full_commit(&mut self) -> Result<String, Error> {
        let (at, full) = self.text("the commit of the package")?;
        match is_commit(&full) {
            true => Ok(full.into_owned()),
            false => Err(self.0.error(at, ErrorKind::UnsafeCommit(full.into_owned()))),
        }
    }

    /// A GitHub archive's root folder.
    fn tag(&mut self) -> Result<String, Error> {
        let (at, tag) = self.text("the commit of the package")?;
        match is_safe_tag(&tag) {
            true => Ok(tag.into_owned()),
            false => Err(self.0.error(at, ErrorKind::UnsafeCommit(tag.into_owned()))),
        }
    }

    /// Always there for a registry's package, if only as an empty text.
    fn integrity(&mut self, resolution: &Resolution) -> Result<Option<Integrity>, Error> {
        let required = matches!(resolution, Resolution::Npm { .. });
        if !required && !self.0.has_element() {
            return Ok(None);
        }
        let (at, text) = self.text("the integrity of the package")?;
        if text.is_empty() {
            return Ok(None);
        }
        Integrity::parse(&text)
            .map(Some)
            .map_err(|bad| self.0.error(at, ErrorKind::BadIntegrity(bad.0)))
    }
}

fn info(stream: &mut Stream<'_>) -> Result<Info, Error> {
    let mut info = Info::default();
    stream.properties("the object of the package", |stream, key, _| {
        match &*key {
            "os" => info.os = platforms(stream, "\"os\"")?,
            "cpu" => info.cpu = platforms(stream, "\"cpu\"")?,
            "libc" => info.libc = platforms(stream, "\"libc\"")?,
            "bin" => info.bin = Some(named_bin(stream)?),
            "binDir" => info.bin = info.bin.take().or(Some(bin_directory(stream)?)),
            "bundled" => info.bundled = stream.boolean("\"bundled\"")?,
            "hasInstallScript" => {
                info.has_install_script = stream.boolean("\"hasInstallScript\"")?
            }
            _ => group(stream, &key, &mut info.groups)?,
        }
        Ok(())
    })?;
    Ok(info)
}

/// Bun writes only what it knows, such as `linux` or `!win32`, and `none`.
fn platforms(stream: &mut Stream<'_>, what: &str) -> Result<Vec<String>, Error> {
    let at = stream.offset();
    let platforms = stream.string_or_strings(what)?;
    match platforms.iter().find(|platform| !is_platform(platform)) {
        Some(unsafe_one) => Err(stream.error(at, ErrorKind::UnsafePlatform(unsafe_one.clone()))),
        None => Ok(platforms),
    }
}

fn is_platform(text: &str) -> bool {
    let name = text.strip_prefix('!').unwrap_or(text);
    (1..=32).contains(&name.len())
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-')
        })
}

/// Source: Bun refuses a workspace package that `workspaces` does not list,
/// except in version 0, where the package itself is the record.
fn refuse_unknown_workspaces(text: &str, lock: &Lockfile) -> Result<(), Error> {
    let listed: HashSet<&RelativePath> = lock
        .workspaces
        .iter()
        .map(|workspace| &workspace.path)
        .collect();
    for package in &lock.packages {
        if let Resolution::Workspace { path } = &package.resolution
            && lock.version > 0
            && !listed.contains(path)
        {
            let position = Position::of(text, package.offset);
            let kind = ErrorKind::UnknownWorkspace(path.to_string());
            return Err(Error::new(position, kind).in_package(package.key.as_str()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = "0123456789abcdef0123456789abcdef01234567";

    fn code(rest: &str) -> Option<&'static str> {
        let text = format!(r#"{{ "lockfileVersion": 1, "workspaces": {{ "": {{}} }}, {rest} }}"#);
        let error = lockfile(text.as_bytes()).err();
        error.map(|error| error.kind.code())
    }

    fn code_of_package(entry: &str) -> Option<&'static str> {
        code(&format!(r#""packages": {{ "a": [{entry}] }}"#))
    }

    #[test]
    fn platforms_are_plain_words() {
        let of = |info: &str| code_of_package(&format!(r#""a@1.0.0", "", {{ {info} }}, """#));
        for info in [
            r#""os": "linux""#,
            r#""os": ["!win32", "none"], "cpu": "x64", "libc": "musl""#,
            r#""os": []"#,
            r#""cpu": "any""#,
        ] {
            assert_eq!(of(info), None, "{info}");
        }
        for value in ["", "!", "!!a", "Linux", "a b", "${a}", "ü", &"a".repeat(33)] {
            for key in ["os", "cpu", "libc"] {
                let info = format!(r#""{key}": ["linux", "{value}"]"#);
                assert_eq!(of(&info), Some("unsafe-platform"), "{info}");
            }
        }
    }

    #[test]
    fn what_git_checks_out_is_a_commit() {
        let of = |id: &str, tag: &str| {
            code_of_package(&format!(r#""a@git+https://e.org/r#{id}", {{}}, "{tag}""#))
        };
        assert_eq!(of(FULL, FULL), None);
        assert_eq!(of("0123456", FULL), None);
        assert_eq!(of("0123456", &FULL.to_uppercase()), None);
        for tag in ["main", "012345", "", "-o", "é23456789"] {
            assert_eq!(of("0123456", tag), Some("unsafe-commit"), "{tag}");
        }
        let github = r#""a@github:o/r#0123456", {}, "o-r-0123456""#;
        assert_eq!(code_of_package(github), None);
    }

    #[test]
    fn hidden_characters_are_refused() {
        for hidden in ["\u{202e}", "\u{2066}", "\u{200f}", "\\u001b", "\\n"] {
            for rest in [
                r#""trustedDependencies": ["a?"]"#,
                r#""patchedDependencies": { "a@1?": "a.patch" }"#,
                r#""overrides": { "a?": "1" }"#,
                r#""catalog": { "a?": "1" }"#,
                r#""catalogs": { "a?": {} }"#,
                r#""packages": { "a": ["a@1.0.0", "", { "bin": "a?" }, ""] }"#,
                r#""packages": { "a": ["a@1.0.0", "", { "bin": { "a": "a?" } }, ""] }"#,
                r#""packages": { "a": ["a@1.0.0", "", { "dependencies": { "a?": "" } }, ""] }"#,
                r#""packages": { "a": ["a?@root:", {}] }"#,
            ] {
                let rest = rest.replace('?', hidden);
                assert_eq!(code(&rest), Some("unsafe-text"), "{rest}");
            }
        }
    }

    #[test]
    fn a_version_of_any_length_is_a_version() {
        for version in ["4", "99999999999999999999999"] {
            let text = format!(r#"{{ "lockfileVersion": {version} }}"#);
            let error = lockfile(text.as_bytes()).unwrap_err();
            let found = version.to_owned();
            let newest = Lockfile::NEWEST_VERSION;
            assert_eq!(error.kind, ErrorKind::UnsupportedVersion { found, newest });
        }
        for version in ["-1", "1.5", "1e9", "\"1\""] {
            let text = format!(r#"{{ "lockfileVersion": {version} }}"#);
            let error = lockfile(text.as_bytes()).unwrap_err();
            assert_eq!(error.kind.code(), "wrong-type", "{version}");
        }
    }
}
