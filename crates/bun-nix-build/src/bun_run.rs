//! `bun run build` of a copy of the front end under OUT_DIR, so that nothing is
//! written elsewhere.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::assets::holds_anything;
use crate::error::Error;
use crate::frontend::Frontend;
use crate::script::Script;

/// Builds the front end and says where its assets are; warns and says nothing
/// where Bun or node_modules is not there.
pub(crate) fn build(frontend: &Frontend, script: &Script) -> Result<Option<PathBuf>, Error> {
    let bun = script.variable("BUN").unwrap_or_else(|| "bun".into());
    // Where `bun` is looked for.
    let _ = script.variable("PATH");
    let folder = script.package.join(&frontend.folder);
    let inputs = inputs(&folder, &frontend.dist)?;
    for input in &inputs {
        script.watch(&frontend.folder.join(input))?;
    }
    let Some(node_modules) = nearest_node_modules(&folder) else {
        // Where it will appear.
        script.watch(&frontend.folder)?;
        script.warn(&format!(
            "{} is not built: it has no node_modules; run `bun install` there",
            frontend.folder.display()
        ));
        return Ok(None);
    };
    let copy = script.out.join("bun-nix-build").join("frontend");
    copy_inputs(&folder, &inputs, &copy)?;
    link_packages(&node_modules, &copy.join("node_modules"))?;
    match run(&bun, script, &copy)? {
        Some(output) if output.status.success() => assets(frontend, &copy).map(Some),
        Some(output) => Err(Error::BuildFailed {
            folder: frontend.folder.clone(),
            output: [output.stdout, output.stderr]
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .concat(),
        }),
        None => Ok(None),
    }
}

/// What lies in the front end's folder, but for what is installed, built, or kept by
/// tools in hidden folders. Without a folder there is nothing.
fn inputs(folder: &Path, dist: &str) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs_err::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut inputs = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let is_hidden = name.to_string_lossy().starts_with('.') && entry.file_type()?.is_dir();
        if name != "node_modules" && name != dist && !is_hidden {
            inputs.push(PathBuf::from(name));
        }
    }
    inputs.sort();
    Ok(inputs)
}

/// The one in the folder, or the one above it that a workspace shares.
fn nearest_node_modules(folder: &Path) -> Option<PathBuf> {
    let root = bun_lock::repository_root(folder).unwrap_or_else(|| folder.to_owned());
    folder
        .ancestors()
        .take_while(|ancestor| ancestor.starts_with(&root))
        .map(|ancestor| ancestor.join("node_modules"))
        .find(|node_modules| node_modules.is_dir())
}

fn copy_inputs(folder: &Path, inputs: &[PathBuf], copy: &Path) -> Result<(), Error> {
    if copy.exists() {
        fs_err::remove_dir_all(copy)?;
    }
    fs_err::create_dir_all(copy)?;
    for input in inputs {
        copy_tree(&folder.join(input), &copy.join(input))?;
    }
    Ok(())
}

/// Links are not followed: they would lead in circles, or copy half a disk.
fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    let kind = fs_err::symlink_metadata(from)?.file_type();
    if kind.is_symlink() {
        return link_to(&fs_err::canonicalize(from)?, to);
    }
    if !kind.is_dir() {
        return fs_err::copy(from, to).map(drop);
    }
    fs_err::create_dir(to)?;
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        copy_tree(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// A node_modules of links, so that what a tool keeps in it, such as `.vite`, stays
/// under OUT_DIR.
fn link_packages(from: &Path, to: &Path) -> io::Result<()> {
    fs_err::create_dir(to)?;
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        let link = to.join(entry.file_name());
        match entry.file_name().to_string_lossy().starts_with('@') {
            true => link_packages(&entry.path(), &link)?,
            false => link_to(&entry.path(), &link)?,
        }
    }
    Ok(())
}

fn link_to(target: &Path, link: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return fs_err::os::unix::fs::symlink(target, link);
    #[cfg(windows)]
    return match target.is_dir() {
        true => fs_err::os::windows::fs::symlink_dir(target, link),
        false => fs_err::os::windows::fs::symlink_file(target, link),
    };
}

fn run(bun: &Path, script: &Script, copy: &Path) -> Result<Option<Output>, Error> {
    let output = Command::new(bun)
        .args(["run", "build"])
        .current_dir(copy)
        .output();
    match output {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            script.warn(&format!(
                "the front end is not built: there is no {}; install Bun, or set BUN to its path",
                bun.display()
            ));
            Ok(None)
        }
        output => Ok(Some(output?)),
    }
}

fn assets(frontend: &Frontend, copy: &Path) -> Result<PathBuf, Error> {
    let folder = copy.join(&frontend.dist);
    match holds_anything(&folder) {
        true => Ok(folder),
        false => Err(Error::NothingBuilt {
            folder: frontend.folder.clone(),
            dist: frontend.dist.clone(),
        }),
    }
}
