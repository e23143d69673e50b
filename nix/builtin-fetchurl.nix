# Nix's own downloader under the arguments of nixpkgs' fetchurl: a fixed-output derivation without
# stdenv, so that thousands evaluate in well under a second. It takes proxies from the environment
# and logins from Nix's netrc-file.
_:
{
  url,
  hash ? "",
  sha512 ? "",
  sha256 ? "",
  sha1 ? "",
  name ? baseNameOf url,
  passthru ? { },
}:
let
  hashed =
    if hash != "" then
      {
        outputHash = hash;
        outputHashAlgo = null;
      }
    else if sha512 != "" then
      {
        outputHash = sha512;
        outputHashAlgo = "sha512";
      }
    else if sha256 != "" then
      {
        outputHash = sha256;
        outputHashAlgo = "sha256";
      }
    else
      {
        outputHash = sha1;
        outputHashAlgo = "sha1";
      };
in
builtins.derivation (
  {
    inherit name url;
    urls = [ url ];
    system = "builtin";
    builder = "builtin:fetchurl";
    executable = false;
    unpack = false;
    outputHashMode = "flat";
    preferLocalBuild = true;
    impureEnvVars = [
      "http_proxy"
      "https_proxy"
      "ftp_proxy"
      "all_proxy"
      "no_proxy"
    ];
  }
  // hashed
)
// passthru
