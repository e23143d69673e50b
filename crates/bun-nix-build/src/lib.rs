//! For build.rs: which assets of a Bun front end a Rust build embeds, and whether
//! the Nix packaging beside them is stale.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), bun_nix_build::Error> {
//!     bun_nix_build::Frontend::new("web").emit()?;
//!     Ok(())
//! }
//! ```
//!
//! In a package `app`, the code then finds the folder of the assets in
//! `env!("APP_WEB_DIST")`, and in `env!("APP_WEB_DIST_ORIGIN")` where they come
//! from. They are, in this order:
//!
//! 1. `variable`: the folder that the environment variable `APP_WEB_DIST` names.
//!    This is how a Nix build hands over what another derivation built.
//! 2. `built`, where [`Frontend::build`] asks for it: what `bun run build` makes of
//!    a copy of the front end under `OUT_DIR`.
//! 3. `dist`: `web/dist`, if it holds anything.
//! 4. `stub`: a page under `OUT_DIR` that says what to run.
//!
//! Nothing is installed, nothing touches the network, and nothing is written but
//! under `OUT_DIR`. Under docs.rs it is always the stub, without a word.

mod assets;
mod bun_run;
mod error;
mod frontend;
mod packaging;
mod script;
mod stub;

pub use assets::{Assets, Origin};
pub use error::Error;
pub use frontend::{Frontend, Staleness};
pub use packaging::Packaging;
