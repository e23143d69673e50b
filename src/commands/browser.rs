//! `backlog browser`

use std::io::{self, Write as _};

use anyhow::{Context as _, bail};
use backlog::Project;
use backlog::server::Server;

pub(super) fn run(project: Project, port: Option<u16>, no_open: bool) -> anyhow::Result<()> {
    let open = !no_open && project.config().auto_open_browser;
    let port = port.unwrap_or(project.config().default_port);
    let server = match Server::bind(project, port) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            bail!("port {port} is taken\nhelp: `backlog browser --port 0` takes a free one")
        }
        server => server.with_context(|| format!("cannot listen on port {port}"))?,
    };
    let url = server.url();
    let mut out = io::stdout();
    writeln!(
        out,
        "The board is at {url} until this is stopped with Ctrl-C."
    )?;
    out.flush()?;
    if open && open::that_detached(&url).is_err() {
        anstream::eprintln!("warning: no browser could be opened; open {url} yourself");
    }
    Ok(server.run()?)
}
