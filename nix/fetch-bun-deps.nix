# The sources that a bun.nix names, each its own fixed-output derivation, and one derivation that
# says where they are: a JSON object from key to path, which bun-nix-install reads.
{
  lib,
  pkgs,
  stdenv,
  writeTextFile,
  builtinFetchurl,
  checkArguments,
  compareWithLock,
  lockFacts,
  nodePlatform,
  readBunLock,
  readBunNix,
}:
let
  inherit (checkArguments) types nullOr;

  check = checkArguments.check {
    function = "fetchBunDeps";
    required = [ "bunNix" ];
    arguments = {
      inherit (types) bunNix;
      lockFile = nullOr types.file;
      fetchurl = types.function;
      fetchgit = types.function;
      fetchFromGitHub = types.function;
      skip = types.strings;
      platform = types.attrs;
      name = types.string;
    };
  };

  # bun.lock lies beside bun.nix, unless told otherwise.
  lockBeside =
    bunNix:
    let
      beside = dirOf bunNix + "/bun.lock";
    in
    if lib.isFunction bunNix || !builtins.pathExists beside then null else beside;

  stale =
    lockFile: differences:
    let
      count = builtins.length differences;
      shown = lib.take 20 differences ++ lib.optional (count > 20) "… and ${toString (count - 20)} more";
      differ = if count == 1 then "1 package differs" else "${toString count} packages differ";
    in
    throw ''
      bun.nix is stale: ${differ} from ${toString lockFile}
        ${lib.concatStringsSep "\n  " shown}
      help: run `cargo xtask nix-update` and commit bun.nix'';

  checkSkip =
    skip: entries:
    let
      unknown = lib.findFirst (key: !entries ? ${key}) null skip;
    in
    if unknown == null then
      entries
    else
      throw ''
        fetchBunDeps: `skip` names "${unknown}", which bun.nix does not have
        help: write a key of bun.nix, such as "react@19.2.0"'';

  # Whether a source is for the platform. A required package is installed whatever its libc; without
  # a lockfile that says which are, none is left out for it.
  isNeeded =
    platform: facts:
    let
      bySource = builtins.groupBy (package: package.source) (
        builtins.filter (package: package.source != null) facts.packages
      );
      isRequired =
        key: facts == null || lib.any (package: facts.required ? ${package.alias}) (bySource.${key} or [ ]);
      listed =
        key: entry:
        if entry.arguments ? passthru || facts == null || !bySource ? ${key} then
          entry.arguments.passthru or { }
        else
          builtins.head bySource.${key};
    in
    key: entry:
    let
      package = listed key entry;
    in
    nodePlatform.isFor platform (removeAttrs package [ "libc" ])
    && (nodePlatform.isFor platform package || isRequired key);
in
arguments:
let
  given = check arguments;
  skip = given.skip or [ ];
  platform = nodePlatform.ofHostPlatform stdenv.hostPlatform // given.platform or { };
  lockFile = given.lockFile or (lockBeside given.bunNix);
  lock = if lockFile == null then null else readBunLock lockFile;
  facts = if lock == null then null else lockFacts lock;

  entries = checkSkip skip (readBunNix given.bunNix);
  differences = if facts == null then [ ] else compareWithLock entries facts;
  current = if differences == [ ] then entries else stale lockFile differences;

  fetchers = {
    fetchurl = given.fetchurl or builtinFetchurl;
    fetchgit = given.fetchgit or pkgs.fetchgit;
    fetchFromGitHub = given.fetchFromGitHub or pkgs.fetchFromGitHub;
  };
  fetch = _: entry: (fetchers.${entry.fetcher} or pkgs.${entry.fetcher}) entry.arguments;

  isLocal = _: entry: entry.fetcher == "copyPathToStore";
  needed = isNeeded platform facts;
  isWanted = key: entry: !isLocal key entry && !builtins.elem key skip && needed key entry;

  sources = builtins.mapAttrs fetch (lib.filterAttrs isWanted current);
in
writeTextFile {
  # Nix names this derivation where it says that a source cannot be downloaded, which is the one
  # place to say what can be done then.
  name = given.name or "bun-deps-or-skip-what-cannot-be-downloaded";
  destination = "/sources.json";
  text = builtins.toJSON (builtins.mapAttrs (_: source: "${source}") sources);
  passthru = {
    inherit lockFile platform;
    bunSources = sources;
    bunLockFacts = facts;
    # What lies in the repository: key to path.
    bunLocal = builtins.mapAttrs (_: entry: entry.arguments) (lib.filterAttrs isLocal current);
  };
}
