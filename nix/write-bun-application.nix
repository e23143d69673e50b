# A program that Bun runs from its sources, node_modules beside them: for what cannot be compiled
# or bundled, such as servers that read their own folder.
{
  lib,
  bun,
  checkArguments,
  mkBunDerivation,
  makeBinaryWrapper,
}:
let
  inherit (checkArguments) types;

  own = {
    entrypoint = types.string;
    startScript = types.string;
    buildScript = types.string;
    runtimeInputs = types.packages;
    runtimeEnv = types.attrs;
    bun = types.package;
  };

  check = checkArguments.check {
    function = "writeBunApplication";
    arguments = own;
    open = true;
  };

  # The arguments of `bun` that start it, as shell words.
  start =
    given:
    if given ? entrypoint then
      [
        "run"
        ''"$home"/${lib.escapeShellArg given.entrypoint}''
      ]
    else if given ? startScript then
      [
        "run"
        "--cwd"
        ''"$home"''
        (lib.escapeShellArg given.startScript)
      ]
    else
      throw ''
        writeBunApplication: nothing says what is run
        help: write `entrypoint = "src/index.ts"`, or `startScript = "start"` for a script of package.json'';

  wrapperFlags =
    given:
    lib.concatMap (name: [
      "--set-default"
      name
      "${given.runtimeEnv.${name}}"
    ]) (builtins.attrNames (given.runtimeEnv or { }))
    ++ lib.optionals (given ? runtimeInputs) [
      "--prefix"
      "PATH"
      ":"
      (lib.makeBinPath given.runtimeInputs)
    ];
in
arguments:
let
  given = check arguments;
in
mkBunDerivation (
  removeAttrs given [
    "entrypoint"
    "startScript"
    "buildScript"
    "runtimeInputs"
    "runtimeEnv"
  ]
  // {
    nativeBuildInputs = [ makeBinaryWrapper ] ++ given.nativeBuildInputs or [ ];
    buildPhase =
      given.buildPhase or ''
        runHook preBuild
        ${lib.optionalString (given ? buildScript) "bun run ${lib.escapeShellArg given.buildScript}"}
        runHook postBuild
      '';
    installPhase =
      given.installPhase or ''
        runHook preInstall
        home=$out/lib/$pname
        mkdir -p "$home"
        cp -r . "$home"
        makeWrapper ${lib.getExe (given.bun or bun)} "$out/bin/$pname" \
          ${lib.concatMapStringsSep " " (word: "--add-flag ${word}") (start given)} \
          ${lib.escapeShellArgs (wrapperFlags given)}
        runHook postInstall
      '';
  }
)
