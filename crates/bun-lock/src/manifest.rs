//! package.json, as far as bun.lock records it.
//!
//! What Bun refuses is an error here too; what Bun passes over is passed over.
//! All rules: Bun 1.4, 1.3 and 1.2, observed.

use jsonc_parser::ast::{Array, Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;

use crate::error::{Error, ErrorKind};
use crate::text::{Places, Position, decode_manifest};
use crate::tree::{Json, take};

/// The dependency groups in the order in which Bun reads them.
pub(crate) const GROUPS: [&str; 4] = [
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
];

/// A package.json.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// `name`, with its place; not the empty text.
    pub(crate) name: Option<Entry>,
    /// The groups in the order of [`GROUPS`], each in file order, duplicates included.
    pub(crate) groups: [Vec<Entry>; 4],
    /// The names that `peerDependenciesMeta` calls optional.
    pub(crate) optional_peers: Vec<Entry>,
    pub(crate) trusted: Option<Vec<Entry>>,
    pub(crate) patches: Vec<Entry>,
    /// `None`: no `workspaces` at all.
    pub(crate) workspaces: Option<Vec<Entry>>,
    pub(crate) overrides: Vec<RawOverride>,
    /// Whether the overrides come from `resolutions`.
    pub(crate) from_resolutions: bool,
    /// Name, empty for the default, and entries of each catalog.
    pub(crate) catalogs: Vec<(Entry, Vec<Entry>)>,
}

/// A key with a text for its value, or a text alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub name: String,
    /// Empty where there is but a name.
    pub text: String,
    pub position: Position,
}

/// One entry of `overrides` or `resolutions`, uninterpreted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawOverride {
    pub selector: String,
    pub value: OverrideValue,
    pub position: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OverrideValue {
    Spec(String),
    Nested(Vec<RawOverride>),
    /// What Bun drops.
    Other,
}

impl Manifest {
    /// Reads the package.json beside a bun.lock.
    ///
    /// A byte order mark, comments, trailing commas and single quotes are fine;
    /// an empty file counts as `{}`; of a key twice, the first counts.
    ///
    /// # Errors
    /// The first thing that `bun install` would refuse, with its position.
    pub fn parse(bytes: &[u8]) -> Result<Manifest, Error> {
        let text = decode_manifest(bytes).map_err(Error::in_manifest)?;
        if text.trim().is_empty() {
            return Ok(Manifest::default());
        }
        read(text, true).map_err(Error::in_manifest)
    }

    /// Reads a workspace member's package.json, of which Bun ignores
    /// `workspaces`, `overrides`, `resolutions`, `catalog` and `catalogs`.
    ///
    /// # Errors
    /// The first thing that `bun install` would refuse, with its position; an
    /// empty file too.
    pub fn parse_member(bytes: &[u8]) -> Result<Manifest, Error> {
        let text = decode_manifest(bytes).map_err(Error::in_manifest)?;
        read(text, false).map_err(Error::in_manifest)
    }

    /// `name`, if it is a text and not empty.
    pub fn name(&self) -> Option<&str> {
        self.name.as_ref().map(|name| name.text.as_str())
    }

    /// Every dependency as written, with its group's name.
    pub(crate) fn dependencies(&self) -> impl Iterator<Item = (&'static str, &Entry)> {
        GROUPS
            .into_iter()
            .zip(&self.groups)
            .flat_map(|(group, entries)| entries.iter().map(move |entry| (group, entry)))
    }
}

fn read(text: &str, is_root: bool) -> Result<Manifest, Error> {
    let (json, mut object) = Json::parse(text)?;
    let reader = Reader {
        json,
        places: Places::new(text),
    };
    let mut manifest = Manifest {
        name: reader.name(&mut object),
        groups: reader.groups(&mut object)?,
        optional_peers: reader.optional_peers(&mut object),
        trusted: reader.trusted(&mut object)?,
        patches: reader.texts_of(&mut object, "patchedDependencies"),
        ..Manifest::default()
    };
    if is_root {
        reader.overrides(&mut object, &mut manifest)?;
        reader.workspaces(&mut object, &mut manifest)?;
    }
    Ok(manifest)
}

struct Reader<'t> {
    json: Json<'t>,
    places: Places<'t>,
}

impl<'t> Reader<'t> {
    fn entry(&self, property: ObjectProp<'t>, what: &str) -> Result<Entry, Error> {
        let position = self.places.at(property.range.start);
        let text = self.json.string(property.value, what)?;
        Ok(Entry {
            name: property.name.into_string(),
            text,
            position,
        })
    }

    fn name(&self, object: &mut Object<'t>) -> Option<Entry> {
        let name = self.entry(object.take("name")?, "\"name\"").ok()?;
        (!name.text.is_empty()).then_some(name)
    }

    fn groups(&self, object: &mut Object<'t>) -> Result<[Vec<Entry>; 4], Error> {
        let mut groups: [Vec<Entry>; 4] = Default::default();
        for (group, entries) in GROUPS.into_iter().zip(&mut groups) {
            let read = |value| self.dependencies(value, group);
            *entries = take(object, group, read)?.unwrap_or_default();
        }
        Ok(groups)
    }

