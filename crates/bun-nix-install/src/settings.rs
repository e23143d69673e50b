//! What a project's own settings say of an install: bunfig.toml, then .npmrc.
//!
//! Of a home folder, which no sandbox has, nothing is read.

mod bunfig;
mod npmrc;
mod registries;

use std::path::{Path, PathBuf};

pub(crate) use registries::Registries;

use crate::isolated::hoisting::{Hoisting, Patterns};
use crate::linker::Linker;
use crate::regular;
use crate::selection::Omit;

/// What the settings say; an argument outranks them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `[install] linker`, or `node-linker` and `install-strategy`.
    pub linker: Option<Linker>,
    /// `[install] dev`, `optional`, `peer` and `production`, or `omit`.
    pub omit: Omit,
    /// `[install] ignoreScripts`, or `ignore-scripts`.
    pub ignore_scripts: bool,
    /// `[install] hoist`, `hoistPattern` and `publicHoistPattern`, or `hoist`,
    /// `hoist-pattern` and `public-hoist-pattern`.
    pub hoisting: Hoisting,
    /// `[install] registry` and `[install.scopes]`, or `registry` and
    /// `@scope:registry`.
    pub registries: Registries,
}

/// Settings that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A file that is there, but cannot be read; the message names it.
    #[error(transparent)]
    Read(#[from] std::io::Error),
    /// A bunfig.toml that Bun refuses too.
    #[error("{}:{line}: {message}", .path.display())]
    Bunfig {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

/// What one file says; `None` where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    linker: Option<Linker>,
    dev: Option<bool>,
    optional: Option<bool>,
    peer: Option<bool>,
    production: bool,
    ignore_scripts: Option<bool>,
    hoist: Option<bool>,
    hidden: Option<Patterns>,
    public: Option<Patterns>,
    registries: Registries,
}

impl Settings {
    /// Reads the settings beside the project's package.json.
    pub fn load(project: &Path) -> Result<Settings, SettingsError> {
        let path = project.join("bunfig.toml");
        let bunfig = match text(&path)? {
            Some(text) => bunfig::read(&text).map_err(|(line, message)| {
                let path = path.clone();
                SettingsError::Bunfig {
                    path,
                    line,
                    message,
                }
            })?,
            None => Said::default(),
        };
        let npmrc = text(&project.join(".npmrc"))?;
        let npmrc = npmrc.map(|text| npmrc::read(&text)).unwrap_or_default();
        Ok(Settings::of(bunfig, npmrc))
    }

    /// Reads both texts, and forgets what is wrong with them.
    #[cfg(feature = "fuzzing")]
    pub fn of_texts(bunfig: &str, npmrc: &str) -> Settings {
        let bunfig = bunfig::read(bunfig).unwrap_or_default();
        Settings::of(bunfig, npmrc::read(npmrc))
    }

    /// `production` omits the development dependencies whatever else is said.
    /// Observed: Bun 1.4.5.
    fn of(bunfig: Said, npmrc: Said) -> Settings {
        let omitted = |bunfig: Option<bool>, npmrc| !bunfig.or(npmrc).unwrap_or(true);
        Settings {
            linker: bunfig.linker.or(npmrc.linker),
            omit: Omit {
                dev: bunfig.production || omitted(bunfig.dev, npmrc.dev),
                optional: omitted(bunfig.optional, npmrc.optional),
                peer: omitted(bunfig.peer, npmrc.peer),
            },
            ignore_scripts: bunfig
                .ignore_scripts
                .or(npmrc.ignore_scripts)
                .unwrap_or_default(),
            hoisting: Hoisting {
                off: bunfig.hoist.or(npmrc.hoist) == Some(false),
                hidden: bunfig.hidden.or(npmrc.hidden),
                public: bunfig.public.or(npmrc.public),
            },
            registries: bunfig.registries.or(npmrc.registries),
        }
    }
}

fn text(path: &Path) -> Result<Option<String>, std::io::Error> {
    match regular::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| {
            let message = format!("{} is not UTF-8", path.display());
            std::io::Error::new(std::io::ErrorKind::InvalidData, message)
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(bunfig: &str, npmrc: &str) -> String {
        let settings = Settings::of(bunfig::read(bunfig).unwrap(), npmrc::read(npmrc));
        let Omit {
            dev,
            optional,
            peer,
        } = settings.omit;
        let linker = match settings.linker {
            Some(Linker::Hoisted) => "hoisted",
            Some(Linker::Isolated) => "isolated",
            None => "",
        };
        let groups = [(dev, "-dev"), (optional, "-optional"), (peer, "-peer")];
        let omitted = groups.into_iter().filter(|(omitted, _)| *omitted);
        let words = std::iter::once(linker).chain(omitted.map(|(_, name)| name));
        words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Real Bun 1.4.5 installs the same.
    #[test]
    fn bunfig_goes_before_npmrc() {
        for (bunfig, npmrc, expected) in [
            ("", "", ""),
            ("[install]\nproduction = true\ndev = true", "", "-dev"),
            ("[install]\ndev = false", "", "-dev"),
            (
                "[install]\noptional = false\npeer = false",
                "",
                "-optional -peer",
            ),
            ("[install]\ndev = \"x\"\nproduction = 1", "", ""),
            ("install = 1", "", ""),
            ("install.linker = \"isolated\"", "", "isolated"),
            (
                "[install]\nlinker = \"hoisted\"",
                "node-linker=isolated",
                "hoisted",
            ),
            (
                "[install]\nlinker = \"isolated\"",
                "node-linker=hoisted",
                "isolated",
            ),
            ("[install]\ndev = true", "omit=dev", ""),
            ("[install]\noptional = false", "omit=dev", "-dev -optional"),
        ] {
            assert_eq!(settings(bunfig, npmrc), expected, "{bunfig} {npmrc}");
        }
    }

    /// Real Bun 1.4.5 installs the same.
    #[test]
    fn npmrc_says_a_few_things() {
        for (npmrc, expected) in [
            ("node-linker = \"isolated\"", "isolated"),
            ("node-linker=pnpm", "isolated"),
            ("node-linker=pnp", ""),
            ("install-strategy=linked", "isolated"),
            ("install-strategy=nested", ""),
            (
                "install-strategy=linked\nnode-linker=node-modules",
                "hoisted",
            ),
            ("install-strategy=linked\nnode-linker=pnp", "isolated"),
            ("omit=dev\nomit=optional", "-optional"),
            ("omit[]=dev\nomit=optional", "-dev -optional"),
            ("omit=optional\nomit[]=dev", "-dev -optional"),
            ("omit=dev\ninclude=dev", ""),
            ("omit=dev,peer", ""),
            (
                "; comment\n# comment\n  omit = optional ; tail",
                "-optional",
            ),
            ("[section]\nomit=dev", ""),
            ("OMIT=dev\nonly=production\nproduction=true", ""),
        ] {
            assert_eq!(settings("", npmrc), expected, "{npmrc}");
        }
    }

    /// What of `kind-of`, `ms` and `wrappy` is hidden in `.bun` and shown to the root.
    fn shown(bunfig: &str, npmrc: &str) -> String {
        let Settings { hoisting, .. } =
            Settings::of(bunfig::read(bunfig).unwrap(), npmrc::read(npmrc));
        let names = ["kind-of", "ms", "wrappy"];
        let hidden = names.iter().filter(|name| hoisting.hides(name));
        let public = names.iter().filter(|name| hoisting.publishes(name));
        let hidden: Vec<&str> = hidden.copied().collect();
        let public: Vec<&str> = public.copied().collect();
        format!("{} | {}", hidden.join(" "), public.join(" "))
    }

    /// Real Bun 1.4.5 installs the same.
    #[test]
    fn patterns_say_what_packages_see() {
        for (bunfig, npmrc, expected) in [
            ("", "", "kind-of ms wrappy | "),
            (
                "[install]\npublicHoistPattern = \"kind*\"",
                "",
                "kind-of ms wrappy | kind-of",
            ),
            (
                "[install]\npublicHoistPattern = [\"kind*\", \"!kind-of\", \"wr*\"]",
                "",
                "kind-of ms wrappy | wrappy",
            ),
            ("[install]\nhoistPattern = [\"kind*\"]", "", "kind-of | "),
            ("[install]\nhoistPattern = []", "", " | "),
            ("[install]\nhoistPattern = \"\"", "", " | "),
            ("[install]\nhoist = false", "", " | "),
            (
                "",
                "public-hoist-pattern=kind*",
                "kind-of ms wrappy | kind-of",
            ),
            (
                "",
                "public-hoist-pattern[]=kind*\npublic-hoist-pattern[]=wr*",
                "kind-of ms wrappy | kind-of wrappy",
            ),
            ("", "public-hoist-pattern=", "kind-of ms wrappy | "),
            ("", "hoist-pattern[]=kind*", "kind-of | "),
            ("", "hoist-pattern=", " | "),
            ("", "hoist=false", " | "),
            ("", "shamefully-hoist=true", "kind-of ms wrappy | "),
            (
                "[install]\npublicHoistPattern = \"wr*\"",
                "public-hoist-pattern=kind*",
                "kind-of ms wrappy | wrappy",
            ),
        ] {
            assert_eq!(shown(bunfig, npmrc), expected, "{bunfig} {npmrc}");
        }
    }

    #[test]
    fn what_bun_refuses_is_refused_at_its_line() {
        for (bunfig, line) in [
            ("[install]\nlinker = \"x\"", 2),
            ("[install]\n\nlinker = 1", 3),
            ("[install]\nlinker =", 2),
            ("[install]\nhoistPattern = 1", 2),
            ("[install]\npublicHoistPattern = [\"a\",\n1]", 3),
        ] {
            assert_eq!(bunfig::read(bunfig).unwrap_err().0, line, "{bunfig}");
        }
    }
}
