//! Small packages whose build.rs uses the crate, built by cargo.

#![allow(clippy::unwrap_used)]

mod package;

use package::Package;
use test_oracles::Bun;

const LOCK: &str = r#"{
  "lockfileVersion": 1,
  "configVersion": 1,
  "workspaces": {
    "": {
      "name": "web",
      "dependencies": {
        "ms": "2.1.3",
      },
    },
  },
  "packages": {
    "ms": ["ms@2.1.3", "", {}, "sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=="],
  }
}
"#;

const MANIFEST: &str = r#"{ "name": "web", "dependencies": { "ms": "2.1.3" } }"#;

const BUN_NIX: &str = r#"{ fetchurl, ... }:
{
  "ms@2.1.3" = fetchurl {
    url = "https://registry.npmjs.org/ms/-/ms-2.1.3.tgz";
    hash = "sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==";
  };
}
"#;

const STALE: &str = "web/bun.nix is stale: ms@2.1.3; \
                     run `cargo xtask nix-update` and commit it";

fn with_packaging(bun_nix: &str) -> Package {
    let package = Package::new("Frontend::new(\"web\")");
    package.write("web/dist/index.html", "built");
    package.write("web/package.json", MANIFEST);
    package.write("web/bun.lock", LOCK);
    package.write("web/bun.nix", bun_nix);
    package
}

#[test]
fn without_a_front_end_there_is_a_page_that_says_so() {
    let package = Package::new("Frontend::new(\"web\")");
    let build = package.build();
    assert!(build.stderr.contains("web/dist is not there"), "{build}");
    let (origin, page) = package.embedded();
    assert_eq!(origin, "stub");
    assert!(
        page.contains("cd web\nbun install\nbun run build"),
        "{page}"
    );
    assert_eq!(package.build().script_runs(), 0);
}

#[test]
fn a_front_end_that_appears_is_embedded() {
    let package = Package::new("Frontend::new(\"web\")");
    package.write("web/package.json", MANIFEST);
    package.build();
    assert_eq!(package.embedded().0, "stub");
    package.write("web/dist/index.html", "built");
    package.build();
    assert_eq!(package.embedded(), ("dist".into(), "built".into()));
    assert_eq!(package.build().script_runs(), 0);
}

#[test]
fn a_change_of_the_assets_reaches_the_program() {
    let package = Package::new("Frontend::new(\"web\").dist(\"public/out\")");
    package.write("web/public/out/index.html", "one");
    package.build();
    package.write("web/public/out/index.html", "two");
    assert_eq!(package.build().script_runs(), 1);
    assert_eq!(package.embedded(), ("dist".into(), "two".into()));
}

#[test]
fn a_variable_hands_the_assets_over() {
    let package = with_packaging(BUN_NIX);
    package.write("elsewhere/index.html", "handed over");
    let handed = package.path("elsewhere");
    let build = package.cargo(&["build"], &[("APP_WEB_DIST", &handed)]);
    assert!(
        build.success && !build.stderr.contains("warning:"),
        "{build}"
    );
    assert_eq!(
        package.embedded(),
        ("variable".into(), "handed over".into())
    );
    let again = package.cargo(&["build"], &[("APP_WEB_DIST", &handed)]);
    assert_eq!(again.script_runs(), 0);
    assert_eq!(package.build().script_runs(), 1);
    assert_eq!(package.embedded().0, "dist");
}

#[test]
fn a_variable_that_names_nothing_ends_the_build() {
    let package = with_packaging(BUN_NIX);
    let build = package.cargo(&["build"], &[("APP_WEB_DIST", "nowhere")]);
    assert!(!build.success);
    let told = "APP_WEB_DIST names";
    assert!(build.stderr.contains(told), "{build}");
    let help =
        "help: set APP_WEB_DIST to the folder of the built front end, or run `unset APP_WEB_DIST`";
    assert!(build.stderr.contains(help), "{build}");
}

#[test]
fn a_current_bun_nix_is_silent() {
    let package = with_packaging(BUN_NIX);
    let build = package.build();
    assert!(!build.stderr.contains("warning:"), "{build}");
    assert_eq!(package.build().script_runs(), 0);
}

#[test]
fn a_stale_bun_nix_is_a_warning_until_it_is_mended() {
    let package = with_packaging(&BUN_NIX.replace("6Flz", "7Flz"));
    let build = package.build();
    assert!(build.stderr.contains(STALE), "{build}");
    package.write("web/bun.nix", BUN_NIX);
    let mended = package.build();
    assert_eq!(mended.script_runs(), 1);
    assert!(!mended.stderr.contains("warning:"), "{mended}");
}

#[test]
fn a_package_json_that_disagrees_is_a_warning() {
    let package = with_packaging(BUN_NIX);
    package.write("web/package.json", &MANIFEST.replace("2.1.3", "2.1.2"));
    let build = package.build();
    let told = "web/bun.lock does not match its package.json files: ms 2.1.2; \
                run `bun install`, then `cargo xtask nix-update`";
    assert!(build.stderr.contains(told), "{build}");
}

#[test]
fn a_lockfile_that_cannot_be_read_is_a_warning_with_its_place() {
    let package = with_packaging(BUN_NIX);
    package.write(
        "web/bun.lock",
        &LOCK.replace("\"workspaces\": {", "\n<<<<<<< HEAD\n"),
    );
    let build = package.build();
    assert!(build.success, "{build}");
    let told = "cannot tell whether web/bun.nix is current: web/bun.lock:5:1: ";
    assert!(build.stderr.contains(told), "{build}");
}

