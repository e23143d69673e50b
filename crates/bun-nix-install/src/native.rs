//! Packages whose executables are a platform package's: a small script stands in
//! the package itself, the program in an optional dependency.

use bun_lock::Package;

use crate::graph::{Edge, Graph};
use crate::target::Target;

/// The packages that Bun treats so where the root's package.json has no
/// `nativeDependencies`, which take their place.
/// Source: observed with Bun 1.4.5.
const BUILT_IN: [&str; 2] = ["esbuild", "@anthropic-ai/claude-code"];

/// Whether a package's executables are looked for in its platform package.
/// `listed` is what the root's package.json has under `nativeDependencies`.
pub(crate) fn is_native(package: &Package, listed: Option<&[String]>) -> bool {
    let name = package.name.as_str();
    match listed {
        Some(listed) => listed.iter().any(|one| one == name),
        None => BUILT_IN.contains(&name),
    }
}

/// The dependencies that are packages for the target alone, in Bun's order. Of
/// those that are installed the first is the platform package.
pub(crate) fn platform_packages<'a, 'l>(
    graph: &'a Graph<'l>,
    edges: &'a [Edge<'l>],
    target: &'a Target,
) -> impl Iterator<Item = &'a Edge<'l>> {
    edges.iter().filter(move |edge| {
        let package = edge.target.and_then(|node| graph.package(node));
        package.is_some_and(|package| is_for(package, target))
    })
}

pub(crate) fn is_for(package: &Package, target: &Target) -> bool {
    let (os, cpu) = (&package.info.os, &package.info.cpu);
    let names_both = !os.is_empty() && !cpu.is_empty();
    names_both && target.has_os(os) && target.has_cpu(cpu)
}
