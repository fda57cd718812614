//! Certificates, revocation lists and OCSP responses from files, in PEM or DER. An error names the file and the line, or
//! the byte. Knows nothing of what they are for.

use std::fs;
use std::path::{Path, PathBuf};

use handscope::pki::ocsp::Response;
use handscope::pki::{Certificate, Crl, Rules, pem};

/// The labels of a certificate: that of RFC 7468, and the one that old tools write.
const CERTIFICATE: &[&str] = &["CERTIFICATE", "X509 CERTIFICATE"];
/// The label of a revocation list (RFC 7468, section 6).
const CRL: &[&str] = &["X509 CRL"];
/// What OpenSSL writes around an OCSP response; it is registered nowhere.
const OCSP: &[&str] = &["OCSP RESPONSE"];

/// One object of a file.
struct Object {
    der: Vec<u8>,
    /// Where it stands: `certificates.pem, line 17`, or the file's name where it is DER.
    at: String,
}

/// Every object with one of these labels, or the whole file where it is DER.
fn objects(path: &Path, option: &str, labels: &[&str]) -> Result<Vec<Object>, String> {
    let shown = format!("{option} {}", path.display()).trim_start().to_owned();
    let bytes = fs::read(path).map_err(|error| format!("{shown}: {error}"))?;
    let text = String::from_utf8_lossy(&bytes);
    // A SEQUENCE, and no text of lines.
    if bytes.first() == Some(&0x30) && !text.contains("-----BEGIN ") {
        return Ok(vec![Object { der: bytes, at: shown }]);
    }
    let blocks = pem::decode(&text).map_err(|error| format!("{shown}: {error}"))?;
    let others: Vec<String> = blocks.iter().map(|block| block.label.clone()).collect();
    let wanted = blocks.into_iter().filter(|block| labels.contains(&block.label.as_str()));
    let found: Vec<Object> =
        wanted.map(|block| Object { at: format!("{shown}, line {}", block.line), der: block.der }).collect();
    match found.is_empty() {
        true => Err(format!("{shown}: no {} in it, but {}", labels.first().unwrap_or(&"object"), others.join(", "))),
        false => Ok(found),
    }
}

/// The certificates of a file, whatever is in them.
pub fn certificates(path: &Path, option: &str) -> Result<Vec<Vec<u8>>, String> {
    Ok(objects(path, option, CERTIFICATE)?.into_iter().map(|object| object.der).collect())
}

/// The certificates to trust. Those that cannot be read are passed over with a warning, unless none can.
pub fn roots(path: &Path, warn: &mut Vec<String>) -> Result<Vec<Vec<u8>>, String> {
    let all = objects(path, "--roots", CERTIFICATE)?;
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
pub fn statements(lists: &[PathBuf], responses: &[PathBuf], rules: &mut Rules) -> Result<(), String> {
    for path in lists {
        rules.crls.extend(readable(path, "--crl", CRL, Crl::read)?);
    }
    for path in responses {
        rules.responses.extend(readable(path, "--ocsp", OCSP, Response::read)?);
    }
    Ok(())
}

/// What was stapled, or is to be: whatever is in it.
pub fn staple(path: &Path) -> Result<Option<Vec<u8>>, String> {
    Ok(objects(path, "--staple", OCSP)?.into_iter().next().map(|object| object.der))
}

/// Every object of a file that must be readable as what it is.
fn readable<T, E: std::fmt::Display>(
    path: &Path,
    option: &str,
    labels: &[&str],
    read: impl Fn(&[u8]) -> Result<T, E>,
) -> Result<Vec<Vec<u8>>, String> {
    let all = objects(path, option, labels)?;
    let whole = |object: Object| match read(&object.der) {
        Ok(_) => Ok(object.der),
        Err(error) => Err(format!("{}: {error}", object.at)),
    };
    all.into_iter().map(whole).collect()
}
