# backlog, with its front end inside.
{ web, workspacePackage }:
workspacePackage {
  pname = "backlog";
  sources = [
    ../build.rs
    ../src
    ../crates/bun-lock/src
    ../crates/bun-nix/src
    ../crates/bun-nix-build/src
  ];
  env.BACKLOG_WEB_DIST = "${web}";
  meta.description = "A Markdown task manager with a web board";
}
