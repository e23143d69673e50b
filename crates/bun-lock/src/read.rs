//! From the tree of a bun.lock to the model. The shapes of its JSON, which vary
//! with the kind of the entry, do not leave this file.
//!
//! Source of the tuples: Bun, src/install/lockfile/bun.lock
//! `parse_into_binary_lockfile`.

use std::collections::HashSet;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::{Range, Ranged};

use crate::error::{Error, ErrorKind};
use crate::integrity::Integrity;
use crate::jsonc::{Json, STRICT};
use crate::key::{PackageKey, is_plausible_name};
use crate::lockfile::{
    Bin, Catalog, Dependency, Groups, Info, Lockfile, Override, Package, Patch, Workspace,
};
use crate::path::RelativePath;
use crate::resolution::{Resolution, is_plausible_url, is_safe_tag};
use crate::text::{Position, decode_lockfile};

pub(crate) fn lockfile(bytes: &[u8]) -> Result<Lockfile, Error> {
    let text = decode_lockfile(bytes)?;
    let (json, mut root) = Json::parse(text, &STRICT)?;
    json.refuse_duplicate_keys(&root)?;
    let version = lockfile_version(json, &mut root)?;
    let lock = Lockfile {
        version,
        config_version: take(&mut root, "configVersion", |value| {
            json.number(value, "\"configVersion\"")
        })?
        .and_then(|number| u32::try_from(number).ok()),
        trusted_dependencies: take(&mut root, "trustedDependencies", |value| {
            json.strings(value, "\"trustedDependencies\"")
        })?,
        patched_dependencies: take(&mut root, "patchedDependencies", |value| {
            patches(json, value)
        })?
        .unwrap_or_default(),
        overrides: take(&mut root, "overrides", |value| overrides(json, value))?
            .unwrap_or_default(),
        catalogs: catalogs(json, &mut root)?,
        workspaces: workspaces(json, &mut root)?,
        packages: packages(json, &mut root)?,
    };
    refuse_unknown_workspaces(text, &lock)?;
    Ok(lock)
}

/// Takes a key out of an object and reads its value; `None` where there is none.
pub(crate) fn take<'t, T>(
    object: &mut Object<'t>,
    key: &str,
    read: impl FnOnce(Value<'t>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    object
        .take(key)
        .map(|property| read(property.value))
        .transpose()
}

fn lockfile_version<'t>(json: Json<'t>, root: &mut Object<'t>) -> Result<u32, Error> {
    let Some(property) = root.take("lockfileVersion") else {
        return Err(json.error(root, ErrorKind::Missing("\"lockfileVersion\"")));
    };
    let range = property.value.range();
    let number = json.number(property.value, "\"lockfileVersion\"")?;
    match u32::try_from(number) {
        Ok(version) if version <= Lockfile::NEWEST_VERSION => Ok(version),
        _ => Err(json.error(
            &range,
            ErrorKind::UnsupportedVersion {
                found: number.to_string(),
                newest: Lockfile::NEWEST_VERSION,
            },
        )),
    }
}

fn patches<'t>(json: Json<'t>, value: Value<'t>) -> Result<Vec<Patch>, Error> {
    let entries = json.object(value, "\"patchedDependencies\"")?.properties;
    entries
        .into_iter()
        .map(|entry| {
            let range = entry.value.range();
            let path = json.string(entry.value, "the path of a patch")?;
            if RelativePath::parse(&path).is_none() {
                return Err(json.error(&range, ErrorKind::UnsafePath(path)));
            }
            Ok(Patch {
                package: entry.name.into_string(),
                path,
            })
        })
        .collect()
}

/// `"a": "1"`, and since lockfileVersion 3 `"a": { ".": "1", "b": "2" }`.
pub(crate) fn overrides<'t>(json: Json<'t>, value: Value<'t>) -> Result<Vec<Override>, Error> {
    let mut rules = Vec::new();
    for entry in json.object(value, "\"overrides\"")?.properties {
        let name = entry.name.into_string();
        match entry.value {
            Value::Object(scoped) => {
                for rule in scoped.properties {
                    let target = rule.name.into_string();
                    let spec = json.string(rule.value, "an override")?;
                    rules.push(scoped_override(&name, target, spec));
                }
            }
            value => rules.push(Override {
                parent: None,
                spec: json.string(value, "an override")?,
                target: name,
            }),
        }
    }
    Ok(rules)
}

fn scoped_override(name: &str, target: String, spec: String) -> Override {
    let name = name.to_owned();
    match target.as_str() {
        "." => Override {
            parent: None,
            target: name,
            spec,
        },
        _ => Override {
            parent: Some(name),
            target,
            spec,
        },
    }
}

