use proptest::collection::vec;
use proptest::prelude::*;
use saphyr_parser::{Event, Parser};

use super::*;
use crate::lines::replaced;

/// One field as somebody might write it, and what it says.
#[derive(Clone, Debug)]
struct Written {
    key: String,
    lines: String,
    value: Value,
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| (*item).to_owned()).collect())
}

/// Ways of writing that are found in task files, `KEY` standing for the key.
fn shapes() -> Vec<(&'static str, Value)> {
    vec![
        ("KEY: plain words\n", text("plain words")),
        ("KEY: 'single ''quoted'''\n", text("single 'quoted'")),
        ("KEY: \"double\"\n", text("double")),
        (
            "KEY: \"an \\\"escape\\\" \\u00e4\"\n",
            text("an \"escape\" ä"),
        ),
        ("KEY:   spaced   # a comment\n", text("spaced")),
        ("KEY: 'quoted' # a comment\n", text("quoted")),
        (
            "KEY: >-\n  folded over\n  two lines\n",
            text("folded over two lines"),
        ),
        (
            "KEY: |\n  kept\n  # no comment\n",
            text("kept\n# no comment\n"),
        ),
        (
            "KEY: plain over\n  two lines\n",
            text("plain over two lines"),
        ),
        ("KEY: 2025-07-26\n", text("2025-07-26")),
        ("KEY: '2025-07-26 10:00'\n", text("2025-07-26 10:00")),
        ("KEY: @sara\n", text("@sara")),
        (
            "KEY: http://example.org/#part\n",
            text("http://example.org/#part"),
        ),
        ("KEY:\n", Value::Null),
        ("KEY: # nothing\n", Value::Null),
        ("KEY: null\n", Value::Null),
        ("KEY: ~\n", Value::Null),
        ("KEY: []\n", list(&[])),
        ("KEY: [] # none\n", list(&[])),
        (
            "KEY: [a, 'b, c', \"d\"] # some\n",
            list(&["a", "b, c", "d"]),
        ),
        ("KEY: [@sara, @bob]\n", list(&["@sara", "@bob"])),
        ("KEY: [a,\n  b]\n", list(&["a", "b"])),
        ("KEY:\n  - one\n  - 'two'\n", list(&["one", "two"])),
        ("KEY: # some\n- one # first\n- two\n", list(&["one", "two"])),
        ("KEY:\n    -   one\n\n    -   two\n", list(&["one", "two"])),
        (
            "KEY:\n  - >-\n    folded\n    item\n  - two\n",
            list(&["folded item", "two"]),
        ),
        ("KEY: {a: b}\n", Value::Other),
        ("KEY:\n  a: b\n  c: [d]\n", Value::Other),
        ("KEY:\n  - a: b\n", Value::Other),
    ]
}

fn shape(key: &'static str) -> impl Strategy<Value = Written> {
    prop::sample::select(shapes()).prop_map(move |(lines, value)| Written {
        key: key.to_owned(),
        lines: lines.replace("KEY", key),
        value,
    })
}

fn filler() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "\n", "# a comment\n"]).prop_map(str::to_owned)
}

/// A file with some of these fields, with comments between them, in LF or CRLF.
fn file() -> impl Strategy<Value = (String, Vec<Written>)> {
    let keys = [
        "id", "title", "status", "assignee", "labels", "reporter", "x-own",
    ];
    let field = |key| prop::option::of(shape(key));
    let fields = (
        field(keys[0]),
        field(keys[1]),
        field(keys[2]),
        field(keys[3]),
        field(keys[4]),
        field(keys[5]),
        field(keys[6]),
    );
    let fields = fields.prop_map(|(a, b, c, d, e, f, g)| {
        [a, b, c, d, e, f, g]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
    });
    (
        fields.prop_shuffle(),
        vec(filler(), 8),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(fields, fillers, crlf, bom)| {
            let fields_and_fillers = fields.iter().zip(&fillers);
            let inside: String = fields_and_fillers
                .map(|(field, filler)| format!("{}{filler}", field.lines))
                .collect();
            let text = format!(
                "{}---\n{inside}---\n\nThe body: [stays\n",
                if bom { "\u{feff}" } else { "" }
            );
            let text = if crlf {
                text.replace('\n', "\r\n")
            } else {
                text
            };
            (text, fields)
        })
}

