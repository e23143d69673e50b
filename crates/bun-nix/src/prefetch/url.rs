//! An http or https URL in the parts that decide who may see a secret: scheme,
//! host, port and path.

use std::fmt;

/// A URL without user, password and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    pub https: bool,
    /// Lower case, with the port where it is not the scheme's own.
    pub authority: String,
    /// From the first slash on.
    path: String,
    /// From `?` on.
    query: String,
}

impl Url {
    /// `None` for other schemes, and for a URL with a user or password in it.
    pub fn parse(text: &str) -> Option<Url> {
        let (scheme, rest) = text.split_once("://")?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let rest = rest.split('#').next()?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        if authority.is_empty() || authority.contains(['@', '\\']) {
            return None;
        }
        Some(Url {
            https,
            authority: normal_authority(authority, https),
            path: if path.is_empty() { "/" } else { path }.to_owned(),
            query: query.to_owned(),
        })
    }

    /// Where a `Location` leads from here.
    /// Source: RFC 3986, section 5.2, for what servers send.
    pub fn join(&self, location: &str) -> Option<Url> {
        if has_scheme(location) {
            return Url::parse(location);
        }
        let scheme = if self.https { "https" } else { "http" };
        if let Some(rest) = location.strip_prefix("//") {
            return Url::parse(&format!("{scheme}://{rest}"));
        }
        let path = match location.chars().next()? {
            '/' => location.to_owned(),
            '?' => format!("{}{location}", self.path),
            _ => format!("{}/{location}", self.path.rsplit_once('/')?.0),
        };
        Url::parse(&format!("{scheme}://{}{path}", self.authority))
    }

    /// The path, unless it climbs: then nobody knows what it is a prefix of.
    pub fn plain_path(&self) -> Option<&str> {
        let path = self.path.to_ascii_lowercase();
        let climbs = |part: &str| matches!(part.replace("%2e", ".").as_str(), "." | "..");
        let plain = !path.split('/').any(climbs)
            && !path.contains("%2f")
            && !path.contains("%5c")
            && !path.contains('\\');
        plain.then_some(&self.path)
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => host,
            _ => &self.authority,
        }
    }

    /// Whether the host is this machine, where nobody listens on the way.
    pub fn is_loopback(&self) -> bool {
        let host = self.host().trim_matches(['[', ']']);
        let address: Option<std::net::IpAddr> = host.parse().ok();
        host == "localhost" || address.is_some_and(|address| address.is_loopback())
    }

    /// As a server is asked for it.
    pub fn to_request(&self) -> String {
        format!("{self}{}", self.query)
    }
}

/// Source: RFC 3986, section 3.1.
fn has_scheme(text: &str) -> bool {
    let is_scheme_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    text.split_once(':')
        .is_some_and(|(scheme, _)| scheme.chars().all(is_scheme_char))
}

/// Displayed without the query, in which servers put signatures.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.path)
    }
}

/// Lower case, without the scheme's own port.
pub(super) fn normal_authority(authority: &str, https: bool) -> String {
    let authority = authority.to_ascii_lowercase();
    let own_port = if https { ":443" } else { ":80" };
    authority
        .strip_suffix(own_port)
        .unwrap_or(&authority)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_leads_from_where_it_stands() {
        let from = Url::parse("https://E.org:443/a/b?c").unwrap();
        for (location, url) in [
            ("http://f.org/x?y#z", Some("http://f.org/x?y")),
            ("//f.org", Some("https://f.org/")),
            ("/x", Some("https://e.org/x")),
            ("x?u=http://y", Some("https://e.org/a/x?u=http://y")),
            ("?x", Some("https://e.org/a/b?x")),
            ("", None),
            ("ftp://f.org/x", None),
            ("https://u:p@f.org/x", None),
            ("file:///etc/passwd", None),
        ] {
            let joined = from.join(location).map(|url| url.to_request());
            assert_eq!(joined.as_deref(), url, "{location}");
        }
    }

    #[test]
    fn a_path_that_climbs_has_no_prefix() {
        for path in ["/a/../b", "/a/%2E%2e/b", "/a/./b", "/a%2f..%2fb", "/a\\b"] {
            let url = Url::parse(&format!("https://e.org{path}")).unwrap();
            assert_eq!(url.plain_path(), None, "{path}");
        }
        let url = Url::parse("https://e.org/@a%20b/c..d").unwrap();
        assert_eq!(url.plain_path(), Some("/@a%20b/c..d"));
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (authority, is_loopback) in [
            ("localhost:80", true),
            ("127.0.0.1:4873", true),
            ("[::1]:4873", true),
            ("[::1]", true),
            ("localhost.e.org", false),
            ("127.0.0.1.e.org", false),
        ] {
            let url = Url::parse(&format!("http://{authority}/")).unwrap();
            assert_eq!(url.is_loopback(), is_loopback, "{authority}");
        }
    }
}
