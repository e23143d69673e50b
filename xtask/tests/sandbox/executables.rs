//! Executables of members: among the sources, coming into being in the build, or never.

use test_oracles::{Bed, success};

use crate::expression::Expression;
use crate::project::Project;

const BIN: &str = "\"bin\": { \"there\": \"there.js\", \"later\": \"dist/later.js\", \"never\": \"dist/never.js\" },";

/// A workspace whose `app` uses the executables of `lib`.
fn project(bed: &Bed) -> Project {
    let project = Project::copy_of("xtask/tests/sandbox/projects/workspace");
    project.seed(bed);
    let manifest = format!("{BIN} \"module\"");
    project.edit("packages/lib/package.json", "\"module\"", &manifest);
    let locked = format!("\"name\": \"lib\",\n      {BIN}");
    project.edit("bun.lock", "\"name\": \"lib\",", &locked);
    let script = "#!/usr/bin/env node\nconsole.log(\"it runs\");\n";
    project.write("packages/lib/there.js", script);
    project
}

#[test]
fn they_run_in_the_build_and_leave_no_broken_link() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let project = project(&bed);
    let build = "cd packages/app
        node_modules/.bin/there >ran
        head -n 1 ../lib/there.js >>ran
        mkdir ../lib/dist
        cp ../lib/there.js ../lib/dist/later.js
        node_modules/.bin/later >>ran
        cd ../..";
    for linked in ["true", "false"] {
        let call = format!(
            "writeBunApplication {{ src = {}; pname = \"app\"; entrypoint = \"packages/app/src/index.ts\"; \
             nodejs = pkgs.nodejs; linkNodeModules = {linked}; buildPhase = ''{build}''; }}",
            project.path().display()
        );
        let out = Expression::new(&bed, &call).build();
        let app = format!("{out}/lib/app/packages/app");
        let ran = success(bed.command("cat").arg(format!("{app}/ran")));
        let lines: Vec<&str> = ran.lines().collect();
        assert!(
            matches!(lines[..], ["it runs", line, "it runs"] if line.starts_with("#!/nix/store/")),
            "{ran}"
        );
        let links = success(bed.command("ls").arg(format!("{app}/node_modules/.bin")));
        assert_eq!(links, "later\nthere");
        assert_eq!(success(bed.command(format!("{out}/bin/app"))), "__app true");
    }
}

#[test]
fn they_run_where_the_hook_installs() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let project = project(&bed);
    let call = format!(
        "pkgs.stdenv.mkDerivation {{
           name = \"in-place\";
           src = {0};
           nativeBuildInputs = [ pkgs.nodejs bunConfigHook ];
           bunDeps = fetchBunDeps {{ bunNix = {0}/bun.nix; }};
           installPhase = ''
             cd packages/app/node_modules/.bin
             ls >$out
             ./there >>$out
             head -n 1 there >>$out
           '';
         }}",
        project.path().display()
    );
    let out = Expression::new(&bed, &call).build();
    let ran = success(bed.command("cat").arg(out));
    let lines: Vec<&str> = ran.lines().collect();
    assert!(
        matches!(lines[..], ["there", "it runs", line] if line.starts_with("#!/nix/store/")),
        "{ran}"
    );
}