pub(crate) fn catalogs<'t>(json: Json<'t>, root: &mut Object<'t>) -> Result<Vec<Catalog>, Error> {
    let mut catalogs = Vec::new();
    if let Some(entries) = take(root, "catalog", |value| {
        json.dependencies(value, "\"catalog\"")
    })? {
        catalogs.push(Catalog {
            name: None,
            entries,
        });
    }
    if let Some(named) = take(root, "catalogs", |value| json.object(value, "\"catalogs\""))? {
        for catalog in named.properties {
            let entries = json.dependencies(catalog.value, "a catalog")?;
            let name = Some(catalog.name.into_string());
            catalogs.push(Catalog { name, entries });
        }
    }
    Ok(catalogs)
}

fn workspaces<'t>(json: Json<'t>, root: &mut Object<'t>) -> Result<Vec<Workspace>, Error> {
    let Some(property) = root.take("workspaces") else {
        return Err(json.error(root, ErrorKind::Missing("\"workspaces\"")));
    };
    let range = property.range;
    let mut workspaces: Vec<Workspace> = Vec::new();
    let mut names = HashSet::new();
    for entry in json.object(property.value, "\"workspaces\"")?.properties {
        let entry_range = entry.range;
        let workspace = workspace(json, entry)?;
        if !workspace.is_root() && !names.insert(workspace.name.clone()) {
            let name = workspace.name.unwrap_or_default();
            return Err(json.error(&entry_range, ErrorKind::DuplicateWorkspace(name)));
        }
        workspaces.push(workspace);
    }
    if !workspaces.iter().any(Workspace::is_root) {
        return Err(json.error(
            &range,
            ErrorKind::Missing("the root, \"\", of \"workspaces\""),
        ));
    }
    Ok(workspaces)
}

fn workspace<'t>(json: Json<'t>, entry: ObjectProp<'t>) -> Result<Workspace, Error> {
    let range = entry.range;
    let path = entry.name.into_string();
    let Some(path) = RelativePath::parse(&path) else {
        return Err(json.error(&range, ErrorKind::UnsafePath(path)));
    };
    let mut object = json.object(entry.value, "a workspace")?;
    let name = take(&mut object, "name", |value| {
        json.string(value, "a workspace's name")
    })?;
    let is_root = path.as_str().is_empty();
    match &name {
        Some(name) if !is_root && !is_plausible_name(name) => {
            return Err(json.error(&range, ErrorKind::UnsafeName(name.clone())));
        }
        None if !is_root => {
            return Err(json.error(&range, ErrorKind::Missing("the name of a workspace")));
        }
        _ => {}
    }
    Ok(Workspace {
        path,
        name,
        version: take(&mut object, "version", |value| {
            json.string(value, "a workspace's version")
        })?,
        bin: bin(json, &mut object)?,
        groups: groups(json, &mut object)?,
        offset: range.start,
    })
}

/// The dependency groups, taken out of a workspace's, package's or manifest's object.
pub(crate) fn groups<'t>(json: Json<'t>, object: &mut Object<'t>) -> Result<Groups, Error> {
    let mut group = |key: &str| -> Result<Vec<Dependency>, Error> {
        take(object, key, |value| {
            json.dependencies(value, "a dependency")
        })
        .map(Option::unwrap_or_default)
    };
    Ok(Groups {
        dependencies: group("dependencies")?,
        dev_dependencies: group("devDependencies")?,
        optional_dependencies: group("optionalDependencies")?,
        peer_dependencies: group("peerDependencies")?,
        optional_peers: strings(json, object, "optionalPeers")?,
    })
}

fn strings<'t>(json: Json<'t>, object: &mut Object<'t>, key: &str) -> Result<Vec<String>, Error> {
    take(object, key, |value| json.string_or_strings(value, key)).map(Option::unwrap_or_default)
}

fn bin<'t>(json: Json<'t>, object: &mut Object<'t>) -> Result<Option<Bin>, Error> {
    let named = take(object, "bin", |value| match value {
        Value::StringLit(file) => Ok(Bin::File(file.value.into_owned())),
        value => {
            let files = json.dependencies(value, "\"bin\"")?;
            Ok(Bin::Named(
                files
                    .into_iter()
                    .map(|file| (file.name, file.spec))
                    .collect(),
            ))
        }
    })?;
    let directory = take(object, "binDir", |value| {
        json.string(value, "\"binDir\"").map(Bin::Directory)
    })?;
    Ok(named.or(directory))
}

fn packages<'t>(json: Json<'t>, root: &mut Object<'t>) -> Result<Vec<Package>, Error> {
    let Some(packages) = take(root, "packages", |value| json.object(value, "\"packages\""))? else {
        return Ok(Vec::new());
    };
    packages
        .properties
        .into_iter()
        .map(|entry| {
            let key = entry.name.as_str().to_owned();
            package(json, entry).map_err(|error| error.in_package(&key))
        })
        .collect()
}

