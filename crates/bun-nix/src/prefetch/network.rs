//! How servers are reached: time-outs, tries, proxies and trusted certificates,
//! as the environment says.

use std::path::Path;
use std::time::Duration;

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use super::credentials::Env;
use super::url::Url;

/// How servers are reached.
#[derive(Clone, Debug)]
pub struct Network {
    /// How long a connection may take.
    pub connect: Duration,
    /// How long a server may send nothing.
    pub stall: Duration,
    /// How often a download is tried that may succeed later.
    pub attempts: u32,
    /// The pause after the first try; each further one is twice as long.
    pub pause: Duration,
    proxies: Proxies,
    certificates: Option<String>,
}

#[derive(Clone, Default)]
struct Proxies {
    https: Option<String>,
    http: Option<String>,
    none: String,
}

/// A proxy's URL can hold a password.
impl std::fmt::Debug for Proxies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proxies")
    }
}

impl Default for Network {
    fn default() -> Network {
        Network {
            connect: Duration::from_secs(30),
            stall: Duration::from_secs(60),
            attempts: 4,
            pause: Duration::from_millis(500),
            proxies: Proxies::default(),
            certificates: None,
        }
    }
}

impl Network {
    /// With the proxies of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and
    /// `NO_PROXY`, in either case, and the certificates of `NIX_SSL_CERT_FILE` or
    /// `SSL_CERT_FILE`, whichever is there. `SSL_CERT_DIR` stands for the system's.
    /// `BUN_NIX_TIMEOUT` is the number of seconds that a server may send nothing.
    pub fn from_env(env: Env<'_>) -> Network {
        let either = |name: &str| {
            let value = env(&name.to_lowercase()).or_else(|| env(name));
            value.filter(|value| !value.is_empty())
        };
        let mut network = Network {
            proxies: Proxies {
                https: either("HTTPS_PROXY").or_else(|| either("ALL_PROXY")),
                http: either("HTTP_PROXY").or_else(|| either("ALL_PROXY")),
                none: either("NO_PROXY").unwrap_or_default(),
            },
            certificates: ["NIX_SSL_CERT_FILE", "SSL_CERT_FILE"]
                .into_iter()
                .filter_map(env)
                .find(|file| Path::new(file).is_file()),
            ..Network::default()
        };
        let seconds = env("BUN_NIX_TIMEOUT").and_then(|value| value.parse::<f32>().ok());
        let stall = seconds.and_then(|seconds| Duration::try_from_secs_f32(seconds).ok());
        if let Some(stall) = stall.filter(|stall| !stall.is_zero()) {
            network.stall = stall;
            network.connect = network.connect.min(stall);
        }
        network
    }

    /// The file of trusted certificates that the environment names.
    pub(super) fn certificates(&self) -> Option<&str> {
        self.certificates.as_deref()
    }

    /// The proxy that a URL is fetched through; the error is a sentence.
    pub(super) fn proxy(&self, url: &Url) -> Result<Option<ureq::Proxy>, String> {
        let (variable, proxy) = match url.https {
            true => ("HTTPS_PROXY or ALL_PROXY", &self.proxies.https),
            false => ("HTTP_PROXY or ALL_PROXY", &self.proxies.http),
        };
        let Some(proxy) = proxy.as_ref().filter(|_| !self.proxies.excludes(url)) else {
            return Ok(None);
        };
        let proxy = ureq::Proxy::new(proxy);
        proxy
            .map(Some)
            .map_err(|_| format!("{variable} is not the URL of a proxy"))
    }

    /// The certificates that are trusted: those of a file, of the system, or,
    /// where it has none, those that Mozilla's programs trust.
    pub(super) fn roots(&self) -> RootCerts {
        let file = self.certificates.as_ref();
        let mut certificates = file
            .map(|file| read_pem(Path::new(file)))
            .unwrap_or_default();
        if certificates.is_empty() {
            let system = rustls_native_certs::load_native_certs().certs;
            certificates = system
                .iter()
                .map(|certificate| Certificate::from_der(certificate).to_owned())
                .collect();
        }
        match certificates.is_empty() {
            true => RootCerts::WebPki,
            false => RootCerts::new_with_certs(&certificates),
        }
    }
}

fn read_pem(file: &Path) -> Vec<Certificate<'static>> {
    let bytes = fs_err::read(file).unwrap_or_default();
    let certificates = parse_pem(&bytes).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    certificates.collect()
}

impl Proxies {
    /// Source: curl, CURLOPT_NOPROXY: names with all that ends in them, or `*`.
    fn excludes(&self, url: &Url) -> bool {
        let host = url.host().trim_matches(['[', ']']);
        let fits = |entry: &str| {
            let name = entry.trim_start_matches("*.").trim_start_matches('.');
            let name = name.to_ascii_lowercase();
            entry == "*"
                || name == url.authority
                || name.trim_matches(['[', ']']) == host
                || (!name.is_empty() && host.ends_with(&format!(".{name}")))
        };
        self.none.split([',', ' ']).map(str::trim).any(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scheme_has_its_proxy() {
        let network = Network::from_env(&|name| match name {
            "https_proxy" => Some("http://one.example.org:3128".to_owned()),
            "HTTPS_PROXY" => Some("http://other.example.org".to_owned()),
            "ALL_PROXY" => Some("socks5://all.example.org".to_owned()),
            "NO_PROXY" => Some("a.org, .b.org,127.0.0.1,c.org:8443".to_owned()),
            _ => None,
        });
        let host = |url: &str| {
            let proxy = network.proxy(&Url::parse(url).unwrap()).unwrap()?;
            Some(proxy.host().to_owned())
        };
        for (url, proxy) in [
            ("https://e.org/x", Some("one.example.org")),
            ("http://e.org/x", Some("all.example.org")),
            ("https://a.org/x", None),
            ("https://x.a.org/x", None),
            ("https://aa.org/x", Some("one.example.org")),
            ("https://b.org/x", None),
            ("https://x.b.org:1/x", None),
            ("https://127.0.0.1:1/x", None),
            ("https://c.org:8443/x", None),
            ("https://c.org/x", Some("one.example.org")),
        ] {
            assert_eq!(host(url).as_deref(), proxy, "{url}");
        }
    }

    #[test]
    fn a_bad_proxy_is_an_error_that_does_not_show_it() {
        let network = Network::from_env(&|name| {
            (name == "ALL_PROXY").then(|| "http://user:hunter2@".to_owned())
        });
        let error = network.proxy(&Url::parse("https://e.org").unwrap());
        assert!(!error.unwrap_err().contains("hunter2"));
    }
}
