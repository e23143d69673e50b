//! Who is let in. The server listens on loopback, but any page in the browser can
//! send requests there. `Host` stops a name that was rebound to 127.0.0.1, `Origin`
//! and `Sec-Fetch-Site` stop other sites' pages, and a body has to be JSON, which no
//! page can send elsewhere without asking first.

use hyper::header::{self, HeaderName};
use hyper::{Method, Request, StatusCode};

use super::answer::{Refusal, error};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what the board's own page or a program on this machine would not send.
pub(super) fn check<B>(request: &Request<B>, port: u16) -> Result<(), Refusal> {
    let refuse = |message: &str| Err(error(StatusCode::FORBIDDEN, message));
    if !text(request, &header::HOST).is_some_and(|host| is_own_host(host, port)) {
        return refuse("the Host header names another server");
    }
    // Where the request line names a host too, it counts before the header.
    let named = request.uri().authority();
    if named.is_some_and(|named| !is_own_host(named.as_str(), port)) {
        return refuse("the request line names another server");
    }
    let origin = text(request, &header::ORIGIN);
    let own = |origin: &str| {
        let host = origin.strip_prefix("http://");
        host.is_some_and(|host| is_own_host(host, port))
    };
    if origin.is_some_and(|origin| !own(origin)) {
        return refuse("the request comes from another site");
    }
    // A link on another site may open the page, but nothing that it serves the data from.
    let inside = request.uri().path().starts_with("/api/") || is_write(request.method());
    let site = text(request, &SEC_FETCH_SITE);
    if inside && site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return refuse("the request comes from another site");
    }
    if is_write(request.method()) && !is_json(text(request, &header::CONTENT_TYPE)) {
        let message = "the body has to be application/json";
        return Err(error(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    Ok(())
}

/// A header that cannot be read, or is there twice, is like none of ours.
fn text<'a, B>(request: &'a Request<B>, name: &HeaderName) -> Option<&'a str> {
    let mut values = request.headers().get_all(name).into_iter();
    match (values.next(), values.next()) {
        (None, _) => None,
        (Some(value), None) => Some(value.to_str().unwrap_or("?")),
        (Some(_), Some(_)) => Some("?"),
    }
}

fn is_own_host(host: &str, port: u16) -> bool {
    let name = host.strip_suffix(&format!(":{port}"));
    let name = name.or(Some(host).filter(|_| port == 80));
    name.is_some_and(|name| name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost"))
}

fn is_write(method: &Method) -> bool {
    method == Method::POST || method == Method::PATCH || method == Method::PUT
}

fn is_json(kind: Option<&str>) -> bool {
    let kind = kind
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_line_that_names_another_host_is_refused() {
        let let_in = |uri: &str| {
            let request = Request::get(uri).header(header::HOST, "127.0.0.1:6420");
            check(&request.body(()).unwrap(), 6420).is_ok()
        };
        assert!(let_in("/"));
        assert!(let_in("http://localhost:6420/"));
        assert!(!let_in("http://evil.example/"));
        assert!(!let_in("http://user@localhost:6420/"));
    }

    #[test]
    fn only_loopback_names_with_the_port_are_this_host() {
        for host in ["127.0.0.1:6420", "localhost:6420", "LOCALHOST:6420"] {
            assert!(is_own_host(host, 6420), "{host}");
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "evil.example:6420",
            "127.0.0.1.evil.example:6420",
            "",
            ":6420",
            "localhost:6420:6420",
        ] {
            assert!(!is_own_host(host, 6420), "{host}");
        }
        assert!(is_own_host("localhost", 80));
    }
}
