//! What private registries want to see: read from .npmrc and bunfig.toml, sent
//! to the host and path that it is for, and never shown.
//!
//! Source of the files and keys: npm, "npmrc"; Bun, "Private registries" and
//! src/ini.

mod bunfig;
mod npmrc;

use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::url::{Url, normal_authority};

/// Looks up an environment variable.
pub type Env<'e> = &'e dyn Fn(&str) -> Option<String>;

/// The credentials of a project and its user.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    rules: Vec<Rule>,
    problems: Vec<String>,
}

/// Whom to show what.
#[derive(Clone, Debug)]
struct Rule {
    /// Host, with the port where one is written.
    authority: String,
    /// Starts and ends with a slash.
    path: String,
    login: Login,
}

#[derive(Clone, Debug)]
enum Login {
    Bearer(Secret),
    /// User and password, joined by a colon, in base64.
    Basic(Secret),
    /// The file names an environment variable that is not set.
    Unset(String),
}

/// A text that is never shown.
#[derive(Clone)]
struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What one registry has in a file, before it is one login.
#[derive(Default)]
struct Login0 {
    token: Option<String>,
    basic: Option<String>,
    user: Option<String>,
    password: Option<String>,
}

impl Credentials {
    /// Reads the project's and the user's .npmrc and bunfig.toml. What the
    /// project says counts more than what the user says, and bunfig.toml more
    /// than .npmrc.
    ///
    /// A file that cannot be read gives none; [`Credentials::problems`] says so.
    pub fn load(project: &Path, env: Env<'_>) -> Credentials {
        let mut credentials = Credentials::default();
        let user = user_folder(env);
        let user_npmrc = env("NPM_CONFIG_USERCONFIG")
            .or_else(|| env("npm_config_userconfig"))
            .map(PathBuf::from)
            .or_else(|| Some(user.as_ref()?.join(".npmrc")));
        let files = [
            (Some(project.join("bunfig.toml")), bunfig::read as Reader),
            (Some(project.join(".npmrc")), npmrc::read),
            (user.map(|user| user.join(".bunfig.toml")), bunfig::read),
            (user_npmrc, npmrc::read),
        ];
        for (path, reader) in files {
            if let Some(path) = path {
                credentials.add(&path, reader, env);
            }
        }
        credentials
    }

    /// Files that could not be read, each a sentence without anything secret.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// `text` without any of the secrets.
    pub fn redact(&self, text: &str) -> String {
        let secrets = self.rules.iter().flat_map(|rule| rule.login.secrets());
        secrets
            .filter(|secret| !secret.is_empty())
            .fold(text.to_owned(), |text, secret| text.replace(&secret, "…"))
    }

    /// The value of the `Authorization` header for a URL. Over plain http only
    /// this machine gets one.
    pub(super) fn authorization(&self, url: &Url) -> Option<String> {
        match &self.rule(url)?.login {
            Login::Bearer(Secret(token)) => Some(format!("Bearer {token}")),
            Login::Basic(Secret(basic)) => Some(format!("Basic {basic}")),
            Login::Unset(_) => None,
        }
    }

    /// The environment variable that is not set and that this URL would need.
    pub(super) fn unset_variable(&self, url: &Url) -> Option<&str> {
        match &self.rule(url)?.login {
            Login::Unset(name) => Some(name),
            _ => None,
        }
    }

    /// The rule with the longest path that the URL lies under; of several, the
    /// first.
    fn rule(&self, url: &Url) -> Option<&Rule> {
        let path = url.plain_path()?;
        let fits = |rule: &&Rule| {
            normal_authority(&rule.authority, url.https) == url.authority
                && (path.starts_with(&rule.path) || rule.path.strip_suffix('/') == Some(path))
        };
        let longest = self.rules.iter().rev().filter(fits);
        longest
            .max_by_key(|rule| rule.path.len())
            .filter(|_| url.https || url.is_loopback())
    }

