{
  lib,
  system,
  config,
  pkgs,
}:
let
  # ---- derivations ----------------------------------------------------------
  shell = "/bin/bash";
  stdenvDir = builtins.path {
    path = ./stdenv;
    name = "stdenv-shim";
  };
  toEnv =
    v:
    if builtins.isBool v then
      (if v then "1" else "")
    else if builtins.isList v then
      lib.concatMapStringsSep " " toEnv v
    else if v == null then
      ""
    else
      "${toString v}";

  notEnv = [
    "meta"
    "passthru"
    "pos"
    "env"
    "finalPackage"
    "overrideAttrs"
    "outputs"
    "allowedReferences"
    "__structuredAttrs"
    "strictDeps"
  ];
  # A derivation from an attribute set, as stdenv.mkDerivation makes one.
  build =
    cc: attrs:
    let
      outputs = attrs.outputs or [ "out" ];
      raw = builtins.removeAttrs attrs notEnv // attrs.env or { };
      special = lib.filterAttrs (n: _: lib.elem n [ "allowedReferences" ]) attrs;
      drv = builtins.derivation (
        lib.filterAttrs (_: v: v != null) raw
        // special
        // {
          name = attrs.name or "${attrs.pname}-${attrs.version}";
          inherit system outputs;
          stdenv = stdenvDir;
          ${if cc == null then null else "NIX_CC"} = cc;
          builder = shell;
          args =
            attrs.args or [
              "-c"
              ''
                if [[ -e "''${NIX_ATTRS_SH_FILE-}" ]]; then source "$NIX_ATTRS_SH_FILE"; fi
                source "$stdenv/setup"
                genericBuild
              ''
            ];
        }
      );
    in
    drv
    // attrs.passthru or { }
    // {
      meta = attrs.meta or { };
      passthru = attrs.passthru or { };
      inherit (drv) name;
    }
    // lib.optionalAttrs (attrs ? pname) { inherit (attrs) pname version; }
    // lib.optionalAttrs (attrs ? src) { inherit (attrs) src; };
  mk =
    cc: f:
    let
      attrs = f (attrs // { finalPackage = self; });
      self = build cc attrs // {
        overrideAttrs =
          g:
          mk cc (
            final:
            let
              prev = f final;
            in
            prev // lib.toExtension g final prev
          );
      };
    in
    self;
  mkDerivationCC =
    cc: fnOrAttrs: mk cc (if builtins.isFunction fnOrAttrs then fnOrAttrs else _: fnOrAttrs);
  mkDerivation = mkDerivationCC null;

  hostPlatform = lib.elaborate system;
  stdenvNoCC = {
    inherit mkDerivation hostPlatform shell;
    buildPlatform = hostPlatform;
    targetPlatform = hostPlatform;
    inherit (hostPlatform)
      system
      isLinux
      isDarwin
      isx86_64
      ;
    setup = "${stdenvDir}/setup";
    hasCC = false;
    cc = null;
    override = _: stdenvNoCC;
  };
  stdenv = stdenvNoCC // {
    mkDerivation = mkDerivationCC cc;
    hasCC = true;
    inherit cc;
    override = _: stdenv;
  };

  # The host's C library as a store path, so that a binary linked to it runs where there is only /nix.
  glibc = mkDerivation {
    pname = "glibc";
    version = "host";
    buildCommand = ''
      mkdir -p $out/lib; l=$(dirname "$(readlink -f /usr/lib/*-linux-gnu/libc.so.6)")
      cp -L "$l"/ld-linux-*.so.* "$l"/lib{c.so.6,m.so.6,pthread.so.0,dl.so.2,rt.so.1,gcc_s.so.1,stdc++.so.6} $out/lib/'';
  };
  dynamicLinker = "${glibc}/lib/ld-linux-${
    if hostPlatform.isAarch64 then "aarch64.so.1" else "x86-64.so.2"
  }";
  cc =
    mkDerivation {
      pname = "cc-wrapper";
      version = "host";
      buildCommand = ''
        mkdir -p $out/bin $out/nix-support; echo ${dynamicLinker} > $out/nix-support/dynamic-linker
        for b in cpp ld ar as nm strip ranlib objcopy objdump readelf; do [[ ! -e /usr/bin/$b ]] || ln -s /usr/bin/$b $out/bin/$b; done
        # As in nixpkgs: what is linked finds the C library in the store.
        for b in cc gcc c++ g++; do
          printf '%s\n' '#!${shell}' "exec /usr/bin/$b \"\$@\" -Wl,-dynamic-linker,${dynamicLinker},-rpath,${glibc}/lib" >$out/bin/$b
          chmod +x $out/bin/$b
        done'';
    }
    // {
      libc = glibc;
      cc = {
        lib = glibc;
      };
      bintools = {
        inherit dynamicLinker;
        libc = glibc;
      };
      inherit dynamicLinker;
      isGNU = true;
      isClang = false;
    };

  # Commands of the host's, each as a package whose bin/ has links to /usr/bin.
  hostTool =
    name: bins:
    mkDerivation {
      inherit name;
      pname = name;
      version = "host";
      outputs = [ "out" ];
      buildCommand = "mkdir -p $out/bin; for b in ${toString bins}; do [[ -e /usr/bin/$b ]] || { echo \"the host has no $b\" >&2; exit 1; }; ln -s /usr/bin/$b $out/bin/$b; done";
      preferLocalBuild = true;
      allowSubstitutes = false;
      meta.mainProgram = lib.head bins;
    };
  emptyDirectory = mkDerivation {
    name = "empty-directory";
    buildCommand = "mkdir $out";
  };

  # ---- fetchers ---------------------------------------------------------------
  hashOf =
    a:
    if a.hash or "" != "" then
      {
        outputHash = a.hash;
        outputHashAlgo = null;
      }
    else if a ? sha512 then
      {
        outputHash = a.sha512;
        outputHashAlgo = "sha512";
      }
    else if a ? sha256 then
      {
        outputHash = a.sha256;
        outputHashAlgo = "sha256";
      }
    else
      throw "no hash for ${a.url or ""}";
  fetchurl = lib.makeOverridable (
    {
      url ? lib.head urls,
      urls ? [ url ],
      name ? lib.sanitizeDerivationName (baseNameOf (lib.head (lib.splitString "?" url))),
      passthru ? { },
      meta ? { },
      executable ? false,
      ...
    }@a:
    (builtins.derivation {
      inherit
        name
        url
        urls
        executable
        ;
      system = "builtin";
      builder = "builtin:fetchurl";
      unpack = false;
      inherit (hashOf a) outputHash outputHashAlgo;
      outputHashMode = if executable then "recursive" else "flat";
      preferLocalBuild = true;
      impureEnvVars = [
        "http_proxy"
        "https_proxy"
        "ftp_proxy"
        "all_proxy"
        "no_proxy"
      ];
    })
    // {
      inherit passthru meta;
    }
    // passthru
  );
  # Trees that the network serves (git, zip, tarball): a test puts them into the store beforehand,
  # under this name and hash, with `nix store add --mode nar --name NAME DIR`.
  seeded =
    what: a:
    mkDerivation {
      name = a.name or "source";
      inherit (hashOf a) outputHash outputHashAlgo;
      outputHashMode = "recursive";
      buildCommand = "echo 'not in the store: ${what}; seed it before the build' >&2; exit 1";
      passthru = lib.filterAttrs (
        n: _:
        lib.elem n [
          "url"
          "rev"
          "owner"
          "repo"
          "tag"
        ]
      ) a;
    };

  # ---- trivial builders ---------------------------------------------------------
  runCommandWith =
    {
      stdenv ? stdenvNoCC,
      runLocal ? false,
      derivationArgs ? { },
      name,
    }:
    cmd:
    stdenv.mkDerivation (
      {
        inherit name;
        buildCommand = cmd;
      }
      // lib.optionalAttrs runLocal {
        preferLocalBuild = true;
        allowSubstitutes = false;
      }
      // derivationArgs
    );
  runCommand =
    name: env: cmd:
    runCommandWith {
      inherit name;
      derivationArgs = env;
    } cmd;
  writeTextFile =
    {
      name,
      text,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
      derivationArgs ? { },
      ...
    }:
    mkDerivation (
      {
        inherit
          name
          text
          meta
          passthru
          ;
        passAsFile = [ "text" ];
        buildCommand = ''
          target=$out${destination}
          mkdir -p "$(dirname "$target")"
          if [[ -e "''${textPath-}" ]]; then cp "$textPath" "$target"; else printf %s "$text" > "$target"; fi
          ${lib.optionalString executable "chmod +x \"$target\""}
          ${checkPhase}
        '';
      }
      // derivationArgs
    );
