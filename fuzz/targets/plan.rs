//! Lockfiles of a few packages that depend on each other in any way: both linkers
//! come to an end, and what they plan is inside the project's node_modules.

#![no_main]

use std::fmt::Write as _;
use std::path::Component;

use arbitrary::Arbitrary;
use bun_lock::Lockfile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|lock: Lock| {
    let Ok(lock) = Lockfile::parse(lock.text().as_bytes()) else {
        return;
    };
    for plan in bun_nix_install::fuzzing::plans(&lock) {
        let places = plan.places.iter().map(|place| &place.folder);
        for path in places.chain(plan.links.iter().map(|link| &link.path)) {
            let parts = || path.components();
            assert!(parts().all(|part| matches!(part, Component::Normal(_))));
            assert!(parts().any(|part| part.as_os_str() == "node_modules"));
        }
    }
});

#[derive(Arbitrary, Debug)]
struct Lock {
    is_old: bool,
    root: Vec<Edge>,
    members: Vec<(Name, Folder, Vec<Edge>)>,
    packages: Vec<Package>,
}

#[derive(Arbitrary, Debug)]
struct Package {
    key: Vec<Name>,
    below_member: bool,
    name: Name,
    resolution: Resolution,
    edges: Vec<Edge>,
    flags: u8,
}

#[derive(Arbitrary, Debug)]
struct Edge {
    group: Group,
    name: Name,
    spec: Spec,
    flags: u8,
}

macro_rules! words {
    ($name:ident: $($variant:ident = $text:literal,)*) => {
        #[derive(Arbitrary, Clone, Copy, Debug)]
        enum $name { $($variant,)* }

        impl $name {
            fn text(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }
    };
}

words!(Name: A = "a", B = "b", C = "c", D = "d", E = "e", F = "f", Scope = "@s", Scoped = "@s/a",
    Bin = ".bin", Store = ".bun", Modules = "node_modules", Esbuild = "esbuild",);
words!(Folder: M = "m", N = "n", Deep = "m/n", Up = "../m", Modules = "node_modules/a", Root = ".",);
words!(Resolution: One = "1.0.0", Two = "2.0.0", Pre = "1.0.0-a+b", Link = "link:../x", Registered = "link:x",
    Folder = "file:f", Top = "root:", M = "workspace:m", N = "workspace:n", Tarball = "./t.tgz",);
words!(Spec: Any = "*", One = "^1.0.0", Two = "2", Member = "workspace:*", Tag = "latest", Alias = "npm:b@1",);
words!(Group: Regular = "dependencies", Dev = "devDependencies", Optional = "optionalDependencies",
    Peer = "peerDependencies",);

impl Lock {
    fn text(&self) -> String {
        let mut text = format!(
            r#"{{ "lockfileVersion": {}, "workspaces": {{ "": {{ "name": "top", {} }},"#,
            u8::from(!self.is_old),
            groups(&self.root),
        );
        for (name, folder, edges) in &self.members {
            let (name, folder, groups) = (name.text(), folder.text(), groups(edges));
            write!(text, r#""{folder}": {{ "name": "{name}", "version": "1.0.0", {groups} }},"#).unwrap();
        }
        text += r#"}, "packages": {"#;
        self.packages.iter().for_each(|package| text += &package.text());
        text + "} }"
    }
}

impl Package {
    fn text(&self) -> String {
        let key: Vec<&str> = self.key.iter().map(|name| name.text()).collect();
        let key = ["", "./"][usize::from(self.below_member)].to_owned() + &key.join("/");
        let id = format!("{}@{}", self.name.text(), self.resolution.text());
        let mut info = groups(&self.edges);
        for (bit, text) in [
            r#""bundled": true,"#,
            r#""os": "linux", "cpu": "x64","#,
            r#""bin": "x","#,
            r#""binDir": "x","#,
            r#""unresolved": ["a"],"#,
        ]
        .into_iter()
        .enumerate()
        {
            if self.flags >> bit & 1 == 1 {
                info += text;
            }
        }
        match self.resolution {
            Resolution::One | Resolution::Two | Resolution::Pre => {
                format!(r#""{key}": ["{id}", "", {{ {info} }}, ""],"#)
            }
            _ => format!(r#""{key}": ["{id}", {{ {info} }}],"#),
        }
    }
}

fn groups(edges: &[Edge]) -> String {
    let mut text = String::new();
    for group in [Group::Regular, Group::Dev, Group::Optional, Group::Peer] {
        let own = edges.iter().filter(|edge| edge.group.text() == group.text());
        let mut entries: Vec<(&str, &str)> =
            own.map(|edge| (edge.name.text(), edge.spec.text())).collect();
        entries.sort_unstable();
        entries.dedup_by_key(|(name, _)| *name);
        write!(text, r#""{}": {{ "#, group.text()).unwrap();
        for (name, spec) in entries {
            write!(text, r#""{name}": "{spec}","#).unwrap();
        }
        text += "},";
    }
    let optional = edges.iter().filter(|edge| edge.flags & 1 == 1);
    let optional: Vec<String> = optional.map(|edge| format!("\"{}\"", edge.name.text())).collect();
    write!(text, r#""optionalPeers": [{}],"#, optional.join(", ")).unwrap();
    text
}
