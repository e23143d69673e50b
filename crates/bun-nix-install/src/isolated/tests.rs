//! Which versions peers get, which executables win: as Bun 1.4.5 was seen to lay down
//! the same lockfiles.

use std::collections::HashMap;

use bun_lock::Lockfile;

use super::hoisting::Hoisting;
use super::plan;
use crate::plan::Plan;
use crate::selection::{Choice, Omit, Selection};
use crate::target::Target;

fn planned(workspaces: &str, packages: &str) -> Plan {
    planned_without(Omit::default(), workspaces, packages)
}

fn planned_without(omit: Omit, workspaces: &str, packages: &str) -> Plan {
    let text = format!(
        r#"{{ "lockfileVersion": 2, "workspaces": {{ {workspaces} }}, "packages": {{ {packages} }} }}"#
    );
    let lock = Lockfile::parse(text.as_bytes()).unwrap();
    let choice = Choice {
        target: Target::default(),
        omit,
        filter: Vec::new(),
        missing: Default::default(),
        native: None,
        registered: HashMap::new(),
    };
    let selection = Selection::of(&lock, &choice).unwrap();
    plan(&selection, &Hoisting::default()).unwrap()
}

/// The versions of a package that links of a package's entries lead to.
fn bound(plan: &Plan, from: &str, to: &str) -> Vec<String> {
    let links = plan.links.iter().filter(|link| {
        let path = link.path.to_str().unwrap();
        path.starts_with(from) && path.ends_with(&format!("/{to}"))
    });
    let mut versions: Vec<String> = links
        .map(|link| {
            let target = link.target.to_str().unwrap();
            let (_, version) = target.split_once(&format!("/{to}@")).unwrap();
            version.split('/').next().unwrap().to_owned()
        })
        .collect();
    versions.sort();
    versions
}

/// Something that nobody depends on otherwise, in three versions.
const THREE: &str = r#"
    "one": ["one@1.0.0", "", { "dependencies": { "x": "1.0.0" } }, ""],
    "two": ["two@1.0.0", "", { "dependencies": { "x": "2.0.0" } }, ""],
    "three": ["three@1.0.0", "", { "dependencies": { "x": "3.0.0" } }, ""],
    "x": ["x@1.0.0", "", {}, ""],
    "two/x": ["x@2.0.0", "", {}, ""],
    "three/x": ["x@3.0.0", "", {}, ""],
"#;

