//! The keys by which a server asks for the client's certificate. What the client shows stands with the other keys of
//! certificates. Knows nothing of how it is judged.

use super::key::{KeyInfo, Kind, Scope};
use super::table::{Access, key};
use super::value::{name_in, pick, put};
use crate::tls::ClientAuth;

/// A row of the table.
type Row = (KeyInfo, Access);

const WHETHER: &[(&str, ClientAuth)] =
    &[("off", ClientAuth::Off), ("ask", ClientAuth::Ask), ("require", ClientAuth::Require)];
const SWITCH: &[(&str, bool)] = &[("on", true), ("off", false)];

pub(super) const ASKED: Row = (
    key(
        "client_auth",
        Scope::Server,
        Kind::Choice(&["off", "ask", "require"]),
        "Whether the server asks for the client's certificate, and whether it goes on without one.",
    ),
    Access::Side(
        |s, _| name_in(&s.config.client_auth, WHETHER),
        |s, _, raw| put(&mut s.config.client_auth, pick(raw, WHETHER)),
    ),
);

pub(super) const NAMED: Row = (
    key(
        "name_authorities",
        Scope::Server,
        Kind::Switch,
        "Whether that request names the authorities that the server trusts.",
    ),
    Access::Side(
        |s, _| name_in(&s.config.name_authorities, SWITCH),
        |s, _, raw| put(&mut s.config.name_authorities, pick(raw, SWITCH)),
    ),
);
