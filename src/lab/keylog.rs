//! The key log that Wireshark and its like read (NSS SSLKEYLOGFILE, draft-ietf-tls-keylogfile), from a ledger
//! alone. Knows no connection but by its number.

use std::fmt::Write;

use crate::crypto::ledger::{Formula, Ledger};
use crate::tls::Name;
use crate::tls::observer::Logged;
use crate::wire::{ConnId, hex};

/// The secrets that are logged, with their labels. In TLS 1.2 it is the master secret under `CLIENT_RANDOM`.
const LABELS: &[(Name, &str)] = &[
    (Name::MasterSecret, "CLIENT_RANDOM"),
    (Name::ClientEarlyTrafficSecret, "CLIENT_EARLY_TRAFFIC_SECRET"),
    (Name::EarlyExporterMasterSecret, "EARLY_EXPORTER_SECRET"),
    (Name::ClientHandshakeTrafficSecret, "CLIENT_HANDSHAKE_TRAFFIC_SECRET"),
    (Name::ServerHandshakeTrafficSecret, "SERVER_HANDSHAKE_TRAFFIC_SECRET"),
    (Name::ClientApplicationTrafficSecret, "CLIENT_TRAFFIC_SECRET_0"),
    (Name::ServerApplicationTrafficSecret, "SERVER_TRAFFIC_SECRET_0"),
    (Name::ExporterMasterSecret, "EXPORTER_SECRET"),
];

/// One line for each secret: label, client random, secret. Empty where no secret was agreed on.
pub fn keylog(ledger: &Ledger<Name>) -> String {
    let mut lines = String::new();
    for (_, entry) in ledger.iter() {
        let Some((_, label)) = LABELS.iter().find(|(name, _)| *name == entry.name) else { continue };
        // What was known beforehand is of an earlier connection, and was logged there.
        if entry.formula == Formula::Given {
            continue;
        }
        let (Some(random), Some(secret)) = (client_random(ledger, entry.conn), &entry.bytes) else { continue };
        // Writing to a string cannot fail.
        writeln!(lines, "{label} {} {}", hex::encode(random), hex::encode(secret)).unwrap_or_default();
    }
    lines
}

/// A line that is none of a key log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyLogError {
    /// From 1.
    pub line: usize,
    /// What should stand there.
    pub wanted: &'static str,
}

/// Reads a key log: each secret that is known here, with the client random of its connection. Comments and labels of other
/// protocols are passed over.
pub fn read_keylog(text: &str) -> Result<Vec<Logged>, KeyLogError> {
    let mut secrets = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
        let wrong = |wanted| KeyLogError { line: at + 1, wanted };
        let parts = line.split_whitespace().collect::<Vec<_>>();
        let [label, random, secret] = parts[..] else {
            return Err(wrong("a label, the client random and a secret, with spaces between them"));
        };
        let Some((name, _)) = LABELS.iter().find(|(_, known)| *known == label) else { continue };
        let random = hex::decode(random).filter(|random| random.len() == 32);
        let random = random.ok_or(wrong("a client random of 32 bytes in hexadecimal"))?;
        let secret = hex::decode(secret).ok_or(wrong("a secret in hexadecimal"))?;
        secrets.push((*name, random, secret));
    }
    Ok(secrets)
}

/// The random of the connection's ClientHello: both hellos around a retry have the same (RFC 8446, 4.1.2).
fn client_random(ledger: &Ledger<Name>, conn: ConnId) -> Option<&[u8]> {
    let found = ledger.iter().find(|(_, entry)| entry.conn == conn && entry.name == Name::ClientRandom);
    found.and_then(|(_, entry)| entry.bytes.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::ledger::Draws;
    use crate::wire::Blobs;

    #[test]
    fn each_secret_stands_beside_the_random_of_its_connection() {
        let mut ledger = Ledger::default();
        let learn = |ledger: &mut Ledger<Name>, conn, name, bytes| {
            let parts = vec![ledger.give(conn, Name::SharedSecret, bytes)];
            ledger.add(conn, name, Formula::Join(parts), &Blobs::default(), &Draws::default()).unwrap();
        };
        for conn in [ConnId(0), ConnId(1)] {
            ledger.give(conn, Name::ClientRandom, vec![conn.0 as u8; 32]);
            // Of a session that was kept: no secret of this connection.
            ledger.give(conn, Name::MasterSecret, vec![9]);
        }
        learn(&mut ledger, ConnId(1), Name::MasterSecret, vec![0xab]);
        learn(&mut ledger, ConnId(0), Name::ExporterMasterSecret, vec![0xcd]);
        let expected = format!("CLIENT_RANDOM {} ab\nEXPORTER_SECRET {} cd\n", "01".repeat(32), "00".repeat(32));
        assert_eq!(keylog(&ledger), expected);
    }

    #[test]
    fn without_a_random_there_is_no_line() {
        let mut ledger = Ledger::default();
        ledger.give(ConnId(0), Name::MasterSecret, vec![1]);
        assert_eq!(keylog(&ledger), "");
    }
}
