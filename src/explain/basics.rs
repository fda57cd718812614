//! The Basics: lessons for somebody who knows nothing, each paragraph with the place in a real run that shows what it says.
//! Which paragraphs there are, and the numbers that they quote; what they say is their text.

use super::exhibit::Exhibit;
use super::fill::Vars;
use super::versions::VERSIONS;

/// A lesson: the id of its text, which has its title, and its paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    pub id: &'static str,
    pub paragraphs: &'static [Paragraph],
}

impl Lesson {
    /// As links write it.
    pub fn short(&self) -> &'static str {
        self.id.split_once('.').map_or(self.id, |(_, short)| short)
    }
}

/// A paragraph: the id of its text, whose title says what there is to see, and where that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    pub id: &'static str,
    pub shown: Exhibit,
}

/// A paragraph of the table below.
const fn p(id: &'static str, link: &'static str) -> Paragraph {
    Paragraph { id, shown: Exhibit(link) }
}

/// The labels of the Basics on screen.
pub const LABELS: &[&str] = &[
    "page.place.basics",
    "page.basics.toc",
    "page.basics.shown",
    "page.basics.exchange",
    "page.basics.exchange.path",
    "page.basics.exchange.private",
    "page.basics.exchange.public",
    "page.basics.exchange.shared",
    "page.basics.exchange.never",
    "page.basics.on",
    "page.basics.on.run",
    "page.basics.on.gallery",
    "page.basics.on.glossary",
    "page.basics.versions",
    "page.basics.versions.name",
    "page.basics.versions.year",
    "page.basics.versions.rfc",
    "page.basics.versions.today",
    "page.basics.versions.forbidden",
    "page.basics.versions.forbidden_by",
    "page.basics.versions.used",
    "page.basics.versions.newest",
    "page.basics.versions.no_rfc",
];

/// A Diffie-Hellman exchange small enough to be done by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The prime that all is computed modulo.
    pub prime: u64,
    /// The generator that is raised to the private numbers.
    pub base: u64,
    /// The private numbers of client and server.
    pub private: [u64; 2],
}

/// The exchange of the lesson.
pub const EXAMPLE: Exchange = Exchange { prime: 23, base: 5, private: [6, 15] };

impl Exchange {
    /// The public numbers of client and server.
    pub fn public(&self) -> [u64; 2] {
        self.private.map(|own| self.power(self.base, own))
    }

    /// What client and server each compute from their own private number and the other's public one.
    pub fn shared(&self) -> [u64; 2] {
        let ([client, server], [from_client, from_server]) = (self.private, self.public());
        [self.power(from_server, client), self.power(from_client, server)]
    }

    /// A number raised to a small one, modulo the prime.
    fn power(&self, base: u64, exponent: u64) -> u64 {
        (0..exponent).fold(1, |product, _| (product * base).checked_rem(self.prime).unwrap_or_default())
    }
}

/// What the texts of the Basics quote.
pub fn vars() -> Vars {
    let ([a, b], [from_a, from_b], [at_a, at_b]) = (EXAMPLE.private, EXAMPLE.public(), EXAMPLE.shared());
    let year =
        |name: &str| VERSIONS.iter().find(|version| version.name == name).map_or(0, |version| u64::from(version.year));
    let numbers = [
        ("p", EXAMPLE.prime),
        ("g", EXAMPLE.base),
        ("client_private", a),
        ("server_private", b),
        ("client_public", from_a),
        ("server_public", from_b),
        ("client_shared", at_a),
        ("server_shared", at_b),
        ("ssl", year("SSL 2.0")),
        ("tls", year("TLS 1.0")),
        ("tls12", year("TLS 1.2")),
        ("tls13", year("TLS 1.3")),
    ];
    numbers.into_iter().map(|(name, number)| (name, number.to_string())).collect()
}

/// TLS 1.2 with the key exchange by RSA.
macro_rules! rsa {
    ($rest:literal) => {
        concat!(
            "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa",
            $rest
        )
    };
}

