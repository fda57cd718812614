//! One binary with two faces: the page in a browser, the command line elsewhere.

#[cfg(not(target_arch = "wasm32"))]
mod cli;
#[cfg(target_arch = "wasm32")]
#[expect(clippy::indexing_slicing, reason = "it draws what it has counted itself; what arrived is read by the engine")]
mod page;

#[cfg(target_arch = "wasm32")]
fn main() {
    page::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    cli::run()
}
