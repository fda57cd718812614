//! What the tests of the command line share: our binary and others' tools as child processes, certificates as files.
//! A child is killed when it is dropped; nothing here sleeps: it waits for a line, or for an end.

#![allow(dead_code, reason = "each test file uses its part")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use handscope::crypto::{KeyKind, Seed};
use handscope::pki::{Hierarchy, Profile, Purpose, Recipe, pem};
use serde_json::Value;

/// How long anything may take before a test gives up: long enough for a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// The host in minted certificates.
pub const HOST: &str = "www.example.com";

/// A child process whose output is read as it comes.
pub struct Running {
    child: Child,
    name: String,
    stdin: Option<ChildStdin>,
    lines: Receiver<(bool, String)>,
    pub stdout: String,
    pub stderr: String,
}

/// A child process that has ended.
#[derive(Debug)]
pub struct Ended {
    /// None where a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A tool of the system, by its name.
pub fn tool(name: &str, package: &str) -> Command {
    let found =
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(name).is_file()));
    assert!(found, "{name} is missing: install it (on Debian: apt install {package})");
    Command::new(name)
}

/// `openssl`, with its first word.
pub fn openssl(command: &str) -> Command {
    let mut openssl = tool("openssl", "openssl");
    openssl.arg(command);
    openssl
}

/// Our own binary.
pub fn handscope() -> Command {
    Command::new(env!("CARGO_BIN_EXE_handscope"))
}

/// Starts a command.
pub fn start(command: &mut Command) -> Running {
    let name = format!("{command:?}");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap_or_else(|error| panic!("{name}: {error}"));
    let (send, lines) = channel();
    let stdin = child.stdin.take();
    let streams: [(bool, Box<dyn Read + Send>); 2] =
        [(true, Box::new(child.stdout.take().unwrap())), (false, Box::new(child.stderr.take().unwrap()))];
    for (out, stream) in streams {
        let send = send.clone();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
                if send.send((out, String::from_utf8_lossy(&line).into_owned())).is_err() {
                    return;
                }
                line.clear();
            }
        });
    }
    Running { child, name, stdin, lines, stdout: String::new(), stderr: String::new() }
}

/// Runs a command to its end, with nothing to read.
pub fn run(command: &mut Command) -> Ended {
    start(command).end()
}

impl Running {
    /// Waits for a line that holds `text`, on either stream, and returns it.
    pub fn line(&mut self, text: &str) -> String {
        self.line_where(text, |line| line.contains(text))
    }

