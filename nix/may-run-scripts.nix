# Whether a lifecycle script may run as node_modules is laid down, which takes Bun or Node; without,
# node_modules is the same for every version of them. Where no package.json lists whom it trusts,
# that is a list of Bun's.
{ lib }:
let
  trusted = lib.genAttrs (lib.splitString "\n" (
    lib.fileContents ../crates/bun-nix-install/src/scripts/default_trusted.txt
  )) (_: true);

  hasList = file: builtins.pathExists file && contains "trustedDependencies" (builtins.readFile file);
  # A package.json may be large, and Nix's regular expressions overflow.
  contains = part: text: builtins.replaceStrings [ part ] [ "" ] text != text;
in
# the folder of bun.lock -> facts of bun.lock -> bool; true also where it cannot be told
folder: facts:
facts.hasTrusted
|| lib.any (member: hasList (folder + "/${member}/package.json")) facts.members
|| lib.any (package: trusted ? ${package.name}) facts.packages
