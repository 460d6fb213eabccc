#!/usr/bin/env bash
# Installs what is missing to build and run Causerie (`setup.sh run`), to test it as well (`setup.sh test`), to
# check the code too (`setup.sh check`), or to measure it beside others (`setup.sh bench`).
# Says nothing when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

tauri_driver=2.1.0
cargo_deny=0.20.2
cargo_fuzz=0.13.2
bagit=1.9.0
oldest_rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
oldest_node=20.19

target=${CARGO_TARGET_DIR:-target}

say() { printf 'setup: %s\n' "$*" >&2; }

fail() {
  say "$1"
  printf '  help: %s\n' "$2" >&2
  exit 1
}

usage() {
  printf 'usage: scripts/setup.sh [run|test|check|bench]\n' >&2
  exit 2
}

[ $# -le 1 ] || usage
purpose=${1:-run}
case $purpose in
  run | test | check | bench) ;;
  *) usage ;;
esac

# packages WHEN: the packages listed for it.
packages() { awk -v when="$1" '$1 == when { print $2 }' scripts/packages.txt; }

# missing PACKAGE…: those that are not installed.
missing() {
  local package
  for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s\n' "$package"
  done
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif command -v sudo >/dev/null; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    fail "these Debian packages are missing: ${wanted[*]}" "As root: apt-get install --no-install-recommends ${wanted[*]}"
  fi
}

retry() {
  local wait
  for wait in 2 5 15; do
    "$@" && return
    say "that failed; again in $wait s"
    sleep "$wait"
  done
  "$@"
}

install_packages() {
  local listed wanted
  mapfile -t listed < <(packages run; [ "$purpose" = run ] || packages test; [ "$purpose" != bench ] || packages bench)
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is no Debian: what it calls ${listed[*]} should be installed by hand"
    return
  fi
  mapfile -t wanted < <(missing "${listed[@]}")
  [ ${#wanted[@]} -gt 0 ] || return 0
  say "installing ${wanted[*]}"
  retry as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

# at_least OLDEST HAVE
at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

check_rust() {
  local have
  have=$(rustc --version 2>/dev/null | awk '{ print $2 }') || true
  [ -n "$have" ] && at_least "$oldest_rust" "$have" && return
  fail "Rust $oldest_rust or later is needed, and here is ${have:-none}" \
    "Install it with rustup (https://rustup.rs), or bring it up to date: rustup update stable"
}

check_node() {
  local have
  have=$(node --version 2>/dev/null) || true
  have=${have#v}
  [ -n "$have" ] && at_least "$oldest_node" "$have" && command -v npm >/dev/null && return
  fail "Node $oldest_node or later with npm is needed, and here is ${have:-none}" \
    "Debian 13 has it: apt-get install nodejs npm. Else take it from https://nodejs.org"
}

install_bagit() {
  local python=$target/venv/bin/python
  "$python" -c "import importlib.metadata as m; assert m.version('bagit') == '$bagit'" 2>/dev/null && return
  say "installing bagit $bagit into $target/venv"
  python3 -m venv --clear "$target/venv"
  retry "$python" -m pip install --quiet --disable-pip-version-check "bagit==$bagit"
}

# install_tool CRATE VERSION: a program from crates.io, into a place of the build's own.
install_tool() {
  grep -qsF "\"$1 $2 " "$target/tools/.crates.toml" && return
  say "installing $1 $2 into $target/tools"
  retry cargo install --quiet --locked --root "$target/tools" "$1@$2"
}

install_packages
check_rust
check_node
if [ "$purpose" != run ]; then
  install_bagit
  install_tool tauri-driver "$tauri_driver"
fi
if [ "$purpose" = check ]; then
  install_tool cargo-deny "$cargo_deny"
  install_tool cargo-fuzz "$cargo_fuzz"
fi
