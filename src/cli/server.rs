//! `handscope server`: our server for anybody's client, one thread for each connection.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use handscope::tls::{Config, TicketForm};
use handscope::wire::Role;

use super::answer::Service;
use super::args::{App, Net};
use super::link::{Talk, talk};
use super::places::{Guest, Places};
use super::setup::Setup;
use super::shelf::{Shelf, Sight};
use super::{End, files, out, report, resume, save_keys, show};

// A fault of ours in one connection must not end the others. A page has but one visitor, and stops.
#[cfg(not(panic = "unwind"))]
compile_error!("the server outlives a panic in a connection only where panics unwind");

/// How many connections are served at once.
const MAX_AT_ONCE: usize = 64;

/// Serves connection after connection.
pub fn run(address: &str, app: App, count: Option<u64>, net: &Net) -> End {
    let Some(address) = listening(address) else {
        return End::Usage(format!("`{address}` is neither PORT nor ADDRESS:PORT"));
    };
    let mut warnings = Vec::new();
    let mut setup = match Setup::new(Role::Server, net, None, &mut warnings) {
        Ok(setup) => setup,
        Err(error) => return End::Usage(error),
    };
    // What it says is up to the service.
    setup.configs.iter_mut().for_each(|config| (config.data, config.close) = (Vec::new(), false));
    let shelf = match shelf(&setup, net, &mut warnings) {
        Ok(shelf) => shelf,
        Err(error) => return End::Usage(error),
    };
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    let bound = TcpListener::bind(address).and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (local, listener) = match bound {
        Ok(bound) => bound,
        Err(error) => return End::Failed(format!("{address}: {error}")),
    };
    out(&format!("listening on {local}\n"));
    report(&format!("seed={} time={}", setup.scenario.seed, setup.scenario.time));
    let net = net.clone();
    let each =
        move |stream, from, nth, guest: &Guest| connection(stream, from, nth, (&setup, &net, app), (guest, &shelf));
    serve(&listener, count, &Places::new(MAX_AT_ONCE), &Arc::new(each))
}

/// Takes up connection after connection, each in a thread of its own, and waits for the last to end.
fn serve<F>(listener: &TcpListener, count: Option<u64>, places: &Arc<Places>, each: &Arc<F>) -> End
where
    F: Fn(TcpStream, SocketAddr, u64, &Guest) + Send + Sync + 'static,
{
    let mut nth = 0;
    while count.is_none_or(|count| nth < count) {
        match listener.accept() {
            Ok((stream, from)) => {
                let (place, each, name) =
                    (places.enter(&stream), each.clone(), format!("connection {nth} from {from}"));
                let started = std::thread::Builder::new().name(name.clone()).spawn(move || {
                    let served = catch_unwind(AssertUnwindSafe(|| each(stream, from, nth, &place.guest)));
                    if served.is_err() {
                        report(&format!(
                            "connection {nth} from {from}: ended by a fault of our own; the server goes on"
                        ));
                    }
                });
                if let Err(error) = started {
                    report(&format!("{name}: {error}"));
                }
                nth += 1;
            }
            // A client that was gone before it was taken up.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            Err(error) => {
                report(&format!("accept: {error}"));
                // Out of file descriptors: one comes free when a connection ends.
                if !places.one_fewer() {
                    return End::Failed(format!("accept: {error}"));
                }
            }
        }
    }
    places.empty();
    End::Good
}

/// What its connections keep for each other, as the scenario says; the ticket key that it is given is there from the start.
fn shelf(setup: &Setup, net: &Net, warn: &mut Vec<String>) -> Result<Shelf, String> {
    let configs = &setup.configs;
    let by_id = configs.iter().map(|config| usize::from(config.session_cache)).max().unwrap_or_default();
    let keeps = net.ticket_key.is_some() || configs.iter().any(resume::keeps);
    let shelf = Shelf::new(if keeps { Sight::Said { by_id } } else { Sight::Nothing });
    if let Some(path) = &net.ticket_key {
        shelf.add(resume::ticket_key(path, setup.now())?);
        let seals = |config: &Config| config.ticket_form == TicketForm::Sealed;
        let unused = match configs.iter().any(seals) {
            false => Some("tickets are handles; server.ticket_form=sealed"),
            true if !configs.iter().any(|config| config.tickets > 0 || config.session_ticket) => {
                Some("no tickets are made; server.tickets=N or server.session_ticket=on")
            }
            true => None,
        };
        warn.extend(unused.map(|why| format!("--ticket-key {}: {why}", files::shown(path))));
    }
    Ok(shelf)
}

fn connection(
    stream: TcpStream,
    from: SocketAddr,
    nth: u64,
    (setup, net, app): (&Setup, &Net, App),
    (guest, shelf): (&Guest, &Shelf),
) {
    let (start, brought) = (setup.connection(nth), (&mut Service::new(app), guest, shelf));
    if start.config.restarts {
        shelf.lose_sessions();
    }
    let talk = talk(stream, Role::Server, start, net.timeout, brought);
    let scenario = &talk.trace.scenario;
    report(&format!("connection {nth} from {from}: seed={} time={}", scenario.seed, scenario.time));
    if let Err(error) = save_keys(net, &talk.trace) {
        report(&error);
    }
    out(&text(&talk, nth, from, net.json));
    talk.beyond.iter().for_each(|beyond| report(&format!("connection {nth} from {from}: {beyond}")));
    if let Some(why) = talk.failure(Role::Server) {
        report(&format!("connection {nth} from {from}: {why}"));
    }
}

fn text(talk: &Talk, nth: u64, from: SocketAddr, json: bool) -> String {
    match json {
        true => show::json(&talk.trace, false),
        false => format!("connection {nth} from {from}\n{}", show::trace(&talk.trace)),
    }
}

/// `PORT` on the loopback address, or `ADDRESS:PORT`.
fn listening(address: &str) -> Option<SocketAddr> {
    let port = address.parse::<u16>().ok();
    port.map(|port| SocketAddr::from(([127, 0, 0, 1], port))).or_else(|| address.parse().ok())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_port_alone_is_on_the_loopback_address() {
        assert_eq!(listening("0").unwrap().to_string(), "127.0.0.1:0");
        assert_eq!(listening("[::1]:8443").unwrap().to_string(), "[::1]:8443");
        assert!(["", "http", "70000", "localhost:1"].iter().all(|bad| listening(bad).is_none()));
    }
    /// The first connection meets a fault of ours; the second is served.
    #[test]
    fn a_panic_in_one_connection_ends_no_other() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let each = |stream: TcpStream, _: SocketAddr, nth: u64, _: &Guest| {
            assert!(nth > 0, "a fault of ours, on purpose");
            drop(stream);
        };
        let server = std::thread::spawn(move || serve(&listener, Some(2), &Places::new(1), &Arc::new(each)));
        for _ in 0..2 {
            let mut stream = TcpStream::connect(address).unwrap();
            assert!(matches!(stream.read(&mut [0]), Ok(0) | Err(_)), "it closes");
        }
        assert!(matches!(server.join().unwrap(), End::Good));
    }
}
