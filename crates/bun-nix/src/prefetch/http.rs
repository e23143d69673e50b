//! Downloads: redirects, logins, tries and limits, with the body handed to
//! whoever hashes it as it comes.

use std::io::{self, Read};
use std::time::Duration;

use ureq::http::{Response, header};
use ureq::tls::TlsConfig;
use ureq::{Agent, Body};

use super::archive::BadArchive;
use super::credentials::Credentials;
use super::error::FetchError;
use super::network::Network;
use super::url::Url;

const MOST_REDIRECTS: usize = 10;

/// A pause that a server asks for is kept up to here.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Fetches files.
pub(super) struct Client<'o> {
    agent: Agent,
    network: &'o Network,
    credentials: &'o Credentials,
    limit: u64,
}

/// Reads a body to its end.
pub(super) type ReadBody<'b, T> = &'b mut dyn FnMut(&mut dyn Read) -> Result<T, BadArchive>;

/// A try that failed, and how long the server wants it left alone.
struct Failed {
    error: FetchError,
    pause: Option<Duration>,
}

impl From<FetchError> for Failed {
    fn from(error: FetchError) -> Failed {
        Failed { error, pause: None }
    }
}

impl<'o> Client<'o> {
    pub(super) fn new(
        network: &'o Network,
        credentials: &'o Credentials,
        limit: u64,
    ) -> Client<'o> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .accept_encoding("identity")
            .user_agent(concat!("bun-nix/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(network.connect))
            .timeout_connect(Some(network.connect))
            .timeout_recv_response(Some(network.stall))
            .timeout_per_read(Some(network.stall))
            .timeout_per_write(Some(network.stall))
            .tls_config(TlsConfig::builder().root_certs(network.roots()).build())
            .build();
        Client {
            agent: config.into(),
            network,
            credentials,
            limit,
        }
    }

    /// Downloads a file and returns what `read` makes of it. What may succeed
    /// later is tried again, and `retrying` is told why.
    pub(super) fn get<T>(
        &self,
        url: &str,
        retrying: &dyn Fn(&FetchError),
        read: ReadBody<'_, T>,
    ) -> Result<T, FetchError> {
        let mut pause = self.network.pause;
        let mut attempt = 1;
        loop {
            match self.try_get(url, read) {
                Ok(value) => return Ok(value),
                Err(Failed {
                    error,
                    pause: asked,
                }) if error.is_transient() && attempt < self.network.attempts => {
                    retrying(&error);
                    std::thread::sleep(asked.unwrap_or(pause).min(LONGEST_PAUSE));
                    pause *= 2;
                    attempt += 1;
                }
                Err(Failed { error, .. }) => return Err(error),
            }
        }
    }

    fn try_get<T>(&self, url: &str, read: ReadBody<'_, T>) -> Result<T, Failed> {
        let mut at = Url::parse(url).ok_or_else(|| FetchError::Unreachable {
            url: url.to_owned(),
            why: "it is no http or https URL".to_owned(),
        })?;
        for _ in 0..=MOST_REDIRECTS {
            let response = self.request(&at)?;
            match redirect(&at, &response)? {
                Some(next) => at = next,
                None => return self.read_response(&at, response, read),
            }
        }
        Err(FetchError::BadRedirect {
            url: url.to_owned(),
            location: at.to_string(),
            why: "there are too many redirects",
        }
        .into())
    }

    /// One request. The login is looked up for this very URL, so that none
    /// follows a redirect.
    fn request(&self, url: &Url) -> Result<Response<Body>, FetchError> {
        let unreachable = |why| FetchError::Unreachable {
            url: url.to_string(),
            why,
        };
        let proxy = self.network.proxy(url).map_err(unreachable)?;
        let mut request = self.agent.get(url.to_request());
        if let Some(authorization) = self.credentials.authorization(url) {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request.config().proxy(proxy).build();
        request.call().map_err(|error| self.classify(url, error))
    }

    fn read_response<T>(
        &self,
        url: &Url,
        response: Response<Body>,
        read: ReadBody<'_, T>,
    ) -> Result<T, Failed> {
        let status = response.status().as_u16();
        if status != 200 {
            return Err(Failed {
                error: self.status_error(url, status),
                pause: retry_after(&response),
            });
        }
        let mut body = CountedBody {
            inner: response
                .into_body()
                .into_with_config()
                .limit(u64::MAX)
                .reader(),
            left: self.limit,
            failed: None,
        };
        let result = read(&mut body);
        // What the reader makes of a broken connection is not of interest.
        match (body.failed, result) {
            (Some(BodyError::TooLarge), _) => Err(FetchError::TooLarge {
                url: url.to_string(),
                limit: self.limit,
                unit: "bytes",
            }
            .into()),
            (Some(BodyError::Read(error)), _) => {
                Err(self.classify(url, ureq::Error::from(error)).into())
            }
            (None, result) => result.map_err(|bad| bad_archive(url, bad).into()),
        }
    }

    fn status_error(&self, url: &Url, status: u16) -> FetchError {
        if !matches!(status, 401 | 403) {
            let url = url.to_string();
            return FetchError::Status { url, status };
        }
        let wants = match self.credentials.unset_variable(url) {
            Some(variable) => {
                format!("a login, and the environment variable {variable} that holds it is not set")
            }
            None if self.credentials.authorization(url).is_some() => {
                "another login than the one in .npmrc or bunfig.toml".to_owned()
            }
            None => {
                let problems = self.credentials.problems().iter();
                let problems: String = problems.map(|problem| format!(" ({problem})")).collect();
                format!("a login, and neither .npmrc nor bunfig.toml has one for it{problems}")
            }
        };
        FetchError::Unauthorized {
            url: url.to_string(),
            status,
            wants,
        }
    }

    fn classify(&self, url: &Url, error: ureq::Error) -> FetchError {
        let shown = url.to_string();
        let why = self.credentials.redact(&error.to_string());
        match error {
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                FetchError::Unreachable { url: shown, why }
            }
            ureq::Error::Timeout(_) => FetchError::Stalled {
                url: shown,
                after: self.network.stall,
            },
            ureq::Error::Rustls(_) | ureq::Error::Tls(_) | ureq::Error::Pem(_) => {
                FetchError::Untrusted { url: shown, why }
            }
            ureq::Error::Io(error) => match error.kind() {
                io::ErrorKind::InvalidData => FetchError::Untrusted { url: shown, why },
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => FetchError::Stalled {
                    url: shown,
                    after: self.network.stall,
                },
                io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe => FetchError::CutOff { url: shown, why },
                _ => FetchError::Unreachable { url: shown, why },
            },
            ureq::Error::Protocol(_) => FetchError::CutOff { url: shown, why },
            _ => FetchError::Unreachable { url: shown, why },
        }
    }
}

/// Where a response leads on to.
fn redirect(from: &Url, response: &Response<Body>) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(header::LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    let refused = |why| FetchError::BadRedirect {
        url: from.to_string(),
        location: "another place".to_owned(),
        why,
    };
    let location = location.ok_or_else(|| refused("it does not say where"))?;
    let to = from
        .join(location)
        .ok_or_else(|| refused("it is no plain http or https URL"))?;
    if from.https && !to.https {
        return Err(FetchError::BadRedirect {
            url: from.to_string(),
            location: to.to_string(),
            why: "it leads from https to http",
        });
    }
    Ok(Some(to))
}

/// Source: RFC 9110, section 10.2.3; dates are not read.
fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    Some(Duration::from_secs(value.to_str().ok()?.parse().ok()?))
}

