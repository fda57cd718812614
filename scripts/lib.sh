# shellcheck shell=bash
# Words shared by the scripts: how they speak, and how they time what they do. Sourced, never run.
# It knows nothing of what is built.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ -z "${CI:-}" ]; then
  bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
  bold='' plain=''
fi

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "${bold}$*${plain}" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# step WHAT USUALLY COMMAND...: says what is done and how long it usually takes, does it, says how long it took.
step() {
  local what=$1 usually=$2 began=$SECONDS
  shift 2
  say "${bold}==> $what${plain} (usually $usually)"
  if "$@"; then
    say "    done in $(spent "$began")"
  else
    local code=$?
    say "    failed after $(spent "$began")"
    return "$code"
  fi
}

# spent BEGAN: the time since $SECONDS was BEGAN, as "42 s" or "3 min 07 s".
spent() {
  local s=$((SECONDS - $1))
  if [ "$s" -lt 60 ]; then printf '%d s' "$s"; else printf '%d min %02d s' $((s / 60)) $((s % 60)); fi
}

# The comment at the top of a script is its manual.
manual() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }
