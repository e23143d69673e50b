//! What changes the text of bun.nix or bun.lock and not its meaning leaves
//! bun.nix current.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod repository;

use repository::{Repository, parse_jsonc};
use serde_json::Value;

/// Asserts that check says current after an edit of a file, and that a real
/// change beside it does not hide.
#[track_caller]
fn stays_current(file: &str, edit: impl Fn(&str) -> String) {
    let repository = Repository::of_fixture("every-kind");
    repository.edit(file, edit);
    repository.check().assert_code(0);
    repository.replace("bun.nix", "plain-1.0.0.tgz", "plain-1.0.1.tgz");
    let run = repository.check().assert_code(1);
    assert!(run.stderr.contains("plain 1.0.0  URL differs"), "{run}");
}

/// The arguments on one line, as alejandra writes few of them.
fn arguments_on_one_line(text: &str) -> String {
    let (arguments, body) = text.split_once("}:\n").unwrap();
    let (header, arguments) = arguments.split_once("{\n").unwrap();
    let names: Vec<&str> = arguments.split_whitespace().collect();
    format!("{header}{{{}}}:\n{body}", names.join(" "))
}

#[test]
fn bun_nix_with_its_arguments_on_one_line() {
    stays_current("bun.nix", arguments_on_one_line);
    stays_current("bun.nix", |text| {
        arguments_on_one_line(text).replace("}:\n{\n", "}: {\n")
    });
}

#[test]
fn bun_nix_with_leading_commas() {
    stays_current("bun.nix", |text| {
        text.replace(
            "{\n  copyPathToStore,\n  fetchgit,\n  fetchurl,\n  ...\n}:",
            "{ copyPathToStore\n, fetchgit\n, fetchurl\n, ...\n}:",
        )
    });
}

#[test]
fn bun_nix_indented_otherwise() {
    stays_current("bun.nix", |text| text.replace("  ", "\t"));
    stays_current("bun.nix", |text| text.replace("  ", ""));
    stays_current("bun.nix", |text| text.replace("\n  \"", "\n\n        \""));
}

#[test]
fn bun_nix_on_one_line() {
    stays_current("bun.nix", |text| {
        let code = text.lines().filter(|line| !line.starts_with('#'));
        code.collect::<Vec<&str>>().join(" ")
    });
    stays_current("bun.nix", |text| {
        let code = text.lines().filter(|line| !line.starts_with('#'));
        code.flat_map(str::split_whitespace)
            .collect::<Vec<&str>>()
            .join("\n")
    });
}

#[test]
fn bun_nix_without_spaces() {
    stays_current("bun.nix", |text| {
        text.replace(" = ", "=")
            .replace("fetchurl {", "fetchurl{")
            .replace("fetchgit {", "fetchgit{")
    });
}

#[test]
fn bun_nix_with_comments() {
    stays_current("bun.nix", |text| {
        let commented = text
            .replace(";\n", "; # why not\n")
            .replace(" = ", " /* a\n comment */ = ");
        format!("/** Documentation. */\n{commented}# the end")
    });
    stays_current("bun.nix", |text| {
        let code = text.lines().filter(|line| !line.starts_with('#'));
        code.map(|line| format!("{line}\n")).collect()
    });
}

#[test]
fn bun_nix_with_other_arguments() {
    stays_current("bun.nix", |text| {
        text.replace("  ...\n", "  fetchFromGitHub,\n  ...\n")
    });
    stays_current("bun.nix", |text| {
        text.replace("  fetchurl,\n  ...\n", "  fetchurl,\n")
    });
    stays_current("bun.nix", |text| {
        text.replace("  fetchurl,\n  ...\n", "  fetchurl\n")
    });
}

/// As a remover of unused arguments leaves a file that uses none of them.
#[test]
fn bun_nix_of_nothing() {
    let repository = Repository::new();
    repository.write(
        "bun.lock",
        "{ \"lockfileVersion\": 1, \"workspaces\": { \"\": {} }, \"packages\": {} }",
    );
    repository.update().assert_code(0);
    for text in ["{ ... }: { }", "{ fetchurl, ... }:\n{\n}\n", "{}: {}"] {
        repository.write("bun.nix", text);
        repository.check().assert_code(0);
    }
}

