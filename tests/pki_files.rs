//! Files as people have them, through the front door of `handscope judge`: whatever can stand in a PEM file, files of
//! other formats, and names that try to be more than names.

#![cfg(test)]
#![cfg(test)]

mod common;

use common::*;
use proptest::prelude::*;

use handscope::crypto::{Hash, KeyKind, PrivateKey, Scheme, fixture};
use handscope::pki::{Name, Policy, Spec, judge, mint, oids, pem};
use handscope::wire::printable;

fn ours(args: &[&str]) -> Ended {
    run(handscope().args(args))
}

/// What a judgement ended with: `ok`, the reason, or the whole complaint about the file.
fn verdict(ended: &Ended) -> String {
    let last = ended.stderr.lines().last().unwrap_or_default();
    match ended.code {
        Some(0) => "ok".to_owned(),
        Some(1) => last.trim_start_matches("refused: ").split(" (").next().unwrap_or_default().to_owned(),
        _ => ended.stderr.clone(),
    }
}

/// The chain of a server and its root, as text.
struct Pem {
    files: Files,
    leaf: String,
    chain: String,
    root: String,
    key: String,
}

impl Pem {
    fn new() -> Pem {
        let files = Files::mint(KeyKind::EcdsaP256);
        let [chain, root, key] = ["chain.pem", "root.pem", "key.pem"].map(|name| files.folder.read(name));
        let end = chain.find("-----END CERTIFICATE-----\n").expect("a certificate") + 26;
        let leaf = chain[..end].to_owned();
        Pem { files, leaf, chain, root, key }
    }

    fn judge(&self, chain: impl AsRef<[u8]>, roots: impl AsRef<[u8]>) -> Ended {
        let [at, trusted] = ["c.pem", "r.pem"].map(|name| self.files.folder.path(name));
        std::fs::write(&at, chain).expect("a file");
        std::fs::write(&trusted, roots).expect("a file");
        ours(&["judge", "--roots", &trusted, "--host", HOST, &at])
    }
}

/// OpenSSL's words about a file, as it writes a block of another kind.
fn openssl_writes(args: &[&str]) -> String {
    let ended = run(openssl(args[0]).args(&args[1..]));
    assert_eq!(ended.code, Some(0), "{args:?}: {ended:#?}");
    ended.stdout
}

