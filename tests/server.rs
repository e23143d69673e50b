//! The board's server over real HTTP, as the board's page, another site's page and
//! careless programs would speak to it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

struct Board {
    folder: tempfile::TempDir,
    server: Child,
    port: u16,
}

impl Drop for Board {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn error(&self) -> String {
        self.json()["error"].as_str().unwrap().to_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        Some(lines.find(|(found, _)| found.eq_ignore_ascii_case(name))?.1)
    }
}

impl Board {
    fn start() -> Board {
        let folder = tempfile::tempdir().unwrap();
        let backlog = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_backlog"));
            command.current_dir(folder.path()).stdin(Stdio::null());
            command
        };
        let init = backlog().args(["init", "Served"]).output().unwrap();
        assert!(init.status.success());
        let mut server = backlog()
            .args(["browser", "--no-open", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let port = line
            .split("127.0.0.1:")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap();
        let port = port.parse().unwrap();
        Board {
            folder,
            server,
            port,
        }
    }

    fn send(&self, head: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        let head = head.replace('\n', "\r\n");
        stream
            .write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes())
            .unwrap();
        // The server may have answered and closed before it has all.
        let _ = stream.write_all(body);
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        let end = reply
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a reply");
        let head = String::from_utf8(reply[..end].to_vec()).unwrap();
        Reply {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: reply[end + 4..].to_vec(),
            head,
        }
    }

    fn get(&self, path: &str) -> Reply {
        self.send(
            &format!("GET {path} HTTP/1.1\nHost: localhost:{}", self.port),
            b"",
        )
    }

    /// As the board's page does.
    fn write(&self, method: &str, path: &str, body: &Value) -> Reply {
        let body = body.to_string();
        self.send(&self.head(method, path, body.len()), body.as_bytes())
    }

    fn head(&self, method: &str, path: &str, length: usize) -> String {
        let port = self.port;
        format!(
            "{method} {path} HTTP/1.1\nHost: 127.0.0.1:{port}\nOrigin: http://127.0.0.1:{port}\n\
             Sec-Fetch-Site: same-origin\nContent-Type: application/json\nContent-Length: {length}"
        )
    }

    fn create(&self, title: &str) -> Value {
        let reply = self.write("POST", "/api/tasks", &json!({ "title": title }));
        assert_eq!(
            reply.status,
            201,
            "{}",
            String::from_utf8_lossy(&reply.body)
        );
        reply.json()
    }

    fn file(&self, task: &Value) -> String {
        fs_err::read_to_string(self.folder.path().join(task["path"].as_str().unwrap())).unwrap()
    }
}

#[test]
fn tasks_are_created_read_edited_and_archived() {
    let board = Board::start();
    let created = board.write(
        "POST",
        "/api/tasks",
        &json!({
            "title": "Drag a card",
            "status": "in progress",
            "assignee": ["@sara"],
            "labels": ["web"],
            "priority": "high",
            "description": "With a mouse.\n\n## And with keys",
            "acceptance_criteria": [{ "text": "It moves", "checked": false }],
        }),
    );
    assert_eq!(created.status, 201);
    let task = created.json();
    assert_eq!(
        (&task["id"], &task["status"]),
        (&json!("TASK-1"), &json!("In Progress"))
    );
    assert_eq!(
        task["acceptance_criteria"],
        json!([{ "index": 1, "text": "It moves", "checked": false }])
    );
    assert_eq!(board.get("/api/tasks/TASK-1").json(), task);

    let change = json!({ "revision": task["revision"], "status": "Done", "priority": null });
    let edited = board.write("PATCH", "/api/tasks/TASK-1", &change);
    assert_eq!(edited.status, 200);
    let edited = edited.json();
    assert_eq!(
        (&edited["status"], &edited["priority"]),
        (&json!("Done"), &Value::Null)
    );
    assert_eq!(edited["description"], task["description"]);
    assert!(board.file(&edited).contains("\nstatus: Done\n"));

    let stale = board.write("PATCH", "/api/tasks/task-1", &change);
    assert_eq!(stale.status, 409);
    assert_eq!(stale.json()["current"], edited);
    assert_eq!(stale.error(), "TASK-1 has been changed meanwhile");
    let stale = board.write(
        "POST",
        "/api/tasks/1/archive",
        &json!({ "revision": task["revision"] }),
    );
    assert_eq!(stale.status, 409);

    let archived = board.write(
        "POST",
        "/api/tasks/TASK-1/archive",
        &json!({ "revision": edited["revision"] }),
    );
    assert_eq!((archived.status, archived.body.len()), (204, 0));
    assert_eq!(board.get("/api/tasks/TASK-1").status, 404);
    assert_eq!(board.create("The next")["id"], "TASK-2");
}

