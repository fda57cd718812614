//! What `--help` says. Keys of the scenario come from their table.

use std::fmt::Write;

use handscope::lab::{Scope, gallery, keys};

use super::args::Topic;
use super::show::wrap;

/// The longest line behind the names of keys, in characters.
const WIDTH: usize = 90;

/// The text of a topic.
pub fn text(topic: Topic) -> String {
    match topic {
        Topic::All => format!("{ALL}\n{}\n{}", scenarios(), table()),
        Topic::Trace => format!("{TRACE}\n{}\n{}", scenarios(), table()),
        Topic::Catalogue => CATALOGUE.to_owned(),
        Topic::Mint => format!("{MINT}\n{}", table()),
        Topic::Judge => JUDGE.to_owned(),
        Topic::Observe => OBSERVE.to_owned(),
        Topic::Why => WHY.to_owned(),
        Topic::Suites => SUITES.to_owned(),
        Topic::Sweep => format!("{SWEEP}\n{}\n{}", scenarios(), table()),
        Topic::Client => format!("{CLIENT}{NET}\n{}", table()),
        Topic::Server => format!("{SERVER}{NET}\n{}", table()),
    }
}

/// The gallery: scenarios to start from.
fn scenarios() -> String {
    let mut text = String::from("SCENARIOS TO START FROM\n");
    let width = gallery().iter().map(|example| example.id.len()).max().unwrap_or_default();
    for example in gallery() {
        writeln!(text, "  {:width$}  '{}'", example.id, example.plain()).unwrap_or_default();
    }
    text
}

/// Every key of the text form, from the table that reads it.
fn table() -> String {
    let mut text = String::from("KEYS OF A SCENARIO\n");
    for key in keys() {
        let name = match key.scope {
            Scope::Run => key.name.to_owned(),
            Scope::Connection => format!("1.{}", key.name),
            Scope::Client => format!("client.{}", key.name),
            Scope::Server => format!("server.{}", key.name),
            Scope::Both => format!("client.{0}, server.{0}", key.name),
        };
        writeln!(text, "  {name}").unwrap_or_default();
        for line in wrap(key.doc, WIDTH).into_iter().chain(wrap(&format!("allowed: {}", key.allowed()), WIDTH)) {
            writeln!(text, "      {line}").unwrap_or_default();
        }
    }
    text
}

const ALL: &str = "\
Handscope: a laboratory for the TLS handshake.

A real TLS 1.2 and 1.3 client and server, of which every message, every secret and every
decision is shown. Between each other in one process (trace), or over TCP with the rest
of the world (client, server). It is for learning and for testing: seeds are printed, and
secrets stand in the trace. Do not protect anything with it.

COMMANDS
  handscope trace [SCENARIO] [--json]
      Runs a scenario and prints what happened, step by step.
  handscope catalogue [--json]
      Lists the faults that a scenario can name, and how each ends.
  handscope mint [SCENARIO] --out DIR
      Writes both sides' certificates, keys, revocation lists and OCSP responses as files.
  handscope judge --roots FILE [--host NAME] CHAIN.pem
      Judges a chain from files as our client judges one, check by check.
  handscope observe RECORDING.json [--keylog FILE] [--json]
      Reads what client or server recorded, as somebody on the path would.
  handscope why [FILE]
      Looks up what a tool, a browser or a log has printed: the causes, and what to do.
  handscope suites [FILTER]
      Lists the registered cipher suites: parts, versions, what RFCs say against them.
  handscope sweep [SCENARIO] [--message NAME | --faults]
      Changes one thing in each of many runs, and tells who noticed.
  handscope client HOST:PORT [SCENARIO]
      Connects to a server, shakes hands, sends data, prints what happened.
  handscope server PORT [SCENARIO]
      Serves clients, and prints what happened with each.
  handscope COMMAND --help
      Every option of a command.
  handscope --version

EXAMPLES
  handscope trace
      The default: TLS 1.3, x25519, AES-128-GCM, an ECDSA certificate.
  handscope trace 'v=1&client.versions=1.2&server.versions=1.2&server.cert=rsa'
      TLS 1.2 with an RSA certificate.
  handscope trace 'v=1&fault=wire:c0.s.server_hello@random+6^01'
      One bit flipped on the way: who notices, and by which check?
  handscope trace --json | jq '.messages[] | .name'
  handscope server 8443 --www
      Then open https://127.0.0.1:8443/, or: openssl s_client -connect 127.0.0.1:8443
  handscope client www.example.com:443 --roots /etc/ssl/certs/ca-certificates.crt \\
      --data \"$(printf 'GET / HTTP/1.0\\r\\nHost: www.example.com\\r\\n\\r\\n.')\" client.close=off

