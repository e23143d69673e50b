//! This repository's flake, and its templates.

use test_oracles::{Bed, success};

use crate::expression::Expression;
use crate::project::Project;

fn bed() -> Option<Bed> {
    let bed = Bed::version("2.26")?;
    let repository = Bed::repository();
    bed.seed(&[
        &repository.join("templates/bun-program/bun.nix"),
        &repository.join("templates/rust-web/web/bun.nix"),
    ]);
    Some(bed)
}

#[test]
fn its_outputs_evaluate_for_every_system_without_a_warning() {
    for version in Bed::VERSIONS {
        let Some(bed) = Bed::version(version) else {
            return;
        };
        let options = ["--no-build", "--all-systems"];
        let mut check = bed.flake(&["flake", "check", &Bed::this_flake()]);
        let output = check.args(options).output().expect("nix runs");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{log}");
        for system in [
            "x86_64-linux",
            "aarch64-linux",
            "x86_64-darwin",
            "aarch64-darwin",
        ] {
            for output in ["packages", "apps", "checks", "devShells", "formatter"] {
                assert!(log.contains(&format!("{output}.{system}")), "{log}");
            }
        }
        let warnings = log.lines().filter(|line| line.contains("warning:"));
        // That its nixpkgs is another one.
        let warnings = warnings.filter(|line| !line.contains("lock file"));
        assert_eq!(warnings.collect::<Vec<_>>(), [""; 0]);
    }
}

#[test]
fn it_is_checked_built_run_and_entered() {
    let Some(bed) = bed() else {
        return;
    };
    success(bed.flake(&["flake", "check", &Bed::this_flake()]));
    success(bed.flake(&["build", "--no-link", &Bed::this_flake()]));
    let version = success(bed.flake(&["run", &Bed::this_flake(), "--", "--version"]));
    assert!(version.starts_with("backlog "), "{version}");
    let check = success(bed.flake(&[
        "develop",
        &Bed::this_flake(),
        "-c",
        "cargo",
        "xtask",
        "nix-check",
    ]));
    assert!(check.contains("web/bun.nix is current"), "{check}");
}

#[test]
fn its_shell_links_node_modules_on_request() {
    let Some(bed) = bed() else {
        return;
    };
    let project = Project::copy_of("web");
    let above = project.path().parent().expect("a folder");
    std::os::unix::fs::symlink(project.path(), above.join("web")).expect("a link");
    // Where Bun has installed already, nothing is linked.
    let _ = fs_err::remove_dir_all(project.file("node_modules"));
    let enter = |request: &str| {
        let mut command = bed.flake(&["develop", &Bed::this_flake(), "-c", "true"]);
        success(command.current_dir(above).env("LINK_NODE_MODULES", request));
    };

    enter("");
    assert!(!project.file("node_modules").exists());
    for _ in 0..2 {
        enter("1");
        let link = fs_err::read_link(project.file("node_modules/react")).expect("a link");
        assert!(link.starts_with("/nix/store"), "{}", link.display());
    }
    assert!(
        project
            .file("node_modules/.bin/biome")
            .symlink_metadata()
            .is_ok()
    );
}

#[test]
fn its_templates_pass_their_own_checks() {
    let Some(bed) = bed() else {
        return;
    };
    for template in ["bun-program", "rust-web"] {
        let project = Project::copy_of(&format!("templates/{template}"));
        let flake = format!("path:{}", project.path().display());
        success(bed.flake(&[
            "flake",
            "check",
            "--override-input",
            "bun-nix",
            &Bed::this_flake(),
            &flake,
        ]));
    }
}

#[test]
fn the_overlay_gives_the_same_packages() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let repository = Bed::repository().display();
    let body = format!(
        "let
           flake = (import {repository}/flake.nix).outputs {{
             self = flake;
             nixpkgs = {{
               inherit lib;
               legacyPackages.x86_64-linux = pkgs;
             }};
           }};
           overlaid = import {repository}/nix/testbed/nixpkgs {{ overlays = [ flake.overlays.default ]; }};
         in
         assert overlaid.bun-nix.bun-nix-install == flake.packages.x86_64-linux.bun-nix-install;
         assert bun-nix-install == flake.packages.x86_64-linux.bun-nix-install;
         assert (flake.lib.mkLib pkgs).web == flake.checks.x86_64-linux.web;
         \"the same\""
    );
    assert_eq!(Expression::new(&bed, &body).text(), "the same");
}