fn value_of(text: &str, key: &str) -> Value {
    FrontMatter::of(text).unwrap().fields.value(key).unwrap()
}

/// Everything but one field's lines.
fn without(text: &str, key: &str) -> String {
    let front = FrontMatter::of(text).unwrap();
    let lines = front
        .fields
        .find(key)
        .map_or(0..0, |field| field.lines.clone());
    replaced(text, lines, "")
}

/// What a YAML parser alone makes of the front matter's scalar or list of scalars.
fn oracle(text: &str, key: &str) -> Option<Value> {
    let front = FrontMatter::of(text).unwrap();
    let end = text[..front.body].rfind("---").unwrap();
    let events: Result<Vec<_>, _> = Parser::new_from_str(&text[front.start..end]).collect();
    let mut events = events.unwrap().into_iter().map(|(event, _)| event);
    events.find(|event| matches!(event, Event::Scalar(name, ..) if name == key))?;
    let first = events.next()?;
    if let Event::Scalar(text, ..) = first {
        return Some(Value::Text(text.into_owned()));
    }
    let items = events.map_while(|event| match event {
        Event::Scalar(text, ..) => Some(text.into_owned()),
        _ => None,
    });
    Some(Value::List(items.collect()))
}

/// One line that a field may be set to.
fn line() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "word",
        "two words",
        "don't",
        "\"said\"",
        "a: b",
        "a #b",
        "#b",
        "- a",
        "@sara",
        "[a]",
        "a, b",
        "{",
        "yes",
        "null",
        "~",
        "12",
        "1e3",
        "2025-07-26",
        "'",
        "\\",
        "\\n",
        "ä",
        "長さ",
        "key:",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "%a",
        "`a`",
        "?",
        "---",
        "...",
        "a\u{a0}",
    ]);
    prop_oneof![
        vec(words, 1..4).prop_map(|words| words.join(" ")),
        "[ -~äß長\u{1f600}]{1,20}",
    ]
    .prop_map(|line| line.trim().to_owned())
    .prop_filter("empty", |line| !line.is_empty())
}

