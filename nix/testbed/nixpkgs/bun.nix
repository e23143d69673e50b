# Bun's Linux binary, as npm has it; in the form of a bun.nix, so that it is seeded like one.
{ fetchurl }:
{
  version = "1.4.5";
  x86_64-linux = fetchurl {
    url = "https://registry.npmjs.org/@oven/bun-linux-x64/-/bun-linux-x64-1.4.5.tgz";
    hash = "sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==";
  };
}
