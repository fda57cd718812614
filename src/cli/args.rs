//! From the words of a command line to what is wanted. Knows nothing of how any of it is done.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use handscope::pki::{Purpose, Revocation, Ruleset, host_mistake};
use handscope::wire::printable;
use lexopt::{Arg, Parser, ValueExt};

use super::judge::{PROFILES, REVOCATION};
use super::observe::Observe;
use super::sweep::Ask as Sweep;

/// How long a peer may be silent where nothing else is said.
pub const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest silence that can be asked for: a day.
const MAX_TIMEOUT: f64 = 86_400.0;
/// The most connections that follow a client's first.
const MAX_RESUME: u32 = 1000;

/// What is wanted.
#[derive(Debug, PartialEq)]
pub enum Command {
    Help(Topic),
    Version,
    Trace { scenario: String, json: bool },
    Catalogue { json: bool },
    Mint { scenario: String, out: PathBuf, force: bool },
    Judge(Judge),
    Observe(Observe),
    Why { file: Option<PathBuf> },
    Suites { filter: String },
    Sweep(Sweep),
    Client { address: String, data: Option<String>, net: Net },
    Server { address: String, app: App, count: Option<u64>, net: Net },
}

/// What help is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    All,
    Trace,
    Catalogue,
    Mint,
    Judge,
    Observe,
    Why,
    Suites,
    Sweep,
    Client,
    Server,
}

/// A chain, and what it is judged by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judge {
    pub chain: PathBuf,
    pub roots: PathBuf,
    pub host: Option<String>,
    /// As scenarios write it; else the real clock.
    pub time: Option<String>,
    pub purpose: Purpose,
    pub profile: Ruleset,
    pub revocation: Revocation,
    pub crls: Vec<PathBuf>,
    pub responses: Vec<PathBuf>,
    pub staple: Option<PathBuf>,
    pub json: bool,
}

/// What client and server have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Net {
    pub scenario: String,
    pub cert: Option<PathBuf>,
    pub key: Option<PathBuf>,
    pub roots: Option<PathBuf>,
    pub insecure: bool,
    /// Server: the OCSP response to staple.
    pub staple: Option<PathBuf>,
    /// Client: revocation lists and OCSP responses at hand.
    pub crls: Vec<PathBuf>,
    pub responses: Vec<PathBuf>,
    /// Client: how many connections follow the first, each resuming.
    pub resume: Option<u32>,
    /// Client: what goes as early data, and where sessions come from and go.
    pub early_data: Option<PathBuf>,
    pub sessions: Option<PathBuf>,
    /// Server: the key that seals tickets.
    pub ticket_key: Option<PathBuf>,
    pub keylog: Option<PathBuf>,
    pub host: Option<String>,
    pub timeout: Duration,
    pub json: bool,
}

/// What a server does with data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum App {
    /// Sends back what it read.
    #[default]
    Echo,
    /// Answers a request of HTTP with a short page, and closes.
    Www,
}

/// Reads a command line without its first word. Errors: a sentence that names what is wrong.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = Parser::from_args(words);
    let Some(first) = parser.next().map_err(said)? else {
        return Err("no command given".to_owned());
    };
    match first {
        Arg::Short('h') | Arg::Long("help") => Ok(Command::Help(Topic::All)),
        Arg::Short('V') | Arg::Long("version") => Ok(Command::Version),
        Arg::Value(word) => match word.to_string_lossy().as_ref() {
            "help" => Ok(Command::Help(Topic::All)),
            "trace" => command(parser, Topic::Trace),
            "catalogue" => command(parser, Topic::Catalogue),
            "mint" => command(parser, Topic::Mint),
            "judge" => command(parser, Topic::Judge),
            "observe" => command(parser, Topic::Observe),
            "why" => command(parser, Topic::Why),
            "suites" => command(parser, Topic::Suites),
            "sweep" => command(parser, Topic::Sweep),
            "client" => command(parser, Topic::Client),
            "server" => command(parser, Topic::Server),
            other => Err(format!(
                "unknown command `{other}`; there are trace, catalogue, mint, judge, observe, why, suites, sweep, client and server"
            )),
        },
        other => Err(said(other.unexpected())),
    }
}

/// What the rest of a command line says, whichever command it belongs to.
#[derive(Default)]
struct Rest {
    values: Vec<String>,
    net: Net,
    data: Option<String>,
    echo: bool,
    www: bool,
    count: Option<u64>,
    out: Option<PathBuf>,
    force: bool,
    judge: Judge,
    sweep: Sweep,
}

fn command(mut parser: Parser, topic: Topic) -> Result<Command, String> {
    let mut rest = Rest { net: Net { timeout: TIMEOUT, ..Net::default() }, ..Rest::default() };
    while let Some(arg) = parser.next().map_err(said)? {
        let option = match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help(topic)),
            Arg::Value(value) => {
                rest.values.push(text(value, "an argument")?);
                continue;
            }
            Arg::Long(name) => name.to_owned(),
            other => return Err(said(other.unexpected())),
        };
        rest.option(&option, topic, &mut parser)?;
    }
    rest.finish(topic)
}

impl Rest {
    fn option(&mut self, name: &str, topic: Topic, parser: &mut Parser) -> Result<(), String> {
        let (client, server) = (topic == Topic::Client, topic == Topic::Server);
        let (mint, judge) = (topic == Topic::Mint, topic == Topic::Judge);
        let net = client || server;
        match name {
            "json" if !mint && !matches!(topic, Topic::Why | Topic::Suites) => self.net.json = true,
            "message" if topic == Topic::Sweep => self.sweep.message = Some(text(value(parser)?, "--message")?),
            "faults" if topic == Topic::Sweep => self.sweep.faults = true,
            "out" if mint => self.out = Some(value(parser)?.into()),
            "force" if mint => self.force = true,
            "time" if judge => self.judge.time = Some(text(value(parser)?, "--time")?),
            "crl" if judge || client => self.net.crls.push(value(parser)?.into()),
            "ocsp" if judge || client => self.net.responses.push(value(parser)?.into()),
            "staple" if judge || server => self.net.staple = Some(value(parser)?.into()),
            "purpose" if judge => {
                let known = [("server", Purpose::Server), ("client", Purpose::Client)];
                self.judge.purpose = one_of(&text(value(parser)?, "--purpose")?, "--purpose", &known)?;
            }
            "revocation" if judge => {
                self.judge.revocation = one_of(&text(value(parser)?, "--revocation")?, "--revocation", REVOCATION)?;
            }
            "profile" if judge => {
                self.judge.profile = one_of(&text(value(parser)?, "--profile")?, "--profile", PROFILES)?;
            }
            "cert" if net => self.net.cert = Some(value(parser)?.into()),
            "key" if net => self.net.key = Some(value(parser)?.into()),
            "roots" if net || judge => self.net.roots = Some(value(parser)?.into()),
            "insecure" if net => self.net.insecure = true,
            "keylog" if net || topic == Topic::Observe => self.net.keylog = Some(value(parser)?.into()),
            "host" if net || judge => self.net.host = Some(host(text(value(parser)?, "--host")?)?),
            "timeout" if net => self.net.timeout = seconds(&text(value(parser)?, "--timeout")?)?,
            "data" if client => self.data = Some(text(value(parser)?, "--data")?),
            "resume" if client => {
                let more = text(value(parser)?, "--resume")?;
                let number = more.parse().ok().filter(|number| (1..=MAX_RESUME).contains(number));
                self.net.resume =
                    Some(number.ok_or(format!("--resume: `{more}` is not a number from 1 to {MAX_RESUME}"))?);
            }
            "early-data" if client => self.net.early_data = Some(value(parser)?.into()),
            "sessions" if client => self.net.sessions = Some(value(parser)?.into()),
            "ticket-key" if server => self.net.ticket_key = Some(value(parser)?.into()),
            "echo" if server => self.echo = true,
            "www" if server => self.www = true,
            "count" if server => {
                let count = text(value(parser)?, "--count")?;
                let number = count.parse().ok().filter(|number| *number > 0);
                self.count = Some(number.ok_or(format!("--count: `{count}` is not a number from 1"))?);
            }
            other => return Err(format!("unknown option `--{other}` for this command")),
        }
        Ok(())
    }

