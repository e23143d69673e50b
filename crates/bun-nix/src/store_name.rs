//! Names of store paths: what a fetched file may be called.

/// Whether Nix takes `name` for a store path.
/// Source: Nix, src/libstore/path.cc `checkName`.
pub(crate) fn is_valid(name: &str) -> bool {
    (1..=211).contains(&name.len()) && !name.starts_with('.') && name.chars().all(is_name_char)
}

/// `stem` with `.tgz`, with a dash for each character that Nix does not take.
/// A stem that starts with a dot gets a dash, and a long one is cut.
pub(crate) fn tarball(stem: &str) -> String {
    let mut name: String = stem
        .chars()
        .take(200)
        .map(|c| if is_name_char(c) { c } else { '-' })
        .collect();
    if name.is_empty() || name.starts_with('.') {
        name.insert(0, '-');
    }
    name + ".tgz"
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_' | '?' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tarballs_have_valid_names() {
        for stem in [
            "",
            ".",
            "..",
            "start@dfb2020",
            "größe",
            "a/b",
            "x".repeat(500).as_str(),
        ] {
            let name = tarball(stem);
            assert!(is_valid(&name), "{stem:?} became {name:?}");
        }
        assert_eq!(tarball("start@dfb2020"), "start-dfb2020.tgz");
        assert!(!is_valid("a@b.tgz"));
        assert!(!is_valid(".tgz"));
    }
}
