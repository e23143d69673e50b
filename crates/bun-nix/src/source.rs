//! From the packages of a lockfile to the sources that Nix has to have: one for
//! each distinct content, under the key that bun.nix gives it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use bun_lock::{Integrity, Lockfile, Package, RelativePath, Resolution};

use crate::expression::Expression;
use crate::store_name;

/// The public npm registry, for entries that record no URL.
const DEFAULT_REGISTRY: &str = "https://registry.npmjs.org";

/// The archives of GitHub's API, whose hash Bun records.
const GITHUB_API: &str = "https://api.github.com";

/// What the lockfile alone does not say.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How many folders above the lockfile's a path may reach: as many as lie
    /// between it and the root of the repository.
    pub levels_up: usize,
}

/// All sources of a lockfile, sorted by key.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its key in bun.nix: `name@version`, `github:owner-repo-commit`,
    /// `git:commit`, `tarball:url`, or the lockfile's key of what is local. A
    /// second source under one key stands at `key#url`.
    pub key: String,
    /// How Nix gets it.
    pub fetch: Fetch,
    /// Hash of what is fetched. `None` where the lockfile records none and it
    /// has to be downloaded to be known; local sources never have one.
    pub hash: Option<Integrity>,
    /// The systems that it is for.
    pub platform: Platform,
    /// The lockfile's key of the first package that needs it.
    pub package: String,
    /// Byte offset of that package in the lockfile's text.
    pub offset: usize,
}

/// How Nix gets a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fetch {
    /// A file at a URL, with nixpkgs' `fetchurl`.
    Url {
        /// http or https.
        url: String,
        /// What to call it, where the URL does not end in a usable name.
        name: Option<String>,
    },
    /// A commit, with nixpkgs' `fetchgit`.
    Git {
        /// As git takes it.
        url: String,
        /// The commit.
        rev: String,
    },
    /// A commit, with nixpkgs' `fetchFromGitHub`.
    Github {
        /// User or organisation.
        owner: String,
        /// Repository.
        repo: String,
        /// The commit.
        rev: String,
    },
    /// A file or folder of the repository, relative to bun.nix.
    Path(RelativePath),
}

/// The systems that a package is for, as its package.json lists them: Node's
/// names, `!x` for all but x. An empty list is for every system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// `process.platform`
    pub os: Vec<String>,
    /// `process.arch`
    pub cpu: Vec<String>,
    /// `glibc` or `musl`
    pub libc: Vec<String>,
}

/// The entries of a lockfile that Nix could not fetch, or not safely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub Vec<Refusal>);

/// One entry that is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// Its key in the lockfile.
    pub package: String,
    /// Byte offset of the entry in the lockfile's text.
    pub offset: usize,
    /// Why.
    pub reason: Reason,
}

/// Why an entry is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A package of the default registry without a hash.
    #[error("bun.lock records no integrity, so nothing would check what is downloaded")]
    NoIntegrity,
    /// An http URL without a hash.
    #[error("{0:?} is fetched over http, and bun.lock records no integrity to check it by")]
    Unverified(String),
    /// The lockfile contradicts itself.
    #[error("bun.lock records two integrities for {0:?}")]
    TwoIntegrities(String),
    /// A path that leaves the repository.
    #[error("the path {0:?} leads out of the repository, where Nix cannot follow")]
    OutsideRepository(String),
}

impl Reason {
    /// A stable name for the reason, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::NoIntegrity => "no-integrity",
            Reason::Unverified(_) => "unverified-http",
            Reason::TwoIntegrities(_) => "two-integrities",
            Reason::OutsideRepository(_) => "outside-repository",
        }
    }

    /// What mends it, as the end of a sentence that starts with `help:`.
    pub fn help(&self) -> &'static str {
        match self {
            Reason::NoIntegrity | Reason::TwoIntegrities(_) => {
                "delete the entry from bun.lock and run `bun install --force`, which records it anew"
            }
            Reason::Unverified(_) => "depend on an https URL and run `bun install`",
            Reason::OutsideRepository(_) => "move it into the repository and run `bun install`",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self
            .0
            .iter()
            .map(|refusal| refusal.package.as_str())
            .collect();
        write!(
            f,
            "entries that Nix cannot fetch safely: {}",
            names.join(", ")
        )
    }
}