/// The versions of x that the packages get whose peers ask for it so.
fn shared(ranges: &[&str]) -> Vec<String> {
    let names: Vec<String> = (0..ranges.len()).map(|at| format!("p{at}")).collect();
    let root = ["one", "two", "three"].into_iter();
    let root = root.chain(names.iter().map(String::as_str));
    let root: Vec<String> = root.map(|name| format!(r#""{name}": "*""#)).collect();
    let peers = names.iter().zip(ranges).map(|(name, range)| {
        format!(
            r#""{name}": ["{name}@1.0.0", "", {{ "peerDependencies": {{ "x": "{range}" }} }}, ""],"#
        )
    });
    let workspaces = format!(r#""": {{ "dependencies": {{ {} }} }}"#, root.join(", "));
    let plan = planned(
        &workspaces,
        &(THREE.to_owned() + &peers.collect::<String>()),
    );
    let found = names.iter();
    let found = found.flat_map(|name| bound(&plan, &format!("node_modules/.bun/{name}@"), "x"));
    found.collect()
}

#[test]
fn peers_that_nobody_provides_share_the_version_that_suits_all() {
    for (ranges, expected) in [
        (&[">=1"][..], &["3.0.0"][..]),
        (&["*", "^2"], &["2.0.0", "2.0.0"]),
        (&["^2", ">=1"], &["2.0.0", "2.0.0"]),
        (&["^1", "^2", ">=1"], &["1.0.0", "2.0.0", "3.0.0"]),
        (
            &["^3", "^2 || ^3", "^1 || ^2"],
            &["3.0.0", "3.0.0", "2.0.0"],
        ),
    ] {
        assert_eq!(shared(ranges), expected, "{ranges:?}");
    }
}

#[test]
fn a_peer_that_somebody_provides_elsewhere_keeps_its_own_version() {
    let root = r#""": { "dependencies": {
        "one": "*", "two": "*", "three": "*", "p": "*", "q": "*", "r": "*" } }"#;
    let packages = format!(
        r#"{THREE}
        "p": ["p@1.0.0", "", {{ "peerDependencies": {{ "x": "^2" }} }}, ""],
        "q": ["q@1.0.0", "", {{ "dependencies": {{ "r": "1", "x": "2.0.0" }} }}, ""],
        "r": ["r@1.0.0", "", {{ "peerDependencies": {{ "x": ">=1" }} }}, ""],
        "p/x": ["x@2.0.0", "", {{}}, ""],
        "q/x": ["x@2.0.0", "", {{}}, ""],"#
    );
    let plan = planned(root, &packages);
    assert_eq!(
        bound(&plan, "node_modules/.bun/r@", "x"),
        ["2.0.0", "3.0.0"]
    );
    assert_eq!(bound(&plan, "node_modules/.bun/p@", "x"), ["2.0.0"]);
}

#[test]
fn a_member_s_own_peer_has_no_part_in_it() {
    let workspaces = r#"
        "": { "dependencies": { "p": "*" } },
        "m": { "name": "m", "peerDependencies": { "x": "*" } }"#;
    let packages = r#"
        "m": ["m@workspace:m"],
        "p": ["p@1.0.0", "", { "peerDependencies": { "x": "1.0.0" } }, ""],
        "x": ["x@2.0.0", "", {}, ""],
        "p/x": ["x@1.0.0", "", {}, ""],"#;
    let plan = planned(workspaces, packages);
    assert_eq!(bound(&plan, "m/node_modules/", "x"), ["2.0.0"]);
    assert_eq!(bound(&plan, "node_modules/.bun/p@", "x"), ["1.0.0"]);
}

/// Breadth first from the root, and not by key: b is placed before what c depends on.
#[test]
fn of_several_places_the_first_decides_of_an_optional_peer() {
    const OPTIONAL: &str = r#"{ "peerDependencies": { "x": "*" }, "optionalPeers": ["x"] }"#;
    let root = r#""": { "dependencies": { "b": "*", "c": "*", "x": "1.0.0" } }"#;
    let packages = format!(
        r#"
        "a": ["a@1.0.0", "", {{ "dependencies": {{ "k": "2", "x": "2.0.0" }} }}, ""],
        "b": ["b@1.0.0", "", {{ "dependencies": {{ "k": "2" }} }}, ""],
        "c": ["c@1.0.0", "", {{ "dependencies": {{ "a": "1" }} }}, ""],
        "x": ["x@1.0.0", "", {{}}, ""],
        "a/k": ["k@2.0.0", "", {OPTIONAL}, ""],
        "a/x": ["x@2.0.0", "", {{}}, ""],
        "b/k": ["k@2.0.0", "", {OPTIONAL}, ""],"#
    );
    let lock = format!(
        r#"{{ "lockfileVersion": 2, "workspaces": {{ {root} }}, "packages": {{ {packages} }} }}"#
    );
    let lock = Lockfile::parse(lock.as_bytes()).unwrap();
    let ranks = crate::graph::Graph::of(&lock).ranks();
    let rank = |key: &str| {
        let at = lock.packages.iter().position(|one| one.key.as_str() == key);
        ranks[at.unwrap()]
    };
    assert!(rank("b/k") < rank("a/k"));
}

/// m's v has its place before a's, which finds the p that stands below a.
#[test]
fn an_optional_peer_that_finds_nothing_in_its_first_place_is_open_in_all() {
    const V: &str =
        r#""v@1.0.0", "", { "peerDependencies": { "p": "*" }, "optionalPeers": ["p"] }"#;
    let workspaces = r#"
        "": { "dependencies": { "v": "2.0.0" } },
        "m": { "name": "m", "dependencies": { "a": "*", "v": "1.0.0" } }"#;
    let packages = format!(
        r#"
        "a": ["a@1.0.0", "", {{ "dependencies": {{ "p": "1.0.0", "v": "1.0.0" }} }}, ""],
        "m": ["m@workspace:m"],
        "v": ["v@2.0.0", "", {{}}, ""],
        "a/p": ["p@1.0.0", "", {{ "peerDependencies": {{ "v": "1.0.0" }} }}, ""],
        "a/v": [{V}, ""],
        "m/v": [{V}, ""],"#
    );
    let plan = planned(workspaces, &packages);
    assert_eq!(bound(&plan, "m/node_modules/", "v"), ["1.0.0"]);
    let of_a = bound(&plan, "node_modules/.bun/a@", "v");
    assert!(of_a[0].starts_with("1.0.0+"), "{of_a:?}");
}

/// No version that there is suits the peer: two aliases have its name.
#[test]
fn of_several_places_one_below_the_top_decides_of_a_required_peer() {
    let root = r#""": { "dependencies": {
        "c": "2.0.0", "p": "*", "q": "*", "r": "*", "s": "*", "t": "*" } }"#;
    for place in ["p/c", "q/c"] {
        let packages = format!(
            r#"
            "c": ["c@2.0.0", "", {{}}, ""],
            "d": ["a@1.0.0", "", {{}}, ""],
            "p": ["p@1.0.0", "", {{ "dependencies": {{ "c": "^3.0.0" }} }}, ""],
            "q": ["q@1.0.0", "", {{ "dependencies": {{ "c": "^3.0.0" }} }}, ""],
            "r": ["r@1.0.0", "", {{ "dependencies": {{ "d": "npm:a@1.0.0" }} }}, ""],
            "s": ["s@1.0.0", "", {{ "dependencies": {{ "d": "npm:b@1.1.0" }} }}, ""],
            "t": ["t@1.0.0", "", {{ "dependencies": {{ "d": "3.0.0" }} }}, ""],
            "p/c": ["c@3.0.0", "", {{ "peerDependencies": {{ "d": "^1.0.0" }} }}, ""],
            "q/c": ["c@3.0.0", "", {{ "peerDependencies": {{ "d": "^1.0.0" }} }}, ""],
            "s/d": ["b@1.1.0", "", {{}}, ""],
            "t/d": ["d@3.0.0", "", {{}}, ""],
            "{place}/d": ["b@1.1.0", "", {{}}, ""],"#
        );
        let plan = planned(root, &packages);
        let mut links = plan.links.iter();
        let link = links.find(|link| {
            let path = link.path.to_str().unwrap();
            path.starts_with("node_modules/.bun/c@3.0.0") && path.ends_with("/d")
        });
        let target = link.unwrap().target.to_str().unwrap();
        assert_eq!(
            target, "node_modules/.bun/b@1.1.0/node_modules/b",
            "{place}"
        );
    }
}

