//! RSA (RFC 8017): the PKCS#1 v1.5 and PSS encodings over the library's modular exponentiation.
//!
//! The encodings are written out here because the library draws salts and padding from a generator of its own,
//! while a run must be told them: published traces give them, and every byte has to be the same each time.

use std::convert::Infallible;

use ::rsa::hazmat::{rsa_decrypt, rsa_encrypt};
use ::rsa::rand_core::TryCryptoRng;
use ::rsa::traits::PublicKeyParts;
use ::rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey};

use super::{CryptoError, Hash, der};

/// Modulus sizes taken, in bits. The library's own floor of 1024 is too high for some published traces.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 512..=8192;

/// Shortest PS in a PKCS#1 v1.5 block (RFC 8017 sections 7.2.1 and 9.2).
const MIN_PADDING: usize = 8;

/// Reads an RSAPublicKey (RFC 8017 appendix A.1.1). Error: `BadKey`.
pub fn read_public(pkcs1: &[u8]) -> Result<RsaPublicKey, CryptoError> {
    let shape = CryptoError::BadKey("not an RSAPublicKey");
    let body = der::read_all(der::SEQUENCE, pkcs1).ok_or(shape)?;
    let (n, rest) = der::read_unsigned(body).ok_or(shape)?;
    let (e, rest) = der::read_unsigned(rest).ok_or(shape)?;
    if !rest.is_empty() {
        return Err(shape);
    }
    let bad = CryptoError::BadKey("RSA modulus or exponent out of range");
    RsaPublicKey::new_with_size_limits(number(n, n.len())?, number(e, e.len())?, MODULUS_BITS).map_err(|_| bad)
}

/// An RSAPublicKey in DER.
pub fn write_public(key: &RsaPublicKey) -> Vec<u8> {
    der::write(der::SEQUENCE, &[&der::write_unsigned(&key.n_bytes()), &der::write_unsigned(&key.e_bytes())])
}

/// Reads a two-prime RSAPrivateKey (RFC 8017 appendix A.1.2), checking that its numbers fit each other. Error: `BadKey`.
pub fn read_private(pkcs1: &[u8]) -> Result<RsaPrivateKey, CryptoError> {
    let shape = CryptoError::BadKey("not a two-prime RSAPrivateKey");
    let mut rest = der::read_all(der::SEQUENCE, pkcs1).ok_or(shape)?;
    let mut numbers = [&[][..]; 9];
    for slot in &mut numbers {
        (*slot, rest) = der::read_unsigned(rest).ok_or(shape)?;
    }
    // dP, dQ and qInv are derived again by the library, so a wrong one does no harm.
    let [version, n, e, d, p, q, _, _, _] = numbers;
    if !version.is_empty() || !rest.is_empty() {
        return Err(shape);
    }
    let width = n.len();
    let n = number(n, width)?;
    if !MODULUS_BITS.contains(&(n.bits_vartime() as usize)) {
        return Err(CryptoError::BadKey("RSA modulus out of range"));
    }
    let primes = vec![number(p, width)?, number(q, width)?];
    RsaPrivateKey::from_components(n, number(e, e.len())?, number(d, width)?, primes)
        .map_err(|_| CryptoError::BadKey("RSA numbers do not fit each other"))
}

/// RSASSA-PKCS1-v1_5 signature (RFC 8017 section 8.2.1), as long as the modulus.
pub fn sign_pkcs1(key: &RsaPrivateKey, hash: Hash, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
    private(key, &emsa_pkcs1(hash, message, key.size())?)
}

/// RSASSA-PKCS1-v1_5 verification (RFC 8017 section 8.2.2), by comparing encodings.
pub fn verify_pkcs1(key: &RsaPublicKey, hash: Hash, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
    let bad = CryptoError::BadSignature;
    let have = public(key, signature).map_err(|_| bad)?;
    if have == emsa_pkcs1(hash, message, key.size()).map_err(|_| bad)? { Ok(()) } else { Err(bad) }
}

