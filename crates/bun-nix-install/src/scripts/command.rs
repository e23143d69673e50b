//! `npm run`, `npx` and the like in a script become `bun run` and `bun x`, as Bun
//! has it: a script that is installed with Bun need not find another package
//! manager. Source of the rules: Bun, src/install/lifecycle_script_runner.

use std::borrow::Cow;

/// The beginnings of words that are replaced.
const REPLACED: [(&str, &str); 6] = [
    ("npm run ", "bun run "),
    ("npx ", "bun x "),
    ("pnpm run ", "bun run "),
    ("pnpm dlx ", "bun x "),
    ("pnpx ", "bun x "),
    // What Yarn does about npm is left to it.
    ("yarn npm ", "yarn npm "),
];

/// What Yarn does itself; any other first word names a script.
const YARNS_OWN: &str = "access add audit autoclean bin cache check config create dedupe dlx \
    exec explain generate-lock-entry generateLockEntry global help import info init install \
    licenses link list login logout node npm outdated owner pack patch plugin policies publish \
    rebuild remove set tag team unlink unplug up upgrade upgrade-interactive \
    upgradeInteractive version versions why workspace workspaces";

/// A command with Bun for its package manager.
///
/// A word starts at the beginning, after a space and after a quote; what follows a
/// replaced beginning belongs to the same word.
pub(super) fn with_bun(command: &str) -> String {
    let mut out = String::with_capacity(command.len());
    let mut rest = command;
    let mut starts_word = true;
    while let Some(first) = rest.chars().next() {
        let found = starts_word.then(|| replaced(rest)).flatten();
        starts_word = found.is_none() && matches!(first, ' ' | '"' | '\'');
        let (length, text) = found.unwrap_or((first.len_utf8(), Cow::Borrowed("")));
        match text.is_empty() {
            true => out.push(first),
            false => out.push_str(&text),
        }
        rest = &rest[length..];
    }
    out
}

/// How many bytes at the start of a word are replaced, and by what.
fn replaced(word: &str) -> Option<(usize, Cow<'static, str>)> {
    let known = REPLACED.iter().find(|(from, _)| word.starts_with(from));
    if let Some((from, to)) = known {
        return Some((from.len(), Cow::Borrowed(to)));
    }
    let after = word.strip_prefix("yarn ")?;
    let name = &after[..after.find(' ')?];
    let length = word.len() - after.len() + name.len();
    match name {
        "run" => Some((length, Cow::Borrowed("bun run"))),
        _ if name.starts_with('-') || YARNS_OWN.split(' ').any(|own| own == name) => None,
        _ => Some((length, Cow::Owned(format!("bun run {name}")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Real Bun 1.4.5 runs the same.
    #[test]
    fn beginnings_of_words_are_replaced() {
        for (command, expected) in [
            ("npm run a && npx b", "bun run a && bun x b"),
            (
                "'npm run a' \"yarn foo b\"",
                "'bun run a' \"bun run foo b\"",
            ),
            ("pnpm run d pnpx e pnpm dlx f", "bun run d bun x e bun x f"),
            (
                "yarn install g yarn --x h yarn npm i",
                "yarn install g yarn --x h yarn npm i",
            ),
            (
                "xnpm run npm run-script -npx j",
                "xnpm run npm run-script -npx j",
            ),
            (
                "npm run; ynpx k  yarn run l yarn  m",
                "npm run; ynpx k  bun run l bun run  m",
            ),
            (
                "npx npx n pnpm run yarn add",
                "bun x npx n bun run yarn add",
            ),
            ("(npx a;npx b&&npm run c)", "(npx a;npx b&&npm run c)"),
            ("yarn build", "yarn build"),
            ("é npx é", "é bun x é"),
        ] {
            assert_eq!(with_bun(command), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn other_words_stay(command in "[ a-m\"']{0,40}") {
            proptest::prop_assert_eq!(with_bun(&command), command);
        }
    }
}
