//! Peers that are no TLS: silence, garbage, resets, half a record, floods. Our side always ends in time, says why, and
//! a server goes on to serve the next client.

#![cfg(test)]

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use common::*;

/// What a hostile peer does with its end of a connection, and what our side must say of it.
struct Peer {
    name: &'static str,
    act: fn(TcpStream),
    as_client: &'static str,
    as_server: &'static str,
}

/// How long our side waits in these tests, in seconds.
const TIMEOUT: &str = "1";

const PEERS: &[Peer] = &[
    Peer {
        name: "closes at once",
        act: |stream| drop(read_some(&stream).and_then(|()| stream.shutdown(Shutdown::Both))),
        as_client: "cut off: the peer closed the transport without close_notify",
        as_server: "cut off: the peer closed the transport without close_notify",
    },
    Peer {
        name: "says nothing",
        act: linger,
        as_client: "stalled: nothing more arrived in wait_client_hello",
        as_server: "stalled: nothing more arrived in wait_server_hello",
    },
    Peer {
        name: "half a record, then nothing",
        act: |stream| say_and_linger(stream, &[22, 3, 3, 0, 90, 2, 0, 0]),
        as_client: "stalled: nothing more arrived in wait_client_hello",
        as_server: "stalled: nothing more arrived in wait_server_hello",
    },
    Peer {
        name: "an HTTP request",
        act: |stream| say_and_linger(stream, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        as_client: "came 0x47; first_bytes 474554202f20485454502f312e310d0a; looks_like http_request (alert unexpected_me",
        as_server: "came 0x47; first_bytes 474554202f20485454502f312e310d0a; looks_like http_request (alert unexpected_me",
    },
    Peer {
        name: "a greeting of SMTP",
        act: |stream| say_and_linger(stream, b"220 mail.example.com ESMTP\r\n"),
        as_client: "came 0x32; first_bytes 323230206d61696c2e6578616d706c65; looks_like smtp (alert unexpected_message",
        as_server: "came 0x32; first_bytes 323230206d61696c2e6578616d706c65; looks_like smtp (alert unexpected_message",
    },
    Peer {
        name: "a greeting of SSH",
        act: |stream| say_and_linger(stream, b"SSH-2.0-OpenSSH_9.2p1\r\n"),
        as_client: "looks_like ssh (alert unexpected_message",
        as_server: "looks_like ssh (alert unexpected_message",
    },
    Peer {
        name: "a ClientHello in the format of SSL 2.0",
        act: |stream| say_and_linger(stream, &[0x80, 0x1c, 1, 3, 1, 0, 3, 0, 0, 0, 0x10, 0, 0, 0x35]),
        as_client: "looks_like sslv2_hello (alert unexpected_message",
        as_server: "looks_like sslv2_hello (alert unexpected_message",
    },
    Peer {
        name: "nothing but zeros",
        act: |stream| say_and_linger(stream, &[0; 64]),
        as_client: "looks_like zeros (alert unexpected_message",
        as_server: "looks_like zeros (alert unexpected_message",
    },
    Peer {
        name: "bytes without sense",
        act: |stream| say_and_linger(stream, &noise(4096)),
        as_client: "refused: unknown_content_type: expected change_cipher_spec, alert, handshake, application_data; came 0x",
        as_server: "refused: unknown_content_type: expected change_cipher_spec, alert, handshake, application_data; came 0x",
    },
    Peer {
        name: "a record too long",
        act: |stream| say_and_linger(stream, &[22, 3, 3, 0xff, 0xff]),
        as_client: "refused: record_overflow: at_most_bytes 16384; came 65535 (alert record_overflow",
        as_server: "refused: record_overflow: at_most_bytes 16384; came 65535 (alert record_overflow",
    },
    Peer {
        name: "a record of another protocol",
        act: |stream| say_and_linger(stream, &[22, 2, 0, 0, 4, 1, 0, 0, 0]),
        as_client: "refused: bad_record_version: expected 0x03XX; came 0x0200; first_bytes 160200000401000000 (alert protocol_version, RFC 5246 §E.1",
        as_server: "refused: bad_record_version: expected 0x03XX; came 0x0200; first_bytes 160200000401000000 (alert protocol_version, RFC 5246 §E.1",
    },
    Peer {
        name: "a fatal alert",
        act: |stream| say_and_linger(stream, &[21, 3, 3, 0, 2, 2, 40]),
        as_client: "told: the peer sent the alert handshake_failure",
        as_server: "told: the peer sent the alert handshake_failure",
    },
    Peer {
        name: "data in the clear",
        act: |stream| say_and_linger(stream, &[23, 3, 3, 0, 5, b'h', b'e', b'l', b'l', b'o']),
        as_client: "refused: unexpected_message: expected client_hello; came application_data (alert unexpected_message",
        as_server: "refused: unexpected_message: expected server_hello, hello_retry_request; came application_data (",
    },
    Peer {
        name: "a message longer than any",
        act: |stream| say_and_linger(stream, &[22, 3, 3, 0, 4, 2, 0xff, 0xff, 0xff]),
        as_client: "refused: undecodable: path server_hello.length; at_most_bytes 65607; came 16777215 (alert decode_error",
        as_server: "refused: undecodable: path server_hello.length; at_most_bytes 65607; came 16777215 (alert decode_error",
    },
    Peer {
        name: "ChangeCipherSpec without end",
        act: |stream| flood(stream, &[20, 3, 3, 0, 1, 1].repeat(1000)),
        as_client: "refused: unexpected_change_cipher_spec: expected client_hello; came change_cipher_spec (alert",
        as_server: "refused: too_many_ignored: at_most 32; came 33 (alert unexpected_message",
    },
    Peer {
        name: "one byte at a time without end",
        act: drip,
        as_client: "stalled: nothing more arrived in wait_client_hello",
        as_server: "stalled: nothing more arrived in wait_server_hello",
    },
];

#[test]
fn our_client_ends_in_time_and_says_why() {
    for peer in PEERS {
        let (address, served) = serve(peer.act);
        let start = Instant::now();
        let client = handscope().args(["client", &address.to_string(), "--insecure", "--timeout", TIMEOUT]).output();
        let client = client.expect("our client");
        let took = start.elapsed();
        let (stdout, stderr) = (String::from_utf8_lossy(&client.stdout), String::from_utf8_lossy(&client.stderr));
        assert_eq!(client.status.code(), Some(1), "{}: {stderr}", peer.name);
        assert!(stderr.contains(peer.as_server), "{}: {stderr}", peer.name);
        assert!(stdout.contains(peer.as_server), "{}: {stdout}", peer.name);
        assert!(took < Duration::from_secs(10), "{}: took {took:?}", peer.name);
        served.join().expect("the peer");
    }
}

#[test]
fn our_server_outlives_every_client() {
    let (mut server, address) = our_server(&["--timeout", TIMEOUT]);
    for peer in PEERS {
        (peer.act)(TcpStream::connect(address).expect("our server"));
        server.line_where(peer.name, |line| line.starts_with("server ") && line.contains(peer.as_client));
        served_well(address, peer.name);
        server.line_where(peer.name, |line| line.starts_with("server ") && line.contains("completed"));
    }
    assert!(server.alive());
}

#[test]
fn a_silent_client_keeps_nobody_waiting() {
    let (mut server, address) = our_server(&["--timeout", "30"]);
    let silent: Vec<TcpStream> = (0..20).map(|_| TcpStream::connect(address).expect("our server")).collect();
    let start = Instant::now();
    served_well(address, "behind twenty silent clients");
    assert!(start.elapsed() < Duration::from_secs(20));
    drop(silent);
    assert!(server.alive());
}

/// More idle and half-hearted clients than there are places, each with all the time in the world: honest ones are
/// served nevertheless, and whoever made room was told so.
#[test]
fn idle_clients_make_room_for_honest_ones() {
    let (mut server, address) = our_server(&["--timeout", "86400"]);
    let connect = || TcpStream::connect(address).expect("our server");
    let mut idle: Vec<TcpStream> = (0..70).map(|_| connect()).collect();
    let hello = true_hello();
    idle.iter_mut().step_by(3).for_each(|stream| stream.write_all(&hello[..40]).expect("to write"));
    for _ in 0..3 {
        served_well(address, "behind seventy idle clients");
    }
    server.line_where("who made room", |line| line.contains("exhausted: the limit of connections was reached"));
    // The first of them was the first to go, in order: close_notify, then the end.
    let mut said = Vec::new();
    idle[0].set_read_timeout(Some(PATIENCE)).expect("a time-out");
    idle[0].read_to_end(&mut said).expect("an end in order");
    assert_eq!(said, CLOSE_NOTIFY);
    drop(idle);
    assert!(server.alive());
}

/// A handshake that needs more than a trace holds is ended in order.
#[test]
fn a_handshake_without_end_is_closed() {
    let (mut server, address) = our_server(&["--timeout", "86400"]);
    let mut stream = TcpStream::connect(address).expect("our server");
    // A ClientHello of the greatest length, one byte to a record.
    let bytes = [1, 1, 0, 0].into_iter().chain(std::iter::repeat_n(3, 12_000));
    let records: Vec<u8> = bytes.flat_map(|byte| [22, 3, 3, 0, 1, byte]).collect();
    // Our side may be gone before all is written.
    stream.write_all(&records).unwrap_or_default();
    let mut said = Vec::new();
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    // Closing with unread bytes may reset, after what was said.
    stream.read_to_end(&mut said).unwrap_or_default();
    assert_eq!(said, CLOSE_NOTIFY);
    server.line_where("the limit", |line| line.contains("exhausted: the limit of events was reached"));
    served_well(address, "afterwards");
}

/// The alert close_notify in the clear.
const CLOSE_NOTIFY: [u8; 7] = [21, 3, 3, 0, 2, 1, 0];

#[test]
fn a_client_that_vanishes_in_the_handshake_is_a_line_in_the_log() {
    let (mut server, address) = our_server(&["--timeout", TIMEOUT]);
    let hello = true_hello();
    let connect = || TcpStream::connect(address).expect("our server");
    for len in (0..hello.len()).step_by(37) {
        let mut stream = connect();
        stream.write_all(&hello[..len]).expect("to write");
        drop(stream);
        server.line_where("a prefix", |line| line.starts_with("server ") && line.contains("cut off"));
    }
    let mut stream = connect();
    stream.write_all(&hello).expect("to write");
    reset(stream);
    server.line_where("a reset", |line| line.starts_with("server ") && line.contains("reset"));
    served_well(address, "after all of them");
}

#[test]
fn a_server_that_resets_is_named() {
    let (address, served) = serve(reset);
    let ended = run(handscope().args(["client", &address.to_string(), "--insecure"]));
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("reset: the peer broke the transport off"), "{}", ended.stderr);
    served.join().expect("the peer");
}