impl std::error::Error for Refused {}

impl Sources {
    /// Every source that the packages of `lock` come from.
    ///
    /// Links and the root package have none. Packages of the same content share
    /// one.
    ///
    /// # Errors
    /// Every entry that Nix could not fetch, or not safely, and every patch that is
    /// not in the repository.
    pub fn of(lock: &Lockfile, settings: &Settings) -> Result<Sources, Refused> {
        let mut refused = Vec::new();
        let mut found = Vec::with_capacity(lock.packages.len());
        for package in &lock.packages {
            match source(lock, package, settings) {
                Ok(source) => found.extend(source.map(|source| (rank(package), source))),
                Err(reason) => refused.push(refusal(package.key.as_str(), package.offset, reason)),
            }
        }
        for patch in &lock.patched_dependencies {
            if let Err(reason) = refuse_outside(&patch.path, settings) {
                refused.push(refusal(&patch.package, patch.offset, reason));
            }
        }
        let merged = merge(found, &mut refused);
        refused.extend(merged.iter().filter_map(unverified));
        refused.sort_by_key(|refusal| refusal.offset);
        if refused.is_empty() {
            Ok(Sources(with_distinct_keys(merged)))
        } else {
            Err(Refused(refused))
        }
    }

    /// The key in bun.nix of the source that each package comes from, in the order
    /// of [`Lockfile::packages`]; `None` for links and the root package.
    ///
    /// An entry that [`Sources::of`] refuses has the key that it would have.
    pub fn keys(lock: &Lockfile) -> Vec<Option<String>> {
        let anywhere = Settings {
            levels_up: usize::MAX,
        };
        let packages = lock.packages.iter();
        let found: Vec<Option<Source>> = packages
            .map(|package| source(lock, package, &anywhere).ok().flatten())
            .collect();
        let ranked = found.iter().zip(&lock.packages);
        let ranked = ranked.filter_map(|(source, package)| Some((rank(package), source.clone()?)));
        let merged = merge(ranked.collect(), &mut Vec::new());
        let keys = merged.iter().map(identity).zip(distinct_keys(&merged));
        let keys: BTreeMap<_, _> = keys.collect();
        let of = |source: &Source| keys.get(&identity(source)).map(|key| key.to_string());
        found.iter().map(|source| of(source.as_ref()?)).collect()
    }

    /// The sources, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// The sources whose hash is not known.
    pub fn unhashed(&self) -> impl Iterator<Item = &Source> {
        self.iter().filter(|source| source.needs_hash())
    }

    /// Gives the source at a key of bun.nix the hash that was learned by fetching
    /// it.
    pub fn set_hash(&mut self, key: &str, hash: Integrity) {
        let source = self.0.iter_mut().find(|source| source.key == key);
        if let Some(source) = source {
            source.hash = Some(hash);
        }
    }

    /// Takes the hashes that are missing from an older bun.nix, where it has an
    /// entry that differs in nothing else.
    pub fn reuse_hashes(&mut self, old: &Expression<'_>) {
        for source in self.0.iter_mut().filter(|source| source.needs_hash()) {
            source.hash = old.hash_of(source);
        }
    }
}

impl Source {
    fn needs_hash(&self) -> bool {
        self.hash.is_none() && !matches!(self.fetch, Fetch::Path(_))
    }
}

