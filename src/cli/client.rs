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
use super::shelf::{Shelf, Sight};
use super::{End, out, report, save_keys, sessions, show};

/// Connects, shakes hands, sends its data, prints what came; then again as often as it is to resume.
pub fn run(address: &str, data: Option<&str>, net: &Net) -> End {
    let Some(host) = host_of(address) else {
        return End::Usage(format!("`{address}` is not HOST:PORT"));
    };
    let mut warnings = Vec::new();
    let mut setup = match Setup::new(Role::Client, net, Some(host), &mut warnings) {
        Ok(setup) => setup,
        Err(error) => return End::Usage(error),
    };
    let shelf = Shelf::new(Sight::All);
    match net.sessions.as_deref().map_or(Ok(Vec::new()), sessions::read) {
        Ok(kept) => kept.into_iter().for_each(|saved| shelf.add(saved)),
        Err(error) => return End::Usage(error),
    }
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    // Servers that read lines want a whole one.
    let data = data.or((!gave(&net.scenario, "client.data")).then_some("ping\n"));
    if let Some(data) = data {
        setup.configs.iter_mut().for_each(|config| config.data = data.as_bytes().to_vec());
    }
    let mut worst = End::Good;
    for nth in 0..=u64::from(net.resume.unwrap_or_default()) {
        worst = worse(worst, connection(nth, address, net, (&setup, &shelf)));
    }
    match net.sessions.as_deref().map_or(Ok(()), |path| sessions::write(path, &shelf.all(), setup.now())) {
        Ok(()) => worst,
        Err(error) => worse(worst, End::Usage(error)),
    }
}

fn connection(nth: u64, address: &str, net: &Net, (setup, shelf): (&Setup, &Shelf)) -> End {
    // Where there is but one, nothing needs to say which it is.
    let several = net.resume.is_some();
    let name = if several { format!("connection {nth}: ") } else { String::new() };
    let stream = match connect(address, net.timeout) {
        Ok(stream) => stream,
        Err(error) => return End::Failed(format!("{name}{error}")),
    };
    let start = setup.connection(nth);
    report(&format!("{name}seed={} time={}", start.scenario.seed, start.scenario.time));
    let talk = talk(stream, Role::Client, start, net.timeout, (&mut Nothing, &Guest::default(), shelf));
    let saved = save_keys(net, &talk.trace);
    match net.json {
        true => out(&show::json(&talk.trace, !several)),
        false => {
            let head = if several { format!("connection {nth} to {address}\n") } else { String::new() };
            out(&format!("{head}{}received {}\n", show::trace(&talk.trace), shown(&talk)));
        }
    }
    talk.beyond.iter().for_each(|beyond| report(&format!("{name}{beyond}")));
    match (saved, talk.failure(Role::Client)) {
        (Err(error), _) => End::Usage(error),
        (Ok(()), None) => End::Good,
        (Ok(()), Some(why)) => End::Failed(format!("{name}{why}")),
    }
}

/// The worse of two ends, the first of two that are alike; why the other was bad is told at once.
fn worse(one: End, other: End) -> End {
    let rank = |end: &End| match end {
        End::Good => 0,
        End::Failed(_) => 1,
        End::Usage(_) => 2,
    };
    let (worst, rest) = if rank(&other) > rank(&one) { (other, one) } else { (one, other) };
    if let End::Failed(why) | End::Usage(why) = rest {
        report(&why);
    }
    worst
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
