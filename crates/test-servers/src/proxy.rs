//! An HTTP proxy that tunnels, and remembers where to.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A proxy that runs until the test ends.
pub struct Proxy {
    authority: String,
    tunnels: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A proxy for everybody.
    pub fn start() -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let tunnels = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&tunnels);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let seen = Arc::clone(&seen);
                // A client may go away at any time.
                std::thread::spawn(move || tunnel(stream, &seen).ok());
            }
        });
        Proxy { authority, tunnels }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.authority)
    }

    /// Host and port of every tunnel so far.
    pub fn tunnels(&self) -> Vec<String> {
        self.tunnels.lock().unwrap().clone()
    }
}

fn tunnel(client: TcpStream, seen: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let target = line
        .split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    while !line.trim().is_empty() {
        line.clear();
        reader.read_line(&mut line)?;
    }
    seen.lock().unwrap().push(target.clone());
    let server = TcpStream::connect(target)?;
    (&client).write_all(b"HTTP/1.1 200 Connected\r\n\r\n")?;
    let (mut from_server, to_server) = (server.try_clone()?, server);
    let to_client = client.try_clone()?;
    std::thread::spawn(move || {
        let copied = io::copy(&mut from_server, &mut &to_client);
        copied.and_then(|_| to_client.shutdown(Shutdown::Write))
    });
    io::copy(&mut reader, &mut &to_server)?;
    to_server.shutdown(Shutdown::Write)
}
