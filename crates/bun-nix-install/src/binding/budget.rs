//! How large a layout may become. Peers multiply: a lockfile of a few
//! lines can ask for more entries than any disk holds.

/// How much may be kept: nodes, links, peers. A monorepo of 3,000 packages keeps about
/// 20,000.
const MOST_KEPT: usize = 1 << 24;

/// How many steps may be taken from a node towards the root.
const MOST_STEPS: usize = 1 << 32;

/// A lockfile that asks for too large a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the peers in bun.lock combine to more folders than a layout may have")]
pub struct TooLarge;

/// What is left.
pub(crate) struct Budget {
    kept: usize,
    steps: usize,
}

impl Budget {
    pub fn new() -> Budget {
        Budget {
            kept: MOST_KEPT,
            steps: MOST_STEPS,
        }
    }

    /// Pays for things that stay in memory.
    pub fn keep(&mut self, things: usize) -> Result<(), TooLarge> {
        pay(&mut self.kept, things)
    }

    /// Pays for steps.
    pub fn step(&mut self, steps: usize) -> Result<(), TooLarge> {
        pay(&mut self.steps, steps)
    }
}

fn pay(left: &mut usize, price: usize) -> Result<(), TooLarge> {
    *left = left.checked_sub(price).ok_or(TooLarge)?;
    Ok(())
}
