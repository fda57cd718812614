#!/usr/bin/env bash
# Command two: installs what is missing, tests included, and runs every check. This is what .ci/run calls.
#
#   scripts/test.sh                  everything
#   scripts/test.sh SECTION...       some of: format lint native page browser
#
#   format    rustfmt; the explanation texts are well formed; the tools that pack them work
#   lint      clippy without warnings, natively and for wasm32; shell scripts parse
#   native    cargo test: engine, command line, against OpenSSL
#   page      the release build
#   browser   Chromium on the release build: first load, its size, accessibility
#
# The first time takes 30 to 40 minutes on two cores, half of it compiling; with everything built, 15 to 20. Every
# section runs even when an earlier one failed; the exit code is 0 only when all passed. Nothing is asked.

set -euo pipefail
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

format() {
  cargo fmt --check && node scripts/pack-text.mjs && node --test --test-reporter=spec tests/tools/*.test.mjs
}

lint() {
  cargo clippy --locked --all-targets -- -D warnings && lint_wasm && lint_shell
}
lint_wasm() {
  if [ "$wasm_from" = debian ] && [ ! -x /usr/bin/clippy-driver ]; then
    say '    no clippy for wasm32 here (Debian: rust-web-clippy); the page section still compiles it'
    return
  fi
  with_wasm cargo clippy --locked --target wasm32-unknown-unknown -- -D warnings
}
lint_shell() {
  local script
  for script in scripts/*.sh .ci/run; do bash -n "$script" || return 1; done
}

native() { cargo test --locked; }

page() { small_wasm trunk build --release --locked; }

# What reports how long something takes runs alone, after all else.
browser() {
  local file together=() alone=()
  for file in tests/browser/*.test.mjs; do
    case $file in
      */deep.* | */pace.* | */runs.* | */speed.*) alone+=("$file") ;;
      *) together+=("$file") ;;
    esac
  done
  local code=0
  node --test --test-concurrency=2 --test-reporter=spec "${together[@]}" || code=1
  node --test --test-concurrency=1 --test-reporter=spec "${alone[@]}" || code=1
  return $code
}

usually() {
  case $1 in
    format) echo '3 seconds' ;;
    lint) echo '3 to 5 minutes, seconds when nothing changed' ;;
    native) echo '9 to 12 minutes, 4 when built' ;;
    page) echo '2 to 6 minutes, seconds when nothing changed' ;;
    browser) echo '12 to 16 minutes' ;;
  esac
}

sections=()
for arg in "$@"; do
  case $arg in
    format | lint | native | page | browser) sections+=("$arg") ;;
    -h | --help) manual "$0"; exit ;;
    *) die "scripts/test.sh: '$arg' is not known; see --help" ;;
  esac
done
if [ "${#sections[@]}" -eq 0 ]; then sections=(format lint native page browser); fi

cd "$root"
case " ${sections[*]} " in *' page '*) setup tests page ;; *) setup tests ;; esac
say "    ready after $(spent 0)"

failed=()
for section in "${sections[@]}"; do
  began=$SECONDS
  step "$section" "$(usually "$section")" "$section" || failed+=("$section")
  summary="${summary:-}$(printf '    %-8s %s' "$section" "$(spent "$began")")"$'\n'
done

say "${bold}==> Summary${plain}"
say "${summary}    total    $(spent 0)"
# What could not be judged here, for want of its vectors.
not_judged=${CARGO_TARGET_DIR:-target}/tmp/not_judged
if [ -f "$not_judged" ]; then say "${bold}    $(cat "$not_judged")${plain}"; fi
if [ "${#failed[@]}" -gt 0 ]; then
  die "Failed: ${failed[*]}. Look above for the first error, then run: scripts/test.sh ${failed[*]}"
fi
say "All passed. To see the page: scripts/serve.sh"
