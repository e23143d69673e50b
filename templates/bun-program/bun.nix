# Generated from bun.lock by bun-nix. Instead of editing it, run
# `cargo xtask nix-update` or `cargo bun-nix update`.
{
  fetchurl,
  ...
}:
{
  "is-number@7.0.0" = fetchurl {
    url = "https://registry.npmjs.org/is-number/-/is-number-7.0.0.tgz";
    hash = "sha512-41Cifkg6e8TylSpdtTpeLVMqvSBEVzTttHvERD741+pnZ8ANv0004MRL43QKPDlK9cGvNp6NZWZUBlbGXYxxng==";
  };
}
