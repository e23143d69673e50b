//! The builder that a build.rs writes.

use std::path::{Path, PathBuf};

use crate::assets::{self, Assets};
use crate::error::Error;
use crate::packaging::Packaging;
use crate::script::Script;

/// A Bun project whose assets a Rust package embeds.
#[derive(Clone, Debug)]
pub struct Frontend {
    pub(crate) folder: PathBuf,
    pub(crate) dist: String,
    pub(crate) builds: bool,
    variable: Option<String>,
    staleness: Staleness,
    update: String,
}

/// What a stale bun.nix does to the build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Staleness {
    /// Nothing: it is not looked at.
    Ignore,
    /// Cargo shows a warning.
    #[default]
    Warn,
    /// The build fails.
    Deny,
}

impl Frontend {
    /// The front end in a folder, relative to the one of Cargo.toml.
    pub fn new(folder: impl Into<PathBuf>) -> Frontend {
        Frontend {
            folder: folder.into(),
            dist: "dist".to_owned(),
            builds: false,
            variable: None,
            staleness: Staleness::default(),
            update: "cargo xtask nix-update".to_owned(),
        }
    }

    /// Where its build leaves the assets, relative to its folder: `dist`, unless
    /// this says otherwise.
    pub fn dist(mut self, folder: impl Into<String>) -> Frontend {
        self.dist = folder.into();
        self
    }

    /// The environment variable that hands over built assets, and under which
    /// `env!` finds the folder that was chosen. By default the package, the last
    /// part of the folder, and `DIST`: `APP_WEB_DIST`.
    pub fn variable(mut self, name: impl Into<String>) -> Frontend {
        self.variable = Some(name.into());
        self
    }

    /// Has `bun run build` build a copy of the front end under `OUT_DIR`, where
    /// Bun and the front end's node_modules are there. The program is the one
    /// that the variable `BUN` names, or `bun`.
    ///
    /// Of the repository only the front end's folder is copied: a build that reads
    /// files outside of it fails.
    pub fn build(mut self) -> Frontend {
        self.builds = true;
        self
    }

    /// What a stale bun.nix, or a package.json that disagrees with bun.lock, does
    /// to the build. Without a bun.nix it does nothing.
    pub fn staleness(mut self, staleness: Staleness) -> Frontend {
        self.staleness = staleness;
        self
    }

    /// The command that warnings recommend: `cargo xtask nix-update`, unless this
    /// says otherwise.
    pub fn update_command(mut self, command: impl Into<String>) -> Frontend {
        self.update = command.into();
        self
    }

    /// Decides which assets the package embeds, and tells cargo: the variables for
    /// `env!`, what to watch, and warnings.
    ///
    /// # Errors
    /// A variable that names no assets, a build that fails, a stale bun.nix where
    /// that is denied, and files that cannot be read or written.
    pub fn emit(self) -> Result<Assets, Error> {
        let script = Script::current()?;
        let variable = self.variable_of(&script.name);
        let mut assets = match script.variable("DOCS_RS") {
            Some(_) => Assets::stub(&self, &script)?,
            None => assets::find(&self, &script, &variable)?,
        };
        script.set(&variable, &assets.folder)?;
        let origin = Path::new(assets.origin.name());
        script.set(&format!("{variable}_ORIGIN"), origin)?;
        if self.staleness != Staleness::Ignore && script.variable("DOCS_RS").is_none() {
            assets.packaging = Packaging::of(&script, &self.folder, &self.update)?;
            self.report(&script, &assets.packaging)?;
        }
        Ok(assets)
    }

    /// A packaging that cannot be judged is only ever warned of: the build does not
    /// depend on it.
    fn report(&self, script: &Script, packaging: &Packaging) -> Result<(), Error> {
        match packaging {
            Packaging::Stale(message) if self.staleness == Staleness::Deny => {
                Err(Error::Stale(message.clone()))
            }
            Packaging::Stale(message) | Packaging::Unknown(message) => {
                script.warn(message);
                Ok(())
            }
            Packaging::Absent | Packaging::Current => Ok(()),
        }
    }

    fn variable_of(&self, package: &str) -> String {
        let folder = self.folder.file_name().unwrap_or_default();
        let named = || format!("{package}_{}_DIST", folder.to_string_lossy());
        let to_word = |c: char| match c.is_ascii_alphanumeric() {
            true => c.to_ascii_uppercase(),
            false => '_',
        };
        self.variable
            .clone()
            .unwrap_or_else(|| named().chars().map(to_word).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_is_named_after_package_and_folder() {
        let name = |folder: &str| Frontend::new(folder).variable_of("my-app");
        assert_eq!(name("web"), "MY_APP_WEB_DIST");
        assert_eq!(name("../../apps/admin-ui"), "MY_APP_ADMIN_UI_DIST");
    }

    #[test]
    fn the_variable_can_be_named() {
        let frontend = Frontend::new("web").variable("UI");
        assert_eq!(frontend.variable_of("app"), "UI");
    }
}