/// The content of one package; `None` for what is linked, not fetched.
fn source(
    lock: &Lockfile,
    package: &Package,
    settings: &Settings,
) -> Result<Option<Source>, Reason> {
    let (key, fetch) = match &package.resolution {
        Resolution::Root => return Ok(None),
        Resolution::Link { target } => return refuse_outside(target, settings).map(|()| None),
        Resolution::Npm { version, url } => npm(package, version, url.as_deref()),
        Resolution::Github {
            owner,
            repo,
            commit,
            ..
        } => github(package, owner, repo, commit),
        Resolution::Git { url, commit, tag } => (
            format!("git:{commit}"),
            Fetch::Git {
                url: url.as_str().to_owned(),
                rev: tag.clone(),
            },
        ),
        Resolution::RemoteTarball { url } => (
            format!("tarball:{url}"),
            Fetch::Url {
                url: url.clone(),
                name: file_name(url, || stem_of_url(url).to_owned()),
            },
        ),
        Resolution::Workspace { path } if path.as_str().is_empty() => return Ok(None),
        Resolution::Workspace { path } | Resolution::Folder { path } => {
            return local(package, path.clone(), settings).map(Some);
        }
        Resolution::LocalTarball { path } => {
            let path = lock.local_tarball(package).unwrap_or_else(|| path.clone());
            return local(package, path, settings).map(Some);
        }
    };
    // What Bun may record for a checkout is not the hash that `fetchgit` wants.
    let hash = match fetch {
        Fetch::Git { .. } => None,
        _ => package.integrity,
    };
    Ok(Some(Source {
        key,
        fetch,
        hash,
        platform: platform(package),
        package: package.key.as_str().to_owned(),
        offset: package.offset,
    }))
}

/// Source of the default URL: Bun, src/install/extract_tarball `build_url`.
fn npm(package: &Package, version: &str, url: Option<&str>) -> (String, Fetch) {
    let name = package.name.as_str();
    let unscoped = name.rsplit('/').next().unwrap_or(name);
    let stem = || [unscoped, "-", version].concat();
    let url = match url {
        Some(url) => url.to_owned(),
        None => [
            DEFAULT_REGISTRY,
            "/",
            name,
            "/-/",
            unscoped,
            "-",
            version,
            ".tgz",
        ]
        .concat(),
    };
    let file_name = file_name(&url, stem);
    let key = [name, "@", version].concat();
    (
        key,
        Fetch::Url {
            url,
            name: file_name,
        },
    )
}

/// The hash that Bun records is that of the archive of GitHub's API, which no
/// `fetchFromGitHub` unpacks. Source: Bun, `alloc_github_url`.
fn github(package: &Package, owner: &str, repo: &str, commit: &str) -> (String, Fetch) {
    let stem = format!("{owner}-{repo}-{commit}");
    let fetch = match package.integrity {
        Some(_) => Fetch::Url {
            url: format!("{GITHUB_API}/repos/{owner}/{repo}/tarball/{commit}"),
            name: Some(store_name::tarball(&stem)),
        },
        None => Fetch::Github {
            owner: owner.to_owned(),
            repo: repo.to_owned(),
            rev: commit.to_owned(),
        },
    };
    (format!("github:{stem}"), fetch)
}

/// A link to a path is made as it is; one to a registered name has no path.
fn refuse_outside(target: &str, settings: &Settings) -> Result<(), Reason> {
    let levels_up = RelativePath::parse(target).map_or(0, |path| path.levels_up());
    match levels_up > settings.levels_up {
        true => Err(Reason::OutsideRepository(target.to_owned())),
        false => Ok(()),
    }
}

fn local(package: &Package, path: RelativePath, settings: &Settings) -> Result<Source, Reason> {
    if path.levels_up() > settings.levels_up {
        return Err(Reason::OutsideRepository(path.to_string()));
    }
    Ok(Source {
        key: package.key.as_str().to_owned(),
        fetch: Fetch::Path(path),
        hash: None,
        platform: Platform::default(),
        package: package.key.as_str().to_owned(),
        offset: package.offset,
    })
}

fn platform(package: &Package) -> Platform {
    Platform {
        os: package.info.os.clone(),
        cpu: package.info.cpu.clone(),
        libc: package.info.libc.clone(),
    }
}

/// The name to write beside a URL: none where its last part already is one that
/// Nix takes and by which a tarball is known.
fn file_name(url: &str, stem: impl FnOnce() -> String) -> Option<String> {
    let last = url.rsplit('/').next().unwrap_or_default();
    let usable = store_name::is_valid(last) && last.ends_with(".tgz");
    (!usable).then(|| store_name::tarball(&stem()))
}

fn stem_of_url(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path);
    last.trim_end_matches(".tgz").trim_end_matches(".tar.gz")
}

/// Of several sources under one key, the default registry's comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Default,
    Other,
}

fn rank(package: &Package) -> Rank {
    match &package.resolution {
        Resolution::Npm { url: Some(_), .. } => Rank::Other,
        _ => Rank::Default,
    }
}