    fn dependencies(&self, value: Value<'t>, group: &str) -> Result<Vec<Entry>, Error> {
        let properties = self.json.object(value, &format!("{group:?}"))?.properties;
        properties
            .into_iter()
            .map(|property| self.entry(property, &format!("a specifier in {group:?}")))
            .collect()
    }

    /// Only a literal `true` counts.
    fn optional_peers(&self, object: &mut Object<'t>) -> Vec<Entry> {
        let meta = object.take_object("peerDependenciesMeta");
        let properties = meta.map(|meta| meta.properties).unwrap_or_default();
        properties
            .into_iter()
            .filter(|peer| is_optional(&peer.value))
            .map(|peer| self.mark(peer.range.start, peer.name.into_string()))
            .collect()
    }

    fn mark(&self, offset: usize, name: String) -> Entry {
        Entry {
            name,
            text: String::new(),
            position: self.places.at(offset),
        }
    }

    fn trusted(&self, object: &mut Object<'t>) -> Result<Option<Vec<Entry>>, Error> {
        take(object, "trustedDependencies", |value| {
            self.names(
                self.json.array(value, "\"trustedDependencies\"")?,
                "a trusted dependency",
            )
        })
    }

    fn names(&self, array: Array<'t>, what: &str) -> Result<Vec<Entry>, Error> {
        array
            .elements
            .into_iter()
            .map(|element| {
                let start = element.range().start;
                Ok(self.mark(start, self.json.string(element, what)?))
            })
            .collect()
    }

    /// The entries of an object that are texts; none where it is no object.
    fn texts(&self, value: Value<'t>) -> Vec<Entry> {
        let Value::Object(object) = value else {
            return Vec::new();
        };
        let properties = object.properties.into_iter();
        properties
            .filter_map(|property| self.entry(property, "").ok())
            .collect()
    }

    fn texts_of(&self, object: &mut Object<'t>, key: &str) -> Vec<Entry> {
        object
            .take(key)
            .map(|property| self.texts(property.value))
            .unwrap_or_default()
    }

    /// `overrides`, even an empty one, hides `resolutions`.
    fn overrides(&self, object: &mut Object<'t>, manifest: &mut Manifest) -> Result<(), Error> {
        if let Some(property) = object.take("overrides") {
            let overrides = self.json.object(property.value, "\"overrides\"")?;
            manifest.overrides = self.rules(overrides);
        } else if let Some(resolutions) = object.take_object("resolutions") {
            manifest.overrides = self.rules(resolutions);
            manifest.from_resolutions = true;
        }
        Ok(())
    }

    fn rules(&self, object: Object<'t>) -> Vec<RawOverride> {
        let properties = object.properties.into_iter();
        properties
            .map(|property| RawOverride {
                position: self.places.at(property.range.start),
                selector: property.name.into_string(),
                value: match property.value {
                    Value::StringLit(spec) => OverrideValue::Spec(spec.value.into_owned()),
                    Value::Object(nested) => OverrideValue::Nested(self.rules(nested)),
                    _ => OverrideValue::Other,
                },
            })
            .collect()
    }

    /// The catalogs stand inside `workspaces` or, where neither of the two does,
    /// at the top level. Without `workspaces` nobody reads them.
    fn workspaces(&self, object: &mut Object<'t>, manifest: &mut Manifest) -> Result<(), Error> {
        let Some(property) = object.take("workspaces") else {
            return Ok(());
        };
        let patterns = match property.value {
            Value::Object(mut inner) => {
                let has = |key| inner.get(key).is_some();
                let source = if has("catalog") || has("catalogs") {
                    &mut inner
                } else {
                    &mut *object
                };
                manifest.catalogs = self.catalogs(source);
                inner.take("packages").map(|packages| packages.value)
            }
            value => {
                manifest.catalogs = self.catalogs(object);
                Some(value)
            }
        };
        let patterns = patterns.map(|value| self.patterns(value)).transpose()?;
        manifest.workspaces = Some(patterns.unwrap_or_default());
        Ok(())
    }

    fn patterns(&self, value: Value<'t>) -> Result<Vec<Entry>, Error> {
        match value {
            Value::Array(array) => self.names(array, "a workspace pattern"),
            other => Err(self.json.wrong_type(
                &other,
                "\"workspaces\"",
                "an array of texts, or an object with \"packages\"",
            )),
        }
    }

    fn catalogs(&self, object: &mut Object<'t>) -> Vec<(Entry, Vec<Entry>)> {
        let mut catalogs = Vec::new();
        for property in [object.take("catalog")].into_iter().flatten() {
            let name = self.mark(property.range.start, String::new());
            catalogs.push((name, self.texts(property.value)));
        }
        let named = object.take_object("catalogs").map(|named| named.properties);
        for property in named.into_iter().flatten() {
            let name = self.mark(property.range.start, property.name.into_string());
            // What is no object counts as an empty one.
            catalogs.push((name, self.texts(property.value)));
        }
        catalogs
    }
}

fn is_optional(meta: &Value<'_>) -> bool {
    let Value::Object(meta) = meta else {
        return false;
    };
    meta.get("optional").is_some_and(
        |optional| matches!(&optional.value, Value::BooleanLit(literal) if literal.value),
    )
}

/// The error for something in the root's `workspaces` that only the disk shows.
pub(crate) fn error_at(entry: &Entry, kind: ErrorKind) -> Error {
    Error::new(entry.position, kind).in_manifest()
}
