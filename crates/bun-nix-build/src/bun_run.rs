//! `bun run build` of a copy of the front end under OUT_DIR, so that nothing is
//! written elsewhere.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
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
    let dist: PathBuf = Path::new(&frontend.dist)
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    let inputs = inputs(&folder, Path::new(""), &dist)?;
    for input in &inputs {
        script.watch(&frontend.folder.join(input))?;
    }
    let installed = node_modules_from(&folder);
    if installed.is_empty() {
        // Where it will appear.
        script.watch(&frontend.folder)?;
        script.warn(&format!(
            "{} is not built: it has no node_modules; run `bun install` there",
            frontend.folder.display()
        ));
        return Ok(None);
    }
    let copy = script.out.join("bun-nix-build").join("frontend");
    copy_inputs(&folder, &inputs, &copy)?;
    for node_modules in installed {
        link_packages(&node_modules, &copy.join("node_modules"))?;
    }
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
fn inputs(folder: &Path, below: &Path, dist: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs_err::read_dir(folder.join(below)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut all = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let is_folder = entry.file_type()?.is_dir();
        let input = below.join(&name);
        if input == dist || name == "node_modules" || (is_folder && is_hidden(&name)) {
            continue;
        }
        match is_folder && dist.starts_with(&input) {
            true => all.extend(inputs(folder, &input, dist)?),
            false => all.push(input),
        }
    }
    all.sort();
    Ok(all)
}

fn is_hidden(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with('.')
}

/// The one in the folder and those above it, which a workspace shares, the nearest first.
fn node_modules_from(folder: &Path) -> Vec<PathBuf> {
    let root = bun_lock::repository_root(folder).unwrap_or_else(|| folder.to_owned());
    let within = folder
        .ancestors()
        .take_while(|ancestor| ancestor.starts_with(&root));
    within
        .map(|ancestor| ancestor.join("node_modules"))
        .filter(|node_modules| node_modules.is_dir())
        .collect()
}

fn copy_inputs(folder: &Path, inputs: &[PathBuf], copy: &Path) -> Result<(), Error> {
    if copy.exists() {
        fs_err::remove_dir_all(copy)?;
    }
    fs_err::create_dir_all(copy)?;
    for input in inputs {
        let to = copy.join(input);
        fs_err::create_dir_all(to.parent().unwrap_or(copy))?;
        copy_tree(&folder.join(input), &to)?;
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
/// under OUT_DIR. What is linked already is nearer.
fn link_packages(from: &Path, to: &Path) -> io::Result<()> {
    fs_err::create_dir_all(to)?;
    for entry in fs_err::read_dir(from)? {
        let name = entry?.file_name();
        let (target, link) = (from.join(&name), to.join(&name));
        let is_scope = name.to_string_lossy().starts_with('@');
        if is_scope || name == ".bin" {
            link_packages(&target, &link)?;
        } else if !is_hidden(&name) && fs_err::symlink_metadata(&link).is_err() {
            link_to(&target, &link)?;
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
