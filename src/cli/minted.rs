//! What one side shows, as files, and the commands that take them. Knows nothing of where they are written.

use handscope::crypto::{PrivateKey, Seed};
use handscope::lab::{Certificate as Wanted, Plan, Roots};
use handscope::pki::der::format_time;
use handscope::pki::{Certificate, Hierarchy, MintError, Purpose, pem};
use handscope::tls::ClientAuth;

/// A file to write.
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
    pub what: String,
    /// The command of OpenSSL that shows it, but for `openssl` and the file's path.
    pub show: &'static str,
}

/// One side's chain, with its files.
pub struct Minted<'a> {
    wanted: &'a Wanted,
    /// The file of whom the other side trusts, and that of the leaf's issuer.
    trusted: &'static str,
    issuer: &'static str,
    pub files: Vec<File>,
}

impl<'a> Minted<'a> {
    /// Mints what a side is to show at a clock; the other side trusts these roots.
    pub fn new(wanted: &'a Wanted, roots: Roots, time: i64, seed: &Seed) -> Result<Self, MintError> {
        let minted = Hierarchy::mint(&wanted.recipe(time), seed)?;
        let mut files = files(wanted, roots, &minted)?;
        if wanted.profile.cross || roots != Roots::New {
            files.push(certificate("old_root.pem", "an older root", &minted.old_root(seed)?));
        }
        if roots == Roots::Both {
            files.push(bundle("roots.pem", "both roots to trust", &roots.of(&minted, seed)));
        }
        let issuer = match minted.intermediates.is_empty() {
            true if roots == Roots::Old && wanted.profile.cross => "cross.pem",
            true => "root.pem",
            false => "intermediate1.pem",
        };
        Ok(Self { wanted, trusted: trusted(roots), issuer, files })
    }
}

/// The file of the roots that a client trusts.
fn trusted(roots: Roots) -> &'static str {
    match roots {
        Roots::New => "root.pem",
        Roots::Old => "old_root.pem",
        Roots::Both => "roots.pem",
    }
}

/// What the names of a side's files begin with.
fn prefix(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Server => "",
        Purpose::Client => "client-",
    }
}

/// The authorities' files are named by what they are: `root`, `intermediate1` for the leaf's issuer, and so on.
fn files(wanted: &Wanted, roots: Roots, minted: &Hierarchy) -> Result<Vec<File>, MintError> {
    let purpose = wanted.profile.purpose;
    let of = prefix(purpose);
    let (owner, sends, trust) = match (purpose, wanted.kind) {
        (Purpose::Server, _) if roots == Roots::Old => {
            ("the server's certificate", "what the server sends", "the server's own root")
        }
        (Purpose::Server, _) => ("the server's certificate", "what the server sends", "the root to trust"),
        (Purpose::Client, Some(_)) => {
            ("the client's certificate", "what the client sends", "the root that the server trusts for clients")
        }
        (Purpose::Client, None) => (
            "a certificate for a client (the scenario's has none)",
            "what a client with it sends",
            "the root that the server trusts for clients",
        ),
    };
    let (leaf, root) = (&minted.leaf_der, &minted.root_der);
    let show = "x509 -inform DER -noout -text -in";
    let mut files = vec![
        certificate(&format!("{of}leaf.pem"), owner, leaf),
        File { show, bytes: leaf.clone(), ..named(&format!("{of}leaf.der"), "the same in DER") },
        key(&format!("{of}leaf.key"), "its key", &minted.leaf_key),
        bundle(&format!("{of}chain.pem"), sends, &minted.chain()),
        certificate(&format!("{of}root.pem"), trust, root),
    ];
    for (at, der) in minted.intermediates.iter().enumerate() {
        files.push(certificate(&format!("{of}intermediate{}.pem", at + 1), "an authority", der));
    }
    let what = "the root's key, certified by an older root";
    files.extend(minted.cross_der.iter().map(|der| certificate(&format!("{of}cross.pem"), what, der)));
    let root = Certificate::read(root).ok().and_then(|root| root.public_key().ok());
    let keys = minted.authority_keys();
    let name = |at: usize, key: &PrivateKey| match minted.intermediates.len() {
        below if at < below => format!("{of}intermediate{}", at + 1),
        below if at > below => format!("{of}old_root"),
        _ if root.as_ref() == Some(&key.public()) => format!("{of}root"),
        _ => format!("{of}unknown_root"),
    };
    files.extend(keys.iter().enumerate().map(|(at, own)| {
        let name = name(at, own);
        key(&format!("{name}.key"), &format!("the key of {name}"), own)
    }));
    let lists = minted.crls()?;
    let all = lists.iter().map(|der| pem::encode("X509 CRL", der)).collect::<String>().into_bytes();
    let what = "the revocation lists of all authorities, that of the leaf's issuer first";
    files.push(File { bytes: all, show: "crl -noout -text -in", ..named(&format!("{of}crl.pem"), what) });
    for (at, (der, own)) in lists.into_iter().zip(&keys).enumerate() {
        let (file, what) = (format!("{}.crl", name(at, own)), format!("the list of {} in DER", name(at, own)));
        files.push(File { bytes: der, show: "crl -inform DER -noout -text -in", ..named(&file, &what) });
    }
    let (what, show) = ("the OCSP response about the leaf", "ocsp -noverify -resp_text -respin");
    files.push(File { bytes: minted.ocsp()?, show, ..named(&format!("{of}ocsp.der"), what) });
    Ok(files)
}

