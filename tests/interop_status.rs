//! Stapled OCSP responses between our sides and OpenSSL's, in both versions: theirs are asked for and judged, ours are
//! read and believed.

#![cfg(test)]

mod common;

use common::*;

const VERSIONS: [(&str, &str); 2] = [("1.3", "-tls1_3"), ("1.2", "-tls1_2")];

/// A chain on disk that is good today.
fn mint(scenario: &str) -> (Folder, impl Fn(&str) -> String) {
    let folder = Folder::new();
    let out = folder.path("pki");
    let ended = run(handscope().args(["mint", scenario, "--out", &out]));
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    (folder, move |name: &str| format!("{out}/{name}"))
}

/// What our client makes of what `openssl s_server` staples.
#[test]
fn our_client_judges_the_staples_of_openssl() {
    for (scenario, stapled, reason) in [
        ("server.must_staple=on", true, None),
        ("server.must_staple=on", false, Some("staple_missing")),
        ("server.cert=rsa", false, None),
        ("server.cert=rsa", true, None),
    ] {
        let (_folder, file) = mint(scenario);
        let (chain, key, ocsp, root) = (file("chain.pem"), file("leaf.key"), file("ocsp.der"), file("root.pem"));
        for (version, _) in VERSIONS {
            let mut args = vec!["-cert", &chain, "-cert_chain", &chain, "-key", &key, "-naccept", "1", "-rev"];
            if stapled {
                args.extend(["-status_file", &ocsp]);
            }
            let (server, address) = their_server(&args);
            let text = format!("client.status_request=on&client.versions={version}");
            let client = run(handscope().args(["client", &address, &text, "--roots", &root, "--host", HOST, "--json"]));
            drop(server);
            assert_eq!(client.code, Some(i32::from(reason.is_some())), "{scenario} {version}: {client:#?}");
            let trace = client.json();
            assert_eq!(trace["connections"][0]["outcome"]["client"]["reason"].as_str(), reason, "{scenario} {version}");
            let status = messages(&trace).contains(&"<certificate_status".to_owned());
            assert_eq!(status, stapled && version == "1.2", "{scenario} {version}");
            let steps = trace["steps"].as_array().expect("steps").iter();
            let mut effects = steps.flat_map(|step| step["effects"].as_array().expect("effects"));
            let judged = effects.find(|effect| effect["effect"] == "judged").expect("a judgement");
            let mut checks = judged["checks"].as_array().expect("checks").iter();
            let staple = checks.find(|check| check["check"] == "staple").expect("the staple's check");
            let wanted = match (stapled, reason) {
                (true, _) => "pass",
                (false, Some(_)) => "fail",
                (false, None) => "not_applicable",
            };
            assert_eq!(staple["verdict"], wanted, "{scenario} {version}: {staple}");
        }
    }
}

/// What `openssl s_client` reads of what our server staples.
#[test]
fn openssl_reads_our_staples() {
    for (version, flag) in VERSIONS {
        for (scenario, told) in [("server.staple=on", "Cert Status: good"), ("v=1", "OCSP response: no response sent")]
        {
            let text = format!("{scenario}&server.versions={version}");
            let (mut server, address) = our_server(&[&text, "--count", "1"]);
            let client = run(openssl("s_client").args(["-connect", &address.to_string(), "-status", flag]));
            server.hush();
            assert!(client.stdout.contains(told), "{scenario} {version}: {client:#?}");
            if scenario.contains("staple") {
                assert!(client.stdout.contains("OCSP Response Status: successful"), "{client:#?}");
            }
        }
    }
}