    fn finish(mut self, topic: Topic) -> Result<Command, String> {
        match topic {
            Topic::Judge => return self.judged(),
            Topic::Observe => return self.observed(),
            Topic::Why => return self.asked(),
            Topic::Suites => return self.filtered(),
            _ => {}
        }
        let addressed = matches!(topic, Topic::Client | Topic::Server);
        let scenario = usize::from(topic != Topic::Catalogue);
        let most = scenario + usize::from(addressed);
        if let Some(extra) = self.values.get(most) {
            return Err(format!("`{extra}` is one argument too many; a scenario with `&` in it needs quotes"));
        }
        let mut values = self.values.into_iter();
        let address = if addressed { values.next().unwrap_or_default() } else { String::new() };
        let scenario = values.next().unwrap_or_default();
        if self.net.cert.is_some() != self.net.key.is_some() {
            return Err("--cert and --key go together".to_owned());
        }
        if self.net.early_data.is_some() && self.net.resume.is_none() && self.net.sessions.is_none() {
            return Err("--early-data needs a session to resume: --resume N or --sessions FILE".to_owned());
        }
        self.net.scenario.clone_from(&scenario);
        let json = self.net.json;
        match topic {
            Topic::All => Ok(Command::Help(Topic::All)),
            Topic::Trace => Ok(Command::Trace { scenario, json }),
            Topic::Catalogue => Ok(Command::Catalogue { json }),
            Topic::Judge | Topic::Observe | Topic::Why | Topic::Suites => Ok(Command::Help(topic)),
            Topic::Sweep if self.sweep.faults && self.sweep.message.is_some() => {
                Err("--message and --faults exclude each other".to_owned())
            }
            Topic::Sweep => Ok(Command::Sweep(Sweep { scenario, json, ..self.sweep })),
            Topic::Mint => {
                let out = self.out.ok_or("mint needs --out DIR, where the files go")?;
                Ok(Command::Mint { scenario, out, force: self.force })
            }
            Topic::Client if address.is_empty() => Err("client needs HOST:PORT".to_owned()),
            Topic::Server if address.is_empty() => Err("server needs PORT; 0 takes a free one".to_owned()),
            Topic::Client => Ok(Command::Client { address, data: self.data, net: self.net }),
            Topic::Server if self.echo && self.www => Err("--echo and --www exclude each other".to_owned()),
            Topic::Server => {
                let app = if self.www { App::Www } else { App::Echo };
                Ok(Command::Server { address, app, count: self.count, net: self.net })
            }
        }
    }
}

impl Rest {
    /// The one argument, if there is one, is a file; `-` is standard input, as is none.
    fn asked(self) -> Result<Command, String> {
        if let Some(extra) = self.values.get(1) {
            return Err(format!("`{extra}` is one argument too many; give one file, or the text on standard input"));
        }
        let file = self.values.into_iter().next().filter(|name| name != "-").map(PathBuf::from);
        Ok(Command::Why { file })
    }

    /// The one argument, if there is one, is a part of a name.
    fn filtered(self) -> Result<Command, String> {
        match &self.values[..] {
            [] => Ok(Command::Suites { filter: String::new() }),
            [filter] => Ok(Command::Suites { filter: filter.clone() }),
            [_, extra, ..] => Err(format!("`{extra}` is one argument too many; give one part of a name")),
        }
    }

    /// The one argument is the recording.
    fn observed(self) -> Result<Command, String> {
        let Rest { values, net, .. } = self;
        match &values[..] {
            [] => Err("observe needs a file: what client or server wrote with --json".to_owned()),
            [recording] => {
                let (recording, keylog, json) = (recording.into(), net.keylog, net.json);
                Ok(Command::Observe(Observe { recording, keylog, json }))
            }
            [_, extra, ..] => Err(format!("`{extra}` is one argument too many; a recording is one file")),
        }
    }

