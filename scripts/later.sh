#!/usr/bin/env bash
# Makes assets/later.txt anew: the functions that a first visit does not call. To be run when the size test says that
# a first visit has grown; takes about five minutes.
#
#   scripts/later.sh

set -euo pipefail
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

case ${1:-} in
  '') ;;
  -h | --help) manual "$0"; exit ;;
  *) die "scripts/later.sh: '$1' is not known; see --help" ;;
esac

cd "$root"
setup tests
whole=target/whole
export HANDSCOPE_WHOLE=1
step 'Building the page whole' '2 to 4 minutes' small_wasm trunk build --release --locked --dist "$whole"
step 'Paying a first visit, in both languages' '1 minute' node scripts/profile.mjs "$whole"
say 'assets/later.txt is new. To see what a first visit weighs now: scripts/test.sh page browser'
