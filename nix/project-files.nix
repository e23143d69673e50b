# The part of a project that node_modules follows from: bun.lock, the package.json of every member,
# bunfig.toml, patches, and the folders and tarballs that are dependencies. Whatever else is edited,
# node_modules stays the same derivation.
{ lib }:
let
  # a/./b/../c to a/c
  normalize =
    path:
    lib.concatStringsSep "/" (
      builtins.foldl' (
        parts: part:
        if part == "" || part == "." then
          parts
        else if part == ".." && parts != [ ] && lib.last parts != ".." then
          lib.init parts
        else
          parts ++ [ part ]
      ) [ ] (lib.splitString "/" path)
    );

  parents =
    path:
    let
      parts = lib.splitString "/" path;
    in
    builtins.genList (n: lib.concatStringsSep "/" (lib.take n parts)) (builtins.length parts);

  toSet = paths: lib.genAttrs paths (_: true);

  # Exactly what the lockfile names. A local tarball's path starts at the package.json that names
  # it, so it is looked for beside each.
  named =
    facts: bunRoot:
    let
      here = path: normalize "${bunRoot}/${path}";
      files = map here (
        [
          "bun.lock"
          "bunfig.toml"
        ]
        ++ facts.patches
        ++ map (member: "${member}/package.json") facts.members
        ++ lib.concatMap (tarball: map (member: "${member}/${tarball}") facts.members) facts.tarballs
      );
      folders = toSet (map here facts.folders);
      directories = toSet (lib.concatMap parents (files ++ builtins.attrNames folders));
      kept = toSet files;
      isWithin = path: folders ? ${path} || lib.any (parent: folders ? ${parent}) (parents path);
    in
    path: type: kept ? ${path} || (type == "directory" && directories ? ${path}) || isWithin path;

  # Where the lockfile takes more than Nix to read: by name.
  alike =
    path: type:
    if type == "directory" then
      !builtins.elem (baseNameOf path) [
        "node_modules"
        "target"
        ".git"
      ]
    else
      builtins.elem (baseNameOf path) [
        "bun.lock"
        "bunfig.toml"
        "package.json"
      ]
      || builtins.match ".*[.](patch|diff|tgz|tar[.]gz)" path != null;
in
# A derivation's files are not known before it is built, so it is taken whole.
{
  src,
  bunRoot,
  facts,
}:
let
  root = toString (src.origSrc or src);
  keep = if facts == null then alike else named facts bunRoot;
in
if lib.isDerivation src then
  src
else
  lib.cleanSourceWith {
    inherit src;
    name = "manifests";
    filter = path: type: keep (lib.removePrefix "${root}/" (toString path)) type;
  }
