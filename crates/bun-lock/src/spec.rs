//! When two specifiers are one to Bun, although their texts differ.

/// Whether Bun would leave the one in bun.lock where package.json has the other.
///
/// Bun compares the parsed values. This knows the spellings that were observed
/// to be equal; in doubt it says no. `own_name` is the package that `npm:` may
/// name without a change of meaning. Observed: Bun 1.2, 1.3 and 1.4.
pub(crate) fn is_same_spec(one: &str, other: &str, own_name: &str) -> bool {
    one == other || canonical(one, own_name) == canonical(other, own_name)
}

fn canonical(spec: &str, own_name: &str) -> String {
    let spec = spec.trim();
    let range = spec
        .strip_prefix("npm:")
        .and_then(|aliased| aliased.strip_prefix(own_name))
        .and_then(|versioned| versioned.strip_prefix('@'))
        .unwrap_or(spec);
    canonical_range(range).unwrap_or_else(|| range.to_owned())
}

/// One operator and one version, as Bun holds it: `^` and `~` are two bounds,
/// the build counts for nothing. Other ranges: `None`.
fn canonical_range(range: &str) -> Option<String> {
    let end = range.find(|c: char| !matches!(c, '^' | '~' | '<' | '>' | '='));
    let (operator, version) = range.split_at(end.unwrap_or(0));
    let version = version.trim_start();
    let unprefixed = version
        .strip_prefix('v')
        .filter(|rest| !rest.starts_with(['x', 'X', '*']));
    let partial = Partial::parse(unprefixed.unwrap_or(version))?;
    match operator {
        "" | "^" | "~" if partial.numbers.is_empty() => Some("*".to_owned()),
        _ if partial.numbers.is_empty() => None,
        "" | "=" | "==" if partial.is_full() => Some(partial.full()),
        "" | "=" => Some(format!("in {:?}", partial.numbers)),
        "^" => Some(partial.up_to(partial.caret_place())),
        "~" | "~>" => Some(partial.up_to(partial.numbers.len().min(2) - 1)),
        ">=" if partial.full() == "0.0.0" => Some("*".to_owned()),
        ">=" => Some(format!(">={}", partial.full())),
        _ if partial.is_full() => Some(format!("{operator}{}", partial.full())),
        _ => None,
    }
}

/// Up to three numbers of a version, and its prerelease.
struct Partial<'s> {
    numbers: Vec<u64>,
    prerelease: &'s str,
}

