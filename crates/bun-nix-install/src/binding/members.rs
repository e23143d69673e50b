//! Which members of the project a dependency allows.

use bun_lock::Workspace;

use super::range::{Range, asked, version};
use crate::graph::Edge;

/// Whether a dependency asks for a member's name, and for a version that the member has;
/// of one without a version, for any.
pub(crate) fn allows(edge: &Edge<'_>, member: &Workspace) -> bool {
    let version = member.version.as_deref().and_then(version);
    let (name, range) = asked(edge.spec, edge.name);
    let range = Range::parse(range).filter(|_| member.name.as_deref() == Some(name));
    range.is_some_and(|range| match &version {
        Some(version) => range.has(version),
        None => range.is_any(),
    })
}
