#!/usr/bin/env bash
# Command one: installs what is missing, builds the page for release and serves it.
#
#   scripts/serve.sh             on the first free port from 8080 of the loopback interface
#   scripts/serve.sh --port N    on port N; 0 takes any free one
#   scripts/serve.sh --build     builds to dist/ and stops: any static host can serve that folder
#
# The first time takes 5 to 15 minutes, most of it building trunk and wasm-bindgen (see scripts/setup.sh --help, also
# for the environment variables); later builds take seconds when nothing has changed, about two minutes when it has.

set -euo pipefail
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

port=() only_build=''
while [ $# -gt 0 ]; do
  case $1 in
    --port)
      case ${2:-} in '' | *[!0-9]*) die 'scripts/serve.sh: --port needs a number' ;; esac
      port=(--port "$2")
      shift ;;
    --build) only_build=1 ;;
    -h | --help) manual "$0"; exit ;;
    *) die "scripts/serve.sh: '$1' is not known; see --help" ;;
  esac
  shift
done

cd "$root"
setup page
step 'Building the page' 'seconds when nothing changed, 2 to 4 minutes otherwise' small_wasm trunk build --release --locked
if [ -n "$only_build" ]; then say "The page is in $root/dist"; exit; fi
exec node scripts/static-server.mjs dist "${port[@]}"
