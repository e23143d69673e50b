//! git as its user configured it, over each of its protocols.

use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use test_servers::{GitServer, has_git};

use crate::project::{Project, git};

/// A server with a repository `r`, and its commit.
fn server() -> (GitServer, String) {
    let server = GitServer::new(|_| None);
    let repository = server.repository("r");
    repository.write(".gitattributes", "* text=auto\n*.bin filter=evil\n");
    repository.write("text", "a\nb\n");
    repository.write("x.bin", "x\n");
    let commit = repository.commit();
    (server, commit)
}

fn hash(project: &Project) -> String {
    let bun_nix = project.bun_nix().unwrap();
    bun_nix
        .split("hash = \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn configuration_leads_to_a_repository_but_not_into_its_files() {
    if !has_git() {
        return;
    }
    let (server, commit) = server();
    let plain = Project::new(&[git("g", &server.server().url("/r"), &commit)]);
    plain.update(&[]);

    let configured = Project::new(&[git("g", "https://git.example.org/r", &commit)])
        .env("GIT_DIR", "/nowhere")
        .env("GIT_INDEX_FILE", "/nowhere")
        .env("GIT_TRACE", "2");
    let hooks = configured.path("hooks");
    fs_err::create_dir_all(hooks.join("hooks")).unwrap();
    let hook = hooks.join("hooks/post-checkout");
    fs_err::write(&hook, "#!/bin/sh\necho evil >evil\n").unwrap();
    fs_err::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    let hooks = hooks.display();
    let attributes = configured.path("attributes");
    fs_err::write(&attributes, "* text eol=crlf\n").unwrap();
    let base = server.server().base();
    configured.write(
        "home/.gitconfig",
        &format!(
            "[core]\n\tautocrlf = true\n\thooksPath = {hooks}/hooks\n\tattributesFile = {}\n\
             [init]\n\ttemplateDir = {hooks}\n\
             [filter \"evil\"]\n\tsmudge = tr a-z A-Z\n\trequired = true\n\
             [http]\n\textraHeader = X-Secret: hunter2\n\
             [url \"{base}/\"]\n\tinsteadOf = https://git.example.org/\n",
            attributes.display()
        ),
    );
    let run = configured.update(&[]);
    assert_eq!(hash(&configured), hash(&plain), "{run:#?}");
    let requests = server.server().requests();
    assert!(
        requests
            .iter()
            .any(|request| request.header("x-secret") == Some("hunter2"))
    );
    assert!(!(run.stdout + &run.stderr).contains("hunter2"));
    let left: Vec<_> = fs_err::read_dir(configured.path("tmp")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_login_in_a_rewritten_url_is_not_shown() {
    if !has_git() {
        return;
    }
    let project = Project::new(&[git("g", "https://git.example.org/r", &"a".repeat(40))]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = listener.local_addr().unwrap();
    drop(listener);
    project.write(
        "home/.gitconfig",
        &format!(
            "[url \"http://user:hunter2@{authority}/\"]\n\tinsteadOf = https://git.example.org/\n"
        ),
    );
    let run = project.fail_to_update(&[]);
    assert!(run.stderr.contains("git cannot fetch"), "{run:#?}");
    assert!(!run.stderr.contains("hunter2"), "{run:#?}");
}

#[test]
fn a_missing_git_is_named() {
    let project = Project::new(&[git("g", "https://git.example.org/r", &"a".repeat(40))]);
    let project = project.env("PATH", "/nowhere");
    let run = project.fail_to_update(&[]);
    assert!(run.stderr.contains("git cannot be run"), "{run:#?}");
    assert!(run.stderr.contains("help: install git"), "{run:#?}");
}

/// A program that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn wait_for(port: u16) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < deadline, "nobody listens at {port}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn gits_own_protocol_gives_the_same_hash() {
    if !has_git() {
        return;
    }
    let (server, commit) = server();
    let plain = Project::new(&[git("g", &server.server().url("/r"), &commit)]);
    plain.update(&[]);
    let port = free_port();
    // Started by `git daemon` it would outlive the test.
    let exec_path = run("git", &["--exec-path"]);
    let mut daemon = Command::new(format!("{}/git-daemon", exec_path.trim()));
    daemon
        .args(["--export-all", "--listen=127.0.0.1"])
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "safe.directory")
        .env("GIT_CONFIG_VALUE_0", "*")
        .stdout(Stdio::null())
        .arg(format!("--port={port}"))
        .arg(format!("--base-path={}", server.root().display()))
        .stderr(Stdio::null());
    let Ok(daemon) = daemon.spawn() else {
        return skipped("gits_own_protocol_gives_the_same_hash", "git-daemon");
    };
    let _daemon = Running(daemon);
    wait_for(port);
    let url = format!("git://127.0.0.1:{port}/r");
    let entry = git("g", &url, &commit).replace("git+git://", "git://");
    let project = Project::new(&[entry]);
    project.update(&[]);
    assert_eq!(hash(&project), hash(&plain));
}

fn skipped(test: &str, missing: &str) {
    let line = format!("skipped: {test}: there is no {missing}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// A program beside the server that `cargo xtask test` found.
fn ssh_program(name: &str) -> Option<String> {
    let sshd = std::env::var("BUN_NIX_TEST_SSHD").ok();
    let folders = ["/usr/bin", "/usr/local/bin"];
    let found = match name {
        "sshd" => sshd,
        _ => folders
            .map(|folder| format!("{folder}/{name}"))
            .into_iter()
            .find(|path| Path::new(path).is_file()),
    };
    if found.is_none() {
        skipped("ssh_asks_the_users_agent", name);
    }
    found
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn ssh_asks_the_users_agent() {
    let programs = ["sshd", "ssh", "ssh-agent", "ssh-add", "ssh-keygen"].map(ssh_program);
    let [Some(sshd), Some(_), Some(agent), Some(add), Some(keygen)] = programs else {
        return;
    };
    if !has_git() {
        return;
    }
    let (server, commit) = server();
    let plain = Project::new(&[git("g", &server.server().url("/r"), &commit)]);
    plain.update(&[]);

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for key in ["host", "user"] {
        run(
            &keygen,
            &["-q", "-t", "ed25519", "-N", "", "-f", &path(key)],
        );
    }
    fs_err::copy(path("user.pub"), path("authorized")).unwrap();
    let port = free_port();
    let host_key = fs_err::read_to_string(path("host.pub")).unwrap();
    fs_err::write(path("known"), format!("[127.0.0.1]:{port} {host_key}")).unwrap();
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\n\
         StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nPidFile none\n",
        path("host"),
        path("authorized")
    );
    fs_err::write(path("sshd_config"), config).unwrap();
    let user = run("/usr/bin/id", &["-un"]);
    if user.trim() == "root" {
        fs_err::create_dir_all("/run/sshd").unwrap();
    }
    let mut daemon = Command::new(sshd);
    let daemon = daemon
        .args(["-D", "-f", &path("sshd_config")])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _daemon = Running(daemon.spawn().unwrap());
    wait_for(port);
    let socket = path("agent");
    let mut program = Command::new(agent);
    let program = program
        .args(["-D", "-a", &socket])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _agent = Running(program.spawn().unwrap());
    while !Path::new(&socket).exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut adding = Command::new(add);
    let adding = adding
        .args(["-q", &path("user")])
        .env("SSH_AUTH_SOCK", &socket);
    assert!(adding.status().unwrap().success());

    let root = server.root().display();
    let url = format!("ssh://{}@127.0.0.1:{port}{root}/r", user.trim());
    let ssh = format!(
        "ssh -F none -oUserKnownHostsFile={} -oBatchMode=yes",
        path("known")
    );
    let packages = [git("g", &url, &commit)];
    let project = Project::new(&packages).env("GIT_SSH_COMMAND", ssh.clone());
    let run = project.fail_to_update(&[]);
    assert!(run.stderr.contains("Permission denied"), "{run:#?}");
    let project = Project::new(&packages)
        .env("GIT_SSH_COMMAND", ssh)
        .env("SSH_AUTH_SOCK", socket);
    project.update(&[]);
    assert_eq!(hash(&project), hash(&plain));
}
