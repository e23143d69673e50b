//! bun.nix as data: a function of its fetchers to an attribute set of entries.
//! Displayed, it is the text of the file, formatted as nixfmt (RFC 166) does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use bun_lock::{Integrity, RelativePath};

use crate::nix_string::NixString;
use crate::source::{Fetch, Platform, Source, Sources};

const HEADER: &str = "\
# Written by `cargo xtask nix-update` from bun.lock. Do not edit: run it again.
# Each attribute is one source that the packages of bun.lock come from.
";

/// The entries of a bun.nix by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression {
    /// Key to entry.
    pub entries: BTreeMap<String, Entry>,
}

/// One entry: a fetcher applied to its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Name of the fetcher, such as `fetchurl`.
    pub fetcher: String,
    /// What it is applied to.
    pub args: Args,
}

/// The argument of a fetcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Args {
    /// An attribute set.
    Attrs(BTreeMap<String, Value>),
    /// A path, relative to bun.nix.
    Path(RelativePath),
}

/// A value in an attribute set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A string.
    String(String),
    /// A list of strings.
    List(Vec<String>),
    /// A nested attribute set.
    Attrs(BTreeMap<String, Value>),
}

impl Expression {
    /// The expression that fetches `sources`. Where a hash is not known, the
    /// entry has none, which no fetcher takes.
    pub fn of(sources: &Sources) -> Expression {
        let entries = sources
            .iter()
            .map(|source| (source.key.clone(), Entry::of(source)));
        Expression {
            entries: entries.collect(),
        }
    }

    /// The hash that this expression has for a source, if it fetches it in the
    /// same way.
    pub fn hash_of(&self, source: &Source) -> Option<Integrity> {
        let entry = self.entries.get(&source.key)?;
        entry
            .fetches_same(&Entry::of(source))
            .then(|| entry.hash())?
    }
}

impl Entry {
    fn of(source: &Source) -> Entry {
        let (fetcher, mut attrs) = match &source.fetch {
            Fetch::Path(path) => {
                return Entry {
                    fetcher: "copyPathToStore".to_owned(),
                    args: Args::Path(path.clone()),
                };
            }
            Fetch::Url { url, name } => (
                "fetchurl",
                strings([("url", Some(url)), ("name", name.as_ref())]),
            ),
            Fetch::Git { url, rev } => (
                "fetchgit",
                strings([("url", Some(url)), ("rev", Some(rev))]),
            ),
            Fetch::Github { owner, repo, rev } => (
                "fetchFromGitHub",
                strings([
                    ("owner", Some(owner)),
                    ("repo", Some(repo)),
                    ("rev", Some(rev)),
                ]),
            ),
        };
        if let Some(hash) = &source.hash {
            attrs.insert("hash".to_owned(), Value::String(hash.to_string()));
        }
        let passthru = platform(&source.platform);
        // Only fetchurl's sources are filtered by platform, and only it takes passthru
        // in every nixpkgs.
        if !passthru.is_empty() && fetcher == "fetchurl" {
            attrs.insert("passthru".to_owned(), Value::Attrs(passthru));
        }
        Entry {
            fetcher: fetcher.to_owned(),
            args: Args::Attrs(attrs),
        }
    }

    fn fetches_same(&self, other: &Entry) -> bool {
        let differs = |name: &&str| self.attr(name) != other.attr(name);
        self.fetcher == other.fetcher && !["url", "owner", "repo", "rev"].iter().any(differs)
    }

    fn attr(&self, name: &str) -> Option<&Value> {
        match &self.args {
            Args::Attrs(attrs) => attrs.get(name),
            Args::Path(_) => None,
        }
    }

    fn hash(&self) -> Option<Integrity> {
        match self.attr("hash")? {
            Value::String(hash) => Integrity::parse(hash).ok(),
            _ => None,
        }
    }
}

fn strings<const N: usize>(attrs: [(&str, Option<&String>); N]) -> BTreeMap<String, Value> {
    attrs
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?.clone()))))
        .collect()
}