#[test]
fn a_stale_bun_nix_ends_the_build_where_that_is_asked() {
    let package = with_packaging("{ ... }: { }");
    package
        .script("Frontend::new(\"web\").staleness(Staleness::Deny).update_command(\"just nix\")");
    let build = package.cargo(&["build"], &[]);
    assert!(!build.success);
    let told = "web/bun.nix is stale: ms@2.1.3; run `just nix` and commit it";
    assert!(build.stderr.contains(told), "{build}");
}

#[test]
fn docs_rs_gets_the_stub_in_silence() {
    let package = with_packaging("{ ... }: { }");
    let build = package.cargo(&["build"], &[("DOCS_RS", "1")]);
    assert!(
        build.success && !build.stderr.contains("warning:"),
        "{build}"
    );
    assert_eq!(package.embedded().0, "stub");
}

#[test]
fn every_profile_builds() {
    let package = with_packaging(BUN_NIX);
    package.append("Cargo.toml", "\n[profile.release]\nopt-level = \"s\"\n");
    let build = package.cargo(&["build", "--release"], &[]);
    assert!(build.success, "{build}");
}

#[test]
fn a_published_package_builds_and_its_folder_is_left_alone() {
    let package = with_packaging(BUN_NIX);
    package.build();
    let before = package.files();
    // It ends in a build of the archive, after which nothing in it may have changed.
    let packaged = package.cargo(&["package", "--allow-dirty"], &[]);
    assert!(packaged.success, "{packaged}");
    assert!(packaged.stderr.contains("Verifying app"), "{packaged}");
    assert_eq!(package.files(), before);
}

#[test]
fn bun_builds_a_copy_where_that_is_asked() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    let package = Package::new("Frontend::new(\"web\").build()");
    package.write("web/index.html", "<script src=main.ts></script>");
    package.write(
        "web/main.ts",
        "import { one } from 'dependency'; console.log(one);",
    );
    package.write(
        "web/node_modules/dependency/index.js",
        "export const one = 'first';",
    );
    let manifest = r#"{ "scripts": { "build": "\"$npm_execpath\" build ./main.ts --outfile=dist/index.html" } }"#;
    package.write("web/package.json", manifest);
    let before = package.files();
    let bun = bun.path().to_str().unwrap();
    let environment = [("BUN", bun)];
    let build = package.cargo(&["build"], &environment);
    assert!(build.success, "{build}");
    let (origin, page) = package.embedded();
    assert_eq!(origin, "built");
    assert!(page.contains("first"), "{page}");
    assert_eq!(package.files(), before);
    assert_eq!(package.cargo(&["build"], &environment).script_runs(), 0);

    package.write("web/main.ts", "console.log('second');");
    assert_eq!(package.cargo(&["build"], &environment).script_runs(), 1);
    assert!(package.embedded().1.contains("second"));

    package.write("web/main.ts", "console.log(");
    let broken = package.cargo(&["build"], &environment);
    assert!(!broken.success);
    assert!(
        broken.stderr.contains("`bun run build` of web failed"),
        "{broken}"
    );
}

#[test]
fn a_build_finds_the_packages_of_its_workspace_and_leaves_them_alone() {
    let Some(bun) = Bun::version("1.4") else {
        return;
    };
    let package = Package::new("Frontend::new(\"web\").dist(\"./public/out\").build()");
    package.write(".git/HEAD", "");
    package.write(
        "web/main.ts",
        "import { near } from 'near'; import { far } from '@scope/far'; console.log(near, far);",
    );
    package.write(
        "web/node_modules/near/index.js",
        "export const near = 'near';",
    );
    package.write("web/node_modules/.cache/kept", "");
    package.write(
        "node_modules/near/index.js",
        "export const near = 'hidden';",
    );
    package.write(
        "node_modules/@scope/far/index.js",
        "export const far = 'far';",
    );
    package.write("web/public/robots.txt", "");
    package.write("web/public/out/old.html", "built before");
    let script = |steps: &str| {
        let steps = format!(r#"{{ "scripts": {{ "build": "{steps}" }} }}"#);
        package.write("web/package.json", &steps);
    };
    script(
        "mkdir -p node_modules/.cache && echo 1 > node_modules/.cache/new && \
         \\\"$npm_execpath\\\" build ./main.ts --outfile=public/out/index.html",
    );
    let before = package.files();
    let environment = [("BUN", bun.path().to_str().unwrap())];
    let build = package.cargo(&["build"], &environment);
    assert!(build.success, "{build}");
    let (origin, page) = package.embedded();
    assert_eq!(origin, "built");
    assert!(page.contains("near") && page.contains("far"), "{page}");
    assert!(!page.contains("hidden"), "{page}");
    assert_eq!(package.files(), before);

    package.write("web/public/out/old.html", "built anew");
    assert_eq!(package.cargo(&["build"], &environment).script_runs(), 0);

    script("true");
    let nothing = package.cargo(&["build"], &environment);
    assert!(!nothing.success);
    let told = "`bun run build` of web left nothing in ./public/out";
    assert!(nothing.stderr.contains(told), "{nothing}");
}

#[test]
fn without_bun_or_node_modules_the_rest_of_the_order_applies() {
    let package = Package::new("Frontend::new(\"web\").build()");
    package.write("web/dist/index.html", "built before");
    let build = package.build();
    let told = "web is not built: it has no node_modules; run `bun install` there";
    assert!(build.stderr.contains(told), "{build}");
    assert_eq!(package.embedded(), ("dist".into(), "built before".into()));

    package.write("web/node_modules/dependency/index.js", "");
    let build = package.cargo(&["build"], &[("BUN", "no-such-program")]);
    let told = "there is no no-such-program; install Bun, or set BUN to its path";
    assert!(build.stderr.contains(told), "{build}");
    assert_eq!(package.embedded().0, "dist");
}
