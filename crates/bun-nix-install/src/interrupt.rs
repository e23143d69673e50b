//! Whether somebody wants the install to end: it does between two steps, and leaves
//! everything as it was.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// An install that was asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted: everything is as it was before")]
pub struct Interrupted;

/// Asks the installs of this process, present and future, to end. What they have
/// laid down goes, and what was there before is put back.
pub fn interrupt() {
    ASKED.store(true, Ordering::Relaxed);
}

pub(crate) fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// To be asked between two steps.
pub(crate) fn heed() -> Result<(), Interrupted> {
    if is_asked() { Err(Interrupted) } else { Ok(()) }
}
