//! A front end in a Rust program: installed by the hook in its build, and handed over as a
//! derivation.

use test_oracles::{Bed, success};

use crate::expression::Expression;
use crate::project::Project;

fn bed_with_template() -> Option<Bed> {
    let bed = Bed::version("2.26")?;
    bed.seed(&[&Bed::repository().join("templates/rust-web/web/bun.nix")]);
    Some(bed)
}

#[test]
fn the_hook_installs_in_a_rust_build() {
    let Some(bed) = bed_with_template() else {
        return;
    };
    let project = Project::copy_of("templates/rust-web");
    let folder = project.path().display();
    let call = format!(
        "pkgs.rustPlatform.buildRustPackage {{
           pname = \"hello-web\";
           version = \"0.1.0\";
           src = {folder};
           cargoLock.lockFile = {folder}/Cargo.lock;
           nativeBuildInputs = [ pkgs.bun bunConfigHook ];
           bunRoot = \"web\";
           bunDeps = fetchBunDeps {{ bunNix = {folder}/web/bun.nix; }};
           preBuild = \"(cd web && bun run build)\";
           doCheck = false;
         }}"
    );
    let out = Expression::new(&bed, &call).build();
    let page = success(bed.command(format!("{out}/bin/hello-web")));
    assert!(page.contains("five is a number"), "{page}");
}

/// crane builds the dependencies first, from a source without the front end, and then the package,
/// both in plain derivations that share their arguments.
#[test]
fn the_hook_installs_in_a_build_of_two_steps() {
    let Some(bed) = bed_with_template() else {
        return;
    };
    let folder = Bed::repository().join("templates/rust-web");
    let folder = folder.display();
    let call = format!(
        "let
           common = {{
             nativeBuildInputs = [ pkgs.cargo pkgs.bun bunConfigHook ];
             bunRoot = \"web\";
             bunDeps = fetchBunDeps {{ bunNix = {folder}/web/bun.nix; }};
             CARGO_HOME = \"/build/cargo\";
           }};
           dependencies = pkgs.stdenv.mkDerivation (common // {{
             name = \"dependencies\";
             src = lib.fileset.toSource {{
               root = {folder};
               fileset = lib.fileset.unions [ {folder}/Cargo.toml {folder}/Cargo.lock ];
             }};
             dontBunConfig = true;
             buildPhase = \"mkdir src; echo 'fn main() {{}}' > src/main.rs; cargo build --offline --release\";
             installPhase = \"cp -r target $out\";
           }});
         in
         pkgs.stdenv.mkDerivation (common // {{
           name = \"hello-web\";
           src = {folder};
           buildPhase = \"cp -r ${{dependencies}} target; chmod -R u+w target; (cd web && bun run build); cargo build --offline --release\";
           installPhase = \"install -D target/release/hello-web $out/bin/hello-web\";
         }})"
    );
    let out = Expression::new(&bed, &call).build();
    let page = success(bed.command(format!("{out}/bin/hello-web")));
    assert!(page.contains("five is a number"), "{page}");
}

#[test]
fn a_source_without_a_lockfile_is_told_about_bun_root() {
    let Some(bed) = bed_with_template() else {
        return;
    };
    let folder = Bed::repository().join("templates/rust-web");
    let folder = folder.display();
    let call = format!(
        "pkgs.stdenv.mkDerivation {{
           name = \"no-root\";
           src = {folder};
           nativeBuildInputs = [ bunConfigHook ];
           bunDeps = fetchBunDeps {{ bunNix = {folder}/web/bun.nix; }};
         }}"
    );
    let log = Expression::new(&bed, &call).build_failure();
    assert!(
        log.contains("error: bunConfigHook: there is no bun.lock in "),
        "{log}"
    );
    assert!(
        log.contains("help: set `bunRoot` to the folder that has it"),
        "{log}"
    );
}

#[test]
fn an_edit_on_one_side_leaves_the_other_alone() {
    let Some(bed) = bed_with_template() else {
        return;
    };
    let project = Project::copy_of("templates/rust-web");
    let paths = || {
        let flake = format!("path:{}", project.path().display());
        let bun_nix = Bed::this_flake();
        let of = |attribute: &str| {
            let installable = format!("{flake}#packages.x86_64-linux.{attribute}.drvPath");
            success(bed.flake(&[
                "eval",
                "--raw",
                "--override-input",
                "bun-nix",
                &bun_nix,
                &installable,
            ]))
        };
        [of("web.nodeModules"), of("web"), of("default")]
    };
    let before = paths();

    project.edit("src/main.rs", "Prints", "prints");
    let rust = paths();
    assert_eq!(before[..2], rust[..2]);
    assert_ne!(before[2], rust[2]);

    project.edit("web/src/main.ts", "five is none", "no");
    let ui = paths();
    assert_eq!(rust[0], ui[0]);
    assert_ne!(rust[1], ui[1]);
    assert_ne!(rust[2], ui[2]);
}
