//! mkBunDerivation and writeBunApplication: programs that are built, and run.

use test_oracles::{Bed, success};

use crate::alone::alone;
use crate::expression::Expression;
use crate::project::Project;

fn template() -> String {
    let folder = Bed::repository().join("templates/bun-program");
    folder.display().to_string()
}

fn bed_with(project: &str) -> Option<Bed> {
    let bed = Bed::version("2.26")?;
    bed.seed(&[&Bed::repository().join(project).join("bun.nix")]);
    Some(bed)
}

#[test]
fn a_compiled_program_runs_where_there_is_only_the_store() {
    let Some(bed) = bed_with("templates/bun-program") else {
        return;
    };
    let call = format!(
        "mkBunDerivation {{ src = {}; entrypoint = \"src/index.ts\"; doCheck = true; }}",
        template()
    );
    let program = Expression::new(&bed, &call).build() + "/bin/hello";
    let home = tempfile::tempdir().expect("a folder");
    let mut hello = alone(&bed, home.path(), &program);
    assert_eq!(success(hello.arg("5")), "hello, number 5");
}

#[test]
fn a_bundled_program_runs_where_there_is_only_the_store() {
    let Some(bed) = bed_with("templates/bun-program") else {
        return;
    };
    let call = format!(
        "mkBunDerivation {{ src = {}; entrypoint = \"src/index.ts\"; compile = false; linkNodeModules = true; }}",
        template()
    );
    let out = Expression::new(&bed, &call).build();
    assert_eq!(
        success(bed.command(format!("{out}/bin/hello")).arg("5")),
        "hello, number 5"
    );
    let bundle = success(bed.command("cat").arg(format!("{out}/lib/hello/index.js")));
    assert!(bundle.contains("is-number"), "{bundle}");
}

#[test]
fn an_application_runs_from_its_sources() {
    let Some(bed) = bed_with("templates/bun-program") else {
        return;
    };
    let call = format!(
        "writeBunApplication {{ src = {}; entrypoint = \"src/index.ts\"; }}",
        template()
    );
    let out = Expression::new(&bed, &call).build();
    assert_eq!(
        success(bed.command(format!("{out}/bin/hello")).arg("you")),
        "hello, you"
    );
}

#[test]
fn failing_tests_fail_the_build() {
    let Some(bed) = bed_with("templates/bun-program") else {
        return;
    };
    let project = Project::copy_of("templates/bun-program");
    project.edit("src/index.ts", "hello, number", "hi, number");
    let call = format!(
        "mkBunDerivation {{ src = {}; entrypoint = \"src/index.ts\"; doCheck = true; }}",
        project.path().display()
    );
    let log = Expression::new(&bed, &call).build_failure();
    assert!(log.contains("a number is greeted as one"), "{log}");
}

#[test]
fn a_member_of_a_workspace_is_compiled() {
    let Some(bed) = bed_with("xtask/tests/sandbox/projects/workspace") else {
        return;
    };
    let folder = Bed::repository().join("xtask/tests/sandbox/projects/workspace");
    for linked in ["true", "false"] {
        let call = format!(
            "mkBunDerivation {{ src = {}; pname = \"app\"; entrypoint = \"packages/app/src/index.ts\"; \
             filter = [ \"app\" ]; linkNodeModules = {linked}; }}",
            folder.display()
        );
        let out = Expression::new(&bed, &call).build();
        assert_eq!(success(bed.command(format!("{out}/bin/app"))), "__app true");
    }
}

#[test]
fn a_package_says_what_it_runs_and_updates_its_bun_nix() {
    let Some(bed) = bed_with("templates/bun-program") else {
        return;
    };
    let project = Project::copy_of("templates/bun-program");
    let it = format!(
        "(mkBunDerivation {{ src = {}; entrypoint = \"src/index.ts\"; }})",
        project.path().display()
    );
    let text = |body: &str| Expression::new(&bed, &format!("let it = {it}; in {body}")).text();
    assert_eq!(
        text("lib.getExe' it it.meta.mainProgram"),
        text("\"${it}/bin/hello\"")
    );
    assert_eq!(text("it.name"), "hello-0.1.0");
    assert_eq!(
        text("it.nodeModules.bunDeps.drvPath"),
        text("it.bunDeps.drvPath")
    );

    let script = Expression::new(&bed, &format!("{it}.updateScript")).build();
    let current = fs_err::read_to_string(project.file("bun.nix")).expect("a file");
    project.edit("bun.nix", "sha512-41", "sha512-42");
    success(bed.command(script).current_dir(project.path()));
    assert_eq!(
        fs_err::read_to_string(project.file("bun.nix")).expect("a file"),
        current
    );
}

/// The Bun of a minor version, as a package.
fn bun_of(version: &str) -> Option<String> {
    let npm_package = test_oracles::Bun::version(version)?;
    Some(format!(
        "(pkgs.bun.overrideAttrs {{ version = \"{version}\"; dontUnpack = true; \
           prePatch = \"mkdir bin; cp ${{/. + \"{}\"}} bin/bun; chmod +w bin/bun\"; }})",
        npm_package.path().display()
    ))
}

#[test]
fn any_bun_will_do() {
    let Some(bed) = bed_with("templates/bun-program") else {
        return;
    };
    let project = Project::copy_of("templates/bun-program");
    project.write("src/index.ts", "console.log(Bun.version)");
    // What 1.3.14 compiles with another interpreter than its own crashes: oven-sh/bun#31023.
    for (version, arguments) in [
        ("1.2", ""),
        ("1.2", "compile = false;"),
        ("1.3", "compile = false;"),
    ] {
        let Some(bun) = bun_of(version) else {
            return;
        };
        let call = format!(
            "mkBunDerivation {{ src = {}; entrypoint = \"src/index.ts\"; bun = {bun}; {arguments} }}",
            project.path().display()
        );
        let out = Expression::new(&bed, &call).build();
        let answer = success(bed.command(format!("{out}/bin/hello")));
        assert!(answer.starts_with(version), "{answer}");
    }
}

#[test]
fn scripts_of_trusted_packages_run_with_bun_or_node_as_node() {
    let Some(bed) = bed_with("xtask/tests/sandbox/projects/scripts") else {
        return;
    };
    let folder = Bed::repository().join("xtask/tests/sandbox/projects/scripts");
    for node in ["null", "pkgs.nodejs"] {
        let call = format!(
            "mkBunDerivation {{ src = {}; buildScript = \"build\"; nodejs = {node}; }}",
            folder.display()
        );
        let out = Expression::new(&bed, &call).build();
        assert_eq!(
            success(bed.command("cat").arg(format!("{out}/greeting.txt"))),
            "hello from postinstall"
        );
        let modules = Expression::new(&bed, &format!("({call}).nodeModules")).build();
        let script = success(
            bed.command("cat")
                .arg(format!("{modules}/node_modules/greeter/greet.js")),
        );
        assert!(script.starts_with("#!/nix/store/"), "{script}");
    }
}
