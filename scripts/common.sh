# Shared by the scripts beside this file; sourced, never run by itself.
# shellcheck shell=bash

# The folder of the repository.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What the build links and the reference workload reads, as Debian and Ubuntu name it.
build_packages=(libdnnl-dev libsqlite3-dev zlib1g-dev)
data_packages=(dataset-fashion-mnist)
# The tests also ask the database with SQLite's own program, and the schema of suites with Python's
# validator.
test_packages=(sqlite3 python3-jsonschema python3-yaml)

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "error: $*"
    exit 1
}

# Stops with advice where there is no Swift 6.2 or later.
require_swift() {
    command -v swift >/dev/null || fail "there is no swift in PATH." \
        "Install Swift 6.2 or later from https://www.swift.org/install/linux/ and try again."
    local version major minor
    version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | head -n 1)
    version=${version##* }
    major=${version%%.*}
    minor=${version#*.}
    if [ -z "$version" ] || [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
        fail "Swift 6.2 or later is needed; this is ${version:-of an unknown version}."
    fi
}

is_installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# Sets `as_root` to what runs a command as root; asks before it uses sudo.
become_root() {
    as_root=()
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null || fail "not root, and there is no sudo." \
        "As root, run: apt-get install $*"
    if [ -t 0 ]; then
        local answer
        read -r -p "Use sudo for that? [y/N] " answer
        case "$answer" in
            [yY] | [yY][eE][sS]) ;;
            *) fail "nothing was installed. By hand: sudo apt-get install $*" ;;
        esac
        as_root=(sudo)
    else
        # Nobody can be asked: only a sudo that needs no password is used.
        as_root=(sudo -n)
        sudo -n true 2>/dev/null || fail "not root, and nobody to ask." \
            "Run: sudo apt-get install $*"
    fi
}

# Installs the packages that are missing, having said which.
install_packages() {
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "this script installs with apt-get, which is not here." \
        "Install by hand what corresponds to: ${missing[*]}"
    say "Installing with apt-get: ${missing[*]}"
    become_root "${missing[@]}"
    "${as_root[@]}" apt-get update -q >&2 || fail "apt-get update failed."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}" >&2 ||
        fail "apt-get could not install: ${missing[*]}"
}
