//! What bytes look like that stand where a TLS record should begin. Who speaks another protocol to a TLS port sees it at
//! the first bytes, and can then say which. A guess, never a reason to refuse.

/// A protocol by its id, and how its first bytes are known.
type Known = (&'static str, fn(&[u8]) -> bool);

/// In the order in which they are tried.
const KNOWN: [Known; 16] = [
    ("http2", |bytes| begins(bytes, b"PRI * HTTP/2.0")),
    ("http_response", |bytes| begins(bytes, b"HTTP/")),
    ("http_request", |bytes| METHODS.iter().any(|method| begins(bytes, method))),
    ("ssh", |bytes| begins(bytes, b"SSH-")),
    ("proxy_protocol", |bytes| begins(bytes, b"PROXY ") || begins(bytes, b"\r\n\r\n\0\r\nQUIT\n")),
    ("smtp", |bytes| {
        (begins(bytes, b"220") && holds(bytes, b"SMTP")) || begins(bytes, b"EHLO ") || begins(bytes, b"HELO ")
    }),
    ("ftp", |bytes| begins(bytes, b"220") && holds(bytes, b"FTP")),
    ("smtp_or_ftp", |bytes| begins(bytes, b"220 ") || begins(bytes, b"220-")),
    ("pop3", |bytes| begins(bytes, b"+OK")),
    ("imap", |bytes| begins(bytes, b"* OK")),
    ("xml", |bytes| begins(bytes, b"<?xml") || begins(bytes, b"<stream:")),
    // RFC 5246, E.2: a length whose high bit is set, msg_type client_hello, a version.
    ("sslv2_hello", |bytes| matches!(bytes, [0x80..=0xff, _, 1, 0 | 3, 0..=4, ..])),
    ("dtls", |bytes| matches!(bytes, [20..=26, 0xfe, 0xfc..=0xff, ..])),
    // A greeting: length in 3 bytes, number 0, protocol version 10.
    ("mysql", |bytes| matches!(bytes, [1..=0xff, _, 0, 0, 10, ..])),
    ("zeros", |bytes| bytes.iter().all(|byte| *byte == 0)),
    ("text", |bytes| bytes.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'))),
];

const METHODS: [&[u8]; 9] =
    [b"GET ", b"HEAD ", b"POST ", b"PUT ", b"DELETE ", b"OPTIONS ", b"CONNECT ", b"TRACE ", b"PATCH "];

/// The id of what bytes look like; none where they look like nothing that is known here, or are too few.
pub fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    let known = KNOWN.iter().filter(|_| bytes.len() > 2).find(|(_, is)| is(bytes));
    known.map(|(id, _)| *id)
}

/// Every id, for texts.
pub fn ids() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(id, _)| *id)
}

/// Whether bytes begin so, as far as both go.
fn begins(bytes: &[u8], start: &[u8]) -> bool {
    bytes.iter().zip(start).all(|(one, other)| one == other)
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::looks_like;

    #[test]
    fn first_bytes_tell_the_protocol() {
        for (bytes, expected) in [
            (&b"GET / HTTP/1.1\r\n"[..], Some("http_request")),
            (b"DELET", Some("http_request")),
            (b"HTTP/1.1 400 Bad Request\r\n", Some("http_response")),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Some("http2")),
            (b"SSH-2.0-OpenSSH_9.2p1\r\n", Some("ssh")),
            (b"220 mail.example.com ESMTP Postfix\r\n", Some("smtp")),
            (b"220-mail.example.com\r\n", Some("smtp_or_ftp")),
            (b"220 (vsFTPd 3.0.5)\r\n", Some("ftp")),
            (b"EHLO client.example.com\r\n", Some("smtp")),
            (b"+OK Dovecot ready.\r\n", Some("pop3")),
            (b"* OK [CAPABILITY IMAP4rev1] ready\r\n", Some("imap")),
            (b"PROXY TCP4 192.0.2.1 192.0.2.2 1 443\r\n", Some("proxy_protocol")),
            (b"\r\n\r\n\0\r\nQUIT\n\x21\x11", Some("proxy_protocol")),
            (b"<?xml version='1.0'?>", Some("xml")),
            (&[0x80, 0x2e, 1, 3, 1, 0, 0x15], Some("sslv2_hello")),
            (&[22, 0xfe, 0xfd, 0, 0, 0, 0], Some("dtls")),
            (&[0x4a, 0, 0, 0, 10, b'8', b'.'], Some("mysql")),
            (&[0; 16], Some("zeros")),
            (b"hello there\n", Some("text")),
            (&[22, 5, 5, 0, 90], None),
            (&[0xff, 1, 2, 3, 4], None),
            (b"G", None),
        ] {
            assert_eq!(looks_like(bytes), expected, "{bytes:02x?}");
        }
    }
}
