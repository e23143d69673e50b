//! mkBunDerivation and writeBunApplication: programs that are built, and run.

use test_oracles::{Bed, success};

use crate::expression::Expression;

/// Runs a program of a store path where there is nothing but /nix.
fn run_alone(bed: &Bed, program: &str, argument: &str) -> String {
    let mut command = bed.command("bwrap");
    command.args([
        "--unshare-all",
        "--ro-bind",
        "/nix",
        "/nix",
        "--proc",
        "/proc",
    ]);
    command.args([
        "--dev",
        "/dev",
        "--tmpfs",
        "/tmp",
        "--clearenv",
        "--setenv",
        "HOME",
        "/tmp",
    ]);
    // What the host's C library brings besides, which nixpkgs' has at the place it is looked for.
    let libraries = Expression::new(bed, "pkgs.glibc").build();
    command.args(["--setenv", "LD_LIBRARY_PATH", &format!("{libraries}/lib")]);
    success(command.args(["--", program, argument]))
}

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
    assert_eq!(run_alone(&bed, &program, "5"), "hello, number 5");
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
    let project = crate::project::Project::copy_of("templates/bun-program");
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
