//! Whatever bytes stand for a certificate, a list or a response: reading, annotating and judging answer.
#![no_main]

use handscope::pki::{Certificate, Policy, Structure, annotate_der, judge};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for structure in [Structure::Certificate, Structure::CertificateList, Structure::OcspResponse, Structure::Name] {
        let tree = annotate_der(bytes, structure);
        let mut next = 0;
        for leaf in tree.leaves() {
            assert_eq!(tree.spans[leaf].range.start, next, "{}", tree.path(leaf));
            next = tree.spans[leaf].range.end;
        }
        assert_eq!(next as usize, bytes.len());
    }
    let read = Certificate::read(bytes);
    if let Err(error) = &read {
        assert!(error.offset <= bytes.len(), "{error}");
    }
    let policy = Policy {
        host: Some("www.example.com".to_owned()),
        now: 1_767_225_600,
        roots: vec![bytes.to_vec()],
        ..Policy::default()
    };
    let judgement = judge(&[bytes.to_vec(), bytes.to_vec()], &policy);
    assert_eq!(judgement.accepted, judgement.reason().is_none());
});
