//! `handscope server`: our server for anybody's client, one thread for each connection.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use handscope::lab::Trace;
use handscope::wire::Role;

use super::answer::Service;
use super::args::{App, Net};
use super::link::talk;
use super::setup::{Setup, gave, now};
use super::{End, out, report, save_keys, show};

/// How many connections are served at once; the next one waits.
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
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    // What it says is up to the service.
    setup.config.data = Vec::new();
    setup.config.close = false;
    let bound = TcpListener::bind(address).and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (local, listener) = match bound {
        Ok(bound) => bound,
        Err(error) => return End::Failed(format!("{address}: {error}")),
    };
    out(&format!("listening on {local}\n"));
    report(&format!("seed={} time={}", setup.scenario.seed, setup.scenario.time));
    let shared = Arc::new(Shared { setup, net: net.clone(), app, gate: Arc::default() });
    serve(&listener, count, &shared);
    shared.gate.wait(0);
    End::Good
}

/// What all threads share.
struct Shared {
    setup: Setup,
    net: Net,
    app: App,
    gate: Arc<Gate>,
}

fn serve(listener: &TcpListener, count: Option<u64>, shared: &Arc<Shared>) {
    let mut nth = 0;
    while count.is_none_or(|count| nth < count) {
        shared.gate.wait(MAX_AT_ONCE - 1);
        match listener.accept() {
            Ok((stream, from)) => {
                let (place, served, at) = (shared.gate.enter(), shared.clone(), nth);
                let started = std::thread::Builder::new().spawn(move || {
                    connection(stream, from, at, &served);
                    drop(place);
                });
                if let Err(error) = started {
                    report(&format!("connection {at} from {from}: {error}"));
                }
                nth += 1;
            }
            // A client that was gone before it was taken up.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            Err(error) => {
                report(&format!("accept: {error}"));
                // Out of file descriptors: one comes free when a connection ends.
                let busy = shared.gate.busy();
                shared.gate.wait(busy.saturating_sub(1));
            }
        }
    }
}

fn connection(stream: TcpStream, from: SocketAddr, nth: u64, shared: &Shared) {
    let Shared { setup, net, app, .. } = shared;
    let time = if gave(&net.scenario, "time") { setup.scenario.time } else { now() };
    let talk = talk(stream, Role::Server, setup.connection(nth, time), net.timeout, &mut Service::new(*app));
    let scenario = &talk.trace.scenario;
    report(&format!("connection {nth} from {from}: seed={} time={time}", scenario.seed));
    if let Err(error) = save_keys(net, &talk.trace) {
        report(&error);
    }
    out(&text(&talk.trace, nth, from, net.json));
    if let Some(why) = talk.failure(Role::Server) {
        report(&format!("connection {nth} from {from}: {why}"));
    }
}

fn text(trace: &Trace, nth: u64, from: SocketAddr, json: bool) -> String {
    match json {
        true => show::json(trace, false),
        false => format!("connection {nth} from {from}\n{}", show::trace(trace)),
    }
}

/// `PORT` on the loopback address, or `ADDRESS:PORT`.
fn listening(address: &str) -> Option<SocketAddr> {
    let port = address.parse::<u16>().ok();
    port.map(|port| SocketAddr::from(([127, 0, 0, 1], port))).or_else(|| address.parse().ok())
}

/// Counts who is inside.
#[derive(Default)]
struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
}

/// A place inside; dropping it leaves, also when a thread dies or never starts.
struct Place(Arc<Gate>);

impl Gate {
    fn enter(self: &Arc<Self>) -> Place {
        *self.lock() += 1;
        Place(self.clone())
    }

    fn busy(&self) -> usize {
        *self.lock()
    }

    /// Waits until no more than so many are inside.
    fn wait(&self, most: usize) {
        let inside = self.lock();
        drop(self.left.wait_while(inside, |inside| *inside > most).unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.0.lock();
        *inside = inside.saturating_sub(1);
        self.0.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::listening;

    #[test]
    fn a_port_alone_is_on_the_loopback_address() {
        assert_eq!(listening("0").unwrap().to_string(), "127.0.0.1:0");
        assert_eq!(listening("[::1]:8443").unwrap().to_string(), "[::1]:8443");
        assert!(["", "http", "70000", "localhost:1"].iter().all(|bad| listening(bad).is_none()));
    }
}
