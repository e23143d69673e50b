# Puts node_modules into the build of whatever has this hook, in its `bunRoot`.
{
  lib,
  makeSetupHook,
  bun-nix-install,
  bunAsNode,
}:
makeSetupHook {
  name = "bun-config-hook";
  substitutions = {
    install = lib.getExe bun-nix-install;
    inherit bunAsNode;
  };
} ./bun-config-hook.sh