EXIT STATUS
  0  what was asked for was done; for a client: handshake done, and closed in order
  1  a handshake or a connection failed, or a chain was refused; the reason stands on the
     last line of stderr
  2  the command line, the scenario or a file is wrong; stderr names what

A SCENARIO
  Pairs KEY=VALUE with & between them, so quote it. What is not said keeps its default.
  A whole link of the page may stand in its place.
";

const TRACE: &str = "\
handscope trace [SCENARIO] [--json]

Runs a scenario, with no network, and prints every step: the time in virtual milliseconds,
who speaks to whom, each message with its size and the records that carry it, each local
computation with what was read, chosen, learned, checked and refused; at last how each side
ended. The same scenario always gives the same bytes.

OPTIONS
  --json    the whole trace as one JSON object, with every byte and every secret
  --help    this text

EXAMPLES
  handscope trace
  handscope trace 'v=1&server.groups=secp256r1'
      The client's share does not fit: HelloRetryRequest.
  handscope trace 'v=1&fault=expired_certificate'
      See `handscope catalogue` for all faults.
";

const CATALOGUE: &str = "\
handscope catalogue [--json]

Lists every fault that a scenario can name: what it does, its parameters, the clause its
ending rests on, and how both sides end in the default scenario.

OPTIONS
  --json    the catalogue as one JSON object
  --help    this text
";

const MINT: &str = "\
handscope mint [SCENARIO] --out DIR [--force]

Mints the chain that the scenario's server would show, flaws and all, and writes it as files
that other tools open, each with the openssl command that shows it:

  leaf.pem, leaf.der, leaf.key    the server's certificate, and its key (PKCS#8)
  chain.pem                       what the server sends, in its order
  root.pem                        the root to trust
  intermediate1.pem ...           the authorities between; 1 is the leaf's issuer
  root.key, intermediate1.key     the keys of the authorities
  cross.pem, old_root.pem         with server.cross=on: the root's key as an older root certified
                                  it, and that root
  crl.pem                         the revocation lists of all authorities
  root.crl, intermediate1.crl     each of them in DER
  ocsp.der                        the OCSP response about the leaf

Where the client has a certificate (client.cert) or is asked for one (server.client_auth), its
chain is written too, under the same names with client- before them: client-leaf.pem and so on.

The keys are part of this program and published with it: never protect anything with them.
The clock is real, so that the certificates are good today, unless time= of the scenario says
otherwise; seed= decides the serial numbers. The scenario is printed as it was used.

OPTIONS
  --out DIR   where the files go; made if it is not there
  --force     write over files that are there already
  --help      this text

EXAMPLES
  handscope mint --out pki
  handscope mint 'server.cert=rsa&server.names=localhost,127.0.0.1' --out pki
  handscope mint 'fault=missing_intermediate' --out broken
      What does your own client say to it?
  handscope mint 'server.client_auth=require&client.cert=ecdsa' --out mutual
      Both sides' files, and the commands for a handshake with them.
";

const OBSERVE: &str = "\
handscope observe RECORDING.json [OPTIONS]

Reads connections from the wire, without taking part in them. RECORDING.json is what `client`,
`server` or `trace` wrote with --json; of it only the bytes on the wire are used. Every record
is told: in the clear, opened, or locked with what is missing to open it. Without a key log
that is what a listener sees.

OPTIONS
  --keylog FILE       secrets, in the format of SSLKEYLOGFILE
  --json              one JSON object for each record
";

const SUITES: &str = "\
handscope suites [FILTER]

Lists every cipher suite that IANA has registered, or those whose name, OpenSSL's name or code
point contains FILTER: key exchange, authentication, cipher, hash, the versions that may choose
it, forward secrecy, AEAD, whether it is recommended, and what RFCs say against it since when.
For suites that are spoken here a scenario follows that chooses it.

OPTIONS
  --help    this text

EXAMPLES
  handscope suites chacha
  handscope suites 0xc02f
";

const SWEEP: &str = "\
handscope sweep [SCENARIO] [--message NAME | --faults] [--json]

Runs the scenario many times, each time with one change more, and tells who noticed which. With
--message every byte of the records that carry that message is changed, one in each run: its
lowest bit is flipped on the way. With --faults every fault of the catalogue is tried. Without
either it is the first message.

Bytes that came to the same have the same letter: who refused, for which reason, with which alert.

OPTIONS
  --message NAME    the message, c0.s.server_hello: connection, c or s for its sender, its name
  --faults          the catalogue, a row for each fault
  --json            every run with its scenario, what was changed and what came of it
  --help            this text

