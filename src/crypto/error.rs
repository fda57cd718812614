//! The named reasons why a primitive refuses. Plain data; what it means for a connection is `tls`'s to say.

use std::fmt;

/// Why a primitive refused. Lengths are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CryptoError {
    /// A symmetric key or private scalar of the wrong length.
    KeyLength { want: usize, have: usize },
    /// A nonce or initialisation vector of the wrong length.
    NonceLength { want: usize, have: usize },
    /// Input that is not a whole number of blocks, or not as long as the RSA modulus (`want` is the block or modulus).
    InputLength { want: usize, have: usize },
    /// An RSA input that, read as a number, is not below the modulus (RFC 8017 section 5.1).
    InputRange,
    /// A public value of the wrong length for its group.
    PointLength { want: usize, have: usize },
    /// A PSS salt that is not as long as the hash (RFC 8446 section 4.2.3).
    SaltLength { want: usize, have: usize },
    /// PKCS#1 v1.5 padding of the wrong length (RFC 8017 section 7.2.1).
    PaddingLength { want: usize, have: usize },
    /// A zero byte among the PKCS#1 v1.5 padding bytes (RFC 8017 section 7.2.1).
    ZeroInPadding,
    /// The authentication tag does not fit the key, nonce, additional data and ciphertext.
    BadTag,
    /// The decrypted block is not 00 02 PS 00 M with at least 8 bytes of PS (RFC 8017 section 7.2.2).
    BadPadding,
    /// Not an uncompressed point on the curve (RFC 8446 section 4.2.8.2, RFC 8422 section 5.4.1).
    BadPoint,
    /// A private scalar of zero, or not below the group's order.
    BadScalar,
    /// The shared secret is all zero bytes (RFC 7748 section 6.1, RFC 8446 section 7.4.2).
    ZeroSharedSecret,
    /// The signature is not one by this key over this message with this scheme.
    BadSignature,
    /// A key that cannot be read, and why.
    BadKey(&'static str),
    /// An RSA modulus shorter or longer than is taken; lengths in bits.
    ModulusLength { least: usize, most: usize, have: usize },
    /// A key whose algorithm is known and whose parameters are not those that its RFC demands: what it demands.
    KeyParameters(&'static str),
    /// A curve given by its numbers instead of its name (RFC 5480 section 2.1.1).
    ExplicitCurve,
    /// A well-formed thing that is not implemented, and what it is.
    Unsupported(&'static str),
    /// The signature scheme, or the operation, needs another kind of key.
    WrongKeyKind,
    /// More output or input than the primitive allows.
    TooLong { limit: usize, have: usize },
    /// The message does not fit the RSA modulus with its padding.
    MessageTooLongForKey { limit: usize, have: usize },
}

impl fmt::Display for CryptoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use CryptoError::*;
        match *self {
            KeyLength { want, have } => write!(f, "key of {have} bytes, {want} needed"),
            NonceLength { want, have } => write!(f, "nonce of {have} bytes, {want} needed"),
            InputLength { want, have } => write!(f, "input of {have} bytes does not fit a size of {want}"),
            InputRange => f.write_str("input is not below the modulus"),
            PointLength { want, have } => write!(f, "public value of {have} bytes, {want} needed"),
            SaltLength { want, have } => write!(f, "salt of {have} bytes, {want} needed"),
            PaddingLength { want, have } => write!(f, "padding of {have} bytes, {want} needed"),
            ZeroInPadding => f.write_str("zero byte in padding"),
            BadTag => f.write_str("authentication tag does not verify"),
            BadPadding => f.write_str("bad padding"),
            BadPoint => f.write_str("not an uncompressed point on the curve"),
            BadScalar => f.write_str("private scalar out of range"),
            ZeroSharedSecret => f.write_str("shared secret is all zero"),
            BadSignature => f.write_str("signature does not verify"),
            BadKey(why) => write!(f, "bad key: {why}"),
            ModulusLength { least, most, have } => write!(f, "RSA modulus of {have} bits, {least} to {most} are taken"),
            KeyParameters(wanted) => write!(f, "wrong parameters of the key: {wanted}"),
            ExplicitCurve => f.write_str("a curve by its numbers instead of its name"),
            Unsupported(what) => write!(f, "not supported: {what}"),
            WrongKeyKind => f.write_str("another kind of key is needed"),
            TooLong { limit, have } => write!(f, "{have} bytes, at most {limit} allowed"),
            MessageTooLongForKey { limit, have } => write!(f, "message of {have} bytes, the key takes at most {limit}"),
        }
    }
}

impl std::error::Error for CryptoError {}
