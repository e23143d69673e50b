# What lays node_modules down in the sandbox.
{ workspacePackage }:
workspacePackage {
  pname = "bun-nix-install";
  sources = [
    ../crates/bun-lock/src
    ../crates/bun-nix/src
    ../crates/bun-nix-install/src
  ];
  meta.description = "Lays down node_modules from bun.lock and fetched tarballs, as Bun does";
}
