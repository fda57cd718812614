#!/usr/bin/env bash
# Makes assets/later.txt anew: the functions that a first visit does not call. To be run when the size test says that
# a first visit has grown; takes about five minutes.
#
#   scripts/later.sh           with the toolchain in use
#   scripts/later.sh --also    only takes out what this toolchain's first visit calls: after a run with another one,
#                              as in `HANDSCOPE_TOOLCHAIN=debian scripts/later.sh --also`

set -euo pipefail
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

also=${1:-}
case $also in
  '' | --also) ;;
  -h | --help) manual "$0"; exit ;;
  *) die "scripts/later.sh: '$1' is not known; see --help" ;;
esac

cd "$root"
setup tests
whole=target/whole
export HANDSCOPE_WHOLE=1
step 'Building the page whole' '2 to 4 minutes' small_wasm trunk build --release --locked --dist "$whole"
step 'Paying a first visit, in both languages' '1 minute' node scripts/profile.mjs "$whole" $also
say 'assets/later.txt is new. To see what a first visit weighs now: scripts/test.sh page browser'
