//! Sources, and fetching them impatiently.

use std::time::Duration;

use bun_lock::Integrity;
use bun_nix::prefetch::{FetchError, Github, Prefetch};
use bun_nix::{Fetch, Platform, Source};

/// A source that is fetched in this way.
pub fn source(name: &str, fetch: Fetch) -> Source {
    Source {
        key: name.to_owned(),
        fetch,
        hash: None,
        platform: Platform::default(),
        package: name.to_owned(),
        offset: 0,
    }
}

pub fn tarball(url: &str) -> Source {
    let (url, name) = (url.to_owned(), None);
    source(&url.clone(), Fetch::Url { url, name })
}

#[cfg(unix)]
pub fn git(url: &str, rev: &str) -> Source {
    let (url, rev) = (url.to_owned(), rev.to_owned());
    source(&rev.clone(), Fetch::Git { url, rev })
}

pub fn github(rev: &str) -> Source {
    let [owner, repo, rev] = ["owner", "repo", rev].map(str::to_owned);
    source("github", Fetch::Github { owner, repo, rev })
}

/// Fetches without a cache, and waits for nothing longer than a test can.
pub fn impatient() -> Prefetch {
    let mut prefetch = Prefetch::default();
    prefetch.network.pause = Duration::from_millis(1);
    prefetch.network.stall = Duration::from_millis(400);
    prefetch.network.connect = Duration::from_secs(2);
    prefetch
}

/// Likewise, with GitHub's archives from a server.
pub fn with_github(base: &str) -> Prefetch {
    Prefetch {
        github: Github::Web(base.to_owned()),
        ..impatient()
    }
}

/// Fetches one source.
pub fn fetch(prefetch: &Prefetch, source: &Source) -> Result<Integrity, FetchError> {
    prefetch.fetch(&[source], &()).remove(0)
}
