#!/usr/bin/env bash
# Says what a first visit fetches and does not call: to be run when the size test says that it has grown. Takes about
# three minutes; the rules by which the program is cut in parts are in assets/parts.txt.
#
#   scripts/profile.sh

set -euo pipefail
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

case ${1:-} in
  '') ;;
  -h | --help) manual "$0"; exit ;;
  *) die "scripts/profile.sh: '$1' is not known; see --help" ;;
esac

cd "$root"
setup tests
whole=target/whole
export HANDSCOPE_WHOLE=1
step 'Building the page whole' '2 to 4 minutes' small_wasm trunk build --release --locked --dist "$whole"
linked=${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/handscope.wasm
step 'Paying a first visit, in both languages' '1 minute' node scripts/profile.mjs "$whole" "$linked"