EXAMPLES
  handscope sweep --message c0.s.server_hello
      Every change of a hello is noticed, most of them only by the keys that no longer fit.
  handscope sweep 'server.versions=1.2' --faults
";

const WHY: &str = "\
handscope why [FILE]

Looks up the words of a failure: paste what OpenSSL, curl, Chrome, Firefox, nginx, Apache, Java,
Python, Go, Node.js, GnuTLS or Wget has printed, as a whole. Prints what was recognised, the
likeliest cause with how to tell it from others, what to look at in which order and how to mend
it, then what else the same words can mean. Each cause has a scenario that shows it. Without FILE,
or with -, the text is read from standard input.

OPTIONS
  --help    this text

EXAMPLES
  curl -v https://www.example.com/ 2>&1 | handscope why
  handscope why /var/log/nginx/error.log

EXIT STATUS
  0  something was recognised
  1  nothing was
  2  the command line or the file is wrong
";

const JUDGE: &str = "\
handscope judge --roots FILE [OPTIONS] CHAIN.pem

Judges a chain as our client judges the one in a handshake. CHAIN.pem holds what a server
sends: its own certificate first, then the others in any order. Prints every check with what
was compared, also after the first failure; the failure that decides is marked. Where OpenSSL
and browsers decide otherwise than the RFC or than each other, that is told too. Files may be
PEM, with anything between the blocks, or DER.

OPTIONS
  --roots FILE        the certificates to trust
  --host NAME         the host that the certificate must name; else any will do
  --time TIME         the clock, 2026-11-22T09:00:00Z or Unix seconds; else now
  --purpose PURPOSE   who shows the chain: server or client (server)
  --profile PROFILE   web: as browsers judge; strict: also to the letter of RFC 5280 and of the
                      CA/Browser Forum's rules for those who issue certificates (web)
  --crl FILE          revocation lists at hand; may be repeated
  --ocsp FILE         an OCSP response at hand; may be repeated
  --staple FILE       the OCSP response that came in the handshake
  --revocation MODE   off: pass over lists and responses; soft: refuse who is revoked; hard:
                      also refuse whom nobody vouches for (soft)
  --json              the judgement as one JSON object
  --help              this text

EXAMPLES
  handscope judge --roots /etc/ssl/certs/ca-certificates.crt --host example.com chain.pem
  openssl s_client -connect example.com:443 -showcerts </dev/null >chain.pem
      Collects such a chain; what stands around the certificates is passed over.
  handscope mint 'fault=expired_certificate' --out old
  handscope judge --roots old/root.pem --host www.example.com old/chain.pem

EXIT STATUS
  0  the chain is accepted
  1  the chain is refused; the reason stands on the last line of stderr
  2  the command line or a file is wrong; stderr names the file and the line or the byte
";

const CLIENT: &str = "\
handscope client HOST:PORT [SCENARIO] [OPTIONS]

Connects over TCP and shakes hands as the scenario's client: its versions, suites, groups,
shares, schemes and extensions apply. Sends its data once the handshake is done (`ping` and
a new line, unless --data or client.data says otherwise), closes when data came back, and
prints the trace of the connection and what it received. With client.close=off it reads on
until the server closes, as a client of HTTP does. It offers ALPN http/1.1 unless
client.alpn says otherwise. It resumes nothing, unless client.resume or an option says so:
with --resume or --sessions client.resume=1 and client.session_ticket=on hold, where the
scenario does not have these keys.

EXAMPLES
  handscope client 127.0.0.1:8443 --insecure
  handscope client 127.0.0.1:8443 --roots root.pem --host www.example.com
  handscope client 127.0.0.1:8443 'client.versions=1.2&client.suites=AES128-SHA' --insecure
  handscope client 127.0.0.1:8443 --insecure --keylog keys.txt --json
  handscope client 127.0.0.1:8443 --roots root.pem --cert alice.pem --key alice-key.pem
  handscope client 127.0.0.1:8443 --insecure --resume 2
      A full handshake, then two that go on from it: no certificate comes any more.
  handscope client 127.0.0.1:8443 --insecure --sessions kept.txt
      Run twice: the second goes on from what the first kept.

