//! .npmrc: lines of `key = value`, of which those about registries count.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Env, Login0, Rule};

/// The registry of logins that name none.
const DEFAULT_REGISTRY: &str = "//registry.npmjs.org/";

/// The logins of a .npmrc.
pub(super) fn read(text: &str, env: Env<'_>) -> Result<Vec<Rule>, String> {
    let mut logins: BTreeMap<String, Login0> = BTreeMap::new();
    let mut default = DEFAULT_REGISTRY.to_owned();
    for (key, value) in text.lines().filter_map(key_and_value) {
        if key == "registry" {
            default = expand(&value, env).unwrap_or_default();
            continue;
        }
        let (registry, key) = match key.rsplit_once(':') {
            Some((registry, key)) if registry.starts_with("//") => (registry, key),
            Some(_) => continue,
            None => ("", key),
        };
        let login = logins.entry(registry.to_owned()).or_default();
        match key {
            "_authToken" => login.token = Some(value),
            "_auth" => login.basic = Some(value),
            "username" => login.user = Some(value),
            "_password" => login.password = Some(value),
            _ => {}
        }
    }
    let rules = logins.into_iter().filter_map(|(registry, login)| {
        let registry = match registry.as_str() {
            "" => &default,
            registry => registry,
        };
        let password_is_base64 = login.password.clone();
        let login = login.resolve(|text| {
            let expanded = expand(text, env)?;
            match password_is_base64.as_deref() == Some(text) {
                true => Ok(decoded(&expanded)),
                false => Ok(expanded),
            }
        });
        Rule::of(registry, login)
    });
    Ok(rules.collect())
}

/// `_password` is in base64; what is not is taken as it is.
fn decoded(password: &str) -> String {
    let bytes = STANDARD.decode(password).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.unwrap_or_else(|| password.to_owned())
}

fn key_and_value(line: &str) -> Option<(&str, String)> {
    let line = line.trim();
    if line.starts_with([';', '#', '[']) {
        return None;
    }
    let (key, value) = line.split_once('=')?;
    let value = value.trim();
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    Some((key.trim(), unquoted.unwrap_or(value).to_owned()))
}

/// `${NAME}`, and `${NAME?}`, which is empty where the variable is not set.
/// The error is the name of a variable that is not.
/// Source: npm, @npmcli/config, lib/env-replace.js.
fn expand(text: &str, env: Env<'_>) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let (name, optional) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        expanded.push_str(before);
        match env(name) {
            Some(value) => expanded.push_str(&value),
            None if optional => {}
            None => return Err(name.to_owned()),
        }
        rest = after;
    }
    Ok(expanded + rest)
}
