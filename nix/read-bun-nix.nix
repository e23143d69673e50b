# bun.nix as data: what each entry fetches, before anything is fetched. It is a function of its
# fetchers, so it is given fetchers that only note their arguments.
{ lib, pkgs }:
let
  fetchers = [
    "copyPathToStore"
    "fetchFromGitHub"
    "fetchTarball"
    "fetchgit"
    "fetchtarball"
    "fetchurl"
    "fetchzip"
  ];

  note = fetcher: arguments: { inherit fetcher arguments; };

  # A generator's own fetcher is nixpkgs' under another name or none at all.
  given = name: if builtins.elem name fetchers then note name else pkgs.${name};

  notBunNix =
    bunNix:
    throw ''
      ${toString bunNix} is no bun.nix: it is not a function of its fetchers
      help: run `cargo xtask nix-update`, which writes bun.nix beside bun.lock'';
in
# path or function -> { key = { fetcher = "fetchurl"; arguments = { url = …; hash = …; }; }; … }
bunNix:
let
  function =
    if lib.isFunction bunNix then
      bunNix
    else if lib.hasSuffix ".lock" (toString bunNix) then
      notBunNix bunNix
    else
      import bunNix;
  entries = function (builtins.mapAttrs (name: _: given name) (lib.functionArgs function));
in
if lib.isFunction function then entries else notBunNix bunNix
