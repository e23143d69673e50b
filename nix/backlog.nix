# backlog, with its front end inside.
{ web, workspacePackage }:
workspacePackage {
  pname = "backlog";
  sources = [
    ../build.rs
    ../src
  ];
  env.BACKLOG_WEB_DIST = "${web}";
  meta.description = "A Markdown task manager with a web board";
}