/// RSASSA-PSS signature (RFC 8017 section 8.1.1), MGF1 with the same hash, under exactly this salt.
pub fn sign_pss(key: &RsaPrivateKey, hash: Hash, message: &[u8], salt: &[u8]) -> Result<Vec<u8>, CryptoError> {
    if salt.len() != hash.len() {
        return Err(CryptoError::SaltLength { want: hash.len(), have: salt.len() });
    }
    let bits = key.n().bits_vartime() as usize - 1;
    let (len, need) = (bits.div_ceil(8), 2 * hash.len() + 2);
    let zeros = len.checked_sub(need).ok_or(CryptoError::MessageTooLongForKey { limit: len, have: need })?;
    let h = hash.digest(&[&[0; 8], &hash.digest(&[message]), salt]);
    let mut em = vec![0; zeros];
    em.push(1);
    em.extend(salt);
    mask(hash, &h, &mut em, bits);
    em.extend(h);
    em.push(0xbc);
    // EM can be one byte shorter than the modulus.
    em.splice(..0, vec![0; key.size() - len]);
    private(key, &em)
}

/// RSASSA-PSS verification (RFC 8017 section 8.1.2), MGF1 with the same hash and a salt as long as the hash.
pub fn verify_pss(key: &RsaPublicKey, hash: Hash, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
    let em = public(key, signature).map_err(|_| CryptoError::BadSignature)?;
    let bits = key.n().bits_vartime() as usize - 1;
    let fits = || {
        let (above, em) = em.split_at_checked(key.size() - bits.div_ceil(8))?;
        let em = em.strip_suffix(&[0xbc])?;
        let (masked, h) = em.split_at_checked(em.len().checked_sub(hash.len())?)?;
        let mut db = masked.to_vec();
        mask(hash, h, &mut db, bits);
        let unused = masked.first()? & !(0xff >> (8 * bits.div_ceil(8) - bits));
        let (padding, salt) = db.split_at_checked(db.len().checked_sub(hash.len())?)?;
        let (one, zeros) = padding.split_last()?;
        let zero = above.iter().chain(zeros).all(|&byte| byte == 0) && unused == 0 && *one == 1;
        (zero && hash.digest(&[&[0; 8], &hash.digest(&[message]), salt]) == h).then_some(())
    };
    fits().ok_or(CryptoError::BadSignature)
}

/// The length of PS for a message of this length: what is left of the modulus. `None` if that is under 8.
pub fn padding_len(key: &RsaPublicKey, plain_len: usize) -> Option<usize> {
    key.size().checked_sub(plain_len)?.checked_sub(3).filter(|&len| len >= MIN_PADDING)
}

/// RSAES-PKCS1-v1_5 encryption (RFC 8017 section 7.2.1) of EM = 00 02 PS 00 M, PS being exactly `padding`.
pub fn encrypt(key: &RsaPublicKey, plain: &[u8], padding: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let limit = key.size().saturating_sub(MIN_PADDING + 3);
    let too_long = CryptoError::MessageTooLongForKey { limit, have: plain.len() };
    let want = padding_len(key, plain.len()).ok_or(too_long)?;
    if padding.len() != want {
        return Err(CryptoError::PaddingLength { want, have: padding.len() });
    }
    if padding.contains(&0) {
        return Err(CryptoError::ZeroInPadding);
    }
    public(key, &[&[0, 2], padding, &[0], plain].concat())
}

/// RSAES-PKCS1-v1_5 decryption (RFC 8017 section 7.2.2). It says when the padding is bad: a protocol must not.
pub fn decrypt(key: &RsaPrivateKey, cipher: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let em = private(key, cipher)?;
    let padded = em.strip_prefix(&[0, 2]).ok_or(CryptoError::BadPadding)?;
    let end = padded.iter().position(|&byte| byte == 0).filter(|&end| end >= MIN_PADDING);
    let plain = end.and_then(|end| padded.get(end + 1..));
    plain.map(<[u8]>::to_vec).ok_or(CryptoError::BadPadding)
}

/// EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): 00 01 FF... 00 DigestInfo, `len` bytes.
fn emsa_pkcs1(hash: Hash, message: &[u8], len: usize) -> Result<Vec<u8>, CryptoError> {
    let oid: &[u8] = match hash {
        Hash::Sha1 => &[0x2b, 0x0e, 0x03, 0x02, 0x1a],
        Hash::Sha256 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
        Hash::Sha384 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02],
        Hash::Sha512 => &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03],
    };
    let algorithm = der::write(der::SEQUENCE, &[&der::write(der::OID, &[oid]), &der::write(der::NULL, &[])]);
    let digest = der::write(der::OCTET_STRING, &[&hash.digest(&[message])]);
    let info = der::write(der::SEQUENCE, &[&algorithm, &digest]);
    match len.checked_sub(info.len() + 3) {
        Some(padding) if padding >= MIN_PADDING => Ok([&[0, 1][..], &vec![0xff; padding], &[0], &info].concat()),
        _ => Err(CryptoError::MessageTooLongForKey { limit: len.saturating_sub(MIN_PADDING + 3), have: info.len() }),
    }
}

/// Xors MGF1(seed) (RFC 8017 appendix B.2.1) into `block`, and clears the bits above an encoding of `bits` bits.
fn mask(hash: Hash, seed: &[u8], block: &mut [u8], bits: usize) {
    for (counter, chunk) in (0u32..).zip(block.chunks_mut(hash.len())) {
        let stream = hash.digest(&[seed, &counter.to_be_bytes()]);
        chunk.iter_mut().zip(stream).for_each(|(byte, mask)| *byte ^= mask);
    }
    if let Some(first) = block.first_mut() {
        *first &= 0xff >> (8 * bits.div_ceil(8) - bits);
    }
}

/// RSAEP and RSAVP1 (RFC 8017 sections 5.1.1, 5.2.2) on octet strings as long as the modulus.
fn public(key: &RsaPublicKey, input: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let input = representative(key, input)?;
    rsa_encrypt(key, &input).map(|out| octets(&out, key.size())).map_err(|_| CryptoError::InputRange)
}

/// RSADP and RSASP1 (RFC 8017 sections 5.1.2, 5.2.1) on octet strings as long as the modulus. Not blinded:
/// that would hide timing from an observer, of which there is none here, at the price of a generator.
fn private(key: &RsaPrivateKey, input: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let input = representative(key, input)?;
    let unblinded: Option<&mut dyn TryCryptoRng<Error = Infallible>> = None;
    rsa_decrypt(unblinded, key, &input).map(|out| octets(&out, key.size())).map_err(|_| CryptoError::InputRange)
}

fn representative(key: &impl PublicKeyParts, input: &[u8]) -> Result<BoxedUint, CryptoError> {
    if input.len() != key.size() {
        return Err(CryptoError::InputLength { want: key.size(), have: input.len() });
    }
    let number = BoxedUint::from_be_slice(input, key.n_bits_precision()).map_err(|_| CryptoError::InputRange)?;
    if number < *key.n().as_ref() { Ok(number) } else { Err(CryptoError::InputRange) }
}

/// I2OSP (RFC 8017 section 4.1) of a number known to be below 256^len.
fn octets(number: &BoxedUint, len: usize) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let excess = bytes.len().saturating_sub(len);
    [&vec![0; len.saturating_sub(bytes.len())], bytes.get(excess..).unwrap_or_default()].concat()
}

/// A number of at most `width` bytes.
fn number(bytes: &[u8], width: usize) -> Result<BoxedUint, CryptoError> {
    let bits = u32::try_from(8 * width).ok().filter(|&bits| bits as usize <= *MODULUS_BITS.end());
    let bits = bits.ok_or(CryptoError::BadKey("RSA number out of range"))?;
    BoxedUint::from_be_slice(bytes, bits).map_err(|_| CryptoError::BadKey("RSA number out of range"))
}
