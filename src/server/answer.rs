//! What goes back: status, body, and the headers that every answer has.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use serde::Serialize;

/// The page gets its code, styles and data from here and from nowhere else, and no
/// other page may frame it, read from it or know where it was left.
const STRICT: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// An answer that says no.
pub(super) type Refusal = Box<Answer>;

/// An answer before it has those headers.
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    pub(super) fn new(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        // Kept, but asked for each time: the ETag tells whether it is still that.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        Answer {
            status,
            headers,
            body: body.into(),
        }
    }

    pub(super) fn empty(status: StatusCode) -> Answer {
        Answer {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    pub(super) fn with(mut self, name: HeaderName, value: &str) -> Answer {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// With this ETag; without the body if the browser has it already.
    pub(super) fn unless_known(self, request: &Request<Bytes>, tag: &str) -> Answer {
        let tag = format!("\"{tag}\"");
        let known = request.headers().get_all(header::IF_NONE_MATCH).into_iter();
        let mut known = known.filter_map(|value| value.to_str().ok());
        if !known.any(|value| value.contains(&tag)) {
            return self.with(header::ETAG, &tag);
        }
        let mut answer = Answer::empty(StatusCode::NOT_MODIFIED);
        answer.headers = self.headers;
        answer.headers.remove(header::CONTENT_TYPE);
        answer.with(header::ETAG, &tag)
    }

    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        for (name, value) in STRICT {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// A JSON document.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    match serde_json::to_vec(value) {
        Ok(body) => Answer::new(status, "application/json", body),
        Err(_) => Answer::empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// `{"error": message}`
pub(super) fn error(status: StatusCode, message: &str) -> Refusal {
    Box::new(json(status, &serde_json::json!({ "error": message })))
}

/// 405 with what would be allowed.
pub(super) fn not_allowed(methods: &str) -> Refusal {
    let message = format!("the method is not one of {methods}");
    Box::new(error(StatusCode::METHOD_NOT_ALLOWED, &message).with(header::ALLOW, methods))
}
