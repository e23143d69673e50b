//! The programs that scripts take for granted: a shell, Node and Bun, looked for on
//! PATH.
//!
//! Where there is no `node`, Bun stands in for it, as it does in a `bun install`. A
//! `node-gyp` that `npm_config_node_gyp` names is put on PATH; Bun's own fetches
//! one, which no sandbox allows.

use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What was found.
pub(super) struct Tools {
    /// bash if there is one, as Bun prefers.
    pub shell: Option<PathBuf>,
    /// Node, or Bun in its place.
    pub node: Option<PathBuf>,
    /// Bun.
    pub bun: Option<PathBuf>,
    /// The folder of the stand-ins, if any is needed. It goes when this does.
    pub stand_ins: Option<TempDir>,
}

const SHELLS: [&str; 3] = ["bash", "sh", "zsh"];

const SHELLS_ELSEWHERE: [&str; 4] = ["/bin/bash", "/usr/bin/bash", "/bin/sh", "/usr/bin/sh"];

impl Tools {
    /// Looks for the programs in the folders of a PATH. `node` and `node_gyp` are
    /// what `NODE` and `npm_config_node_gyp` say.
    pub fn find(path: &OsStr, node: Option<&OsStr>, node_gyp: Option<&OsStr>) -> io::Result<Tools> {
        let find = |name: &str| {
            let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
            folders
                .map(|folder| folder.join(name))
                .find(|file| is_program(file))
        };
        // Bun says where it really is, not through which link it was found.
        let bun = find("bun").map(fs_err::canonicalize).transpose()?;
        let own_node = node.map(PathBuf::from).filter(|node| is_program(node));
        let own_node = own_node.or_else(|| find("node"));
        let mut links = Vec::new();
        if let (None, Some(bun)) = (&own_node, &bun) {
            links.push(("node", bun.clone()));
        }
        if let (None, Some(node_gyp)) = (find("node-gyp"), node_gyp) {
            links.push(("node-gyp", node_gyp.into()));
        }
        let elsewhere = SHELLS_ELSEWHERE.into_iter().map(PathBuf::from);
        Ok(Tools {
            shell: SHELLS.into_iter().find_map(find).or_else(|| {
                let mut elsewhere = elsewhere;
                elsewhere.find(|file| is_program(file))
            }),
            node: own_node.or_else(|| bun.clone()),
            bun,
            stand_ins: stand_ins(&links)?,
        })
    }
}

fn is_program(path: &Path) -> bool {
    let metadata = path.metadata();
    metadata.is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

fn stand_ins(links: &[(&str, PathBuf)]) -> io::Result<Option<TempDir>> {
    if links.is_empty() {
        return Ok(None);
    }
    let folder = tempfile::Builder::new().prefix("bun-nix-").tempdir()?;
    for (name, target) in links {
        fs_err::os::unix::fs::symlink(target, folder.path().join(name))?;
    }
    Ok(Some(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with programs of these names.
    fn programs(names: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs_err::write(&path, "").unwrap();
            fs_err::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        }
        folder
    }

    #[test]
    fn bash_goes_before_sh_and_node_before_bun() {
        let (first, second) = (programs(&["sh", "bun"]), programs(&["bash", "node"]));
        let path = std::env::join_paths([first.path(), second.path()]).unwrap();
        let tools = Tools::find(&path, None, None).unwrap();
        assert_eq!(tools.shell.unwrap(), second.path().join("bash"));
        assert_eq!(tools.node.unwrap(), second.path().join("node"));
        assert_eq!(tools.bun.unwrap(), first.path().join("bun"));
        assert!(tools.stand_ins.is_none());
    }

    #[test]
    fn bun_stands_in_for_node() {
        let folder = programs(&["bun"]);
        let bun = folder.path().join("bun");
        let tools = Tools::find(folder.path().as_os_str(), None, None).unwrap();
        assert_eq!(tools.node.as_deref(), Some(bun.as_path()));
        let stand_ins = tools.stand_ins.unwrap();
        let stand_in = fs_err::read_link(stand_ins.path().join("node"));
        assert_eq!(stand_in.unwrap(), bun);
    }

    #[test]
    fn what_is_no_program_is_not_found() {
        let folder = programs(&[]);
        fs_err::create_dir(folder.path().join("node")).unwrap();
        fs_err::write(folder.path().join("bun"), "not executable").unwrap();
        let gone = OsStr::new("/gone/node");
        let tools = Tools::find(folder.path().as_os_str(), Some(gone), None).unwrap();
        assert!(tools.node.is_none() && tools.bun.is_none());
    }

    #[test]
    fn a_node_gyp_that_npm_is_told_of_is_found() {
        let folder = programs(&[]);
        let node_gyp = OsStr::new("/opt/node-gyp.js");
        let tools = Tools::find(folder.path().as_os_str(), None, Some(node_gyp)).unwrap();
        let stand_ins = tools.stand_ins.unwrap();
        let stand_in = fs_err::read_link(stand_ins.path().join("node-gyp"));
        assert_eq!(stand_in.unwrap(), node_gyp);
    }
}
