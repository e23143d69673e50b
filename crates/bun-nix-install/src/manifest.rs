//! package.json of the project or of a package that is laid down, as far as an
//! install asks what bun.lock does not say.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jsonc_parser::{JsonObject, JsonValue, ParseOptions, parse_to_value};

use crate::regular;

/// A package.json. What has another type than it should is taken as not there, as
/// Bun does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// `name`
    pub name: Option<String>,
    /// `version`
    pub version: Option<String>,
    /// The texts in `config`.
    pub config: BTreeMap<String, String>,
    /// `scripts`
    pub scripts: BTreeMap<String, String>,
    /// `trustedDependencies`
    pub trusted: Option<Vec<String>>,
    /// `nativeDependencies`: packages whose executables are their platform package's.
    pub native: Option<Vec<String>>,
    /// `ignoreScripts`: trusted packages whose scripts need not run.
    pub ignore_scripts: Option<Vec<String>>,
}

/// A package.json that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file is there and cannot be read; the message names it.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// It is not JSON, comments and trailing commas allowed.
    #[error("{}: {message}", .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        message: String,
    },
}

/// What Bun accepts in package.json.
const LENIENT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_single_quoted_strings: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

impl Manifest {
    /// Reads the package.json in a folder; `None` where there is none.
    pub fn load(folder: &Path) -> Result<Option<Manifest>, ManifestError> {
        let path = folder.join("package.json");
        let bytes = match regular::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let manifest = Manifest::parse(&bytes);
        manifest
            .map(Some)
            .map_err(|message| ManifestError::Syntax { path, message })
    }

    /// Reads the text of a package.json; what is wrong with it comes with its line.
    pub fn parse(bytes: &[u8]) -> Result<Manifest, String> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let value = parse_to_value(text, &LENIENT).map_err(|error| error.to_string())?;
        Ok(match value {
            Some(JsonValue::Object(object)) => read(&object),
            _ => Manifest::default(),
        })
    }
}

fn read(object: &JsonObject<'_>) -> Manifest {
    let text = |key| object.get_string(key).map(|text| text.to_string());
    Manifest {
        name: text("name"),
        version: text("version"),
        config: texts(object, "config"),
        scripts: texts(object, "scripts"),
        trusted: list(object, "trustedDependencies"),
        native: list(object, "nativeDependencies"),
        ignore_scripts: list(object, "ignoreScripts"),
    }
}

/// The texts of an object, the empty ones left out.
fn texts(object: &JsonObject<'_>, key: &str) -> BTreeMap<String, String> {
    let inner = object.get_object(key).into_iter();
    let properties = inner.flat_map(|inner| inner.clone().into_iter());
    properties
        .filter_map(|(name, value)| match value {
            JsonValue::String(text) if !text.is_empty() => {
                Some((name.into_owned(), text.into_owned()))
            }
            _ => None,
        })
        .collect()
}

fn list(object: &JsonObject<'_>, key: &str) -> Option<Vec<String>> {
    let array = object.get_array(key)?;
    let texts = array.iter().filter_map(|value| match value {
        JsonValue::String(text) => Some(text.to_string()),
        _ => None,
    });
    Some(texts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_types_than_expected_are_passed_over() {
        let text = br#"{
            // A comment.
            "name": "a", "version": 1,
            "config": { "text": "x", "number": 1, "empty": "" },
            "scripts": { "install": "make", "test": ["x"] },
            "trustedDependencies": ["b", 1,], "ignoreScripts": [],
        }"#;
        let manifest = Manifest::parse(text).unwrap();
        assert_eq!(manifest.name.as_deref(), Some("a"));
        assert_eq!(manifest.version, None);
        let entry = |key: &str, text: &str| BTreeMap::from([(key.to_owned(), text.to_owned())]);
        assert_eq!(manifest.config, entry("text", "x"));
        assert_eq!(manifest.scripts, entry("install", "make"));
        assert_eq!(manifest.trusted, Some(vec!["b".to_owned()]));
        assert_eq!(manifest.ignore_scripts, Some(Vec::new()));
    }

    #[test]
    fn what_is_no_object_says_nothing_and_what_is_no_json_is_an_error() {
        assert_eq!(Manifest::parse(b"").unwrap(), Manifest::default());
        assert_eq!(Manifest::parse(b"[]").unwrap(), Manifest::default());
        assert_eq!(
            Manifest::parse(b"\xEF\xBB\xBF{}").unwrap(),
            Manifest::default()
        );
        let deep = "[".repeat(100_000);
        for text in ["{", "{ a: 1 }", &deep] {
            assert!(Manifest::parse(text.as_bytes()).is_err(), "{:.9}", text);
        }
    }
}
