//! A place in an RFC. Knows nothing of what is said there.

use std::fmt;

/// A clause of an RFC: its number and its section, such as RFC 8446, section 4.1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Clause {
    /// The RFC's number.
    pub rfc: u16,
    /// The section as the RFC writes it, `4.1.3` or `D.4`.
    pub section: &'static str,
}

impl Clause {
    /// Names a clause.
    pub const fn new(rfc: u16, section: &'static str) -> Self {
        Self { rfc, section }
    }

    /// The clause's address at the RFC Editor.
    pub fn url(self) -> String {
        let letter = self.section.starts_with(|c: char| c.is_ascii_alphabetic());
        let kind = if letter { "appendix" } else { "section" };
        format!("https://www.rfc-editor.org/rfc/rfc{}#{kind}-{}", self.rfc, self.section)
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RFC {} §{}", self.rfc, self.section)
    }
}
