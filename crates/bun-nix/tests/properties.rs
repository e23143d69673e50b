//! What holds for every text: what is written reads back, evaluates in real Nix
//! to what went in, is formatted already, and nothing makes the reader panic.

use std::borrow::Cow;

use bun_lock::RelativePath;
use bun_nix::{Args, Entry, Expression, Value, compare, salvage};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use test_oracles::{Nix, STUB_FETCHERS};

const HASH: &str = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/// Any text that a Nix string can hold: all but NUL.
fn any_text() -> impl Strategy<Value = String> {
    text_of("[^\0]{0,12}")
}

/// Any text that is read back: without control characters, but for line ends
/// and tabs.
fn text() -> impl Strategy<Value = String> {
    text_of("\\PC{0,12}")
}

fn text_of(rest: &'static str) -> impl Strategy<Value = String> {
    let nix_syntax = prop::sample::select(vec![
        "${", "$${", "''", "\\", "\"", "$", "\n", "\r\n", "\t", "}", "\\n", "./.",
    ]);
    let part = prop_oneof![3 => nix_syntax.prop_map(str::to_owned), 1 => rest];
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

fn path() -> impl Strategy<Value = RelativePath> {
    "(\\.\\./){0,3}[a-z@ +.(]{0,8}(/[a-z-]{1,40}){0,4}"
        .prop_filter_map("a path", |text| RelativePath::parse(&text))
}

fn fetchurl<'a>(attrs: Vec<(&'static str, Value<'a>)>) -> Entry<'a> {
    let attrs = attrs.into_iter().map(|(name, value)| (name.into(), value));
    Entry {
        fetcher: "fetchurl".into(),
        args: Args::Attrs(attrs.collect()),
    }
}

fn entry() -> impl Strategy<Value = Entry<'static>> {
    let list = prop::collection::vec(text(), 0..3).prop_map(|items| Value::List(items.into()));
    let fetched = (text(), prop::option::of(text()), list).prop_map(|(url, name, os)| {
        let passthru = [("os".into(), os)].into_iter().collect();
        let mut attrs = vec![
            ("passthru", Value::Attrs(passthru)),
            ("url", Value::String(url.into())),
            ("hash", Value::String(HASH.into())),
        ];
        attrs.extend(name.map(|name| ("name", Value::String(name.into()))));
        fetchurl(attrs)
    });
    let copied = path().prop_map(|path| Entry {
        fetcher: "copyPathToStore".into(),
        args: Args::Path(Cow::Owned(path)),
    });
    prop_oneof![fetched, copied]
}

fn expression() -> impl Strategy<Value = Expression<'static>> {
    let key = prop_oneof![text(), "[a-z@/.-]{70,110}"];
    prop::collection::btree_map(key.prop_map(Cow::from), entry(), 0..4)
        .prop_map(|entries| Expression { entries })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(expression in expression()) {
        let text = expression.to_string();
        let back: Expression = text.parse().unwrap();
        prop_assert_eq!(compare(&expression, &back), []);
        prop_assert_eq!(back, expression);
    }

    #[test]
    fn nixfmt_leaves_it_as_it_is(expression in expression()) {
        let text = expression.to_string();
        prop_assert_eq!(nixfmt_rs::format(&text).unwrap(), text);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = text.parse::<Expression>();
        salvage(&text);
    }

    #[test]
    fn no_damage_makes_the_reader_panic(expression in expression(), at in any::<prop::sample::Index>(), with in text()) {
        let mut text = expression.to_string();
        let at = at.index(text.len());
        if text.is_char_boundary(at) {
            text.insert_str(at, &with);
            let _ = text.parse::<Expression>();
            text.truncate(at);
            let _ = text.parse::<Expression>();
        }
    }
}

/// One evaluation for many texts: each start of Nix costs more than all of them.
#[test]
fn nix_evaluates_a_string_to_the_text_that_went_in() {
    let Some(nix) = Nix::find() else { return };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let texts: Vec<String> = (0..2000)
        .map(|_| any_text().new_tree(&mut runner).unwrap().current())
        // Nix 2.8 cannot print what JSON cannot hold.
        .filter(|text| !text.contains('\u{FFFE}') && !text.contains('\u{FFFF}'))
        .collect();
    let entries = texts.iter().enumerate().map(|(index, text)| {
        let entry = fetchurl(vec![("url", Value::String(text.into()))]);
        (format!("{index} {text}").into(), entry)
    });
    let expression = Expression {
        entries: entries.collect(),
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bun.nix");
    fs_err::write(&file, expression.to_string()).unwrap();
    let value = nix.eval(&format!("({STUB_FETCHERS}) {}", file.display()));
    let value = value.as_object().unwrap();
    assert_eq!(value.len(), texts.len());
    for (index, text) in texts.iter().enumerate() {
        let entry = &value[&format!("{index} {text}")];
        assert_eq!(entry["args"]["url"].as_str(), Some(text.as_str()));
    }
}
