# Generated from bun.lock by bun-nix. Instead of editing it, run
# `cargo xtask nix-update` or `cargo bun-nix update`.
{
  copyPathToStore,
  ...
}:
{
  "greeter" = copyPathToStore ./greeter;
}
