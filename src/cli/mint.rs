//! `handscope mint`: a scenario's certificates, keys, revocation lists and OCSP response as files for other tools.
//! Knows nothing of how any of it is made.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use handscope::crypto::{PrivateKey, Seed};
use handscope::lab::{Certificate as Wanted, resolve};
use handscope::pki::der::format_time;
use handscope::pki::{Certificate, Hierarchy, MintError, pem};

use super::{End, out, report, setup};

/// A file to write.
struct File {
    name: String,
    bytes: Vec<u8>,
    what: String,
    /// The command of OpenSSL that shows it, but for `openssl` and the file's path.
    show: &'static str,
}

/// Mints what the scenario's first server shows.
pub fn run(text: &str, folder: &Path, force: bool) -> End {
    match mint(text, folder, force) {
        Ok(told) => {
            out(&told);
            End::Good
        }
        Err(why) => End::Usage(why),
    }
}

fn mint(text: &str, folder: &Path, force: bool) -> Result<String, String> {
    let mut warnings = Vec::new();
    let mut scenario = setup::scenario(text, &mut warnings)?;
    if !setup::gave(text, "time") {
        scenario.time = setup::now();
    }
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    let resolved = resolve(&scenario);
    let plan = resolved.scenario.connections.first().ok_or("a scenario without connection")?;
    let wanted = &plan.server.certificate;
    if !wanted.given.is_empty() {
        return Err("server.chain: these certificates are given, so there is nothing to mint".to_owned());
    }
    let impossible = |error: MintError| format!("no certificate can be minted: {error}");
    let minted =
        Hierarchy::mint(&wanted.recipe(scenario.time), &Seed::from_number(scenario.seed)).map_err(impossible)?;
    let files = files(&minted).map_err(impossible)?;
    write(folder, &files, force)?;
    Ok(told(&scenario.to_text(), scenario.time, wanted, &minted, &files, folder))
}

/// The authorities' files are named by what they are: `root`, `intermediate1` for the leaf's issuer, and so on.
fn files(minted: &Hierarchy) -> Result<Vec<File>, MintError> {
    let leaf = &minted.leaf_der;
    let mut files = vec![
        certificate("leaf.pem", "the server's certificate", leaf),
        File { show: "x509 -inform DER -noout -text -in", bytes: leaf.clone(), ..named("leaf.der", "the same in DER") },
        key("leaf.key", "its key", &minted.leaf_key),
        File { bytes: certificates(&minted.chain()), ..certificate("chain.pem", "what the server sends", &[]) },
        certificate("root.pem", "the root to trust", &minted.root_der),
    ];
    for (at, der) in minted.intermediates.iter().enumerate() {
        files.push(certificate(&format!("intermediate{}.pem", at + 1), "an authority", der));
    }
    let root = Certificate::read(&minted.root_der).ok().and_then(|root| root.public_key().ok());
    let keys = minted.authority_keys();
    let name = |at: usize, key: &PrivateKey| match minted.intermediates.len() {
        below if at < below => format!("intermediate{}", at + 1),
        _ if root.as_ref() == Some(&key.public()) => "root".to_owned(),
        _ => "unknown_root".to_owned(),
    };
    files.extend(keys.iter().enumerate().map(|(at, own)| {
        let name = name(at, own);
        key(&format!("{name}.key"), &format!("the key of {name}"), own)
    }));
    let lists = minted.crls()?;
    let all = lists.iter().map(|der| pem::encode("X509 CRL", der)).collect::<String>().into_bytes();
    let what = "the revocation lists of all authorities, that of the leaf's issuer first";
    files.push(File { bytes: all, show: "crl -noout -text -in", ..named("crl.pem", what) });
    for (at, (der, own)) in lists.into_iter().zip(&keys).enumerate() {
        let (file, what) = (format!("{}.crl", name(at, own)), format!("the list of {} in DER", name(at, own)));
        files.push(File { bytes: der, show: "crl -inform DER -noout -text -in", ..named(&file, &what) });
    }
    let what = "the OCSP response about the leaf";
    let show = "ocsp -noverify -resp_text -respin";
    files.push(File { bytes: minted.ocsp()?, show, ..named("ocsp.der", what) });
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

fn certificates(all: &[Vec<u8>]) -> Vec<u8> {
    all.iter().map(|der| pem::encode("CERTIFICATE", der)).collect::<String>().into_bytes()
}

/// Writes all or, where one is there already and may not be replaced, none.
fn write(folder: &Path, files: &[File], force: bool) -> Result<(), String> {
    let failed = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for file in files {
        let path = folder.join(&file.name);
        if !force && path.symlink_metadata().is_ok() {
            return Err(format!("{}: is there already; --force writes over it", path.display()));
        }
    }
    for file in files {
        let path = folder.join(&file.name);
        let opened = match force {
            true => OpenOptions::new().write(true).create(true).truncate(true).open(&path),
            false => OpenOptions::new().write(true).create_new(true).open(&path),
        };
        opened.and_then(|mut open| open.write_all(&file.bytes)).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}

/// What was written, and what to do with it. The commands can be copied into a shell.
fn told(scenario: &str, time: i64, wanted: &Wanted, minted: &Hierarchy, files: &[File], folder: &Path) -> String {
    let path = |name: &str| quoted(&folder.join(name).display().to_string());
    let clock = format_time(time);
    let mut text = format!("scenario {scenario}\nclock {clock}\nwrote to {}\n\n", folder.display());
    for File { name, what, show, .. } in files {
        text += &format!("  {name}: {what}\n      openssl {show} {}\n", path(name));
    }
    let host = wanted.names.first().map_or("", String::as_str).replacen("*.", "www.", 1);
    let named = match host.parse::<std::net::IpAddr>() {
        _ if host.is_empty() => String::new(),
        Ok(_) => format!(" -verify_ip {}", quoted(&host)),
        Err(_) => format!(" -verify_hostname {}", quoted(&host)),
    };
    let ours = if host.is_empty() { String::new() } else { format!(" --host {}", quoted(&host)) };
    let (leaf, chain, root, crl, ocsp) =
        (path("leaf.pem"), path("chain.pem"), path("root.pem"), path("crl.pem"), path("ocsp.der"));
    let issuer = if minted.intermediates.is_empty() { root.clone() } else { path("intermediate1.pem") };
    text += &format!(
        "\nALL OF IT TOGETHER\n  \
         openssl verify -attime {time} -purpose sslserver{named} -CAfile {root} -untrusted {chain} {leaf}\n  \
         openssl verify -attime {time} -crl_check_all -CRLfile {crl} -CAfile {root} -untrusted {chain} {leaf}\n  \
         openssl ocsp -no_nonce -attime {time} -respin {ocsp} -issuer {issuer} -verify_other {issuer} -cert {leaf} -CAfile {root}\n  \
         handscope judge --time {clock}{ours} --roots {root} {chain} --crl {crl} --ocsp {ocsp}\n  \
         handscope server 8443 --cert {chain} --key {} --staple {ocsp}\n",
        path("leaf.key")
    );
    text
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:,@".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
