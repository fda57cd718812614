//! Certificates, revocation lists and OCSP responses from files, in PEM or DER. An error names the file and the line, or
//! the byte, and a file of another format. Knows nothing of what they are for.

use std::fs;
use std::path::{Path, PathBuf};

use handscope::pki::der::Reader;
use handscope::pki::ocsp::Response;
use handscope::pki::{Certificate, Crl, Rules, pem};
use handscope::wire::printable;

use super::format::Format;

/// What is looked for in a file.
struct Wanted {
    format: Format,
    /// The labels of its blocks, the usual one first.
    labels: &'static [&'static str],
}

/// RFC 7468 section 5.1; the label that old tools write; and OpenSSL's, behind which trust settings may follow.
const CERTIFICATE: Wanted =
    Wanted { format: Format::Certificate, labels: &["CERTIFICATE", "X509 CERTIFICATE", TRUSTED] };
/// RFC 7468 section 6.
const CRL: Wanted = Wanted { format: Format::Crl, labels: &["X509 CRL"] };
/// What OpenSSL writes around an OCSP response; it is registered nowhere.
const OCSP: Wanted = Wanted { format: Format::Ocsp, labels: &["OCSP RESPONSE"] };

const TRUSTED: &str = "TRUSTED CERTIFICATE";
/// Blocks that stand beside others without being missed.
const COMPANY: [&str; 6] = ["KEY", "PARAMETERS", "REQUEST", "CRL", "CERTIFICATE", "RESPONSE"];

/// One object of a file.
struct Object {
    der: Vec<u8>,
    /// Where it stands: `certificates.pem, line 17`, or the file's name where it is DER.
    at: String,
}

/// A path for people.
pub fn shown(path: &Path) -> String {
    printable(path.as_os_str().as_encoded_bytes())
}

/// The blocks of a PEM file.
pub fn blocks(path: &Path, option: &str) -> Result<Vec<pem::Block>, String> {
    let (name, bytes) = read(path, option)?;
    blocks_of(&name, &bytes)
}

fn read(path: &Path, option: &str) -> Result<(String, Vec<u8>), String> {
    let name = format!("{option} {}", shown(path)).trim_start().to_owned();
    let bytes = fs::read(path).map_err(|error| format!("{name}: {error}"))?;
    Ok((name, bytes))
}

fn blocks_of(name: &str, bytes: &[u8]) -> Result<Vec<pem::Block>, String> {
    pem::decode(bytes).map_err(|error| match (error.kind, Format::of(bytes)) {
        (pem::PemErrorKind::NoBlock, _) if bytes.is_empty() => format!("{name}: the file is empty"),
        (pem::PemErrorKind::NoBlock, Some(format)) => format!("{name}: this is {}", format.told()),
        _ => format!("{name}: {error}"),
    })
}

/// Every object of one kind, or the whole file where it is DER. What is passed over without being expected there is
/// told in `warn`.
fn objects(path: &Path, option: &str, wanted: &Wanted, warn: &mut Vec<String>) -> Result<Vec<Object>, String> {
    let (name, bytes) = read(path, option)?;
    if is_der(&bytes) {
        return is(wanted, &bytes, &name).map(|()| vec![Object { der: bytes, at: name }]);
    }
    let all = blocks_of(&name, &bytes)?;
    let labels = all.iter().map(|block| printable(&block.label)).collect::<Vec<_>>().join(", ");
    let (mut found, mut missed) = (Vec::new(), Vec::new());
    for pem::Block { label, der, line } in all {
        let at = format!("{name}, line {line}");
        if !wanted.labels.contains(&label.as_str()) {
            if !COMPANY.iter().any(|usual| label.contains(usual)) {
                missed.push(format!("{at}: {} is passed over", printable(&label)));
            }
            continue;
        }
        let mut der = der.map_err(|error| format!("{name}: {error}"))?;
        is(wanted, &der, &at)?;
        if label == TRUSTED && truncate(&mut der) {
            missed.push(format!("{at}: the trust settings behind the certificate are passed over"));
        }
        found.push(Object { der, at });
    }
    match (found.is_empty(), wanted.labels.first(), Format::of_label(&labels)) {
        (false, ..) => {
            warn.extend(missed);
            Ok(found)
        }
        (true, label, None) => Err(format!("{name}: no {} in it, but {labels}", label.unwrap_or(&"object"))),
        (true, label, Some(other)) => {
            Err(format!("{name}: no {} in it, but {labels}: {}", label.unwrap_or(&"object"), other.told()))
        }
    }
}

