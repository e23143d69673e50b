//! bun.nix as data: a function of its fetchers to an attribute set of entries.
//! Displayed, it is the text of the file, formatted as nixfmt (RFC 166) does.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::io::BufRead;

use bun_lock::{Algorithm, Integrity, RelativePath};

use crate::nix_string::push_literal;
use crate::source::{Fetch, Platform, Source, Sources};

const HEADER: &str = "\
# Generated from bun.lock by bun-nix. Instead of editing it, run
# `cargo xtask nix-update` or `cargo bun-nix update`.
";

/// The entries of a bun.nix by key. It borrows from the sources that it was made
/// of, and owns what was read back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression<'a> {
    /// Key to entry.
    pub entries: BTreeMap<Cow<'a, str>, Entry<'a>>,
}

/// One entry: a fetcher applied to its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Name of the fetcher, such as `fetchurl`.
    pub fetcher: Cow<'a, str>,
    /// What it is applied to.
    pub args: Args<'a>,
}

/// The argument of a fetcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Args<'a> {
    /// An attribute set.
    Attrs(Attrs<'a>),
    /// A path, relative to bun.nix.
    Path(Cow<'a, RelativePath>),
}

/// An attribute set, in the order in which it is written: what is fetched, then
/// its hash, then what it is called and whom it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attrs<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

/// A value in an attribute set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A string.
    String(Cow<'a, str>),
    /// A list of strings.
    List(Cow<'a, [String]>),
    /// A nested attribute set.
    Attrs(Attrs<'a>),
}

const ORDER: [&str; 10] = [
    "owner", "repo", "url", "rev", "hash", "name", "passthru", "os", "cpu", "libc",
];

impl<'a> Attrs<'a> {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        let attr = self.0.iter().find(|(other, _)| other == name);
        attr.map(|(_, value)| value)
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }
}

impl<'a> FromIterator<(Cow<'a, str>, Value<'a>)> for Attrs<'a> {
    fn from_iter<I: IntoIterator<Item = (Cow<'a, str>, Value<'a>)>>(attrs: I) -> Attrs<'a> {
        let mut attrs: Vec<_> = attrs.into_iter().collect();
        attrs.sort_by(|(one, _), (other, _)| (rank(one), one).cmp(&(rank(other), other)));
        Attrs(attrs)
    }
}

fn rank(name: &str) -> usize {
    let known = ORDER.iter().position(|other| *other == name);
    known.unwrap_or(ORDER.len())
}

impl<'a> Expression<'a> {
    /// The expression that fetches `sources`. Where a hash is not known, the
    /// entry has none, which no fetcher takes.
    pub fn of(sources: &'a Sources) -> Expression<'a> {
        let entry = |source: &'a Source| (Cow::from(&source.key), Entry::of(source));
        Expression {
            entries: sources.iter().map(entry).collect(),
        }
    }

    /// The hash that this expression has for a source, if it fetches it in the
    /// same way.
    pub fn hash_of(&self, source: &Source) -> Option<Integrity> {
        let entry = self.entries.get(source.key.as_str())?;
        entry
            .fetches_same(&Entry::of(source))
            .then(|| entry.hash())?
    }
}

impl<'a> Entry<'a> {
    fn of(source: &'a Source) -> Entry<'a> {
        let mut attrs = Vec::with_capacity(4);
        match &source.fetch {
            Fetch::Path(path) => {
                return Entry {
                    fetcher: fetcher(&source.fetch).into(),
                    args: Args::Path(Cow::Borrowed(path)),
                };
            }
            Fetch::Url { url, .. } => attrs.push(text("url", url)),
            Fetch::Git { url, rev } => attrs.extend([text("url", url), text("rev", rev)]),
            Fetch::Github { owner, repo, rev } => {
                attrs.extend([text("owner", owner), text("repo", repo), text("rev", rev)]);
            }
        }
        attrs.extend(source.hash.map(|hash| text("hash", hash.to_string())));
        // Older nixpkgs' fetchers of git pass nothing through.
        if let Fetch::Url { name, .. } = &source.fetch {
            attrs.extend(name.as_ref().map(|name| text("name", name)));
            attrs.extend(passthru(&source.platform));
        }
        Entry {
            fetcher: fetcher(&source.fetch).into(),
            args: Args::Attrs(Attrs(attrs)),
        }
    }

    fn fetches_same(&self, other: &Entry<'_>) -> bool {
        let differs = |name: &&str| self.attr(name) != other.attr(name);
        self.fetcher == other.fetcher && !["url", "owner", "repo", "rev"].iter().any(differs)
    }

    fn attr(&self, name: &str) -> Option<&Value<'a>> {
        match &self.args {
            Args::Attrs(attrs) => attrs.get(name),
            Args::Path(_) => None,
        }
    }

    /// Its hash, if it is one that can be relied on.
    fn hash(&self) -> Option<Integrity> {
        let hash = match self.attr("hash")? {
            Value::String(hash) => Integrity::parse(hash).ok(),
            _ => None,
        };
        hash.filter(|hash| hash.algorithm() > Algorithm::Sha1)
    }
}

/// The function of nixpkgs that fetches.
fn fetcher(fetch: &Fetch) -> &'static str {
    match fetch {
        Fetch::Url { .. } => "fetchurl",
        Fetch::Git { .. } => "fetchgit",
        Fetch::Github { .. } => "fetchFromGitHub",
        Fetch::Path(_) => "copyPathToStore",
    }
}

fn text<'a>(name: &'static str, value: impl Into<Cow<'a, str>>) -> (Cow<'a, str>, Value<'a>) {
    (name.into(), Value::String(value.into()))
}

