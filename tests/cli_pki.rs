//! `handscope mint` and `handscope judge`: what the one writes, OpenSSL opens; what the other says, OpenSSL says.

#![cfg(test)]

mod common;

use std::process::Command;

use common::*;

fn ours(args: &[&str]) -> Ended {
    run(handscope().args(args))
}

/// A scenario minted into a folder of its own.
fn mint(scenario: &str) -> (Folder, Ended) {
    let folder = Folder::new();
    let out = folder.path("pki");
    let ended = ours(&["mint", scenario, "--out", &out]);
    (folder, ended)
}

/// Runs a command that was printed for a shell.
fn shell(line: &str) -> Ended {
    tool("openssl", "openssl");
    run(Command::new("sh").arg("-c").arg(line))
}

/// Scenarios of every kind of chain, and whether the server's chain is good, and the client's where there is one.
const CHAINS: &[(&str, &[bool])] = &[
    ("v=1", &[true]),
    ("server.cert=p384", &[true]),
    ("server.cert=rsa&server.names=*.example.com,192.0.2.1", &[true]),
    ("server.cert=ed25519", &[true]),
    ("server.names=192.0.2.1&seed=9", &[true]),
    ("server.intermediates=0", &[true]),
    ("server.intermediates=3&server.authorities=ed25519&server.validation=ev", &[true]),
    ("server.cert=rsa&server.rsa_bits=4096&server.hash=sha512&server.pss=on&server.intermediates=2", &[true]),
    (
        "server.cert=p384&server.authorities=p384&server.permitted=example.com,192.0.2.0/24&server.excluded=x.test",
        &[true],
    ),
    ("server.crl=on&server.ocsp=on&server.must_staple=on&server.validation=dv", &[true]),
    ("server.cert=rsa&server.hash=sha1&server.validation=ov", &[false]),
    ("server.cert=rsa&server.hash=md5&server.intermediates=0", &[false]),
    ("server.cert=rsa&server.rsa_bits=512", &[false]),
    ("fault=missing_intermediate", &[false]),
    ("fault=unknown_authority", &[false]),
    ("fault=self_signed_certificate", &[false]),
    ("server.cross=on&client.roots=old", &[true]),
    ("server.cross=on&client.roots=old&server.intermediates=0&server.authorities=p384", &[true]),
    ("server.cross=on&client.roots=both&server.cert=rsa&client.cert=ecdsa", &[true, true]),
    ("server.cross=on", &[true]),
    ("client.roots=old", &[false]),
    ("client.cert=ecdsa&server.client_auth=require", &[true, true]),
    ("client.cert=rsa&server.client_auth=ask&server.cert=p384&client.names=*.example.com,192.0.2.1", &[true, true]),
    ("client.cert=ed25519&server.intermediates=0", &[true, true]),
    ("server.client_auth=ask", &[true, true]),
    ("fault=client_certificate_for_servers", &[true, false]),
    ("fault=client_unknown_authority", &[true, false]),
];

