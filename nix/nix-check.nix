# `cargo bun-nix check` of this repository, in the sandbox.
{
  lib,
  cargo,
  cargo-bun-nix,
  runCommand,
}:
let
  src = lib.cleanSourceWith {
    src = ../.;
    filter =
      path: _:
      !builtins.elem (baseNameOf path) [
        "node_modules"
        "target"
      ];
  };
in
runCommand "nix-check"
  {
    nativeBuildInputs = [
      cargo
      cargo-bun-nix
    ];
  }
  ''
    export CARGO_HOME=$TMPDIR
    cd ${src}
    cargo-bun-nix check | tee $out
  ''