in
rec {
  inherit
    lib
    pkgs
    system
    config
    stdenv
    stdenvNoCC
    glibc
    fetchurl
    runCommandWith
    runCommand
    writeTextFile
    emptyDirectory
    ;
  inherit (stdenv) hostPlatform;
  callPackage = lib.callPackageWith pkgs;
  newScope = extra: lib.callPackageWith (pkgs // extra);
  extend = _: throw "shim: pass overlays to import instead";
  targetPlatform = hostPlatform;
  buildPlatform = hostPlatform;
  pkgsBuildHost = pkgs;
  buildPackages = pkgs;

  runCommandLocal =
    name: env: cmd:
    runCommandWith {
      inherit name;
      runLocal = true;
      derivationArgs = env;
    } cmd;
  runCommandCC =
    name: env: cmd:
    runCommandWith {
      inherit name stdenv;
      derivationArgs = env;
    } cmd;
  writeText = name: text: writeTextFile { inherit name text; };
  writeTextDir =
    path: text:
    writeTextFile {
      inherit text;
      name = baseNameOf path;
      destination = "/${path}";
    };
  writeScript =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
    };
  writeScriptBin =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
      destination = "/bin/${name}";
      meta.mainProgram = name;
    };
  writeShellScript = name: text: writeScript name "#!${shell}\n${text}";
  writeShellScriptBin = name: text: writeScriptBin name "#!${shell}\n${text}";
  writeShellApplication =
    {
      name,
      text,
      runtimeInputs ? [ ],
      runtimeEnv ? { },
      bashOptions ? [
        "errexit"
        "nounset"
        "pipefail"
      ],
      inheritPath ? true,
      meta ? { },
      ...
    }:
    writeTextFile {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      meta = {
        mainProgram = name;
      }
      // meta;
      text =
        "#!${shell}\n"
        + lib.concatMapStrings (o: "set -o ${o}\n") bashOptions
        + lib.concatStrings (lib.mapAttrsToList (n: v: "export ${n}=${lib.escapeShellArg v}\n") runtimeEnv)
        + lib.optionalString (
          runtimeInputs != [ ]
        ) "export PATH=\"${lib.makeBinPath runtimeInputs}${lib.optionalString inheritPath ":$PATH"}\"\n"
        + "\n"
        + text
        + "\n";
      checkPhase = "${shell} -n \"$target\"";
    };
  symlinkJoin =
    {
      name ? "${pname}-${version}",
      pname ? "",
      version ? "",
      paths,
      postBuild ? "",
      ...
    }@a:
    mkDerivation (
      builtins.removeAttrs a [
        "paths"
        "postBuild"
      ]
      // {
        inherit name;
        pathsList = lib.concatStringsSep "\n" (map toString paths);
        passAsFile = [ "pathsList" ];
        preferLocalBuild = true;
        allowSubstitutes = false;
        buildCommand = "mkdir -p $out; while IFS= read -r p || [[ -n $p ]]; do cp -rs --no-preserve=mode \"$p/.\" $out/; done < $pathsListPath\n${postBuild}";
      }
    );
  linkFarm =
    name: entries:
    let
      es =
        if builtins.isAttrs entries then
          lib.mapAttrsToList (name: path: { inherit name path; }) entries
        else
          entries;
    in
    runCommandLocal name
      { passthru.entries = lib.listToAttrs (map (e: lib.nameValuePair e.name e.path) es); }
      (
        "mkdir -p $out; cd $out\n"
        + lib.concatMapStrings (
          e:
          "mkdir -p \"$(dirname ${lib.escapeShellArg e.name})\"; ln -s ${lib.escapeShellArg "${e.path}"} ${lib.escapeShellArg e.name}\n"
        ) es
      );
  linkFarmFromDrvs =
    name: drvs:
    linkFarm name (
      map (d: {
        inherit (d) name;
        path = d;
      }) drvs
    );
  copyPathToStore = p: builtins.path { path = p; };
  makeSetupHook =
    {
      name ? "hook",
      propagatedBuildInputs ? [ ],
      propagatedNativeBuildInputs ? [ ],
      substitutions ? { },
      meta ? { },
      passthru ? { },
      ...
    }:
    script:
    runCommand name
      {
        inherit meta passthru;
        deps = propagatedBuildInputs ++ propagatedNativeBuildInputs;
      }
      ''
        mkdir -p $out/nix-support
        cp ${script} $out/nix-support/setup-hook; chmod u+w $out/nix-support/setup-hook
        [[ -z "$deps" ]] || echo "$deps" > $out/nix-support/propagated-build-inputs
        ${lib.concatStrings (
          lib.mapAttrsToList (
            n: v:
            "substituteInPlace $out/nix-support/setup-hook --subst-var-by ${n} ${lib.escapeShellArg (toEnv v)}\n"
          ) substitutions
        )}'';
  makeWrapper = makeSetupHook { name = "make-wrapper-hook"; } (
    writeText "make-wrapper.sh" ''
      makeWrapper() {
        local from=$1 to=$2 a0= x; shift 2; local body=() flags=()
        while [[ $# -gt 0 ]]; do case $1 in
          --set) body+=("export $2=$(printf %q "$3")"); shift 3 ;;
          --set-default) body+=("export $2=\''${$2-$(printf %q "$3")}"); shift 3 ;;
          --unset) body+=("unset $2"); shift 2 ;;
          --prefix) body+=("export $2=$(printf %q "$4")\''${$2:+$(printf %q "$3")}\''${$2-}"); shift 4 ;;
          --suffix) body+=("export $2=\''${$2-}\''${$2:+$(printf %q "$3")}$(printf %q "$4")"); shift 4 ;;
          --chdir) body+=("cd $(printf %q "$2")"); shift 2 ;;
          --run) body+=("$2"); shift 2 ;;
          --add-flags) flags+=("$2"); shift 2 ;;
          --add-flag) flags+=("$(printf %q "$2")"); shift 2 ;;
          --argv0) a0="-a $(printf %q "$2")"; shift 2 ;;
          --inherit-argv0) a0='-a "$0"'; shift ;;
          *) echo "makeWrapper: what is '$1'?" >&2; return 1 ;;
        esac; done
        mkdir -p "$(dirname "$to")"
        { echo '#!/bin/bash -e'; printf '%s\n' "''${body[@]}"; echo "exec $a0 $(printf %q "$from") ''${flags[*]} \"\$@\""; } > "$to"
        chmod +x "$to"
      }
      wrapProgram() { local p=$1 h; shift; h="$(dirname "$p")/.$(basename "$p")-wrapped"; mv "$p" "$h"; makeWrapper "$h" "$p" --inherit-argv0 "$@"; }
      wrapProgramShell() { wrapProgram "$@"; }
    ''
  );
  makeBinaryWrapper = makeWrapper;
  installShellFiles = makeSetupHook { name = "install-shell-files"; } (
    writeText "isf.sh" "installManPage() { :; }; installShellCompletion() { :; }; installBin() { install -Dm755 -t \"$out/bin\" \"$@\"; }"
  );
  autoPatchelfHook = makeSetupHook { name = "auto-patchelf-shim"; } (
    writeText "aph.sh" "autoPatchelf() { :; }; autoPatchelfPostFixup() { :; }"
  );
  mkShell =
    {
      packages ? [ ],
      nativeBuildInputs ? [ ],
      ...
    }@a:
    mkDerivation (
      builtins.removeAttrs a [
        "packages"
        "inputsFrom"
      ]
      // {
        name = a.name or "nix-shell";
        nativeBuildInputs = packages ++ nativeBuildInputs;
        buildCommand = "export > $out";
      }
    );
  mkShellNoCC = mkShell;

  fetchgit = a: seeded "${a.url}@${a.rev or a.tag or ""}" a;
  fetchFromGitHub = a: seeded "github:${a.owner}/${a.repo}@${a.rev or a.tag or ""}" a;
  fetchzip = a: seeded a.url a;
  fetchtarball = fetchzip;

  # ---- tools ------------------------------------------------------------------
  bash = hostTool "bash" [
    "bash"
    "sh"
  ];
  bashInteractive = bash;
  runtimeShell = shell;
  inherit shell;
  coreutils = hostTool "coreutils" [
    "cat"
    "cp"
    "ls"
    "mkdir"
    "mv"
    "rm"
    "ln"
    "sort"
    "head"
    "tail"
    "env"
    "install"
    "sha256sum"
    "chmod"
    "dirname"
    "basename"
    "tr"
    "wc"
  ];
  gnused = hostTool "gnused" [ "sed" ];
  gnugrep = hostTool "gnugrep" [ "grep" ];
  gawk = hostTool "gawk" [ "awk" ];
  findutils = hostTool "findutils" [
    "find"
    "xargs"
  ];
  diffutils = hostTool "diffutils" [
    "diff"
    "cmp"
  ];
  gnutar = hostTool "gnutar" [ "tar" ];
  gzip = hostTool "gzip" [
    "gzip"
    "gunzip"
  ];
  xz = hostTool "xz" [ "xz" ];
  gnupatch = hostTool "gnupatch" [ "patch" ];
  patch = gnupatch;
  gnumake = hostTool "gnumake" [ "make" ];
  binutils = hostTool "binutils" [
    "strip"
    "readelf"
    "objdump"
    "ld"
  ];
  file = hostTool "file" [ "file" ];
  jq = hostTool "jq" [ "jq" ];
  git = hostTool "git" [ "git" ];
  gitMinimal = git;
  curl = hostTool "curl" [ "curl" ];
  unzip = hostTool "unzip" [ "unzip" ];
  python3 = hostTool "python3" [ "python3" ];
  nodejs = hostTool "nodejs" [ "node" ];
  nodejs_20 = nodejs;
  nodejs_22 = nodejs;
  nodejs_24 = nodejs;
  pkg-config = hostTool "pkg-config" [ "pkg-config" ];
  patchelf = hostTool "patchelf" [ "patchelf" ];
  libarchive = hostTool "libarchive" [ "bsdtar" ];
  which = hostTool "which" [ "which" ];
  cacert = emptyDirectory;

  # Bun, out of the npm package that carries its Linux binary.
  bun =
    let
      pins = import ./bun.nix { inherit fetchurl; };
    in
    mkDerivation {
      pname = "bun";
      inherit (pins) version;
      src = pins.${system} or (throw "the stand-in for nixpkgs has no Bun for ${system}");
      dontStrip = true;
      dontPatchELF = true;
      nativeBuildInputs = [ patchelf ];
      # As in nixpkgs: the interpreter out of the store, and no rpath. What `bun build --compile`
      # makes keeps that interpreter.
      installPhase = ''
        install -Dm755 bin/bun $out/bin/bun
        patchelf --set-interpreter ${stdenv.cc.bintools.dynamicLinker} $out/bin/bun
        ln -s bun $out/bin/bunx
      '';
      meta.mainProgram = "bun";
    };

  # The host's Rust, which the sandbox mounts at /opt/rust.
  cargo =
    runCommandLocal "cargo-host" { meta.mainProgram = "cargo"; }
      "mkdir -p $out/bin; for b in cargo rustc rustdoc rustfmt clippy-driver cargo-clippy; do [[ ! -e /opt/rust/bin/$b ]] || ln -s /opt/rust/bin/$b $out/bin/$b; done";
  rustc = cargo;
  clippy = cargo;
  rustfmt = cargo;
  rustPlatform = rec {
    fetchCargoVendor = a: seeded "cargo vendor" a;
    importCargoLock =
      {
        lockFile ? null,
        lockFileContents ? null,
        ...
      }:
      let
        lock = builtins.fromTOML (
          if lockFileContents != null then lockFileContents else builtins.readFile lockFile
        );
        fromRegistry = lib.filter (p: lib.hasPrefix "registry+" (p.source or "")) lock.package;
        crate = p: {
          name = "${p.name}-${p.version}";
          sum = p.checksum;
          tar = fetchurl {
            name = "crate-${p.name}-${p.version}.tar.gz";
            url = "https://crates.invalid/crates/${p.name}/${p.name}-${p.version}.crate";
            sha256 = p.checksum;
          };
        };
      in
      runCommandLocal "cargo-vendor-dir"
        {
          list = lib.concatMapStrings (c: "${c.name} ${c.sum} ${c.tar}\n") (map crate fromRegistry);
          passAsFile = [ "list" ];
        }
        ''
          mkdir -p $out
          while read -r n sum tar; do [[ -n $n ]] || continue
            tar xzf "$tar" -C $out; printf '{"files":{},"package":"%s"}' "$sum" > "$out/$n/.cargo-checksum.json"
          done < "$listPath"
          ${lib.optionalString (lockFile != null) "cp ${lockFile} $out/Cargo.lock"}
        '';
    cargoSetupHook = makeSetupHook { name = "cargo-setup-hook"; } (
      writeText "cs.sh" ''
        cargoSetupPostUnpackHook() {
          export CARGO_HOME=$NIX_BUILD_TOP/cargo-home; mkdir -p "$CARGO_HOME"
          printf '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "%s"\n[net]\noffline = true\n' "$cargoDeps" > "$CARGO_HOME/config.toml"
        }
        addToHooks postUnpackHooks cargoSetupPostUnpackHook
      ''
    );
    buildRustPackage = lib.extendMkDerivation {
      constructDrv = stdenv.mkDerivation;
      excludeDrvArgNames = [
        "cargoLock"
        "cargoHash"
        "depsExtraArgs"
      ];
      extendDrvArgs =
        _:
        {
          cargoLock ? null,
          cargoHash ? null,
          cargoDeps ? null,
          cargoBuildFlags ? [ ],
          cargoTestFlags ? [ ],
          nativeBuildInputs ? [ ],
          buildType ? "release",
          doCheck ? true,
          ...
        }@a:
        {
          cargoDeps =
            if cargoDeps != null then
              cargoDeps
            else if cargoLock != null then
              importCargoLock cargoLock
            else
              fetchCargoVendor {
                name = "${a.pname}-${a.version}-vendor";
                hash = cargoHash;
              };
          nativeBuildInputs = nativeBuildInputs ++ [
            cargo
            cargoSetupHook
          ];
          inherit
            buildType
            doCheck
            cargoBuildFlags
            cargoTestFlags
            ;
          configurePhase = a.configurePhase or "runHook preConfigure; runHook postConfigure";
          buildPhase =
            a.buildPhase
              or "runHook preBuild; (cd \${buildAndTestSubdir:-.}; cargo build -j $NIX_BUILD_CORES --offline --frozen --profile $buildType $cargoBuildFlags); runHook postBuild";
          checkPhase =
            a.checkPhase
              or "runHook preCheck; (cd \${buildAndTestSubdir:-.}; cargo test -j $NIX_BUILD_CORES --offline --frozen --profile $buildType $cargoTestFlags); runHook postCheck";
          installPhase =
            a.installPhase
              or "runHook preInstall; mkdir -p $out/bin; find \${CARGO_TARGET_DIR:-target}/$buildType -maxdepth 1 -type f -perm -0100 ! -name '*.so' -exec cp -t $out/bin {} +; runHook postInstall";
        };
    };
  };

  # Evaluated by `nix flake check`, and never built.
  nixfmt-tree = hostTool "nixfmt-tree" [ "treefmt" ];
}
