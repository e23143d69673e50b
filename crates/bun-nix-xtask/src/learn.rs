//! The hashes that bun.lock does not record: known from bun.nix, from the
//! cache, or by fetching. What they are based on is said, because nothing but a
//! reviewer vouches for them.

use bun_lock::Integrity;
use bun_nix::prefetch::{FetchError, Prefetch};
use bun_nix::{Expression, Source};

use crate::finding::{Detail, Finding, Severity};
use crate::packaging::{Packaging, count, folder};
use crate::progress::Bar;
use crate::update::needs_download;

/// How hashes may be learned.
pub(crate) struct How {
    pub offline: bool,
    pub refresh: bool,
    pub jobs: usize,
}

/// What is known about a source without fetching it.
struct Known {
    source: Source,
    /// The distinct hashes that bun.nix has for it: two, where the sides of a
    /// merge conflict disagree.
    written: Vec<Integrity>,
    /// The one that it had when it was last fetched on this machine.
    cached: Option<Integrity>,
}

impl Known {
    fn of(source: &Source, old: &[Expression], prefetch: &Prefetch) -> Known {
        let mut written: Vec<Integrity> = Vec::new();
        for hash in old.iter().filter_map(|old| old.hash_of(source)) {
            if !written.contains(&hash) {
                written.push(hash);
            }
        }
        Known {
            source: source.clone(),
            written,
            cached: prefetch.cached(source),
        }
    }

    fn hashes(&self) -> Vec<Integrity> {
        let mut hashes = self.written.clone();
        hashes.extend(self.cached.filter(|hash| !hashes.contains(hash)));
        hashes
    }
}

/// Gives every source its hash; what there is to say about them.
///
/// # Errors
/// Why some have none, a finding for each. Those that were learned meanwhile are
/// in the cache.
pub(crate) fn hashes(
    packaging: &mut Packaging,
    old: &[Expression],
    how: &How,
    update: &str,
) -> Result<Vec<Finding>, Vec<Finding>> {
    if packaging.sources.unhashed().next().is_none() {
        return Ok(Vec::new());
    }
    let mut prefetch = Prefetch::from_env(folder(&packaging.lockfile), &|name| {
        std::env::var(name).ok()
    });
    prefetch.jobs = how.jobs;
    let unhashed = packaging.sources.unhashed();
    let known: Vec<Known> = unhashed
        .map(|source| Known::of(source, old, &prefetch))
        .collect();
    let hashes = match how.refresh {
        true => fetch(
            packaging,
            &known.iter().collect::<Vec<_>>(),
            &prefetch,
            update,
        )?,
        false => known_or_fetched(packaging, &known, &prefetch, how, update)?,
    };
    for (known, hash) in known.iter().zip(&hashes) {
        packaging.sources.set_hash(&known.source.key, *hash);
    }
    Ok(learned(packaging, &known, &hashes, how))
}

/// The known hashes, and the others by fetching; in the order of `known`.
fn known_or_fetched(
    packaging: &Packaging,
    known: &[Known],
    prefetch: &Prefetch,
    how: &How,
    update: &str,
) -> Result<Vec<Integrity>, Vec<Finding>> {
    if let Some(finding) = contradiction(packaging, known, update) {
        return Err(vec![finding]);
    }
    let missing: Vec<&Known> = known
        .iter()
        .filter(|known| known.hashes().is_empty())
        .collect();
    let fetched = match how.offline {
        true => refuse(packaging, &missing)?,
        false => fetch(packaging, &missing, prefetch, update)?,
    };
    let mut fetched = fetched.into_iter();
    let hashes = known
        .iter()
        .filter_map(|known| known.hashes().first().copied().or_else(|| fetched.next()));
    Ok(hashes.collect())
}

