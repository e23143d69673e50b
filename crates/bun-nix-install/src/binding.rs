//! What the dependencies of packages lead to, wherever the packages are put. Both
//! linkers begin with it, as Bun does when it loads a bun.lock.

pub(crate) mod budget;
pub(crate) mod members;
pub(crate) mod numbers;
pub(crate) mod range;
mod shared;
pub(crate) mod targets;

pub use budget::TooLarge;