/// Whatever stands in a PEM file, a certificate in it is read, or the file is refused with the line: never is it lost
/// without a word.
#[test]
fn whatever_stands_in_a_pem_file() {
    let pem = Pem::new();
    let Pem { files, leaf, chain, root, key } = &pem;
    let rest = &chain[leaf.len()..];
    let leaf_file = files.folder.write("leaf.pem", leaf);
    let trusted = openssl_writes(&["x509", "-in", &leaf_file, "-trustout", "-addtrust", "serverAuth"]);
    let trusted_root = openssl_writes(&["x509", "-in", &files.root, "-trustout", "-addreject", "serverAuth"]);
    let encrypted = openssl_writes(&["pkey", "-in", &files.key, "-aes128", "-passout", "pass:x"]);
    let old = openssl_writes(&["ec", "-in", &files.key, "-aes128", "-passout", "pass:x"]);
    let bag = openssl_writes(&["crl2pkcs7", "-nocrl", "-certfile", &files.chain]);
    let wide =
        |text: &str| ("\u{feff}".to_owned() + text).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    assert!(trusted.contains("TRUSTED") && encrypted.contains("ENCRYPTED") && old.contains("Proc-Type: 4,ENCRYPTED"));
    let with = |line: &str| leaf.replacen("-----\n", &format!("-----\n{line}"), 1);
    let later = leaf.splitn(3, '\n').collect::<Vec<_>>().join("\n").replacen('\n', "\nAAAA\nName: value\n", 1);
    let bom = "\u{feff}";
    let fine: Vec<(&str, Vec<u8>)> = vec![
        ("as it is", chain.clone().into()),
        ("a byte order mark", format!("{bom}{chain}").into()),
        ("one before each", format!("{bom}{leaf}{bom}{rest}").into()),
        ("UTF-16", wide(chain)),
        ("CR LF", chain.replace('\n', "\r\n").into()),
        ("CR", chain.replace('\n', "\r").into()),
        ("empty lines", chain.replace('\n', "\n\n").into()),
        ("blanks behind", chain.replace('\n', " \t\n").into()),
        ("indented", chain.replace('\n', "\n    ").into()),
        ("on one line each", chain.replace('\n', " ").into()),
        ("joined without a line feed", format!("{}{rest}", leaf.trim_end()).into()),
        ("text around", format!("# chain of x\nkey: value\n{leaf}---\n 1 s:CN = y\n{rest}---\nend\n").into()),
        ("text that is no UTF-8", [b"# caf\xe9\n", chain.as_bytes()].concat()),
        ("text on the line", format!("cert: {chain}").into()),
        ("X509 CERTIFICATE", chain.replace(" CERTIFICATE", " X509 CERTIFICATE").into()),
        ("TRUSTED CERTIFICATE", format!("{trusted}{rest}").into()),
        ("a header", (with("Name: value\n\n") + rest).into()),
        ("a header without its empty line", (with("Name: value\n") + rest).into()),
        ("a folded header", (with("Name: value\n  and more\nOther: x\n\n") + rest).into()),
        ("a key", format!("{key}{chain}").into()),
        ("an encrypted key", format!("{leaf}{encrypted}{rest}").into()),
        ("a key encrypted as of old", format!("{leaf}{old}{rest}").into()),
    ];
    for (what, text) in fine {
        let ended = pem.judge(&text, root);
        let last = String::from_utf8_lossy(&text).into_owned();
        assert_eq!(verdict(&ended), "ok", "{what}: {ended:#?}\n{last}");
        let warned = if what == "TRUSTED CERTIFICATE" { 1 } else { 0 };
        assert_eq!(ended.stderr.lines().count(), warned, "{what}: {}", ended.stderr);
        // As a file of roots it is read alike: an intermediate is as good as a root.
        let roots = pem.judge(leaf, &text);
        assert_eq!(verdict(&roots), "ok", "roots, {what}: {roots:#?}");
    }
    for (what, text, line, said) in [
        ("no END", leaf.replace("-----END CERTIFICATE-----\n", "") + rest, 1, "no END line"),
        ("no BEGIN", format!("{rest}{}", leaf.replacen("-----BEGIN CERTIFICATE-----\n", "", 1)), 0, "without a BEGIN"),
        ("another END", leaf.replace("-----END CERTIFICATE", "-----END X") + rest, 0, "does not match"),
        ("four hyphens", leaf.replacen("-----BEGIN", "----BEGIN", 1) + rest, 1, "looks like a BEGIN"),
        ("six hyphens", leaf.replacen("-----BEGIN", "------BEGIN", 1) + rest, 1, "looks like a BEGIN"),
        ("four behind", leaf.replacen("CERTIFICATE-----", "CERTIFICATE----", 1) + rest, 1, "looks like a BEGIN"),
        ("dashes", leaf.replacen("-----BEGIN", "\u{2014}\u{2014}BEGIN", 1) + rest, 1, "looks like a BEGIN"),
        ("small letters", leaf.replacen("BEGIN CERTIFICATE", "begin certificate", 1) + rest, 1, "looks like a BEGIN"),
        ("a star", with("*\n") + rest, 2, "not base64: *"),
        ("commented out", format!("{rest}{}", leaf.replace('\n', "\n# ")), 0, "not base64: #"),
        ("quoted", rest.to_owned() + &format!("> {}", leaf.replace('\n', "\n> ")), 0, "not base64: >"),
        ("a zero-width space", with("\u{200b}\n") + rest, 2, "not base64: U+200B"),
        ("a header too late", later.clone() + rest, 3, "not base64: :"),
        ("cut", leaf.replace("=\n", "\n").replace("==\n", "\n").replacen("A", "", 1) + rest, 0, "line "),
    ] {
        let place = if line > 0 { format!(": line {line}: ") } else { String::new() };
        for ended in [pem.judge(&text, root), pem.judge(leaf, &text)] {
            let told = ended.stderr.contains(said) && ended.stderr.contains(&place);
            assert!(ended.code == Some(2) && ended.stdout.is_empty() && told, "{what}: {ended:#?}");
        }
    }
    // What may hold certificates and is not read is told.
    let ended = pem.judge(format!("{chain}{bag}"), root);
    assert!(verdict(&ended) == "ok" && ended.stderr.contains("PKCS7 is passed over"), "{ended:#?}");
    let ended = pem.judge(chain, format!("{trusted_root}{root}"));
    assert!(verdict(&ended) == "ok" && ended.stderr.contains("trust settings"), "{ended:#?}");
    let ended = pem.judge(bag, root);
    assert!(
        ended.code == Some(2) && ended.stderr.contains("PKCS#7") && ended.stderr.contains("-print_certs"),
        "{ended:#?}"
    );
}

