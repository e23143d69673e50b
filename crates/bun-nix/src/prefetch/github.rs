//! A commit of a GitHub repository: the archive that nixpkgs'
//! `fetchFromGitHub` fetches, and the hash of what it unpacks to.
//!
//! Source: nixpkgs, pkgs/build-support/fetchgithub and fetchzip.

use bun_lock::Integrity;

use super::archive::{self, Limits};
use super::credentials::Env;
use super::error::FetchError;
use super::http::Client;

/// Where archives come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Github {
    /// A host with GitHub's paths, such as `https://github.com`.
    Web(String),
    /// GitHub's API, such as `https://api.github.com`.
    Api(String),
}

impl Default for Github {
    fn default() -> Github {
        Github::Web("https://github.com".to_owned())
    }
}

impl Github {
    /// What `BUN_NIX_GITHUB_URL` names; otherwise the API that
    /// `GITHUB_API_URL` names, as Bun does; otherwise GitHub.
    /// Source of the latter: Bun, src/install `alloc_github_url`.
    pub fn from_env(env: Env<'_>) -> Github {
        let base = |name| {
            let url = env(name)?.trim_end_matches('/').to_owned();
            (!url.is_empty()).then_some(url)
        };
        if let Some(url) = base("BUN_NIX_GITHUB_URL") {
            return Github::Web(url);
        }
        // GitHub's own runners set it to GitHub's own API.
        match base("GITHUB_API_URL").filter(|url| url != "https://api.github.com") {
            Some(url) => Github::Api(url),
            None => Github::default(),
        }
    }

    /// The archive of a commit.
    pub(super) fn archive(&self, owner: &str, repo: &str, rev: &str) -> String {
        match self {
            Github::Web(base) => format!("{base}/{owner}/{repo}/archive/{rev}.tar.gz"),
            Github::Api(base) => format!("{base}/repos/{owner}/{repo}/tarball/{rev}"),
        }
    }
}

/// The hash of what an archive unpacks to.
pub(super) fn hash(
    client: &Client<'_>,
    archive: &str,
    limits: &Limits,
    retrying: &dyn Fn(&FetchError),
) -> Result<Integrity, FetchError> {
    client.get(archive, retrying, &mut |body| {
        archive::hash_below_root(body, limits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_can_name_a_mirror() {
        let archive = |variables: &[(&str, &str)]| {
            let env = |name: &str| {
                let found = variables.iter().find(|(variable, _)| *variable == name)?;
                Some(found.1.to_owned())
            };
            Github::from_env(&env).archive("o", "r", "c")
        };
        let github = "https://github.com/o/r/archive/c.tar.gz";
        assert_eq!(archive(&[]), github);
        assert_eq!(archive(&[("BUN_NIX_GITHUB_URL", "")]), github);
        assert_eq!(
            archive(&[("GITHUB_API_URL", "https://api.github.com/")]),
            github
        );
        let api = ("GITHUB_API_URL", "https://e.org/api/v3");
        assert_eq!(archive(&[api]), "https://e.org/api/v3/repos/o/r/tarball/c");
        let web = ("BUN_NIX_GITHUB_URL", "https://e.org/mirror/");
        assert_eq!(
            archive(&[api, web]),
            "https://e.org/mirror/o/r/archive/c.tar.gz"
        );
    }
}
