//! A tarball whose hash the lockfile does not record: the bytes, as
//! `fetchurl` checks them, in SHA-512.

use std::io::{self, Read};

use bun_lock::Integrity;
use sha2::{Digest as _, Sha512};

use super::archive::{self, BadArchive, Limits};
use super::error::FetchError;
use super::http::Client;

/// The hash of a tarball. It is looked into on the way: an error page that a
/// server sends with status 200 would otherwise get a hash, too.
pub(super) fn hash(
    client: &Client<'_>,
    url: &str,
    limits: &Limits,
    retrying: &dyn Fn(&FetchError),
) -> Result<Integrity, FetchError> {
    client.get(url, retrying, &mut |body| hash_body(body, limits))
}

fn hash_body(body: &mut dyn Read, limits: &Limits) -> Result<Integrity, BadArchive> {
    let mut hashed = Hashed {
        inner: body,
        sha512: Sha512::new(),
    };
    archive::inspect(&mut hashed, limits)?;
    io::copy(&mut hashed, &mut io::sink())?;
    Ok(Integrity::sha512(hashed.sha512.finalize().into()))
}

struct Hashed<'b> {
    inner: &'b mut dyn Read,
    sha512: Sha512,
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sha512.update(&buffer[..read]);
        Ok(read)
    }
}