OPTIONS
  --data TEXT        what it sends; empty sends nothing and closes at once
  --roots FILE       PEM file of the certificates it trusts; needed, unless --insecure
  --insecure         judge the server's certificate, report every check, enforce none
  --host NAME        the host it wants (SNI) and looks for in the certificate;
                     else client.host of the scenario, else HOST
  --crl FILE         revocation lists at hand, PEM or DER; may be repeated
  --ocsp FILE        an OCSP response at hand; may be repeated. It asks for a stapled one with
                     client.status_request=on
  --cert FILE        PEM chain of its own, leaf first, and
  --key FILE         its key (PKCS#8, SEC 1 or PKCS#1), for a server that asks for a
                     certificate. Without them client.cert of the scenario mints one. Where
                     the request does not allow it, an empty list is sent.
  --resume N         N more connections behind the first, one after another, each resuming what
                     those before it left: by ticket, session ID or pre-shared key. Each is
                     reported under its number (with --json one object on one line); the exit
                     status is the worst of them. No server need resume: the summary tells
  --sessions FILE    sessions that were kept earlier, where the file is there; at the end it holds
                     those that are kept then, with their secrets (docs/sessions.md; mode 0600)
  --early-data FILE  what it sends before the server has spoken (0-RTT), up to 16384 bytes, where
                     a ticket allows as much. What the server does not take is sent once more
";

const SERVER: &str = "\
handscope server PORT [SCENARIO] [OPTIONS]
handscope server ADDRESS:PORT [SCENARIO] [OPTIONS]

Serves one connection after another, up to 64 at a time, as the scenario's server: its
versions, suites, groups, schemes, tickets and so on apply. A port alone is on 127.0.0.1;
port 0 takes a free one. The first line on stdout tells: `listening on 127.0.0.1:PORT`.
After each connection its trace follows (with --json one object on one line). No client can
stop it; without --count it runs until it is killed. When all 64 places are taken, the
connection that has got nowhere for longest makes room for the next, those first whose
handshake is not done; it is told by close_notify.

EXAMPLES
  handscope server 8443 --www
  handscope server 0 'server.cert=rsa&server.versions=1.2' --count 1
  handscope server 8443 --cert chain.pem --key key.pem --keylog keys.txt
  handscope server 8443 server.client_auth=require --roots clients.pem
  handscope server 8443 'server.tickets=2&server.session_ticket=on&server.session_cache=100'
      Every kind of resumption: pre-shared keys, tickets and session IDs of TLS 1.2.
  handscope server 8443 'server.tickets=2&server.ticket_early_data=1000&server.accept_early_data=on'
      Early data as well.
  openssl s_client -connect 127.0.0.1:8443

OPTIONS
  --echo             send back what was read (the default)
  --www              answer an HTTP GET with a page that tells version and suite, and close
  --count N          end after N connections
  --cert FILE        PEM chain, leaf first, in place of the minted one, and
  --key FILE         its key (PKCS#8, SEC 1 or PKCS#1). It stands in the trace, as every
                     secret does: think before you share one.
  --staple FILE      an OCSP response to staple for whoever asks, in DER
  --host NAME        the name in the minted certificate; else server.names of the scenario
                     (unless given: www.example.com, localhost and 127.0.0.1)
  --roots FILE       PEM file of the certificates by which it judges clients, and whose names
                     it tells them; else the root of the client that the scenario mints. It asks
                     for a certificate with server.client_auth=ask (as OpenSSL's -verify), and
                     goes on only with one with server.client_auth=require (-Verify)
  --insecure         judge the client's certificate, report every check, enforce none
  --ticket-key FILE  the key that seals tickets, so that other servers and later runs open them: 48
                     bytes, a name of 16 and a key of 32, as they are or as 96 hexadecimal digits.
                     Tickets are sealed then, unless the scenario has server.ticket_form. With
                     server.ticket_rotation it seals for that long, from the start

What it keeps is shared by all its connections, and follows from the scenario: server.tickets,
server.session_ticket, server.session_cache (by default it keeps nothing). It is in memory; the
oldest of 4096 sessions goes, and so does the oldest of 4096 first flights with early data.
";

const NET: &str = "  --keylog FILE      append the secrets (NSS key log format, as Wireshark reads it)
  --timeout SECONDS  how long the handshake may take, and how long silence may last
                     afterwards (10)
  --json             the trace as JSON; the peer is an actor `remote`
  --help             this text

A trace keeps the first 4 MiB read, 4096 reads or 20000 pieces, whichever comes first. A
connection whose handshake is done goes on beyond that, and stderr tells how much more was
read and written; one whose handshake is not done by then is ended by close_notify.

The clock is real and the seed fresh, unless time= and seed= of the scenario say otherwise;
both are printed on stderr. The seed counts up from connection to connection. Each connection
is set up as the scenario's of that number (connections=2&1.client.groups=x25519), those behind
the last as the last; `after` moves its clock on. Of faults, those of what a side brings work
here, and its own misbehaviour: fault=alter:... and fault=omit:...
";