/// Sources of one commit or URL with several hashes.
fn contradiction(packaging: &Packaging, known: &[Known], update: &str) -> Option<Finding> {
    let several: Vec<&Known> = known
        .iter()
        .filter(|known| known.hashes().len() > 1)
        .collect();
    let first = several.first()?;
    let message = format!(
        "{} under the same commit or URL",
        count(
            several.len(),
            "source has several hashes",
            "sources have several hashes"
        ),
    );
    let details = several.iter().map(|known| {
        let hashes: Vec<String> = known.hashes().iter().map(Integrity::to_string).collect();
        let text = match known.written.len() {
            1 => format!(
                "{} has {} in bun.nix and had {} when it was last fetched here",
                known.source.key, hashes[0], hashes[1]
            ),
            _ => format!("{} has {}", known.source.key, hashes.join(" and ")),
        };
        Detail {
            sign: '~',
            name: known.source.package.clone(),
            text,
        }
    });
    let finding = Finding::new(
        Severity::Unknown,
        "changed-hash",
        &packaging.lockfile,
        message,
    );
    let finding = finding
        .at(packaging.position(first.source.offset))
        .details(details.collect());
    Some(finding.help(format!(
        "run `{update} --refresh` to fetch them again, and find out why the content changed"
    )))
}

fn refuse(packaging: &Packaging, missing: &[&Known]) -> Result<Vec<Integrity>, Vec<Finding>> {
    let sources: Vec<&Source> = missing.iter().map(|known| &known.source).collect();
    match needs_download(packaging, &sources, "run it without --offline") {
        Some(finding) => Err(vec![finding]),
        None => Ok(Vec::new()),
    }
}

/// Fetches sources; their hashes in the same order.
fn fetch(
    packaging: &Packaging,
    known: &[&Known],
    prefetch: &Prefetch,
    update: &str,
) -> Result<Vec<Integrity>, Vec<Finding>> {
    let sources: Vec<&Source> = known.iter().map(|known| &known.source).collect();
    let bar = Bar::new(sources.len());
    let results = prefetch.fetch(&sources, &bar);
    bar.clear();
    let mut hashes = Vec::new();
    let mut findings = Vec::new();
    for (source, result) in sources.iter().zip(results) {
        match result {
            Ok(hash) => hashes.push(hash),
            Err(error) => findings.push(failure(packaging, source, &error, update)),
        }
    }
    match findings.is_empty() {
        true => Ok(hashes),
        false => Err(findings),
    }
}

fn failure(packaging: &Packaging, source: &Source, error: &FetchError, update: &str) -> Finding {
    Finding::new(
        Severity::Unknown,
        error.code(),
        &packaging.lockfile,
        format!("cannot learn its hash: {error}"),
    )
    .at(packaging.position(source.offset))
    .package(Some(source.package.clone()))
    .help(error.help(update))
}

/// The hashes that bun.nix does not have yet, and with `--refresh` those that it
/// has otherwise.
fn learned(
    packaging: &Packaging,
    known: &[Known],
    hashes: &[Integrity],
    how: &How,
) -> Vec<Finding> {
    let mut new = Vec::new();
    let mut changed = Vec::new();
    for (known, hash) in known.iter().zip(hashes) {
        let Source { key, package, .. } = &known.source;
        let detail = |sign, text| Detail {
            sign,
            name: package.clone(),
            text,
        };
        let before = known.hashes().into_iter().find(|before| before != hash);
        match before {
            Some(before) if how.refresh => {
                changed.push(detail('~', format!("{key} had {before}, has {hash}")));
            }
            _ if known.written.is_empty() => new.push(detail('+', format!("{key} has {hash}"))),
            _ => {}
        }
    }
    let note = |code, details: Vec<Detail>, one, many, rest| {
        let message = format!("{}{rest}", count(details.len(), one, many));
        let finding = Finding::new(Severity::Note, code, &packaging.bun_nix, message);
        (!details.is_empty()).then(|| finding.details(details))
    };
    let changed = note(
        "changed-hash",
        changed,
        "source has changed",
        "sources have changed",
        " under the same commit or URL",
    );
    let new = note(
        "new-hash",
        new,
        "hash is new",
        "hashes are new",
        ", as bun.lock records none: review before you commit",
    );
    changed.into_iter().chain(new).collect()
}
