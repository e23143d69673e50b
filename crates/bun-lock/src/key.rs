//! The keys under `packages`: where in node_modules an entry is placed.

use std::fmt;

const BELOW_MEMBER: &str = "./";

/// How many packages may lie in one another: as many as a path of 4096 bytes has
/// room for. Source: Bun, src/install/lockfile/Tree `MAX_DEPTH`.
const DEEPEST: usize = 342;

/// A key such as `vite/@types/node`: the place of a package as a path of
/// install names, where a scope and its name count as one.
///
/// A leading `./` says that the first part is a workspace member's name, and that
/// the place is in that member's own node_modules. Bun 1.4 writes it where the
/// root takes another package of that name, so that `ms/a` is below that one and
/// `./ms/a` below the member. Observed: Bun 1.4.5.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageKey(String);

impl PackageKey {
    /// Reads a key; `None` if one of its parts is not a plausible name, or there are
    /// more of them than a path can have.
    pub fn parse(text: &str) -> Option<PackageKey> {
        let key = PackageKey(text.to_owned());
        let mut parts = 0;
        let are_plausible = key.parts().all(|part| {
            parts += 1;
            parts <= DEEPEST && is_plausible_name(part)
        });
        are_plausible.then_some(key)
    }

    /// Whether the first part is a member that the root's node_modules has another
    /// package in the place of: whether the key starts with `./`.
    pub(crate) fn is_below_member(&self) -> bool {
        self.0.starts_with(BELOW_MEMBER)
    }

    /// The install names, outermost first, without a leading `./`. `@a` before
    /// `/@b/c` is a part of its own: an alias may start with `@` and have no scope.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let text = self.0.as_str();
        let mut rest = text.strip_prefix(BELOW_MEMBER).or(Some(text));
        std::iter::from_fn(move || {
            let text = rest?;
            let scope = match text.find('/') {
                Some(slash) if text.starts_with('@') && !text[slash + 1..].starts_with('@') => {
                    slash + 1
                }
                _ => 0,
            };
            let end = text[scope..].find('/').map(|slash| scope + slash);
            rest = end.map(|end| &text[end + 1..]);
            Some(&text[..end.unwrap_or(text.len())])
        })
    }

    /// The name under which the package is installed: the last part. It differs
    /// from the package's own name where the dependency is an alias.
    pub fn install_name(&self) -> &str {
        self.parts().last().unwrap_or(&self.0)
    }

    /// The key of the package that this one is placed below, if there is one. No
    /// key, but a member's name behind `./`, where that is the member itself.
    pub(crate) fn outer(&self) -> Option<&str> {
        let outer = self.0.strip_suffix(self.install_name())?;
        outer.strip_suffix('/').filter(|outer| *outer != ".")
    }

    /// The key as the lockfile has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text can be a package's name: `name` or `@scope/name`, of letters,
/// digits and the punctuation that npm ever allowed, quotes excepted.
/// Source: npm's validate-npm-package-name, with its rules for old packages;
/// Bun, `is_safe_install_folder_name`.
pub(crate) fn is_plausible_name(name: &str) -> bool {
    let (scope, scopeless) = match name.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').unwrap_or(("_", scoped)),
        None => ("_", name),
    };
    name.len() <= 255 && is_plausible_part(scope) && is_plausible_part(scopeless)
}

fn is_plausible_part(part: &str) -> bool {
    !part.is_empty()
        && part != "."
        && part != ".."
        && part.chars().all(|c| {
            c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '!' | '(' | ')' | '*' | '+')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<Vec<String>> {
        let key = PackageKey::parse(text)?;
        Some(key.parts().map(str::to_owned).collect())
    }

    #[test]
    fn scopes_count_as_one_part() {
        assert_eq!(parts("react").unwrap(), ["react"]);
        assert_eq!(parts("a/@s/b/c").unwrap(), ["a", "@s/b", "c"]);
        assert_eq!(parts("@s/b").unwrap(), ["@s/b"]);
        assert_eq!(parts("@s/@t/b").unwrap(), ["@s", "@t/b"]);
        assert_eq!(PackageKey::parse("a/@s/b").unwrap().install_name(), "@s/b");
    }

    #[test]
    fn a_leading_dot_stands_for_a_member() {
        let key = PackageKey::parse("./@s/b/c").unwrap();
        assert!(key.is_below_member());
        assert_eq!(parts("./@s/b/c").unwrap(), ["@s/b", "c"]);
        assert_eq!(key.install_name(), "c");
        assert_eq!(key.as_str(), "./@s/b/c");
        assert!(!PackageKey::parse("@s/b/c").unwrap().is_below_member());
    }

    #[test]
    fn the_outer_key_is_without_the_last_part() {
        for (text, outer) in [
            ("a", None),
            ("@s/a", None),
            ("a/@s/b", Some("a")),
            ("a/b/c", Some("a/b")),
            ("./a/b", Some("./a")),
            ("./a", None),
        ] {
            let key = PackageKey::parse(text).unwrap();
            assert_eq!(key.outer(), outer, "{text}");
        }
    }

    #[test]
    fn implausible_names_are_refused() {
        for text in [
            "./", ".", "././a", "./../a", "a/./b", "../a", ".//a", "./@", "", "/", "a/", "/a",
            "a//b", "@", "@s/", "@/a", "a/@", "..", "a/../b", "@../a", "a b", "a\"b", "a'b",
            "${a}", "a\nb", "a\\b", "a:b", "a\0b", "a$b", "a@1",
        ] {
            assert_eq!(parts(text), None, "{text:?}");
        }
        assert!(parts(&["a"; DEEPEST].join("/")).is_some());
        assert_eq!(parts(&["a"; DEEPEST + 1].join("/")), None);
        for text in [
            "JSONStream",
            "lodash.merge",
            "@types/node",
            "_",
            "größe",
            "a+b",
        ] {
            assert!(parts(text).is_some(), "{text:?}");
        }
    }
}
