# Generated from bun.lock by bun-nix. Instead of editing it, run
# `cargo xtask nix-update` or `cargo bun-nix update`.
{
  copyPathToStore,
  fetchurl,
  ...
}:
{
  "app" = copyPathToStore ./packages/app;
  "is-number@6.0.0" = fetchurl {
    url = "https://registry.npmjs.org/is-number/-/is-number-6.0.0.tgz";
    hash = "sha512-Wu1VHeILBK8KAWJUAiSZQX94GmOE45Rg6/538fKwiloUu21KncEkYGPqob2oSZ5mUT73vLGrHQjKw3KMPwfDzg==";
  };
  "is-number@7.0.0" = fetchurl {
    url = "https://registry.npmjs.org/is-number/-/is-number-7.0.0.tgz";
    hash = "sha512-41Cifkg6e8TylSpdtTpeLVMqvSBEVzTttHvERD741+pnZ8ANv0004MRL43QKPDlK9cGvNp6NZWZUBlbGXYxxng==";
  };
  "is-odd@3.0.1" = fetchurl {
    url = "https://registry.npmjs.org/is-odd/-/is-odd-3.0.1.tgz";
    hash = "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==";
  };
  "left-pad@1.3.0" = fetchurl {
    url = "https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz";
    hash = "sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==";
  };
  "lib" = copyPathToStore ./packages/lib;
}
