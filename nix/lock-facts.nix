# What the other functions ask of a lockfile that has been read: its packages, each with the key of
# its source in bun.nix, and the files of the repository that it names.
{ lib }:
let
  gitKinds = [
    "git+"
    "git:"
    "git@"
    "ssh:"
  ];
  localKinds = [
    "workspace:"
    "file:"
    "link:"
    "root:"
  ];
  startsWith = prefixes: text: lib.any (prefix: lib.hasPrefix prefix text) prefixes;

  # `@a/b@1.0.0` is split at the first `@` after the first character.
  splitId = builtins.match "(@?[^@]*)@(.*)";

  afterHash = text: lib.last (lib.splitString "#" text);

  # The key in bun.nix; null for what lies in the repository. Versions first: they are the most.
  sourceKey =
    id: resolution:
    if builtins.match "[0-9.]+" resolution != null then
      id
    else if startsWith localKinds resolution then
      null
    else if lib.hasPrefix "github:" resolution then
      builtins.replaceStrings [ "/" "#" ] [ "-" "-" ] resolution
    else if startsWith gitKinds resolution then
      "git:${afterHash resolution}"
    else if
      startsWith [
        "http://"
        "https://"
      ] resolution
    then
      "tarball:${resolution}"
    else if lib.hasSuffix ".tgz" resolution || lib.hasSuffix ".tar.gz" resolution then
      null
    else
      id;

  # Where there is an integrity, it is the last element; but so may a commit be.
  integrityOf =
    tuple:
    let
      last = lib.last tuple;
    in
    if builtins.isString last then last else "";

  infoOf = tuple: lib.findFirst builtins.isAttrs { } tuple;

  # The name it is installed under, the last part of its key, where a scope is one part.
  aliasOf =
    key:
    let
      scoped = builtins.match "(.*/)?(@[^/]*/[^/]*)" key;
    in
    if baseNameOf key == key || scoped == null then baseNameOf key else builtins.elemAt scoped 1;

  package =
    key: tuple:
    let
      id = builtins.head tuple;
      parts = splitId id;
      resolution = if parts == null then "" else builtins.elemAt parts 1;
      info = infoOf tuple;
    in
    {
      inherit resolution;
      name = if parts == null then id else builtins.head parts;
      alias = aliasOf key;
      source = sourceKey id resolution;
      integrity = integrityOf tuple;
      # One name or a list of names.
      os = lib.toList (info.os or [ ]);
      cpu = lib.toList (info.cpu or [ ]);
      libc = lib.toList (info.libc or [ ]);
    };

  requiredBy = info: [
    (info.dependencies or { })
    (info.devDependencies or { })
    (info.peerDependencies or { })
  ];
in
# lockfile -> { packages = [ … ]; required = { alias = …; }; hasTrusted = bool; members, patches, folders, tarballs = [ path ]; }
lock:
let
  packages = lib.mapAttrsToList package (lock.packages or { });
  members = builtins.attrNames (lock.workspaces or { });
  infos = map infoOf (builtins.attrValues (lock.packages or { }));
  local = builtins.filter (one: one.source == null) packages;
  ofKind =
    kind:
    map (one: lib.removePrefix kind one.resolution) (
      builtins.filter (one: lib.hasPrefix kind one.resolution) local
    );
in
{
  inherit packages members;
  # The aliases that some package or member needs, and not only where they run.
  required = lib.mergeAttrsList (
    builtins.concatMap requiredBy (infos ++ builtins.attrValues (lock.workspaces or { }))
  );
  # Whether a package.json lists whom it trusts.
  hasTrusted = lock ? trustedDependencies;
  patches = builtins.attrValues (lock.patchedDependencies or { });
  folders = ofKind "file:";
  tarballs = map (one: one.resolution) (
    builtins.filter (one: !startsWith localKinds one.resolution) local
  );
}
