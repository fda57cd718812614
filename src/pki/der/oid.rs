//! Object identifiers: the content bytes as found, their dotted form, and the names of those X.509 uses.

use std::fmt;

/// The content octets of an OBJECT IDENTIFIER (X.690 8.19), known to be well formed.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid(Vec<u8>);

impl Oid {
    /// `None` if the bytes are not a sequence of minimal base-128 numbers of at most 128 bits.
    pub fn from_content(bytes: &[u8]) -> Option<Oid> {
        arcs(bytes).map(|_| Oid(bytes.to_vec()))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// `2.5.4.3`
    pub fn dotted(&self) -> String {
        let arcs = arcs(&self.0).unwrap_or_default();
        arcs.iter().map(u128::to_string).collect::<Vec<_>>().join(".")
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({})", self.dotted())
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.dotted())
    }
}

impl PartialEq<[u8]> for Oid {
    fn eq(&self, other: &[u8]) -> bool {
        self.0 == other
    }
}

fn arcs(bytes: &[u8]) -> Option<Vec<u128>> {
    let mut arcs = Vec::new();
    let mut current: Option<u128> = None;
    for byte in bytes {
        if current.is_none() && *byte == 0x80 {
            return None;
        }
        let value = current.unwrap_or(0).checked_mul(128)?.checked_add(u128::from(byte & 0x7f))?;
        if byte & 0x80 != 0 {
            current = Some(value);
            continue;
        }
        current = None;
        if arcs.is_empty() {
            // The first two arcs share one number: 40 * first + second, first at most 2.
            let first = (value / 40).min(2);
            arcs.extend([first, value - 40 * first]);
        } else {
            arcs.push(value);
        }
    }
    (current.is_none() && !arcs.is_empty()).then_some(arcs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_forms() {
        let dotted = |b: &[u8]| Oid::from_content(b).map(|o| o.dotted());
        assert_eq!(dotted(&[0x55, 4, 3]).as_deref(), Some("2.5.4.3"));
        assert_eq!(dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]).as_deref(), Some("1.2.840.113549"));
        assert_eq!(dotted(&[0x88, 0x37]).as_deref(), Some("2.999"));
        for bad in [&[][..], &[0x80, 1], &[0x55, 0x84], &[0x55, 0x80, 3], &[0xff; 40]] {
            assert_eq!(dotted(bad), None, "{bad:02x?}");
        }
    }
}