    fn add(&mut self, path: &Path, reader: Reader, env: Env<'_>) {
        let rules = match fs_err::read_to_string(path) {
            Ok(text) => reader(&text, env).map_err(|why| format!("{}: {why}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => Err(error.to_string()),
        };
        match rules {
            Ok(rules) => self.rules.extend(rules),
            Err(problem) => self.problems.push(problem),
        }
    }
}

/// Reads the rules of a file's text; the error is without anything secret.
type Reader = fn(&str, Env<'_>) -> Result<Vec<Rule>, String>;

/// Source: Bun, docs/runtime/bunfig: `$XDG_CONFIG_HOME`, otherwise `$HOME`.
fn user_folder(env: Env<'_>) -> Option<PathBuf> {
    let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    let folder = env("XDG_CONFIG_HOME").filter(|folder| {
        let folder = Path::new(folder);
        folder.join(".npmrc").is_file() || folder.join(".bunfig.toml").is_file()
    });
    folder.or_else(|| env(home)).map(PathBuf::from)
}

impl Rule {
    /// `None` where `registry` is no URL, or there is nothing to show.
    fn of(registry: &str, login: Option<Login>) -> Option<Rule> {
        let rest = registry
            .split_once("//")
            .filter(|(scheme, _)| matches!(*scheme, "" | "http:" | "https:"))?
            .1;
        let rest = rest.split(['?', '#']).next()?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let authority = authority.rsplit('@').next()?;
        let path = path.trim_matches('/');
        let separator = if path.is_empty() { "" } else { "/" };
        (!authority.is_empty()).then_some(())?;
        Some(Rule {
            authority: authority.to_ascii_lowercase(),
            path: format!("/{path}{separator}"),
            login: login?,
        })
    }
}

impl Login {
    fn secrets(&self) -> Vec<String> {
        match self {
            Login::Bearer(Secret(token)) => vec![token.clone()],
            Login::Basic(Secret(basic)) => {
                let decoded = STANDARD.decode(basic).unwrap_or_default();
                let decoded = String::from_utf8(decoded).unwrap_or_default();
                let password = decoded.split_once(':').map(|(_, password)| password);
                vec![
                    basic.clone(),
                    password.unwrap_or_default().to_owned(),
                    decoded,
                ]
            }
            Login::Unset(_) => Vec::new(),
        }
    }
}

impl Login0 {
    /// The login, with environment variables put in.
    fn resolve(self, expand: impl Fn(&str) -> Result<String, String>) -> Option<Login> {
        let login = || -> Result<Option<Login>, String> {
            if let Some(token) = &self.token {
                return Ok(Some(Login::Bearer(Secret(expand(token)?))));
            }
            if let Some(basic) = &self.basic {
                return Ok(Some(Login::Basic(Secret(expand(basic)?))));
            }
            let (Some(user), Some(password)) = (&self.user, &self.password) else {
                return Ok(None);
            };
            let joined = format!("{}:{}", expand(user)?, expand(password)?);
            Ok(Some(Login::Basic(Secret(STANDARD.encode(joined)))))
        };
        let login = login().unwrap_or_else(|variable| Some(Login::Unset(variable)))?;
        // A header has no line breaks, and an empty token is none.
        let usable = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
        match &login {
            Login::Bearer(Secret(text)) | Login::Basic(Secret(text)) if !usable(text) => None,
            _ => Some(login),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn env(name: &str) -> Option<String> {
        match name {
            "TOKEN" => Some("from-env".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        }
    }

    fn credentials(reader: Reader, text: &str) -> Credentials {
        Credentials {
            rules: reader(text, &env).unwrap(),
            problems: Vec::new(),
        }
    }

    fn shown(credentials: &Credentials, url: &str) -> Option<String> {
        credentials.authorization(&Url::parse(url).unwrap())
    }

    #[test]
    fn npmrc_tokens_go_to_their_registry_only() {
        let npmrc = "\
; a comment
# another
registry=https://npm.example.org/
@scope:registry = https://npm.example.org/scope/
//npm.example.org/scope/:_authToken=scoped
//npm.example.org/:_authToken = \"${TOKEN}\"
//basic.example.org/:_auth=dXNlcjpwYXNz
//split.example.org:8443/a/:username=user
//split.example.org:8443/a/:_password=cGFzcw==
//unset.example.org/:_authToken=${MISSING}
always-auth=true
";
        let credentials = credentials(npmrc::read, npmrc);
        for (url, header) in [
            (
                "https://npm.example.org/x/-/x-1.tgz",
                Some("Bearer from-env"),
            ),
            ("https://NPM.example.org:443/x", Some("Bearer from-env")),
            ("https://npm.example.org/scope/x", Some("Bearer scoped")),
            ("https://npm.example.org/scopes/x", Some("Bearer from-env")),
            ("https://npm.example.org/scope/../x", None),
            ("https://npm.example.org/%2e%2E/x", None),
            ("https://npm.example.org.evil.org/x", None),
            ("https://npm.example.org:444/x", None),
            ("http://npm.example.org/x", None),
            ("https://basic.example.org/x", Some("Basic dXNlcjpwYXNz")),
            (
                "https://split.example.org:8443/a/x",
                Some("Basic dXNlcjpwYXNz"),
            ),
            ("https://split.example.org:8443/ab", None),
            ("https://unset.example.org/x", None),
        ] {
            assert_eq!(shown(&credentials, url).as_deref(), header, "{url}");
        }
        let url = Url::parse("https://unset.example.org/x").unwrap();
        assert_eq!(credentials.unset_variable(&url), Some("MISSING"));
    }

    #[test]
    fn npmrc_without_a_registry_speaks_of_the_default_one() {
        let default = credentials(npmrc::read, "_authToken=t\n");
        assert!(shown(&default, "https://registry.npmjs.org/x").is_some());
        let other = credentials(npmrc::read, "_auth=dQ==\nregistry=https://e.org/npm\n");
        assert!(shown(&other, "https://registry.npmjs.org/x").is_none());
        assert_eq!(
            shown(&other, "https://e.org/npm/x").as_deref(),
            Some("Basic dQ==")
        );
    }

    #[test]
    fn bunfig_has_a_registry_and_scopes() {
        let bunfig = r#"
[install]
registry = { url = "https://npm.example.org/a", token = "$TOKEN" }
[install.scopes]
one = "https://user:p%40ss@one.example.org/"
"@two" = { url = "https://two.example.org", username = "user", password = "${TOKEN}" }
three = { url = "https://three.example.org", token = "$MISSING" }
four = "https://four.example.org"
five = "https://$TOKEN@five.example.org"
"#;
        let credentials = credentials(bunfig::read, bunfig);
        for (url, header) in [
            ("https://npm.example.org/a/x", Some("Bearer from-env")),
            ("https://npm.example.org/x", None),
            ("https://one.example.org/x", Some("Basic dXNlcjpwQHNz")),
            (
                "https://two.example.org/x",
                Some("Basic dXNlcjpmcm9tLWVudg=="),
            ),
            ("https://three.example.org/x", None),
            ("https://four.example.org/x", None),
            ("https://five.example.org/x", Some("Bearer from-env")),
        ] {
            assert_eq!(shown(&credentials, url).as_deref(), header, "{url}");
        }
    }

    #[test]
    fn a_broken_bunfig_is_told_without_its_text() {
        let error = bunfig::read("[install]\ntoken = \"hunter2\n", &env).unwrap_err();
        assert!(!error.contains("hunter2"), "{error}");
        assert!(error.contains("line"), "{error}");
    }

    #[test]
    fn the_project_counts_more_than_the_user() {
        let project = tempfile::tempdir().unwrap();
        let user = tempfile::tempdir().unwrap();
        let write = |folder: &Path, name: &str, text: &str| {
            fs_err::write(folder.join(name), text).unwrap();
        };
        write(
            user.path(),
            ".npmrc",
            "//a.org/:_authToken=user\n//b.org/:_authToken=user\n",
        );
        write(project.path(), ".npmrc", "//a.org/:_authToken=project\n");
        let home = user.path().to_str().unwrap().to_owned();
        let env = move |name: &str| matches!(name, "HOME" | "USERPROFILE").then(|| home.clone());
        let credentials = Credentials::load(project.path(), &env);
        assert_eq!(
            shown(&credentials, "https://a.org/x").unwrap(),
            "Bearer project"
        );
        assert_eq!(
            shown(&credentials, "https://b.org/x").unwrap(),
            "Bearer user"
        );
    }

    #[test]
    fn no_secret_is_shown() {
        let npmrc =
            "//a.org/:_authToken=hunter2\n//b.org/:username=u\n//b.org/:_password=aHVudGVyMw==\n";
        let credentials = credentials(npmrc::read, npmrc);
        let debug = format!("{credentials:?}");
        assert!(!debug.contains("hunter"), "{debug}");
        assert_eq!(credentials.redact("is hunter2, hunter3?"), "is …, …?");
    }
}
