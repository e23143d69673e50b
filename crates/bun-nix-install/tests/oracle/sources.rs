//! What our program is given: each source of a lockfile as a file or folder. Kept in
//! target/test-sources, where later runs find it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bun_lock::{Integrity, Lockfile};
use bun_nix::{Fetch, Platform, Settings, Source, Sources};
use test_oracles::{Npm, PUBLIC_REGISTRY, Tarball};

/// bun.nix key to path.
pub type Map = BTreeMap<String, PathBuf>;

/// A system in Node's words: os and cpu.
pub type System = (&'static str, &'static str);

/// What outlives a run of the tests.
pub fn kept(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("test-sources").join(name);
    fs_err::create_dir_all(&folder).unwrap();
    folder
}

/// The lockfile's tarballs for a system, fetched where they are not there yet. What
/// is local, git's or GitHub's is not in the map, and what the registry does not have
/// any more.
pub fn tarballs(lock: &Lockfile, system: System, npm: &Npm) -> Map {
    let settings = Settings { levels_up: 0 };
    let sources = Sources::of(lock, &settings).unwrap();
    let wanted = sources
        .iter()
        .filter(|source| fits(&source.platform, system));
    let found: Vec<(String, Tarball)> = wanted
        .filter_map(|source| Some((source.key.clone(), tarball(source, npm)?)))
        .collect();
    fetch(found.iter().map(|(_, tarball)| tarball).collect(), npm);
    let files = found.into_iter().map(|(key, tarball)| (key, tarball.file));
    files.filter(|(_, file)| file.exists()).collect()
}

/// Two tests of one project want the same, and the second finds what the first has
/// fetched.
fn fetch(mut tarballs: Vec<&Tarball>, npm: &Npm) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    tarballs.retain(|tarball| !tarball.file.exists());
    // The same bytes can have two URLs.
    tarballs.sort_by(|one, other| one.file.cmp(&other.file));
    tarballs.dedup_by(|one, other| one.file == other.file);
    if !tarballs.is_empty() {
        npm.fetch(&tarballs);
    }
}

fn tarball(source: &Source, npm: &Npm) -> Option<Tarball> {
    let (Fetch::Url { url, .. }, Some(integrity)) = (&source.fetch, source.hash) else {
        return None;
    };
    if source.key.starts_with("github:") {
        return None;
    }
    Some(Tarball {
        url: url.replacen(PUBLIC_REGISTRY, npm.registry(), 1),
        integrity: integrity.to_string(),
        file: kept("tarballs").join(file_name(integrity)),
    })
}

fn file_name(integrity: Integrity) -> String {
    integrity.to_string().replace('/', "_") + ".tgz"
}

fn fits(platform: &Platform, (os, cpu): System) -> bool {
    lists(&platform.os, os) && lists(&platform.cpu, cpu)
}

fn lists(names: &[String], name: &str) -> bool {
    let negated = |one: &String| one.strip_prefix('!').is_some_and(|one| one == name);
    names.is_empty()
        || names.iter().any(|one| one == name)
        || (names.iter().all(|one| one.starts_with('!')) && !names.iter().any(negated))
}
