//! bunfig.toml: `[install] registry` and `[install.scopes]`, each a URL or a
//! table with the URL and a login.

use toml_span::value::{Table, Value, ValueInner};

use super::{Env, Login0, Rule};

/// The logins of a bunfig.toml.
pub(super) fn read(text: &str, env: Env<'_>) -> Result<Vec<Rule>, String> {
    let document = toml_span::parse(text).map_err(|error| {
        let before = text.get(..error.span.start).unwrap_or(text);
        format!("no TOML at line {}", before.matches('\n').count() + 1)
    })?;
    let Some(install) = document.as_table().and_then(|table| table.get("install")) else {
        return Ok(Vec::new());
    };
    let Some(install) = install.as_table() else {
        return Err("`install` is no table".to_owned());
    };
    let scopes = install.get("scopes").and_then(Value::as_table);
    let scopes = scopes.into_iter().flat_map(|scopes| scopes.values());
    let registries = install.get("registry").into_iter().chain(scopes);
    Ok(registries.filter_map(|value| rule(value, env)).collect())
}

fn rule(registry: &Value<'_>, env: Env<'_>) -> Option<Rule> {
    match registry.as_ref() {
        ValueInner::String(url) => {
            let login = login_in_url(url).resolve(|text| expand(text, env));
            Rule::of(&expand(url, env).unwrap_or_else(|_| url.to_string()), login)
        }
        ValueInner::Table(table) => {
            let url = string(table, "url")?;
            let in_url = login_in_url(&url);
            let login = Login0 {
                token: string(table, "token").or(in_url.token),
                basic: None,
                user: string(table, "username").or(in_url.user),
                password: string(table, "password").or(in_url.password),
            };
            let login = login.resolve(|text| expand(text, env));
            Rule::of(&expand(&url, env).unwrap_or(url), login)
        }
        _ => None,
    }
}

fn string(table: &Table<'_>, key: &str) -> Option<String> {
    table.get(key)?.as_str().map(str::to_owned)
}

/// `https://user:password@host` and `https://token@host`.
fn login_in_url(url: &str) -> Login0 {
    let authority = url
        .split("//")
        .nth(1)
        .and_then(|rest| rest.split('/').next());
    let Some((login, _)) = authority.and_then(|authority| authority.rsplit_once('@')) else {
        return Login0::default();
    };
    match login.split_once(':') {
        Some((user, password)) => Login0 {
            user: Some(percent_decoded(user)),
            password: Some(percent_decoded(password)),
            ..Login0::default()
        },
        None => Login0 {
            token: Some(percent_decoded(login)),
            ..Login0::default()
        },
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// `$NAME` and `${NAME}`; the error is the name of a variable that is not set.
fn expand(text: &str, env: Env<'_>) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        expanded.push_str(before);
        let braced = after
            .strip_prefix('{')
            .and_then(|after| after.split_once('}'));
        let (name, after) = braced.unwrap_or_else(|| {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len()))
        });
        match name {
            "" => expanded.push('$'),
            name => expanded.push_str(&env(name).ok_or(name)?),
        }
        rest = after;
    }
    Ok(expanded + rest)
}
