# bun.lock in pure Nix, where it is in the form that Bun writes: JSON, but for a comma after the
# last element of every object and list.
{ lib }:
let
  # Bun indents by two spaces and nests no deeper before a line break.
  indents = [
    ""
    "  "
    "    "
    "      "
    "        "
    "          "
  ];
  closers = [
    "}"
    "]"
  ];
  strict = lib.concatMap (
    closer: map (indent: "\n${indent}${closer}") indents ++ [ " ${closer}" ]
  ) closers;
  trailing = map (text: ",${text}") strict;

  # Every line opens with a quote or a bracket and ends in a comma or a bracket. Comments and the
  # markers of a merge conflict do not, nor does what another program has formatted.
  opens = line: builtins.match " *[]\"{}[].*" (builtins.substring 0 20 line) != null;
  ends =
    line: builtins.match "[],{}[]" (builtins.substring (builtins.stringLength line - 1) 1 line) != null;
in
# path -> the lockfile, or null where it takes more than Nix to read it
lockFile:
let
  lines = builtins.filter (line: line != "") (lib.splitString "\n" (builtins.readFile lockFile));
in
if lines != [ ] && builtins.all (line: opens line && ends line) lines then
  builtins.addErrorContext "while reading ${toString lockFile}" (
    builtins.fromJSON (builtins.replaceStrings trailing strict (builtins.concatStringsSep "\n" lines))
  )
else
  null
