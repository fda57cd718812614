# shellcheck shell=bash
# Where the wasm32 target comes from, and what apt can install. Sourced by setup.sh.
#
# rustup adds the target and the standard library's source to the toolchain in use. Where rustup cannot download, they
# come with Debian's rustc-web. `with_wasm` then runs a command with that compiler, and `small_wasm` makes it build the
# standard library too, for size: with panics that stop at once and say nothing, as nobody could read it, and with
# functions left apart, so that scripts/split.mjs can tell those of a first visit from the others. What that needs is
# not stable in Rust yet; without it the page is the same, and larger. The native build and its tests stay as they are.

debian_packages=(rustc-web cargo-web rust-web-src lld)

# Sets wasm_from to rustup (the toolchain in use knows the target) or debian.
wasm_target() {
  case ${HANDSCOPE_TOOLCHAIN:-} in
    rustup) wasm_from=rustup; target_here || add_target || die "$(no_target)" ;;
    debian) wasm_from=debian; debian_here || add_debian ;;
    '')
      if target_here; then wasm_from=rustup
      elif debian_here; then wasm_from=debian
      elif have rustup && add_target; then wasm_from=rustup
      else wasm_from=debian; add_debian
      fi ;;
    *) die "HANDSCOPE_TOOLCHAIN is '$HANDSCOPE_TOOLCHAIN'; it can be rustup or debian" ;;
  esac
  if [ "$wasm_from" = debian ]; then debian_shims; fi
}

# Runs a command with the toolchain that knows wasm32.
with_wasm() {
  if [ "$wasm_from" = rustup ]; then "$@"; else (set_debian; "$@"); fi
}

# The exports for a shell of one's own, as text to evaluate.
print_env() {
  (
    if [ "$wasm_from" = debian ]; then set_debian; fi
    export -p | grep -E ' (PATH|RUSTC_BOOTSTRAP|CARGO_UNSTABLE_BUILD_STD|CARGO_TARGET_WASM32_[A-Z_]*)='
  )
}

# Runs a command that builds the page for release.
small_wasm() { (set_small; with_wasm "$@"); }

set_small() {
  export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
  # Cargo takes either these flags or those of .cargo/config.toml, so that the latter stand here too.
  local flags='--cfg sha2_backend_soft="compact" --cfg aes_backend_soft="compact" -Csymbol-mangling-version=v0 --cfg cpubits="32"'
  flags+=' -Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none'
  # All costs of LLVM's inliner hundredfold, but for what it allows for a function that is called once.
  flags+=' -Cllvm-args=-inline-instr-cost=500 -Cllvm-args=-inline-call-penalty=2500 -Cllvm-args=-inline-threshold=500'
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags
}

target_here() {
  local lib source
  lib=$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) && ls "$lib"/libstd-*.rlib >/dev/null 2>&1 &&
    source=$(rustc --print sysroot)/lib/rustlib/src/rust/library && [ -d "$source" ]
}

add_target() {
  step "Adding the wasm32 target and the standard library's source with rustup" '20 seconds' \
    timeout 300 sh -c 'rustup target add wasm32-unknown-unknown && rustup component add rust-src'
}

no_target() {
  echo 'The wasm32 target is missing. By hand: rustup target add wasm32-unknown-unknown && rustup component add rust-src'
}

# Where neither way is open, both are named.
add_debian() {
  if ! have apt-get || [ "$(id -u)" != 0 ]; then say "$(no_target)"; fi
  apt_install "Debian's Rust for wasm32" '1 minute' "${debian_packages[@]}"
}

debian_here() {
  local package
  have wasm-ld || return 1
  for package in "${debian_packages[@]}"; do dpkg -s "$package" >/dev/null 2>&1 || return 1; done
}

# A folder with Debian's cargo and rustc under their own names: first in PATH it wins over rustup's proxies.
shims=${XDG_CACHE_HOME:-$HOME/.cache}/handscope/debian-rust
debian_shims() {
  local program
  mkdir -p "$shims"
  for program in cargo rustc rustdoc clippy-driver cargo-clippy; do
    if [ -x "/usr/bin/$program" ]; then ln -sfn "/usr/bin/$program" "$shims/$program"; fi
  done
}

set_debian() {
  export PATH="$shims:$PATH" RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=/usr/bin/wasm-ld
}

# apt_install WHAT USUALLY PACKAGE...
apt_install() {
  local what=$1 usually=$2
  shift 2
  if ! have apt-get; then die "Missing: $what. There is no apt here; install what your system calls: $*"; fi
  if [ "$(id -u)" != 0 ]; then die "Missing: $what. Only root can install them: sudo apt-get install $*"; fi
  step "Installing $what: $*" "$usually" apt_get "$@" || die "Could not install $what. By hand: apt-get install $*"
}
apt_get() {
  export DEBIAN_FRONTEND=noninteractive
  local log
  log=$(mktemp)
  # apt tells all that it unpacks: worth reading only where it fails.
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1; then rm "$log"; return; fi
  cat "$log" >&2
  rm "$log"
  return 1
}