#[test]
fn of_two_executables_a_member_s_own_dependency_s_comes_before_its_peer_s() {
    let root = r#""": { "dependencies": { "b": "*" }, "peerDependencies": { "a": "*" } }"#;
    let packages = r#"
        "a": ["a@1.0.0", "", { "bin": { "tool": "a.js" } }, ""],
        "b": ["b@1.0.0", "", { "bin": { "tool": "b.js" } }, ""],"#;
    let plan = planned(root, packages);
    let mut folders = plan.bins.iter();
    let own = folders.find(|folder| folder.node_modules.to_str() == Some("node_modules"));
    let names = own.unwrap().bins.iter().map(|bin| bin.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["b", "a"]);
}

#[test]
fn what_the_root_has_unresolved_is_not_linked() {
    let root = r#""": {
        "dependencies": { "p": "*" }, "optionalDependencies": { "x": "^9" }, "unresolved": ["x"] }"#;
    let packages = r#"
        "p": ["p@1.0.0", "", { "dependencies": { "x": "1.0.0" } }, ""],
        "x": ["x@1.0.0", "", {}, ""],"#;
    let plan = planned(root, packages);
    let mut paths = plan.links.iter().map(|link| link.path.to_str().unwrap());
    assert!(paths.all(|path| path != "node_modules/x"));
}

const PRODUCTION: Omit = Omit {
    dev: true,
    optional: false,
    peer: false,
};

const NO_OPTIONAL: Omit = Omit {
    dev: false,
    optional: true,
    peer: false,
};

const NO_PEER: Omit = Omit {
    dev: false,
    optional: false,
    peer: true,
};

/// Two versions of something, and the packages that depend on them.
const TWO: &str = r#"
    "one": ["one@1.0.0", "", { "dependencies": { "x": "1.0.0" } }, ""],
    "two": ["two@1.0.0", "", { "dependencies": { "x": "2.0.0" } }, ""],
    "p": ["p@1.0.0", "", { "peerDependencies": { "x": ">=1" } }, ""],
    "x": ["x@1.0.0", "", {}, ""],
    "two/x": ["x@2.0.0", "", {}, ""],
"#;

#[test]
fn an_optional_peer_beside_an_omitted_dependency_waits_for_its_package() {
    for (dependencies, expected) in [
        (r#""two": "*""#, &[][..]),
        (r#""one": "*""#, &["1.0.0"]),
        (r#""one": "*", "two": "*""#, &["1.0.0"]),
    ] {
        let root = format!(
            r#""": {{ "dependencies": {{ {dependencies} }}, "devDependencies": {{ "x": "1" }},
                     "peerDependencies": {{ "x": "*" }}, "optionalPeers": ["x"] }}"#
        );
        let plan = planned_without(PRODUCTION, &root, TWO);
        assert_eq!(
            bound(&plan, "node_modules/x", "x"),
            expected,
            "{dependencies}"
        );
    }
}

#[test]
fn a_peer_beside_an_omitted_dependency_gets_that_if_it_suits() {
    for (range, expected) in [(">=1", "1.0.0"), ("^1 || ^2", "1.0.0"), ("^2", "2.0.0")] {
        let root = format!(
            r#""": {{ "dependencies": {{ "one": "*", "two": "*" }},
                     "devDependencies": {{ "x": "1" }}, "peerDependencies": {{ "x": "{range}" }} }}"#
        );
        let plan = planned_without(PRODUCTION, &root, TWO);
        assert_eq!(bound(&plan, "node_modules/x", "x"), [expected], "{range}");
    }
}

