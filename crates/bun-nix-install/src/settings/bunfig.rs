//! bunfig.toml: the keys of `[install]` that change what is laid down.

use toml_span::Span;
use toml_span::value::{Table, Value, ValueInner};

use super::{Registries, Said};
use crate::isolated::hoisting::Patterns;
use crate::linker::Linker;

/// A line, counted from 1, and what is wrong there.
type Wrong = (usize, String);

/// What a bunfig.toml says. Like Bun, it passes over a switch that is neither true
/// nor false, and refuses an unknown linker and patterns that are no texts.
pub(super) fn read(text: &str) -> Result<Said, Wrong> {
    let document = toml_span::parse(text)
        .map_err(|error| (line(text, error.span), format!("not TOML: {error}")))?;
    let install = document.as_table().and_then(|table| table.get("install"));
    let Some(install) = install.and_then(Value::as_table) else {
        return Ok(Said::default());
    };
    Ok(Said {
        linker: linker(text, install)?,
        dev: switch(install, "dev"),
        optional: switch(install, "optional"),
        peer: switch(install, "peer"),
        production: switch(install, "production").unwrap_or_default(),
        ignore_scripts: switch(install, "ignoreScripts"),
        hoist: switch(install, "hoist"),
        hidden: patterns(text, install, "hoistPattern")?,
        public: patterns(text, install, "publicHoistPattern")?,
        registries: registries(install),
    })
}

fn registries(install: &Table<'_>) -> Registries {
    let mut registries = Registries::default();
    let scopes = install.get("scopes").and_then(Value::as_table);
    let scopes = scopes.into_iter().flatten();
    let scopes = scopes.map(|(scope, registry)| (scope.name.as_ref(), registry));
    let all = install.get("registry").map(|registry| ("", registry));
    for (scope, registry) in all.into_iter().chain(scopes) {
        let url = match registry.as_table() {
            Some(table) => table.get("url").and_then(Value::as_str),
            None => registry.as_str(),
        };
        if let Some(url) = url {
            registries.add(scope, url);
        }
    }
    registries
}

fn linker(text: &str, install: &Table<'_>) -> Result<Option<Linker>, Wrong> {
    let Some(value) = install.get("linker") else {
        return Ok(None);
    };
    let linker = value.as_str().and_then(|name| name.parse().ok());
    let wrong = "`linker` must be \"hoisted\" or \"isolated\"";
    let wrong = || (line(text, value.span), wrong.to_owned());
    linker.map(Some).ok_or_else(wrong)
}

/// A text or an array of texts.
fn patterns(text: &str, install: &Table<'_>, key: &str) -> Result<Option<Patterns>, Wrong> {
    let Some(value) = install.get(key) else {
        return Ok(None);
    };
    let texts = match value.as_array() {
        Some(array) => array.iter().collect(),
        None => vec![value],
    };
    let texts: Result<Vec<&str>, Wrong> = texts
        .into_iter()
        .map(|value| value.as_str().ok_or_else(|| not_texts(text, value, key)))
        .collect();
    Ok(Some(Patterns::parse(texts?)))
}

fn not_texts(text: &str, value: &Value<'_>, key: &str) -> Wrong {
    let wrong = format!("`{key}` must be a string or an array of strings");
    (line(text, value.span), wrong)
}

fn switch(install: &Table<'_>, key: &str) -> Option<bool> {
    match install.get(key)?.as_ref() {
        ValueInner::Boolean(on) => Some(*on),
        _ => None,
    }
}

fn line(text: &str, span: Span) -> usize {
    let before = text.get(..span.start).unwrap_or(text);
    before.matches('\n').count() + 1
}
