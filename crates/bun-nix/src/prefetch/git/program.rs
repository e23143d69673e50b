//! Running the `git` program: which environment and configuration it sees, how
//! long it may be silent, and what of its complaints is shown.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use crate::prefetch::credentials::Credentials;
use crate::prefetch::error::FetchError;
use crate::prefetch::network::Network;

/// The git on PATH.
pub(in crate::prefetch) struct Program<'o> {
    network: &'o Network,
    credentials: &'o Credentials,
    /// What the user configured about reaching repositories.
    user: OnceLock<Result<Vec<(String, String)>, Unusable>>,
}

/// Why git cannot be used at all, in a sentence.
#[derive(Clone)]
enum Unusable {
    Missing(String),
    Other(String),
}

impl From<Unusable> for FetchError {
    fn from(unusable: Unusable) -> FetchError {
        match unusable {
            Unusable::Missing(why) => FetchError::NoGit(why),
            Unusable::Other(why) => FetchError::Git {
                what: "be used".to_owned(),
                why,
            },
        }
    }
}

impl From<FetchError> for Unusable {
    fn from(error: FetchError) -> Unusable {
        match error {
            FetchError::NoGit(why) => Unusable::Missing(why),
            error => Unusable::Other(error.to_string()),
        }
    }
}

/// The first version with `GIT_CONFIG_GLOBAL`.
const OLDEST: (u32, u32) = (2, 32);

/// Variables of git's own that say how to reach a repository. All others could
/// mean the repository that this program is run in, or change what is checked
/// out.
const KEPT_VARIABLES: [&str; 11] = [
    "GIT_ASKPASS",
    "GIT_EXEC_PATH",
    "GIT_PROXY_COMMAND",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
    "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",
    "GIT_SSL_CERT",
    "GIT_SSL_KEY",
    "GIT_SSL_NO_VERIFY",
];

/// Likewise, of the user's configuration.
const KEPT_SECTIONS: [&str; 4] = ["credential.", "http.", "ssh.", "url."];
const KEPT_KEYS: [&str; 3] = ["core.askpass", "core.gitproxy", "core.sshcommand"];