#[test]
fn nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let ended = run(handscope().args(["client", &free.to_string(), "--insecure"]));
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("refused"), "{}", ended.stderr);
}

/// Our own client is served: what it sent came back.
fn served_well(address: SocketAddr, when: &str) {
    let ended = run(handscope().args(["client", &address.to_string(), "--insecure", "--data", "still there?"]));
    assert_eq!(ended.code, Some(0), "{when}: {ended:#?}");
    assert!(ended.stdout.contains("received 12 bytes: \"still there?\""), "{when}: {}", ended.stdout);
}

/// A server that does this to the one client it takes.
fn serve(act: fn(TcpStream)) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    (address, std::thread::spawn(move || act(listener.accept().expect("a client").0)))
}

/// The bytes of the first flight of our own client.
fn true_hello() -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address").to_string();
    let client = start(handscope().args(["client", &address, "--insecure", "--timeout", TIMEOUT]));
    let mut stream = listener.accept().expect("our client").0;
    let mut header = [0; 5];
    stream.read_exact(&mut header).expect("a record");
    let mut fragment = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut fragment).expect("a fragment");
    drop(client);
    [&header[..], &fragment].concat()
}

/// Reads once, if the other side speaks first.
fn read_some(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    match stream.read(&mut [0; 4096]) {
        Err(error) if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Err(error),
        _ => Ok(()),
    }
}

