//! A small HTTP/1.1 server: a thread for each connection, one request each.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::tls::Authority;

/// What a client asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`
    pub method: String,
    /// Path with query, as it came.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        Some(&headers.find(|(header, _)| header == name)?.1)
    }

    /// The path without query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// What a server answers, and how it misbehaves.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    /// Bytes of the body after which the connection ends.
    cut: Option<usize>,
    /// Bytes of the body after which nothing comes any more.
    stall: Option<usize>,
    has_length: bool,
}

impl Reply {
    /// 200 with a body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Reply {
        Reply::status(200, body)
    }

    /// A status with a body.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: body.into(),
            delay: Duration::ZERO,
            cut: None,
            stall: None,
            has_length: true,
        }
    }

    /// A redirect.
    pub fn redirect(location: &str) -> Reply {
        Reply::status(302, "").header("Location", location)
    }

    /// With a header.
    pub fn header(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Not before so long.
    pub fn after(mut self, delay: Duration) -> Reply {
        self.delay = delay;
        self
    }

    /// The connection ends in the middle of the body.
    pub fn cut_at(mut self, bytes: usize) -> Reply {
        self.cut = Some(bytes);
        self
    }

    /// The connection says nothing any more in the middle of the body.
    pub fn stall_at(mut self, bytes: usize) -> Reply {
        self.stall = Some(bytes);
        self
    }

    /// Without a `Content-Length`: the end of the connection is the end.
    pub fn without_length(mut self) -> Reply {
        self.has_length = false;
        self
    }

    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        std::thread::sleep(self.delay);
        write!(
            to,
            "HTTP/1.1 {} Status\r\nConnection: close\r\n",
            self.status
        )?;
        for (name, value) in &self.headers {
            write!(to, "{name}: {value}\r\n")?;
        }
        if self.has_length {
            write!(to, "Content-Length: {}\r\n", self.body.len())?;
        }
        to.write_all(b"\r\n")?;
        let end = self.cut.or(self.stall).unwrap_or(self.body.len());
        to.write_all(&self.body[..end])?;
        to.flush()?;
        if self.stall.is_some() {
            std::thread::sleep(Duration::from_secs(600));
        }
        Ok(())
    }
}

/// A server that runs until the test ends.
pub struct Server {
    base: String,
    requests: Arc<Mutex<Vec<Request>>>,
    authority: Option<Authority>,
}

impl Server {
    /// A server that answers with what a function says.
    pub fn http(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        Server::start(None, answer)
    }

    /// Likewise over TLS, with the certificate of an authority of its own.
    pub fn https(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        Server::start(Some(Authority::new()), answer)
    }

    fn start(
        authority: Option<Authority>,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if authority.is_some() { "https" } else { "http" };
        let base = format!("{scheme}://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let tls = authority.as_ref().map(Authority::server);
        let (answer, seen) = (Arc::new(answer), Arc::clone(&requests));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (answer, seen, tls) = (Arc::clone(&answer), Arc::clone(&seen), tls.clone());
                std::thread::spawn(move || {
                    // A client may go away at any time.
                    let _ = match tls {
                        Some(tls) => serve_tls(stream, tls, &*answer, &seen),
                        None => serve(stream, &*answer, &seen),
                    };
                });
            }
        });
        Server {
            base,
            requests,
            authority,
        }
    }

    /// Scheme, host and port.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Host and port.
    pub fn authority(&self) -> &str {
        self.base.split("//").nth(1).unwrap()
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Writes the certificate that vouches for an HTTPS server.
    pub fn write_certificate(&self, file: &Path) {
        self.authority.as_ref().unwrap().write_certificate(file);
    }
}

fn serve_tls(
    stream: TcpStream,
    tls: Arc<rustls::ServerConfig>,
    answer: &dyn Fn(&Request) -> Reply,
    seen: &Mutex<Vec<Request>>,
) -> io::Result<()> {
    let connection = rustls::ServerConnection::new(tls).map_err(io::Error::other)?;
    let mut stream = rustls::StreamOwned::new(connection, stream);
    serve(&mut stream, answer, seen)?;
    stream.conn.send_close_notify();
    stream.flush()
}

fn serve(
    stream: impl Read + Write,
    answer: &dyn Fn(&Request) -> Reply,
    seen: &Mutex<Vec<Request>>,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let request = read_request(&mut stream)?;
    seen.lock().unwrap().push(request.clone());
    answer(&request).write(stream.get_mut())
}

fn read_request(stream: &mut BufReader<impl Read>) -> io::Result<Request> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => {
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            None => break,
        }
    }
    let mut request = Request {
        method,
        target,
        headers,
        body: Vec::new(),
    };
    request.body = read_body(stream, &request)?;
    Ok(request)
}

fn read_body(stream: &mut BufReader<impl Read>, request: &Request) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if request.header("transfer-encoding") != Some("chunked") {
        let length = request
            .header("content-length")
            .and_then(|length| length.parse().ok());
        stream.take(length.unwrap_or(0)).read_to_end(&mut body)?;
        return Ok(body);
    }
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let length = u64::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        stream.by_ref().take(length).read_to_end(&mut body)?;
        stream.read_line(&mut line)?;
        if length == 0 {
            return Ok(body);
        }
    }
}
