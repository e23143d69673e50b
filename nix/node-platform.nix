# A system in Node's words, which package.json files use, and whether a package is for it.
{ lib }:
let
  # Of a list such as [ "!win32" "linux" ]: one that is named, or where all are negated, one that
  # is not. Source: Bun, src/install/npm `Negatable`.
  admits =
    list: value:
    list == [ ]
    || (
      !builtins.elem "!${value}" list
      && (builtins.all (lib.hasPrefix "!") list || builtins.elem "any" list || builtins.elem value list)
    );
in
{
  ofHostPlatform = hostPlatform: {
    os = hostPlatform.node.platform;
    cpu = hostPlatform.node.arch;
    libc =
      if hostPlatform.isMusl then
        "musl"
      else if hostPlatform.isLinux then
        "glibc"
      else
        "";
  };

  # platform -> { os, cpu, libc } of a package, each a list -> whether it is for the platform
  isFor =
    platform: package:
    admits (package.os or [ ]) platform.os
    && admits (package.cpu or [ ]) platform.cpu
    && (platform.libc == "" || admits (package.libc or [ ]) platform.libc);
}
