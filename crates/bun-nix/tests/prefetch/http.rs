//! What servers do to a download.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bun_nix::Source;
use bun_nix::prefetch::{Cache, Prefetch};
use sha2::{Digest as _, Sha512};
use test_servers::{Proxy, Reply, Request, Server, Tarball};

use crate::fetching::{fetch, impatient, tarball};

fn package() -> Vec<u8> {
    Tarball::new()
        .file("package/package.json", 0o644, b"{}")
        .file("package/big", 0o644, &[7; 100_000])
        .gzip()
}

fn sha512(bytes: &[u8]) -> String {
    bun_lock::Integrity::sha512(Sha512::digest(bytes).into()).to_string()
}

/// A server whose first answers are of one kind, and the others right.
fn bad_at_first(times: usize, bad: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::http(
        move |_| match count.fetch_add(1, Ordering::SeqCst) < times {
            true => bad(),
            false => Reply::ok(package()),
        },
    )
}

fn always(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (Server, String) {
    let server = Server::http(reply);
    let error = fetch(&impatient(), &tarball(&server.url("/x.tgz"))).unwrap_err();
    (server, error.to_string())
}

#[test]
fn a_tarball_has_the_hash_of_its_bytes() {
    let server = Server::http(|_| Reply::ok(package()));
    let hash = fetch(&impatient(), &tarball(&server.url("/x.tgz"))).unwrap();
    assert_eq!(hash.to_string(), sha512(&package()));
}

#[test]
fn bytes_after_the_archive_count() {
    let mut bytes = package();
    bytes.extend(package());
    let sent = bytes.clone();
    let server = Server::http(move |_| Reply::ok(sent.clone()));
    let hash = fetch(&impatient(), &tarball(&server.url("/x.tgz"))).unwrap();
    assert_eq!(hash.to_string(), sha512(&bytes));
}

#[test]
fn what_may_succeed_later_is_tried_again() {
    let bad: [fn() -> Reply; 6] = [
        || Reply::status(500, "oops"),
        || Reply::status(503, "").header("Retry-After", "0"),
        || Reply::status(429, ""),
        || Reply::ok(package()).cut_at(100),
        || Reply::ok(package()[..100].to_vec()).without_length(),
        || Reply::ok(package()).stall_at(100),
    ];
    for (case, bad) in bad.into_iter().enumerate() {
        let server = bad_at_first(2, bad);
        let hash = fetch(&impatient(), &tarball(&server.url("/x.tgz")));
        let hash = hash.unwrap_or_else(|error| panic!("case {case}: {error}"));
        assert_eq!(hash.to_string(), sha512(&package()), "case {case}");
        assert_eq!(server.requests().len(), 3, "case {case}");
    }
}

#[test]
fn trying_again_has_an_end() {
    let (server, error) = always(|_| Reply::status(500, ""));
    assert_eq!(error, format!("{}/x.tgz answers 500", server.base()));
    assert_eq!(server.requests().len(), 4);
    let (_, error) = always(|_| Reply::ok(package()).cut_at(50));
    assert!(error.contains("was cut off"), "{error}");
    let (_, error) = always(|_| Reply::ok(package()).stall_at(50));
    assert!(error.ends_with("sent nothing for 0.4 s"), "{error}");
    let (_, error) = always(|_| Reply::ok(package()).after(Duration::from_secs(5)));
    assert!(error.ends_with("sent nothing for 0.4 s"), "{error}");
}

#[test]
fn what_cannot_succeed_is_not_tried_again() {
    for reply in [
        Reply::status(404, ""),
        Reply::status(401, ""),
        Reply::ok("<!doctype html><title>Sign in</title>"),
        Reply::ok(""),
    ] {
        let (server, error) = always(move |_| reply.clone());
        let tries = server.requests().len();
        // An empty body may be one that was cut off.
        assert!(tries == 1 || error.contains("cut off"), "{tries}: {error}");
    }
}

#[test]
fn an_error_page_is_no_tarball() {
    let (_, error) = always(|_| Reply::ok("<!doctype html><title>Sign in</title>"));
    assert!(error.contains("is no gzipped tar archive"), "{error}");
}

#[test]
fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/x.tgz", listener.local_addr().unwrap());
    drop(listener);
    let error = fetch(&impatient(), &tarball(&url)).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("{url} cannot be reached: ")),
        "{error}"
    );
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let server = Server::https(|_| Reply::ok(package()));
    let error = fetch(&impatient(), &tarball(&server.url("/x.tgz"))).unwrap_err();
    assert_eq!(error.code(), "fetch-untrusted", "{error}");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_certificate_in_a_file_is_trusted() {
    let server = Server::https(|_| Reply::ok(package()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    server.write_certificate(&file);
    let env = |name: &str| (name == "NIX_SSL_CERT_FILE").then(|| file.to_str().unwrap().to_owned());
    let prefetch = Prefetch::from_env(folder.path(), &env);
    let hash = fetch(&prefetch, &tarball(&server.url("/x.tgz"))).unwrap();
    assert_eq!(hash.to_string(), sha512(&package()));
}

#[test]
fn the_environment_names_a_proxy() {
    let server = Server::https(|_| Reply::ok(package()));
    let proxy = Proxy::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    server.write_certificate(&file);
    let with = |excluded: &str| {
        Prefetch::from_env(folder.path(), &|name| match name {
            "HTTPS_PROXY" => Some(proxy.url()),
            "NO_PROXY" => Some(excluded.to_owned()),
            "NIX_SSL_CERT_FILE" => Some(file.to_str().unwrap().to_owned()),
            _ => None,
        })
    };
    let source = tarball(&server.url("/x.tgz"));
    fetch(&with("127.0.0.1"), &source).unwrap();
    assert_eq!(proxy.tunnels(), Vec::<String>::new());
    fetch(&with("example.org"), &source).unwrap();
    assert_eq!(proxy.tunnels(), [server.authority()]);
}

#[test]
fn redirects_are_followed_to_an_end() {
    let server = Server::http(|request| match request.path() {
        "/a" => Reply::redirect("b?signature=hunter2"),
        "/b" => Reply::ok(package()),
        "/loop" => Reply::redirect("/loop"),
        "/file" => Reply::redirect("file:///etc/passwd"),
        _ => Reply::status(302, ""),
    });
    assert!(fetch(&impatient(), &tarball(&server.url("/a"))).is_ok());
    for path in ["/loop", "/file", "/nowhere"] {
        let error = fetch(&impatient(), &tarball(&server.url(path))).unwrap_err();
        assert_eq!(error.code(), "fetch-bad-redirect", "{path}: {error}");
    }
    assert_eq!(server.requests().len(), 2 + 11 + 1 + 1);
}

#[test]
fn signatures_in_a_redirect_are_not_shown() {
    let server = Server::http(|request| match request.path() {
        "/a" => Reply::redirect("b?signature=hunter2"),
        _ => Reply::status(404, ""),
    });
    let error = fetch(&impatient(), &tarball(&server.url("/a"))).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{}/b answers 404", server.base())
    );
}

#[test]
fn too_much_is_refused() {
    let mut prefetch = impatient();
    prefetch.limits.download = 100;
    let server = Server::http(|_| Reply::ok(package()));
    let error = fetch(&prefetch, &tarball(&server.url("/x.tgz"))).unwrap_err();
    assert!(
        error.to_string().ends_with("it has more than 100 bytes"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}

/// None is answered before all are asked for.
#[test]
fn eight_sources_are_fetched_at_once() {
    let all = Barrier::new(8);
    let server = Server::http(move |_| {
        all.wait();
        Reply::ok(package())
    });
    let mut prefetch = impatient();
    prefetch.network.stall = Duration::from_secs(10);
    let sources: Vec<Source> = (0..8)
        .map(|number| tarball(&server.url(&format!("/{number}.tgz"))))
        .collect();
    let results = prefetch.fetch(&sources.iter().collect::<Vec<_>>(), &());
    assert!(results.iter().all(Result::is_ok), "{results:?}");
}

#[test]
fn results_come_in_the_order_of_the_sources() {
    let server = Server::http(|request| match request.path() {
        "/0" => Reply::ok(package()).after(Duration::from_millis(100)),
        _ => Reply::status(404, ""),
    });
    let sources = ["/0", "/1", "/2"].map(|path| tarball(&server.url(path)));
    let results = impatient().fetch(&sources.each_ref(), &());
    let good: Vec<bool> = results.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, false, false]);
}

#[test]
fn what_was_fetched_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::http(|_| Reply::ok(package()));
    let prefetch = Prefetch {
        cache: Some(Cache::in_folder(folder.path())),
        ..impatient()
    };
    let source = tarball(&server.url("/x.tgz"));
    assert_eq!(prefetch.cached(&source), None);
    let hash = fetch(&prefetch, &source).unwrap();
    assert_eq!(prefetch.cached(&source), Some(hash));
    assert_eq!(prefetch.cached(&tarball(&server.url("/y.tgz"))), None);
}
