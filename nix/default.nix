# The functions, for one package set: `import ./nix { inherit pkgs; }`. One file a function.
{
  pkgs,
}:
pkgs.lib.makeScope pkgs.newScope (
  self:
  let
    inherit (pkgs.stdenv) buildPlatform hostPlatform;
    # Of the machine that builds, where that is not the one that it builds for.
    forBuild = {
      inherit (if buildPlatform == hostPlatform then self else import ./. { pkgs = pkgs.buildPackages; })
        bun-nix-install
        bunAsNode
        bunConfigHook
        cargo-bun-nix
        ;
    };
  in
  {
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
    mayRunScripts = self.callPackage ./may-run-scripts.nix { };
    npmrcSettings = self.callPackage ./npmrc-settings.nix { };
    nodePlatform = self.callPackage ./node-platform.nix { };
    bunAsNode = self.callPackage ./bun-as-node.nix { };
    bunNixOf = self.callPackage ./bun-nix-of.nix { };
    projectFiles = self.callPackage ./project-files.nix { };

    fetchBunDeps = self.callPackage ./fetch-bun-deps.nix { };
    nodeModules = self.callPackage ./node-modules.nix { inherit (forBuild) bun-nix-install bunAsNode; };
    bunConfigHook = self.callPackage ./bun-config-hook { };
    mkBunDerivation = self.callPackage ./mk-bun-derivation.nix {
      inherit (forBuild) bunAsNode bunConfigHook cargo-bun-nix;
    };
    writeBunApplication = self.callPackage ./write-bun-application.nix { };
  }
)
