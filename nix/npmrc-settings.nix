# What an .npmrc says of node_modules, in the form of an .npmrc. The logins that it may have stay out
# of the store.
{ lib }:
let
  settings = "node-linker|install-strategy|ignore-scripts|omit|include|hoist|hoist-pattern|public-hoist-pattern";
  setting = "[[:space:]]*((${settings})(\\[])?[[:space:]]*=[^;#]*).*";
  # With the login that a URL may have apart.
  registry = "[[:space:]]*((@[^=[:space:]]+:)?registry[[:space:]]*=[^/;#]*//)([^/;#]*@)?([^;#@]*)([;#].*)?";
  # What follows is a section's, which says nothing.
  section = "[[:space:]]*\\[.*";

  kept =
    line:
    let
      set = builtins.match setting line;
      at = builtins.match registry line;
    in
    if builtins.match section line != null then
      [ "[]" ]
    else if set != null then
      [ (builtins.head set) ]
    else if at != null then
      [ (builtins.head at + builtins.elemAt at 3) ]
    else
      [ ];
in
# path -> text, empty where it says nothing
file:
if builtins.pathExists file then
  lib.concatLines (lib.concatMap kept (lib.splitString "\n" (builtins.readFile file)))
else
  ""
