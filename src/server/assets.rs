//! The front end's files, which the build script found and this binary contains.

use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode};
use include_dir::{Dir, include_dir};

use super::answer::{Answer, error, not_allowed};
use crate::task::revision_of;

static FILES: Dir<'static> = include_dir!("$BACKLOG_WEB_DIST");

pub(super) fn answer(request: &Request<Bytes>) -> Answer {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return *not_allowed("GET, HEAD");
    }
    let path = match request.uri().path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    match FILES.get_file(path) {
        Some(file) => {
            let tag = revision_of(file.contents());
            Answer::new(StatusCode::OK, kind(path), file.contents()).unless_known(request, &tag)
        }
        None => *error(StatusCode::NOT_FOUND, "there is nothing here"),
    }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
