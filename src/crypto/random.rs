//! Labelled randomness. Each draw is a pseudorandom function of a seed and a label: HMAC-SHA256 in counter mode
//! (NIST SP 800-108). There is no shared stream, so adding a draw never moves another.

use super::Hash;

/// What all draws of a run come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed of 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Seed {
        Seed(bytes)
    }

    /// The number, as 32 big-endian bytes.
    pub fn from_number(number: u64) -> Seed {
        let mut bytes = [0; 32];
        if let Some(tail) = bytes.last_chunk_mut() {
            *tail = number.to_be_bytes();
        }
        Seed(bytes)
    }

    /// `len` bytes: HMAC-SHA256(seed, i || label) for i = 0, 1, ... as 32-bit big-endian numbers, one after another.
    pub fn draw(&self, label: &str, len: usize) -> Vec<u8> {
        self.stream(label).take(len).collect()
    }

    /// `len` bytes of which none is zero: as [`Seed::draw`], passing over zero bytes.
    pub fn draw_nonzero(&self, label: &str, len: usize) -> Vec<u8> {
        self.stream(label).filter(|&byte| byte != 0).take(len).collect()
    }

    fn stream(&self, label: &str) -> impl Iterator<Item = u8> {
        (0u32..).flat_map(move |i| Hash::Sha256.hmac(&self.0, &[&i.to_be_bytes(), label.as_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::Seed;

    #[test]
    fn draws_depend_on_seed_and_label_alone() {
        let seed = Seed::from_number(1);
        assert_eq!(seed.draw("a", 70), seed.draw("a", 70));
        assert_eq!(seed.draw("a", 70)[..33], seed.draw("a", 33));
        assert_ne!(seed.draw("a", 32), seed.draw("b", 32));
        assert_ne!(seed.draw("a", 32), Seed::from_number(2).draw("a", 32));
        assert!(seed.draw("a", 4096).contains(&0));
        assert_eq!(seed.draw_nonzero("a", 4096).len(), 4096);
        assert!(!seed.draw_nonzero("a", 4096).contains(&0));
    }
}
