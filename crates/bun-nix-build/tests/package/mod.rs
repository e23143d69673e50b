//! A package in a temporary folder that embeds its front end's index.html.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

const PROGRAM: &str = r#"fn main() {
    println!("{}", env!("APP_WEB_DIST_ORIGIN"));
    print!("{}", include_str!(concat!(env!("APP_WEB_DIST"), "/index.html")));
}
"#;

pub struct Package {
    folder: TempDir,
    number: usize,
}

/// What cargo said.
pub struct Build {
    pub success: bool,
    pub stderr: String,
}

impl Package {
    /// A package whose build.rs emits this front end.
    pub fn new(frontend: &str) -> Package {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let package = Package {
            folder: tempfile::tempdir().unwrap(),
            number: NEXT.fetch_add(1, Ordering::Relaxed),
        };
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let patch = |name: &str| {
            let folder = crates.join(name);
            format!("{name} = {{ path = '{}' }}\n", folder.display())
        };
        let patches = ["bun-nix-build", "bun-nix", "bun-lock"].map(patch).concat();
        // As published packages depend on it, so that `cargo package` works.
        package.write(
            ".cargo/config.toml",
            &format!("[patch.crates-io]\n{patches}"),
        );
        // The packages share a target directory, so that dependencies are compiled
        // once: the version and the program's name keep them apart in it.
        let number = package.number;
        let manifest = format!(
            "[package]\nname = \"app\"\nversion = \"0.0.{number}\"\nedition = \"2024\"\n\
             description = \"-\"\nlicense = \"MIT\"\nrepository = \"-\"\n\
             [[bin]]\nname = \"app-{number}\"\npath = \"src/main.rs\"\n\
             [build-dependencies]\nbun-nix-build = \"0.1.0\"\n[workspace]\n"
        );
        package.write("Cargo.toml", &manifest);
        package.write("src/main.rs", PROGRAM);
        // Versions that are here, so that nothing has to be downloaded.
        let lock = fs_err::read_to_string(crates.parent().unwrap().join("Cargo.lock")).unwrap();
        package.write("Cargo.lock", &lock);
        package.script(frontend);
        package
    }

    pub fn script(&self, frontend: &str) {
        let script = format!(
            "#[allow(unused_imports)]\nuse bun_nix_build::{{Error, Frontend, Staleness}};\n\
             fn main() -> Result<(), Error> {{\n    {frontend}.emit().map(drop)\n}}\n"
        );
        self.write("build.rs", &script);
    }

    pub fn path(&self, file: &str) -> String {
        self.folder.path().join(file).to_str().unwrap().to_owned()
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }

    pub fn append(&self, file: &str, text: &str) {
        let old = fs_err::read_to_string(self.folder.path().join(file)).unwrap();
        self.write(file, &(old + text));
    }

    /// `cargo build`, which must succeed.
    pub fn build(&self) -> Build {
        let build = self.cargo(&["build"], &[]);
        assert!(build.success, "{build}");
        build
    }

    pub fn cargo(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Build {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--verbose"])
            .current_dir(self.folder.path())
            .env_remove("DOCS_RS")
            .env_remove("BUN")
            .env("CARGO_TARGET_DIR", self.target())
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        Build {
            success: output.status.success(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn target(&self) -> String {
        format!("{}/build-scripts", env!("CARGO_TARGET_TMPDIR"))
    }

    /// Every file with its text, but for Cargo.lock, which cargo prunes.
    pub fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs_err::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => {
                        drop(files.insert(path.clone(), fs_err::read_to_string(path).unwrap()))
                    }
                }
            }
        }
        files.retain(|path, _| !path.ends_with("Cargo.lock"));
        files
    }

    /// What the program of the last build embeds: origin and index.html.
    pub fn embedded(&self) -> (String, String) {
        let program = format!("{}/debug/app-{}", self.target(), self.number);
        let output = Command::new(program).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let (origin, page) = text.split_once('\n').unwrap();
        (origin.to_owned(), page.to_owned())
    }
}

impl Build {
    /// How often build.rs ran.
    pub fn script_runs(&self) -> usize {
        let ran = |line: &&str| line.contains("Running `") && line.contains("build-script-build`");
        let of_app = |line: &&str| line.contains("/app-");
        self.stderr.lines().filter(ran).filter(of_app).count()
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stderr)
    }
}