/// Breaks a connection off: closing a socket with unread bytes in it resets.
fn reset(stream: TcpStream) {
    stream.peek(&mut [0]).expect("bytes to leave unread");
    drop(stream);
}

/// Reads until the other side is gone.
fn linger(mut stream: TcpStream) {
    while matches!(stream.read(&mut [0; 4096]), Ok(1..)) {}
}

fn say_and_linger(mut stream: TcpStream, bytes: &[u8]) {
    // Our side may be gone before all is written.
    stream.write_all(bytes).unwrap_or_default();
    linger(stream);
}

/// Writes the same until the other side is gone.
fn flood(mut stream: TcpStream, bytes: &[u8]) {
    while stream.write_all(bytes).is_ok() {}
}

/// Writes a byte of an endless message whenever the other side has been silent for a while.
fn drip(mut stream: TcpStream) {
    stream.set_read_timeout(Some(Duration::from_millis(50))).expect("a time-out");
    for byte in [22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0].iter().chain(std::iter::repeat(&0)) {
        match stream.read(&mut [0; 4096]) {
            Ok(0) => return,
            Err(error) if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return,
            _ if stream.write_all(&[*byte]).is_err() => return,
            _ => {}
        }
    }
}

/// Bytes that look random and begin no record.
fn noise(len: u32) -> Vec<u8> {
    (0..len).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect()
}
