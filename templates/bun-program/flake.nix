{
  description = "A Bun program, compiled";

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
          system: f nixpkgs.legacyPackages.${system}
        );
    in
    {
      packages = forAllSystems (pkgs: {
        default = (bun-nix.lib.mkLib pkgs).mkBunDerivation {
          src = ./.;
          entrypoint = "src/index.ts";
          doCheck = true;
        };
      });

      checks = forAllSystems (pkgs: {
        inherit (self.packages.${pkgs.stdenv.hostPlatform.system}) default;
      });

      devShells = forAllSystems (pkgs: {
        default = pkgs.mkShell { packages = [ pkgs.bun ]; };
      });
    };
}