fn package<'t>(json: Json<'t>, entry: ObjectProp<'t>) -> Result<Package, Error> {
    let range = entry.range;
    let key = entry.name.into_string();
    let Some(key) = PackageKey::parse(&key) else {
        return Err(json.error(&range, ErrorKind::UnsafeName(key)));
    };
    let tuple = json.array(entry.value, "the entry of a package")?;
    let end = Range {
        start: tuple.range.end - 1,
        end: tuple.range.end,
    };
    let mut tuple = Tuple {
        json,
        end,
        elements: tuple.elements.into_iter(),
    };
    let (name, mut resolution) = tuple.id()?;
    if let Resolution::Npm { url, .. } = &mut resolution {
        *url = tuple.url()?;
    }
    let info = tuple.info(&resolution)?;
    match &mut resolution {
        Resolution::Git { tag, .. } | Resolution::Github { tag, .. } => *tag = tuple.tag()?,
        _ => {}
    }
    let integrity = tuple.integrity(&resolution)?;
    Ok(Package {
        key,
        name,
        resolution,
        integrity,
        info,
        offset: range.start,
    })
}

/// The elements of one entry, read from front to back as its kind has them.
struct Tuple<'t> {
    json: Json<'t>,
    end: Range,
    elements: std::vec::IntoIter<Value<'t>>,
}

impl<'t> Tuple<'t> {
    fn next(&mut self, what: &'static str) -> Result<Value<'t>, Error> {
        let missing = || self.json.error(&self.end, ErrorKind::Missing(what));
        self.elements.next().ok_or_else(missing)
    }

    fn next_string(&mut self, what: &'static str) -> Result<(Range, String), Error> {
        let value = self.next(what)?;
        Ok((value.range(), self.json.string(value, what)?))
    }

    fn id(&mut self) -> Result<(String, Resolution), Error> {
        let (at, id) = self.next_string("the id of the package")?;
        let Some((name, resolution)) = Resolution::split_id(&id) else {
            return Err(self.json.error(&at, ErrorKind::UnknownResolution(id)));
        };
        let resolution =
            Resolution::parse(resolution).map_err(|kind| self.json.error(&at, kind))?;
        if !is_plausible_name(name) && resolution != Resolution::Root {
            return Err(self.json.error(&at, ErrorKind::UnsafeName(name.to_owned())));
        }
        Ok((name.to_owned(), resolution))
    }

    /// An empty text stands for the default registry.
    fn url(&mut self) -> Result<Option<String>, Error> {
        let (at, url) = self.next_string("the registry of the package")?;
        if !url.is_empty() && !is_plausible_url(&url) {
            return Err(self.json.error(&at, ErrorKind::UnsafeUrl(url)));
        }
        Ok((!url.is_empty()).then_some(url))
    }

    /// A workspace has an object in lockfileVersion 0 only.
    fn info(&mut self, resolution: &Resolution) -> Result<Info, Error> {
        let optional = matches!(resolution, Resolution::Workspace { .. } | Resolution::Root);
        if optional && self.elements.len() == 0 {
            return Ok(Info::default());
        }
        let value = self.next("the object of the package")?;
        info(
            self.json,
            self.json.object(value, "the object of the package")?,
        )
    }

    fn tag(&mut self) -> Result<String, Error> {
        let (at, tag) = self.next_string("the commit of the package")?;
        if is_safe_tag(&tag) {
            Ok(tag)
        } else {
            Err(self.json.error(&at, ErrorKind::UnsafeCommit(tag)))
        }
    }

    /// Always there for a registry's package, if only as an empty text.
    fn integrity(&mut self, resolution: &Resolution) -> Result<Option<Integrity>, Error> {
        let required = matches!(resolution, Resolution::Npm { .. });
        if !required && self.elements.len() == 0 {
            return Ok(None);
        }
        let (at, text) = self.next_string("the integrity of the package")?;
        if text.is_empty() {
            return Ok(None);
        }
        Integrity::parse(&text)
            .map(Some)
            .map_err(|bad| self.json.error(&at, ErrorKind::BadIntegrity(bad.0)))
    }
}

fn info<'t>(json: Json<'t>, mut object: Object<'t>) -> Result<Info, Error> {
    let flag = |object: &mut Object<'t>, key: &str| {
        take(object, key, |value| json.boolean(value, key)).map(Option::unwrap_or_default)
    };
    Ok(Info {
        groups: groups(json, &mut object)?,
        os: strings(json, &mut object, "os")?,
        cpu: strings(json, &mut object, "cpu")?,
        libc: strings(json, &mut object, "libc")?,
        bin: bin(json, &mut object)?,
        bundled: flag(&mut object, "bundled")?,
        has_install_script: flag(&mut object, "hasInstallScript")?,
        unresolved: strings(json, &mut object, "unresolved")?,
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