#[test]
fn a_peer_gets_what_the_root_depends_on_but_not_optionally() {
    for (root, omit, expected) in [
        (r#""devDependencies": { "x": "1" }"#, PRODUCTION, "1.0.0"),
        (
            r#""optionalDependencies": { "x": "1" }"#,
            NO_OPTIONAL,
            "2.0.0",
        ),
        (
            r#""optionalDependencies": { "x": "1" }, "peerDependencies": { "x": "1" }"#,
            NO_OPTIONAL,
            "1.0.0",
        ),
    ] {
        let workspaces =
            format!(r#""": {{ "dependencies": {{ "one": "*", "two": "*", "p": "*" }}, {root} }}"#);
        let plan = planned_without(omit, &workspaces, TWO);
        assert_eq!(
            bound(&plan, "node_modules/.bun/p@", "x"),
            [expected],
            "{root}"
        );
    }
}

#[test]
fn a_peer_does_not_find_what_the_root_depends_on_past_another_package() {
    const PLACED: &str = r#"
        "p": ["p@1.0.0", "", { "peerDependencies": { "x": ">=1" } }, ""],
        "q": ["q@1.0.0", "", { "dependencies": { "r": "1", "x": "2.0.0" } }, ""],
        "r": ["r@2.0.0", "", {}, ""],
        "two": ["two@1.0.0", "", { "dependencies": { "x": "3.0.0" } }, ""],
        "x": ["x@1.0.0", "", {}, ""],
        "q/r": ["r@1.0.0", "", { "peerDependencies": { "x": ">=1" } }, ""],
        "q/x": ["x@2.0.0", "", { "os": "none" }, ""],
        "two/x": ["x@3.0.0", "", {}, ""],"#;
    let root = r#""": {
        "dependencies": { "p": "*", "q": "*", "r": "2", "two": "*" },
        "devDependencies": { "x": "1" } }"#;
    let plan = planned_without(PRODUCTION, root, PLACED);
    assert_eq!(bound(&plan, "node_modules/.bun/p@", "x"), ["1.0.0"]);
    assert_eq!(bound(&plan, "node_modules/.bun/r@1", "x"), ["3.0.0"]);
}

/// Three uses of e: by the root, by m2, which has a d, and by that d.
#[test]
fn omitted_peers_tell_uses_apart_all_the_same() {
    let workspaces = r#"
        "": { "devDependencies": { "c": "*", "e": "*" } },
        "m0": { "name": "m0", "peerDependencies": { "d": "1" } },
        "m2": { "name": "m2", "devDependencies": { "d": "*" }, "peerDependencies": { "e": "*" } }"#;
    let packages = r#"
        "b": ["b@1.0.0", "", {}, ""],
        "c": ["c@1.0.0", "", {}, ""],
        "d": ["d@1.0.0", "", { "peerDependencies": { "b": "*" }, "optionalPeers": ["b"] }, ""],
        "e": ["e@1.0.0", "", { "peerDependencies": { "d": "*" }, "optionalPeers": ["d"] }, ""],
        "m0": ["m0@workspace:m0"],
        "m2": ["m2@workspace:m2"],
        "m2/d": ["d@2.0.0", "", {
            "dependencies": { "b": "1" }, "peerDependencies": { "c": "*", "e": "*" },
            "optionalPeers": ["c"] }, ""],"#;
    let plan = planned_without(NO_PEER, workspaces, packages);
    let stored = plan.places.iter().map(|place| &place.folder);
    let of_e = stored.filter(|folder| folder.ends_with("node_modules/e"));
    assert_eq!(of_e.count(), 3);
}

/// It is for another system, so that the peer gets nothing.
#[test]
fn a_peer_gets_what_the_root_has_as_an_optional_peer() {
    let root = r#""": { "dependencies": { "two": "*", "p": "*" },
                       "peerDependencies": { "x": "*" }, "optionalPeers": ["x"] }"#;
    for (os, expected) in [("none", &[][..]), ("linux", &["1.0.0"])] {
        let packages = TWO.replace(
            "x@1.0.0\", \"\", {}",
            &format!(r#"x@1.0.0", "", {{ "os": "{os}" }}"#),
        );
        let plan = planned(root, &packages);
        assert_eq!(bound(&plan, "node_modules/.bun/p@", "x"), expected, "{os}");
    }
}

/// Its dependencies are the member's own, and their peers no package's.
#[test]
fn an_omitted_peer_that_is_a_member_is_linked_to() {
    let workspaces = r#"
        "": { "name": "root" },
        "packages/m0": {
            "name": "m0", "version": "3.0.0",
            "peerDependencies": { "f": "*" }, "optionalPeers": ["f"] },
        "packages/m1": { "name": "m1", "dependencies": { "c": "1", "f": "1" } }"#;
    let packages = r#"
        "c": ["c@1.0.0", "", { "peerDependencies": { "m0": "*" } }, ""],
        "f": ["f@1.0.0", "", {}, ""],
        "m0": ["m0@workspace:packages/m0"],
        "m1": ["m1@workspace:packages/m1"],"#;
    let plan = planned_without(NO_PEER, workspaces, packages);
    let c = "node_modules/.bun/c@1.0.0+cbc06f13842f8b62/node_modules/c";
    assert!(
        plan.places
            .iter()
            .any(|place| place.folder.to_str() == Some(c))
    );
}
