//! Does a certificate name this host? RFC 9525: only subjectAltName counts, never the common name.

use std::net::IpAddr;

use super::extension::GeneralName;
use super::idna;

/// The reference identity a client asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// Lower case, without a trailing dot, other scripts as A-labels (RFC 9525 6.3).
    Dns(String),
    Ip(IpAddr),
    /// Nothing that a certificate could name: empty labels, labels above 63 bytes, characters outside ASCII
    /// letters, digits, hyphen and underscore, a wildcard, a name above 253 bytes.
    Invalid(String),
}

impl Host {
    /// `www.example.com`, `WWW.Example.COM.`, `日本.example`, `192.0.2.1`, `2001:db8::1`, `[2001:db8::1]`.
    pub fn parse(text: &str) -> Host {
        if let Some(ip) = parse_ip(text) {
            return Host::Ip(ip);
        }
        // A trailing dot only says that the name is complete (RFC 1034 3.1); certificates are written without.
        let name = idna::to_ascii(text.strip_suffix('.').unwrap_or(text)).unwrap_or_default();
        // A last label of digits alone can only be a botched address (RFC 3696 section 2).
        let number = name.rsplit('.').next().is_some_and(|l| l.bytes().all(|b| b.is_ascii_digit()));
        if name.len() <= 253 && name.split('.').all(is_label) && !number {
            Host::Dns(name)
        } else {
            Host::Invalid(text.to_owned())
        }
    }

    /// The form of name that can name it, as RFC 5280 4.2.1.6 calls it.
    pub fn kind(&self) -> &'static str {
        match self {
            Host::Dns(_) => "dNSName",
            Host::Ip(_) => "iPAddress",
            Host::Invalid(_) => "none",
        }
    }

    /// Whether this presented identifier names the host (RFC 9525 section 6).
    pub fn matches(&self, presented: &GeneralName) -> bool {
        match (self, presented) {
            (Host::Dns(name), GeneralName::Dns(pattern)) => dns_matches(name, &pattern.to_ascii_lowercase()),
            (Host::Ip(ip), GeneralName::Ip(presented)) => ip == presented,
            _ => false,
        }
    }
}

/// What a text has that no host has, where it is easy to see what was meant: words that go on after "this".
pub fn host_mistake(text: &str) -> Option<&'static str> {
    let port = || {
        let (host, port) = text.rsplit_once(':')?;
        let one = !host.contains(':') || (host.starts_with('[') && host.ends_with(']'));
        Some(one && !host.is_empty() && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
    };
    match () {
        _ if parse_ip(text).is_some() => None,
        _ if text.contains([' ', '\t']) => Some("has a blank in it"),
        _ if text.contains("://") || text.contains('/') => Some("is a URL, of which only the host counts"),
        _ if port() == Some(true) => Some("has a port, which certificates do not name"),
        _ => None,
    }
}

/// An IPv4 address, or an IPv6 address with or without brackets.
pub fn parse_ip(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    match bare {
        Some(six) => six.parse().ok().map(IpAddr::V6),
        None => text.parse().ok(),
    }
}

/// RFC 9525 6.3: a wildcard is the whole leftmost label and stands for exactly one label. As OpenSSL and the browsers
/// do, we also want two labels behind it: nobody may speak for all of `*.com`.
fn dns_matches(name: &str, pattern: &str) -> bool {
    let Some(suffix) = pattern.strip_prefix("*.") else { return name == pattern };
    let Some((_, parent)) = name.split_once('.') else { return false };
    parent == suffix && suffix.contains('.')
}

/// Underscores are no host names (RFC 952), but hosts so named exist, and every client lets them be.
pub fn is_label(label: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (1..=63).contains(&label.len()) && label.bytes().all(good) && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dns(host: &str, pattern: &str) -> bool {
        Host::parse(host).matches(&GeneralName::Dns(pattern.to_owned()))
    }

    #[test]
    fn names_match_whole_and_whatever_their_case() {
        assert!(dns("www.example.com", "www.example.com"));
        assert!(dns("WWW.example.com.", "www.EXAMPLE.com"));
        assert!(!dns("www.example.com", "www.example.com."));
        assert!(!dns("example.com", "www.example.com"));
        assert!(!dns("www.example.com.evil.test", "www.example.com"));
        assert!(!dns("www.example.com", "www.example.com\0.evil.test"));
        assert!(dns("xn--r8jz45g.example.com", "xn--r8jz45g.example.com"));
        assert!(dns("例え.example.com", "xn--r8jz45g.example.com"));
        assert!(dns("例え.example.com", "*.example.com"));
        assert!(!dns("例え.example.com", "例え.example.com"));
    }

    #[test]
    fn a_wildcard_is_one_whole_leftmost_label() {
        assert!(dns("www.example.com", "*.example.com"));
        assert!(!dns("example.com", "*.example.com"));
        assert!(!dns("a.b.example.com", "*.example.com"));
        assert!(!dns("www.example.com", "w*.example.com"));
        assert!(!dns("www.example.com", "www.*.com"));
        assert!(!dns("www.example.com", "*"));
        assert!(!dns("example.com", "*.com"));
        assert!(!dns("*.example.com", "*.example.com"));
        assert!(!dns("a.b.example.com", "*.*.example.com"));
    }

    #[test]
    fn addresses_match_addresses_only() {
        let ip = |t: &str| GeneralName::Ip(t.parse().unwrap());
        assert!(Host::parse("192.0.2.1").matches(&ip("192.0.2.1")));
        assert!(Host::parse("[2001:db8::1]").matches(&ip("2001:db8:0::1")));
        assert!(!Host::parse("192.0.2.1").matches(&ip("192.0.2.2")));
        assert!(!dns("192.0.2.1", "192.0.2.1"));
        assert!(!Host::parse("www.example.com").matches(&ip("192.0.2.1")));
    }

    #[test]
    fn mistakes_are_seen() {
        for (text, said) in [
            ("https://a.test/", "URL"),
            ("a.test/x", "URL"),
            ("a.test:443", "port"),
            ("192.0.2.1:443", "port"),
            ("[2001:db8::1]:443", "port"),
            (" a.test", "blank"),
        ] {
            assert!(host_mistake(text).is_some_and(|mistake| mistake.contains(said)), "{text}");
        }
        for good in
            ["", "a.test", "a_b.test.", "日本.example", "192.0.2.1", "2001:db8::1", "[2001:db8::1]", "a:b", ":1"]
        {
            assert_eq!(host_mistake(good), None, "{good}");
        }
    }

    #[test]
    fn impossible_hosts_match_nothing() {
        let long = format!("{}.com", "a".repeat(64));
        for bad in ["", ".", "a..b", "日本 .example.com", "-a.com", "a b.com", "1.2.3", "[192.0.2.1]", &long] {
            assert!(matches!(Host::parse(bad), Host::Invalid(_)), "{bad}");
            assert!(!dns(bad, bad), "{bad}");
        }
    }
}
