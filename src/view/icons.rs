//! Signs that fonts may lack or colour, as drawings. Knows nothing of what they stand for.

use super::html::Html;

/// A padlock: under keys.
pub const LOCK: &str = "M8 1a4 4 0 0 0-4 4v2H3v8h10V7h-1V5a4 4 0 0 0-4-4zm0 2a2 2 0 0 1 2 2v2H6V5a2 2 0 0 1 2-2z";
/// The same, open.
pub const OPEN: &str = "M12 0a4 4 0 0 0-4 4v3H3v8h10V7h-3V4a2 2 0 0 1 4 0v1h2V4a4 4 0 0 0-4-4z";
/// A sun, a moon, and half a disc: light, dark, and as the system says.
pub const SUN: &str = "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM7.2 0h1.6v3H7.2zM7.2 13h1.6v3H7.2zM0 7.2h3v1.6H0zM13 7.2h3v1.6h-3zM1.8 2.9l1.1-1.1 2.2 2.1L3.9 5zM10.9 12.1l1.2-1.2 2.1 2.2-1.1 1.1zM13.1 1.8l1.1 1.1L12.1 5l-1.2-1.1zM3.9 10.9l1.2 1.2-2.2 2.1-1.1-1.1z";
pub const MOON: &str = "M6.5 1.2a7 7 0 1 0 8.3 8.3A5.6 5.6 0 0 1 6.5 1.2z";
pub const HALF: &str = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.7v10.6A5.3 5.3 0 0 1 8 2.7z";
/// A lens: search.
pub const LENS: &str =
    "M7 1a6 6 0 1 0 3.4 10.9L14 15.4 15.4 14l-3.5-3.6A6 6 0 0 0 7 1zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z";
/// A cross that closes and takes away.
pub const CROSS: &str = "M3.3 2 8 6.7 12.7 2 14 3.3 9.3 8l4.7 4.7-1.3 1.3L8 9.3 3.3 14 2 12.7 6.7 8 2 3.3z";

/// A sign as large as the text around it, silent: what it says stands beside it or on its button.
pub fn sign(out: &mut Html, path: &str) {
    out.open("svg", &[("class", "sign"), ("viewBox", "0 0 16 16"), ("aria-hidden", "true")]);
    out.open("path", &[("d", path)]).close("path").close("svg");
}