fn bad_archive(url: &Url, bad: BadArchive) -> FetchError {
    let url = url.to_string();
    match bad {
        BadArchive::Hostile { entry, why } => FetchError::Hostile { url, entry, why },
        BadArchive::TooLarge { limit, unit } => FetchError::TooLarge { url, limit, unit },
        // The server closed the connection without a word about the length.
        BadArchive::Read(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            let why = "the archive ends too early".to_owned();
            FetchError::CutOff { url, why }
        }
        BadArchive::Read(error) => FetchError::NotATarball {
            url,
            why: error.to_string(),
        },
    }
}

/// A body with a limit, which remembers why reading it failed.
struct CountedBody<R> {
    inner: R,
    left: u64,
    failed: Option<BodyError>,
}

enum BodyError {
    TooLarge,
    Read(io::Error),
}

impl<R: Read> Read for CountedBody<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (kind, failed) = match self.inner.read(buffer) {
            Ok(read) => match self.left.checked_sub(read as u64) {
                Some(left) => {
                    self.left = left;
                    return Ok(read);
                }
                None => (io::ErrorKind::FileTooLarge, BodyError::TooLarge),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => (error.kind(), BodyError::Read(error)),
        };
        self.failed.get_or_insert(failed);
        Err(kind.into())
    }
}
