//! nameConstraints (RFC 5280 4.2.1.10): which names may stand below an authority. Whether a name is one of them is for
//! the judge to say.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::general_name::{GeneralName, IP_ADDRESS, kind};
use crate::pki::der::{DerError, DerErrorKind, Reader, tag, write};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NameConstraints {
    /// Below: each name of a form that is listed here must lie in one of these.
    pub permitted: Vec<Subtree>,
    /// Below: no name may lie in any of these.
    pub excluded: Vec<Subtree>,
}

/// The `base` of a `GeneralSubtree`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subtree {
    /// All forms but addresses. A host name stands for itself and all below it; a mailbox, or the host of all
    /// mailboxes, or with a leading dot all hosts below; a directory name for all that begin with it.
    Name(GeneralName),
    /// The addresses whose first `prefix` bits are those of `address`.
    Network { address: IpAddr, prefix: u8 },
    /// What RFC 5280 forbids: a `minimum` or `maximum`, a network of wrong length or with gaps in its mask. The tag.
    Malformed { form: u8 },
}

impl NameConstraints {
    /// Reads the content of `extnValue`.
    pub fn read(reader: &mut Reader<'_>) -> Result<NameConstraints, DerError> {
        let mut fields = reader.inside(tag::SEQUENCE)?;
        let start = fields.at();
        let permitted = read_subtrees(&mut fields, 0)?;
        let excluded = read_subtrees(&mut fields, 1)?;
        fields.finish()?;
        match (permitted, excluded) {
            // "either the permittedSubtrees field or the excludedSubtrees MUST be present"
            (None, None) => Err(DerError { offset: start, kind: DerErrorKind::Empty }),
            (permitted, excluded) => {
                Ok(NameConstraints { permitted: permitted.unwrap_or_default(), excluded: excluded.unwrap_or_default() })
            }
        }
    }

    pub fn write(&self) -> Vec<u8> {
        let subtrees = |n, list: &[Subtree]| match list {
            [] => Vec::new(),
            _ => write::tlv(tag::constructed(n), &[&list.iter().flat_map(Subtree::write).collect::<Vec<_>>()]),
        };
        write::sequence(&[&subtrees(0, &self.permitted), &subtrees(1, &self.excluded)])
    }
}

impl Subtree {
    /// The tag of the names it speaks of.
    pub fn form(&self) -> u8 {
        match self {
            Subtree::Name(name) => name.form(),
            Subtree::Network { .. } => IP_ADDRESS,
            Subtree::Malformed { form } => *form,
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Subtree, DerError> {
        let mut fields = reader.inside(tag::SEQUENCE)?;
        let name = GeneralName::read(&mut fields)?;
        // "Within this profile, the minimum and maximum fields are not used".
        let bare = fields.is_empty();
        fields.optional(tag::context(0))?;
        fields.optional(tag::context(1))?;
        fields.finish()?;
        let form = name.form();
        Ok(match name {
            _ if !bare => Subtree::Malformed { form },
            GeneralName::Other { tag: IP_ADDRESS, value } => network(&value).unwrap_or(Subtree::Malformed { form }),
            // An address without its mask.
            GeneralName::Ip(_) => Subtree::Malformed { form },
            name => Subtree::Name(name),
        })
    }

    /// A malformed one is written without content.
    fn write(&self) -> Vec<u8> {
        let base = match self {
            Subtree::Name(name) => name.write(),
            Subtree::Network { address: IpAddr::V4(ip), prefix } => {
                write::tlv(IP_ADDRESS, &[&ip.octets(), &mask(4, *prefix)])
            }
            Subtree::Network { address: IpAddr::V6(ip), prefix } => {
                write::tlv(IP_ADDRESS, &[&ip.octets(), &mask(16, *prefix)])
            }
            Subtree::Malformed { form } => write::tlv(*form, &[]),
        };
        write::sequence(&[&base])
    }
}

/// `DNS:example.com`, `IP:192.0.2.0/24`
impl std::fmt::Display for Subtree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subtree::Name(name) => write!(f, "{name}"),
            Subtree::Network { address, prefix } => write!(f, "{}{address}/{prefix}", kind(IP_ADDRESS)),
            Subtree::Malformed { form } => write!(f, "{}?", kind(*form)),
        }
    }
}

/// `[n] IMPLICIT SEQUENCE SIZE (1..MAX) OF GeneralSubtree OPTIONAL`
fn read_subtrees(fields: &mut Reader<'_>, n: u8) -> Result<Option<Vec<Subtree>>, DerError> {
    let Some(list) = fields.optional(tag::constructed(n))? else { return Ok(None) };
    let mut items = fields.enter(&list)?;
    if items.is_empty() {
        return Err(DerError { offset: items.at(), kind: DerErrorKind::Empty });
    }
    let mut all = Vec::new();
    while !items.is_empty() {
        all.push(Subtree::read(&mut items)?);
    }
    Ok(Some(all))
}

/// An address and its mask, together 8 or 32 bytes, the mask being ones and then zeros (RFC 4632).
fn network(bytes: &[u8]) -> Option<Subtree> {
    if !matches!(bytes.len(), 8 | 32) {
        return None;
    }
    let (address, ones) = bytes.split_at(bytes.len() / 2);
    let prefix: u32 = ones.iter().map(|b| b.leading_ones()).sum();
    let prefix = u8::try_from(prefix).ok().filter(|n| mask(address.len(), *n) == ones)?;
    let address = match (<[u8; 4]>::try_from(address), <[u8; 16]>::try_from(address)) {
        (Ok(four), _) => Ipv4Addr::from(four).into(),
        (_, Ok(sixteen)) => Ipv6Addr::from(sixteen).into(),
        _ => return None,
    };
    Some(Subtree::Network { address, prefix })
}

fn mask(len: usize, prefix: u8) -> Vec<u8> {
    let ones = |byte: usize| usize::from(prefix).saturating_sub(8 * byte).min(8);
    (0..len).map(|byte| (0xff00_u16 >> ones(byte)) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_have_whole_masks() {
        let four = |address: &str, prefix| Some(Subtree::Network { address: address.parse().unwrap(), prefix });
        assert_eq!(network(&[192, 0, 2, 0, 255, 255, 255, 0]), four("192.0.2.0", 24));
        assert_eq!(network(&[10, 0, 0, 0, 255, 128, 0, 0]), four("10.0.0.0", 9));
        assert_eq!(network(&[0; 8]), four("0.0.0.0", 0));
        assert_eq!(network(&[0; 32]), four("::", 0));
        assert_eq!(network(&[192, 0, 2, 0, 255, 0, 255, 0]), None);
        assert_eq!(network(&[192, 0, 2, 1]), None);
        assert_eq!(mask(4, 32), [255; 4]);
    }

    #[test]
    fn reads_what_it_writes() {
        let dns = |name: &str| Subtree::Name(GeneralName::Dns(name.to_owned()));
        let all = NameConstraints {
            permitted: vec![
                dns("example.com"),
                Subtree::Network { address: "2001:db8::".parse().unwrap(), prefix: 33 },
            ],
            excluded: vec![dns("bad.example.com")],
        };
        assert_eq!(NameConstraints::read(&mut Reader::new(&all.write())), Ok(all));
        let empty = NameConstraints::default().write();
        assert_eq!(NameConstraints::read(&mut Reader::new(&empty)).map_err(|e| e.kind), Err(DerErrorKind::Empty));
    }
}
