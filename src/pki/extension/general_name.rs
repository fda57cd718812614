//! `GeneralName` (RFC 5280 4.2.1.6): the forms a name can take in subjectAltName and elsewhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::pki::der::{DerError, DerErrorKind, Reader, Tlv, tag, write};
use crate::pki::name::Name;
use crate::wire::printable;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GeneralName {
    /// `dNSName`, as written: it may hold a wildcard, and nothing says that it is a valid name.
    Dns(String),
    Ip(IpAddr),
    /// `rfc822Name`, as written: a mailbox.
    Email(String),
    /// `uniformResourceIdentifier`, as written.
    Uri(String),
    /// `directoryName`
    Directory(Name),
    /// Any other form, or an address of a wrong length: tag and content.
    Other {
        tag: u8,
        value: Vec<u8>,
    },
}

impl GeneralName {
    /// Reads the next element of `reader`.
    pub fn read(reader: &mut Reader<'_>) -> Result<GeneralName, DerError> {
        let name = reader.any()?;
        Ok(match (name.tag, name.value) {
            (EMAIL, _) => GeneralName::Email(ascii(&name)?),
            (DNS_NAME, _) => GeneralName::Dns(ascii(&name)?),
            (URI, _) => GeneralName::Uri(ascii(&name)?),
            _ => rarer(reader, &name)?,
        })
    }

    pub fn write(&self) -> Vec<u8> {
        match self {
            GeneralName::Email(mailbox) => write::tlv(EMAIL, &[mailbox.as_bytes()]),
            GeneralName::Dns(name) => write::tlv(DNS_NAME, &[name.as_bytes()]),
            GeneralName::Uri(uri) => write::tlv(URI, &[uri.as_bytes()]),
            GeneralName::Directory(name) => write::tlv(DIRECTORY_NAME, &[&name.der]),
            GeneralName::Ip(IpAddr::V4(ip)) => write::tlv(IP_ADDRESS, &[&ip.octets()]),
            GeneralName::Ip(IpAddr::V6(ip)) => write::tlv(IP_ADDRESS, &[&ip.octets()]),
            GeneralName::Other { tag, value } => write::tlv(*tag, &[value]),
        }
    }

    /// The tag of the form, by which a name and a constraint on names find each other.
    pub fn form(&self) -> u8 {
        match self {
            GeneralName::Email(_) => EMAIL,
            GeneralName::Dns(_) => DNS_NAME,
            GeneralName::Uri(_) => URI,
            GeneralName::Directory(_) => DIRECTORY_NAME,
            GeneralName::Ip(_) => IP_ADDRESS,
            GeneralName::Other { tag, .. } => *tag,
        }
    }
}

/// Of forms that few certificates have.
#[inline(never)] // of a later part
fn rarer(reader: &mut Reader<'_>, name: &Tlv<'_>) -> Result<GeneralName, DerError> {
    Ok(match (name.tag, name.value) {
        // EXPLICIT, because Name is a CHOICE.
        (DIRECTORY_NAME, _) => {
            let mut inner = reader.enter(name)?;
            let directory = Name::read(&mut inner)?;
            inner.finish()?;
            GeneralName::Directory(directory)
        }
        (IP_ADDRESS, bytes) => match (<[u8; 4]>::try_from(bytes), <[u8; 16]>::try_from(bytes)) {
            (Ok(four), _) => GeneralName::Ip(Ipv4Addr::from(four).into()),
            (_, Ok(sixteen)) => GeneralName::Ip(Ipv6Addr::from(sixteen).into()),
            _ => GeneralName::Other { tag: IP_ADDRESS, value: bytes.to_vec() },
        },
        (tag, value) if tag & 0xc0 == 0x80 => GeneralName::Other { tag, value: value.to_vec() },
        (have, _) => {
            let kind = DerErrorKind::UnexpectedTag { want: DNS_NAME, have };
            return Err(DerError { offset: name.header.start, kind });
        }
    })
}

/// The kind and the name: `DNS:www.example.com`, `IP:192.0.2.1`, `email:a@example.com`, `URI:http://...`, `dirName:CN=foo`,
/// `otherName:3003...`. Without the kind, an address in a dNSName would look like one that names its host.
impl std::fmt::Display for GeneralName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(kind(self.form()))?;
        match self {
            GeneralName::Dns(text) | GeneralName::Email(text) | GeneralName::Uri(text) => f.write_str(&printable(text)),
            GeneralName::Directory(name) => write!(f, "{name}"),
            GeneralName::Ip(ip) => write!(f, "{ip}"),
            GeneralName::Other { value, .. } => value.iter().try_for_each(|b| write!(f, "{b:02x}")),
        }
    }
}

/// What a form is called before a name, as OpenSSL does.
pub fn kind(form: u8) -> &'static str {
    match form & 0x1f {
        0 => "otherName:",
        1 => "email:",
        2 => "DNS:",
        3 => "x400Address:",
        4 => "dirName:",
        5 => "ediPartyName:",
        6 => "URI:",
        7 => "IP:",
        8 => "registeredID:",
        _ => "unknown:",
    }
}

pub const EMAIL: u8 = tag::context(1);
pub const DNS_NAME: u8 = tag::context(2);
pub const DIRECTORY_NAME: u8 = tag::constructed(4);
pub const URI: u8 = tag::context(6);
pub const IP_ADDRESS: u8 = tag::context(7);

/// The characters of an IA5String under an implicit tag.
fn ascii(text: &Tlv<'_>) -> Result<String, DerError> {
    match text.value.is_ascii() {
        true => Ok(text.value.iter().map(|b| char::from(*b)).collect()),
        false => Err(DerError { offset: text.content.start, kind: DerErrorKind::BadString }),
    }
}