/// What decides about the files, as it is where there is no configuration.
const CONTENT: [(&str, &str); 12] = [
    ("advice.detachedHead", "false"),
    ("core.attributesFile", "/dev/null"),
    ("core.autocrlf", "false"),
    ("core.eol", "lf"),
    ("core.fileMode", "true"),
    ("core.fsmonitor", "false"),
    ("core.hooksPath", "/dev/null"),
    ("core.symlinks", "true"),
    ("fetch.recurseSubmodules", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("submodule.recurse", "false"),
];

/// What `GIT_ALLOW_PROTOCOL` has: no local paths, no helpers that run commands.
const PROTOCOLS: &str = "git:http:https:ssh";

impl<'o> Program<'o> {
    pub(in crate::prefetch) fn new(
        network: &'o Network,
        credentials: &'o Credentials,
    ) -> Program<'o> {
        Program {
            network,
            credentials,
            user: OnceLock::new(),
        }
    }

    /// Runs git in a folder; what it writes to standard output.
    pub(super) fn run(&self, folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, FetchError> {
        let user = self.user.get_or_init(|| self.user_configuration(folder));
        let user = user.as_ref().map_err(Unusable::clone)?;
        let mut command = clean_command(folder, arguments);
        self.configure(&mut command, user);
        let ended = self.wait(&mut command)?;
        match ended.success {
            true => Ok(ended.stdout),
            false => Err(FetchError::Git {
                what: arguments.first().copied().unwrap_or_default().to_owned(),
                why: self.complaint(&ended.stderr),
            }),
        }
    }

    /// Runs git, again where the network may be better the next time.
    pub(super) fn run_on_network(
        &self,
        folder: &Path,
        arguments: &[&str],
        retrying: &dyn Fn(&FetchError),
    ) -> Result<(), FetchError> {
        let mut pause = self.network.pause;
        for _ in 1..self.network.attempts {
            match self.run(folder, arguments) {
                Err(FetchError::Git { what, why }) if is_transient(&why) => {
                    retrying(&FetchError::Git { what, why });
                    std::thread::sleep(pause);
                    pause *= 2;
                }
                done => return done.map(|_| ()),
            }
        }
        self.run(folder, arguments).map(|_| ())
    }

    fn configure(&self, command: &mut Command, user: &[(String, String)]) {
        let stall = self.network.stall.as_secs().max(1).to_string();
        let network = [("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", &stall)];
        let own = CONTENT.into_iter().chain(network);
        let user = user
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let mut count = 0;
        for (key, value) in user.chain(own) {
            command.env(format!("GIT_CONFIG_KEY_{count}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{count}"), value);
            count += 1;
        }
        command
            .env("GIT_CONFIG_COUNT", count.to_string())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        // libcurl does not know the variables that name it elsewhere.
        if let Some(file) = self.network.certificates()
            && std::env::var_os("GIT_SSL_CAINFO").is_none()
            && !user_has(command, "http.sslcainfo")
        {
            command.env("GIT_SSL_CAINFO", file);
        }
        let variables = ["GIT_SSH", "GIT_SSH_COMMAND"];
        let has_ssh = variables
            .iter()
            .any(|name| std::env::var_os(name).is_some())
            || user_has(command, "core.sshcommand");
        if !has_ssh {
            // The user's agent answers, and nothing asks.
            let connect = self.network.connect.as_secs().max(1);
            let ssh = format!("ssh -oBatchMode=yes -oConnectTimeout={connect}");
            command.env("GIT_SSH_COMMAND", ssh);
        }
    }

    /// Source of the format: git-config(1), `--null`.
    fn user_configuration(&self, folder: &Path) -> Result<Vec<(String, String)>, Unusable> {
        self.check_version(folder)?;
        let mut command = clean_command(folder, &["config", "--list", "--null", "--includes"]);
        let ended = self.wait(&mut command)?;
        if !ended.success {
            return Err(Unusable::Other(self.complaint(&ended.stderr)));
        }
        let text = String::from_utf8_lossy(&ended.stdout);
        let pairs = text.split('\0').filter_map(|pair| pair.split_once('\n'));
        let kept = pairs.filter(|(key, _)| {
            KEPT_KEYS.contains(key) || KEPT_SECTIONS.iter().any(|section| key.starts_with(section))
        });
        Ok(kept
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect())
    }

    fn check_version(&self, folder: &Path) -> Result<(), Unusable> {
        let mut command = clean_command(folder, &["--version"]);
        let ended = self.wait(&mut command)?;
        let text = String::from_utf8_lossy(&ended.stdout);
        let text = text.trim();
        let mut numbers = text
            .trim_start_matches("git version ")
            .split('.')
            .map_while(|number| number.parse::<u32>().ok());
        match (numbers.next(), numbers.next()) {
            (Some(major), Some(minor)) if (major, minor) < OLDEST => Err(Unusable::Other(format!(
                "{text} is too old: {}.{} is needed",
                OLDEST.0, OLDEST.1
            ))),
            _ => Ok(()),
        }
    }

    fn wait(&self, command: &mut Command) -> Result<Ended, FetchError> {
        let mut child = command
            .spawn()
            .map_err(|error| FetchError::NoGit(error.to_string()))?;
        // A server that packs a large repository is silent, too.
        let silence = self.network.stall * 5;
        let output = read_output(&mut child, silence);
        match output {
            Some((stdout, stderr)) => Ok(Ended {
                success: child.wait()?.success(),
                stdout,
                stderr: String::from_utf8_lossy(&stderr).into_owned(),
            }),
            None => {
                // It may just have ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                Err(FetchError::Stalled {
                    url: "git".to_owned(),
                    after: silence,
                })
            }
        }
    }

    /// The line that says most, without logins.
    fn complaint(&self, stderr: &str) -> String {
        let line = telling_line(stderr).unwrap_or("it does not say why");
        let line = self.credentials.redact(&without_logins(line));
        self.redact_user(&line)
    }

    /// Headers that the user configured are logins.
    fn redact_user(&self, line: &str) -> String {
        let Some(Ok(user)) = self.user.get() else {
            return line.to_owned();
        };
        let headers = user.iter().filter(|(key, _)| key.ends_with(".extraheader"));
        headers
            .filter_map(|(_, value)| value.split_whitespace().last())
            .fold(line.to_owned(), |line, secret| line.replace(secret, "…"))
    }
}

struct Ended {
    success: bool,
    stdout: Vec<u8>,
    stderr: String,
}

fn clean_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_dropped(name)) {
        command.env_remove(name);
    }
    command
        .env("GIT_ALLOW_PROTOCOL", PROTOCOLS)
        .env("GIT_ATTR_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("SSH_ASKPASS_REQUIRE", "never")
        .env("LC_ALL", "C");
    command
}

