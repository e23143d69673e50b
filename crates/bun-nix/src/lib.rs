//! bun.nix, the Nix dependency file that belongs to a bun.lock.
//!
//! The data flows one way: a [`bun_lock::Lockfile`] gives [`Sources`], which
//! become an [`Expression`], which is bun.nix once it is displayed. An
//! expression that was read back from a bun.nix is [`compare`]d with it.
//!
//! ```
//! let lock = bun_lock::Lockfile::parse(br#"{
//!   "lockfileVersion": 1,
//!   "workspaces": { "": { "dependencies": { "ms": "^2.1.3" } } },
//!   "packages": {
//!     "ms": ["ms@2.1.3", "", {}, "sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=="],
//!   },
//! }"#)?;
//! let sources = bun_nix::Sources::of(&lock, &bun_nix::Settings::default())?;
//! let expression = bun_nix::Expression::of(&sources);
//! let bun_nix = expression.to_string();
//! assert_eq!(bun_nix::compare(&expression, &bun_nix.parse()?), []);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compare;
mod expression;
mod nix_string;
#[cfg(feature = "prefetch")]
pub mod prefetch;
mod read_back;
mod source;
mod store_name;

pub use compare::{Difference, Kind, compare, staleness};
pub use expression::{Args, Attrs, Entry, Expression, Value};
pub use read_back::{NotBunNix, salvage};
pub use source::{Fetch, Platform, Reason, Refusal, Refused, Settings, Source, Sources};
