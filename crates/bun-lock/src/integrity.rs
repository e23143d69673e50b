//! The `integrity` of a lockfile entry: a Subresource Integrity value over the
//! bytes of the tarball.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// A hash function that an integrity can name, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// 20 bytes; only in entries of old packages.
    Sha1,
    /// 32 bytes.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes; what Bun and the public registry write.
    Sha512,
}

impl Algorithm {
    /// The name before the dash of an SRI value.
    fn name(self) -> &'static str {
        match self {
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha384 => "sha384",
            Algorithm::Sha512 => "sha512",
        }
    }

    fn digest_len(self) -> usize {
        match self {
            Algorithm::Sha1 => 20,
            Algorithm::Sha256 => 32,
            Algorithm::Sha384 => 48,
            Algorithm::Sha512 => 64,
        }
    }

    fn from_name(name: &str) -> Option<Algorithm> {
        [
            Algorithm::Sha1,
            Algorithm::Sha256,
            Algorithm::Sha384,
            Algorithm::Sha512,
        ]
        .into_iter()
        .find(|algorithm| algorithm.name() == name)
    }
}

/// A parsed integrity: algorithm and digest.
///
/// Displayed in canonical SRI form, whatever the padding was: Bun pads every
/// digest but sha1 with `==`, which is right for sha512 only.
/// Source: Bun, src/install/integrity.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Integrity {
    algorithm: Algorithm,
    digest: [u8; 64],
}

/// A text that is no SRI value of a known algorithm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a sha1, sha256, sha384 or sha512 hash in SRI form")]
pub struct BadIntegrity(pub String);

impl Integrity {
    /// Reads an SRI value. Of several, separated by white space, the strongest
    /// counts, as the SRI specification has it.
    ///
    /// # Errors
    /// [`BadIntegrity`] if any of them is of another form or algorithm.
    pub fn parse(text: &str) -> Result<Integrity, BadIntegrity> {
        let mut strongest: Option<Integrity> = None;
        for one in text.split_ascii_whitespace() {
            let parsed = parse_one(one).ok_or_else(|| BadIntegrity(text.to_owned()))?;
            if strongest.is_none_or(|best| best.algorithm < parsed.algorithm) {
                strongest = Some(parsed);
            }
        }
        strongest.ok_or_else(|| BadIntegrity(text.to_owned()))
    }

    /// A SHA-1 digest.
    pub fn sha1(digest: [u8; 20]) -> Integrity {
        Integrity::of(Algorithm::Sha1, &digest)
    }

    /// A SHA-256 digest.
    pub fn sha256(digest: [u8; 32]) -> Integrity {
        Integrity::of(Algorithm::Sha256, &digest)
    }

    /// A SHA-384 digest.
    pub fn sha384(digest: [u8; 48]) -> Integrity {
        Integrity::of(Algorithm::Sha384, &digest)
    }

    /// A SHA-512 digest.
    pub fn sha512(digest: [u8; 64]) -> Integrity {
        Integrity::of(Algorithm::Sha512, &digest)
    }

    /// `bytes` must be as long as a digest of the algorithm.
    fn of(algorithm: Algorithm, bytes: &[u8]) -> Integrity {
        let mut digest = [0; 64];
        digest[..bytes.len()].copy_from_slice(bytes);
        Integrity { algorithm, digest }
    }

    /// The hash function.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The digest, as long as the algorithm's.
    pub fn digest(&self) -> &[u8] {
        &self.digest[..self.algorithm.digest_len()]
    }
}

fn parse_one(text: &str) -> Option<Integrity> {
    let (name, encoded) = text.split_once('-')?;
    let algorithm = Algorithm::from_name(name)?;
    let mut digest = [0; 64];
    let encoded = encoded.trim_end_matches('=');
    let length = STANDARD_NO_PAD.decode_slice(encoded, &mut digest).ok()?;
    (length == algorithm.digest_len()).then_some(Integrity { algorithm, digest })
}

/// Bytes of an SRI value of sha512.
const LONGEST: usize = "sha512-".len() + 88;

impl fmt::Display for Integrity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All of it is written at once: bun.nix has one for every package.
        let mut text = [0; LONGEST];
        let name = self.algorithm.name().as_bytes();
        text[..name.len()].copy_from_slice(name);
        text[name.len()] = b'-';
        let encoded = STANDARD.encode_slice(self.digest(), &mut text[name.len() + 1..]);
        let length = name.len() + 1 + encoded.map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(&text[..length]).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Integrity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        Integrity::parse(text).unwrap().to_string()
    }

    #[test]
    fn padding_is_mended() {
        let sha256 = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(canonical(sha256), sha256);
        assert_eq!(canonical(&format!("{sha256}=")), sha256);
        assert_eq!(canonical(sha256.trim_end_matches('=')), sha256);
        let sha384 = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        assert_eq!(canonical(&format!("{sha384}==")), sha384);
    }

    #[test]
    fn the_strongest_of_several_counts() {
        let sha1 = "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=";
        let sha256 = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(canonical(&format!("{sha1} {sha256}")), sha256);
        assert_eq!(canonical(&format!("{sha256} {sha1}")), sha256);
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            " ",
            "sha512",
            "sha512-",
            "md5-1B2M2Y8AsgTpgAmY7PhCfg==",
            "sha512-AAAA",
            "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=\"",
            "sha256-47DEQpj8HBSa+_TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        ] {
            assert_eq!(Integrity::parse(text), Err(BadIntegrity(text.to_owned())));
        }
    }
}
