//! The names of secrets, keys and values, as RFC 8446, RFC 5246, RFC 8448 and key logs write them.
//! Knows no value.

/// Declares the names with their ids.
macro_rules! names {
    ($($(#[$meta:meta])* $variant:ident = $id:literal,)*) => {
        /// The name of a ledger entry. Names repeat after a retry, a KeyUpdate or a second connection.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Name { $($(#[$meta])* $variant,)* }

        impl Name {
            /// Every name.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name as documents write it.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }
    };
}

names! {
    ClientRandom = "client_random",
    ServerRandom = "server_random",
    /// The 24 bytes before the mark, where a server writes one.
    ServerRandomHead = "server_random_head",
    /// The last 8 bytes of a ServerHello's random that confess a lower version.
    DowngradeSentinel = "downgrade_sentinel",
    Cookie = "cookie",
    SessionId = "session_id",
    EphemeralPrivateKey = "ephemeral_private_key",
    EphemeralPublicKey = "ephemeral_public_key",
    PeerPublicKey = "peer_public_key",
    SharedSecret = "shared_secret",
    /// TLS 1.2: 48 bytes for RSA, the shared secret for ECDHE.
    PreMasterSecret = "pre_master_secret",
    PreMasterVersion = "pre_master_version",
    PreMasterRandom = "pre_master_random",
    /// What a server goes on with where the client's pre-master secret is broken, 48 bytes.
    FallbackPreMasterSecret = "fallback_pre_master_secret",
    RsaPadding = "rsa_padding",
    EncryptedPreMasterSecret = "encrypted_pre_master_secret",
    ServerCertificateKey = "server_certificate_key",
    ClientCertificateKey = "client_certificate_key",
    PrivateKey = "private_key",
    SessionHash = "session_hash",
    MasterSecret = "master_secret",
    KeyBlock = "key_block",
    ClientWriteMacKey = "client_write_MAC_key",
    ServerWriteMacKey = "server_write_MAC_key",
    ClientWriteKey = "client_write_key",
    ServerWriteKey = "server_write_key",
    ClientWriteIv = "client_write_IV",
    ServerWriteIv = "server_write_IV",
    Zeros = "zeros",
    EmptyContext = "empty_context",
    EmptyHash = "empty_hash",
    EarlySecret = "early_secret",
    DerivedEarlySecret = "derived_early_secret",
    HandshakeSecret = "handshake_secret",
    ClientHandshakeTrafficSecret = "client_handshake_traffic_secret",
    ServerHandshakeTrafficSecret = "server_handshake_traffic_secret",
    ClientHandshakeKey = "client_handshake_key",
    ClientHandshakeIv = "client_handshake_iv",
    ServerHandshakeKey = "server_handshake_key",
    ServerHandshakeIv = "server_handshake_iv",
    DerivedHandshakeSecret = "derived_handshake_secret",
    MainSecret = "master_secret_13",
    ClientApplicationTrafficSecret = "client_application_traffic_secret_0",
    ServerApplicationTrafficSecret = "server_application_traffic_secret_0",
    NextClientApplicationTrafficSecret = "client_application_traffic_secret_N",
    NextServerApplicationTrafficSecret = "server_application_traffic_secret_N",
    ClientApplicationKey = "client_application_key",
    ClientApplicationIv = "client_application_iv",
    ServerApplicationKey = "server_application_key",
    ServerApplicationIv = "server_application_iv",
    ExporterMasterSecret = "exporter_master_secret",
    ResumptionMasterSecret = "resumption_master_secret",
    ResumptionPsk = "resumption_psk",
    TicketNonce = "ticket_nonce",
    Ticket = "ticket",
    TicketAgeAdd = "ticket_age_add",
    ClientHelloHash = "client_hello_hash",
    TranscriptHash = "transcript_hash",
    ClientFinishedKey = "client_finished_key",
    ServerFinishedKey = "server_finished_key",
    ClientVerifyData = "client_verify_data",
    ServerVerifyData = "server_verify_data",
    SignedContent = "signed_content",
    SignaturePrefix = "signature_prefix",
    SignatureSalt = "signature_salt",
    Signature = "signature",
    Params = "server_key_exchange_params",
    RecordIv = "record_iv",
}
