# `cargo bun-nix update` and `cargo bun-nix check`.
{
  lib,
  gitMinimal,
  makeWrapper,
  workspacePackage,
}:
workspacePackage {
  pname = "cargo-bun-nix";
  crate = "bun-nix-xtask";
  sources = [
    ../crates/bun-lock/src
    ../crates/bun-nix/src
    ../crates/bun-nix-xtask/src
  ];
  nativeBuildInputs = [ makeWrapper ];
  # git fetches the git dependencies whose hash bun.lock does not record.
  postInstall = ''
    wrapProgram $out/bin/cargo-bun-nix --suffix PATH : ${lib.makeBinPath [ gitMinimal ]}
  '';
  meta.description = "Writes bun.nix from bun.lock, and checks that it is current";
}
