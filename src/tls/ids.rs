//! What parties do, choose, check and wait for, by name. Knows nothing of when.

ids! {
    /// One local computation, named by what it is for. It parts a party's turn into steps.
    pub enum Verb {
        /// Draws randoms and key shares before the first message.
        Prepare = "prepare",
        /// Weighs the peer's offer and settles version, suite, group.
        Negotiate = "negotiate",
        /// Reads the peer's choice and accepts it.
        AcceptChoice = "accept_choice",
        MakeKeyShare = "make_key_share",
        DeriveHandshakeKeys = "derive_handshake_keys",
        DeriveMasterSecret = "derive_master_secret",
        DeriveTrafficKeys = "derive_traffic_keys",
        JudgeCertificate = "judge_certificate",
        /// Looks for a certificate that the server's request allows.
        ChooseCertificate = "choose_certificate",
        VerifySignature = "verify_signature",
        Sign = "sign",
        ComputeFinished = "compute_finished",
        VerifyFinished = "verify_finished",
        MakePreMasterSecret = "make_pre_master_secret",
        DecryptPreMasterSecret = "decrypt_pre_master_secret",
        /// Looks for sessions to offer, or for the one that is offered.
        FindSession = "find_session",
        ComputeBinder = "compute_binder",
        VerifyBinder = "verify_binder",
        /// Decides whether early data is taken.
        WeighEarlyData = "weigh_early_data",
        DeriveEarlyKeys = "derive_early_keys",
        MakeTicket = "make_ticket",
        OpenTicket = "open_ticket",
        ReadTicket = "read_ticket",
        UpdateKeys = "update_keys",
        ReadData = "read_data",
        ReadAlert = "read_alert",
        ReadMessage = "read_message",
        /// Passes over a record of early data.
        SkipRecord = "skip_record",
        /// Begins anew, without what it kept.
        Restart = "restart",
        /// An attacker sends what it has recorded.
        Replay = "replay",
        /// Refuses: notices, names the reason, tells the peer.
        Refuse = "refuse",
        Close = "close",
    }
}

ids! {
    /// What was chosen in a negotiation.
    pub enum Choice {
        Version = "version",
        CipherSuite = "cipher_suite",
        Group = "group",
        SignatureScheme = "signature_scheme",
        Protocol = "protocol",
        Certificate = "certificate",
        /// TLS 1.2: the session to resume.
        Session = "session",
        /// TLS 1.3: the pre-shared key.
        Psk = "psk",
        /// Whether a key agreement comes beside the pre-shared key.
        PskMode = "psk_mode",
        /// What becomes of early data.
        EarlyData = "early_data",
    }
}

ids! {
    /// The rule by which a choice was made.
    pub enum Rule {
        /// The highest that both speak.
        HighestCommon = "highest_common",
        /// The first of the server's list that the client offered.
        ServerPreference = "server_preference",
        /// The first of the client's list that the server accepts.
        ClientPreference = "client_preference",
        /// There was nothing to choose among.
        OnlyOne = "only_one",
        /// The newest that the client keeps.
        Newest = "newest",
        /// The first that nothing speaks against.
        FirstUsable = "first_usable",
        /// Everything that must hold does.
        AllHold = "all_hold",
        /// The server alone decides, and the client learns of it.
        ServerDecides = "server_decides",
    }
}

ids! {
    /// The keys of one direction.
    pub enum Epoch {
        /// Early data, before the server has spoken.
        Early = "early",
        Handshake = "handshake",
        Application = "application",
        /// TLS 1.2 has one set of keys.
        Session = "session",
    }
}

ids! {
    /// Why a candidate of a choice fell out.
    pub enum Out {
        NotOffered = "not_offered",
        NotSpoken = "not_spoken",
        OtherVersion = "other_version",
        KeyType = "key_type",
        KeyLength = "key_length",
        NoCurve = "no_curve",
        NoGroup = "no_group",
        NoScheme = "no_scheme",
        NoShare = "no_share",
        OtherKind = "other_kind",
        OtherAuthority = "other_authority",
        /// Nobody here keeps or knows it.
        Unknown = "unknown",
        /// A ticket that none of our ticket keys opens.
        NotOpened = "not_opened",
        /// Its lifetime is over.
        Expired = "expired",
        /// The hash of the suite is another than the one that it was made with.
        OtherHash = "other_hash",
        /// It belongs to another suite.
        OtherSuite = "other_suite",
        /// It belongs to another host name.
        OtherName = "other_name",
        /// It belongs to another application protocol.
        OtherProtocol = "other_protocol",
        /// It was made without extended_master_secret, which this connection has.
        WithoutExtended = "without_extended",
        /// The client's certificate is asked for, and none is in it.
        NoClientCertificate = "no_client_certificate",
        /// Not the first identity, whose keys early data is under.
        NotFirst = "not_first",
        /// Not for early data.
        NotAllowed = "not_allowed",
        /// The server did not take it.
        NotTaken = "not_taken",
        /// A second hello was asked for.
        Retried = "retried",
        /// The age that the client states is far from ours.
        AgeOff = "age_off",
        /// This first flight was taken before.
        AlreadySeen = "already_seen",
        /// No pre-shared key was taken, and early data is under one.
        NoPsk = "no_psk",
    }
}

