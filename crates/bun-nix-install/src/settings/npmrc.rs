//! .npmrc: lines of `key = value`, of which Bun 1.4 heeds a few at an install.
//! Observed: Bun 1.4.5.

use super::Said;
use crate::isolated::hoisting::Patterns;
use crate::linker::Linker;

/// What a .npmrc says. What is not understood says nothing.
pub(super) fn read(text: &str) -> Said {
    let mut said = Said::default();
    let mut omitted = List::default();
    let mut included = List::default();
    let mut hidden = List::default();
    let mut public = List::default();
    let mut strategy = None;
    // What follows is a section's.
    let lines = text
        .lines()
        .take_while(|line| !line.trim().starts_with('['));
    for (key, value) in lines.filter_map(key_and_value) {
        match key.strip_suffix("[]").unwrap_or(key) {
            "node-linker" => said.linker = node_linker(value),
            "install-strategy" => strategy = install_strategy(value),
            "ignore-scripts" => said.ignore_scripts = value.parse().ok(),
            "omit" => omitted.add(key, value),
            "include" => included.add(key, value),
            "hoist" => said.hoist = value.parse().ok(),
            "hoist-pattern" => hidden.add(key, value),
            "public-hoist-pattern" => public.add(key, value),
            "registry" => said.registries.add("", value),
            key => {
                if let Some(scope) = key.strip_suffix(":registry") {
                    said.registries.add(scope, value);
                }
            }
        }
    }
    let omits = |group| omitted.values.contains(&group) && !included.values.contains(&group);
    let said_of = |group| omits(group).then_some(false);
    Said {
        linker: said.linker.or(strategy),
        dev: said_of("dev"),
        optional: said_of("optional"),
        peer: said_of("peer"),
        hidden: hidden.patterns(),
        public: public.patterns(),
        ..said
    }
}

/// A value that `key[] =` adds to, and `key =` replaces if it was not added to.
#[derive(Default)]
struct List<'t> {
    is_array: bool,
    values: Vec<&'t str>,
}

impl<'t> List<'t> {
    fn add(&mut self, key: &str, value: &'t str) {
        self.is_array |= key.ends_with("[]");
        if !self.is_array {
            self.values.clear();
        }
        self.values.push(value);
    }

    fn patterns(self) -> Option<Patterns> {
        (!self.values.is_empty()).then(|| Patterns::parse(self.values))
    }
}

fn node_linker(value: &str) -> Option<Linker> {
    match value {
        "isolated" | "pnpm" => Some(Linker::Isolated),
        "hoisted" | "node-modules" => Some(Linker::Hoisted),
        _ => None,
    }
}

fn install_strategy(value: &str) -> Option<Linker> {
    match value {
        "linked" => Some(Linker::Isolated),
        "hoisted" => Some(Linker::Hoisted),
        _ => None,
    }
}

fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let line = line.split([';', '#']).next().unwrap_or_default();
    let (key, value) = line.split_once('=')?;
    let value = value.trim();
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    Some((key.trim(), unquoted.unwrap_or(value)))
}
