# Whether bun.nix is current: whether it has the source of every package of bun.lock, with the hash
# that bun.lock records, and of no other. nix-check compares more: URLs, platforms, package.json.
{ lib }:
let
  # Bun may have dropped the padding, and may have written several.
  hashes =
    text: map (hash: builtins.head (builtins.match "([^=]*)=*" hash)) (lib.splitString " " text);

  isIntegrity = text: builtins.match "(sha(1|256|384|512)-[A-Za-z0-9+/]+=* ?)+" text != null;

  agrees =
    integrity: entry:
    let
      hash = entry.arguments.hash or "";
    in
    integrity == hash
    || !isIntegrity integrity
    || entry.fetcher or "" != "fetchurl"
    || hash == ""
    || lib.any (one: lib.elem one (hashes integrity)) (hashes hash);

  # The second source of one name and version stands at `key#url`.
  withoutUrl = key: builtins.head (lib.splitString "#" key);
in
# entries of bun.nix -> facts of bun.lock -> lines such as "+ react@19.2.0  in bun.lock, not in bun.nix"
entries: facts:
let
  locked = builtins.groupBy (package: package.source) (
    builtins.filter (package: package.source != null) facts.packages
  );
  fetched = lib.filterAttrs (_: entry: entry.fetcher or "" != "copyPathToStore") entries;
  generated = builtins.groupBy (key: if locked ? ${key} then key else withoutUrl key) (
    builtins.attrNames fetched
  );

  added = builtins.attrNames (removeAttrs locked (builtins.attrNames generated));
  removed = builtins.attrNames (removeAttrs generated (builtins.attrNames locked));
  differs = key: package: !lib.any (name: agrees package.integrity entries.${name}) generated.${key};
  changed = builtins.filter (key: lib.any (differs key) locked.${key}) (
    builtins.attrNames (builtins.intersectAttrs generated locked)
  );
in
map (key: "+ ${key}  in bun.lock, not in bun.nix") added
++ map (key: "- ${key}  in bun.nix, not in bun.lock") removed
++ map (key: "~ ${key}  integrity differs") changed