/// One source of each group that fetches the same, sorted by group and rank.
fn merge(mut found: Vec<(Rank, Source)>, refused: &mut Vec<Refusal>) -> Vec<Source> {
    found.sort_by(|(rank, one), (other_rank, other)| {
        (group(one), rank, &one.fetch).cmp(&(group(other), other_rank, &other.fetch))
    });
    found.dedup_by(|(_, source), (_, first)| {
        let is_same = first.fetch == source.fetch && group(first) == group(source);
        if is_same && let Err(reason) = merge_into(first, source) {
            refused.push(refusal(&source.package, source.offset, reason));
        }
        is_same
    });
    found.into_iter().map(|(_, source)| source).collect()
}

/// What sources have in common that stand at one key, but for its suffix. One
/// local path may stand at several keys of the lockfile, one key at one path.
fn group(source: &Source) -> (bool, &str) {
    match &source.fetch {
        Fetch::Path(path) => (true, path.as_str()),
        _ => (false, &source.key),
    }
}

/// What tells one source from all others.
fn identity(source: &Source) -> ((bool, &str), &Fetch) {
    (group(source), &source.fetch)
}

fn merge_into(first: &mut Source, source: &Source) -> Result<(), Reason> {
    match (first.hash, source.hash) {
        (Some(one), Some(other)) if one != other => {
            return Err(Reason::TwoIntegrities(source.key.clone()));
        }
        (one, other) => first.hash = one.or(other),
    }
    if first.platform != source.platform {
        first.platform = Platform::default();
    }
    if matches!(source.fetch, Fetch::Path(_)) && is_nearer_root(&source.key, &first.key) {
        first.key.clone_from(&source.key);
    }
    Ok(())
}

fn is_nearer_root(key: &str, other: &str) -> bool {
    (key.len(), key) < (other.len(), other)
}

/// What nothing would check: a package of the default registry, or anything over
/// http, without a hash. A commit checks itself.
fn unverified(source: &Source) -> Option<Refusal> {
    let Fetch::Url { url, .. } = &source.fetch else {
        return None;
    };
    let reason = match source.hash {
        Some(_) => return None,
        None if url.starts_with("http:") => Reason::Unverified(url.clone()),
        None if is_default_registry(url) && !source.key.starts_with("tarball:") => {
            Reason::NoIntegrity
        }
        None => return None,
    };
    Some(refusal(&source.package, source.offset, reason))
}

fn refusal(package: &str, offset: usize, reason: Reason) -> Refusal {
    Refusal {
        package: package.to_owned(),
        offset,
        reason,
    }
}

/// Sorted by key, where the second and further sources of a group get a suffix.
fn with_distinct_keys(mut sources: Vec<Source>) -> Vec<Source> {
    let keys = distinct_keys(&sources).enumerate();
    let suffixed: Vec<(usize, String)> = keys
        .filter_map(|(at, key)| match key {
            Cow::Owned(key) => Some((at, key)),
            Cow::Borrowed(_) => None,
        })
        .collect();
    for (at, key) in suffixed {
        sources[at].key = key;
    }
    sources.sort_by(|one, other| one.key.cmp(&other.key));
    sources
}

/// The keys of sources that are sorted by group; owned are those with a suffix.
fn distinct_keys(sources: &[Source]) -> impl Iterator<Item = Cow<'_, str>> {
    let before = std::iter::once(None).chain(sources.iter().map(Some));
    sources.iter().zip(before).map(|(source, before)| {
        match before.is_some_and(|before| group(before) == group(source)) {
            true => format!("{}#{}", source.key, address(&source.fetch)).into(),
            false => source.key.as_str().into(),
        }
    })
}

fn address(fetch: &Fetch) -> String {
    match fetch {
        Fetch::Url { url, .. } | Fetch::Git { url, .. } => url.clone(),
        Fetch::Github { owner, repo, .. } => format!("{owner}/{repo}"),
        Fetch::Path(path) => path.to_string(),
    }
}

fn is_default_registry(url: &str) -> bool {
    url.strip_prefix(DEFAULT_REGISTRY)
        .is_some_and(|rest| rest.starts_with('/'))
}
