#!/usr/bin/env bash
# bed.sh FOLDER COMMAND…: runs COMMAND with real Nix on a store of its own, kept in FOLDER.
#
# COMMAND sees the machine as it is, but for /nix, which is FOLDER/root. Builds are sandboxed: no
# network, no files but the store and the host's /usr. Nothing is downloaded or substituted, so
# every fixed-output derivation is in the store beforehand (seed.sh). Root is not needed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bed=$(realpath -m "$1")
shift

nix=${NIX_PREFIX:-$bed/nix}
[[ -x $nix/bin/nix ]] || "$here/install-nix.sh" "$nix" >&2
mkdir -p "$bed"/{root,conf,cache}

# Replaced in one step, because several beds may start at once.
conf=$(mktemp "$bed/conf/XXXXXX")
cat >"$conf" <<CONF
experimental-features = nix-command flakes
sandbox = true
sandbox-fallback = false
sandbox-paths = /bin /usr /lib /lib64 /etc/alternatives /opt/rust=$(rustc --print sysroot)
build-users-group =
substitute = false
substituters =
builders =
flake-registry =
connect-timeout = 1
download-attempts = 1
warn-dirty = false
max-jobs = $(nproc)
cores = $(nproc)
CONF
mv "$conf" "$bed/conf/nix.conf"

# A root of its own, because only root could make a /nix on the machine's.
root=(--tmpfs /)
for path in /* /.[!.]*; do
  [[ $path == /nix || ! -e $path ]] || root+=(--dev-bind "$path" "$path")
done

exec bwrap --die-with-parent "${root[@]}" --bind "$bed/root" /nix \
  --unsetenv NIX_PATH \
  --setenv NIX_REMOTE local \
  --setenv NIX_CONF_DIR "$bed/conf" \
  --setenv XDG_CACHE_HOME "$bed/cache" \
  --setenv PATH "$nix/bin:$PATH" \
  -- "$@"
