//! The folder that holds the tasks and its configuration: finding it, making it.

use std::path::{Component, Path, PathBuf};

use crate::changes::line;
use crate::config::{Config, is_prefix};
use crate::error::{Error, Result};
use crate::front_matter::Fields;
use crate::problem::{Flaw, Problem};
use crate::replace::create;

/// A project with a backlog.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
    backlog: PathBuf,
    config: Config,
}

/// What a new backlog is to be like.
#[derive(Clone, Debug)]
pub struct Init {
    /// `project_name`
    pub name: String,
    /// `task_prefix`
    pub prefix: String,
    /// `zero_padded_ids`, where it is not 0.
    pub digits: usize,
}

/// The places that Backlog.md looks at, from the project's root.
const ROOT_CONFIG: &str = "backlog.config.yml";
const FOLDERS: [&str; 2] = ["backlog", ".backlog"];
const CONFIGS: [&str; 2] = ["config.yml", "config.yaml"];

impl Project {
    /// The project that a folder is in.
    ///
    /// # Errors
    /// [`Error::NoProject`] if there is none, [`Error::Config`] if it cannot be read.
    pub fn find(folder: &Path) -> Result<Project> {
        let found = folder.ancestors().find_map(Place::of);
        let place = found.ok_or_else(|| Error::NoProject(folder.to_owned()))?;
        let bad = |flaw: Flaw| Error::Config(flaw.of(&relative(&place.root, &place.config)));
        let text = String::from_utf8(fs_err::read(&place.config)?);
        let text = text.map_err(|_| bad(Flaw::whole("not UTF-8")))?;
        let config = Config::read(&text).map_err(bad)?;
        let backlog = match place.backlog {
            Some(backlog) => backlog,
            None => named_folder(&place.root, &text).map_err(bad)?,
        };
        Ok(Project {
            root: place.root,
            backlog,
            config,
        })
    }

    /// Makes `folder` a project with an empty backlog.
    ///
    /// # Errors
    /// [`Error::IsProject`] if it is one already.
    pub fn init(folder: &Path, init: &Init) -> Result<Project> {
        if let Some(place) = Place::of(folder) {
            return Err(Error::IsProject(place.config));
        }
        if !is_prefix(&init.prefix) {
            return Err(Error::value(
                format!("`{}` is no prefix", init.prefix),
                "a prefix is letters a to z",
            ));
        }
        let name = line("project's name", &init.name)?;
        let backlog = folder.join(FOLDERS[0]);
        fs_err::create_dir_all(backlog.join("tasks"))?;
        create(&backlog.join(CONFIGS[0]), &new_config(&name, init))?;
        Project::find(folder)
    }

    /// The same project with what its configuration says now.
    ///
    /// # Errors
    /// As for [`Project::find`].
    pub(crate) fn reread(&self) -> Result<Project> {
        Project::find(&self.root)
    }

    /// The folder that everything is relative to.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What config.yml says.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The project's name, or its folder's.
    pub fn name(&self) -> String {
        let folder = || {
            self.root
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        let named = Some(self.config.project_name.clone()).filter(|name| !name.is_empty());
        named
            .or_else(folder)
            .unwrap_or_else(|| "Backlog".to_owned())
    }

    pub(crate) fn backlog(&self) -> &Path {
        &self.backlog
    }

    pub(crate) fn relative(&self, path: &Path) -> String {
        relative(&self.root, path)
    }

    pub(crate) fn problem(&self, path: &Path, flaw: Flaw) -> Problem {
        flaw.of(&self.relative(path))
    }
}

struct Place {
    root: PathBuf,
    config: PathBuf,
    /// None where the configuration names it.
    backlog: Option<PathBuf>,
}

impl Place {
    fn of(root: &Path) -> Option<Place> {
        let config = root.join(ROOT_CONFIG);
        if config.is_file() {
            return Some(Place {
                root: root.to_owned(),
                config,
                backlog: None,
            });
        }
        let folders = FOLDERS.iter().map(|folder| root.join(folder));
        let mut configs = folders.flat_map(|folder| CONFIGS.map(|name| folder.join(name)));
        let config = configs.find(|config| config.is_file())?;
        Some(Place {
            root: root.to_owned(),
            backlog: config.parent().map(Path::to_owned),
            config,
        })
    }
}

/// The folder that backlog.config.yml names, within the project.
fn named_folder(root: &Path, config: &str) -> std::result::Result<PathBuf, Flaw> {
    let fields = Fields::of(config, 0..config.len(), 1)?;
    let mut values = fields.only(&["backlog_directory"]).values()?;
    let Some(named) = values.text("backlog_directory")? else {
        let folders = FOLDERS.map(|folder| root.join(folder));
        let found = folders.iter().find(|folder| folder.is_dir());
        return Ok(found.unwrap_or(&folders[0]).clone());
    };
    let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if Path::new(&named).components().all(inside) {
        return Ok(root.join(named));
    }
    Err(Flaw::whole(format!(
        "`backlog_directory` is `{named}`, which leaves the project"
    )))
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/")
}

/// With the keys that Backlog.md writes and this program reads. Backlog.md knows no
/// escapes: a name that would need some in double quotes goes into single ones.
fn new_config(name: &str, init: &Init) -> String {
    let name = match name.contains(['"', '\\']) {
        true => format!("'{}'", name.replace('\'', "''")),
        false => format!("\"{name}\""),
    };
    let digits = match init.digits {
        0 => String::new(),
        digits => format!("zero_padded_ids: {digits}\n"),
    };
    format!(
        "project_name: {name}\n\
         default_status: \"To Do\"\n\
         statuses: [\"To Do\", \"In Progress\", \"Done\"]\n\
         labels: []\n\
         date_format: yyyy-mm-dd hh:mm\n\
         auto_open_browser: true\n\
         default_port: 6420\n\
         {digits}\
         task_prefix: \"{}\"\n",
        init.prefix
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_given() {
        for name in ["bun-nix", "It's: new # 1", r#"Say "hi""#, r"C:\new 'one'"] {
            let folder = tempfile::tempdir().unwrap();
            let init = Init {
                name: name.to_owned(),
                prefix: "task".to_owned(),
                digits: 0,
            };
            assert_eq!(Project::init(folder.path(), &init).unwrap().name(), name);
        }
    }

    #[test]
    fn a_name_of_two_lines_makes_no_project() {
        let folder = tempfile::tempdir().unwrap();
        let init = Init {
            name: "a\nb".to_owned(),
            prefix: "task".to_owned(),
            digits: 0,
        };
        let refused = Project::init(folder.path(), &init).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the project's name has more than one line"
        );
        assert!(Place::of(folder.path()).is_none());
    }

    #[test]
    fn a_configuration_that_is_no_text_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let backlog = folder.path().join("backlog");
        fs_err::create_dir(&backlog).unwrap();
        fs_err::write(backlog.join("config.yml"), b"project_name: \xff\n").unwrap();
        let refused = Project::find(folder.path()).unwrap_err();
        assert_eq!(refused.to_string(), "backlog/config.yml: not UTF-8");
        assert_eq!(refused.help(), "mend backlog/config.yml in an editor");
    }
}
