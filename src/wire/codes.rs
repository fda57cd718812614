//! The registries of TLS: code points by their registered names. Knows no rule about them.

wire_enum! {
    /// ContentType, RFC 8446, 5.1
    ContentType: u8 { invalid = 0, change_cipher_spec = 20, alert = 21, handshake = 22, application_data = 23, heartbeat = 24, }
}

wire_enum! {
    /// HandshakeType, RFC 8446, 4 and RFC 5246, 7.4
    HandshakeType: u8 {
        hello_request = 0, client_hello = 1, server_hello = 2, hello_verify_request = 3, new_session_ticket = 4,
        end_of_early_data = 5, encrypted_extensions = 8, certificate = 11, server_key_exchange = 12,
        certificate_request = 13, server_hello_done = 14, certificate_verify = 15, client_key_exchange = 16,
        finished = 20, certificate_url = 21, certificate_status = 22, key_update = 24, compressed_certificate = 25,
        message_hash = 254,
    }
}

wire_enum! {
    /// ProtocolVersion, RFC 8446, 4.2.1; the names are those that RFCs and tools print.
    ProtocolVersion: u16 {
        SSLv3 as "SSL 3.0" = 0x0300,
        TLSv1_0 as "TLS 1.0" = 0x0301,
        TLSv1_1 as "TLS 1.1" = 0x0302,
        TLSv1_2 as "TLS 1.2" = 0x0303,
        TLSv1_3 as "TLS 1.3" = 0x0304,
    }
}

wire_enum! {
    /// CipherSuite, the IANA registry; those that are named, not only those that are spoken.
    CipherSuite: u16 {
        TLS_NULL_WITH_NULL_NULL = 0x0000,
        TLS_RSA_EXPORT_WITH_RC4_40_MD5 = 0x0003,
        TLS_RSA_WITH_RC4_128_MD5 = 0x0004,
        TLS_RSA_WITH_RC4_128_SHA = 0x0005,
        TLS_RSA_WITH_DES_CBC_SHA = 0x0009,
        TLS_RSA_WITH_3DES_EDE_CBC_SHA = 0x000a,
        TLS_RSA_WITH_AES_128_CBC_SHA = 0x002f,
        TLS_DHE_RSA_WITH_AES_128_CBC_SHA = 0x0033,
        TLS_RSA_WITH_AES_256_CBC_SHA = 0x0035,
        TLS_DHE_RSA_WITH_AES_256_CBC_SHA = 0x0039,
        TLS_RSA_WITH_AES_128_CBC_SHA256 = 0x003c,
        TLS_RSA_WITH_AES_256_CBC_SHA256 = 0x003d,
        TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 = 0x0067,
        TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 = 0x006b,
        TLS_RSA_WITH_AES_128_GCM_SHA256 = 0x009c,
        TLS_RSA_WITH_AES_256_GCM_SHA384 = 0x009d,
        TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 = 0x009e,
        TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 = 0x009f,
        TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff,
        TLS_AES_128_GCM_SHA256 = 0x1301,
        TLS_AES_256_GCM_SHA384 = 0x1302,
        TLS_CHACHA20_POLY1305_SHA256 = 0x1303,
        TLS_AES_128_CCM_SHA256 = 0x1304,
        TLS_AES_128_CCM_8_SHA256 = 0x1305,
        TLS_FALLBACK_SCSV = 0x5600,
        TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA = 0xc009,
        TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA = 0xc00a,
        TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA = 0xc013,
        TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA = 0xc014,
        TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 = 0xc023,
        TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 = 0xc024,
        TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 = 0xc027,
        TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 = 0xc028,
        TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b,
        TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xc02c,
        TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xc02f,
        TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xc030,
        TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca8,
        TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca9,
        TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xccaa,
    }
}

wire_enum! {
    /// CompressionMethod, RFC 3749
    CompressionMethod: u8 { null = 0, DEFLATE = 1, }
}

wire_enum! {
    /// NamedGroup, RFC 8446, 4.2.7
    NamedGroup: u16 {
        secp256r1 = 0x0017, secp384r1 = 0x0018, secp521r1 = 0x0019, x25519 = 0x001d, x448 = 0x001e,
        ffdhe2048 = 0x0100, ffdhe3072 = 0x0101, ffdhe4096 = 0x0102, ffdhe6144 = 0x0103, ffdhe8192 = 0x0104,
        SecP256r1MLKEM768 = 0x11eb, X25519MLKEM768 = 0x11ec,
    }
}

