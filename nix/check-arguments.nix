# Whether a function was called with arguments that it takes; if not, says what to write instead.
{ lib }:
let
  types = {
    path = {
      is = isPathLike;
      what = "a path such as `./web`";
    };
    file = {
      is = isPathLike;
      what = "a path such as `./bun.lock`";
    };
    bunNix = {
      is = value: isPathLike value || lib.isFunction value;
      what = "the path of a bun.nix such as `./bun.nix`";
    };
    bunDeps = {
      is = value: lib.isDerivation value && value ? bunSources;
      what = "what `fetchBunDeps { bunNix = ./bun.nix; }` returns";
    };
    nodeModules = {
      is = value: lib.isDerivation value && value ? bunDeps;
      what = "what `nodeModules { src = ./.; }` returns";
    };
    package = {
      is = lib.isDerivation;
      what = "a package such as `pkgs.bun`";
    };
    function = {
      is = lib.isFunction;
      what = "a function such as `pkgs.fetchurl`";
    };
    string = {
      is = builtins.isString;
      what = "a string such as `\"web\"`";
    };
    bool = {
      is = builtins.isBool;
      what = "`true` or `false`";
    };
    strings = {
      is = value: builtins.isList value && builtins.all builtins.isString value;
      what = "a list of strings such as `[ \"web\" ]`";
    };
    packages = {
      is = builtins.isList;
      what = "a list of packages such as `[ pkgs.python3 ]`";
    };
    attrs = {
      is = builtins.isAttrs;
      what = "an attribute set such as `{ os = \"linux\"; }`";
    };
  };

  # Not looked at closer: what has an outPath would be copied to the store for it.
  isPathLike =
    value:
    builtins.isPath value
    || value ? outPath
    || (builtins.isString value && lib.hasPrefix builtins.storeDir value);

  oneOf = values: {
    is = value: builtins.elem value values;
    what = "one of ${lib.concatMapStringsSep ", " builtins.toJSON values}";
  };
  listOf = values: {
    is = value: builtins.isList value && builtins.all (one: builtins.elem one values) value;
    what = "a list with some of ${lib.concatMapStringsSep ", " builtins.toJSON values}";
  };
  nullOr = type: {
    is = value: value == null || type.is value;
    inherit (type) what;
  };

  show =
    value:
    if builtins.isString value || builtins.isBool value || builtins.isInt value then
      "${builtins.typeOf value} ${builtins.toJSON value}"
    else if value == null then
      "null"
    else if lib.isDerivation value then
      "the derivation ${value.name or "?"}"
    else
      "a ${builtins.typeOf value}";

  # `lockfile` for `lockFile`, `bunnix` for `bunNix`
  alike = name: other: lib.toLower name == lib.toLower other;

  unknown =
    function: taken: name:
    let
      meant = lib.findFirst (alike name) null taken;
      help =
        if meant != null then
          "write `${meant}`"
        else
          "it takes ${lib.concatStringsSep ", " taken}; see docs/nix.md";
    in
    throw "${function}: there is no argument `${name}`\nhelp: ${help}";

  mistyped =
    function: name: type: value:
    throw "${function}: `${name}` is ${show value}\nhelp: write `${name} = …` with ${type.what}";

  missing =
    function: name: type:
    throw "${function}: the argument `${name}` is missing\nhelp: write `${name} = …` with ${type.what}";
in
{
  inherit
    types
    oneOf
    listOf
    nullOr
    ;

  # check function { name = type; … } required arguments -> arguments, or a text
  # that says what to write instead. With `open`, other arguments pass.
  check =
    {
      function,
      arguments,
      required ? [ ],
      open ? false,
    }:
    given:
    let
      taken = builtins.attrNames arguments;
      wrong = builtins.filter (name: arguments ? ${name} && !arguments.${name}.is given.${name}) (
        builtins.attrNames given
      );
      extra = builtins.filter (name: !arguments ? ${name} && (!open || lib.any (alike name) taken)) (
        builtins.attrNames given
      );
      absent = builtins.filter (name: !given ? ${name}) required;
    in
    if !builtins.isAttrs given then
      throw "${function}: it takes an attribute set, not ${show given}\nhelp: write `${function} { … }`; see docs/nix.md"
    else if extra != [ ] then
      unknown function taken (builtins.head extra)
    else if absent != [ ] then
      missing function (builtins.head absent) arguments.${builtins.head absent}
    else if wrong != [ ] then
      let
        name = builtins.head wrong;
      in
      mistyped function name arguments.${name} given.${name}
    else
      given;
}
