//! The order in which assets are looked for.

use std::path::{Path, PathBuf};

use crate::bun_run;
use crate::error::Error;
use crate::frontend::Frontend;
use crate::packaging::Packaging;
use crate::script::Script;
use crate::stub;

/// The assets that a package embeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// Their folder, absolute.
    pub folder: PathBuf,
    /// Where they come from.
    pub origin: Origin,
    /// Whether the bun.nix beside the front end is current.
    pub packaging: Packaging,
}

/// Where assets come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The environment variable.
    Variable,
    /// `bun run build`, in `OUT_DIR`.
    Built,
    /// The front end's own `dist`.
    Dist,
    /// Nowhere: it is a page that says what to run.
    Stub,
}

impl Origin {
    /// One word in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Variable => "variable",
            Origin::Built => "built",
            Origin::Dist => "dist",
            Origin::Stub => "stub",
        }
    }
}

impl Assets {
    fn new(folder: PathBuf, origin: Origin) -> Assets {
        Assets {
            folder,
            origin,
            packaging: Packaging::Absent,
        }
    }

    pub(crate) fn stub(frontend: &Frontend, script: &Script) -> Result<Assets, Error> {
        let folder = stub::write(&script.out, &frontend.folder)?;
        Ok(Assets::new(folder, Origin::Stub))
    }
}

pub(crate) fn find(frontend: &Frontend, script: &Script, variable: &str) -> Result<Assets, Error> {
    if let Some(folder) = script.variable(variable) {
        return handed_over(script, variable, &folder);
    }
    if frontend.builds
        && let Some(folder) = bun_run::build(frontend, script)?
    {
        return Ok(Assets::new(folder, Origin::Built));
    }
    if let Some(folder) = local(frontend, script)? {
        return Ok(Assets::new(folder, Origin::Dist));
    }
    let dist = frontend.folder.join(&frontend.dist);
    script.warn(&format!(
        "{} is not there: a page that says so stands in for the front end",
        dist.display()
    ));
    Assets::stub(frontend, script)
}

fn handed_over(script: &Script, variable: &str, folder: &Path) -> Result<Assets, Error> {
    let folder = script.package.join(folder);
    script.watch(&folder)?;
    if holds_anything(&folder) {
        return Ok(Assets::new(folder, Origin::Variable));
    }
    Err(Error::NoAssets {
        variable: variable.to_owned(),
        folder,
    })
}

/// The front end's own build. Until there is one, the folder in which it will appear
/// is watched, node_modules and all.
fn local(frontend: &Frontend, script: &Script) -> Result<Option<PathBuf>, Error> {
    let dist = frontend.folder.join(&frontend.dist);
    let folder = script.package.join(&dist);
    if holds_anything(&folder) {
        script.watch(&dist)?;
        return Ok(Some(folder));
    }
    script.watch(&frontend.folder)?;
    Ok(None)
}

pub(crate) fn holds_anything(folder: &Path) -> bool {
    fs_err::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
