{
  description = "A Rust program with a Bun front end inside";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  # bun-nix's repository, or a checkout of it.
  inputs.bun-nix.url = "path:/path/to/bun-nix";
  inputs.bun-nix.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    {
      self,
      nixpkgs,
      bun-nix,
    }:
    let
      forAllSystems =
        f:
        nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (
          system: f nixpkgs.legacyPackages.${system} self.packages.${system}
        );
    in
    {
      packages = forAllSystems (
        pkgs: packages: {
          # The front end on its own, which an edit to the Rust code does not rebuild.
          web = (bun-nix.lib.mkLib pkgs).mkBunDerivation {
            src = ./web;
            buildScript = "build";
            outputDir = "dist";
          };

          default = pkgs.rustPlatform.buildRustPackage {
            pname = "hello-web";
            version = "0.1.0";
            src = pkgs.lib.fileset.toSource {
              root = ./.;
              fileset = pkgs.lib.fileset.unions [
                ./Cargo.lock
                ./Cargo.toml
                ./build.rs
                ./src
              ];
            };
            cargoLock.lockFile = ./Cargo.lock;
            env.HELLO_WEB_DIST = packages.web;
            meta.mainProgram = "hello-web";
          };
        }
      );

      checks = forAllSystems (_: packages: { inherit (packages) default; });

      devShells = forAllSystems (
        pkgs: _: {
          default = pkgs.mkShell {
            packages = [
              pkgs.bun
              pkgs.cargo
              pkgs.rustc
            ];
          };
        }
      );
    };
}
