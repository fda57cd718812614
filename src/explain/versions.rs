//! The versions of SSL and TLS: when each came, in which RFC it stands, and which RFC has forbidden it since. History, of which
//! no run tells. Knows nothing of how they work.

/// A version as it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    pub name: &'static str,
    /// The year in which it was published.
    pub year: u16,
    /// The RFC that describes it, where there is one.
    pub rfc: Option<u16>,
    /// The RFC that forbids to negotiate it, and its year.
    pub forbidden: Option<(u16, u16)>,
    /// The id of its term in the glossary.
    pub term: &'static str,
}

/// All that were published, in order.
pub const VERSIONS: &[Published] = &[
    Published { name: "SSL 2.0", year: 1995, rfc: None, forbidden: Some((6176, 2011)), term: "ssl2" },
    Published { name: "SSL 3.0", year: 1996, rfc: Some(6101), forbidden: Some((7568, 2015)), term: "ssl3" },
    Published { name: "TLS 1.0", year: 1999, rfc: Some(2246), forbidden: Some((8996, 2021)), term: "tls10" },
    Published { name: "TLS 1.1", year: 2006, rfc: Some(4346), forbidden: Some((8996, 2021)), term: "tls11" },
    Published { name: "TLS 1.2", year: 2008, rfc: Some(5246), forbidden: None, term: "tls12" },
    Published { name: "TLS 1.3", year: 2018, rfc: Some(8446), forbidden: None, term: "tls13" },
];

ids! {
    /// What a version is today.
    pub enum Today {
        /// An RFC says that it must not be used.
        Forbidden = "forbidden",
        /// In use, beside a newer one.
        Used = "used",
        /// The newest.
        Newest = "newest",
    }
}

impl Published {
    /// What it is today.
    pub fn today(&self) -> Today {
        match (self.forbidden, VERSIONS.last()) {
            (Some(_), _) => Today::Forbidden,
            (None, Some(last)) if last.name == self.name => Today::Newest,
            _ => Today::Used,
        }
    }
}

/// The address of an RFC.
pub fn rfc_url(number: u16) -> String {
    format!("https://www.rfc-editor.org/rfc/rfc{number}")
}