/// A SEQUENCE that is the whole file, or one that is cut or goes on: no text (that may begin with the digit 0 as well), and
/// no blocks in it.
fn is_der(bytes: &[u8]) -> bool {
    let whole = Reader::new(bytes).any().is_ok_and(|element| element.der.len() == bytes.len());
    let blocks = || bytes.windows(BEGIN.len()).any(|part| part == BEGIN);
    bytes.first() == Some(&0x30) && (whole || (std::str::from_utf8(bytes).is_err() && !blocks()))
}

const BEGIN: &[u8] = b"-----BEGIN ";

/// Refuses bytes that are known to be something else. What is nothing known is for the judge to read.
fn is(wanted: &Wanted, der: &[u8], at: &str) -> Result<(), String> {
    match Format::of(der) {
        Some(other) if other != wanted.format => Err(format!("{at}: this is {}", other.told())),
        _ => Ok(()),
    }
}

/// Cuts what follows the first element; whether there was anything.
fn truncate(der: &mut Vec<u8>) -> bool {
    let len = Reader::new(der).any().map_or(der.len(), |element| element.der.len());
    let more = der.len() > len;
    der.truncate(len);
    more
}

/// The certificates of a file, whatever is in them.
pub fn certificates(path: &Path, option: &str, warn: &mut Vec<String>) -> Result<Vec<Vec<u8>>, String> {
    Ok(objects(path, option, &CERTIFICATE, warn)?.into_iter().map(|object| object.der).collect())
}

/// The certificates to trust. Those that cannot be read are passed over with a warning, unless none can.
pub fn roots(path: &Path, warn: &mut Vec<String>) -> Result<Vec<Vec<u8>>, String> {
    let all = objects(path, "--roots", &CERTIFICATE, warn)?;
    let bad = |object: &Object| Certificate::read(&object.der).err().map(|error| format!("{}: {error}", object.at));
    let unread: Vec<String> = all.iter().filter_map(bad).collect();
    match unread.first() {
        Some(first) if unread.len() == all.len() => {
            return Err(format!("{first}; none of {} certificates can be read", all.len()));
        }
        Some(first) => {
            warn.push(format!("{first}; {} of {} certificates cannot be read", unread.len(), all.len()));
        }
        None => {}
    }
    Ok(all.into_iter().map(|object| object.der).collect())
}

/// The revocation lists and the OCSP responses of some files.
pub fn statements(
    lists: &[PathBuf],
    responses: &[PathBuf],
    rules: &mut Rules,
    warn: &mut Vec<String>,
) -> Result<(), String> {
    for path in lists {
        rules.crls.extend(readable(objects(path, "--crl", &CRL, warn)?, Crl::read)?);
    }
    for path in responses {
        rules.responses.extend(readable(objects(path, "--ocsp", &OCSP, warn)?, Response::read)?);
    }
    Ok(())
}

/// What was stapled, or is to be: whatever is in it.
pub fn staple(path: &Path, warn: &mut Vec<String>) -> Result<Option<Vec<u8>>, String> {
    Ok(objects(path, "--staple", &OCSP, warn)?.into_iter().next().map(|object| object.der))
}

/// Objects that must be readable as what they are.
fn readable<T, E: std::fmt::Display>(
    all: Vec<Object>,
    read: impl Fn(&[u8]) -> Result<T, E>,
) -> Result<Vec<Vec<u8>>, String> {
    let whole = |object: Object| match read(&object.der) {
        Ok(_) => Ok(object.der),
        Err(error) => Err(format!("{}: {error}", object.at)),
    };
    all.into_iter().map(whole).collect()
}
