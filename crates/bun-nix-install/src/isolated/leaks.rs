//! Which peers a package and what it depends on leave open, so that what they are
//! is for its users to say.
//!
//! Two uses of a package that say the same come to the same entries, which is what
//! keeps the tree of all uses small.

use super::packages::{Packages, PeerName};
use crate::binding::budget::{Budget, TooLarge};
use crate::binding::numbers::PackageId;

/// The open peers of each package, in order.
///
/// # Errors
/// More of them than the budget allows.
pub(crate) fn leaks(
    packages: &Packages<'_>,
    budget: &mut Budget,
) -> Result<Vec<Vec<PeerName>>, TooLarge> {
    let users = Users::of(packages);
    let mut leaks = vec![Vec::new(); packages.all.len()];
    let mut asked = vec![None; packages.peer_names];
    for name in 0..packages.peer_names {
        let mut open = users.declaring[name].clone();
        while let Some(id) = open.pop() {
            if leaks[id].last() == Some(&name) || users.provides(id, name) {
                continue;
            }
            budget.keep(1)?;
            leaks[id].push(name);
            open.extend(&users.depending[id]);
            for other in &users.called[id] {
                if asked[*other].replace(name) != Some(name) {
                    open.extend(&users.declaring[*other]);
                }
            }
            budget.step(open.len())?;
        }
    }
    Ok(leaks)
}

/// Who takes over whose open peers.
struct Users {
    /// The packages with a peer of a name.
    declaring: Vec<Vec<PackageId>>,
    /// The packages with a dependency, not a peer, on a package.
    depending: Vec<Vec<PackageId>>,
    /// The names of peers that somebody installs a package under: whoever has such
    /// a peer may get that package.
    called: Vec<Vec<PeerName>>,
    /// The peers' names among a package's own dependencies, in order.
    provided: Vec<Vec<PeerName>>,
}

impl Users {
    fn of(packages: &Packages<'_>) -> Users {
        let mut users = Users {
            declaring: vec![Vec::new(); packages.peer_names],
            depending: vec![Vec::new(); packages.all.len()],
            called: vec![Vec::new(); packages.all.len()],
            provided: vec![Vec::new(); packages.all.len()],
        };
        for (id, package) in packages.all.iter().enumerate() {
            for dependency in &package.dependencies {
                let name = dependency.peer_name;
                if let Some(target) = dependency.resolved {
                    users.called[target].extend(name);
                    if !dependency.is_peer {
                        users.depending[target].push(id);
                    }
                }
                match name {
                    Some(name) if dependency.is_peer => users.declaring[name].push(id),
                    Some(name) if dependency.followed => users.provided[id].push(name),
                    _ => {}
                }
            }
        }
        users.settle();
        users
    }

    fn settle(&mut self) {
        for names in self.provided.iter_mut().chain(&mut self.called) {
            names.sort_unstable();
            names.dedup();
        }
    }

    /// Whether a package has a dependency of its own for a peer of this name.
    fn provides(&self, id: PackageId, name: PeerName) -> bool {
        self.provided[id].binary_search(&name).is_ok()
    }
}
