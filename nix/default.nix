# The functions, for one package set: `import ./nix { inherit pkgs; }`. One file a function.
{
  pkgs,
}:
pkgs.lib.makeScope pkgs.newScope (self: {
  workspacePackage = self.callPackage ./workspace-package.nix { };
  bun-nix-install = self.callPackage ./bun-nix-install.nix { };
  cargo-bun-nix = self.callPackage ./cargo-bun-nix.nix { };
  web = self.callPackage ./web.nix { };
  backlog = self.callPackage ./backlog.nix { };
  nixCheck = self.callPackage ./nix-check.nix { };

  checkArguments = self.callPackage ./check-arguments.nix { };
  builtinFetchurl = self.callPackage ./builtin-fetchurl.nix { };
  readBunNix = self.callPackage ./read-bun-nix.nix { };
  readBunLock = self.callPackage ./read-bun-lock.nix { };
  lockFacts = self.callPackage ./lock-facts.nix { };
  compareWithLock = self.callPackage ./compare-with-lock.nix { };
  nodePlatform = self.callPackage ./node-platform.nix { };
  bunAsNode = self.callPackage ./bun-as-node.nix { };
  projectFiles = self.callPackage ./project-files.nix { };

  fetchBunDeps = self.callPackage ./fetch-bun-deps.nix { };
  nodeModules = self.callPackage ./node-modules.nix { };
  bunConfigHook = self.callPackage ./bun-config-hook { };
  mkBunDerivation = self.callPackage ./mk-bun-derivation.nix { };
  writeBunApplication = self.callPackage ./write-bun-application.nix { };
})
