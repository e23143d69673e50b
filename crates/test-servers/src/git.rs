//! Repositories to fetch from, and the servers that git itself has.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::{Reply, Request, Server};

/// Whether there is a git with an HTTP server; where not, says that a test is
/// skipped.
///
/// # Panics
/// When `cargo xtask test` found one that the git on PATH does not.
pub fn has_git() -> bool {
    let found = exec_path().is_some_and(|path| path.join("git-http-backend").exists());
    if !found {
        let named = std::env::var_os("BUN_NIX_TEST_GIT_HTTP_BACKEND");
        assert_eq!(named, None, "the git on PATH has no git-http-backend");
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        let line = format!("skipped: {test}: there is no git with git-http-backend\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    found
}

fn exec_path() -> Option<PathBuf> {
    let output = Command::new("git").arg("--exec-path").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().into())
}

/// Runs git in a folder, without anybody's configuration; what it says.
///
/// # Panics
/// If it fails.
pub fn run_git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), "n")
            .env(format!("GIT_{role}_EMAIL"), "a@b")
            .env(format!("GIT_{role}_DATE"), "2020-01-01T00:00:00Z");
    }
    let output = command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {stderr}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A repository that a server serves.
pub struct Repository {
    folder: PathBuf,
}

impl Repository {
    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file.
    pub fn write(&self, path: &str, contents: &str) {
        let file = self.folder.join(path);
        fs_err::create_dir_all(file.parent().unwrap()).unwrap();
        fs_err::write(file, contents).unwrap();
    }

    /// Adds another repository's commit as a submodule.
    pub fn submodule(&self, path: &str, url: &str, commit: &str) {
        self.write(
            ".gitmodules",
            &format!("[submodule \"{path}\"]\n\tpath = {path}\n\turl = {url}\n"),
        );
        let link = format!("160000,{commit},{path}");
        run_git(
            &self.folder,
            &["update-index", "--add", "--cacheinfo", &link],
        );
        run_git(&self.folder, &["add", ".gitmodules"]);
    }

    /// Commits what is staged, and every file; the commit.
    pub fn commit(&self) -> String {
        let files = fs_err::read_dir(&self.folder).unwrap();
        for file in files.map(|file| file.unwrap().file_name().into_string().unwrap()) {
            if file != ".git" {
                run_git(&self.folder, &["add", "--", &file]);
            }
        }
        run_git(&self.folder, &["commit", "-qm", "one"]);
        run_git(&self.folder, &["rev-parse", "HEAD"])
    }

    /// Of all that `git archive` does, what GitHub's archives are.
    pub fn archive(&self, commit: &str) -> Vec<u8> {
        let output = Command::new("git")
            .args(["archive", "--format=tar.gz", "--prefix=top/", commit])
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(output.status.success());
        output.stdout
    }
}

/// git's own HTTP server, with any number of repositories.
pub struct GitServer {
    root: TempDir,
    server: Server,
}

impl GitServer {
    /// A server without repositories. `deny` may answer in git's place.
    pub fn new(deny: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> GitServer {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().to_owned();
        let server =
            Server::http(move |request| deny(request).unwrap_or_else(|| backend(&folder, request)));
        GitServer { root, server }
    }

    /// A server that only speaks the first protocol, in which it gives no commit
    /// that no branch or tag ends in.
    pub fn old() -> GitServer {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().to_owned();
        let server = Server::http(move |request| {
            let mut request = request.clone();
            request.headers.retain(|(name, _)| name != "git-protocol");
            backend(&folder, &request)
        });
        GitServer { root, server }
    }

    /// The HTTP server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// A new repository, at `/<name>`.
    pub fn repository(&self, name: &str) -> Repository {
        let folder = self.root.path().join(name);
        fs_err::create_dir_all(&folder).unwrap();
        run_git(
            &folder,
            &["init", "-q", "--template=", "--initial-branch=main"],
        );
        Repository { folder }
    }

    /// Where the repositories lie.
    pub fn root(&self) -> &Path {
        self.root.path()
    }
}

/// Source: git-http-backend(1), RFC 3875.
fn backend(root: &Path, request: &Request) -> Reply {
    let mut command = Command::new("git");
    command
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "safe.directory")
        .env("GIT_CONFIG_VALUE_0", "*")
        .env("REQUEST_METHOD", &request.method)
        .env("PATH_INFO", request.path())
        .env(
            "QUERY_STRING",
            request
                .target
                .split_once('?')
                .map_or("", |(_, query)| query),
        )
        .env("CONTENT_LENGTH", request.body.len().to_string());
    for (variable, header) in [
        ("CONTENT_TYPE", "content-type"),
        ("HTTP_CONTENT_ENCODING", "content-encoding"),
        ("GIT_PROTOCOL", "git-protocol"),
    ] {
        command.env(variable, request.header(header).unwrap_or_default());
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let body = request.body.clone();
    std::thread::spawn(move || stdin.write_all(&body));
    parse_cgi(&child.wait_with_output().unwrap().stdout)
}

fn parse_cgi(output: &[u8]) -> Reply {
    let end = output
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8_lossy(&output[..end]).into_owned();
    let headers: Vec<(&str, &str)> = head
        .split("\r\n")
        .filter_map(|line| line.split_once(": "))
        .collect();
    let status = headers.iter().find(|(name, _)| *name == "Status");
    let status = status.map_or(200, |(_, value)| value[..3].parse().unwrap());
    let reply = Reply::status(status, &output[end + 4..]);
    headers
        .into_iter()
        .filter(|(name, _)| *name != "Status")
        .fold(reply, |reply, (name, value)| reply.header(name, value))
}
