//! Plans beside what real Bun laid down.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bun_lock::{Bin, Lockfile};

use super::hoisting::Hoisting;
use super::plan;
use crate::plan::{BinFolder, Plan};
use crate::selection::{Choice, Omit, Selection};
use crate::site::relative;
use crate::target::Target;

/// What is in the store, and every link with what it leads to, a line each.
type Listing = BTreeSet<String>;

fn choice() -> Choice {
    Choice {
        target: Target {
            os: "linux".to_owned(),
            cpu: "x64".to_owned(),
            libc: "glibc".to_owned(),
        },
        omit: Omit::default(),
        filter: Vec::new(),
        missing: Default::default(),
        native: None,
        registered: Default::default(),
    }
}

fn planned(plan: &Plan) -> Listing {
    let places = plan.places.iter();
    let places = places.map(|place| format!("{}/", place.folder.display()));
    let links = plan.links.iter();
    let links = links.map(|link| line(&link.path, &link.target));
    let bins = plan.bins.iter().flat_map(bin_lines);
    places.chain(links).chain(bins).collect()
}

fn line(path: &Path, target: &Path) -> String {
    let target = relative(path.parent().unwrap(), target);
    format!("{} -> {}", path.display(), target.display())
}

/// As long as nothing is missing: a fixture's executables are.
fn bin_lines(folder: &BinFolder) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut lines = Vec::new();
    for bin in &folder.bins {
        let unscoped = bin.name.rsplit('/').next().unwrap().to_owned();
        let files = match &bin.bin {
            Bin::File(file) => vec![(unscoped, file.clone())],
            Bin::Named(files) => files.clone(),
            Bin::Directory(_) => Vec::new(),
        };
        for (name, file) in files {
            let name = name.rsplit('/').next().unwrap().to_owned();
            if taken.insert(name.clone()) {
                let path = folder.node_modules.join(".bin").join(name);
                lines.push(line(&path, &bin.folder.join(file.trim_start_matches("./"))));
            }
        }
    }
    lines
}

/// What Bun laid down in a project's folder.
fn laid_down(project: &Path) -> Listing {
    let mut listing = Listing::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        for entry in fs_err::read_dir(project.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            let kind = entry.file_type().unwrap();
            let inside = path
                .components()
                .any(|part| part.as_os_str() == "node_modules");
            if kind.is_symlink() && inside {
                let target = fs_err::read_link(entry.path()).unwrap();
                listing.insert(format!("{} -> {}", path.display(), target.display()));
            }
            if kind.is_dir() {
                if is_stored(&path) {
                    listing.insert(format!("{}/", path.display()));
                }
                open.push(path);
            }
        }
    }
    listing
}

/// Whether a path is that of a package in the store.
fn is_stored(path: &Path) -> bool {
    let Ok(rest) = path.strip_prefix("node_modules/.bun") else {
        return false;
    };
    let parts: Vec<&str> = rest.iter().map(|part| part.to_str().unwrap()).collect();
    match parts[..] {
        [_, "node_modules", name] => !name.starts_with(['@', '.']),
        [_, "node_modules", scope, _] => scope.starts_with('@'),
        _ => false,
    }
}

#[test]
fn scratch() {
    let Some(projects) = std::env::var_os("ISOLATED_PROJECTS") else {
        return;
    };
    let mut bad = 0;
    for project in std::env::split_paths(&projects) {
        if !project.join("bun.lock").exists() {
            continue;
        }
        let Ok(lock) = Lockfile::parse(&fs_err::read(project.join("bun.lock")).unwrap()) else {
            println!("{}: unreadable", project.display());
            continue;
        };
        let mut choice = choice();
        if let Ok(filter) = std::env::var("ISOLATED_FILTER") {
            choice.filter = filter.split(' ').map(str::to_owned).collect();
        }
        if let Ok(omit) = std::env::var("ISOLATED_OMIT") {
            choice.omit = Omit {
                dev: omit.contains("dev"),
                optional: omit.contains("optional"),
                peer: omit.contains("peer"),
            };
        }
        if let Ok(missing) = std::env::var("ISOLATED_MISSING") {
            choice.missing = lock
                .packages
                .iter()
                .enumerate()
                .filter(|(_, p)| missing.split(' ').any(|m| m == p.key.as_str()))
                .map(|(at, _)| at)
                .collect();
        }
        let selection = Selection::of(&lock, &choice).unwrap();
        let start = std::time::Instant::now();
        let plan = plan(&selection, &Hoisting::default());
        let plan = match plan {
            Ok(plan) => plan,
            Err(error) => {
                println!("{}: {error} {:?}", project.display(), start.elapsed());
                continue;
            }
        };
        println!(
            "{}: {} packages {} places {} links {:?}",
            project.display(),
            lock.packages.len(),
            plan.places.len(),
            plan.links.len(),
            start.elapsed()
        );
        if !project.join("node_modules").exists() {
            continue;
        }
        let (ours, theirs) = (planned(&plan), laid_down(&project));
        let exists = |line: &&String| {
            // a bin whose target is not there
            let Some((path, target)) = line.split_once(" -> ") else {
                return true;
            };
            !path.contains("/.bin/")
                || project
                    .join(path)
                    .parent()
                    .unwrap()
                    .parent()
                    .is_some_and(|nm| {
                        nm.join(".bin/..").join("x").parent().unwrap().exists()
                            && nm.join(target.trim_start_matches("../")).exists()
                    })
        };
        let extra: Vec<_> = ours.difference(&theirs).filter(exists).collect();
        let lacking: Vec<_> = theirs.difference(&ours).collect();
        if !extra.is_empty() || !lacking.is_empty() {
            bad += 1;
        }
        for line in extra.iter().take(30) {
            println!("  + {line}");
        }
        for line in lacking.iter().take(30) {
            println!("  - {line}");
        }
        println!("  {} extra {} lacking", extra.len(), lacking.len());
    }
    assert_eq!(bad, 0);
}
