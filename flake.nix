{
  description = "Nix builds of Bun projects, from bun.lock";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];
      forAllSystems =
        f:
        lib.genAttrs systems (
          system:
          let
            pkgs = nixpkgs.legacyPackages.${system};
          in
          f pkgs (self.lib.mkLib pkgs)
        );
    in
    {
      # The functions for a package set: `(bun-nix.lib.mkLib pkgs).mkBunDerivation { … }`.
      lib.mkLib = pkgs: import ./nix { inherit pkgs; };

      # The same as `pkgs.bun-nix`.
      overlays.default = final: _: { bun-nix = self.lib.mkLib final; };

      packages = forAllSystems (
        _: bun-nix: {
          default = bun-nix.backlog;
          inherit (bun-nix) backlog bun-nix-install cargo-bun-nix;
        }
      );

      apps = forAllSystems (
        pkgs: bun-nix:
        lib.genAttrs [ "backlog" "cargo-bun-nix" ] (name: {
          type = "app";
          program = lib.getExe bun-nix.${name};
          meta = { inherit (bun-nix.${name}.meta) description; };
        })
        // {
          default = self.apps.${pkgs.stdenv.hostPlatform.system}.backlog;
        }
      );

      checks = forAllSystems (
        _: bun-nix: {
          inherit (bun-nix)
            backlog
            bun-nix-install
            cargo-bun-nix
            web
            ;
          nix-check = bun-nix.nixCheck;
        }
      );

      # `LINK_NODE_MODULES=1 nix develop` links web/node_modules to what Nix has built.
      devShells = forAllSystems (
        pkgs: bun-nix: {
          default = pkgs.mkShell {
            packages = [
              pkgs.cargo
              pkgs.clippy
              pkgs.rustc
              pkgs.rustfmt
              pkgs.bun
              bun-nix.bunConfigHook
            ];
            bunRoot = "web";
            bunNodeModules = bun-nix.web.nodeModules;
            bunLinkNodeModules = true;
            shellHook = "[[ -z \${LINK_NODE_MODULES-} ]] || bunConfigHook";
          };
        }
      );

      templates = {
        default = {
          path = ./templates/rust-web;
          description = "A Rust program with a Bun front end inside";
        };
        bun-program = {
          path = ./templates/bun-program;
          description = "A Bun program, compiled";
        };
      };

      formatter = forAllSystems (pkgs: _: pkgs.nixfmt-tree);
    };
}
