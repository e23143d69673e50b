//! The environment that a script runs in: the installer's own, with what npm's
//! scripts expect. Names and values observed: Bun 1.4.5.
//!
//! Unlike Bun, nothing is read from the project's `.env` files: their secrets are
//! not a package's business.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::ScriptError;
use super::command;
use super::subjects::Subject;
use super::tools::Tools;

/// Bun 1.4.5's; scripts recognize the package manager by its beginning.
const USER_AGENT: &str = "bun/1.4.5 npm/? node/v26.3.0";

/// What all scripts of an install have in common.
pub(super) struct Environment {
    shell: PathBuf,
    has_bun: bool,
    path: OsString,
    variables: BTreeMap<OsString, OsString>,
    _tools: Tools,
}

impl Environment {
    /// The environment of the scripts of an install in `out`, where the installer's
    /// own is `outer`.
    pub fn of(
        mut outer: BTreeMap<OsString, OsString>,
        out: &Path,
    ) -> Result<Environment, ScriptError> {
        outer.retain(|name, _| !name.as_encoded_bytes().starts_with(b"npm_package_"));
        let get = |name: &str| outer.get(OsStr::new(name)).map(OsString::as_os_str);
        let path = get("PATH").unwrap_or_default().to_owned();
        let tools = Tools::find(&path, get("NODE"), get("npm_config_node_gyp"))?;
        let shell = tools.shell.clone().ok_or(ScriptError::NoShell)?;
        Ok(Environment {
            shell,
            has_bun: tools.bun.is_some(),
            path: joined(own_path(&path, &tools)),
            variables: with_common(outer, out, &tools),
            _tools: tools,
        })
    }

    /// The shell that runs commands.
    pub fn shell(&self) -> &Path {
        &self.shell
    }

    /// What the shell is given to run: without Bun, the command as it is.
    pub fn command(&self, command: &str) -> String {
        match self.has_bun {
            true => command::with_bun(command),
            false => command.to_owned(),
        }
    }

    /// The variables of one script.
    pub fn variables(
        &self,
        subject: &Subject,
        event: &str,
        command: &str,
    ) -> BTreeMap<OsString, OsString> {
        let manifest = &subject.manifest;
        let file = subject.folder.join("package.json");
        let mut variables = self.variables.clone();
        let mut set = |name: String, value: OsString| {
            let is_plain = |text: &OsStr| !text.as_encoded_bytes().contains(&0);
            if is_plain(OsStr::new(&name)) && is_plain(&value) && !name.contains('=') {
                variables.insert(name.into(), value);
            }
        };
        set("PATH".to_owned(), self.path_of(subject));
        set("npm_lifecycle_event".to_owned(), event.into());
        set("npm_lifecycle_script".to_owned(), command.into());
        set("npm_package_json".to_owned(), file.into());
        let name = manifest.name.clone().unwrap_or_default();
        set("npm_package_name".to_owned(), name.into());
        if let Some(version) = &manifest.version {
            set("npm_package_version".to_owned(), version.into());
        }
        for (key, value) in &manifest.config {
            set(format!("npm_package_config_{key}"), value.into());
        }
        variables
    }

    /// PATH with the `.bin` of every folder up the tree. A package's own come first;
    /// those that it shares with others come last, so that no other package takes
    /// the place of a program of the system.
    fn path_of(&self, subject: &Subject) -> OsString {
        let is_own = |folder: &&Path| match &subject.own {
            Some(own) => folder.starts_with(own),
            None => true,
        };
        let folders: Vec<&Path> = subject.folder.ancestors().collect();
        let bins = |folder: &&Path| folder.join("node_modules/.bin").into_os_string();
        let own = folders.iter().filter(|one| is_own(one)).map(bins);
        let shared = folders.iter().filter(|one| !is_own(one)).map(bins);
        joined(own.chain([self.path.clone()]).chain(shared))
    }
}

fn own_path(path: &OsStr, tools: &Tools) -> Vec<OsString> {
    let stand_ins = tools.stand_ins.iter();
    let stand_ins = stand_ins.map(|folder| folder.path().as_os_str().to_owned());
    std::iter::once(path.to_owned()).chain(stand_ins).collect()
}

/// Parts of a PATH in one. A part may be several already.
fn joined(parts: impl IntoIterator<Item = OsString>) -> OsString {
    let parts: Vec<OsString> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(OsStr::new(":"))
}

