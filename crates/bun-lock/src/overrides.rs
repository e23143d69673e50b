//! What bun.lock makes of the `overrides` or `resolutions` of a package.json.
//! All rules: Bun 1.4, 1.3 and 1.2, observed.

use std::collections::BTreeMap;

use crate::lockfile::Override;
use crate::manifest::{Manifest, OverrideValue, RawOverride};
use crate::spec::is_range;
use crate::text::Position;

/// The rules as Bun 1.4 records them: limited to a parent or a range where the
/// selector says so. Of several for one target the last wins.
pub(crate) fn scoped(manifest: &Manifest, referred: &Referred) -> Vec<(Override, Position)> {
    let mut rules = Rules::new(referred);
    for raw in &manifest.overrides {
        match &raw.value {
            OverrideValue::Spec(spec) if spec == "-" => {}
            OverrideValue::Spec(spec) => rules.add(selector(&raw.selector), spec, raw.position),
            OverrideValue::Nested(nested) if !manifest.from_resolutions => {
                for inner in nested {
                    rules.add_nested(raw, inner);
                }
            }
            _ => {}
        }
    }
    rules.done()
}

/// The rules as Bun 1.2 and 1.3 record them: the key of an override as it is,
/// and of a nested one only the `.`.
pub(crate) fn flat(manifest: &Manifest, referred: &Referred) -> Vec<(Override, Position)> {
    let mut rules = Rules::new(referred);
    for raw in &manifest.overrides {
        let spec = match &raw.value {
            OverrideValue::Spec(spec) => Some(spec),
            OverrideValue::Nested(nested) if !manifest.from_resolutions => dot(nested),
            _ => None,
        };
        let Some(spec) = spec else { continue };
        let key = match manifest.from_resolutions {
            true => flat_resolution(&raw.selector),
            false => Some(raw.selector.as_str()),
        };
        // A reference is recorded under the name that it refers to.
        let target = key.map(|key| spec.strip_prefix('$').unwrap_or(key));
        let target = target.filter(|target| !target.is_empty());
        rules.add(
            target.map(|target| (None, target.to_owned())),
            spec,
            raw.position,
        );
    }
    rules.done()
}

fn dot(nested: &[RawOverride]) -> Option<&String> {
    nested.iter().rev().find_map(|inner| match &inner.value {
        OverrideValue::Spec(spec) if inner.selector == "." => Some(spec),
        _ => None,
    })
}

fn flat_resolution(key: &str) -> Option<&str> {
    let key = key.trim_start_matches("**/");
    let unscoped = match key.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/')?.1,
        None => key,
    };
    (!unscoped.contains('/')).then_some(key)
}

/// The specifiers that `$name` refers to.
pub(crate) type Referred = BTreeMap<String, String>;

/// Parent and target.
type Selector = (Option<String>, String);

/// The rules that were kept so far.
struct Rules<'a> {
    referred: &'a Referred,
    kept: BTreeMap<Selector, (String, Position)>,
}

impl<'a> Rules<'a> {
    fn new(referred: &'a Referred) -> Rules<'a> {
        Rules {
            referred,
            kept: BTreeMap::new(),
        }
    }

    fn add(&mut self, selector: Option<Selector>, spec: &str, position: Position) {
        let spec = self.resolved(spec);
        let kept = spec.filter(|spec| !spec.starts_with("patch:"));
        if let (Some(selector), Some(spec)) = (selector, kept) {
            self.kept.insert(selector, (spec.to_owned(), position));
        }
    }

    /// An empty specifier drops the rule, but one that a reference leads to does
    /// not.
    fn resolved<'s>(&'s self, spec: &'s str) -> Option<&'s str> {
        match spec.strip_prefix('$') {
            Some(name) => self.referred.get(name).map(String::as_str),
            None => Some(spec).filter(|spec| !spec.is_empty()),
        }
    }

    /// An entry of a nested object: `.` is for the outer selector itself, whose
    /// slashes mean nothing. What is nested deeper is dropped.
    fn add_nested(&mut self, outer: &RawOverride, inner: &RawOverride) {
        let spec = match &inner.value {
            OverrideValue::Spec(spec) if spec != "-" => spec,
            _ => return,
        };
        let outer = component(&outer.selector);
        let selector = match (inner.selector.as_str(), outer) {
            (".", Some(target)) => Some((None, target)),
            (name, Some(parent)) => match selector(name) {
                Some((None, target)) => Some((Some(parent), target)),
                _ => None,
            },
            (_, None) => None,
        };
        self.add(selector, spec, inner.position);
    }

    fn done(self) -> Vec<(Override, Position)> {
        let kept = self.kept.into_iter();
        kept.map(|((parent, target), (spec, position))| {
            (
                Override {
                    parent,
                    target,
                    spec,
                },
                position,
            )
        })
        .collect()
    }
}

/// Reads `target`, `parent/target` or `parent>target`, where `**/` means nothing.
fn selector(text: &str) -> Option<Selector> {
    let parts = split(text);
    let (last, outer) = parts.split_last().filter(|(last, _)| **last != "**")?;
    let mut outer = outer.iter().filter(|part| **part != "**");
    match (outer.next(), outer.next()) {
        (None, _) => Some((None, component(last)?)),
        (Some(parent), None) => Some((Some(component(parent)?), component(last)?)),
        _ => None,
    }
}

/// Splits at `/`, but not inside a scoped name, and at `>`, but not where it is
/// part of a range.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        let part = &text[start..at];
        let is_separator = match c {
            '/' => !part.starts_with('@') || part.contains('/'),
            '>' => !matches!(previous, ' ' | '|' | '@'),
            _ => false,
        };
        if is_separator {
            parts.push(part);
            start = at + 1;
        }
        previous = c;
    }
    parts.push(&text[start..]);
    parts
}

/// `name` or `name@range`; `None` for what Bun drops.
fn component(text: &str) -> Option<String> {
    let (name, range) = match text.char_indices().skip(1).find(|(_, c)| *c == '@') {
        Some((at, _)) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    if name.is_empty() || (name.starts_with('@') && !name.contains('/')) {
        return None;
    }
    let Some(range) = range else {
        return Some(name.to_owned());
    };
    let range = range.strip_prefix("npm:").unwrap_or(range);
    is_range(range).then(|| format!("{name}@{range}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        selector(text).map(|(parent, target)| match parent {
            Some(parent) => format!("{parent} > {target}"),
            None => target,
        })
    }

    /// Observed: Bun 1.4.5.
    #[test]
    fn selectors_have_one_parent_at_most() {
        for (text, expected) in [
            ("a", "a"),
            ("@s/a", "@s/a"),
            ("a/b", "a > b"),
            ("a>b", "a > b"),
            ("@s/a/@s/b", "@s/a > @s/b"),
            ("a@1/b", "a@1 > b"),
            ("a@1>b", "a@1 > b"),
            ("a@^6", "a@^6"),
            ("a@>=1 <2", "a@>=1 <2"),
            ("a@1 || >2", "a@1 || >2"),
            ("a@npm:1", "a@1"),
            ("**/a", "a"),
            ("a/**/b", "a > b"),
            ("a > b", "a > b"),
        ] {
            assert_eq!(parsed(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "@c",
            "**",
            "a/**",
            "a//b",
            "/a",
            "a/",
            "a@",
            "a@latest",
            "a@workspace:*",
            "a/b/c",
            "a>b>c",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