ids! {
    /// A comparison that a party makes, and refuses where it fails. Those of a chain are [`crate::pki::CheckId`].
    pub enum Check {
        ClientCertificate = "client_certificate",
        ServerNameServed = "server_name_served",
        ServerRandomSentinel = "server_random_sentinel",
        SessionIdEcho = "session_id_echo",
        SupportedVersion = "supported_version",
        CipherSuiteOffered = "cipher_suite_offered",
        KeyShareGroup = "key_share_group",
        Signature = "signature",
        Finished = "finished",
        RenegotiationInfo = "renegotiation_info",
        RetryConsistency = "retry_consistency",
        SignatureSchemeOffered = "signature_scheme_offered",
        AlpnOffered = "alpn_offered",
        CompressionNull = "compression_null",
        /// The proof over a ClientHello that its sender has the pre-shared key.
        PskBinder = "psk_binder",
        /// As many binders as identities.
        BinderCount = "binder_count",
        SelectedIdentity = "selected_identity",
        /// The suite's hash is that of the pre-shared key.
        PskHash = "psk_hash",
        /// A server takes early data only as the client sent it.
        EarlyDataFit = "early_data_fit",
        /// A resumed session keeps its version and its suite.
        ResumedSession = "resumed_session",
        /// A resumed session keeps extended_master_secret, or its absence.
        ResumedExtended = "resumed_extended",
    }
}

ids! {
    /// What a party saw and went on in spite of.
    pub enum Ignored {
        WarningAlert = "warning_alert",
        HelloRequest = "hello_request",
        /// A ticket of TLS 1.2 without content: the server has none for us.
        NewSessionTicket = "new_session_ticket",
        /// A ClientHello behind a handshake of TLS 1.2: it is declined.
        Renegotiation = "renegotiation",
        /// A record of early data that was not accepted.
        EarlyData = "early_data",
        /// Application data without any.
        EmptyData = "empty_data",
        /// A request for a certificate that there is none to answer with.
        CertificateRequest = "certificate_request",
        ClientWithoutCertificate = "client_without_certificate",
    }
}

ids! {
    /// What arrives and is no message: its name where a message has one.
    pub enum Stray {
        /// A record of early data that was not accepted.
        EarlyData = "early_data",
        /// Bytes that are refused before they are a message.
        RefusedRecord = "refused_record",
        /// A record of which the rest never came.
        PartialRecord = "partial_record",
        /// A handshake message of which the rest never came.
        PartialMessage = "partial_message",
    }
}

ids! {
    /// A state of either machine; where TLS 1.2 and 1.3 wait for the same, it is one.
    pub enum StateId {
        Start = "start",
        WaitClientHello = "wait_client_hello",
        WaitSecondClientHello = "wait_second_client_hello",
        WaitServerHello = "wait_server_hello",
        WaitEncryptedExtensions = "wait_encrypted_extensions",
        WaitCertificateOrRequest = "wait_certificate_or_request",
        WaitCertificate = "wait_certificate",
        WaitCertificateStatus = "wait_certificate_status",
        WaitCertificateVerify = "wait_certificate_verify",
        WaitServerKeyExchange = "wait_server_key_exchange",
        WaitRequestOrDone = "wait_request_or_done",
        WaitServerHelloDone = "wait_server_hello_done",
        WaitClientKeyExchange = "wait_client_key_exchange",
        WaitChangeCipherSpec = "wait_change_cipher_spec",
        WaitEndOfEarlyData = "wait_end_of_early_data",
        WaitFinished = "wait_finished",
        Connected = "connected",
        /// Of a party that refused: its machine is gone.
        Closed = "closed",
    }
}

ids! {
    /// A limit of a run.
    pub enum Limit {
        /// How many bytes are read.
        Bytes = "bytes",
        /// How much may happen.
        Events = "events",
        /// How many connections are served at once.
        Connections = "connections",
    }
}
