//! What the functions say to arguments that they do not take.

use test_oracles::Bed;

use crate::expression::Expression;

#[test]
fn a_wrong_argument_is_answered_with_what_to_write() {
    let Some(bed) = Bed::version("2.26") else {
        return;
    };
    let program = Bed::repository().join("templates/bun-program");
    let program = program.display();
    let answers: Vec<String> = [
        "fetchBunDeps { }".to_owned(),
        "fetchBunDeps \"bun.nix\"".to_owned(),
        "fetchBunDeps { bunNix = \"bun.nix\"; }".to_owned(),
        format!("fetchBunDeps {{ bunNix = {program}/bun.lock; }}"),
        format!("fetchBunDeps {{ bunNix = {program}/bun.nix; lockfile = ./x; }}"),
        format!("fetchBunDeps {{ bunNix = {program}/bun.nix; hash = \"\"; }}"),
        format!("fetchBunDeps {{ bunNix = {program}/bun.nix; skip = \"react@1.0.0\"; }}"),
        format!("fetchBunDeps {{ bunNix = {program}/bun.nix; skip = [ \"react@1.0.0\" ]; }}"),
        "nodeModules { }".to_owned(),
        format!("nodeModules {{ src = {program}; omit = [ \"devDependencies\" ]; }}"),
        format!("nodeModules {{ src = {program}; linker = \"pnp\"; }}"),
        format!("nodeModules {{ src = {program}; bunDeps = {program}/bun.nix; }}"),
        "nodeModules { src = pkgs.emptyDirectory; }".to_owned(),
        format!("mkBunDerivation {{ src = {program}; }}"),
        format!("mkBunDerivation {{ src = {program}; entryPoint = \"src/index.ts\"; }}"),
        format!("mkBunDerivation {{ src = {program}; compile = \"yes\"; }}"),
        format!("mkBunDerivation {{ src = {program}/src; entrypoint = \"index.ts\"; bunDeps = fetchBunDeps {{ bunNix = {program}/bun.nix; }}; }}"),
        format!("writeBunApplication {{ src = {program}; }}"),
    ]
    .into_iter()
    .map(|call| {
        let error = Expression::new(&bed, &format!("({call}).drvPath")).error();
        format!("{call}\n{error}\n").replace(&program.to_string(), "PROGRAM")
    })
    .collect();
    insta::assert_snapshot!(answers.join("\n"));
}
