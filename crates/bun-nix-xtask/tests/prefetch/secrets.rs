//! A token is shown to its registry and to nobody else.

use std::path::PathBuf;

use test_servers::{Reply, Request, Server};

use crate::project::{Project, Run, archive, files_below, npm, tarball};

const TOKEN: &str = "npm_hunter2hunter2";
const PASSWORD: &str = "correct-horse";
/// `user:correct-horse`, in base64.
const BASIC: &str = "dXNlcjpjb3JyZWN0LWhvcnNl";

fn is_shown(request: &Request) -> bool {
    let expected = match request.path().starts_with("/basic/") {
        true => format!("Basic {BASIC}"),
        false => format!("Bearer {TOKEN}"),
    };
    request.header("authorization") == Some(&expected)
}

/// Two registries and a host of tarballs behind one certificate.
fn registry() -> Server {
    Server::https(|request| match request.path() {
        path if path.starts_with("/open/") => Reply::ok(archive("open")),
        path if path.starts_with("/gone/") => Reply::status(500, TOKEN),
        _ if is_shown(request) => Reply::ok(archive("private")),
        _ => Reply::status(401, TOKEN),
    })
}

fn project(server: &Server, packages: &[String]) -> Project {
    let project = Project::new(packages)
        .env("NPM_TOKEN", TOKEN)
        .env("PASSWORD", PASSWORD);
    let certificate = project.path("ca.pem");
    server.write_certificate(&certificate);
    let authority = server.authority();
    project.write(
        "home/.npmrc",
        &format!("//{authority}/npm/:_authToken=${{NPM_TOKEN}}\n"),
    );
    project.write(
        "app/bunfig.toml",
        &format!(
            "[install.scopes]\nacme = {{ url = \"https://{authority}/basic/\", \
             username = \"user\", password = \"$PASSWORD\" }}\n"
        ),
    );
    project.env("SSL_CERT_FILE", certificate.to_str().unwrap())
}

/// Nothing that was written or said holds a secret.
fn assert_discreet(project: &Project, run: &Run) {
    let configured = ["home/.npmrc", "app/bunfig.toml"].map(|path| project.path(path));
    let files: Vec<PathBuf> = files_below(&project.path(""))
        .into_iter()
        .filter(|file| !configured.contains(file))
        .collect();
    let written = files.iter().map(|file| fs_err::read(file).unwrap());
    let written = written.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let said = [run.stdout.clone(), run.stderr.clone()];
    for text in written.chain(said) {
        for secret in [TOKEN, PASSWORD, BASIC] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn private_registries_are_fetched_from_without_a_trace() {
    let server = registry();
    let packages = [
        npm("@scope/a", &server.url("/npm/@scope/a/-/a-1.0.0.tgz")),
        npm("@acme/b", &server.url("/basic/@acme/b/-/b-1.0.0.tgz")),
        tarball("open", &server.url("/open/open.tgz")),
    ];
    for format in ["human", "json", "github"] {
        let project = project(&server, &packages);
        let run = project.update(&["--format", format]);
        assert_discreet(&project, &run);
        assert!(files_below(&project.path("cache")).len() == 3, "{run:#?}");
        let bun_nix = project.bun_nix().unwrap();
        assert_eq!(bun_nix.matches("hash = \"sha512-").count(), 3, "{bun_nix}");
        assert_eq!(project.run(&["check"]).code, Some(0));
    }
    for request in server.requests() {
        let has_login = request.header("authorization").is_some();
        assert_eq!(
            has_login,
            !request.path().starts_with("/open/"),
            "{request:?}"
        );
    }
}

#[test]
fn failures_do_not_tell_either() {
    let server = registry();
    let packages = [
        npm("@scope/a", &server.url("/other/@scope/a/-/a-1.0.0.tgz")),
        npm("@acme/b", &server.url("/npm2/b-1.0.0.tgz")),
        tarball("gone", &server.url("/gone/gone.tgz")),
    ];
    for format in ["human", "json", "github"] {
        let project = project(&server, &packages).env("BUN_NIX_TIMEOUT", "5");
        let run = project.fail_to_update(&["--format", format]);
        assert_discreet(&project, &run);
        assert_eq!(project.bun_nix(), None);
        assert!((run.stdout + &run.stderr).contains("neither .npmrc nor bunfig.toml"));
    }
}
