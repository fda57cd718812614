//! Has the linker of the page write down where it puts what: `scripts/split.mjs` reads in it where constants begin and end.
//! Knows no constant.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let wasm = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    // Beside the program itself.
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    if let Some(folder) = Path::new(&out).ancestors().nth(3).filter(|_| wasm) {
        println!("cargo:rustc-link-arg-bins=-Map={}", folder.join("handscope.map").display());
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
}