fn passthru(platform: &Platform) -> Option<(Cow<'_, str>, Value<'_>)> {
    let lists = [
        ("os", &platform.os),
        ("cpu", &platform.cpu),
        ("libc", &platform.libc),
    ];
    let limits: Vec<_> = lists
        .into_iter()
        .filter(|(_, systems)| !systems.is_empty())
        .map(|(name, systems)| (name.into(), Value::List(systems.into())))
        .collect();
    (!limits.is_empty()).then(|| ("passthru".into(), Value::Attrs(Attrs(limits))))
}

impl fmt::Display for Expression<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fetchers = self.entries.values().map(|entry| entry.fetcher.as_ref());
        // `builtins.fetchTarball`, which others write, is no argument.
        let arguments = fetchers.filter(|fetcher| !fetcher.contains('.'));
        let entries = self.entries.iter();
        let entries = entries.map(|(key, entry)| (key.as_ref(), Cow::Borrowed(entry)));
        write_all(f, arguments.collect(), entries)
    }
}

/// The text of [`Expression::of`] these sources, without the whole of it in
/// between.
impl fmt::Display for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fetchers = self.iter().map(|source| fetcher(&source.fetch));
        let entries = self.iter();
        let entries = entries.map(|source| (source.key.as_str(), Cow::Owned(Entry::of(source))));
        write_all(f, fetchers.collect(), entries)
    }
}

impl Sources {
    /// Whether a text, such as an open bun.nix, is byte for byte what they are
    /// displayed as; not if it cannot be read. Stops at the first difference and
    /// holds neither text.
    pub fn are_written_as(&self, text: impl BufRead) -> bool {
        let mut expected = Expected(text);
        write!(expected, "{self}").is_ok() && expected.0.fill_buf().is_ok_and(<[u8]>::is_empty)
    }
}

/// The rest of a text that what is written must equal.
struct Expected<R>(R);

impl<R: BufRead> fmt::Write for Expected<R> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        let mut written = written.as_bytes();
        while !written.is_empty() {
            let there = self.0.fill_buf().map_err(|_| fmt::Error)?;
            let length = there.len().min(written.len());
            if length == 0 || there[..length] != written[..length] {
                return Err(fmt::Error);
            }
            written = &written[length..];
            self.0.consume(length);
        }
        Ok(())
    }
}

/// The whole file. Each entry is put together before it goes where the file goes,
/// as many small pieces would take longer.
fn write_all<'e, 'a: 'e>(
    f: &mut fmt::Formatter<'_>,
    fetchers: BTreeSet<&str>,
    entries: impl Iterator<Item = (&'e str, Cow<'e, Entry<'a>>)>,
) -> fmt::Result {
    f.write_str(HEADER)?;
    if fetchers.is_empty() {
        f.write_str("{ ... }:\n{ ")?;
    } else {
        f.write_str("{\n")?;
        for fetcher in fetchers {
            writeln!(f, "  {fetcher},")?;
        }
        f.write_str("  ...\n}:\n{\n")?;
    }
    let mut text = String::new();
    for (key, entry) in entries {
        text.clear();
        push_entry(&mut text, key, &entry)?;
        f.write_str(&text)?;
    }
    f.write_str("}\n")
}

/// Characters after which nixfmt breaks a line, its indentation not counted.
const LINE_WIDTH: usize = 100;

fn push_entry(text: &mut String, key: &str, entry: &Entry<'_>) -> fmt::Result {
    text.push_str("  ");
    push_literal(text, key)?;
    let key = &text[2..];
    let fetcher = entry.fetcher.as_ref();
    match &entry.args {
        Args::Path(path) => {
            let literal = path_literal(path)?;
            let gap = match fits(&[key, " = ", fetcher, " ", &literal, ";"]) {
                true => " ",
                false => "\n    ",
            };
            push_all(text, &[" =", gap, fetcher, " ", &literal]);
        }
        Args::Attrs(attrs) => {
            // nixfmt gives the brace a line of its own only where the key fits
            // one and the fetcher does not.
            let (gap, space, indent) = if fits(&[key, " = ", fetcher, " {"]) {
                (" ", " ", 2)
            } else if fits(&[key, " ="]) {
                ("\n    ", "\n      ", 6)
            } else {
                ("\n    ", " ", 4)
            };
            push_all(text, &[" =", gap, fetcher, space]);
            push_attrs(text, attrs, indent)?;
        }
    }
    text.push_str(";\n");
    Ok(())
}

/// Whether the parts of a line fit one.
fn fits(parts: &[&str]) -> bool {
    let bytes: usize = parts.iter().map(|part| part.len()).sum();
    let characters = || parts.iter().flat_map(|part| part.chars()).count();
    bytes <= LINE_WIDTH || characters() <= LINE_WIDTH
}

/// The path as a Nix path literal, as a string inside of one where it has a
/// character that no literal can have. Source: Nix, src/libexpr/lexer.l, PATH.
fn path_literal(path: &RelativePath) -> Result<String, fmt::Error> {
    let is_literal_char =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    Ok(match path.as_str() {
        "" => "./.".to_owned(),
        text if !text.chars().all(is_literal_char) => {
            let mut literal = "./${".to_owned();
            push_literal(&mut literal, text)?;
            literal + "}"
        }
        // A literal has a slash and something after it.
        text if path.parts().last() == Some("..") => format!("{text}/."),
        text if text.starts_with("../") => text.to_owned(),
        text => format!("./{text}"),
    })
}

fn push_attrs(text: &mut String, attrs: &Attrs<'_>, indent: usize) -> fmt::Result {
    text.push_str("{\n");
    for (name, value) in &attrs.0 {
        push_all(text, &[spaces(indent + 2), name, " = "]);
        push_value(text, value, indent + 2)?;
        text.push_str(";\n");
    }
    push_all(text, &[spaces(indent), "}"]);
    Ok(())
}

fn push_value(text: &mut String, value: &Value<'_>, indent: usize) -> fmt::Result {
    match value {
        Value::String(value) => push_literal(text, value)?,
        Value::Attrs(attrs) => push_attrs(text, attrs, indent)?,
        Value::List(items) if items.len() < 2 => {
            text.push('[');
            for item in items.iter() {
                text.push(' ');
                push_literal(text, item)?;
            }
            text.push_str(" ]");
        }
        Value::List(items) => {
            text.push_str("[\n");
            for item in items.iter() {
                text.push_str(spaces(indent + 2));
                push_literal(text, item)?;
                text.push('\n');
            }
            push_all(text, &[spaces(indent), "]"]);
        }
    }
    Ok(())
}

fn push_all(text: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| text.push_str(part));
}

fn spaces(count: usize) -> &'static str {
    const SPACES: &str = "                ";
    SPACES.get(..count).unwrap_or(SPACES)
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use bun_lock::Lockfile;

    use super::*;
    use crate::source::Settings;

    const LOCK: &str = r#"{
      "lockfileVersion": 1,
      "workspaces": { "": {} },
      "packages": {
        "a": ["a@1.0.0", "", { "os": "linux" }, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],
        "b": ["b@file:b", {}],
      },
    }"#;

    #[test]
    fn a_text_is_compared_to_its_end_in_pieces_of_any_length() {
        let lock = Lockfile::parse(LOCK.as_bytes()).unwrap();
        let sources = Sources::of(&lock, &Settings::default()).unwrap();
        let written = sources.to_string();
        let others = [
            format!("{written}\n"),
            written.replace("linux", "macos"),
            written[..written.len() - 1].to_owned(),
            String::new(),
        ];
        for length in [1, 7, written.len(), 1 << 16] {
            let is_written = |text: &str| {
                sources.are_written_as(BufReader::with_capacity(length, text.as_bytes()))
            };
            assert!(is_written(&written), "{length}");
            for other in &others {
                assert!(!is_written(other), "{length}: {other}");
            }
        }
    }
}