fn is_dropped(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let is_test = name.starts_with("GIT_CONFIG_");
    name.starts_with("GIT_") && !KEPT_VARIABLES.contains(&name.as_ref()) && !is_user_file(&name)
        || is_test && !is_user_file(&name)
}

/// These name the user's files where those lie elsewhere.
fn is_user_file(name: &str) -> bool {
    matches!(
        name,
        "GIT_CONFIG_GLOBAL" | "GIT_CONFIG_SYSTEM" | "GIT_CONFIG_NOSYSTEM"
    )
}

fn user_has(command: &Command, key: &str) -> bool {
    command.get_envs().any(|(name, value)| {
        name.to_string_lossy().starts_with("GIT_CONFIG_KEY_") && value == Some(OsStr::new(key))
    })
}

/// Standard output and error; `None` if neither says anything for so long.
fn read_output(child: &mut Child, silence: Duration) -> Option<(Vec<u8>, Vec<u8>)> {
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        forward(stdout, false, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        forward(stderr, true, sender.clone());
    }
    drop(sender);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    loop {
        match receiver.recv_timeout(silence) {
            Ok((false, bytes)) => stdout.extend(bytes),
            Ok((true, bytes)) => stderr.extend(bytes),
            Err(RecvTimeoutError::Disconnected) => return Some((stdout, stderr)),
            Err(RecvTimeoutError::Timeout) => return None,
        }
    }
}

fn forward(mut from: impl Read + Send + 'static, is_error: bool, to: Sender<(bool, Vec<u8>)>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            match from.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => return,
                // Nobody listens any more once git was silent for too long.
                Ok(read) if to.send((is_error, buffer[..read].to_vec())).is_err() => return,
                Ok(_) => {}
            }
        }
    });
}

/// What the server, git or, where git only says that it could not read, ssh
/// complains of.
fn telling_line(stderr: &str) -> Option<&str> {
    let lines = stderr.split(['\n', '\r']).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let starts = ["ERROR:", "remote: ", "fatal: ", "error: "];
    let at = starts
        .iter()
        .find_map(|start| lines.iter().position(|line| line.starts_with(start)));
    match at {
        Some(at) if at > 0 && lines[at].contains("Could not read from remote") => {
            Some(lines[at - 1])
        }
        Some(at) => Some(lines[at]),
        None => lines.last().copied(),
    }
}

/// Complaints about the network, not about the repository.
fn is_transient(why: &str) -> bool {
    const SIGNS: [&str; 11] = [
        "Connection refused",
        "Connection reset",
        "Connection timed out",
        "Could not resolve host",
        "Empty reply",
        "Operation too slow",
        "RPC failed",
        "early EOF",
        "hung up unexpectedly",
        "returned error: 429",
        "returned error: 5",
    ];
    SIGNS.iter().any(|sign| why.contains(sign))
}

/// `https://user:password@host` without what is before the `@`.
fn without_logins(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        clean.push_str(before);
        clean.push_str("://");
        let end = after.find(['/', ' ', '\'', '"']).unwrap_or(after.len());
        let login = after[..end].rfind('@').map_or(0, |at| at + 1);
        rest = &after[login..];
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_have_no_logins() {
        for (text, clean) in [
            (
                "fatal: unable to access 'https://u:p@e.org/r/': The requested URL returned error: 403",
                "fatal: unable to access 'https://e.org/r/': The requested URL returned error: 403",
            ),
            (
                "ssh://git@e.org and https://x@f.org",
                "ssh://e.org and https://f.org",
            ),
            ("nothing a@b", "nothing a@b"),
        ] {
            assert_eq!(without_logins(text), clean);
        }
    }

    #[test]
    fn only_the_way_to_a_repository_is_the_users_business() {
        for (name, dropped) in [
            ("GIT_DIR", true),
            ("GIT_INDEX_FILE", true),
            ("GIT_TRACE_CURL", true),
            ("GIT_CONFIG_COUNT", true),
            ("GIT_CONFIG_KEY_0", true),
            ("GIT_CONFIG_GLOBAL", false),
            ("GIT_SSH_COMMAND", false),
            ("PATH", false),
        ] {
            assert_eq!(is_dropped(OsStr::new(name)), dropped, "{name}");
        }
    }
}