impl<'s> Partial<'s> {
    fn parse(text: &'s str) -> Option<Partial<'s>> {
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (core, prerelease) = text.split_at(text.find('-').unwrap_or(text.len()));
        let mut parts: Vec<&str> = core.split('.').collect();
        if parts.len() > 3 {
            return None;
        }
        while parts.last().is_some_and(|part| is_any(part)) {
            parts.pop();
        }
        let numbers = parts
            .into_iter()
            .map(number)
            .collect::<Option<Vec<u64>>>()?;
        let partial = Partial {
            numbers,
            prerelease,
        };
        (partial.is_full() || prerelease.is_empty()).then_some(partial)
    }

    fn is_full(&self) -> bool {
        self.numbers.len() == 3
    }

    fn at(&self, place: usize) -> u64 {
        self.numbers.get(place).copied().unwrap_or_default()
    }

    /// With zeros for the numbers that are not there.
    fn full(&self) -> String {
        let Partial { prerelease, .. } = self;
        format!("{}.{}.{}{prerelease}", self.at(0), self.at(1), self.at(2))
    }

    /// The number that `^` keeps: the first that is not zero, or the last.
    fn caret_place(&self) -> usize {
        let first = self.numbers.iter().position(|number| *number > 0);
        first.unwrap_or(self.numbers.len() - 1)
    }

    /// This version and all later ones in which the number at a place is the same.
    fn up_to(&self, place: usize) -> String {
        let kept: Vec<u64> = (0..=place).map(|place| self.at(place)).collect();
        format!("{} in {kept:?}", self.full())
    }
}

fn is_any(part: &str) -> bool {
    matches!(part, "*" | "x" | "X")
}

fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Whether a text is a range of versions as a selector of overrides may hold
/// one: `1`, `^1.2`, `>=1 <2 || 3`, but no tag and no protocol.
pub(crate) fn is_range(text: &str) -> bool {
    let is_version = |part: &str| {
        let version = part.trim_start_matches(['^', '~', '<', '>', '=', 'v']);
        version.is_empty() || Partial::parse(version).is_some()
    };
    let parts = text.split(|c: char| c.is_whitespace() || c == '|');
    // `-` is for `1 - 2`.
    let mut versions = parts.filter(|part| *part != "-");
    !matches!(text.trim(), "" | "-") && versions.all(is_version)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Observed: Bun 1.4.5, with overrides of is-number.
    #[test]
    fn spellings_of_one_value_are_one() {
        for group in [
            &[
                "7.0.0",
                "=7.0.0",
                "v7.0.0",
                "=v7.0.0",
                "= 7.0.0",
                "==7.0.0",
                " 7.0.0 ",
                "07.0.0",
                "7.0.0+b",
                "npm:is-number@7.0.0",
            ][..],
            &[
                "^7.0.0",
                "^7.0",
                "^7",
                "^v7.0.0",
                "^ 7",
                "^7.x",
                "~7",
                "npm:is-number@^7",
            ],
            &["7", "7.x", "7.*", "7.X.x", "=7", "v7", "=7.x"],
            &["7.0", "7.0.x"],
            &[
                "*",
                "x",
                "x.x",
                "*.*",
                "^*",
                "~*",
                ">=0",
                ">=0.0.0",
                " X",
                "npm:is-number@*",
            ],
            &["~1.2", "~1.2.0", "~>1.2"],
            &["^0.1", "^0.1.0", "~0.1", "~0.1.0"],
            &[">=7", ">=7.0.0", ">= 7"],
            &["7.0.0-a", "=7.0.0-a"],
        ] {
            for one in group {
                assert!(is_same_spec(group[0], one, "is-number"), "{one}");
            }
        }
    }

    /// Observed: Bun 1.4.5, with selectors of overrides.
    #[test]
    fn selectors_hold_ranges() {
        for range in [
            "1",
            "^1.2",
            "v1",
            "*",
            "x",
            "1.x",
            " ^1",
            "^",
            "||",
            ">=1 <2 || 3",
            "1||>2",
            "1 - 2",
            "1.0.0-a",
        ] {
            assert!(is_range(range), "{range}");
        }
        for other in [
            "",
            " ",
            "-",
            "latest",
            "x1",
            "1-2",
            "1beta",
            ".1",
            "workspace:*",
            "1/b",
        ] {
            assert!(!is_range(other), "{other}");
        }
    }

    #[test]
    fn other_values_are_others() {
        for (one, other) in [
            ("7", "7.0.0"),
            ("7", "^7"),
            ("7", "7.0"),
            ("<7", "<7.0.0"),
            ("vv7.0.0", "7.0.0"),
            ("^7.0.0-a", "^7.0.0"),
            (">=7 <8", "7"),
            ("7.0.0 || 7.0.0", "7.0.0"),
            ("latest", "*"),
            ("", "*"),
            ("file:./v", "file:v"),
            ("file:v", "./v"),
            ("^0", "^0.0.0"),
            ("^0.0", "^0.0.0"),
            ("~7", "~7.0.0"),
            ("~7", "^7.1"),
            (">7", ">7.0.0"),
            ("<=7", "<=7.0.0"),
            ("7.0.0-a", "7.0.0"),
            ("npm:other@7.0.0", "7.0.0"),
            ("1.2.3.4", "1.2.3"),
            ("^", ""),
        ] {
            assert!(!is_same_spec(one, other, "is-number"), "{one} {other}");
        }
    }
}
