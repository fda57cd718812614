//! What options say of resumption: the keys of a scenario that they set where it is silent, the files that they name.
//! Knows no connection.

use std::fs;
use std::path::Path;

use handscope::tls::memory::{Item, TicketKey};
use handscope::tls::saved::Saved;
use handscope::tls::{Config, TicketForm};
use handscope::wire::hex;

use super::args::Net;
use super::files;

/// The most bytes of early data: one full record, as `client.early_data` has it.
const MAX_EARLY_DATA: usize = 1 << 14;
/// A ticket key in a file: its name, then the key, in bytes.
const NAME_LEN: usize = 16;
const KEY_LEN: usize = 32;

/// Sets what the options need and the scenario, by its keys, does not say.
pub fn wanted(net: &Net, given: impl Fn(&str) -> bool, client: &mut Config, server: &mut Config) {
    if net.resume.is_some() || net.sessions.is_some() {
        if !given("client.resume") {
            client.resume = 1;
        }
        if !given("client.session_ticket") {
            client.session_ticket = true;
        }
    }
    if net.ticket_key.is_some() && !given("server.ticket_form") {
        server.ticket_form = TicketForm::Sealed;
    }
}

/// Whether a server keeps anything from one connection to the next.
pub fn keeps(config: &Config) -> bool {
    config.tickets > 0 || config.session_ticket || config.session_cache > 0 || config.accept_early_data
}

/// What is to be sent as early data.
pub fn early_data(path: &Path) -> Result<Vec<u8>, String> {
    let name = format!("--early-data {}", files::shown(path));
    let data = fs::read(path).map_err(|error| format!("{name}: {error}"))?;
    match data.len() {
        0 => Err(format!("{name}: the file is empty")),
        len if len > MAX_EARLY_DATA => Err(format!("{name}: {len} bytes where at most {MAX_EARLY_DATA} can be sent")),
        _ => Ok(data),
    }
}

/// The key of a file, which seals tickets from `now` on, in milliseconds since 1970.
pub fn ticket_key(path: &Path, now: u64) -> Result<Saved, String> {
    let file = format!("--ticket-key {}", files::shown(path));
    let bytes = fs::read(path).map_err(|error| format!("{file}: {error}"))?;
    let digits = std::str::from_utf8(&bytes).ok().map(str::trim).and_then(hex::decode);
    let fits = |bytes: &Vec<u8>| bytes.len() == NAME_LEN + KEY_LEN;
    let len = bytes.len();
    let found = Some(bytes).filter(fits).or(digits.filter(fits));
    let parts = found.as_deref().and_then(|bytes| bytes.split_at_checked(NAME_LEN));
    let (name, key) = parts.ok_or_else(|| {
        format!("{file}: {len} bytes; wanted are 48, a name of 16 and a key of 32, or their 96 hexadecimal digits")
    })?;
    Ok(Item::TicketKey(TicketKey { name: name.to_vec(), key: key.to_vec(), since: now }))
}