fn platform(platform: &Platform) -> BTreeMap<String, Value> {
    [
        ("os", &platform.os),
        ("cpu", &platform.cpu),
        ("libc", &platform.libc),
    ]
    .into_iter()
    .filter(|(_, systems)| !systems.is_empty())
    .map(|(name, systems)| (name.to_owned(), Value::List(systems.clone())))
    .collect()
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        let fetchers: BTreeSet<&str> = self
            .entries
            .values()
            .map(|entry| entry.fetcher.as_str())
            .collect();
        if fetchers.is_empty() {
            return f.write_str("{ ... }:\n{ }\n");
        }
        f.write_str("{\n")?;
        for fetcher in fetchers {
            writeln!(f, "  {fetcher},")?;
        }
        f.write_str("  ...\n}:\n{\n")?;
        for (key, entry) in &self.entries {
            write_entry(f, key, entry)?;
        }
        f.write_str("}\n")
    }
}

/// Characters after which nixfmt breaks a line, its indentation not counted.
const LINE_WIDTH: usize = 100;

fn write_entry(f: &mut fmt::Formatter<'_>, key: &str, entry: &Entry) -> fmt::Result {
    let key = NixString(key).to_string();
    let fetcher = &entry.fetcher;
    let fits = |rest: &str| key.chars().count() + rest.chars().count() <= LINE_WIDTH;
    match &entry.args {
        Args::Path(path) => {
            let call = format!("{fetcher} {};", path_literal(path));
            let gap = if fits(&format!(" = {call}")) {
                " "
            } else {
                "\n    "
            };
            writeln!(f, "  {key} ={gap}{call}")
        }
        Args::Attrs(attrs) => {
            // nixfmt gives the brace a line of its own only where the key fits
            // one and the fetcher does not.
            let (gap, space, indent) = match (fits(&format!(" = {fetcher} {{")), fits(" =")) {
                (true, _) => (" ", " ", 2),
                (false, true) => ("\n    ", "\n      ", 6),
                (false, false) => ("\n    ", " ", 4),
            };
            write!(f, "  {key} ={gap}{fetcher}{space}")?;
            write_attrs(f, attrs, indent)?;
            f.write_str(";\n")
        }
    }
}

/// The path as a Nix path literal, as a string inside of one where it has a
/// character that no literal can have. Source: Nix, src/libexpr/lexer.l, PATH.
fn path_literal(path: &RelativePath) -> String {
    let is_literal_char =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    match path.as_str() {
        "" => "./.".to_owned(),
        text if !text.chars().all(is_literal_char) => format!("./${{{}}}", NixString(text)),
        // A literal has a slash and something after it.
        text if path.parts().last() == Some("..") => format!("{text}/."),
        text if text.starts_with("../") => text.to_owned(),
        text => format!("./{text}"),
    }
}

/// The order in which attributes are written: what is fetched, then its hash,
/// then what it is called and whom it is for.
const ORDER: [&str; 10] = [
    "owner", "repo", "url", "rev", "hash", "name", "passthru", "os", "cpu", "libc",
];

fn write_attrs(
    f: &mut fmt::Formatter<'_>,
    attrs: &BTreeMap<String, Value>,
    indent: usize,
) -> fmt::Result {
    f.write_str("{\n")?;
    for (name, value) in ORDER.iter().filter_map(|name| attrs.get_key_value(*name)) {
        write!(f, "{:indent$}  {name} = ", "")?;
        write_value(f, value, indent + 2)?;
        f.write_str(";\n")?;
    }
    write!(f, "{:indent$}}}", "")
}

fn write_value(f: &mut fmt::Formatter<'_>, value: &Value, indent: usize) -> fmt::Result {
    match value {
        Value::String(text) => write!(f, "{}", NixString(text)),
        Value::Attrs(attrs) => write_attrs(f, attrs, indent),
        Value::List(items) if items.len() < 2 => {
            f.write_char('[')?;
            for item in items {
                write!(f, " {}", NixString(item))?;
            }
            f.write_str(" ]")
        }
        Value::List(items) => {
            f.write_str("[\n")?;
            for item in items {
                writeln!(f, "{:indent$}  {}", "", NixString(item))?;
            }
            write!(f, "{:indent$}]", "")
        }
    }
}
