# A Bun project as a package: node_modules, then a compiled program, a bundled one, or what the
# project's own build script makes.
{
  lib,
  stdenv,
  buildPackages,
  bun,
  bunAsNode,
  bunConfigHook,
  bunNixOf,
  cargo-bun-nix,
  checkArguments,
  fetchBunDeps,
  makeBinaryWrapper,
  nodeModules,
  nodePlatform,
  writeShellScript,
}:
let
  inherit (checkArguments)
    types
    listOf
    nullOr
    oneOf
    ;

  own = {
    src = types.path;
    bunRoot = types.string;
    inherit (types) bunDeps;
    nodeModules = types.nodeModules;
    linkNodeModules = types.bool;
    entrypoint = types.string;
    compile = types.bool;
    buildScript = types.string;
    outputDir = types.string;
    bunBuildFlags = types.strings;
    bun = types.package;
    nodejs = nullOr types.package;
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
  };

  check = checkArguments.check {
    function = "mkBunDerivation";
    required = [ "src" ];
    arguments = own;
    open = true;
  };

  # What a package is called, where nobody says, is what its package.json says.
  manifest =
    { src, bunRoot }:
    let
      file = (src.origSrc or src) + "/${bunRoot}/package.json";
    in
    if lib.isDerivation src || !builtins.pathExists file then { } else lib.importJSON file;

  # What somebody installed for working on the project is not part of it, nor are their logins.
  withoutOwn =
    src:
    if lib.isDerivation src then
      src
    else
      lib.cleanSourceWith {
        inherit src;
        filter = path: type: baseNameOf path != (if type == "directory" then "node_modules" else ".npmrc");
      };

  unnamed =
    name:
    throw ''
      mkBunDerivation: neither `${name}` nor package.json says what the package's ${name} is
      help: write `${name} = "…"`'';

  nothingToDo = throw ''
    mkBunDerivation: nothing says what is built
    help: write `entrypoint = "src/index.ts"` for a program, or `buildScript = "build"` and `outputDir = "dist"` for a script of package.json'';

  # @scope/name to name
  program = name: baseNameOf name;

  phases =
    given: pname:
    if given ? buildPhase then
      { inherit (given) buildPhase; }
    else if !given ? entrypoint then
      runScript given
    else if given.compile or true then
      compiled given pname
    else
      bundled given pname;

  # The Bun that goes into a program for another system than the one that builds it.
  forOther =
    given:
    let
      platform = nodePlatform.ofHostPlatform stdenv.hostPlatform;
      musl = lib.optionalString (platform.libc == "musl") "-musl";
    in
    lib.optionals (stdenv.buildPlatform != stdenv.hostPlatform) [
      "--target=bun-${platform.os}-${platform.cpu}${musl}"
      "--compile-executable-path=${lib.getExe (given.bun or bun)}"
    ];

  # The program is Bun with the code behind its own: stripping loses the code, and Bun has its
  # interpreter from the store already.
  compiled = given: pname: {
    buildPhase = ''
      runHook preBuild
      bun build --compile ${lib.escapeShellArgs (forOther given ++ given.bunBuildFlags or [ ])} \
        ${lib.escapeShellArg "./${given.entrypoint}"} --outfile ${lib.escapeShellArg ".nix-build/${pname}"}
      runHook postBuild
    '';
    installPhase =
      given.installPhase or ''
        runHook preInstall
        install -Dm755 -t "$out/bin" ${lib.escapeShellArg ".nix-build/${pname}"}
        runHook postInstall
      '';
    dontStrip = true;
    dontPatchELF = true;
  };

  bundled = given: pname: {
    buildPhase = ''
      runHook preBuild
      bun build --target bun ${lib.escapeShellArgs (given.bunBuildFlags or [ ])} \
        ${lib.escapeShellArg "./${given.entrypoint}"} --outdir .nix-build
      runHook postBuild
    '';
    installPhase =
      given.installPhase or ''
        runHook preInstall
        mkdir -p "$out/lib"
        cp -r .nix-build "$out"/lib/${lib.escapeShellArg pname}
        makeWrapper ${lib.getExe (given.bun or bun)} "$out"/bin/${lib.escapeShellArg pname} \
          --add-flag "$out"/lib/${lib.escapeShellArg "${pname}/${entryName given.entrypoint}"}
        runHook postInstall
      '';
  };

  # src/index.ts is bundled as index.js, and so is src/index
  entryName =
    entrypoint:
    let
      name = baseNameOf entrypoint;
      stem = builtins.match "(.+)[.][^.]*" name;
    in
    (if stem == null then name else builtins.head stem) + ".js";

  runScript =
    given:
    if !given ? buildScript then
      nothingToDo
    else
      {
        buildPhase = ''
          runHook preBuild
          bun run ${lib.escapeShellArg given.buildScript} ${lib.escapeShellArgs (given.bunBuildFlags or [ ])}
          runHook postBuild
        '';
        installPhase =
          given.installPhase or ''
            runHook preInstall
            cp -r ${lib.escapeShellArg (given.outputDir or "dist")} "$out"
            runHook postInstall
          '';
      };

  # To be run in the folder that `src` is.
  updateScript =
    bunRoot:
    writeShellScript "update-bun-nix" ''
      exec ${lib.getExe cargo-bun-nix} update --lockfile ${lib.escapeShellArg "${bunRoot}/bun.lock"} "$@"
    '';
in
arguments:
let
  given = check arguments;
  src = withoutOwn given.src;
  bunRoot = given.bunRoot or ".";
  usedBun = given.bun or buildPackages.bun;
  package = manifest {
    inherit (given) src;
    inherit bunRoot;
  };
  pname = program (given.pname or package.name or (unnamed "pname"));

  bunDeps =
    given.bunDeps or (fetchBunDeps { bunNix = bunNixOf "mkBunDerivation" given.src bunRoot; });
  modules =
    given.nodeModules or (nodeModules (
      {
        inherit (given) src;
        inherit bunRoot bunDeps;
        name = "${pname}-node_modules";
      }
      // lib.intersectAttrs {
        omit = null;
        filter = null;
        linker = null;
        ignoreScripts = null;
        bun = null;
        nodejs = null;
      } given
    ));
  isProgram = given ? entrypoint;
in
stdenv.mkDerivation (
  removeAttrs given (builtins.attrNames own)
  // {
    inherit pname src bunRoot;
    version = given.version or package.version or (unnamed "version");

    nativeBuildInputs = [
      usedBun
      (bunConfigHook.override { bunAsNode = bunAsNode.override { bun = usedBun; }; })
    ]
    ++ lib.optional (given.nodejs or null != null) given.nodejs
    ++ lib.optional (isProgram && !given.compile or true) makeBinaryWrapper
    ++ given.nativeBuildInputs or [ ];

    bunNodeModules = modules;
    bunLinkNodeModules = given.linkNodeModules or false;

    # From here on, everything happens where package.json is.
    configurePhase =
      given.configurePhase or ''
        runHook preConfigure
        cd "$bunRoot"
        runHook postConfigure
      '';
    checkPhase =
      given.checkPhase or ''
        runHook preCheck
        bun test
        runHook postCheck
      '';

    passthru = {
      nodeModules = modules;
      inherit bunDeps;
      updateScript = updateScript bunRoot;
    }
    // given.passthru or { };
    meta = lib.optionalAttrs isProgram { mainProgram = pname; } // given.meta or { };
  }
  // phases given pname
)