fn with_common(
    mut variables: BTreeMap<OsString, OsString>,
    out: &Path,
    tools: &Tools,
) -> BTreeMap<OsString, OsString> {
    let system = format!("{USER_AGENT} {} {}", node_os(), node_cpu());
    let kept = [
        ("INIT_CWD", Some(out.as_os_str().to_owned())),
        ("npm_config_user_agent", Some(system.into())),
        ("npm_execpath", tools.bun.clone().map(OsString::from)),
    ];
    for (name, value) in kept {
        if let Some(value) = value {
            variables.entry(name.into()).or_insert(value);
        }
    }
    variables.insert("npm_config_local_prefix".into(), out.into());
    if let Some(node) = &tools.node {
        variables.insert("NODE".into(), node.into());
        variables.insert("npm_node_execpath".into(), node.into());
    }
    variables
}

/// This machine's `process.platform`.
fn node_os() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    }
}

/// This machine's `process.arch`.
fn node_cpu() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Manifest;

    fn environment(outer: &[(&str, &str)]) -> Environment {
        let pair = |(name, value): &(&str, &str)| (name.into(), value.into());
        Environment::of(outer.iter().map(pair).collect(), Path::new("/project")).unwrap()
    }

    fn subject(folder: &str, own: Option<&str>, manifest: Manifest) -> Subject {
        Subject {
            folder: folder.into(),
            own: own.map(PathBuf::from),
            manifest,
            ..Subject::default()
        }
    }

    fn path(folder: &str, own: Option<&str>) -> String {
        let environment = environment(&[("PATH", "/usr/bin:/bin")]);
        let path = environment.path_of(&subject(folder, own, Manifest::default()));
        path.into_string()
            .unwrap()
            .replace("/node_modules/.bin", "/*")
    }

    /// Real Bun 1.4.5 gives the same.
    #[test]
    fn the_root_has_its_executables_first() {
        assert_eq!(
            path("/a/project", None),
            "/a/project/*:/a/*:/*:/usr/bin:/bin"
        );
    }

    /// Real Bun 1.4.5 gives the same.
    #[test]
    fn a_package_has_others_executables_last() {
        assert_eq!(
            path(
                "/p/node_modules/x/node_modules/@s/y",
                Some("/p/node_modules/x/node_modules/@s/y")
            ),
            "/p/node_modules/x/node_modules/@s/y/*:/usr/bin:/bin:\
             /p/node_modules/x/node_modules/@s/*:/p/node_modules/x/node_modules/*:\
             /p/node_modules/x/*:/p/node_modules/*:/p/*:/*"
        );
        assert_eq!(
            path(
                "/p/node_modules/.bun/a@1/node_modules/a",
                Some("/p/node_modules/.bun/a@1")
            ),
            "/p/node_modules/.bun/a@1/node_modules/a/*:\
             /p/node_modules/.bun/a@1/node_modules/*:/p/node_modules/.bun/a@1/*:\
             /usr/bin:/bin:/p/node_modules/.bun/*:/p/node_modules/*:/p/*:/*"
        );
    }

    #[test]
    fn some_variables_are_kept_and_others_are_the_packages() {
        let environment = environment(&[
            ("PATH", "/nowhere"),
            ("INIT_CWD", "/kept"),
            ("npm_config_user_agent", "kept"),
            ("npm_config_local_prefix", "replaced"),
            ("npm_package_config_left", "gone"),
            ("HOME", "/home"),
        ]);
        let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let manifest = Manifest {
            name: Some("a".to_owned()),
            config: [("k.x", "v"), ("a=b", "no name"), ("nul", "\0")]
                .map(pair)
                .into(),
            ..Manifest::default()
        };
        let subject = subject("/project/node_modules/a", None, manifest);
        let variables = environment.variables(&subject, "install", "npm run x");
        let rest = variables.iter().filter(|(name, _)| *name != "PATH");
        let lines: Vec<String> = rest
            .map(|(name, value)| format!("{}={}", name.display(), value.display()))
            .collect();
        assert_eq!(
            lines,
            [
                "HOME=/home",
                "INIT_CWD=/kept",
                "npm_config_local_prefix=/project",
                "npm_config_user_agent=kept",
                "npm_lifecycle_event=install",
                "npm_lifecycle_script=npm run x",
                "npm_package_config_k.x=v",
                "npm_package_json=/project/node_modules/a/package.json",
                "npm_package_name=a",
            ]
        );
    }
}
