//! Words of tools to try the index with, each as it was printed (`tests/vectors/symptoms`). Knows nothing of what they mean.

/// Who printed something, and what.
pub struct Sample {
    pub name: &'static str,
    pub text: &'static str,
}

/// The samples, in the order of their buttons.
pub const SAMPLES: &[Sample] = &[
    Sample {
        name: "curl (60)",
        text: "* TLSv1.3 (OUT), TLS alert, certificate expired (557):\n\
               } [2 bytes data]\n\
               * SSL certificate problem: certificate has expired\n\
               * Closing connection 0\n\
               curl: (60) SSL certificate problem: certificate has expired\n",
    },
    Sample {
        name: "nginx",
        text: "2026/11/27 02:47:45 [info] 16960#16960: *3 SSL_do_handshake() failed (SSL: error:0A0000C1:SSL routines::no \
               shared cipher) while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:20126\n",
    },
    Sample { name: "Chrome", text: "Your connection is not private\nNET::ERR_CERT_COMMON_NAME_INVALID\n" },
    Sample {
        name: "Java",
        text: "Caused by: sun.security.validator.ValidatorException: PKIX path building failed: \
               sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to \
               requested target\n",
    },
    Sample {
        name: "OpenSSL",
        text: "40F784FA737F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version \
               number:../ssl/record/ssl3_record.c:350:\n",
    },
];
