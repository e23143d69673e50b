# `node`, which scripts ask for, as Bun provides it.
{ bun, runCommandLocal }:
runCommandLocal "bun-as-node" { } ''
  mkdir -p $out/bin
  ln -s ${bun}/bin/bun $out/bin/node
''
