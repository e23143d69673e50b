//! The walk along what is installed, to the peers that are installed only if their
//! packages are reached in another way.

use super::packages::Package;
use crate::binding::budget::{Budget, TooLarge};
use crate::binding::numbers::PackageId;

/// Follows the dependencies that wait, where something else leads to their targets.
///
/// # Errors
/// More steps than the budget allows.
pub(super) fn follow_waiting(
    packages: &mut [Package<'_>],
    budget: &mut Budget,
) -> Result<(), TooLarge> {
    let mut reached = vec![false; packages.len()];
    let mut waiting: Vec<Vec<(PackageId, usize)>> = vec![Vec::new(); packages.len()];
    let mut open = vec![0];
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut reached[id], true) {
            continue;
        }
        for (from, at) in std::mem::take(&mut waiting[id]) {
            packages[from].dependencies[at].followed = true;
        }
        budget.step(packages[id].dependencies.len())?;
        for (at, dependency) in packages[id].dependencies.iter_mut().enumerate() {
            let Some(target) = dependency.target else {
                continue;
            };
            match dependency.waits {
                true if reached[target] => dependency.followed = true,
                true => waiting[target].push((id, at)),
                false if dependency.followed => open.push(target),
                false => {}
            }
        }
    }
    Ok(())
}