#[test]
fn openssl_opens_every_file() {
    for (scenario, good) in CHAINS {
        let (folder, ended) = mint(scenario);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{scenario}: {ended:#?}");
        let mut told = ended.stdout.split("TOGETHER\n");
        let files = told.next().expect("the files");
        let shown: Vec<&str> = files
            .lines()
            .filter_map(|line| line.strip_prefix("      "))
            .filter(|l| l.starts_with("openssl "))
            .collect();
        let written: Vec<_> = std::fs::read_dir(folder.path("pki")).unwrap().map(|file| file.unwrap()).collect();
        assert_eq!(shown.len(), written.len(), "each file has its command: {files}");
        let clients = written.iter().filter(|file| file.file_name().to_string_lossy().starts_with("client-")).count();
        assert!(written.len() - clients >= 9 && (clients >= 9) == (good.len() > 1), "{files}");
        for line in shown {
            let told = shell(line);
            assert_eq!(told.code, Some(0), "{scenario}: {told:#?}");
            assert!(!told.stdout.is_empty(), "{line}");
        }
        let together: Vec<&str> = told.collect();
        assert_eq!(together.len(), good.len(), "{scenario}: {}", ended.stdout);
        for (together, good) in together.iter().zip(*good) {
            let commands: Vec<&str> = together.lines().map(str::trim).filter(|l| l.starts_with("openssl ")).collect();
            assert_eq!(commands.len(), 3);
            for line in commands.iter().filter(|_| *good) {
                let told = shell(line);
                assert_eq!(told.code, Some(0), "{scenario}: {told:#?}");
                let said = told.stdout + &told.stderr;
                assert!(
                    !line.contains(" ocsp ") || said.contains("Response verify OK") && said.contains(": good"),
                    "{said}"
                );
            }
            let judge = together.lines().map(str::trim).find_map(|line| line.strip_prefix("handscope ")).expect("ours");
            let judged = shell(&format!("{} {judge}", env!("CARGO_BIN_EXE_handscope")));
            assert_eq!(judged.code, Some(if *good { 0 } else { 1 }), "{scenario}: {judged:#?}");
        }
    }
}

/// The path that OpenSSL finds is as long as ours, and there is none where ours is none.
#[test]
fn openssl_takes_the_bridge_to_an_older_root_where_it_must() {
    let (folder, ended) = mint("server.cross=on&client.roots=both&time=2026-11-22T09:00:00Z");
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let file = |name: &str| folder.path(&format!("pki/{name}"));
    for (roots, sent, path) in [
        ("root.pem", "chain.pem", Some(3)),
        ("roots.pem", "chain.pem", Some(3)),
        ("old_root.pem", "chain.pem", Some(4)),
        ("old_root.pem", "intermediate1.pem", None),
    ] {
        let mut theirs = openssl("verify");
        theirs.args(["-show_chain", "-attime", "1795338000", "-no-CApath", "-no-CAstore", "-trusted", &file(roots)]);
        let theirs = run(theirs.args(["-untrusted", &file(sent), &file("leaf.pem")]));
        let depth = theirs.stdout.lines().filter(|line| line.starts_with("depth=")).count();
        let sent = [file("leaf.pem"), file(sent)].map(|path| std::fs::read_to_string(path).unwrap()).concat();
        let sent = folder.write("sent.pem", &sent);
        let ours = ours(&["judge", "--time", "2026-11-22T09:00:00Z", "--roots", &file(roots), &sent]);
        let found = ours.stdout.lines().find_map(|line| line.strip_prefix("path ")).expect("a path");
        match path {
            Some(len) => {
                assert_eq!((theirs.code, depth), (Some(0), len), "{roots}: {theirs:#?}");
                assert_eq!((ours.code, found.split(' ').count()), (Some(0), len), "{roots}: {ours:#?}");
            }
            None => {
                assert_ne!(theirs.code, Some(0), "{roots}: {theirs:#?}");
                assert!(ours.stderr.contains("unknown_issuer"), "{roots}: {ours:#?}");
            }
        }
    }
}

/// OpenSSL on both sides, each with the files of its own and the root of the other.
#[test]
fn both_sides_shake_hands_with_what_was_written() {
    let (folder, ended) = mint("client.cert=p384&server.client_auth=require&server.names=localhost");
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let file = |name: &str| folder.path(&format!("pki/{name}"));
    let shows = |of: &str| {
        let names = [("-cert", "leaf.pem"), ("-cert_chain", "intermediate1.pem"), ("-key", "leaf.key")];
        names.map(|(option, name)| [option.to_owned(), file(&format!("{of}{name}"))]).concat()
    };
    for version in ["-tls1_3", "-tls1_2"] {
        let server = [shows(""), vec!["-CAfile".to_owned(), file("client-root.pem")]].concat();
        let mut server: Vec<&str> = server.iter().map(String::as_str).collect();
        server.extend(["-Verify", "3", "-verify_return_error", "-naccept", "1", "-rev", version]);
        let (server, address) = their_server(&server);
        let mut client = openssl("s_client");
        client.args(["-connect", &address, "-CAfile", &file("root.pem"), "-verify_return_error"]);
        let mut client = start(client.args(["-verify_hostname", "localhost"]).args(shows("client-")));
        client.say("ping\n");
        client.line_where("an echo, or an alert", |line| line.trim().ends_with("gnip") || line.contains("alert"));
        let (client, server) = (client.end(), server.end());
        assert!(client.stdout.contains("gnip") && client.stdout.contains("Verify return code: 0 (ok)"), "{client:#?}");
        assert!(server.stderr.contains("Alice Example"), "{server:#?}");
    }
    // What our own two are told to do with them says the same.
    for (of, said) in [("server 8443 server.client_auth=require --roots ", "client-root.pem"), ("client ", "root.pem")]
    {
        let line = ended.stdout.lines().find_map(|line| line.trim().strip_prefix("handscope ")?.strip_prefix(of));
        assert!(line.is_some_and(|line| line.contains(&file(said))), "{}", ended.stdout);
    }
}

/// What OpenSSL reads in the leaf is what the scenario asked for.
#[test]
fn openssl_reads_what_was_asked_for() {
    for (scenario, file, said) in [
        ("server.crl=on", "leaf", "X509v3 CRL Distribution Points"),
        ("server.ocsp=on", "leaf", "OCSP - URI:"),
        ("server.must_staple=on", "leaf", "status_request"),
        ("server.validation=ev", "leaf", "Policy: 2.23.140.1.1"),
        ("server.validation=dv", "leaf", "Policy: 2.23.140.1.2.1"),
        ("server.validation=ov", "leaf", "Policy: 2.23.140.1.2.2"),
        ("server.cert=rsa&server.rsa_bits=3072", "leaf", "(3072 bit)"),
        ("server.cert=rsa&server.hash=sha1", "leaf", "sha1WithRSAEncryption"),
        ("server.cert=rsa&server.pss=on", "leaf", "rsassaPss"),
        ("server.permitted=example.com", "intermediate1", "DNS:example.com"),
        ("server.excluded=192.0.2.0/24&server.intermediates=0", "root", "IP:192.0.2.0/255.255.255.0"),
        ("server.authorities=p384", "root", "NIST CURVE: P-384"),
    ] {
        let (folder, ended) = mint(scenario);
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        let path = folder.path(&format!("pki/{file}.pem"));
        let text = run(openssl("x509").args(["-noout", "-text", "-in", &path])).stdout;
        assert!(text.contains(said), "{scenario}: {said}\n{text}");
    }
}

#[test]
fn the_printed_scenario_mints_the_same_again() {
    let (folder, first) = mint("seed=5");
    let scenario = first.stdout.lines().find_map(|line| line.strip_prefix("scenario ")).expect("the scenario");
    let (other, second) = mint(scenario);
    assert_eq!(second.code, Some(0));
    for name in ["leaf.pem", "chain.pem", "crl.pem", "root.key", "intermediate1.pem"] {
        let file = format!("pki/{name}");
        assert!(!folder.read(&file).is_empty() && folder.read(&file) == other.read(&file), "{name}");
    }
}

#[test]
fn nothing_is_written_over_unless_asked() {
    let (folder, _) = mint("v=1");
    let (out, leaf) = (folder.path("pki"), folder.read("pki/leaf.pem"));
    let again = ours(&["mint", "seed=2", "--out", &out]);
    assert_eq!(again.code, Some(2));
    assert!(again.stderr.contains("leaf.pem") && again.stderr.contains("--force"), "{again:#?}");
    assert_eq!(folder.read("pki/leaf.pem"), leaf);
    assert_eq!(ours(&["mint", "seed=2", "--out", &out, "--force"]).code, Some(0));
    assert_ne!(folder.read("pki/leaf.pem"), leaf);
}

/// The numbers of `openssl verify`'s errors; none for a good chain.
fn verify(folder: &Folder, time: &str, host: &str) -> Vec<u32> {
    let (root, chain, rest) = (folder.path("pki/root.pem"), folder.path("leaf.pem"), folder.path("rest.pem"));
    let all = folder.read("pki/chain.pem");
    let (first, others) = all.split_at(all.find("-----END CERTIFICATE-----\n").expect("a certificate") + 26);
    folder.write("leaf.pem", first);
    folder.write("rest.pem", others);
    let mut openssl = openssl("verify");
    openssl.args(["-no-CApath", "-no-CAstore", "-auth_level", "2", "-purpose", "sslserver", "-attime", time]);
    openssl.args(["-verify_hostname", host, "-CAfile", &root]);
    if !others.is_empty() {
        openssl.args(["-untrusted", &rest]);
    }
    let said = run(openssl.arg(&chain));
    let number = |line: &str| line.strip_prefix("error ")?.split(' ').next()?.parse().ok();
    said.stderr.lines().filter_map(number).collect()
}

#[test]
fn our_judge_agrees_with_openssl_on_chains_from_disk() {
    let host = "www.example.com";
    for (scenario, time, error, reason) in [
        ("v=1", 1_795_338_000, None, ""),
        ("server.cert=rsa", 1_795_338_000, None, ""),
        ("v=1", 1_895_338_000, Some(10), "expired"),
        ("v=1", 1_700_000_000, Some(9), "not_yet_valid"),
        ("server.names=www.example.net", 1_795_338_000, Some(62), "host_mismatch"),
        ("fault=missing_intermediate", 1_795_338_000, Some(20), "unknown_issuer"),
        ("fault=self_signed_certificate", 1_795_338_000, Some(18), "self_signed"),
        ("fault=bad_certificate_signature", 1_795_338_000, Some(7), "bad_signature"),
        ("fault=issuer_not_an_authority", 1_795_338_000, Some(79), "not_a_ca"),
        ("fault=path_too_long", 1_795_338_000, Some(25), "path_too_long"),
        ("fault=certificate_for_clients", 1_795_338_000, Some(26), "extended_key_usage"),
    ] {
        let (folder, _) = mint(&format!("{scenario}&time=2026-11-22T09:00:00Z"));
        let (root, chain, time) = (folder.path("pki/root.pem"), folder.path("pki/chain.pem"), time.to_string());
        let judged = ours(&["judge", "--roots", &root, "--host", host, "--time", &time, &chain]);
        let theirs = verify(&folder, &time, host);
        match error {
            None => {
                assert_eq!((judged.code, theirs), (Some(0), vec![]), "{scenario} at {time}: {judged:#?}");
                assert!(judged.stdout.contains("\naccepted; 0 of "), "{judged:#?}");
            }
            Some(error) => {
                assert!(theirs.contains(&error), "{scenario} at {time}: {theirs:?}");
                let last = judged.stderr.lines().last().unwrap_or_default();
                let wanted = format!("refused: {reason} (alert ");
                assert!(judged.code == Some(1) && last.starts_with(&wanted), "{scenario} at {time}: {judged:#?}");
                let decides = judged.stdout.matches(", and this decides").count();
                assert_eq!(decides, 1, "{}", judged.stdout);
            }
        }
    }
}

#[test]
fn every_check_is_told_with_what_was_compared() {
    let (folder, _) = mint("fault=wrong_host&fault=bad_certificate_signature&time=2026-11-22T09:00:00Z");
    let (root, chain) = (folder.path("pki/root.pem"), folder.path("pki/chain.pem"));
    let args = ["judge", "--roots", &root, "--host", HOST, "--time", "2026-11-22T09:00:00Z", &chain];
    let told = ours(&args);
    for line in [
        "FAIL  signature              sent.0   Did its issuer's key sign it? (RFC 5280 §6.1.3)",
        "      refused: bad_signature (alert bad_certificate), and this decides",
        "FAIL  host_name              sent.0   Does it name the host? (RFC 9525 §6.3)",
        "      refused: host_mismatch (alert bad_certificate)\n",
        "      host www.example.com; kind dNSName; subjectAltName DNS:www.example.net",
        "pass  not_after              root.0   Is it still valid? (RFC 5280 §4.1.2.5)",
        "-     crl                    sent.0   ",
    ] {
        assert!(told.stdout.contains(line), "{line}\n{}", told.stdout);
    }
    let json = ours(&[&args[..], &["--json"]].concat());
    assert_eq!(json.code, Some(1));
    let json = json.json();
    assert_eq!(json["refusal"]["reason"], "bad_signature");
    assert_eq!(json["refusal"]["alert"], "bad_certificate");
    let checks = json["checks"].as_array().expect("checks");
    let decisive = &checks[usize::try_from(json["decisive"].as_u64().expect("a check")).unwrap()];
    assert_eq!(
        (&decisive["check"], &decisive["title"]),
        (&"signature".into(), &"Did its issuer's key sign it?".into())
    );
    assert_eq!(told.stdout.lines().filter(|line| line.contains(" (RFC ")).count(), checks.len());
}

#[test]
fn a_purpose_and_what_is_known_of_revocation_decide() {
    let (folder, _) = mint("fault=certificate_for_clients");
    let file = |name: &str| folder.path(&format!("pki/{name}"));
    let (root, chain, crl, ocsp) = (file("root.pem"), file("chain.pem"), file("crl.pem"), file("ocsp.der"));
    let judge = |more: &[&str]| {
        let ended = ours(&[&["judge", "--roots", &root, &chain], more].concat());
        ended.stderr.lines().last().unwrap_or("ok").split(" (").next().unwrap_or_default().to_owned()
    };
    assert_eq!(judge(&[]), "refused: extended_key_usage");
    assert_eq!(judge(&["--purpose", "client"]), "ok");
    assert_eq!(judge(&["--purpose", "client", "--revocation", "hard"]), "refused: revocation_unknown");
    assert_eq!(judge(&["--purpose", "client", "--revocation", "hard", "--ocsp", &ocsp]), "refused: revocation_unknown");
    assert_eq!(judge(&["--purpose", "client", "--revocation", "hard", "--crl", &crl, "--staple", &ocsp]), "ok");
    assert!(judge(&["--staple", &crl]).ends_with("crl.pem: no OCSP RESPONSE in it, but X509 CRL, X509 CRL"));
}

/// A bundle as systems have it: comments, blank lines, carriage returns, many roots; and the same objects in DER.
#[test]
fn bundles_and_der_are_read_as_they_are() {
    let (folder, _) = mint("server.cert=rsa");
    let (other, _) = mint("server.cert=p384");
    let own = folder.read("pki/root.pem").replace('\n', "\r\n");
    let text = format!("# Bundle of CA Root Certificates\r\n\r\n{}\n=====\r\n  \r\n{own}", other.read("pki/root.pem"));
    let bundle = folder.write("bundle.pem", &text);
    let chain = folder.write(
        "s_client.txt",
        &format!("CONNECTED(00000003)\n---\n 0 s:CN = x\r\n{}---\nServer certificate\n", folder.read("pki/chain.pem")),
    );
    let judged = ours(&["judge", "--roots", &bundle, "--host", HOST, &chain]);
    assert_eq!((judged.code, judged.stderr.as_str()), (Some(0), ""), "{judged:#?}");
    assert!(judged.stdout.contains("path sent.0 sent.1 root.1"), "{}", judged.stdout);
    let theirs = run(openssl("verify").args(["-CAfile", &bundle, "-untrusted", &chain, &folder.path("pki/leaf.pem")]));
    assert_eq!(theirs.code, Some(0), "{theirs:#?}");
    let leaf = folder.path("pki/leaf.der");
    let alone = ours(&["judge", "--roots", &bundle, &leaf]);
    assert!(alone.stderr.contains("unknown_issuer"), "{alone:#?}");
    let lists = ["root.crl", "intermediate1.crl"].map(|name| folder.path(&format!("pki/{name}")));
    let hard = ["judge", "--roots", &bundle, "--revocation", "hard", "--crl", &lists[0], "--crl", &lists[1], &chain];
    assert_eq!(ours(&hard).code, Some(0));
}

#[test]
fn a_wrong_file_is_named_with_its_line_or_byte() {
    let (folder, _) = mint("v=1");
    let file = |name: &str| folder.path(&format!("pki/{name}"));
    let (root, chain, key, crl) = (file("root.pem"), file("chain.pem"), file("leaf.key"), file("crl.pem"));
    let missing = folder.path("missing.pem");
    let text = folder.read("pki/root.pem");
    let star = folder.write("star.pem", &format!("# one\n{}", text.replacen("MII", "MI*", 1)));
    let open = folder.write("open.pem", &format!("\n{}", text.replace("-----END CERTIFICATE-----", "")));
    let nothing = folder.write("nothing.pem", "nothing here\n");
    let bad = folder.write("bad.pem", &format!("{text}{}", text.replacen("MIIB", "MIIC", 1)));
    let only_bad = folder.write("only_bad.pem", &text.replacen("MIIB", "MIIC", 1));
    let short = folder.path("short.der");
    std::fs::write(&short, &std::fs::read(file("ocsp.der")).unwrap()[..40]).unwrap();
    let out = folder.write("file", "no folder");
    for (args, named) in [
        (&["judge", "--roots", &missing, &chain][..], &["--roots", "missing.pem"][..]),
        (&["judge", "--roots", &root, &missing], &["missing.pem"]),
        (&["judge", "--roots", &star, &chain], &["star.pem: line 3: a character that is not base64"]),
        (&["judge", "--roots", &root, &open], &["open.pem: line 2: this block has no END line"]),
        (&["judge", "--roots", &root, &nothing], &["nothing.pem: line 1: no PEM block"]),
        (&["judge", "--roots", &only_bad, &chain], &["only_bad.pem, line 1: Certificate: ", " at byte "]),
        (&["judge", "--roots", &root, &key], &["leaf.key: no CERTIFICATE in it, but PRIVATE KEY"]),
        (&["judge", "--roots", &root, "--crl", &root, &chain], &["root.pem: no X509 CRL in it, but CERTIFICATE"]),
        (&["judge", "--roots", &root, "--ocsp", &short, &chain], &["--ocsp", "short.der: ", " at byte "]),
        (&["client", "127.0.0.1:1", "--insecure", "--crl", &short], &["--crl", "short.der: ", " at byte "]),
        (&["server", "0", "--staple", &missing], &["--staple", "missing.pem"]),
        (&["judge", "--roots", &root, "--time", "noon", &chain], &["--time: `noon`", "2026-11-22T09:00:00Z"]),
        (&["mint", "server.chain=00", "--out", &out], &["server.chain"]),
        (&["mint", "server.hash=sha1", "--out", &missing], &["server.hash: `sha1` is not allowed", "authorities=rsa"]),
        (&["mint", "time=9999-12-31T00:00:00Z&server.valid=0,99999", "--out", &missing], &["no certificate can be"]),
        (&["mint", "--out", &out], &["file: "]),
    ] {
        let ended = ours(args);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{args:?}: {ended:#?}");
        assert!(named.iter().all(|part| ended.stderr.contains(part)), "{args:?} {named:?}: {}", ended.stderr);
    }
    let warned = ours(&["judge", "--roots", &bad, "--crl", &crl, &chain]);
    assert_eq!(warned.code, Some(0), "{warned:#?}");
    assert!(warned.stderr.contains("bad.pem, line ") && warned.stderr.contains("1 of 2"), "{warned:#?}");
    // What a server sends is judged, also where it is no certificate.
    let judged = ours(&["judge", "--roots", &root, &only_bad]);
    assert!(judged.code == Some(1) && judged.stderr.contains("undecodable: Certificate"), "{judged:#?}");
}

/// A scenario chooses the profile as well, for either side.
#[test]
fn a_scenario_chooses_the_profile() {
    for (scenario, told) in [
        ("client.profile=strict", "handshake done; completed"),
        ("client.profile=strict&server.cert=rsa&server.intermediates=2", "handshake done; completed"),
        ("server.profile=strict&server.client_auth=require&client.cert=ecdsa", "handshake done; completed"),
        ("server.names=a_b.example.com&client.host=a_b.example.com", "handshake done; completed"),
        ("client.profile=strict&server.names=a_b.example.com&client.host=a_b.example.com", "refused: bad_name_syntax"),
    ] {
        let ended = ours(&["trace", scenario]);
        assert!(ended.stdout.contains(told), "{scenario}: {}", &ended.stdout[ended.stdout.len().saturating_sub(400)..]);
    }
}
