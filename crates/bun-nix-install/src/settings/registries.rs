//! The registries that a project's packages come from, where that is not npm's.

use std::collections::BTreeMap;

/// URLs by scope, without its `@`; the empty scope is everybody else's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Registries(BTreeMap<String, String>);

const NPM: &str = "https://registry.npmjs.org";

impl Registries {
    /// Adds one, as bunfig.toml or .npmrc has it.
    pub(super) fn add(&mut self, scope: &str, url: &str) {
        let scope = scope.trim_start_matches('@').to_owned();
        self.0.insert(scope, without_login(url));
    }

    /// These, and of `others` the ones that are not among these.
    pub(super) fn or(self, others: Registries) -> Registries {
        let mut all = others.0;
        all.extend(self.0);
        Registries(all)
    }

    /// Where a package's own registry has the tarball of a version.
    pub fn tarball(&self, name: &str, version: &str) -> String {
        let scope = name.strip_prefix('@').and_then(|name| name.split_once('/'));
        let own = scope.and_then(|(scope, _)| self.0.get(scope));
        let base = own.or_else(|| self.0.get("")).map_or(NPM, String::as_str);
        let file = scope.map_or(name, |(_, file)| file);
        let base = base.trim_end_matches('/');
        format!("{base}/{name}/-/{file}-{version}.tgz")
    }
}

fn without_login(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let login = authority.rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[login..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Real Bun 1.4.5 looks at the same place.
    #[test]
    fn a_scope_may_have_its_own() {
        let mut bunfig = Registries::default();
        bunfig.add("@scope", "https://user:word@example.org/own/");
        let mut npmrc = Registries::default();
        npmrc.add("scope", "https://example.org/not");
        npmrc.add("", "https://example.org/all");
        let tarball = |registries: &Registries, name| registries.tarball(name, "1.0.0");
        let npm = "https://registry.npmjs.org/a/-/a-1.0.0.tgz";
        assert_eq!(tarball(&bunfig, "a"), npm);
        let all = bunfig.or(npmrc);
        let own = "https://example.org/own/@scope/a/-/a-1.0.0.tgz";
        assert_eq!(tarball(&all, "@scope/a"), own);
        assert_eq!(
            tarball(&all, "a"),
            "https://example.org/all/a/-/a-1.0.0.tgz"
        );
        let other = "https://example.org/all/@other/a/-/a-1.0.0.tgz";
        assert_eq!(tarball(&all, "@other/a"), other);
    }
}
