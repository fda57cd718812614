//! Named scenarios to start from, as texts. What they are called on a screen is said elsewhere.

use super::Scenario;

/// A scenario of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The id that links and texts use.
    pub id: &'static str,
    pub topic: Topic,
    /// The scenario's text form.
    pub text: &'static str,
}

/// What an example shows, and so where it stands in a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A handshake of TLS 1.3 that completes.
    Tls13,
    /// One of TLS 1.2.
    Tls12,
    /// Connections that go on from an earlier one.
    Resumption,
    /// What whoever has recorded a connection can read later.
    Secrecy,
    /// How certificates are judged.
    Certificates,
    /// What fails, or is attacked, on the way.
    Failures,
}

impl Topic {
    /// Every topic, in the order of a menu.
    pub const ALL: [Self; 6] =
        [Self::Tls13, Self::Tls12, Self::Resumption, Self::Secrecy, Self::Certificates, Self::Failures];

    /// The topic's id in texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Tls13 => "tls13",
            Self::Tls12 => "tls12",
            Self::Resumption => "resumption",
            Self::Secrecy => "secrecy",
            Self::Certificates => "certificates",
            Self::Failures => "failures",
        }
    }
}

impl Example {
    /// The scenario itself.
    pub fn scenario(&self) -> Scenario {
        Scenario::parse(self.text).map(|parsed| parsed.scenario).unwrap_or_default()
    }
}

/// Every example, in the order of a menu.
pub fn gallery() -> &'static [Example] {
    GALLERY
}

