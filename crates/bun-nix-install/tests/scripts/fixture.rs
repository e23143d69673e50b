//! The project of tests/scripts/fixture in a folder of its own, and the registry
//! that its packages come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use bun_lock::{Lockfile, Resolution};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha512};
use tempfile::TempDir;
use test_oracles::Bun;
use test_servers::{Reply, Request, Server, Tarball};

/// A copy of the project, with a bun.lock that Bun wrote.
pub struct Fixture {
    folder: TempDir,
    _registry: Server,
}

impl Fixture {
    /// Makes one. `change` may change the project first.
    pub fn new(bun: &Bun, change: impl FnOnce(&Path)) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        copy(&source("project"), &root.join("project"));
        copy(&source("programs"), &root.join("programs"));
        for package in children(&source("tarballs")) {
            let file = root
                .join("project/tarballs")
                .join(file_name(&package) + ".tgz");
            write(&file, &pack(&package));
        }
        for package in children(&source("registry")) {
            let file = root.join("registry").join(file_name(&package) + ".tgz");
            write(&file, &pack(&package));
        }
        let registry = registry(&root.join("registry"));
        let bunfig = format!("[install]\nregistry = \"{}/\"\n", registry.base());
        write(&root.join("project/bunfig.toml"), bunfig.as_bytes());
        let fixture = Fixture {
            folder,
            _registry: registry,
        };
        change(&fixture.project());
        bun.run(&fixture.project(), &["install", "--lockfile-only"]);
        fixture
    }

    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// The project's folder.
    pub fn project(&self) -> PathBuf {
        self.root().join("project")
    }

    /// Where scripts record what they see.
    pub fn records(&self) -> PathBuf {
        self.root().join("records")
    }

    /// Where Bun keeps what it downloads.
    pub fn cache(&self) -> PathBuf {
        self.project().join(".bun-cache")
    }

    /// The project as it was before an install.
    pub fn clean(&self) {
        let project = self.project();
        for folder in ["", "packages/m", "packages/n", "packages/unnamed", "linked"] {
            let _ = fs_err::remove_dir_all(project.join(folder).join("node_modules"));
        }
        let _ = fs_err::remove_dir_all(project.join("packages/n/built"));
        let _ = fs_err::remove_dir_all(self.records());
        fs_err::create_dir_all(self.records()).unwrap();
    }

    /// The sources of the packages of the registry.
    pub fn sources(&self) -> PathBuf {
        let lock = fs_err::read(self.project().join("bun.lock")).unwrap();
        let lock = Lockfile::parse(&lock).unwrap();
        let keys = bun_nix::Sources::keys(&lock);
        let packages = keys.into_iter().zip(&lock.packages);
        let map: BTreeMap<String, PathBuf> = packages
            .filter_map(|(key, package)| match &package.resolution {
                Resolution::Npm { version, .. } => {
                    let file = format!("{}@{version}.tgz", package.name.replace(['@', '/'], "+"));
                    let file = file.trim_start_matches('+').to_owned();
                    Some((key?, self.root().join("registry").join(file)))
                }
                _ => None,
            })
            .collect();
        let path = self.root().join("sources.json");
        write(&path, json!(map).to_string().as_bytes());
        path
    }

    /// Gives a command the environment that scripts record: our programs first on
    /// PATH, Bun among them.
    pub fn environment(&self, command: &mut Command, bun: &Path) {
        let programs = self.root().join("programs");
        if !programs.join("bun").exists() {
            fs_err::os::unix::fs::symlink(bun, programs.join("bun")).unwrap();
        }
        let outer = std::env::var_os("PATH").unwrap();
        let path = std::iter::once(programs).chain(std::env::split_paths(&outer));
        command
            .env_clear()
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("HOME", self.root())
            .env("NO_COLOR", "1")
            .env("BUN_INSTALL_CACHE_DIR", self.cache())
            .env("npm_package_left", "over")
            .env("PROJECT", self.project())
            .env("RECORD", source("record.sh"))
            .env("RECORDS", self.records());
    }
}

/// Changes the package.json in a folder.
pub fn edit(folder: &Path, change: impl FnOnce(&mut Value)) {
    let path = folder.join("package.json");
    let mut manifest = serde_json::from_slice(&fs_err::read(&path).unwrap()).unwrap();
    change(&mut manifest);
    write(&path, manifest.to_string().as_bytes());
}

fn source(path: &str) -> PathBuf {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/fixture");
    fixture.join(path)
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn write(path: &Path, content: &[u8]) {
    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
    fs_err::write(path, content).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs_err::create_dir_all(to).unwrap();
    for path in children(from) {
        let to = to.join(file_name(&path));
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(fs_err::copy(&path, to).unwrap()),
        }
    }
}

fn pack(package: &Path) -> Vec<u8> {
    let files = children(package).into_iter();
    let tarball = files.fold(Tarball::new(), |tarball, file| {
        let content = fs_err::read(&file).unwrap();
        tarball.file(&format!("package/{}", file_name(&file)), 0o644, &content)
    });
    tarball.gzip()
}

/// A registry of the tarballs `name@version.tgz` in a folder, `+` for `/` and for
/// the `@` of a scope.
fn registry(folder: &Path) -> Server {
    let mut packages: BTreeMap<String, Vec<(Value, Vec<u8>)>> = BTreeMap::new();
    for package in children(&source("registry")) {
        let manifest = fs_err::read(package.join("package.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        let tarball = fs_err::read(folder.join(file_name(&package) + ".tgz")).unwrap();
        let name = text(&manifest, "name").to_owned();
        packages.entry(name).or_default().push((manifest, tarball));
    }
    Server::http(move |request| answer(request, &packages))
}

/// Answers as npm's registry does: a package's versions, and their tarballs.
fn answer(request: &Request, packages: &BTreeMap<String, Vec<(Value, Vec<u8>)>>) -> Reply {
    let path = request.path().trim_start_matches('/').replace("%2f", "/");
    let base = format!("http://{}", request.header("host").unwrap());
    let mut tarballs = packages.values().flatten();
    if let Some((_, tarball)) = tarballs.find(|(manifest, _)| tarball_path(manifest) == path) {
        return Reply::ok(tarball.clone());
    }
    let Some(versions) = packages.get(&path) else {
        return Reply::status(404, "{}");
    };
    let versions = versions.iter().map(|(manifest, tarball)| {
        let mut described = manifest.clone();
        described["dist"] = json!({
            "tarball": format!("{base}/{}", tarball_path(manifest)),
            "integrity": integrity(tarball),
        });
        (text(manifest, "version").to_owned(), described)
    });
    let versions: serde_json::Map<String, Value> = versions.collect();
    let body = json!({ "name": path, "dist-tags": { "latest": "1.0.0" }, "versions": versions });
    Reply::ok(body.to_string()).header("Content-Type", "application/json")
}

fn tarball_path(manifest: &Value) -> String {
    let (name, version) = (text(manifest, "name"), text(manifest, "version"));
    let file = name.rsplit('/').next().unwrap();
    format!("{name}/-/{file}-{version}.tgz")
}

fn text<'v>(manifest: &'v Value, key: &str) -> &'v str {
    manifest[key].as_str().unwrap()
}

fn integrity(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let digest = Sha512::digest(bytes);
    format!(
        "sha512-{}",
        base64::engine::general_purpose::STANDARD.encode(digest)
    )
}
