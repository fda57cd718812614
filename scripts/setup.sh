#!/usr/bin/env bash
# Installs what building Handscope needs and the machine lacks; says nothing when nothing is missing.
#
#   scripts/setup.sh            what the page needs: a wasm32 target, trunk, wasm-bindgen, binaryen
#   scripts/setup.sh --tests    also what the tests need: Chromium, a Japanese font, OpenSSL, tshark, GnuTLS, the
#                               roots of the public web
#   eval "$(scripts/setup.sh --env)"   also puts the tools in this shell's PATH, for `trunk serve`
#
# Rust (1.95 or newer) and Node (20 or newer) must be there. Tools built by cargo go to cargo's own bin folder, npm's
# to node_modules/, Debian's come by apt (as root). Only what is missing or of another version is installed. Where
# something cannot be installed, its name is printed and the script fails.
#
# HANDSCOPE_TOOLCHAIN=rustup|debian   where the wasm32 target comes from, instead of the first that works
# HANDSCOPE_CHROMIUM=FILE             a Chromium or Chrome to test with, instead of the one in PATH

[ "${BASH_SOURCE[0]}" != "$0" ] || set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
# shellcheck source=scripts/toolchain.sh
. "$root/scripts/toolchain.sh"

trunk_version=0.21.14
# The tool must be of the same version as the library, which Cargo.lock pins.
bindgen_version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' "$root/Cargo.lock")

setup() { # setup [tests] [page]: page says that the page will be built
  export PATH="$root/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  check_given
  wasm_target
  # What may end in "install this by hand" comes before what takes minutes.
  case " $* " in *' tests '*) test_tools ;; esac
  case " $* " in *' page '*) page_ahead ;; esac
  # Neither with TLS of its own: nothing here is fetched by them.
  cargo_tool trunk trunk "$trunk_version" '2 to 4 minutes' --locked --no-default-features
  cargo_tool wasm-bindgen wasm-bindgen-cli "$bindgen_version" '1 to 2 minutes' --no-default-features --bin wasm-bindgen
  npm_packages
  page_ahead_done
}

# Where a tool has to be built first, the program is compiled beside it, as trunk would: trunk then finds it done. Alone,
# the last crates of the tools leave one core idle, and so does the last one of the program.
ahead=''
page_ahead() {
  if has_version trunk "$trunk_version" && has_version wasm-bindgen "$bindgen_version"; then return; fi
  # A group of processes of its own, so that all of it ends where the script does.
  set -m
  (cd "$root" && small_wasm cargo build --quiet --release --locked --target wasm32-unknown-unknown --bin handscope) \
    </dev/null >/dev/null 2>&1 &
  ahead=$!
  set +m
  trap 'if [ -n "$ahead" ]; then kill -- "-$ahead" 2>/dev/null; fi' EXIT
}
# What went wrong there goes wrong again in trunk's build, which tells it.
page_ahead_done() {
  if [ -z "$ahead" ]; then return; fi
  step 'Compiling the program, begun beside the tools' 'up to 2 minutes' wait "$ahead" || true
  ahead=''
}

# What is asked of the machine beforehand.
check_given() {
  local v
  if ! have cc; then apt_install 'a C compiler, which links' '1 minute' gcc libc6-dev; fi
  have cargo || die 'cargo is missing. Install Rust 1.95 or newer: rustup (rustup.rs), or Debian: rustc-web cargo-web'
  v=$(rustc --version | sed 's/^rustc 1\.\([0-9]*\).*/\1/')
  [ "$v" -ge 95 ] || die "rustc 1.$v is too old, 1.95 or newer is needed: run 'rustup update stable'"
  if ! have node || ! have npm; then die 'node or npm is missing. Install Node 20 or newer, with npm'; fi
  v=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$v" -ge 20 ] || die "node $v is too old: install Node 20 or newer"
}

# cargo_tool PROGRAM CRATE VERSION USUALLY OPTION...
cargo_tool() {
  local program=$1 crate=$2 version=$3 usually=$4
  shift 4
  if has_version "$program" "$version"; then return; fi
  step "Building $crate $version" "$usually" quick_install "$crate" --version "$version" --force "$@" ||
    die "Could not install $crate. By hand: cargo install $crate --version $version $*"
}

has_version() { [ "$("$1" --version 2>/dev/null | cut -d' ' -f2)" = "$2" ]; }

# These tools run for a second or two: compiling them fast matters more than their own speed. Not optimised, wasm-bindgen takes
# 1.0 seconds for the page instead of 0.4.
quick_install() {
  env -u CARGO_TARGET_DIR -u RUSTFLAGS CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install --quiet "$@"
}

npm_packages() {
  if (cd "$root" && node scripts/npm-fresh.mjs); then return; fi
  step 'Fetching binaryen and the test tools from npm' '10 seconds' npm_ci ||
    die "Could not install the packages of package.json. By hand: npm ci"
}
npm_ci() { (cd "$root" && npm ci --no-audit --no-fund --loglevel=error); }

test_tools() {
  local missing=()
  find_chromium >/dev/null || missing+=(chromium)
  japanese_font || missing+=(fonts-noto-cjk)
  have openssl || missing+=(openssl)
  have tshark || missing+=(tshark)
  have gnutls-cli || missing+=(gnutls-bin)
  [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
  if [ "${#missing[@]}" -gt 0 ]; then apt_install 'test tools' '1 to 2 minutes' "${missing[@]}"; fi
  HANDSCOPE_CHROMIUM=$(find_chromium)
  export HANDSCOPE_CHROMIUM
}

find_chromium() {
  local c
  for c in "${HANDSCOPE_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$c" ] && command -v "$c"; then return; fi
  done
  return 1
}

# Without such a font the screenshots of the Japanese page show boxes.
japanese_font() {
  if have fc-list; then [ -n "$(fc-list :lang=ja family)" ]; else dpkg -s fonts-noto-cjk >/dev/null 2>&1; fi
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  want='' env=''
  for arg in "$@"; do
    case $arg in
      --tests) want=tests ;;
      --env) env=1 ;;
      -h | --help) manual "$0"; exit ;;
      *) die "scripts/setup.sh: '$arg' is not known; see --help" ;;
    esac
  done
  if [ -n "$env" ]; then
    setup $want >&2
    print_env
  else
    setup $want
    say 'All that is needed is installed.'
  fi
fi
