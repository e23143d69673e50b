# shellcheck shell=bash
# node_modules in $bunRoot (default: the source's root), before the configure phase:
#   bunDeps             installed from these sources: writable, as Bun would leave it
#   bunNodeModules      or a copy of this nodeModules derivation
#   bunLinkNodeModules  with bunNodeModules: links into it instead, which cost nothing
#   bunInstallFlags     with bunDeps: more flags for bun-nix-install, such as --omit dev
#   dontBunConfig       nothing of all this

bunConfigHook() {
    echo "Executing bunConfigHook"
    local root=${bunRoot:-.}
    _bunCheckRoot "$root" || return 1

    # Bun and many packages write to HOME, which a build has not.
    [[ -w ${HOME:-/homeless-shelter} ]] || export HOME=$TMPDIR
    command -v node >/dev/null || export PATH=$PATH:@bunAsNode@/bin

    if [[ -n ${bunNodeModules-} ]]; then
        _bunFromNodeModules "$root" || return 1
    elif [[ -n ${bunDeps-} ]]; then
        _bunInstall "$root" || return 1
    else
        _bunFail "neither bunDeps nor bunNodeModules is set" \
            "write \`bunDeps = fetchBunDeps { bunNix = ./bun.nix; };\` in the derivation" || return 1
    fi
    _bunOwnExecutables "$root"
    echo "Finished bunConfigHook"
}

_bunFail() { # WHAT HELP
    printf 'error: bunConfigHook: %s\nhelp: %s\n' "$1" "$2" >&2
    # Not `exit`: in a dev shell, that would end the shell.
    return 1
}

_bunCheckRoot() { # ROOT
    [[ -e $1/bun.lock ]] || _bunFail "there is no bun.lock in $PWD/$1" \
        "set \`bunRoot\` to the folder that has it, or \`dontBunConfig = true\` where there is none" || return 1
    # What an earlier run in a dev shell linked may go; what somebody installed may not.
    if [[ -e $1/node_modules/.linked-by-nix ]]; then
        rm -rf -- "$1/node_modules"
    elif [[ -e $1/node_modules ]]; then
        _bunFail "there is a node_modules in $PWD/$1 already" "leave it out of the source, or remove it"
    fi
}

_bunInstall() { # ROOT
    local flags=(--jobs "${NIX_BUILD_CORES:-1}")
    # Before the scripts of packages run, which need what others link in .bin.
    [[ -n ${dontPatchShebangs-} ]] || flags+=(--patch-shebangs)
    concatTo flags bunInstallFlags bunInstallFlagsArray
    @install@ --lockfile "$1/bun.lock" --sources "$bunDeps/sources.json" "${flags[@]}"
}

_bunFromNodeModules() { # ROOT
    cmp --silent "$1/bun.lock" "$bunNodeModules/bun.lock" || _bunFail \
        "$bunNodeModules was built from another bun.lock" \
        "build it from the same \`src\` and \`bunRoot\`" || return 1
    local from to
    while IFS= read -r -d '' from; do
        to=$1/${from#"$bunNodeModules/"}
        mkdir -p "$to"
        if [[ -n ${bunLinkNodeModules-} ]]; then
            _bunLink "$from" "$to"
        else
            _bunCopy "$from" "$to"
        fi
    done < <(find "$bunNodeModules" -name node_modules -type d -prune -print0)
    [[ -z ${bunLinkNodeModules-} ]] || touch "$1/node_modules/.linked-by-nix"
}

_bunCopy() { # FROM TO
    cp -rP --preserve=mode,timestamps --reflink=auto "$1/." "$2"
    chmod -R u+w "$2"
    # Those that look for their interpreter on PATH find it now.
    [[ -n ${dontPatchShebangs-} ]] || patchShebangs --build --update "$2"
}

# A link to every package. Links to members, and all in .bin, are relative and stay what they are.
_bunLink() { # FROM TO
    local entry name
    for entry in "$1"/* "$1"/.[!.]*; do
        name=${entry##*/}
        if [[ -L $entry || $name == .bin ]]; then
            cp -rP --no-preserve=mode "$entry" "$2/"
        elif [[ $name == @* && -d $entry ]]; then
            mkdir -p "$2/$name"
            _bunLink "$entry" "$2/$name"
        elif [[ -e $entry ]]; then
            ln -s "$entry" "$2/"
        fi
    done
}

# Members' executables lie among the sources. Those that are there become executable and lose a CR at
# the end of the first line, as Bun has it, and run in the build; in a dev shell they are somebody's
# work, and become executable only.
_bunOwnExecutables() { # ROOT
    local modules link file
    while IFS= read -r -d '' modules; do
        for link in "$modules"/.bin/*; do
            file=$(readlink -f -- "$link") || continue
            [[ -f $file && $file == "$PWD"/* && $file != */node_modules/* ]] || continue
            chmod +x -- "$file"
            [[ -z ${IN_NIX_SHELL-} ]] || continue
            ! isScript "$file" || sed -i '1s/\r$//' -- "$file"
            [[ -n ${dontPatchShebangs-} ]] || patchShebangs --build "$file"
        done
    done < <(find "$1" -name node_modules -type d -prune -print0)
}

# What leads to a member's executable that was not built leads nowhere, which an output must not.
_bunDropBrokenLinks() {
    local output
    for output in $(getAllOutputNames); do
        [[ ! -d ${!output} ]] ||
            find "${!output}" -path '*/node_modules/.bin/*' -xtype l -delete
    done
}

if [[ -z ${dontBunConfig-} ]]; then
    postPatchHooks+=(bunConfigHook)
    preFixupHooks+=(_bunDropBrokenLinks)
fi