    /// The one argument is the chain.
    fn judged(self) -> Result<Command, String> {
        let Rest { values, net, judge, .. } = self;
        let (chain, more) = (values.first().cloned().unwrap_or_default(), values.get(1));
        if let Some(extra) = more {
            return Err(format!("`{extra}` is one argument too many; a chain is one file, the leaf first"));
        }
        if chain.is_empty() {
            return Err("judge needs a file with the chain, the leaf first".to_owned());
        }
        let Net { roots, host, crls, responses, staple, json, .. } = net;
        let roots = roots.ok_or("judge needs --roots FILE, the certificates to trust")?;
        Ok(Command::Judge(Judge { chain: chain.into(), roots, host, crls, responses, staple, json, ..judge }))
    }
}

/// A host name or an address, and nothing around it.
fn host(text: String) -> Result<String, String> {
    match host_mistake(&text) {
        None => Ok(text),
        Some(mistake) => Err(format!("--host: `{}` {mistake}; give a host name or an address alone", printable(&text))),
    }
}

/// One of some words.
fn one_of<T: Copy>(word: &str, option: &str, among: &[(&str, T)]) -> Result<T, String> {
    let names = || among.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let found = among.iter().find(|(name, _)| *name == word);
    found.map(|(_, value)| *value).ok_or_else(|| format!("{option}: `{word}` is not one of {}", names()))
}

fn value(parser: &mut Parser) -> Result<OsString, String> {
    parser.value().map_err(said)
}

fn text(value: OsString, of: &str) -> Result<String, String> {
    value.string().map_err(|error| format!("{of}: {}", said(error)))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse::<f64>().ok().filter(|number| *number > 0.0 && *number <= MAX_TIMEOUT);
    let number = number.ok_or_else(|| format!("--timeout: `{text}` is not a number of seconds up to 86400"))?;
    Ok(Duration::from_secs_f64(number).max(Duration::from_millis(1)))
}

fn said(error: lexopt::Error) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn each_command_reads_its_own_options() {
        assert_eq!(read("trace v=1 --json"), Ok(Command::Trace { scenario: "v=1".to_owned(), json: true }));
        assert_eq!(read("catalogue"), Ok(Command::Catalogue { json: false }));
        assert_eq!(read("server --help"), Ok(Command::Help(Topic::Server)));
        let Ok(Command::Server { address, app, count, net }) = read("server --www 0 v=1 --count=3 --timeout 0.5")
        else {
            panic!("a server");
        };
        assert_eq!((address.as_str(), app, count), ("0", App::Www, Some(3)));
        assert_eq!((net.scenario.as_str(), net.timeout), ("v=1", Duration::from_millis(500)));
    }

    #[test]
    fn an_error_names_what_is_wrong() {
        for (line, named) in [
            ("", "no command"),
            ("dance", "`dance`"),
            ("--loud", "--loud"),
            ("trace --www", "--www"),
            ("trace v=1 seed=2", "`seed=2`"),
            ("client", "HOST:PORT"),
            ("server 0 --timeout never", "`never`"),
            ("server 0 --count 0", "`0`"),
            ("server 0 --data x", "--data"),
            ("server 0 --echo --www", "--www"),
            ("client a:1 --cert x", "--key"),
            ("client a:1 -q", "-q"),
            ("client a:1 --resume 0", "--resume: `0`"),
            ("client a:1 --resume 1001", "`1001`"),
            ("client a:1 --early-data f", "--resume N or --sessions"),
            ("client a:1 --ticket-key f", "--ticket-key"),
            ("server 0 --resume 1", "--resume"),
            ("server 0 --sessions f", "--sessions"),
            ("why a b", "`b`"),
            ("why --json", "--json"),
            ("suites a b", "`b`"),
            ("sweep --faults --message c0.s.finished", "--message and --faults"),
            ("sweep a b", "`b`"),
            ("mint v=1", "--out"),
            ("mint --json", "--json"),
            ("judge --roots r", "chain"),
            ("judge c", "--roots"),
            ("judge c d --roots r", "`d`"),
            ("judge c --roots r --purpose mail", "`mail`"),
            ("judge c --roots r --profile lax", "`lax`"),
            ("judge c --roots r --host a.test:443", "--host: `a.test:443` has a port"),
            ("judge c --roots r --host https://a.test/", "is a URL"),
            ("client a:1 --host [::1]:443", "has a port"),
            ("judge c --roots r --revocation never", "`never`"),
            ("judge c --roots r --insecure", "--insecure"),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.contains(named), "{line}: {error}");
        }
    }
}
