//! `handscope client`: our client against somebody's server.

use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use handscope::wire::Role;

use super::answer::Nothing;
use super::args::Net;
use super::effects::quote;
use super::link::{Talk, talk};
use super::places::Guest;
use super::setup::{Setup, gave};
use super::{End, out, report, save_keys, show};

/// Connects, shakes hands, sends its data, prints what came.
pub fn run(address: &str, data: Option<&str>, net: &Net) -> End {
    let Some(host) = host_of(address) else {
        return End::Usage(format!("`{address}` is not HOST:PORT"));
    };
    let mut warnings = Vec::new();
    let mut setup = match Setup::new(Role::Client, net, Some(host), &mut warnings) {
        Ok(setup) => setup,
        Err(error) => return End::Usage(error),
    };
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    match data {
        Some(data) => setup.config.data = data.as_bytes().to_vec(),
        // Servers that read lines want a whole one.
        None if !gave(&net.scenario, "client.data") => setup.config.data = b"ping\n".to_vec(),
        None => {}
    }
    let (seed, time) = (setup.scenario.seed, setup.scenario.time);
    report(&format!("seed={seed} time={time}"));
    let stream = match connect(address, net.timeout) {
        Ok(stream) => stream,
        Err(error) => return End::Failed(error),
    };
    let talk = talk(stream, Role::Client, setup.connection(0, time), net.timeout, (&mut Nothing, &Guest::default()));
    if let Err(error) = save_keys(net, &talk.trace) {
        return End::Usage(error);
    }
    match net.json {
        true => out(&show::json(&talk.trace, true)),
        false => {
            out(&show::trace(&talk.trace));
            out(&format!("received {}\n", shown(&talk)));
        }
    }
    talk.beyond.iter().for_each(|beyond| report(&beyond.to_string()));
    end(&talk)
}

fn end(talk: &Talk) -> End {
    match talk.failure(Role::Client) {
        None => End::Good,
        Some(why) => End::Failed(why),
    }
}

/// What was received as far as it is kept.
fn shown(talk: &Talk) -> String {
    let more = if talk.delivered > talk.received.len() as u64 { "..." } else { "" };
    format!("{} bytes: {}{more}", talk.delivered, quote(&talk.received))
}

/// The host of `HOST:PORT` or `[ADDRESS]:PORT`.
fn host_of(address: &str) -> Option<&str> {
    let (host, port) = address.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// Tries every address of the name, all of them within the time.
fn connect(address: &str, timeout: Duration) -> Result<TcpStream, String> {
    let until = Instant::now() + timeout;
    let addresses = address.to_socket_addrs().map_err(|error| format!("{address}: {error}"))?;
    let mut last = format!("{address}: no such address");
    for found in addresses {
        let left = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        match TcpStream::connect_timeout(&found, left) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = format!("{found}: {error}"),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn an_address_needs_a_host_and_a_port() {
        assert_eq!(host_of("www.example.com:443"), Some("www.example.com"));
        assert_eq!(host_of("[::1]:443"), Some("::1"));
        assert!([":443", "host", "host:", "host:https", "host:99999"].iter().all(|bad| host_of(bad).is_none()));
    }
}