/// A key that is asked for is another matter.
#[test]
fn an_encrypted_key_is_named() {
    let pem = Pem::new();
    let Pem { files, .. } = &pem;
    let wanted = ["pkey", "-in", &files.key, "-aes128", "-passout", "pass:x"];
    let old = ["ec", "-in", &files.key, "-aes128", "-passout", "pass:x"];
    for args in [&wanted[..], &old] {
        let key = files.folder.write("encrypted.pem", &openssl_writes(args));
        let ended = ours(&["server", "0", "--cert", &files.chain, "--key", &key]);
        let told = ended.stderr.to_ascii_lowercase().contains("encrypted") && ended.stderr.contains("openssl pkey");
        assert!(ended.code == Some(2) && told, "{ended:#?}");
    }
}

/// A file of another format is named, whatever was wanted of it.
#[test]
fn files_of_other_formats_are_named() {
    let pem = Pem::new();
    let Pem { files, leaf, .. } = &pem;
    let folder = &files.folder;
    let path = |name: &str| folder.path(name);
    let make = |args: &[&str], out: &str| {
        let ended = run(openssl(args[0]).args(&args[1..]).args(["-out", &path(out)]));
        assert_eq!(ended.code, Some(0), "{args:?}: {ended:#?}");
    };
    let (key, chain) = (&files.key[..], &files.chain[..]);
    make(&["pkcs12", "-export", "-inkey", key, "-in", chain, "-passout", "pass:x"], "bundle.p12");
    make(&["crl2pkcs7", "-nocrl", "-certfile", chain, "-outform", "DER"], "bag.p7b");
    make(&["pkey", "-in", key, "-outform", "DER"], "key.der");
    make(&["ec", "-in", key, "-outform", "DER"], "sec1.der");
    make(&["pkcs8", "-topk8", "-in", key, "-passout", "pass:x", "-outform", "DER"], "encrypted.der");
    make(&["pkey", "-in", key, "-pubout", "-outform", "DER"], "public.der");
    make(&["req", "-new", "-key", key, "-subj", "/CN=x", "-outform", "DER"], "request.der");
    make(&["req", "-new", "-key", key, "-subj", "/CN=x"], "request.pem");
    let minted = ours(&["mint", "--out", &path("pki")]);
    assert_eq!(minted.code, Some(0), "{minted:#?}");
    for (name, text) in [
        ("page.html", "<!DOCTYPE html>\n<title>404</title>"),
        ("answer.json", "\u{feff}{ \"error\": 404 }"),
        ("id.pub", "ssh-ed25519 AAAA me@here"),
        ("zero.txt", "0 s:CN = x\n"),
        ("empty.pem", ""),
        ("bare.txt", leaf.split_once('\n').and_then(|(_, rest)| rest.split_once('-')).expect("base64").0),
    ] {
        folder.write(name, text);
    }
    std::fs::write(path("store.jks"), [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]).expect("a file");
    std::fs::write(path("files.zip"), b"PK\x03\x04....").expect("a file");
    for (file, said) in [
        ("bundle.p12", "PKCS#12"),
        ("bag.p7b", "PKCS#7"),
        ("key.der", "a private key"),
        ("sec1.der", "a private key"),
        ("encrypted.der", "an encrypted private key"),
        ("public.der", "a public key"),
        ("request.der", "a certificate request"),
        ("request.pem", "a certificate request"),
        ("pki/root.crl", "a revocation list"),
        ("pki/ocsp.der", "an OCSP response"),
        ("page.html", "HTML"),
        ("answer.json", "JSON"),
        ("id.pub", "SSH"),
        ("zero.txt", "no PEM block"),
        ("empty.pem", "empty"),
        ("bare.txt", "without its BEGIN and END"),
        ("store.jks", "Java"),
        ("files.zip", "archive"),
    ] {
        for args in [["judge", "--roots", &files.root, &path(file)], ["judge", "--roots", &path(file), chain]] {
            let ended = ours(&args);
            let told = ended.stderr.contains(said) && ended.stderr.contains(file);
            assert!(ended.code == Some(2) && ended.stdout.is_empty() && told, "{file}: {ended:#?}");
        }
    }
    // A block says what it is, and may be wrong.
    let wrapped = pem::encode("CERTIFICATE", &std::fs::read(path("bag.p7b")).expect("a file"));
    let ended = pem.judge(wrapped, "");
    assert!(ended.stderr.contains("c.pem, line 1: this is PKCS#7") || ended.stderr.contains("empty"), "{ended:#?}");
    let ended = ours(&["judge", "--roots", &files.root, "--crl", &files.root, chain]);
    assert!(ended.code == Some(2) && ended.stderr.contains("no X509 CRL in it, but CERTIFICATE"), "{ended:#?}");
    let leaf_der = path("leaf.der");
    make(&["x509", "-in", chain, "-outform", "DER"], "leaf.der");
    let ended = ours(&["judge", "--roots", &files.root, "--crl", &leaf_der, chain]);
    assert!(ended.code == Some(2) && ended.stderr.contains("this is a certificate"), "{ended:#?}");
}