fn named(name: &str, what: &str) -> File {
    File { name: name.to_owned(), bytes: Vec::new(), what: what.to_owned(), show: "" }
}

fn certificate(name: &str, what: &str, der: &[u8]) -> File {
    let bytes = pem::encode("CERTIFICATE", der).into_bytes();
    File { bytes, show: "x509 -noout -text -in", ..named(name, what) }
}

fn key(name: &str, what: &str, key: &PrivateKey) -> File {
    let bytes = pem::encode("PRIVATE KEY", &key.to_pkcs8_der()).into_bytes();
    File { bytes, show: "pkey -noout -text -in", ..named(name, what) }
}

fn bundle(name: &str, what: &str, all: &[Vec<u8>]) -> File {
    let bytes = all.iter().map(|der| pem::encode("CERTIFICATE", der)).collect::<String>().into_bytes();
    File { bytes, ..certificate(name, what, &[]) }
}

/// What to do with a side's files all together; `clients` is whether a client's are among them, `path` where a file
/// is. The commands can be copied into a shell.
pub fn commands(side: &Minted<'_>, plan: &Plan, time: i64, clients: bool, path: impl Fn(&str) -> String) -> String {
    let purpose = side.wanted.profile.purpose;
    let own = |name: &str| path(&format!("{}{name}", prefix(purpose)));
    let (leaf, chain, root, crl, ocsp) =
        (own("leaf.pem"), own("chain.pem"), own(side.trusted), own("crl.pem"), own("ocsp.der"));
    // Who signed the response is found among these, and so is the way on to the root.
    let (issuer, way) = (own(side.issuer), own(if side.wanted.profile.cross { "chain.pem" } else { side.issuer }));
    let (key, clock) = (own("leaf.key"), format_time(time));
    let host = plan.server.certificate.names.first().map_or("", String::as_str).replacen("*.", "www.", 1);
    let ours = if host.is_empty() { String::new() } else { format!(" --host {}", word(&host)) };
    let (title, purpose, named, judge, last) = match purpose {
        Purpose::Server => {
            let named = match host.parse::<std::net::IpAddr>() {
                _ if host.is_empty() => String::new(),
                Ok(_) => format!(" -verify_ip {}", word(&host)),
                Err(_) => format!(" -verify_hostname {}", word(&host)),
            };
            let roots = path("client-root.pem");
            let asks = match plan.server.config.client_auth {
                _ if !clients => String::new(),
                ClientAuth::Off => String::new(),
                ClientAuth::Ask => format!(" server.client_auth=ask --roots {roots}"),
                ClientAuth::Require => format!(" server.client_auth=require --roots {roots}"),
            };
            let last = format!("server 8443{asks} --cert {chain} --key {key} --staple {ocsp}");
            ("ALL OF IT TOGETHER", "sslserver", named, ours, last)
        }
        Purpose::Client => {
            let roots = path(trusted(plan.client.roots));
            let last = format!("client 127.0.0.1:8443 --roots {roots}{ours} --cert {chain} --key {key}");
            let judge = " --purpose client".to_owned();
            ("ALL OF THE CLIENT'S TOGETHER", "sslclient", String::new(), judge, last)
        }
    };
    format!(
        "\n{title}\n  \
         openssl verify -attime {time} -purpose {purpose}{named} -CAfile {root} -untrusted {chain} {leaf}\n  \
         openssl verify -attime {time} -crl_check_all -CRLfile {crl} -CAfile {root} -untrusted {chain} {leaf}\n  \
         openssl ocsp -no_nonce -attime {time} -respin {ocsp} -issuer {issuer} -verify_other {way} -cert {leaf} -CAfile {root}\n  \
         handscope judge --time {clock}{judge} --roots {root} {chain} --crl {crl} --ocsp {ocsp}\n  \
         handscope {last}\n",
    )
}

/// A word for a shell.
pub fn word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:,@".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