/// The lessons, in order.
pub const LESSONS: &[Lesson] = &[
    Lesson {
        id: "basics.goals",
        paragraphs: &[
            p(
                "basics.goals.path",
                "v=1&~at=c0.c.client_hello%231.send&~field=client_hello.extensions.server_name.server_name_list.0.host_name.value",
            ),
            p("basics.goals.confidentiality", "v=1&~at=c0.c.application_data%231.send&~tab=record"),
            p("basics.goals.integrity", "v=1&fault=wire:c0.c.application_data@+0%5E01&~at=c0.s.record%234.refuse"),
            p("basics.goals.authentication", "v=1&fault=wrong_host&~at=c0.c.certificate%231.refuse"),
        ],
    },
    Lesson {
        id: "basics.symmetric",
        paragraphs: &[
            p("basics.symmetric.key", "v=1&~at=c0.s.finished%231.derive_traffic_keys&~tab=keys"),
            p("basics.symmetric.problem", "v=1&~at=c0.c.application_data%231.send&~tab=knows"),
        ],
    },
    Lesson {
        id: "basics.public_key",
        paragraphs: &[
            p("basics.public_key.pair", "v=1&~at=c0.c.start%231.prepare&~tab=keys"),
            p("basics.public_key.encrypt", rsa!("&~at=c0.c.server_hello_done%231.make_pre_master_secret&~tab=keys")),
            p("basics.public_key.both", "v=1&~at=c0.c.end%231.end&~tab=costs"),
        ],
    },
    Lesson {
        id: "basics.hash",
        paragraphs: &[
            p("basics.hash.function", "v=1&~at=c0.s.client_hello%231.compute_finished&~tab=transcript"),
            p("basics.hash.mac", "v=1&~at=c0.s.finished%231.send&~tab=message&~field=finished.verify_data"),
            p("basics.hash.tag", "v=1&~at=c0.c.application_data%231.send&~tab=record&~field=record.tag"),
        ],
    },
    Lesson {
        id: "basics.signature",
        paragraphs: &[
            p("basics.signature.sign", "v=1&~at=c0.s.client_hello%231.sign&~tab=keys"),
            p("basics.signature.verify", "v=1&~at=c0.c.certificate_verify%231.verify_signature"),
        ],
    },
    Lesson {
        id: "basics.diffie_hellman",
        paragraphs: &[
            p(
                "basics.diffie_hellman.numbers",
                "v=1&~at=c0.c.client_hello%231.send&~field=client_hello.extensions.key_share.client_shares.0.key_exchange.value",
            ),
            p("basics.diffie_hellman.shared", "v=1&~at=c0.c.server_hello%231.derive_handshake_keys&~tab=keys"),
            p("basics.diffie_hellman.listener", "v=1&~at=c0.c.server_hello%231.derive_handshake_keys&~tab=knows"),
        ],
    },
    Lesson {
        id: "basics.certificate",
        paragraphs: &[
            p(
                "basics.certificate.name",
                "v=1&~at=c0.s.certificate%231.send&~field=certificate.certificate_list.0.cert_data.value.tbsCertificate.extensions.subjectAltName",
            ),
            p("basics.certificate.authority", "v=1&~at=c0.c.certificate%231.judge_certificate&~tab=certificates"),
            p("basics.certificate.root", "v=1&fault=unknown_authority&~at=c0.c.certificate%231.refuse"),
            p("basics.certificate.copy", "v=1&fault=bad_certificate_verify&~at=c0.c.certificate_verify%231.refuse"),
        ],
    },
    Lesson {
        id: "basics.handshake",
        paragraphs: &[
            p("basics.handshake.exchange", "v=1&~at=c0.s.server_hello%231.send"),
            p("basics.handshake.parameters", "v=1&~at=c0.s.encrypted_extensions%231.send"),
            p("basics.handshake.authentication", "v=1&~at=c0.c.finished%231.verify_finished"),
            p("basics.handshake.data", "v=1&~at=c0.s.application_data%231.read_data"),
        ],
    },
    Lesson {
        id: "basics.versions",
        paragraphs: &[
            p(
                "basics.versions.names",
                "v=1&~at=c0.c.client_hello%231.send&~field=client_hello.extensions.supported_versions",
            ),
            p(
                "basics.versions.today",
                "v=1&client.versions=1.2&server.versions=1.2&~at=c0.s.certificate%231.send&~tab=record",
            ),
            p("basics.versions.downgrade", "v=1&fault=version_rollback&~at=c0.c.server_hello%231.refuse"),
        ],
    },
];