/// A response about every certificate: GnuTLS keeps them all, OpenSSL passes over those behind the first, and finds each
/// of them good.
#[test]
fn a_status_for_every_certificate_is_read_elsewhere() {
    let (folder, file) = mint("seed=7&server.intermediates=2");
    let scenario = "seed=7&server.intermediates=2&server.staple=all&server.versions=1.3";
    let (mut server, address) = our_server(&[scenario, "--count", "2"]);
    let (kept, port) = (folder.path("kept.pem"), address.port().to_string());
    let mut theirs = tool("gnutls-cli", "gnutls-bin");
    theirs.args(["127.0.0.1", "--port", &port, "--x509cafile", &file("root.pem"), "--verify-hostname", "localhost"]);
    let theirs = run(theirs.args(["--save-ocsp-multi", &kept]));
    assert!(theirs.stdout.contains("Handshake was completed"), "{theirs:#?}");
    let first = run(openssl("s_client").args(["-connect", &address.to_string(), "-status"]));
    server.hush();
    assert!(first.stdout.contains("Cert Status: good"), "{first:#?}");
    let kept = handscope::pki::pem::decode(folder.read("kept.pem")).expect("responses");
    assert_eq!(kept.len(), 3, "{theirs:#?}");
    let names = ["leaf", "intermediate1", "intermediate2", "root"].map(|name| file(&format!("{name}.pem")));
    for (response, pair) in kept.iter().zip(names.windows(2)) {
        let path = folder.path("one.der");
        std::fs::write(&path, response.der.as_ref().unwrap()).unwrap();
        let mut check = openssl("ocsp");
        check.args(["-no_nonce", "-respin", &path, "-issuer", &pair[1], "-cert", &pair[0], "-CAfile", &names[3]]);
        let check = run(check.args(["-verify_other", &file("chain.pem")]));
        let said = check.stdout + &check.stderr;
        assert!(said.contains("Response verify OK") && said.contains(&format!("{}: good", pair[0])), "{said}");
    }
}

/// What `mint` wrote is served, and what the client has at hand decides.
#[test]
fn our_own_sides_take_their_statements_from_files() {
    let (_folder, file) = mint("server.must_staple=on&fault=revoked_certificate");
    let (chain, key, ocsp, root) = (file("chain.pem"), file("leaf.key"), file("ocsp.der"), file("root.pem"));
    let (list, crl) = (file("intermediate1.crl"), file("crl.pem"));
    for (served, known, reason) in [
        (&[][..], &["v=1"][..], None),
        (&[], &["v=1", "--crl", &crl], Some("revoked")),
        (&[], &["v=1", "--crl", &list], Some("revoked")),
        (&[], &["v=1", "--ocsp", &ocsp], Some("revoked")),
        (&[], &["client.revocation=off", "--ocsp", &ocsp], None),
        (&["--staple", &ocsp], &["v=1"], None),
        (&["--staple", &ocsp], &["client.status_request=on"], Some("revoked")),
        (&[], &["client.status_request=on"], Some("staple_missing")),
    ] {
        let (server, address) = our_server(&[&["--count", "1", "--cert", &chain, "--key", &key], served].concat());
        let mut client = handscope();
        client.args(["client", &address.to_string(), "--roots", &root, "--host", HOST]).args(known);
        let ended = run(&mut client);
        drop(server);
        assert_eq!(ended.code, Some(i32::from(reason.is_some())), "{served:?} {known:?}: {ended:#?}");
        let told = reason.map_or(String::new(), |reason| format!("refused: {reason} (alert "));
        assert!(ended.stderr.contains(&told), "{served:?} {known:?}: {ended:#?}");
    }
    let (server, address) = our_server(&["--count", "1", "--cert", &chain, "--key", &key, "--staple", &ocsp]);
    let theirs = run(openssl("s_client").args(["-connect", &address.to_string(), "-status"]));
    drop(server);
    assert!(theirs.stdout.contains("Cert Status: revoked"), "{theirs:#?}");
}

/// A server that does not serve the name says so, and OpenSSL understands.
#[test]
fn openssl_is_told_that_a_name_is_not_served() {
    for (version, flag) in VERSIONS {
        let text = format!("server.sni=refuse&server.versions={version}");
        let (mut server, address) = our_server(&[&text, "--count", "1"]);
        let args = ["-connect", &address.to_string(), "-servername", "www.example.net", flag];
        let client = run(openssl("s_client").args(args));
        server.hush();
        assert!(client.stderr.contains("unrecognized name"), "{version}: {client:#?}");
    }
}