#[test]
fn the_board_has_everything_and_says_when_nothing_changed() {
    let board = Board::start();
    board.create("One");
    let tasks = board.folder.path().join("backlog/tasks");
    fs_err::write(tasks.join("task-9 - Bad.md"), "no front matter").unwrap();
    fs_err::write(
        tasks.join("task-10 - Old.md"),
        "---\nid: TASK-10\ntitle: Old\nstatus: Blocked\n---\n",
    )
    .unwrap();

    let reply = board.get("/api/board");
    let all = reply.json();
    assert_eq!(all["project"], json!({ "name": "Served" }));
    assert_eq!(
        all["statuses"],
        json!(["To Do", "In Progress", "Done", "Blocked"])
    );
    assert_eq!(all["default_status"], "To Do");
    assert_eq!(all["done_status"], "Done");
    assert_eq!(all["priorities"], json!(["high", "medium", "low"]));
    assert_eq!(all["tasks"].as_array().unwrap().len(), 2);
    assert_eq!(
        all["problems"],
        json!([{
            "path": "backlog/tasks/task-9 - Bad.md",
            "message": "line 1: no front matter: the first line is not `---`",
        }])
    );

    let tag = reply.header("etag").unwrap();
    let head = format!(
        "GET /api/board HTTP/1.1\nHost: localhost:{}\nIf-None-Match: {tag}",
        board.port
    );
    let unchanged = board.send(&head, b"");
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    board.create("Two");
    assert_eq!(board.send(&head, b"").status, 200);
}

#[test]
fn a_changed_configuration_counts_at_once() {
    let board = Board::start();
    let config = board.folder.path().join("backlog/config.yml");
    fs_err::write(&config, "project_name: New\nstatuses: [Ideas, Done]\n").unwrap();
    assert_eq!(
        board.get("/api/board").json()["statuses"],
        json!(["Ideas", "Done"])
    );
    fs_err::write(&config, "default_port: x\n").unwrap();
    let broken = board.get("/api/board");
    assert_eq!(broken.status, 500);
    assert_eq!(
        broken.error(),
        "backlog/config.yml: line 1: `default_port` is not a port"
    );
}

#[test]
fn other_hosts_and_other_sites_are_refused() {
    let board = Board::start();
    let task = board.create("Private");
    let port = board.port;
    let patch = json!({ "revision": task["revision"], "title": "Taken over" }).to_string();
    let length = patch.len();
    let own = format!("Host: localhost:{port}");
    let json = format!("Content-Type: application/json\nContent-Length: {length}");
    let refused = [
        // A name that was rebound to this machine.
        format!("GET /api/board HTTP/1.1\nHost: evil.example:{port}"),
        format!("GET / HTTP/1.1\nHost: evil.example:{port}"),
        format!("GET /api/board HTTP/1.1\nHost: localhost:{port}\nHost: evil.example"),
        "GET /api/board HTTP/1.1\nHost: localhost".to_owned(),
        // Another site's page.
        format!("GET /api/board HTTP/1.1\n{own}\nOrigin: http://evil.example"),
        format!("GET /api/board HTTP/1.1\n{own}\nSec-Fetch-Site: cross-site"),
        format!("PATCH /api/tasks/TASK-1 HTTP/1.1\n{own}\nOrigin: http://evil.example\n{json}"),
        format!("PATCH /api/tasks/TASK-1 HTTP/1.1\n{own}\nOrigin: null\n{json}"),
        format!(
            "PATCH /api/tasks/TASK-1 HTTP/1.1\n{own}\nOrigin: https://localhost:{port}\n{json}"
        ),
        // A page of another server on this machine.
        format!("PATCH /api/tasks/TASK-1 HTTP/1.1\n{own}\nOrigin: http://localhost:1\n{json}"),
        format!("PATCH /api/tasks/TASK-1 HTTP/1.1\n{own}\nSec-Fetch-Site: same-site\n{json}"),
    ];
    for head in refused {
        let reply = board.send(&head, patch.as_bytes());
        assert_eq!(reply.status, 403, "{head}");
        assert!(
            !String::from_utf8_lossy(&reply.body).contains("Private"),
            "{head}"
        );
    }
    // No Host at all is no HTTP/1.1.
    let none = board.send("GET /api/board HTTP/1.1", b"");
    assert!([400, 403].contains(&none.status));
    assert_eq!(board.get("/api/tasks/TASK-1").json(), task);
}

#[test]
fn what_a_form_could_send_is_no_write() {
    let board = Board::start();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        let body = json!({ "title": "Sneaked in" }).to_string();
        let head = board
            .head("POST", "/api/tasks", body.len())
            .replace("application/json", kind);
        assert_eq!(board.send(&head, body.as_bytes()).status, 415, "{kind}");
    }
    assert_eq!(board.get("/api/board").json()["tasks"], json!([]));
}

