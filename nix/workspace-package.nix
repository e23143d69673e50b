# A program of this repository's cargo workspace, out of the sources of the crates that it is made
# of and nobody else's: an edit elsewhere rebuilds it no more than what it built.
{ lib, rustPlatform }:
let
  root = ../.;
  manifests = [
    ../Cargo.toml
  ]
  ++ [ ../xtask/Cargo.toml ]
  ++ map (crate: ../crates + "/${crate}/Cargo.toml") (
    builtins.attrNames (builtins.readDir ../crates)
  );

  # Cargo wants every member, so those without sources get empty ones; and no member has its tests.
  standIns = ''
    for manifest in Cargo.toml xtask/Cargo.toml crates/*/Cargo.toml; do
      folder=$(dirname "$manifest")
      awk '/^\[/ { skip = /^\[\[(test|bench|example)\]\]/ } !skip' "$manifest" >manifest
      mv manifest "$manifest"
      [[ -d $folder/src ]] || {
        mkdir "$folder/src"
        touch "$folder/src/lib.rs"
        echo 'fn main() {}' | tee "$folder/src/main.rs" >"$folder/build.rs"
      }
    done
  '';
in
{
  # name of the program, and of its package where that is another
  pname,
  crate ? pname,
  # folders and files with sources, as paths
  sources,
  ...
}@arguments:
rustPlatform.buildRustPackage (
  removeAttrs arguments [
    "crate"
    "sources"
  ]
  // {
    version = (lib.importTOML ../Cargo.toml).workspace.package.version;
    src = lib.fileset.toSource {
      inherit root;
      fileset = lib.fileset.unions ([ ../Cargo.lock ] ++ manifests ++ sources);
    };
    cargoLock.lockFile = ../Cargo.lock;
    postPatch = standIns + arguments.postPatch or "";
    cargoBuildFlags = [
      "--package"
      crate
      "--bin"
      pname
    ];
    # `cargo xtask test` runs the tests, with more at hand than a sandbox has.
    doCheck = false;
    meta = {
      license = with lib.licenses; [
        mit
        asl20
      ];
      platforms = lib.platforms.unix;
      mainProgram = pname;
    }
    // arguments.meta or { };
  }
)
