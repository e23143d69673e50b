//! The isolated linker: each package in a folder of its own, with links to exactly
//! what it depends on. Peers make several folders of one package.
//!
//! The stages, in Bun's words: the packages of the lockfile ([`packages`]), the tree
//! of their uses with bound peers ([`nodes`]), the uses that differ ([`entries`]),
//! their folders and links ([`layout`]), their executables ([`bins`]).

mod bins;
mod entries;
pub(crate) mod hoisting;
mod layout;
mod leaks;
mod names;
mod nodes;
mod packages;
mod waiting;
mod wyhash;

#[cfg(test)]
mod tests;

use crate::binding::TooLarge;
use crate::binding::budget::Budget;
use crate::plan::Plan;
use crate::selection::Selection;
use hoisting::Hoisting;
use layout::Layout;
use packages::Packages;

/// What the isolated linker lays down, in Bun's order: breadth first from the root.
///
/// # Errors
/// A lockfile whose peers multiply beyond what any project needs.
pub(crate) fn plan(selection: &Selection<'_>, hoisting: &Hoisting) -> Result<Plan, TooLarge> {
    let mut budget = Budget::new();
    let packages = Packages::of(selection, &mut budget)?;
    let nodes = nodes::nodes(&packages, &mut budget)?;
    let entries = entries::entries(&nodes, hoisting);
    let layout = Layout::of(selection, &packages, entries);
    Ok(Plan {
        places: layout.places(),
        links: layout.links(),
        bins: bins::bins(&layout),
    })
}
