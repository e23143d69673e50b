# node_modules as one derivation: `$out/node_modules`, and `$out/MEMBER/node_modules` in a workspace.
# It depends on the sources, the lockfile, the manifests and the patches only.
{
  lib,
  stdenvNoCC,
  buildPackages,
  bun-nix-install,
  bunAsNode,
  bunNixOf,
  checkArguments,
  fetchBunDeps,
  lockFacts,
  mayRunScripts,
  npmrcSettings,
  projectFiles,
  readBunLock,
}:
let
  inherit (checkArguments)
    types
    listOf
    nullOr
    oneOf
    ;

  check = checkArguments.check {
    function = "nodeModules";
    required = [ "src" ];
    arguments = {
      src = types.path;
      bunRoot = types.string;
      inherit (types) bunDeps;
      name = types.string;
      omit = listOf [
        "dev"
        "optional"
        "peer"
      ];
      filter = types.strings;
      linker = nullOr (oneOf [
        "hoisted"
        "isolated"
      ]);
      ignoreScripts = types.bool;
      patchShebangs = types.bool;
      bun = types.package;
      nodejs = nullOr types.package;
      nativeBuildInputs = types.packages;
      postInstall = types.string;
    };
  };

  repeat =
    flag:
    lib.concatMap (value: [
      flag
      value
    ]);

  flags =
    given: platform:
    [
      "--os"
      platform.os
      "--cpu"
      platform.cpu
      "--libc"
      platform.libc
    ]
    ++ lib.optionals (given.linker or null != null) [
      "--linker"
      given.linker
    ]
    ++ repeat "--omit" (given.omit or [ ])
    ++ repeat "--filter" (given.filter or [ ])
    ++ lib.optional (given.ignoreScripts or false) "--ignore-scripts"
    ++ lib.optional (given.patchShebangs or true) "--patch-shebangs";
in
arguments:
let
  given = check arguments;
  inherit (given) src;
  bunRoot = given.bunRoot or ".";
  bunDeps = given.bunDeps or (fetchBunDeps { bunNix = bunNixOf "nodeModules" src bunRoot; });

  # A derivation's files cannot be read before it is built.
  folder = if lib.isDerivation src then null else (src.origSrc or src) + "/${bunRoot}";

  # bunDeps need not know the lockfile.
  lock = if folder == null then null else readBunLock (folder + "/bun.lock");
  facts =
    if bunDeps.bunLockFacts != null then
      bunDeps.bunLockFacts
    else if lock != null then
      lockFacts lock
    else
      null;

  # What scripts call. A `node` that is asked for stands in `#!` lines, too.
  runsScripts =
    !given.ignoreScripts or false && (folder == null || facts == null || mayRunScripts folder facts);
  usedBun = given.bun or buildPackages.bun;
  interpreters =
    if given.nodejs or null != null then
      [ given.nodejs ] ++ lib.optional runsScripts usedBun
    else
      lib.optionals runsScripts [
        (bunAsNode.override { bun = usedBun; })
        usedBun
      ];

  npmrc = if folder == null then "" else npmrcSettings (folder + "/.npmrc");
in
stdenvNoCC.mkDerivation {
  name = given.name or "node_modules";
  src = projectFiles { inherit src bunRoot facts; };
  inherit bunDeps bunRoot;

  nativeBuildInputs = [
    bun-nix-install
  ]
  ++ interpreters
  ++ given.nativeBuildInputs or [ ];

  # No phases: what packages contain is to stay as they have it, not stripped or patched.
  buildCommand = ''
    export HOME=$TMPDIR
    mkdir -p "$out"
    project=$src
    ${lib.optionalString (npmrc != "") ''
      project=$TMPDIR/project
      cp -r --preserve=mode "$src" "$project"
      chmod u+w "$project/$bunRoot"
      printf %s ${lib.escapeShellArg npmrc} >"$project/$bunRoot/.npmrc"
    ''}
    bun-nix-install --lockfile "$project/$bunRoot/bun.lock" --sources "$bunDeps/sources.json" \
      --out "$out" --jobs "$NIX_BUILD_CORES" ${lib.escapeShellArgs (flags given bunDeps.platform)}
    # For bunConfigHook to compare with.
    cp "$src/$bunRoot/bun.lock" "$out/bun.lock"
    ${given.postInstall or ""}
  '';

  passthru = {
    inherit bunDeps;
  };
  meta.description = "node_modules of a Bun project";
}
