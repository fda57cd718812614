//! Handscope: a laboratory for the TLS handshake.
//!
//! Layers, each using only those above it: `wire`, `crypto`, `pki`, `tls`, `net`, `lab`, `explain`, `view`,
//! then `page` (wasm32) or `cli` (native). ARCHITECTURE.md is the map.

#[macro_use]
mod ids;
mod short;

pub mod wire;

pub mod crypto;

pub mod pki;

pub mod tls;

pub mod net;

pub mod lab;

pub mod explain;

#[expect(clippy::indexing_slicing, reason = "it draws what it has counted itself; what arrived is read by the engine")]
pub mod view;
