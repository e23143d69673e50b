//! The backlog that Nix builds, its board included, where there is nothing but /nix.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};

use tempfile::TempDir;
use test_oracles::{Bed, success};

use crate::alone::alone;
use crate::expression::Expression;

/// A project with one task, made by the program alone.
fn project(bed: &Bed, program: &str) -> TempDir {
    let home = TempDir::new().expect("a folder");
    let run = |arguments: &[&str]| success(alone(bed, home.path(), program).args(arguments));
    let version = run(&["--version"]);
    assert!(version.starts_with("backlog "), "{version}");
    run(&["init", "Alone"]);
    let created = run(&["task", "create", "Build it", "--status", "in progress"]);
    assert!(
        created.ends_with("backlog/tasks/task-1 - Build-it.md"),
        "{created}"
    );
    let listed = run(&["task", "list", "--plain"]);
    assert_eq!(listed, "TASK-1\tIn Progress\t\t\tBuild it");
    home
}

/// The board's server.
struct Board {
    server: Child,
    address: String,
}

impl Drop for Board {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Board {
    fn start(bed: &Bed, home: &Path, program: &str) -> Board {
        let mut server = alone(bed, home, program)
            .args(["browser", "--no-open", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let output = server.stdout.take().expect("its output");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("a line of it");
        let (_, after) = line.split_once("http://").expect("where the board is");
        let (address, _) = after.split_once('/').expect("a path");
        let address = address.to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{address}");
        Board { server, address }
    }

    /// The head and the body of an answer, which has to be 200.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let host = &self.address;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/1.1 200 "), "{path}: {head}");
        (head.to_lowercase(), body.to_owned())
    }
}

/// The paths in the page that stand between `before` and `after`.
fn paths<'p>(page: &'p str, before: &str, after: &str) -> Vec<&'p str> {
    let starts = page.split(before).skip(1);
    let values = starts.filter_map(|rest| rest.split('"').next());
    let paths = values.map(|value| value.trim_start_matches("./"));
    paths.filter(|path| path.ends_with(after)).collect()
}

#[test]
fn it_keeps_tasks_and_serves_the_board_where_there_is_only_the_store() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let program = Expression::new(&bed, "backlog").build() + "/bin/backlog";
    let home = project(&bed, &program);
    let board = Board::start(&bed, home.path(), &program);

    let (head, page) = board.get("/");
    let policy =
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';";
    assert!(head.contains(policy), "{head}");
    assert!(!page.contains("bun-nix-build"), "the stub: {page}");

    let front_end = Expression::new(&bed, "web").build();
    let built = |path: &str| success(bed.command("cat").arg(format!("{front_end}/{path}")));
    assert_eq!(page.trim_end(), built("index.html"));
    for (before, after, kind) in [
        ("src=\"", ".js", "text/javascript"),
        ("href=\"", ".css", "text/css"),
    ] {
        let [path] = paths(&page, before, after)[..] else {
            panic!("not one {after} in {page}");
        };
        let (head, body) = board.get(&format!("/{path}"));
        assert!(head.contains(&format!("content-type: {kind}")), "{head}");
        assert_eq!(body.trim_end(), built(path));
    }

    let (_, tasks) = board.get("/api/board");
    assert!(tasks.contains("Build it"), "{tasks}");
}
