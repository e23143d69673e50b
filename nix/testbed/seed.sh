#!/usr/bin/env bash
# seed.sh FILE…, inside the bed: puts into the store what bun.nix and Cargo.lock files name, under the
# names that the fetchers give, so that their fixed-output derivations need no network. Tarballs come
# out of npm's cache, which npm fills where it lacks one; crates out of cargo's, so run
# `cargo fetch --locked` before.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
done=$XDG_CACHE_HOME/seeded
mkdir -p "$done"

# Prints "algorithm<TAB>hash in hex<TAB>name<TAB>url" for every fetchurl of a bun.nix, and for every
# registry crate of a Cargo.lock with "crate" for its URL.
list() {
  node - "$@" <<'JS'
const fs = require("fs");
const seen = new Set();
const print = (...fields) => {
  const line = fields.join("\t");
  if (!seen.has(line)) seen.add(line), console.log(line);
};
const tarball = (call) => {
  const field = (name) => call.match(new RegExp(`\\b${name} = "([^"]*)"`))?.[1];
  const [algorithm, digest] = field("hash").split(/-(.*)/);
  const name = field("name") ?? field("url").split("/").pop();
  print(algorithm, Buffer.from(digest, "base64").toString("hex"), name, field("url"));
};
const crate = (entry) => {
  const field = (name) => entry.match(new RegExp(`^${name} = "(.*)"`, "m"))?.[1];
  if (field("checksum")) {
    const name = `crate-${field("name")}-${field("version")}.tar.gz`;
    print("sha256", field("checksum"), name, "crate");
  }
};
for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, "utf8");
  if (file.endsWith("Cargo.lock")) text.split("[[package]]").forEach(crate);
  else for (const [call] of text.matchAll(/fetchurl \{[^}]*/g)) tarball(call);
}
JS
}

npm_cache=$(npm config get cache)/_cacache/content-v2
npm_file() { # ALGORITHM HEX
  echo "$npm_cache/$1/${2:0:2}/${2:2:2}/${2:4}"
}
cargo_file() { # NAME
  local crate=${1#crate-} file
  for file in "${CARGO_HOME:-$HOME/.cargo}"/registry/cache/*/"${crate%.tar.gz}.crate"; do
    echo "$file"
  done
}

files=()
for file in "$@"; do
  [[ -e $done/$(sha256sum <"$file" | head -c 64) ]] || files+=("$file")
done
[[ ${#files[@]} -gt 0 ]] || exit 0

list "${files[@]}" >"$work/list"
while IFS=$'\t' read -r algorithm hex _ url; do
  [[ $url == crate || -e $(npm_file "$algorithm" "$hex") ]] || printf '%s\0' "$url"
done <"$work/list" | xargs -r -0 -n 8 npm cache add --loglevel=error || true

while IFS=$'\t' read -r algorithm hex name url; do
  if [[ $url == crate ]]; then file=$(cargo_file "$name"); else file=$(npm_file "$algorithm" "$hex"); fi
  [[ -e $file ]] || {
    echo "error: neither npm's nor cargo's cache has $name" >&2
    exit 1
  }
  # Two files of one name, such as core-1.0.0.tgz, lie in folders of their own.
  mkdir -p "$work/$algorithm/$hex"
  cp "$file" "$work/$algorithm/$hex/$name"
done <"$work/list"

for algorithm in sha1 sha256 sha512; do
  [[ ! -d $work/$algorithm ]] || find "$work/$algorithm" -type f -print0 |
    xargs -0 nix-store --add-fixed "$algorithm" >/dev/null
done
for file in "${files[@]}"; do
  touch "$done/$(sha256sum <"$file" | head -c 64)"
done
