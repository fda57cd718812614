//! The command line: traces to read, and our client and server on real connections. Knows how to show, and computes
//! nothing of its own.

mod answer;
mod args;
mod catalogue;
mod client;
mod clock;
mod effects;
mod files;
mod format;
mod help;
mod judge;
mod keep;
mod link;
mod mint;
mod minted;
mod observe;
mod places;
mod resume;
mod server;
mod sessions;
mod setup;
mod shelf;
mod show;
mod suites;
mod sweep;
mod why;
mod words;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::process::ExitCode;

use handscope::lab::{ActorKind, Trace, keylog, run as run_scenario};

use args::{Command, Net};

/// How a command ended, and so what the process returns.
pub enum End {
    /// 0
    Good,
    /// 1: a handshake or a connection failed, or a chain was refused, for this reason.
    Failed(String),
    /// 2: the command line was wrong.
    Usage(String),
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    let end = match args::parse(std::env::args_os().skip(1)) {
        Ok(command) => execute(command),
        Err(error) => End::Usage(format!("{error}\nhandscope --help tells more")),
    };
    match end {
        End::Good => ExitCode::SUCCESS,
        End::Failed(why) => {
            report(&why);
            ExitCode::from(1)
        }
        End::Usage(why) => {
            report(&why);
            ExitCode::from(2)
        }
    }
}

fn execute(command: Command) -> End {
    match command {
        Command::Help(topic) => {
            out(&help::text(topic));
            End::Good
        }
        Command::Version => {
            out(concat!("handscope ", env!("CARGO_PKG_VERSION"), "\n"));
            End::Good
        }
        Command::Trace { scenario, json } => trace(&scenario, json),
        Command::Catalogue { json } => {
            out(&if json { catalogue::json() } else { catalogue::text() });
            End::Good
        }
        Command::Mint { scenario, out, force } => mint::run(&scenario, &out, force),
        Command::Judge(ask) => judge::run(&ask),
        Command::Observe(ask) => observe::run(&ask),
        Command::Why { file } => why::run(file.as_deref()),
        Command::Suites { filter } => suites::run(&filter),
        Command::Sweep(ask) => sweep::run(&ask),
        Command::Client { address, data, net } => client::run(&address, data.as_deref(), &net),
        Command::Server { address, app, count, net } => server::run(&address, app, count, &net),
    }
}

fn trace(scenario: &str, json: bool) -> End {
    let mut warnings = Vec::new();
    let scenario = match setup::scenario(scenario, &mut warnings) {
        Ok(scenario) => scenario,
        Err(error) => return End::Usage(error),
    };
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    let trace = run_scenario(&scenario);
    out(&if json { show::json(&trace, true) } else { show::trace(&trace) });
    End::Good
}

/// Writes to standard output. Where nobody reads it any more (`| head`), there is nothing left to do.
fn out(text: &str) {
    let mut stdout = io::stdout().lock();
    if stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes a line for people to standard error.
fn report(line: &str) {
    // Where nobody reads it, nobody misses it.
    writeln!(io::stderr().lock(), "{line}").unwrap_or_default();
}

/// Appends our secrets to the key log, if one is asked for.
fn save_keys(net: &Net, trace: &Trace) -> Result<(), String> {
    let Some(path) = &net.keylog else { return Ok(()) };
    let ours = trace.actors.iter().find(|actor| actor.kind != ActorKind::Remote);
    let lines = ours.map(|actor| keylog(&actor.ledger)).unwrap_or_default();
    let file = OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| file.write_all(lines.as_bytes()));
    written.map_err(|error| format!("--keylog {}: {error}", files::shown(path)))
}