proptest! {
    #[test]
    fn every_field_says_what_was_written((file, fields) in file()) {
        for field in fields {
            prop_assert_eq!(value_of(&file, &field.key), field.value, "{}", field.lines);
        }
    }

    /// The quick reading and the YAML parser agree wherever both read something.
    #[test]
    fn the_quick_reading_is_what_yaml_says(
        raw in "( [a-c '\"#:,\\[\\]{}~\\-&*!|>%\\\\.]{0,10})?(\n(- | |  - |  )[a-c '\"#:,\\[\\]{}~\\-&*!|>%\\\\.]{0,8}){0,3}",
    ) {
        let raw = raw.trim_end();
        let quick = value::simple(raw);
        if let (Some(quick), Ok(yaml)) = (quick, value::parsed(raw)) {
            prop_assert_eq!(quick, yaml, "{:?}", raw);
        }
    }

    #[test]
    fn setting_a_text_changes_its_field_and_no_other_byte((file, _) in file(), new in line()) {
        for key in ["title", "status", "milestone"] {
            let edited = set_text(&file, key, Some(&new)).unwrap();
            prop_assert_eq!(value_of(&edited, key), Value::Text(new.clone()), "{}", edited);
            prop_assert_eq!(without(&edited, key), without(&file, key));
            prop_assert_eq!(set_text(&edited, key, Some(&new)).unwrap(), edited.clone());
            if !file.contains('@') {
                prop_assert_eq!(oracle(&edited, key), Some(Value::Text(new.clone())), "{}", edited);
            }
        }
    }

    #[test]
    fn setting_a_list_changes_its_field_and_no_other_byte((file, _) in file(), new in vec(line(), 0..4)) {
        for key in ["assignee", "labels", "dependencies"] {
            let edited = set_list(&file, key, &new).unwrap();
            let read = value_of(&edited, key).into_list();
            prop_assert_eq!(read.as_ref(), Some(&new), "{}", edited);
            prop_assert_eq!(without(&edited, key), without(&file, key));
            prop_assert_eq!(set_list(&edited, key, &new).unwrap(), edited.clone());
            if !file.contains('@') && new.len() > 1 {
                prop_assert_eq!(oracle(&edited, key), Some(Value::List(new.clone())), "{}", edited);
            }
        }
    }

    #[test]
    fn what_is_set_to_itself_stays((file, fields) in file()) {
        for Written { key, value, .. } in fields {
            match value {
                Value::Text(text) => prop_assert_eq!(set_text(&file, &key, Some(&text)).unwrap(), file.clone()),
                Value::List(items) => prop_assert_eq!(set_list(&file, &key, &items).unwrap(), file.clone()),
                Value::Null | Value::Other => {}
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "(---\n)?[ -~\n\r\tä]{0,60}(\n---\n)?[ -~\n]{0,9}") {
        let read = FrontMatter::of(&text).and_then(|front| front.fields.values().map(drop));
        if read.is_ok() {
            for key in ["a", "labels"] {
                let _ = set_text(&text, key, Some("x"));
                let _ = set_list(&text, key, &["x".to_owned()]);
            }
        }
    }
}

fn flaw(fields: &str) -> String {
    let text = format!("---\n{fields}---\n");
    let front = FrontMatter::of(&text);
    front
        .and_then(|front| front.fields.values().map(drop))
        .unwrap_err()
        .to_string()
}

#[test]
fn a_flaw_is_named_with_its_line() {
    assert_eq!(
        flaw("id: a\n<<<<<<< HEAD\nid: b\n"),
        "line 3: a merge conflict marker"
    );
    assert_eq!(
        flaw("id: a\ntitle: b\nid: c\n"),
        "line 4: `id` stands in line 2 already"
    );
    assert_eq!(
        flaw("id: a\nwords\n"),
        "line 3: neither `key: value` nor the continuation of one"
    );
    assert!(flaw("id: a\ntitle: \"open\n").starts_with("line 3: not YAML: "));
    assert!(flaw("id: a\ntitle: b: c\n").starts_with("line 3: not YAML: "));
    assert!(flaw("id: a\nlabels: [b, c\n").starts_with("line 3: not YAML: "));
    assert!(flaw("id: a\nlabels:\n  - b\n  c: d\n").starts_with("line 5: not YAML: "));
    let whole = |text| FrontMatter::of(text).map(drop).unwrap_err().to_string();
    assert_eq!(
        whole("# Title\n"),
        "line 1: no front matter: the first line is not `---`"
    );
    assert_eq!(
        whole("---\nid: a\n"),
        "line 1: the front matter has no end: no second `---`"
    );
}

#[test]
fn a_comment_below_a_value_is_not_part_of_it() {
    for value in ["plain", "'quoted'", "\"quoted\""] {
        let file = format!("---\ntitle: {value}\n  # about it\nstatus: Done\n---\n");
        let edited = set_text(&file, "title", Some("new")).unwrap();
        assert_eq!(
            edited,
            file.replace("plain", "new").replace("quoted", "new")
        );
    }
}

#[test]
fn a_list_keeps_the_lines_that_stay() {
    let file = "---\nlabels:\n  - 'nix'   # the store\n  # and then\n  - \"build\"\n---\n";
    let items = |items: &[&str]| {
        set_list(
            file,
            "labels",
            &items
                .iter()
                .map(|item| (*item).to_owned())
                .collect::<Vec<_>>(),
        )
        .unwrap()
    };
    assert_eq!(
        items(&["nix", "new", "build"]),
        file.replace("  # and", "  - new\n  # and")
    );
    assert_eq!(
        items(&["build"]),
        file.replace("  - 'nix'   # the store\n", "")
    );
    assert_eq!(items(&["nix"]), file.replace("  - \"build\"\n", ""));
    assert_eq!(items(&[]), "---\nlabels: []\n---\n");
}
