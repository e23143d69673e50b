//! Learning the hashes that a lockfile does not record: every source is fetched
//! as its Nix fetcher would, and hashed. Needs neither Nix nor Bun.

mod archive;
mod cache;
mod credentials;
mod error;
mod git;
mod github;
mod http;
mod nar;
mod network;
mod tarball;
mod url;

use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use bun_lock::Integrity;

pub use archive::Limits;
pub use cache::Cache;
pub use credentials::{Credentials, Env};
pub use error::FetchError;
pub use github::Github;
pub use nar::{nar_hash, nar_hash_without_git};
pub use network::Network;

use crate::source::{Fetch, Source};

/// How to fetch.
#[derive(Clone, Debug)]
pub struct Prefetch {
    /// How many sources are fetched at the same time.
    pub jobs: usize,
    /// Where learned hashes are kept; `None`: nowhere.
    pub cache: Option<Cache>,
    /// What private registries are shown.
    pub credentials: Credentials,
    /// How servers are reached.
    pub network: Network,
    /// Where GitHub's archives come from.
    pub github: Github,
    /// How much is taken of one source.
    pub limits: Limits,
}

/// So many sources are fetched at the same time, if nothing else is said.
pub const DEFAULT_JOBS: usize = 8;

impl Default for Prefetch {
    fn default() -> Prefetch {
        Prefetch {
            jobs: DEFAULT_JOBS,
            cache: None,
            credentials: Credentials::default(),
            network: Network::default(),
            github: Github::default(),
            limits: Limits::default(),
        }
    }
}

/// Hears how the fetching goes, from several threads.
pub trait Progress: Sync {
    /// A source is being fetched. Sources start in the order in which they were
    /// given.
    fn started(&self, _source: &Source) {}
    /// A try failed, and there will be another one.
    fn retrying(&self, _source: &Source, _error: &FetchError) {}
    /// A source is done.
    fn finished(&self, _source: &Source, _result: &Result<Integrity, FetchError>) {}
}

/// Nobody listens.
impl Progress for () {}

impl Prefetch {
    /// As the environment and the files of a project's folder say.
    pub fn from_env(project: &Path, env: Env<'_>) -> Prefetch {
        Prefetch {
            cache: Cache::of_user(env),
            credentials: Credentials::load(project, env),
            network: Network::from_env(env),
            github: Github::from_env(env),
            ..Prefetch::default()
        }
    }

    /// The hash that a source had when it was last fetched.
    pub fn cached(&self, source: &Source) -> Option<Integrity> {
        self.cache.as_ref()?.get(&self.cache_key(source)?)
    }

    /// Fetches sources, several at a time, and keeps their hashes in the cache.
    /// The results are in the order of the sources.
    pub fn fetch(
        &self,
        sources: &[&Source],
        progress: &dyn Progress,
    ) -> Vec<Result<Integrity, FetchError>> {
        let fetchers = Fetchers::new(self);
        let queue = Mutex::new(sources.iter().enumerate());
        let results: Vec<OnceLock<_>> = sources.iter().map(|_| OnceLock::new()).collect();
        let work = || {
            while let Some((index, source)) = next(&queue, progress) {
                let result = fetchers.fetch(source, progress);
                progress.finished(source, &result);
                // Each index is handed out once.
                let _ = results[index].set(result);
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.jobs.clamp(1, sources.len().max(1)) {
                scope.spawn(work);
            }
        });
        let never = || Err(std::io::Error::other("it was not fetched").into());
        let results = results.into_iter().map(OnceLock::into_inner);
        results.map(|result| result.unwrap_or_else(never)).collect()
    }

    /// What is fetched, and how it is hashed.
    fn cache_key(&self, source: &Source) -> Option<String> {
        match &source.fetch {
            Fetch::Url { url, .. } => Some(format!("file {url}")),
            Fetch::Git { url, rev } => Some(format!("git with submodules {url} {rev}")),
            Fetch::Github { owner, repo, rev } => {
                let archive = self.github.archive(owner, repo, rev);
                Some(format!("tree in {archive}"))
            }
            Fetch::Path(_) => None,
        }
    }
}

/// Takes the next source, and says so before anybody takes another.
fn next<'q, 's: 'q>(
    queue: &Mutex<impl Iterator<Item = (usize, &'q &'s Source)>>,
    progress: &dyn Progress,
) -> Option<(usize, &'s Source)> {
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    let (index, source) = queue.next()?;
    progress.started(source);
    Some((index, source))
}

/// What fetches, each made when it is first needed.
struct Fetchers<'o> {
    options: &'o Prefetch,
    http: OnceLock<http::Client<'o>>,
    git: git::Program<'o>,
}

impl<'o> Fetchers<'o> {
    fn new(options: &'o Prefetch) -> Fetchers<'o> {
        Fetchers {
            options,
            http: OnceLock::new(),
            git: git::Program::new(&options.network, &options.credentials),
        }
    }

    fn http(&self) -> &http::Client<'o> {
        let Prefetch {
            network,
            credentials,
            limits,
            ..
        } = self.options;
        self.http
            .get_or_init(|| http::Client::new(network, credentials, limits.download))
    }

    fn fetch(&self, source: &Source, progress: &dyn Progress) -> Result<Integrity, FetchError> {
        let retrying = |error: &FetchError| progress.retrying(source, error);
        let limits = &self.options.limits;
        let hash = match &source.fetch {
            Fetch::Url { url, .. } => tarball::hash(self.http(), url, limits, &retrying),
            Fetch::Git { url, rev } => git::hash(&self.git, &git::Commit { url, rev }, &retrying),
            Fetch::Github { owner, repo, rev } => {
                let archive = self.options.github.archive(owner, repo, rev);
                github::hash(self.http(), &archive, limits, &retrying)
            }
            Fetch::Path(path) => {
                let message = format!("{path} is part of the repository and has no hash");
                Err(std::io::Error::other(message).into())
            }
        }?;
        if let (Some(cache), Some(key)) = (&self.options.cache, self.options.cache_key(source)) {
            // A hash that is not kept is only fetched again.
            let _ = cache.put(&key, hash);
        }
        Ok(hash)
    }
}
