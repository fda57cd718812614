//! Diffie-Hellman groups: X25519 (RFC 7748) and the NIST curves of RFC 8422 and RFC 8446 section 4.2.8.2.

use p256::NistP256;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, SecretKey, ecdh};
use p384::NistP384;

use super::CryptoError;

/// A group for key agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    X25519,
    Secp256r1,
    Secp384r1,
}

impl Group {
    /// Private scalar length in bytes: 32, 32, 48. The shared secret has the same length.
    pub fn private_len(self) -> usize {
        match self {
            Group::X25519 | Group::Secp256r1 => 32,
            Group::Secp384r1 => 48,
        }
    }

    /// Public value length in bytes: 32 for X25519, 65 and 97 for uncompressed points.
    pub fn public_len(self) -> usize {
        match self {
            Group::X25519 => 32,
            Group::Secp256r1 => 65,
            Group::Secp384r1 => 97,
        }
    }

    /// The public value of a private scalar. Errors: `KeyLength`, `BadScalar` (NIST curves: zero or not below the order).
    pub fn public(self, private: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.check_private(private)?;
        match self {
            Group::X25519 => Ok(x25519_dalek::x25519(array(private)?, x25519_dalek::X25519_BASEPOINT_BYTES).to_vec()),
            Group::Secp256r1 => public::<NistP256>(private),
            Group::Secp384r1 => public::<NistP384>(private),
        }
    }

    /// The shared secret of a private scalar and the peer's public value: the u-coordinate (RFC 7748) or the
    /// x-coordinate (RFC 8446 section 7.4.2), `private_len()` bytes.
    /// Errors: `KeyLength`, `BadScalar`, `PointLength`, `BadPoint`, `ZeroSharedSecret`.
    pub fn agree(self, private: &[u8], peer: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.check_private(private)?;
        if peer.len() != self.public_len() {
            return Err(CryptoError::PointLength { want: self.public_len(), have: peer.len() });
        }
        match self {
            Group::X25519 => match x25519_dalek::x25519(array(private)?, array(peer)?) {
                shared if shared == [0; 32] => Err(CryptoError::ZeroSharedSecret),
                shared => Ok(shared.to_vec()),
            },
            Group::Secp256r1 => agree::<NistP256>(private, peer),
            Group::Secp384r1 => agree::<NistP384>(private, peer),
        }
    }

    fn check_private(self, private: &[u8]) -> Result<(), CryptoError> {
        match private.len() == self.private_len() {
            true => Ok(()),
            false => Err(CryptoError::KeyLength { want: self.private_len(), have: private.len() }),
        }
    }
}

fn array(bytes: &[u8]) -> Result<[u8; 32], CryptoError> {
    bytes.try_into().map_err(|_| CryptoError::KeyLength { want: 32, have: bytes.len() })
}

fn scalar<C: CurveArithmetic>(private: &[u8]) -> Result<SecretKey<C>, CryptoError> {
    SecretKey::from_slice(private).map_err(|_| CryptoError::BadScalar)
}

fn public<C: CurveArithmetic>(private: &[u8]) -> Result<Vec<u8>, CryptoError>
where
    AffinePoint<C>: AffineCoordinates<FieldRepr = FieldBytes<C>>,
{
    Ok(write_point::<C>(scalar::<C>(private)?.public_key().as_affine()))
}

fn agree<C: CurveArithmetic>(private: &[u8], peer: &[u8]) -> Result<Vec<u8>, CryptoError>
where
    AffinePoint<C>: AffineCoordinates<FieldRepr = FieldBytes<C>>,
{
    let peer = read_point::<C>(peer).ok_or(CryptoError::BadPoint)?;
    let private = scalar::<C>(private)?;
    Ok(ecdh::diffie_hellman(private.to_nonzero_scalar(), peer).raw_secret_bytes().to_vec())
}

/// The point of an UncompressedPointRepresentation (RFC 8446 section 4.2.8.2), if it is one of the curve.
/// Not by the library's own reader, which brings decompression along.
pub(super) fn read_point<C: CurveArithmetic>(bytes: &[u8]) -> Option<AffinePoint<C>>
where
    AffinePoint<C>: AffineCoordinates<FieldRepr = FieldBytes<C>>,
{
    let (x, y) = bytes.strip_prefix(&[4])?.split_at_checked(bytes.len() / 2)?;
    let (x, y) = (<&FieldBytes<C>>::try_from(x).ok()?, <&FieldBytes<C>>::try_from(y).ok()?);
    AffinePoint::<C>::from_coordinates(x, y).into_option()
}

/// The UncompressedPointRepresentation of a point other than infinity.
pub(super) fn write_point<C: CurveArithmetic>(point: &AffinePoint<C>) -> Vec<u8>
where
    AffinePoint<C>: AffineCoordinates<FieldRepr = FieldBytes<C>>,
{
    [&[4], &point.x()[..], &point.y()[..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Group; 3] = [Group::X25519, Group::Secp256r1, Group::Secp384r1];

    #[test]
    fn both_sides_agree() {
        for group in ALL {
            let (a, b) = (vec![0x11; group.private_len()], vec![0x22; group.private_len()]);
            let (public_a, public_b) = (group.public(&a).unwrap(), group.public(&b).unwrap());
            assert_eq!(public_a.len(), group.public_len());
            assert_eq!(group.agree(&a, &public_b), group.agree(&b, &public_a));
            assert_eq!(group.agree(&a, &public_b).unwrap().len(), group.private_len());
        }
    }

    #[test]
    fn refusals_are_named() {
        for group in [Group::Secp256r1, Group::Secp384r1] {
            let good = vec![1; group.private_len()];
            let mut peer = group.public(&good).unwrap();
            for bad in [vec![0; group.private_len()], vec![0xff; group.private_len()]] {
                assert_eq!(group.public(&bad), Err(CryptoError::BadScalar));
                assert_eq!(group.agree(&bad, &peer), Err(CryptoError::BadScalar));
            }
            let compressed = peer[..group.private_len() + 1].to_vec();
            assert!(matches!(group.agree(&good, &compressed), Err(CryptoError::PointLength { .. })));
            assert!(matches!(group.agree(&good, &[0]), Err(CryptoError::PointLength { .. })));
            peer[40] ^= 1;
            assert_eq!(group.agree(&good, &peer), Err(CryptoError::BadPoint));
            peer[40] ^= 1;
            peer[0] = 0;
            assert_eq!(group.agree(&good, &peer), Err(CryptoError::BadPoint));
        }
        assert_eq!(Group::X25519.agree(&[1; 32], &[0; 32]), Err(CryptoError::ZeroSharedSecret));
        assert_eq!(Group::X25519.public(&[1; 31]), Err(CryptoError::KeyLength { want: 32, have: 31 }));
    }
}
