//! What an entry resolves to, read from its id (`name@resolution`).
//!
//! Source of the grammar: Bun, src/install/resolution `from_text_lockfile` and
//! src/install/dependency `infer`.

use crate::error::ErrorKind;
use crate::key::is_plausible_name;
use crate::path::RelativePath;

/// Where the content of a package comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// A version from a registry.
    Npm {
        /// `major.minor.patch`, with prerelease and build where there are any.
        version: String,
        /// The tarball's URL where the lockfile records one; otherwise it
        /// follows from name, version and the default registry.
        url: Option<String>,
    },
    /// A commit of a git repository.
    Git {
        /// The repository.
        url: GitUrl,
        /// The commit in the id: hexadecimal, 7 to 64 digits.
        commit: String,
        /// What Bun checks out: the full commit.
        tag: String,
    },
    /// A commit of a GitHub repository, fetched as an archive.
    Github {
        /// User or organisation.
        owner: String,
        /// Repository.
        repo: String,
        /// The commit in the id, usually 7 hexadecimal digits.
        commit: String,
        /// Name of the archive's root folder, usually `owner-repo-commit`.
        tag: String,
    },
    /// A tarball at a URL that is no registry's.
    RemoteTarball {
        /// http or https.
        url: String,
    },
    /// A tarball in the repository.
    LocalTarball {
        /// As written: relative to the folder of the package.json that names it.
        path: RelativePath,
    },
    /// A folder that is copied.
    Folder {
        /// Relative to the lockfile's folder.
        path: RelativePath,
    },
    /// A folder that is linked to: a path, or the name under which `bun link`
    /// registered it on this machine.
    Link {
        /// What follows `link:`.
        target: String,
    },
    /// A workspace member.
    Workspace {
        /// Relative to the lockfile's folder.
        path: RelativePath,
    },
    /// The root package itself, as somebody's dependency.
    Root,
}

impl Resolution {
    /// Splits an id at the first `@` after its first character.
    ///
    /// A root package without a name has the id `@root:`.
    pub(crate) fn split_id(id: &str) -> Option<(&str, &str)> {
        if id.starts_with("@root:") {
            return Some(("", &id[1..]));
        }
        let at = id.char_indices().skip(1).find(|(_, c)| *c == '@')?.0;
        Some((&id[..at], &id[at + 1..]))
    }

    /// Reads what follows the `@`. URL, tag and the like, which other elements
    /// of the entry hold, stay empty.
    pub(crate) fn parse(text: &str) -> Result<Resolution, ErrorKind> {
        if text.starts_with("root:") {
            return Ok(Resolution::Root);
        }
        if let Some(target) = text.strip_prefix("link:") {
            return parse_link(target);
        }
        if let Some(path) = text.strip_prefix("workspace:") {
            return parse_path(path).map(|path| Resolution::Workspace { path });
        }
        if let Some(path) = text.strip_prefix("file:") {
            return parse_path(path).map(|path| Resolution::Folder { path });
        }
        if let Some(repository) = text.strip_prefix("github:") {
            return parse_github(repository);
        }
        if GitUrl::is_git(text) {
            return parse_git(text);
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            return parse_remote_tarball(text);
        }
        if text.ends_with(".tgz") || text.ends_with(".tar.gz") {
            return parse_path(text).map(|path| Resolution::LocalTarball { path });
        }
        if is_version(text) {
            return Ok(Resolution::Npm {
                version: text.to_owned(),
                url: None,
            });
        }
        Err(ErrorKind::UnknownResolution(text.to_owned()))
    }
}

fn parse_path(text: &str) -> Result<RelativePath, ErrorKind> {
    RelativePath::parse(text).ok_or_else(|| ErrorKind::UnsafePath(text.to_owned()))
}

fn parse_link(target: &str) -> Result<Resolution, ErrorKind> {
    if !is_plausible_name(target) {
        parse_path(target)?;
    }
    Ok(Resolution::Link {
        target: target.to_owned(),
    })
}

fn parse_github(text: &str) -> Result<Resolution, ErrorKind> {
    let unknown = || ErrorKind::UnknownResolution(format!("github:{text}"));
    let (repository, commit) = text.rsplit_once('#').ok_or_else(unknown)?;
    let (owner, repo) = repository.split_once('/').ok_or_else(unknown)?;
    if !is_repository_part(owner) || !is_repository_part(repo) {
        return Err(ErrorKind::UnsafeUrl(format!("github:{text}")));
    }
    Ok(Resolution::Github {
        owner: owner.to_owned(),
        repo: repo.to_owned(),
        commit: parse_commit(commit)?,
        tag: String::new(),
    })
}

