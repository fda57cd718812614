//! Has the linker of the page leave its relocations in the program: `scripts/relocations.mjs` reads in them who names whom.
//! Knows no function and no constant.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
}
