//! Arithmetic modulo an odd number, bytes in and bytes out: as much as RSA needs, over `crypto-bigint`.
//!
//! The `rsa` crate would do, but it brings key generation, prime recovery and division along, several times the
//! code that a page has to load for raising a number to a power.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Limb, Odd};

/// An odd modulus of at least two bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Modulus(BoxedMontyParams);

/// A number modulo a [`Modulus`]. Only residues of the same modulus may meet.
#[derive(Clone)]
pub struct Residue(BoxedMontyForm);

impl Modulus {
    /// From a big-endian magnitude without leading zeros. `None` if it is even, one, zero, or has a leading zero.
    pub fn new(magnitude: &[u8]) -> Option<Modulus> {
        let (first, bytes) = (magnitude.first()?, magnitude.len());
        if *first == 0 || magnitude == [1] {
            return None;
        }
        let odd = Odd::new(number(magnitude, u32::try_from(8 * bytes).ok()?)?).into_option()?;
        Some(Modulus(BoxedMontyParams::new_vartime(odd)))
    }

    /// Length in bits.
    pub fn bits(&self) -> usize {
        self.0.modulus().as_ref().bits_vartime() as usize
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.bits().div_ceil(8)
    }

    /// The modulus, big-endian, `len()` bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.octets(self.0.modulus().as_ref())
    }

    /// A big-endian number of any length, modulo this one.
    pub fn reduce(&self, bytes: &[u8]) -> Residue {
        // Horner's rule over pieces as wide as the modulus is stored: r^2 is what stands for r = 2^width.
        let width = self.0.bits_precision();
        let radix = BoxedMontyForm::from_montgomery(self.0.as_ref().r2().clone(), &self.0);
        let mut sum = BoxedMontyForm::zero(&self.0);
        for piece in bytes.rchunks((width / 8) as usize).rev() {
            // A piece always fits the width.
            let digit = number(piece, width).unwrap_or_else(|| BoxedUint::zero_with_precision(width));
            sum = sum.mul(&radix).add(&BoxedMontyForm::new(digit, &self.0));
        }
        Residue(sum)
    }

    /// The residue as a number below the modulus, big-endian, `len()` bytes.
    pub fn retrieve(&self, residue: &Residue) -> Vec<u8> {
        self.octets(&residue.0.retrieve())
    }

    /// I2OSP (RFC 8017 section 4.1) of a number not above the modulus.
    fn octets(&self, number: &BoxedUint) -> Vec<u8> {
        let bytes = number.to_be_bytes();
        bytes.get(bytes.len().saturating_sub(self.len())..).unwrap_or_default().to_vec()
    }
}

impl Residue {
    pub fn mul(&self, other: &Residue) -> Residue {
        Residue(self.0.mul(&other.0))
    }

    pub fn sub(&self, other: &Residue) -> Residue {
        Residue(self.0.sub(&other.0))
    }

    /// To the power of a big-endian number.
    pub fn pow(&self, exponent: &[u8]) -> Residue {
        let bits = (exponent.len() as u32 * 8).next_multiple_of(Limb::BITS).max(Limb::BITS);
        let exponent = number(exponent, bits).unwrap_or_else(BoxedUint::zero);
        Residue(self.0.pow_bounded_exp(&exponent, exponent.bits_vartime()))
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_zero().into()
    }

    pub fn is_one(&self) -> bool {
        self.0 == BoxedMontyForm::one(self.0.params())
    }
}

fn number(bytes: &[u8], bits: u32) -> Option<BoxedUint> {
    BoxedUint::from_be_slice(bytes, bits).ok()
}

#[cfg(test)]
mod tests {
    use super::Modulus;

    #[test]
    fn agrees_with_small_numbers() {
        for modulus in [3u32, 5, 255, 257, 65537, 0xffff_fff1, u32::MAX] {
            let bytes = modulus.to_be_bytes();
            let trimmed = &bytes[bytes.iter().take_while(|&&byte| byte == 0).count()..];
            let m = Modulus::new(trimmed).unwrap();
            assert_eq!(m.to_bytes(), trimmed);
            assert_eq!(m.bits(), 32 - modulus.leading_zeros() as usize);
            let number = |bytes: Vec<u8>| bytes.iter().fold(0, |n, &byte| n << 8 | u128::from(byte));
            for a in [0u128, 1, 2, 0xdead_beef, u128::MAX / 3] {
                let residue = m.reduce(&a.to_be_bytes());
                let wide = [&a.to_be_bytes()[..], &[0; 16], &7u128.to_be_bytes()].concat();
                let a = a % u128::from(modulus);
                assert_eq!(number(m.retrieve(&residue)), a);
                assert_eq!(number(m.retrieve(&residue.mul(&residue))), a * a % u128::from(modulus));
                assert!(residue.sub(&residue).is_zero());
                let power = (0..300).fold(1, |power, _| power * a % u128::from(modulus));
                assert_eq!(number(m.retrieve(&residue.pow(&[1, 44]))), power);
                assert!(residue.pow(&[]).is_one());
                let radix = (0..256).fold(1, |power, _| power * 2 % u128::from(modulus));
                assert_eq!(number(m.retrieve(&m.reduce(&wide))), (a * radix + 7) % u128::from(modulus));
            }
        }
        for bad in [&[][..], &[0], &[1], &[2], &[0, 3], &[1, 0]] {
            assert!(Modulus::new(bad).is_none());
        }
    }
}