#[test]
fn every_answer_is_strict() {
    let board = Board::start();
    for path in ["/", "/api/board", "/api/nothing", "/nothing"] {
        let reply = board.get(path);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; "), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(
            reply.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            reply.header("cross-origin-resource-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert_eq!(reply.header("access-control-allow-origin"), None, "{path}");
    }
}

#[test]
fn the_page_and_nothing_else_is_served() {
    let board = Board::start();
    let page = board.get("/");
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(String::from_utf8_lossy(&page.body).starts_with("<!doctype html>"));
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/backlog/config.yml",
        "/index.html/x",
    ] {
        assert_eq!(board.get(path).status, 404, "{path}");
    }
    assert_eq!(board.write("POST", "/", &json!({})).status, 405);
}

#[test]
fn bad_requests_get_an_answer_that_says_why() {
    let board = Board::start();
    let task = board.create("One");
    let revision = &task["revision"];
    let create = |body: Value| board.write("POST", "/api/tasks", &body);
    let edit = |body: Value| board.write("PATCH", "/api/tasks/TASK-1", &body);
    let told = [
        (create(json!({})), 400, "a task needs a title: give it one"),
        (
            create(json!({ "title": " " })),
            400,
            "the title is empty: it needs at least one word",
        ),
        (
            create(json!({ "title": "a\nb" })),
            400,
            "the title has more than one line: write it in one line, with spaces between the words",
        ),
        (
            create(json!({ "title": "a", "labels": "b" })),
            400,
            "invalid type: string \"b\", expected a sequence",
        ),
        (
            create(json!({ "title": "a", "status": "Nowhere" })),
            400,
            "there is no status `Nowhere`: it is one of: To Do, In Progress, Done",
        ),
        (
            create(json!({ "title": "a", "dependencies": ["TASK-77"] })),
            400,
            "there is no task TASK-77 to depend on: `backlog task list` shows what there is",
        ),
        (
            create(json!([])),
            400,
            "the body is no JSON object: invalid type: sequence, expected a map at line 1 column 0",
        ),
        (
            edit(json!({ "title": "a" })),
            400,
            "`revision` is missing: the task's, as it was read",
        ),
        (
            edit(json!({ "revision": revision, "dependencies": ["TASK-1"] })),
            400,
            "TASK-1 cannot depend on itself: name other tasks",
        ),
        (
            edit(json!({ "revision": revision, "plan": "a\n<!-- SECTION:PLAN:END -->" })),
            400,
            "the text holds a marker that ends its section, Implementation Plan: \
             leave that out, or write it in an editor",
        ),
        (
            board.write("PATCH", "/api/tasks/TASK-7", &json!({ "revision": "" })),
            404,
            "there is no task TASK-7",
        ),
        (
            board.write("PATCH", "/api/tasks/..%2f..", &json!({ "revision": "" })),
            404,
            "there is no task ..%2f..",
        ),
        (
            board.write("PATCH", "/api/board", &json!({})),
            405,
            "the method is not one of GET",
        ),
        (
            board.get("/api/tasks"),
            405,
            "the method is not one of POST",
        ),
        (board.get("/api/else"), 404, "there is nothing here"),
    ];
    for (reply, status, message) in told {
        assert_eq!((reply.status, reply.error().as_str()), (status, message));
    }
    let unknown = create(json!({ "title": "a", "path": "../x" }));
    assert!(
        unknown
            .error()
            .starts_with("unknown field `path`, expected one of")
    );
    assert_eq!(board.get("/api/tasks/TASK-1").json(), task);
}

#[test]
fn a_body_has_its_limit() {
    let board = Board::start();
    let large = json!({ "title": "a", "notes": "x".repeat(2 << 20) });
    let reply = board.write("POST", "/api/tasks", &large);
    assert_eq!(
        (reply.status, reply.error().as_str()),
        (413, "the body is larger than 1048576 bytes")
    );
    // Announced, or in pieces: it makes no difference.
    let announced = board.head("POST", "/api/tasks", 1 << 40);
    assert_eq!(board.send(&announced, b"{").status, 413);
    let pieces = announced.replace(
        &format!("Content-Length: {}", 1_u64 << 40),
        "Transfer-Encoding: chunked",
    );
    let piece = format!("100000\r\n{}\r\n", "x".repeat(1 << 20)).repeat(2);
    assert_eq!(board.send(&pieces, piece.as_bytes()).status, 413);
    let fits = json!({ "title": "a", "notes": "x".repeat(1 << 19) });
    assert_eq!(board.write("POST", "/api/tasks", &fits).status, 201);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let board = Board::start();
    let output = Command::new(env!("CARGO_BIN_EXE_backlog"))
        .args(["browser", "--no-open", "--port", &board.port.to_string()])
        .current_dir(board.folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: port {} is taken\nhelp: `backlog browser --port 0` takes a free one\n",
            board.port
        )
    );
}
