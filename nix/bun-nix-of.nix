# The bun.nix of a project, for who does not name it.
{ lib }:
# function that needs it -> src -> bunRoot -> path
function: src: bunRoot:
if lib.isDerivation src then
  throw ''
    ${function}: `src` is a derivation, whose bun.nix cannot be read before it is built
    help: write `bunDeps = fetchBunDeps { bunNix = ./bun.nix; };` with a copy of it, and of bun.lock beside it''
else
  src + "/${bunRoot}/bun.nix"