/// Whether a text can be printed on one line and looks like what it is; told apart from the program's own rule.
fn is_safe(text: &str) -> bool {
    let turns =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let unseen =
        |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}');
    !text.chars().any(|c| c.is_control() || turns(c) || unseen(c))
}

/// The first line of a command's output that is not safe.
fn unsafe_line(ended: &Ended) -> Option<String> {
    let lines = [&ended.stdout, &ended.stderr].into_iter().flat_map(|text| text.split('\n'));
    lines.filter(|line| !is_safe(line)).map(|line| line.escape_default().take(300).collect()).next()
}

/// A self-signed certificate with this common name.
fn named(value: &str) -> Vec<u8> {
    let der = fixture("root-p256").expect("a key");
    let key = PrivateKey::from_pkcs8_der(der).expect("a key");
    let name = Name::new(&[(oids::COMMON_NAME, value), (oids::ORGANIZATION, "Example, Inc.")]);
    let spec = Spec {
        serial: vec![1],
        issuer: name.clone(),
        not_before: now() - 86_400,
        not_after: now() + 86_400,
        subject: name,
        spki: key.public().to_spki_der(),
        extensions: Vec::new(),
    };
    mint(&spec, &key, Scheme::Ecdsa(Hash::Sha256)).expect("a certificate")
}

