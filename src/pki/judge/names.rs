//! Who is it? The names a certificate must have, and the host it must name.

use super::check::{Check, CheckId, Reason};
use super::rules::Placed;
use crate::pki::extension::GeneralName;
use crate::pki::host::Host;
use crate::wire::{Clause, printable};

/// Of a list, this many entries are shown.
const SHOWN: usize = 20;

/// An issuer always has a name (RFC 5280 4.1.2.4), and so has an authority (4.1.2.6). A leaf may be named by its
/// subjectAltName alone.
pub fn names((at, c): Placed<'_>, authority: bool) -> Check {
    let compared = vec![("issuer", c.issuer.to_string()), ("subject", c.subject.to_string())];
    let nameless = c.issuer.is_empty() || (authority && c.subject.is_empty());
    Check::decide(CheckId::Names, at, !nameless, Reason::EmptyName, compared)
}

/// RFC 9525: the host must be among the names of subjectAltName; the subject's common name does not count.
pub fn host_name((at, leaf): Placed<'_>, host: Option<&str>) -> Check {
    let Some(host) = host else { return Check::skip(CheckId::HostName, at, vec![]) };
    let mut compared = vec![("host", printable(host))];
    let host = Host::parse(host);
    compared.push(("kind", host.kind().to_owned()));
    let check = match leaf.subject_alt_name() {
        None => {
            compared.push(("subject", leaf.subject.to_string()));
            Check::fail(CheckId::HostName, at, Reason::NoSubjectAltName, compared)
        }
        Some(names) => {
            compared.push(("subjectAltName", list(names)));
            let matching = names.iter().find(|name| host.matches(name));
            // An address is compared with addresses alone, however a dNSName is spelt.
            let spelt = |name: &&GeneralName| matches!((&host, name), (Host::Ip(ip), GeneralName::Dns(text)) if *text == ip.to_string());
            compared.extend(names.iter().find(spelt).map(|name| ("dNSName", name.to_string())));
            compared.extend(matching.map(|name| ("matching", name.to_string())));
            Check::decide(CheckId::HostName, at, matching.is_some(), Reason::HostMismatch, compared)
        }
    };
    match host {
        Host::Ip(_) => Check { clause: Clause::new(9525, "6.4"), ..check },
        _ => check,
    }
}

/// `a, b, c`, and after [`SHOWN`] of them how many more.
pub fn list<T: ToString>(all: &[T]) -> String {
    let mut shown: Vec<_> = all.iter().take(SHOWN).map(T::to_string).collect();
    if all.len() > SHOWN {
        shown.push(format!("+{}", all.len() - SHOWN));
    }
    shown.join(", ")
}

/// The names of a certificate's subjectAltName; none if it has none.
pub fn alt_names<'a>((_, c): Placed<'a>) -> &'a [GeneralName] {
    c.subject_alt_name().unwrap_or_default()
}