const GALLERY: &[Example] = &[
    example(Topic::Tls13, "tls13", "v=1"),
    example(Topic::Tls13, "tls13_retry", "v=1&server.groups=secp256r1"),
    example(Topic::Tls13, "tls13_chacha_rsa", "v=1&server.suites=TLS_CHACHA20_POLY1305_SHA256&server.cert=rsa"),
    example(
        Topic::Tls13,
        "tls13_p384_aes256",
        "v=1&client.shares=secp384r1&server.suites=TLS_AES_256_GCM_SHA384&server.groups=secp384r1",
    ),
    example(Topic::Tls13, "tls13_tickets", "v=1&client.key_update=on&server.tickets=2"),
    example(Topic::Tls13, "tls13_client_auth", "v=1&client.cert=ecdsa&server.client_auth=require"),
    example(Topic::Tls13, "tls13_staple", "v=1&client.status_request=on&server.staple=on"),
    example(Topic::Tls12, "tls13_offer_tls12", "v=1&server.versions=1.2"),
    example(Topic::Tls12, "tls12_ecdhe_ecdsa_gcm", "v=1&client.versions=1.2&server.versions=1.2"),
    example(
        Topic::Tls12,
        "tls12_ecdhe_rsa_cbc",
        "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa",
    ),
    example(
        Topic::Tls12,
        "tls12_rsa",
        "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa",
    ),
    example(
        Topic::Tls12,
        "tls12_chacha",
        "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256\
         &server.cert=rsa",
    ),
    example(Topic::Tls12, "tls12_ed25519", "v=1&client.versions=1.2&server.versions=1.2&server.cert=ed25519"),
    example(
        Topic::Tls12,
        "tls12_client_auth",
        "v=1&client.versions=1.2&client.cert=rsa&server.versions=1.2&server.client_auth=require",
    ),
    example(
        Topic::Resumption,
        "tls12_session_id",
        "v=1&connections=2&1.after=600&client.versions=1.2&client.resume=1&server.versions=1.2&server.session_cache=8",
    ),
    example(
        Topic::Resumption,
        "tls12_after_failure",
        "v=1&connections=3&1.after=600&2.after=5&client.versions=1.2&client.resume=1&server.versions=1.2\
         &server.session_cache=8&fault=c1.bad_finished",
    ),
    example(
        Topic::Resumption,
        "tls12_ticket",
        "v=1&connections=2&1.after=600&client.versions=1.2&client.session_ticket=on&client.resume=1\
         &server.versions=1.2&server.session_ticket=on&server.ticket_form=sealed",
    ),
    example(
        Topic::Resumption,
        "tls13_psk",
        "v=1&connections=2&1.after=600&client.resume=1&server.tickets=1&server.ticket_form=sealed",
    ),
    example(Topic::Resumption, "tls13_psk_handle", "v=1&connections=2&1.after=600&client.resume=1&server.tickets=1"),
    example(
        Topic::Resumption,
        "tls13_psk_ke",
        "v=1&connections=2&1.after=600&client.resume=1&client.psk_modes=psk_dhe_ke,psk_ke&server.psk_modes=psk_ke\
         &server.tickets=1&server.ticket_form=sealed",
    ),
    example(
        Topic::Resumption,
        "tls13_psk_client_auth",
        "v=1&connections=2&1.after=600&client.cert=ecdsa&client.resume=1&server.client_auth=require&server.tickets=1\
         &server.ticket_form=sealed",
    ),
    example(
        Topic::Resumption,
        "tls13_external_psk",
        "v=1&client.psk=sensor-17:2f1c5d0a9b8e47f6d3c2b1a09f8e7d6c&server.psk=sensor-17:2f1c5d0a9b8e47f6d3c2b1a09f8e7d6c",
    ),
    example(
        Topic::Resumption,
        "tls13_0rtt",
        "v=1&connections=2&1.after=600&client.resume=1&client.early_data=GET%20/\
         &server.tickets=1&server.ticket_early_data=16384&server.ticket_form=sealed&server.accept_early_data=on",
    ),
    example(
        Topic::Resumption,
        "tls13_0rtt_refused",
        "v=1&connections=2&1.after=600&client.resume=1&client.early_data=GET%20/\
         &server.tickets=1&server.ticket_early_data=16384&server.ticket_form=sealed",
    ),
    example(Topic::Resumption, "tls13_0rtt_replayed", "v=1&fault=replay"),
    example(Topic::Resumption, "tls13_0rtt_replay_stopped", "v=1&fault=replay(defence=single_use)"),
    example(
        Topic::Secrecy,
        "stolen_key_rsa",
        "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa\
         &theft=server_key@315576000&~tab=knows",
    ),
    example(
        Topic::Secrecy,
        "stolen_key_ecdhe",
        "v=1&client.versions=1.2&server.versions=1.2&server.cert=rsa&theft=server_key@315576000&~tab=knows",
    ),
    example(
        Topic::Secrecy,
        "stolen_key_old_and_new",
        "v=1&connections=2&1.after=86400&client.versions=1.2&server.versions=1.2\
         &server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa\
         &1.server.suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256&theft=server_key@315576000&~tab=knows",
    ),
    example(
        Topic::Secrecy,
        "stolen_ticket_key",
        "v=1&connections=2&1.after=600&client.versions=1.2&client.session_ticket=on&client.resume=1\
         &server.versions=1.2&server.session_ticket=on&server.ticket_form=sealed&theft=ticket_key&~tab=knows",
    ),
    example(
        Topic::Secrecy,
        "stolen_ticket_key_tls13",
        "v=1&connections=2&1.after=600&client.resume=1&client.early_data=GET%20/&server.tickets=1\
         &server.ticket_early_data=16384&server.ticket_form=sealed&server.accept_early_data=on&theft=ticket_key&~tab=knows",
    ),
    example(Topic::Secrecy, "stolen_key_log", "v=1&theft=key_log&theft=server_key&~tab=knows"),
    example(Topic::Certificates, "expired_certificate", "v=1&fault=expired_certificate"),
    example(Topic::Certificates, "wrong_host", "v=1&fault=wrong_host"),
    example(Topic::Certificates, "cross_sign", "v=1&client.roots=old&server.cross=on"),
    example(Topic::Certificates, "revoked_staple", "v=1&fault=revoked_certificate(source=staple)"),
    example(Topic::Certificates, "staple_missing", "v=1&fault=staple_missing"),
    example(Topic::Certificates, "weak_signature", "v=1&fault=weak_signature"),
    example(Topic::Certificates, "client_certificate_missing", "v=1&fault=client_certificate_missing"),
    example(Topic::Failures, "no_common_suite", "v=1&fault=no_common_suite"),
    example(Topic::Failures, "version_rollback", "v=1&fault=version_rollback"),
    example(Topic::Failures, "version_rollback_unmarked", "v=1&fault=version_rollback(sentinel=off)"),
    example(Topic::Failures, "suite_list_edited", "v=1&fault=suite_list_edited"),
    example(Topic::Failures, "bad_finished", "v=1&client.versions=1.2&server.versions=1.2&fault=bad_finished"),
    example(Topic::Failures, "flipped_byte", "v=1&fault=wire:c0.s.server_hello@server_hello.random+6%5E01"),
];

const fn example(topic: Topic, id: &'static str, text: &'static str) -> Example {
    Example { id, topic, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_without_a_warning_and_is_as_it_would_be_written() {
        for example in gallery() {
            let parsed = Scenario::parse(example.text).unwrap();
            assert_eq!(parsed.warnings, [], "{}", example.id);
            assert_eq!(parsed.scenario.to_text(), example.text, "{}", example.id);
        }
    }

    #[test]
    fn topics_stand_together_and_none_is_empty() {
        let mut topics: Vec<Topic> = gallery().iter().map(|example| example.topic).collect();
        topics.dedup();
        assert_eq!(topics, Topic::ALL);
    }

    #[test]
    fn ids_are_told_apart() {
        for (at, example) in gallery().iter().enumerate() {
            assert!(gallery()[..at].iter().all(|other| other.id != example.id && other.text != example.text));
        }
    }
}
