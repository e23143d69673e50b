//! A bun.nix that is not what bun.lock asks for is noticed before anything is fetched.

use test_oracles::{Bed, success};

use crate::expression::Expression;
use crate::project::Project;

fn fetch(project: &Project) -> String {
    let folder = project.path().display();
    format!("(fetchBunDeps {{ bunNix = {folder}/bun.nix; }})")
}

fn stale(bed: &Bed, project: &Project) -> String {
    let expression = format!("{}.drvPath", fetch(project));
    let error = Expression::new(bed, &expression).error();
    error.replace(&project.path().display().to_string(), "PROJECT")
}

#[test]
fn a_stale_bun_nix_does_not_evaluate() {
    for version in Bed::VERSIONS {
        let Some(bed) = Bed::version(version) else {
            return;
        };
        let project = Project::copy_of("web");
        project.edit("bun.nix", "\"marked@", "\"unmarked@");
        project.edit("bun.nix", "sha512-WZTW4slm", "sha512-AAAAAAAA");
        let error = stale(&bed, &project);
        assert!(
            error.starts_with("error: bun.nix is stale: 3 packages differ from PROJECT/bun.lock\n"),
            "{error}"
        );
        assert!(error.contains("\n  + marked@"), "{error}");
        assert!(error.contains("\n  - unmarked@"), "{error}");
        assert!(error.contains("\n  ~ @biomejs/biome@"), "{error}");
        assert!(
            error.ends_with("\nhelp: run `cargo xtask nix-update` and commit bun.nix"),
            "{error}"
        );
    }
}

#[test]
fn a_lockfile_with_comments_is_left_to_the_installer() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let project = Project::copy_of("templates/bun-program");
    project.edit(
        "bun.lock",
        "{\n  \"lockfileVersion\"",
        "{\n  // by hand\n  \"lockfileVersion\"",
    );
    project.edit("bun.nix", "is-number@7.0.0", "is-number@6.0.0");
    project.seed(&bed);
    let folder = project.path().display();
    let modules = format!("nodeModules {{ src = {folder}; }}");
    let error = Expression::new(&bed, &modules).build_failure();
    assert!(error.contains("is-number@7.0.0"), "{error}");
    assert!(
        error.contains("help: run `cargo xtask nix-update` and commit bun.nix"),
        "{error}"
    );
}

#[test]
fn a_source_that_cannot_be_had_is_named() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let project = Project::copy_of("templates/bun-program");
    for file in ["bun.nix", "bun.lock"] {
        project.edit(file, "sha512-41", "sha512-42");
    }
    project.edit(
        "bun.nix",
        "https://registry.npmjs.org/",
        "https://npm.invalid/",
    );
    let error = Expression::new(&bed, &fetch(&project)).build_failure();
    assert!(error.contains("is-number-7.0.0.tgz"), "{error}");
    assert!(
        error.contains("or-skip-what-cannot-be-downloaded"),
        "{error}"
    );
}

#[test]
fn what_only_optional_dependencies_need_can_be_skipped() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let project = Project::copy_of("xtask/tests/sandbox/projects/optional");
    project.seed(&bed);
    let folder = project.path().display();
    let modules = |skip: &str| {
        let call = format!(
            "nodeModules {{ src = {folder}; bunDeps = fetchBunDeps {{ bunNix = {folder}/bun.nix; skip = [ {skip} ]; }}; }}"
        );
        Expression::new(&bed, &call)
    };
    let out = modules("\"is-odd@3.0.1\"").build();
    let there =
        |name: &str| success(bed.command("ls").arg(format!("{out}/node_modules"))).contains(name);
    assert!(there("left-pad") && !there("is-odd"));

    let error = modules("\"left-pad@1.3.0\"").build_failure();
    assert!(error.contains("left-pad"), "{error}");
}

#[test]
fn only_what_the_system_needs_is_fetched() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let names = |platform: &str| {
        let folder = Bed::repository().join("web");
        let call = format!(
            "lib.concatStringsSep \" \" (builtins.filter (lib.hasPrefix \"@biomejs/cli\") (builtins.attrNames \
             (fetchBunDeps {{ bunNix = {}/bun.nix; platform = {platform}; }}).bunSources))",
            folder.display()
        );
        Expression::new(&bed, &call).text()
    };
    let versionless = |text: String| -> Vec<String> {
        let name = |key: &str| key.rsplit_once('@').expect("a version").0.to_owned();
        text.split(' ').map(name).collect()
    };
    assert_eq!(versionless(names("{ }")), ["@biomejs/cli-linux-x64"]);
    assert_eq!(
        versionless(names(
            "{ os = \"linux\"; cpu = \"arm64\"; libc = \"musl\"; }"
        )),
        ["@biomejs/cli-linux-arm64-musl"]
    );
    assert_eq!(
        versionless(names("{ os = \"darwin\"; cpu = \"arm64\"; libc = \"\"; }")),
        ["@biomejs/cli-darwin-arm64"]
    );
}
