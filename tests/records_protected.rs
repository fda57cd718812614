//! Protected records as no honest party writes them: padded to the limit and beyond, empty, without a type. They are made
//! here from the keys in the client's ledger, behind a handshake of our own two parties.

#![cfg(test)]

use std::collections::VecDeque;
use std::sync::Arc;

use handscope::crypto::ledger::Draws;
use handscope::crypto::{Aead, Seed};
use handscope::lab::{Mints, Scenario, resolve};
use handscope::tls::{Config, Effect, Ending, Mind, Name, Output, Party};
use handscope::wire::{ActorId, Blobs, ConnId, Grammar, Origin, Role};

/// A server with its handshake done, or waiting for the client's Finished, and what the client knows.
struct Pair {
    server: Party,
    client: Party,
    minds: [Mind; 2],
    blobs: Blobs,
}

impl Pair {
    /// Lets both talk until they have nothing to say; the client's flights from the `last` on are withheld.
    fn new(text: &str, last: usize) -> Self {
        let text = format!("client.data=&client.close=off&server.tickets=0&{text}");
        let scenario = Scenario::parse(&text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario;
        let [[client, server]] = &Mints::default().configs(&resolve(&scenario))[..] else { panic!("one connection") };
        let draws = Arc::new(Draws { seed: Seed::from_number(1), given: Default::default() });
        let party = |role, config: &Arc<Config>| Party::new(role, ConnId(0), config.clone());
        let (client, server) = (party(Role::Client, client), party(Role::Server, server));
        let minds = [0, 1].map(|actor| Mind::new(ActorId(actor), draws.clone()));
        let mut pair = Self { server, client, minds, blobs: Blobs::default() };
        let first = pair.client.start(&mut pair.minds[0], &mut pair.blobs);
        let (mut queue, mut flights) = (VecDeque::from([(Role::Server, pair.bytes(&first))]), 0);
        while let Some((to, bytes)) = queue.pop_front() {
            flights += usize::from(to == Role::Server);
            if flights < last && !bytes.is_empty() {
                let outputs = pair.hand(to, bytes);
                queue.push_back((to.peer(), pair.bytes(&outputs)));
            }
        }
        pair
    }

    fn bytes(&self, outputs: &[Output]) -> Vec<u8> {
        let records = outputs.iter().filter_map(|output| match output {
            Output::Record(record) => Some(self.blobs.bytes(record.wire)),
            _ => None,
        });
        records.collect::<Vec<_>>().concat()
    }

    fn hand(&mut self, to: Role, bytes: Vec<u8>) -> Vec<Output> {
        let blob = self.blobs.add(bytes, Grammar::Opaque, Origin::Imported);
        let piece = self.blobs.whole(blob);
        let party = if to == Role::Server { &mut self.server } else { &mut self.client };
        party.receive(&[piece], &mut self.minds[to as usize], &mut self.blobs)
    }

    fn known(&self, name: Name) -> Vec<u8> {
        let found = self.minds[0].ledger.iter().rev().find(|(_, entry)| entry.name == name);
        found.and_then(|(_, entry)| entry.bytes.clone()).unwrap_or_else(|| panic!("no {}", name.id()))
    }

    /// Records from the client to the server, and how the server ends; what it ignored stands before that.
    fn tell(mut self, records: &[Vec<u8>]) -> String {
        let outputs = self.hand(Role::Server, records.concat());
        let mut told: Vec<String> = Vec::new();
        for output in outputs {
            match output {
                Output::Effect(Effect::Ignored { what, .. }) => told.push(what.to_string()),
                Output::Effect(Effect::Delivered { data }) => told.push(self.blobs.bytes(data).len().to_string()),
                Output::Effect(Effect::Refused { refusal, alert, .. }) => {
                    let pairs = refusal.told().into_iter().map(|(name, value)| format!("; {name} {value}"));
                    told.push(format!("{} with {alert}{}", refusal.id(), pairs.collect::<String>()));
                }
                _ => {}
            }
        }
        assert_eq!(self.server.ending().is_some(), matches!(self.server.ending(), Some(Ending::Refused(_))));
        told.join(" ")
    }
}

/// A record of TLS 1.3 with this inside (RFC 8446, 5.2 and 5.3).
fn sealed13((key, iv): &(Vec<u8>, Vec<u8>), seq: u64, inner: &[u8]) -> Vec<u8> {
    let len = u16::try_from(inner.len() + 16).unwrap().to_be_bytes();
    let header = [23, 3, 3, len[0], len[1]];
    let number = [[0; 4].as_slice(), &seq.to_be_bytes()].concat();
    let nonce: Vec<u8> = iv.iter().zip(number).map(|(iv, seq)| iv ^ seq).collect();
    [&header[..], &Aead::Aes128Gcm.seal(key, &nonce, &header, inner).unwrap()].concat()
}

/// A record of TLS 1.2 (RFC 5246, 6.2.3.3; RFC 5288, 3).
fn sealed12((key, iv): &(Vec<u8>, Vec<u8>), seq: u64, content: &[u8]) -> Vec<u8> {
    let head = |len: usize| [&[23, 3, 3][..], &u16::try_from(len).unwrap().to_be_bytes()].concat();
    let aad = [&seq.to_be_bytes()[..], &head(content.len())].concat();
    let nonce = [&iv[..], &seq.to_be_bytes()].concat();
    let fragment = [&seq.to_be_bytes()[..], &Aead::Aes128Gcm.seal(key, &nonce, &aad, content).unwrap()].concat();
    [head(fragment.len()), fragment].concat()
}

/// Content, its type, and zeros up to a length.
fn inner(content: usize, content_type: u8, len: usize) -> Vec<u8> {
    let mut inner = vec![b'x'; content];
    inner.push(content_type);
    inner.resize(len, 0);
    inner
}

/// REVIEW E9: RFC 8446, 5.4 allows 2^14 + 1 bytes of content, type and padding together, and no more.
#[test]
fn content_type_and_padding_of_tls13() {
    let overflow = "record_overflow with record_overflow; at_most_bytes 16385; came 16386";
    let unknown = "unknown_content_type with unexpected_message; expected alert, handshake, application_data; came";
    let empty = |name: &str| format!("empty_record with unexpected_message; name {name}");
    for (records, expected) in [
        (vec![inner(4, 23, 5)], "4"),
        (vec![inner(16_384, 23, 16_385)], "16384"),
        (vec![inner(1, 23, 16_385)], "1"),
        (vec![inner(1, 23, 16_386)], overflow),
        (vec![inner(16_385, 23, 16_386)], overflow),
        (vec![inner(0, 23, 1), inner(4, 23, 5)], "empty_data 4"),
        (vec![inner(0, 23, 16_385), inner(4, 23, 5)], "empty_data 4"),
        (
            vec![inner(0, 23, 1); 17],
            &format!("{}too_many_empty_records with unexpected_message; at_most 16; came 17", "empty_data ".repeat(17)),
        ),
        (vec![vec![0; 20]], "no_inner_type with unexpected_message"),
        (vec![inner(0, 22, 9)], &empty("handshake")),
        (vec![inner(0, 21, 1)], &empty("alert")),
        (vec![inner(1, 24, 2)], &format!("{unknown} heartbeat")),
        (vec![inner(1, 99, 2)], &format!("{unknown} 0x63")),
        (vec![inner(1, 20, 2)], &format!("{unknown} change_cipher_spec")),
    ] {
        let pair = Pair::new("client.versions=1.3", 9);
        let keys = (pair.known(Name::ClientApplicationKey), pair.known(Name::ClientApplicationIv));
        let records: Vec<_> = records.iter().zip(0..).map(|(inner, seq)| sealed13(&keys, seq, inner)).collect();
        assert_eq!(pair.tell(&records), expected);
    }
}

/// A ChangeCipherSpec is passed over before Finished, but not under protection (RFC 8446, 5).
#[test]
fn a_protected_change_cipher_spec_is_none() {
    let pair = Pair::new("client.versions=1.3", 2);
    let keys = (pair.known(Name::ClientHandshakeKey), pair.known(Name::ClientHandshakeIv));
    let told = pair.tell(&[vec![20, 3, 3, 0, 1, 1], sealed13(&keys, 0, &[1, 20])]);
    let expected = "expected alert, handshake, application_data; came change_cipher_spec";
    assert_eq!(told, format!("unknown_content_type with unexpected_message; {expected}"));
}

/// TLS 1.2 counts the content alone (RFC 5246, 6.2.1), which may be empty.
#[test]
fn content_of_tls12() {
    for (contents, expected) in [
        (&[4][..], "4"),
        (&[16_384], "16384"),
        (&[16_385], "record_overflow with record_overflow; at_most_bytes 16384; came 16385"),
        (&[0, 0, 4], "empty_data empty_data 4"),
    ] {
        let pair = Pair::new("client.versions=1.2&client.suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 9);
        let keys = (pair.known(Name::ClientWriteKey), pair.known(Name::ClientWriteIv));
        // Number 0 was Finished.
        let records: Vec<_> =
            contents.iter().zip(1..).map(|(len, seq)| sealed12(&keys, seq, &vec![b'x'; *len])).collect();
        assert_eq!(pair.tell(&records), expected, "{contents:?}");
    }
}
