#!/usr/bin/env bash
# install-nix.sh PREFIX [SUITE]: the Nix of another Debian release, unpacked under PREFIX with its own
# C library. No package of the system changes. SUITE is trixie (Nix 2.26) or forky (2.34).
set -euo pipefail
prefix=$(realpath -m "$1") suite=${2:-trixie}

if [[ -x $prefix/bin/nix ]]; then
  exec "$prefix/bin/nix" --version
fi

missing=()
command -v patchelf >/dev/null || missing+=(patchelf)
command -v bwrap >/dev/null || missing+=(bubblewrap)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -e $keyring ]] || missing+=(debian-archive-keyring) # on Ubuntu
if [[ ${#missing[@]} -gt 0 ]]; then
  [[ $(id -u) == 0 ]] || {
    echo "error: no ${missing[*]}; run \`sudo apt-get install -y ${missing[*]}\`" >&2
    exit 1
  }
  apt-get -qq update
  apt-get -qq -y install "${missing[@]}" >/dev/null
fi

# apt with lists and a status of its own, so that it resolves everything down to the C library.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m 1 '/debian/\?$') ||
  mirror=http://deb.debian.org/debian
work=$prefix/.apt
rm -rf "$prefix"
mkdir -p "$work"/{lists/partial,archives/partial,none} "$prefix/bin"
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/list"
apt=(
  apt-get -qq
  -o Dir::State="$work" -o Dir::State::lists="$work/lists" -o Dir::State::status=/dev/null
  -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives"
  -o Dir::Etc::sourcelist="$work/list" -o Dir::Etc::sourceparts="$work/none"
  -o Dir::Etc::preferences="$work/none/none" -o Dir::Etc::preferencesparts="$work/none"
  -o APT::Sandbox::User="$(id -un)" -o APT::Install-Recommends=false
  -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
  -o Debug::NoLocking=true
)
"${apt[@]}" update
"${apt[@]}" -y --download-only install nix-bin
for package in "$work"/archives/{nix-bin,bash-static,lib}*.deb; do
  dpkg -x "$package" "$prefix"
done
rm -rf "$work" "$prefix"/usr/share/{doc,man,locale,perl} "$prefix"/usr/lib/*-linux-gnu/{perl,gconv}*

libraries=$(echo "$prefix"/usr/lib/*-linux-gnu)
loader=$(echo "$prefix"/usr/lib64/ld-linux-* "$prefix"/usr/lib/ld-linux-* | tr ' ' '\n' | grep -v '\*' | head -n 1)
patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$prefix/usr/bin/nix"
for program in "$prefix"/usr/bin/nix*; do
  ln -s "../usr/bin/${program##*/}" "$prefix/bin/"
done
"$prefix/bin/nix" --version
