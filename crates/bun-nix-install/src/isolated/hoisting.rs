//! Which packages an isolated layout shows to others than their dependents:
//! `hoist`, `hoistPattern` and `publicHoistPattern` of bunfig.toml.

/// What is shown, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hoisting {
    /// `hoist = false`: nothing is shown to packages.
    pub off: bool,
    /// `hoistPattern`: what packages are shown; `None` for everything.
    pub hidden: Option<Patterns>,
    /// `publicHoistPattern`: what the root is shown; `None` for nothing.
    pub public: Option<Patterns>,
}

impl Hoisting {
    /// Whether a package of that install name is put into `.bun/node_modules`.
    pub fn hides(&self, name: &str) -> bool {
        let hidden = self.hidden.as_ref();
        !self.off && hidden.is_none_or(|patterns| patterns.match_name(name))
    }

    /// Whether a package of that install name is put into the root's node_modules.
    pub fn publishes(&self, name: &str) -> bool {
        let public = self.public.as_ref();
        public.is_some_and(|patterns| patterns.match_name(name))
    }
}

/// Patterns of names, such as `*eslint*` and `!@types/*`, as pnpm has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Patterns(Vec<Pattern>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    excludes: bool,
    /// What the `*` stand between.
    parts: Vec<String>,
}

impl Patterns {
    pub fn parse<'t>(texts: impl IntoIterator<Item = &'t str>) -> Patterns {
        Patterns(texts.into_iter().map(Pattern::parse).collect())
    }

    /// The last pattern that matches decides; where none does, a name matches if
    /// there are only patterns that exclude.
    /// Source: Bun, src/install/PnpmMatcher.
    fn match_name(&self, name: &str) -> bool {
        let only_excludes = self.0.iter().all(|pattern| pattern.excludes);
        let mut matching = self.0.iter().rev().filter(|pattern| pattern.matches(name));
        let unmatched = only_excludes && !self.0.is_empty();
        matching.next().map_or(unmatched, |last| !last.excludes)
    }
}

impl Pattern {
    fn parse(text: &str) -> Pattern {
        let text = text.trim();
        let included = text.strip_prefix('!');
        Pattern {
            excludes: included.is_some(),
            parts: included
                .unwrap_or(text)
                .split('*')
                .map(str::to_owned)
                .collect(),
        }
    }

    fn matches(&self, name: &str) -> bool {
        let Some((first, rest)) = self.parts.split_first() else {
            return false;
        };
        let Some((last, middle)) = rest.split_last() else {
            return name == first;
        };
        let Some(mut left) = name.strip_prefix(first.as_str()) else {
            return false;
        };
        for part in middle {
            match left.find(part.as_str()) {
                Some(at) => left = &left[at + part.len()..],
                None => return false,
            }
        }
        left.ends_with(last.as_str())
    }
}
