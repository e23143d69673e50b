# The web front end of backlog, built.
{ lib, mkBunDerivation }:
mkBunDerivation {
  pname = "backlog-web";
  version = (lib.importTOML ../Cargo.toml).workspace.package.version;
  src = ../web;
  buildScript = "build";
  outputDir = "dist";
}
