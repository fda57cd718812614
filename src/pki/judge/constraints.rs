//! nameConstraints (RFC 5280 4.2.1.10, 6.1.3 b and c): every name below an authority lies where it may, and nowhere
//! else. Names and constraints that cannot be read are never given the benefit of the doubt.

use std::net::IpAddr;

use super::MAX_NAME_COMPARISONS;
use super::check::{Check, CheckId, Compared, Reason};
use super::names::{alt_names, list};
use super::path::Search;
use super::rules::Placed;
use crate::pki::extension::{GeneralName, NameConstraints, Subtree};
use crate::pki::host::is_label;
use crate::pki::name::Name;
use crate::pki::oids;

/// What an authority's constraints say of one certificate below it; what was compared, if a name is refused.
pub type Finding = Result<(), (Reason, Compared)>;

/// The constraints of the certificate at `index` against all names of those below it. Self-issued authorities below
/// are exempt (RFC 5280 4.2.1.10), so that an authority may renew its own key.
pub fn name_constraints(path: &[Placed<'_>], index: usize, search: &mut Search<'_>) -> Check {
    let id = CheckId::NameConstraints;
    let Some(&(at, c)) = path.get(index) else { return Check::skip(id, super::Place::Sent(index), vec![]) };
    let Some(constraints) = c.name_constraints() else { return Check::skip(id, at, vec![]) };
    let mut compared = vec![("permitted", list(&constraints.permitted)), ("excluded", list(&constraints.excluded))];
    let all = || constraints.permitted.iter().chain(&constraints.excluded);
    // They bind an authority alone: on a leaf they are a mistake.
    if index == 0 && !search.is_trusted(at) {
        return Check::fail(id, at, Reason::BadNameConstraints, compared);
    }
    if let Some(bad) = all().find(|subtree| !is_well_formed(subtree)) {
        compared.push(("malformed", bad.to_string()));
        return Check::fail(id, at, Reason::BadNameConstraints, compared);
    }
    let below = path.get(..index).unwrap_or_default();
    for (below_index, &child) in below.iter().enumerate() {
        if below_index > 0 && child.1.is_self_issued() {
            continue;
        }
        let finding = search.constrained(at, child.0, |budget| examine(constraints, child, budget));
        if let Err((reason, why)) = finding {
            compared.extend(why);
            return Check::fail(id, at, reason, compared);
        }
    }
    Check::pass(id, at, compared)
}

/// Every name of one certificate against every subtree of one authority. `budget` is how many more comparisons there
/// may be.
fn examine(constraints: &NameConstraints, child: Placed<'_>, budget: &mut usize) -> Finding {
    for name in all_names(child) {
        let cost = constraints.permitted.len() + constraints.excluded.len();
        *budget = budget.checked_sub(cost).ok_or_else(|| {
            let most = ("most_comparisons", MAX_NAME_COMPARISONS.to_string());
            (Reason::TooManyNames, vec![("certificate", child.0.to_string()), most])
        })?;
        let refuse = |reason| Err((reason, vec![("certificate", child.0.to_string()), ("name", name.to_string())]));
        let same_form = |subtree: &&Subtree| subtree.form() == name.form();
        let mut excluded = constraints.excluded.iter().filter(same_form).peekable();
        let mut permitted = constraints.permitted.iter().filter(same_form).peekable();
        if excluded.peek().is_none() && permitted.peek().is_none() {
            continue;
        }
        if !is_comparable(&name) {
            return refuse(Reason::BadNameConstraints);
        }
        if excluded.any(|subtree| touches(&name, subtree)) {
            return refuse(Reason::NameExcluded);
        }
        if permitted.peek().is_some() && !permitted.any(|subtree| is_within(&name, subtree)) {
            return refuse(Reason::NameNotPermitted);
        }
    }
    Ok(())
}

/// What the constraints apply to: subjectAltName, the subject, and if no mailbox is named properly, those in the
/// subject.
fn all_names(child: Placed<'_>) -> Vec<GeneralName> {
    let mut all = alt_names(child).to_vec();
    let subject = &child.1.subject;
    if !all.iter().any(|name| matches!(name, GeneralName::Email(_))) {
        let mailboxes = subject.attributes.iter().filter(|a| a.kind.as_bytes() == oids::EMAIL_ADDRESS);
        all.extend(mailboxes.map(|a| GeneralName::Email(a.value.clone())));
    }
    if !subject.is_empty() {
        all.push(GeneralName::Directory(subject.clone()));
    }
    all
}

/// Whether a name is written so that it can lie in a subtree at all.
fn is_comparable(name: &GeneralName) -> bool {
    match name {
        GeneralName::Dns(name) => is_dns(name.strip_prefix("*.").unwrap_or(name)),
        GeneralName::Email(mailbox) => split_mailbox(mailbox).is_some(),
        GeneralName::Uri(uri) => uri_host(uri).is_some(),
        GeneralName::Ip(_) | GeneralName::Directory(_) => true,
        GeneralName::Other { .. } => false,
    }
}

/// A host constraint has no wildcard and no leading dot; a mailbox has one `@`.
fn is_well_formed(subtree: &Subtree) -> bool {
    match subtree {
        Subtree::Name(GeneralName::Dns(base)) => base.is_empty() || is_dns(base),
        Subtree::Name(GeneralName::Email(base)) if base.contains('@') => split_mailbox(base).is_some(),
        Subtree::Name(GeneralName::Email(base) | GeneralName::Uri(base)) => {
            base.is_empty() || is_dns(base.strip_prefix('.').unwrap_or(base))
        }
        // Forms that nobody compares matter only if such a name is there.
        Subtree::Name(_) | Subtree::Network { .. } => true,
        Subtree::Malformed { .. } => false,
    }
}

/// Whether the whole of `name` lies in the subtree: a wildcard does if all it stands for does.
fn is_within(name: &GeneralName, subtree: &Subtree) -> bool {
    match (name, subtree) {
        (GeneralName::Dns(name), Subtree::Name(GeneralName::Dns(base))) => dns_within(name, base),
        (GeneralName::Ip(ip), Subtree::Network { address, prefix }) => in_network(*ip, *address, *prefix),
        (GeneralName::Directory(name), Subtree::Name(GeneralName::Directory(base))) => Name::is_within(name, base),
        (GeneralName::Email(mailbox), Subtree::Name(GeneralName::Email(base))) => mailbox_within(mailbox, base),
        (GeneralName::Uri(uri), Subtree::Name(GeneralName::Uri(base))) => {
            uri_host(uri).is_some_and(|host| host_fits(host, base))
        }
        _ => false,
    }
}

/// Whether any of what `name` stands for lies in the subtree. A wildcard reaches one label below its parent, so it
/// touches a subtree that begins there, though it does not lie in it.
fn touches(name: &GeneralName, subtree: &Subtree) -> bool {
    if let (GeneralName::Dns(name), Subtree::Name(GeneralName::Dns(base))) = (name, subtree)
        && let (Some(parent), Some((_, base_parent))) = (name.strip_prefix("*."), base.split_once('.'))
        && parent.eq_ignore_ascii_case(base_parent)
    {
        return true;
    }
    is_within(name, subtree)
}

/// "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side of the name".
fn dns_within(name: &str, base: &str) -> bool {
    let (name, base) = (name.to_ascii_lowercase(), base.to_ascii_lowercase());
    base.is_empty() || name.strip_suffix(&base).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn in_network(ip: IpAddr, address: IpAddr, prefix: u8) -> bool {
    let (ip, address, bits) = match (ip, address) {
        (IpAddr::V4(ip), IpAddr::V4(address)) => (ip.to_bits().into(), address.to_bits().into(), 32),
        (IpAddr::V6(ip), IpAddr::V6(address)) => (ip.to_bits(), address.to_bits(), 128),
        _ => return false,
    };
    let ignored = u32::saturating_sub(bits, prefix.into());
    (ip ^ address).checked_shr(ignored).unwrap_or(0) == 0
}

/// A mailbox stands for itself, a host for all its mailboxes, a host with a leading dot for those of all hosts below.
/// What stands before the `@` is compared letter by letter, no letter being special.
fn mailbox_within(mailbox: &str, base: &str) -> bool {
    let Some((local, host)) = split_mailbox(mailbox) else { return false };
    match split_mailbox(base) {
        Some((base_local, base_host)) => local == base_local && host.eq_ignore_ascii_case(base_host),
        None => host_fits(host, base),
    }
}

/// Exactly this host; or with a leading dot any host below, but not itself.
fn host_fits(host: &str, base: &str) -> bool {
    let (host, base) = (host.to_ascii_lowercase(), base.to_ascii_lowercase());
    base.is_empty() || host == base || (base.starts_with('.') && host.len() > base.len() && host.ends_with(&base))
}

/// Local part and host, if there is one `@` and something on both sides.
fn split_mailbox(mailbox: &str) -> Option<(&str, &str)> {
    let (local, host) = mailbox.split_once('@')?;
    (!local.is_empty() && is_dns(host)).then_some((local, host))
}

/// The host of a URI with an authority part (RFC 3986 3.2); an address is no host name, and constrained ones are refused.
fn uri_host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split(':').next()?;
    (is_dns(host) && host.parse::<IpAddr>().is_err()).then_some(host)
}

fn is_dns(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dns(name: &str) -> GeneralName {
        GeneralName::Dns(name.to_owned())
    }

    fn email(name: &str) -> GeneralName {
        GeneralName::Email(name.to_owned())
    }

    fn within(name: GeneralName, base: GeneralName) -> bool {
        is_within(&name, &Subtree::Name(base))
    }

    #[test]
    fn hosts() {
        assert!(within(dns("example.com"), dns("EXAMPLE.com")));
        assert!(within(dns("a.b.example.com"), dns("example.com")));
        assert!(within(dns("*.example.com"), dns("example.com")));
        assert!(within(dns("anything"), dns("")));
        assert!(!within(dns("badexample.com"), dns("example.com")));
        assert!(!within(dns("*.example.com"), dns("www.example.com")));
        assert!(touches(&dns("*.example.com"), &Subtree::Name(dns("www.example.com"))));
        assert!(!touches(&dns("*.example.com"), &Subtree::Name(dns("a.www.example.com"))));
        assert!(!touches(&dns("*.example.com"), &Subtree::Name(dns("example.org"))));
        for bad in [".example.com", "*.", "a..b", "", "exa mple.com", "www.*.com"] {
            assert!(!is_comparable(&dns(bad)), "{bad}");
        }
    }

    #[test]
    fn mailboxes_and_addresses_of_the_web() {
        assert!(within(email("a@Example.com"), email("a@example.com")));
        assert!(!within(email("A@example.com"), email("a@example.com")));
        assert!(within(email("a@example.com"), email("example.com")));
        assert!(!within(email("a@mail.example.com"), email("example.com")));
        assert!(within(email("a@mail.example.com"), email(".example.com")));
        assert!(!within(email("a@example.com"), email(".example.com")));
        assert!(!within(email("user@example.com"), email("*@example.com")));
        let uri = |text: &str| GeneralName::Uri(text.to_owned());
        assert!(within(uri("https://u:p@www.example.com:8443/a?b#c"), uri(".example.com")));
        assert!(within(uri("https://example.com"), uri("example.com")));
        assert!(!within(uri("https://www.example.com"), uri("example.com")));
        for bad in ["mailto:a@example.com", "https://192.0.2.1/", "https:///x", "https://[::1]/"] {
            assert!(!is_comparable(&uri(bad)), "{bad}");
        }
    }

    #[test]
    fn networks() {
        let fits = |ip: &str, net: &str, prefix| in_network(ip.parse().unwrap(), net.parse().unwrap(), prefix);
        assert!(fits("192.0.2.255", "192.0.2.0", 24));
        assert!(!fits("192.0.3.0", "192.0.2.0", 24));
        assert!(fits("192.0.3.0", "192.0.2.0", 23));
        assert!(fits("8.8.8.8", "192.0.2.0", 0));
        assert!(fits("::1", "::1", 128) && !fits("::2", "::1", 128));
        assert!(fits("2001:db8::1", "::", 0));
        assert!(!fits("::ffff:192.0.2.1", "192.0.2.0", 24));
    }
}