fn parse_git(text: &str) -> Result<Resolution, ErrorKind> {
    let unknown = || ErrorKind::UnknownResolution(text.to_owned());
    let (url, commit) = text.rsplit_once('#').ok_or_else(unknown)?;
    let url = GitUrl::parse(url).ok_or_else(|| ErrorKind::UnsafeUrl(url.to_owned()))?;
    Ok(Resolution::Git {
        url,
        commit: parse_commit(commit)?,
        tag: String::new(),
    })
}

fn parse_remote_tarball(text: &str) -> Result<Resolution, ErrorKind> {
    if !is_plausible_url(text) {
        return Err(ErrorKind::UnsafeUrl(text.to_owned()));
    }
    Ok(Resolution::RemoteTarball {
        url: text.to_owned(),
    })
}

fn parse_commit(text: &str) -> Result<String, ErrorKind> {
    if is_commit(text) {
        Ok(text.to_owned())
    } else {
        Err(ErrorKind::UnsafeCommit(text.to_owned()))
    }
}

/// A commit hash, possibly shortened: 7 to 64 hexadecimal digits.
pub(crate) fn is_commit(text: &str) -> bool {
    (7..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The tag that Bun keeps beside a git or GitHub entry.
/// Source: Bun, src/install/repository `is_safe_resolved_tag`.
pub(crate) fn is_safe_tag(text: &str) -> bool {
    (1..=256).contains(&text.len())
        && !text.starts_with('-')
        && text != "."
        && text != ".."
        && text.bytes().all(is_tag_byte)
}

fn is_repository_part(text: &str) -> bool {
    is_safe_tag(text)
}

fn is_tag_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// `major.minor.patch`, `-prerelease`, `+build`.
fn is_version(text: &str) -> bool {
    let (rest, build) = text.split_once('+').unwrap_or((text, "0"));
    let (core, prerelease) = rest.split_once('-').unwrap_or((rest, "0"));
    let is_tag = |tag: &str| !tag.is_empty() && tag.bytes().all(is_tag_byte);
    let mut numbers = core.split('.');
    numbers
        .by_ref()
        .take(3)
        .filter(|part| is_number(part))
        .count()
        == 3
        && numbers.next().is_none()
        && is_tag(build)
        && is_tag(prerelease)
}

/// The URL of a git repository in the form that git and Nix take.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GitUrl(String);

impl GitUrl {
    /// Whether a resolution is a git repository's.
    fn is_git(text: &str) -> bool {
        ["git+", "git:", "git@", "ssh:"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
    }

    /// Reads a repository URL as Bun writes it: with or without `git+`,
    /// `user@host:path` included, also where Bun put `ssh://` before it.
    /// The short hosts `github`, `gitlab` and `bitbucket` get their domain.
    ///
    /// `None` for other schemes than https, http, ssh and git, for a URL that
    /// holds a password, and for what git could take for an option.
    /// Source: Bun, src/install/repository `scp_like_to_url`.
    pub fn parse(text: &str) -> Option<GitUrl> {
        let text = text.strip_prefix("git+").unwrap_or(text);
        let (scheme, rest) = text.split_once("://").unwrap_or(("ssh", text));
        if !matches!(scheme, "https" | "http" | "ssh" | "git") {
            return None;
        }
        let (authority, path) = split_authority(rest)?;
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        if user.is_some_and(|user| !is_plain_token(user)) {
            return None;
        }
        let user = user.map(|user| format!("{user}@")).unwrap_or_default();
        let host = with_domain(host);
        let url = format!("{scheme}://{user}{host}/{path}");
        (is_host(&host) && is_url_path(path)).then_some(GitUrl(url))
    }

    /// The URL, without `git+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Splits `host/path`, `host:port/path` and scp's `host:path`.
fn split_authority(rest: &str) -> Option<(&str, &str)> {
    let end = rest.find('/').unwrap_or(rest.len());
    // A colon before the `@` is a password's.
    let host = rest[..end].rfind('@').map_or(0, |at| at + 1);
    if let Some(colon) = rest[host..end].find(':').map(|colon| host + colon)
        && !is_number(&rest[colon + 1..end])
    {
        return Some((&rest[..colon], &rest[colon + 1..]));
    }
    rest.split_once('/')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn with_domain(host: &str) -> String {
    match host {
        "github" | "gitlab" => format!("{host}.com"),
        "bitbucket" => "bitbucket.org".to_owned(),
        host => host.to_owned(),
    }
}

/// Whether a text is an http or https URL of a plausible host and path, without
/// user or password, and without a character that needs escaping anywhere.
pub(crate) fn is_plausible_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let (host, path) = match rest.find(['/', '?', '#']) {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    matches!(scheme, "http" | "https") && is_host(host) && is_url_path(path)
}

/// A host name, address or bracketed IPv6 address, and a port where there is one.
fn is_host(text: &str) -> bool {
    if let Some(bracketed) = text.strip_prefix('[') {
        let Some((address, port)) = bracketed.split_once(']') else {
            return false;
        };
        return address.parse::<std::net::Ipv6Addr>().is_ok()
            && (port.is_empty() || port.strip_prefix(':').is_some_and(is_number));
    }
    let (name, port) = text.split_once(':').unwrap_or((text, "0"));
    is_number(port)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        && !name.split('.').any(|label| label.starts_with('-'))
}

fn is_plain_token(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-') && text.bytes().all(is_tag_byte)
}

/// The characters of RFC 3986, without quotes, and no `..` that would climb.
fn is_url_path(path: &str) -> bool {
    path.bytes().all(|byte| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'/' | b'-'
                    | b'_'
                    | b'.'
                    | b'~'
                    | b'%'
                    | b'+'
                    | b'@'
                    | b':'
                    | b'='
                    | b'?'
                    | b'&'
                    | b','
                    | b'!'
                    | b'('
                    | b')'
                    | b'*'
                    | b'#'
            )
    }) && !path.starts_with('-')
        && !path.split(['/', '?', '#']).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Resolution, &'static str> {
        Resolution::parse(text).map_err(|kind| kind.code())
    }

    #[test]
    fn the_kind_is_told_by_the_id() {
        let path = |text| RelativePath::parse(text).unwrap();
        let npm = |version: &str| Resolution::Npm {
            version: version.to_owned(),
            url: None,
        };
        for (text, resolution) in [
            ("root:", Resolution::Root),
            (
                "workspace:packages/a",
                Resolution::Workspace {
                    path: path("packages/a"),
                },
            ),
            ("file:../x", Resolution::Folder { path: path("../x") }),
            (
                "link:../x",
                Resolution::Link {
                    target: "../x".to_owned(),
                },
            ),
            (
                "link:@s/x",
                Resolution::Link {
                    target: "@s/x".to_owned(),
                },
            ),
            (
                "./x.tgz",
                Resolution::LocalTarball {
                    path: path("x.tgz"),
                },
            ),
            (
                "vendor/x.tar.gz",
                Resolution::LocalTarball {
                    path: path("vendor/x.tar.gz"),
                },
            ),
            ("1.2.3", npm("1.2.3")),
            ("1.2.3-rc.1+build.5", npm("1.2.3-rc.1+build.5")),
            ("0.0.0-insiders.abc", npm("0.0.0-insiders.abc")),
            (
                "https://e.org/@a/b@1",
                Resolution::RemoteTarball {
                    url: "https://e.org/@a/b@1".to_owned(),
                },
            ),
        ] {
            assert_eq!(parse(text), Ok(resolution), "{text}");
        }
    }

    #[test]
    fn git_urls_take_the_form_that_git_takes() {
        for (text, url) in [
            ("git+https://e.org/o/r.git", "https://e.org/o/r.git"),
            ("git+ssh://git@e.org/o/r", "ssh://git@e.org/o/r"),
            ("git+ssh://git@e.org:o/r", "ssh://git@e.org/o/r"),
            ("git+ssh://git@e.org:22/o/r", "ssh://git@e.org:22/o/r"),
            ("git@e.org:o/r.git", "ssh://git@e.org/o/r.git"),
            ("git+git@e.org:o/r.git", "ssh://git@e.org/o/r.git"),
            ("git://e.org/r", "git://e.org/r"),
            ("git+ssh://gitlab:o/r", "ssh://gitlab.com/o/r"),
        ] {
            assert_eq!(
                GitUrl::parse(text).map(|url| url.0).as_deref(),
                Some(url),
                "{text}"
            );
        }
    }

    #[test]
    fn hostile_resolutions_are_refused() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        for (text, code) in [
            ("1.2", "unknown-resolution"),
            ("1.2.3 || id", "unknown-resolution"),
            ("latest", "unknown-resolution"),
            ("", "unknown-resolution"),
            ("github:o/r", "unknown-resolution"),
            ("github:o/r#main", "unsafe-commit"),
            ("github:../r#1234567", "unsafe-url"),
            ("github:o/r/s#1234567", "unsafe-url"),
            ("github:o/${r}#1234567", "unsafe-url"),
            ("workspace:/etc", "unsafe-path"),
            ("file:a\"b", "unsafe-path"),
            ("https://e.org/${x}", "unsafe-url"),
            ("https://user:secret@e.org/x.tgz", "unsafe-url"),
            ("https://e.org/a/../b.tgz", "unsafe-url"),
            ("https:///x.tgz", "unsafe-url"),
            ("https://e.org/x\ny", "unsafe-url"),
        ] {
            assert_eq!(parse(text), Err(code), "{text:?}");
        }
        for url in [
            "git+file:///etc",
            "git+ssh://-oProxyCommand=x/y",
            "git+ssh://u:p@e.org/x",
            "git+https://e.org/a b",
            "git@e.org:-x",
            "git+ext://x/y",
        ] {
            assert_eq!(
                parse(&format!("{url}#{commit}")),
                Err("unsafe-url"),
                "{url}"
            );
        }
    }
}