/// A common name cannot forge a line of the verdict, nor send codes to the terminal.
#[test]
fn a_name_is_printed_as_a_name() {
    let folder = Folder::new();
    let forged =
        "x\n\naccepted; 0 of 37 checks failed\n\u{1b}[2J\u{9b}31m\u{202e}moc.elpmaxe\u{2066}\u{200b}\r, O=Bank";
    let path = folder.write("forged.pem", &pem::encode("CERTIFICATE", &named(forged)));
    let ended = ours(&["judge", "--roots", &path, "--host", "a.test", &path]);
    assert_eq!((ended.code, unsafe_line(&ended)), (Some(1), None));
    assert!(!ended.stdout.lines().any(|line| line.starts_with("accepted")), "{}", ended.stdout);
    let wanted = "CN=x\\0A\\0Aaccepted\\; 0 of 37 checks failed\\0A\\1B[2J\\C2\\9B31m\\E2\\80\\AEmoc.elpmaxe";
    assert!(
        ended.stdout.contains(wanted) && ended.stdout.contains("\\, O=Bank, O=Example\\, Inc."),
        "{}",
        ended.stdout
    );
    // OpenSSL escapes the same, byte for byte where both do.
    let theirs = openssl_writes(&["x509", "-in", &path, "-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb"]);
    assert!(theirs.contains("CN=x\\0A\\0Aaccepted\\; 0 of 37 checks failed\\0A\\1B[2J"), "{theirs}");
    let json = ours(&["judge", "--roots", &path, "--json", &path]);
    assert!(unsafe_line(&json).is_none() && json.stdout.contains("\\\\0A"), "{}", json.stdout);
    json.json();
    let missing = ours(&["judge", "--roots", "no\nsuch\u{1b}[1m", &path]);
    assert_eq!((missing.code, unsafe_line(&missing)), (Some(2), None));
}

/// What the other side sends is printed so too: host names, protocols, data.
#[test]
fn what_the_other_side_sends_is_printed_escaped() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let (mut server, address) =
        our_server(&["server.sni=refuse", "--cert", &files.chain, "--key", &files.key, "--count", "1"]);
    let name = "%1B%5B2J%0Aaccepted%C2%9B%E2%80%AE";
    let scenario = format!("client.host=x{name}&client.alpn=h2{name}");
    let client = ours(&["client", &address.to_string(), &scenario, "--insecure"]);
    assert_eq!(unsafe_line(&client), None);
    server.line("REFUSED");
    let server = server.end();
    assert_eq!(unsafe_line(&server), None);
    assert!(server.stdout.contains("\\1B[2J\\0Aaccepted\\C2\\9B\\E2\\80\\AE"), "{}", server.stdout);
    for scenario in [
        format!("client.data=a{name}%FF&server.data={name}"),
        format!("client.alpn={name}&server.alpn={name}"),
        format!("client.host={name}&server.sni=refuse"),
        "server.names=a%1B%0A.test&client.host=b.test".to_owned(),
        format!("client.{name}=1&{name}=2"),
        format!("client.versions={name}"),
    ] {
        for args in [&["trace", &scenario][..], &["trace", &scenario, "--json"]] {
            assert_eq!(unsafe_line(&ours(args)), None, "{args:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever bytes are shown, what is printed is one safe line, from which they can be told again.
    #[test]
    fn anything_is_printed_safely(bytes in prop::collection::vec(any::<u8>(), 0..64), text in any::<String>()) {
        for own in [&bytes[..], text.as_bytes()] {
            let shown = printable(own);
            prop_assert!(is_safe(&shown), "{shown:?}");
            prop_assert_eq!(unescaped(&shown), own);
        }
        let name = named(&text);
        let judgement = judge(
            std::slice::from_ref(&name),
            &Policy { roots: vec![name.clone()], host: Some(text), ..Policy::default() },
        );
        for check in &judgement.checks {
            prop_assert!(check.compared.iter().all(|(_, value)| is_safe(value)), "{check:?}");
        }
    }
}

/// What `printable` was given.
fn unescaped(shown: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), shown);
    while let Some(c) = rest.chars().next() {
        let escape =
            rest.strip_prefix('\\').map(|escape| escape.split_at(if escape.starts_with('\\') { 1 } else { 2 }));
        let (own, next) = match escape {
            Some(("\\", next)) => (vec![b'\\'], next),
            Some((byte, next)) => (vec![u8::from_str_radix(byte, 16).expect("hex")], next),
            None => (c.to_string().into_bytes(), &rest[c.len_utf8()..]),
        };
        out.extend(own);
        rest = next;
    }
    out
}