wire_enum! {
    /// SignatureScheme, RFC 8446, 4.2.3
    SignatureScheme: u16 {
        rsa_pkcs1_sha1 = 0x0201, dsa_sha1 = 0x0202, ecdsa_sha1 = 0x0203,
        rsa_pkcs1_sha256 = 0x0401, dsa_sha256 = 0x0402, ecdsa_secp256r1_sha256 = 0x0403,
        rsa_pkcs1_sha384 = 0x0501, dsa_sha384 = 0x0502, ecdsa_secp384r1_sha384 = 0x0503,
        rsa_pkcs1_sha512 = 0x0601, dsa_sha512 = 0x0602, ecdsa_secp521r1_sha512 = 0x0603,
        rsa_pss_rsae_sha256 = 0x0804, rsa_pss_rsae_sha384 = 0x0805, rsa_pss_rsae_sha512 = 0x0806,
        ed25519 = 0x0807, ed448 = 0x0808,
        rsa_pss_pss_sha256 = 0x0809, rsa_pss_pss_sha384 = 0x080a, rsa_pss_pss_sha512 = 0x080b,
    }
}

wire_enum! {
    /// ExtensionType, RFC 8446, 4.2 and the IANA registry
    ExtensionType: u16 {
        server_name = 0, max_fragment_length = 1, status_request = 5, supported_groups = 10, ec_point_formats = 11,
        signature_algorithms = 13, use_srtp = 14, heartbeat = 15, application_layer_protocol_negotiation = 16,
        signed_certificate_timestamp = 18, client_certificate_type = 19, server_certificate_type = 20, padding = 21,
        encrypt_then_mac = 22, extended_master_secret = 23, compress_certificate = 27, record_size_limit = 28,
        session_ticket = 35, pre_shared_key = 41, early_data = 42, supported_versions = 43, cookie = 44,
        psk_key_exchange_modes = 45, certificate_authorities = 47, oid_filters = 48, post_handshake_auth = 49,
        signature_algorithms_cert = 50, key_share = 51, encrypted_client_hello = 0xfe0d, renegotiation_info = 0xff01,
    }
}

wire_enum! {
    /// NameType, RFC 6066, 3
    NameType: u8 { host_name = 0, }
}

wire_enum! {
    /// CertificateStatusType, RFC 6066, 8 and RFC 6961, 2.2
    CertificateStatusType: u8 { ocsp = 1, ocsp_multi = 2, }
}

wire_enum! {
    /// ECPointFormat, RFC 8422, 5.1.2
    ECPointFormat: u8 { uncompressed = 0, ansiX962_compressed_prime = 1, ansiX962_compressed_char2 = 2, }
}

wire_enum! {
    /// PskKeyExchangeMode, RFC 8446, 4.2.9
    PskKeyExchangeMode: u8 { psk_ke = 0, psk_dhe_ke = 1, }
}

wire_enum! {
    /// ECCurveType, RFC 8422, 5.4
    ECCurveType: u8 { explicit_prime = 1, explicit_char2 = 2, named_curve = 3, }
}

wire_enum! {
    /// KeyUpdateRequest, RFC 8446, 4.6.3
    KeyUpdateRequest: u8 { update_not_requested = 0, update_requested = 1, }
}

wire_enum! {
    /// ClientCertificateType, RFC 5246, 7.4.4
    ClientCertificateType: u8 { rsa_sign = 1, dss_sign = 2, ecdsa_sign = 64, }
}

wire_enum! {
    /// AlertLevel, RFC 8446, 6
    AlertLevel: u8 { warning = 1, fatal = 2, }
}

wire_enum! {
    /// AlertDescription, RFC 8446, 6 and RFC 5246, 7.2
    AlertDescription: u8 {
        close_notify = 0, unexpected_message = 10, bad_record_mac = 20, decryption_failed = 21, record_overflow = 22,
        decompression_failure = 30, handshake_failure = 40, no_certificate = 41, bad_certificate = 42,
        unsupported_certificate = 43, certificate_revoked = 44, certificate_expired = 45, certificate_unknown = 46,
        illegal_parameter = 47, unknown_ca = 48, access_denied = 49, decode_error = 50, decrypt_error = 51,
        export_restriction = 60, protocol_version = 70, insufficient_security = 71, internal_error = 80,
        inappropriate_fallback = 86, user_canceled = 90, no_renegotiation = 100, missing_extension = 109,
        unsupported_extension = 110, certificate_unobtainable = 111, unrecognized_name = 112,
        bad_certificate_status_response = 113, bad_certificate_hash_value = 114, unknown_psk_identity = 115,
        certificate_required = 116, no_application_protocol = 120, ech_required = 121,
    }
}

/// Whether a code point is one of those reserved to keep peers tolerant of what they do not know (RFC 8701, 2).
pub fn is_grease(code: u16) -> bool {
    let [high, low] = code.to_be_bytes();
    high == low && low & 0x0f == 0x0a
}

impl CipherSuite {
    /// Whether it is a signalling value: it says something in a client's list and can never be chosen (RFC 5746, 3.3;
    /// RFC 7507, 3).
    pub fn is_signal(self) -> bool {
        matches!(self, Self::TLS_EMPTY_RENEGOTIATION_INFO_SCSV | Self::TLS_FALLBACK_SCSV)
    }
}