#[test]
fn bun_nix_in_another_order() {
    let entry = |text: &str| text.starts_with("  \"");
    stays_current("bun.nix", |text| {
        let (head, body) = text.split_once("}:\n{\n").unwrap();
        let mut entries: Vec<String> = Vec::new();
        for line in body.trim_end().trim_end_matches('}').lines() {
            match entries.last_mut() {
                Some(last) if !entry(line) => *last += &format!("{line}\n"),
                _ => entries.push(format!("{line}\n")),
            }
        }
        entries.reverse();
        format!("{head}}}:\n{{\n{}}}\n", entries.concat())
    });
    stays_current("bun.nix", |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        let is_hash = |line: &str| line.trim_start().starts_with("hash = ");
        for index in 1..lines.len() {
            if is_hash(lines[index]) {
                lines.swap(index - 1, index);
            }
        }
        lines.join("\n")
    });
}

#[test]
fn bun_nix_with_other_line_ends() {
    stays_current("bun.nix", |text| text.replace('\n', "\r\n"));
    stays_current("bun.nix", |text| text.trim_end().to_owned());
    stays_current("bun.nix", |text| format!("\n\n{text}\n\n\n"));
}

#[test]
fn bun_nix_with_other_spellings_of_its_strings() {
    stays_current("bun.nix", |text| {
        text.replace("\"app\" =", "app =")
            .replace("\"folder\" =", "folder =")
    });
    stays_current("bun.nix", |text| text.replace("url =", "\"url\" ="));
    stays_current("bun.nix", |text| {
        text.replace("https://mirror", "https:\\//mirror")
    });
    stays_current("bun.nix", |text| {
        text.replace(
            "copyPathToStore ./folder;",
            "copyPathToStore ./x/../folder;",
        )
    });
    stays_current("bun.nix", |text| {
        text.replace(
            "copyPathToStore ./folder;",
            "copyPathToStore ./${\"folder\"};",
        )
    });
}

#[test]
fn bun_lock_as_strict_json() {
    // Sorts the keys of every object, too.
    stays_current("bun.lock", |text| {
        serde_json::to_string_pretty(&parse_jsonc(text)).unwrap()
    });
    stays_current("bun.lock", |text| parse_jsonc(text).to_string());
}

#[test]
fn bun_lock_with_its_entries_in_another_order() {
    stays_current("bun.lock", |text| {
        let (head, packages) = text.split_once("\"packages\": {\n").unwrap();
        let packages = packages.trim_end().trim_end_matches("  }\n}");
        let mut entries: Vec<&str> = packages.lines().filter(|line| !line.is_empty()).collect();
        entries.reverse();
        format!("{head}\"packages\": {{\n{}\n  }}\n}}\n", entries.join("\n"))
    });
}

#[test]
fn bun_lock_in_another_layout() {
    stays_current("bun.lock", |text| text.replace('\n', "\r\n"));
    stays_current("bun.lock", |text| text.trim_end().to_owned());
    stays_current("bun.lock", |text| text.replace("  ", "\t"));
    stays_current("bun.lock", |text| text.replace("],\n", "], // a comment\n"));
    stays_current("bun.lock", |text| {
        format!("/* a comment */\n{text}// another")
    });
    stays_current("bun.lock", |text| {
        text.replace("\"plain@1.0.0\"", "\"pl\\u0061in@1.0.0\"")
    });
}

#[test]
fn bun_lock_with_what_nobody_knows() {
    stays_current("bun.lock", |text| {
        text.replace(
            "\"configVersion\": 1,",
            "\"configVersion\": 1,\n  \"future\": { \"a\": [null] },",
        )
    });
    stays_current("bun.lock", |text| {
        text.replace(
            "\"hasInstallScript\": true",
            "\"hasInstallScript\": true, \"future\": 1",
        )
    });
}

#[test]
fn package_json_in_another_layout() {
    stays_current("package.json", |text| text.replace('\n', "\r\n"));
    stays_current("package.json", |text| {
        serde_json::from_str::<Value>(text).unwrap().to_string()
    });
    stays_current("package.json", |text| {
        text.replace(
            "\"private\": true",
            "\"private\": true, \"scripts\": { \"build\": \"vite\" }, \"version\": \"9.9.9\"",
        )
    });
}
