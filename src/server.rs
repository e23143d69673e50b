//! The web board's server: HTTP on the loopback interface, for one person and the
//! browser in front of them. Each request goes through the same stations: `guard`
//! lets in what the board's own page sends, `api` and `assets` answer, and every
//! answer carries the headers that keep a browser strict.

mod answer;
mod api;
mod assets;
mod guard;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};

use crate::project::Project;
use answer::{Answer, Refusal, error};

/// The largest body of a request.
const BODY_LIMIT: usize = 1 << 20;
/// The longest that a request may take to arrive: its head, and then its body.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server that has its port and does not answer yet.
#[derive(Debug)]
pub struct Server {
    project: Project,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Takes a port of 127.0.0.1; 0 stands for any free one.
    ///
    /// # Errors
    /// If the port is not to be had.
    pub fn bind(project: Project, port: u16) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        Ok(Server {
            project,
            listener,
            address,
        })
    }

    /// Where the board is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers until the process ends.
    ///
    /// # Errors
    /// If the runtime cannot be set up.
    pub fn run(self) -> io::Result<()> {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build()?.block_on(self.accept())
    }

    async fn accept(self) -> io::Result<()> {
        self.listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let site = Arc::new(Site {
            project: self.project,
            port: self.address.port(),
        });
        loop {
            // A connection that was given up, or too many at once: the next may do.
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            tokio::spawn(serve(TokioIo::new(stream), Arc::clone(&site)));
        }
    }
}

/// What every request is answered from.
struct Site {
    project: Project,
    port: u16,
}

async fn serve(stream: TokioIo<tokio::net::TcpStream>, site: Arc<Site>) {
    let service = service_fn(|request| respond(request, Arc::clone(&site)));
    let mut connection = http1::Builder::new();
    connection
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE);
    // What goes wrong here is the browser's to know: it has closed the connection.
    let _ = connection.serve_connection(stream, service).await;
}

async fn respond(
    request: Request<Incoming>,
    site: Arc<Site>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let answer = match guard::check(&request, site.port) {
        Err(refusal) => *refusal,
        Ok(()) => match whole(request).await {
            Err(refusal) => *refusal,
            Ok(request) => answered(request, site).await,
        },
    };
    Ok(answer.into_response())
}

/// The request with its body, which has to be small and has to come.
async fn whole(request: Request<Incoming>) -> Result<Request<Bytes>, Refusal> {
    let too_large = || {
        let message = format!("the body is larger than {BODY_LIMIT} bytes");
        error(StatusCode::PAYLOAD_TOO_LARGE, &message)
    };
    let (head, body) = request.into_parts();
    if body.size_hint().lower() > BODY_LIMIT as u64 {
        return Err(too_large());
    }
    let body = Limited::new(body, BODY_LIMIT).collect();
    match tokio::time::timeout(PATIENCE, body).await {
        Ok(Ok(body)) => Ok(Request::from_parts(head, body.to_bytes())),
        Ok(Err(failure)) if failure.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(error(
            StatusCode::BAD_REQUEST,
            "the body did not arrive whole",
        )),
        Err(_) => Err(error(
            StatusCode::REQUEST_TIMEOUT,
            "the body did not arrive in time",
        )),
    }
}

/// Files are read and written on a thread that may wait.
async fn answered(request: Request<Bytes>, site: Arc<Site>) -> Answer {
    let answer = tokio::task::spawn_blocking(move || route(&request, &site.project));
    let failed = |_| *error(StatusCode::INTERNAL_SERVER_ERROR, "this request failed");
    answer.await.unwrap_or_else(failed)
}

fn route(request: &Request<Bytes>, project: &Project) -> Answer {
    match request.uri().path().strip_prefix("/api/") {
        Some(path) => api::answer(request, path, project),
        None => assets::answer(request),
    }
}