    /// Waits for a line of that kind, on either stream, and returns it.
    pub fn line_where(&mut self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok((out, line)) => {
                    self.keep(out, &line);
                    if is(&line) {
                        return line;
                    }
                }
                Err(why) => self.give_up(&format!("no line of `{what}` ({why})")),
            }
        }
    }

    /// Writes to its standard input.
    pub fn say(&mut self, text: &str) {
        let stdin = self.stdin.as_mut().expect("standard input is open");
        // It may be gone already: what it printed will tell.
        stdin.write_all(text.as_bytes()).and_then(|()| stdin.flush()).unwrap_or_default();
    }

    /// Closes its standard input.
    pub fn hush(&mut self) {
        self.stdin = None;
    }

    /// Closes its standard input and waits for its end.
    pub fn end(mut self) -> Ended {
        self.hush();
        let until = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok((out, line)) => self.keep(out, &line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => self.give_up("no end"),
            }
        }
        let code = self.child.wait().expect("the child's end").code();
        let (stdout, stderr) = (std::mem::take(&mut self.stdout), std::mem::take(&mut self.stderr));
        Ended { code, stdout, stderr }
    }

    /// Whether it still runs.
    pub fn alive(&mut self) -> bool {
        self.child.try_wait().expect("the child's state").is_none()
    }

    fn keep(&mut self, out: bool, line: &str) {
        if out { &mut self.stdout } else { &mut self.stderr }.push_str(line);
    }

    fn give_up(&self, why: &str) -> ! {
        panic!("{}: {why}\n--- stdout\n{}\n--- stderr\n{}", self.name, self.stdout, self.stderr)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

impl Ended {
    /// The one JSON object it printed.
    pub fn json(&self) -> Value {
        let start = self.stdout.find('{').unwrap_or_else(|| panic!("no JSON in {self:#?}"));
        serde_json::from_str(&self.stdout[start..]).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }
}

impl Ended {
    /// The traces it printed, one to a line, in the order in which their connections began: by the seed, which our
    /// server counts up. It prints each when it ends, and the first to begin may be the last to end.
    pub fn traces(&self) -> Vec<Value> {
        let lines = self.stdout.lines().filter(|line| line.starts_with('{'));
        let mut traces: Vec<Value> = lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {self:#?}")))
            .collect();
        traces.sort_by_key(seed);
        traces
    }
}

fn seed(trace: &Value) -> u64 {
    let scenario = trace["scenario"].as_str().expect("a scenario");
    let seed = scenario.split('&').find_map(|pair| pair.strip_prefix("seed="));
    seed.map_or(1, |seed| seed.parse().expect("a number"))
}

/// Starts our server on a free port and waits until it listens.
pub fn our_server(args: &[&str]) -> (Running, SocketAddr) {
    let mut running = start(handscope().args(["server", "0"]).args(args));
    let line = running.line("listening on ");
    let address = line.trim().trim_start_matches("listening on ").parse().expect("an address");
    (running, address)
}

/// Starts `openssl s_server` on a free port and waits until it listens.
pub fn their_server(args: &[&str]) -> (Running, String) {
    let mut running = start(openssl("s_server").args(["-accept", "127.0.0.1:0"]).args(args));
    let line = running.line("ACCEPT ");
    let address = line.trim().trim_start_matches("ACCEPT ").to_owned();
    (running, address)
}

/// A folder of files for one test, removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// A new folder.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let nth = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{nth}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path in UTF-8").to_owned()
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("a file");
        path
    }

    /// The text of a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

/// A chain as files: root, leaf with intermediate, key in PKCS#8.
pub struct Files {
    pub folder: Folder,
    pub root: String,
    pub chain: String,
    pub key: String,
}

impl Files {
    /// Mints a chain that is good today.
    pub fn mint(kind: KeyKind) -> Self {
        Self::of(&Recipe::new(kind, HOST, now()))
    }

    /// Mints a chain for a client that is good today.
    pub fn mint_client(kind: KeyKind) -> Self {
        let profile = Profile { purpose: Purpose::Client, ..Profile::default() };
        let names = ["Alice Example", "alice@example.com"].map(str::to_owned).to_vec();
        Self::of(&Recipe { names, profile, ..Recipe::new(kind, "", now()) })
    }

    fn of(recipe: &Recipe) -> Self {
        let minted = Hierarchy::mint(recipe, &Seed::from_number(1)).expect("a chain");
        let folder = Folder::new();
        let certificates =
            |ders: &[Vec<u8>]| ders.iter().map(|der| pem::encode("CERTIFICATE", der)).collect::<String>();
        let root = folder.write("root.pem", &certificates(std::slice::from_ref(&minted.root_der)));
        let chain = folder.write("chain.pem", &certificates(&minted.chain()));
        let key = folder.write("key.pem", &pem::encode("PRIVATE KEY", &minted.leaf_key.to_pkcs8_der()));
        Self { folder, root, chain, key }
    }

    /// What `openssl s_server` needs to show this chain.
    pub fn for_s_server(&self) -> [&str; 6] {
        ["-cert", &self.chain, "-cert_chain", &self.chain, "-key", &self.key]
    }
}

/// Every kind of key.
pub const KINDS: [KeyKind; 4] = [KeyKind::EcdsaP256, KeyKind::EcdsaP384, KeyKind::Rsa, KeyKind::Ed25519];

/// Unix time in seconds.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs() as i64
}

/// The name that a scenario has for a kind of key.
pub fn cert_name(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Rsa => "rsa",
        KeyKind::EcdsaP256 => "ecdsa",
        KeyKind::EcdsaP384 => "p384",
        KeyKind::Ed25519 => "ed25519",
    }
}

/// What one side of a trace in JSON holds to be agreed: version, suite, group.
pub fn agreed(trace: &Value, role: &str) -> (String, String, String) {
    let negotiated = &trace["connections"][0]["negotiated"][role];
    let text = |key: &str| negotiated[key].as_str().unwrap_or("none").to_owned();
    (text("version"), text("suite"), text("group"))
}

/// The names of a trace's messages in order; `<` stands before those of the server.
pub fn messages(trace: &Value) -> Vec<String> {
    let all = trace["messages"].as_array().expect("messages");
    let name = |message: &Value| {
        let from = if message["role"] == "server" { "<" } else { ">" };
        format!("{from}{}", message["name"].as_str().unwrap_or("?"))
    };
    all.iter().map(name).collect()
}
