//! RSA (RFC 8017): the PKCS#1 v1.5 and PSS encodings over the raw operations of the `rsa` crate.
//!
//! The encodings are written out here because a run must be told every salt and every padding byte: published
//! traces give them, and the bytes have to be the same each time.

use std::cell::RefCell;
use std::convert::Infallible;

use rsa::hazmat::{rsa_decrypt_and_check, rsa_encrypt};
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, PrivateKey, PublicKey};

use super::{CryptoError, Hash, der};

/// Modulus sizes taken, in bits: published traces have small ones, and the time of a large one grows with its cube.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 512..=8192;

/// Shortest PS in a PKCS#1 v1.5 block (RFC 8017 sections 7.2.1 and 9.2).
const MIN_PADDING: usize = 8;

/// How many keys of each sort are remembered.
const KEPT: usize = 8;

/// Keys by their DER, the last one read last.
type Known<Key> = Vec<(Vec<u8>, Key)>;

thread_local! {
    static PUBLIC: RefCell<Known<Public>> = const { RefCell::new(Vec::new()) };
    static PRIVATE: RefCell<Known<Private>> = const { RefCell::new(Vec::new()) };
}

/// A public key: modulus and exponent.
#[derive(Clone, PartialEq, Eq)]
pub struct Public(PublicKey);

/// A private key.
#[derive(Clone, PartialEq, Eq)]
pub struct Private {
    key: PrivateKey,
    public: Public,
    /// The RSAPrivateKey as read: that is what is written out again.
    pkcs1: Vec<u8>,
}

/// A generator that cannot be. Blinding would hide timing from an observer, of whom there is none here, and a run
/// must not depend on draws that it does not tell.
enum NoRng {}

impl Public {
    /// Reads an RSAPublicKey (RFC 8017 appendix A.1.1). Errors: `BadKey`, `ModulusLength`.
    pub fn read(pkcs1: &[u8]) -> Result<Public, CryptoError> {
        PUBLIC.with_borrow_mut(|known| remembered(known, pkcs1, Public::read_anew))
    }

    fn read_anew(pkcs1: &[u8]) -> Result<Public, CryptoError> {
        let shape = CryptoError::BadKey("not an RSAPublicKey");
        let body = der::read_all(der::SEQUENCE, pkcs1).ok_or(shape)?;
        let (n, rest) = der::read_unsigned(body).ok_or(shape)?;
        let (e, rest) = der::read_unsigned(rest).ok_or(shape)?;
        if rest.is_empty() { Public::new(n, e) } else { Err(shape) }
    }

    /// The RSAPublicKey in DER.
    pub fn write(&self) -> Vec<u8> {
        der::write(der::SEQUENCE, &[&der::write_unsigned(&self.0.n_bytes()), &der::write_unsigned(&self.0.e_bytes())])
    }

    /// Size of the modulus in bits.
    pub fn bits(&self) -> usize {
        self.0.n().bit_width_vartime() as usize
    }

    /// Size of the modulus, and so of signatures and ciphertexts, in bytes.
    pub fn size(&self) -> usize {
        self.0.size()
    }

    fn new(n: &[u8], e: &[u8]) -> Result<Public, CryptoError> {
        let (least, most, have) = (*MODULUS_BITS.start(), *MODULUS_BITS.end(), bits(n));
        if !MODULUS_BITS.contains(&have) {
            return Err(CryptoError::ModulusLength { least, most, have });
        }
        match (n.last().map(|last| last & 1), e) {
            (Some(1), [_, ..]) => PublicKey::new_with_size_limits(number(n), number(e), MODULUS_BITS).ok(),
            (Some(1), []) => None,
            _ => return Err(CryptoError::BadKey("RSA modulus is even")),
        }
        .map(Public)
        .ok_or(CryptoError::BadKey("RSA exponent is even, or not from 3 to 33 bits"))
    }

    /// RSAEP and RSAVP1 (RFC 8017 sections 5.1.1, 5.2.2) on octet strings as long as the modulus.
    fn apply(&self, input: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let representative = self.representative(input)?;
        rsa_encrypt(&self.0, &representative).map(|out| self.octets(&out)).map_err(|_| CryptoError::InputRange)
    }

    /// OS2IP (RFC 8017 section 4.2) of an octet string as long as the modulus, if the number is below it.
    fn representative(&self, input: &[u8]) -> Result<BoxedUint, CryptoError> {
        if input.len() != self.size() {
            return Err(CryptoError::InputLength { want: self.size(), have: input.len() });
        }
        let number = BoxedUint::from_be_slice(input, self.0.n_bits_precision()).map_err(|_| CryptoError::InputRange)?;
        if number < **self.0.n() { Ok(number) } else { Err(CryptoError::InputRange) }
    }

    /// I2OSP (RFC 8017 section 4.1) of a number below the modulus.
    fn octets(&self, number: &BoxedUint) -> Vec<u8> {
        let bytes = number.to_be_bytes();
        bytes.get(bytes.len().saturating_sub(self.size())..).unwrap_or_default().to_vec()
    }
}

impl Private {
    /// Reads a two-prime RSAPrivateKey (RFC 8017 appendix A.1.2), its primes no longer than half the modulus and all of
    /// its numbers as they must be for each other. Errors: `BadKey`, `ModulusLength`.
    pub fn read(pkcs1: &[u8]) -> Result<Private, CryptoError> {
        PRIVATE.with_borrow_mut(|known| remembered(known, pkcs1, Private::read_anew))
    }

    fn read_anew(pkcs1: &[u8]) -> Result<Private, CryptoError> {
        let shape = CryptoError::BadKey("not a two-prime RSAPrivateKey");
        let mut rest = der::read_all(der::SEQUENCE, pkcs1).ok_or(shape)?;
        let mut numbers = [&[][..]; 9];
        for slot in &mut numbers {
            (*slot, rest) = der::read_unsigned(rest).ok_or(shape)?;
        }
        let [version, n, e, d, p, q, d_p, d_q, q_inv] = numbers;
        if !version.is_empty() || !rest.is_empty() {
            return Err(shape);
        }
        let public = Public::new(n, e)?;
        // Of the version alone it is right to be zero.
        if numbers.iter().skip(1).any(|number| number.is_empty() || number.len() > public.size()) {
            return Err(MISFIT);
        }
        let key = PrivateKey::from_components(number(n), number(e), number(d), vec![number(p), number(q)]);
        let key = key.map_err(|_| MISFIT)?;
        // The crate computes these three itself.
        let fits = key.dp() == Some(&number(d_p))
            && key.dq() == Some(&number(d_q))
            && key.qinv().is_some_and(|have| have.retrieve() == number(q_inv));
        if fits { Ok(Private { key, public, pkcs1: pkcs1.to_vec() }) } else { Err(MISFIT) }
    }

    /// The RSAPrivateKey in DER.
    pub fn pkcs1(&self) -> &[u8] {
        &self.pkcs1
    }

    pub fn public(&self) -> &Public {
        &self.public
    }

    /// RSADP and RSASP1 (RFC 8017 sections 5.1.2, 5.2.1) on octet strings as long as the modulus, with the result
    /// put to the test (a key that fits itself can still have primes that are none).
    fn apply(&self, input: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let representative = self.public.representative(input)?;
        let done = rsa_decrypt_and_check(&self.key, None::<&mut NoRng>, &representative);
        done.map(|out| self.public.octets(&out)).map_err(|_| MISFIT)
    }
}

impl TryRng for NoRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        match *self {}
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        match *self {}
    }

    fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Infallible> {
        match *self {}
    }
}

impl TryCryptoRng for NoRng {}

const MISFIT: CryptoError = CryptoError::BadKey("RSA numbers do not fit each other");

/// What was read from this DER before, or is now. One handshake reads the same few keys over and over, each time it
/// evaluates a formula, and to prepare one for Montgomery multiplication takes a tenth of what a signature takes.
fn remembered<Key: Clone>(
    known: &mut Known<Key>,
    pkcs1: &[u8],
    read: fn(&[u8]) -> Result<Key, CryptoError>,
) -> Result<Key, CryptoError> {
    if let Some((_, key)) = known.iter().find(|(der, _)| der == pkcs1) {
        return Ok(key.clone());
    }
    let key = read(pkcs1)?;
    if known.len() >= KEPT {
        known.remove(0);
    }
    known.push((pkcs1.to_vec(), key.clone()));
    Ok(key)
}

/// Length of a big-endian number without leading zeros.
fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| 8 * number.len() - first.leading_zeros() as usize)
}

fn number(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

/// Whether the modulus is long enough for RSASSA-PKCS1-v1_5 with a hash (RFC 8017 section 9.2).
pub fn has_room_pkcs1(key: &Public, hash: Hash) -> bool {
    emsa_pkcs1(hash, &[], key.size()).is_ok()
}

/// Whether the modulus is long enough for RSASSA-PSS with a hash and a salt as long (RFC 8017 section 9.1.1).
pub fn has_room_pss(key: &Public, hash: Hash) -> bool {
    pss_len(key) >= 2 * hash.len() + 2
}

/// emLen of EMSA-PSS, in bytes: that of a number one bit shorter than the modulus.
fn pss_len(key: &Public) -> usize {
    key.bits().saturating_sub(1).div_ceil(8)
}

/// RSASSA-PKCS1-v1_5 signature (RFC 8017 section 8.2.1), as long as the modulus.
pub fn sign_pkcs1(key: &Private, hash: Hash, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
    key.apply(&emsa_pkcs1(hash, message, key.public.size())?)
}

/// RSASSA-PKCS1-v1_5 verification (RFC 8017 section 8.2.2), by comparing encodings.
pub fn verify_pkcs1(key: &Public, hash: Hash, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
    let bad = CryptoError::BadSignature;
    let have = key.apply(signature).map_err(|_| bad)?;
    if have == emsa_pkcs1(hash, message, key.size()).map_err(|_| bad)? { Ok(()) } else { Err(bad) }
}

/// RSASSA-PSS signature (RFC 8017 section 8.1.1), MGF1 with the same hash, under exactly this salt.
pub fn sign_pss(key: &Private, hash: Hash, message: &[u8], salt: &[u8]) -> Result<Vec<u8>, CryptoError> {
    if salt.len() != hash.len() {
        return Err(CryptoError::SaltLength { want: hash.len(), have: salt.len() });
    }
    let bits = key.public.bits() - 1;
    let (len, need) = (pss_len(&key.public), 2 * hash.len() + 2);
    let zeros = len.checked_sub(need).ok_or(CryptoError::MessageTooLongForKey { limit: len, have: need })?;
    let h = hash.digest(&[&[0; 8], &hash.digest(&[message]), salt]);
    let mut em = vec![0; zeros];
    em.push(1);
    em.extend(salt);
    mask(hash, &h, &mut em, bits);
    em.extend(h);
    em.push(0xbc);
    // EM can be one byte shorter than the modulus.
    em.splice(..0, vec![0; key.public.size() - len]);
    key.apply(&em)
}

/// RSASSA-PSS verification (RFC 8017 section 8.1.2), MGF1 with the same hash and a salt as long as the hash.
pub fn verify_pss(key: &Public, hash: Hash, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
    let em = key.apply(signature).map_err(|_| CryptoError::BadSignature)?;
    let bits = key.bits() - 1;
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
pub fn padding_len(key: &Public, plain_len: usize) -> Option<usize> {
    key.size().checked_sub(plain_len)?.checked_sub(3).filter(|&len| len >= MIN_PADDING)
}

/// RSAES-PKCS1-v1_5 encryption (RFC 8017 section 7.2.1) of EM = 00 02 PS 00 M, PS being exactly `padding`.
pub fn encrypt(key: &Public, plain: &[u8], padding: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let limit = key.size().saturating_sub(MIN_PADDING + 3);
    let too_long = CryptoError::MessageTooLongForKey { limit, have: plain.len() };
    let want = padding_len(key, plain.len()).ok_or(too_long)?;
    if padding.len() != want {
        return Err(CryptoError::PaddingLength { want, have: padding.len() });
    }
    if padding.contains(&0) {
        return Err(CryptoError::ZeroInPadding);
    }
    key.apply(&[&[0, 2], padding, &[0], plain].concat())
}

/// RSAES-PKCS1-v1_5 decryption (RFC 8017 section 7.2.2). It says when the padding is bad: a protocol must not.
pub fn decrypt(key: &Private, cipher: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let em = key.apply(cipher)?;
    let padded = em.strip_prefix(&[0, 2]).ok_or(CryptoError::BadPadding)?;
    let end = padded.iter().position(|&byte| byte == 0).filter(|&end| end >= MIN_PADDING);
    let plain = end.and_then(|end| padded.get(end + 1..));
    plain.map(<[u8]>::to_vec).ok_or(CryptoError::BadPadding)
}

/// EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): 00 01 FF... 00 DigestInfo, `len` bytes.
fn emsa_pkcs1(hash: Hash, message: &[u8], len: usize) -> Result<Vec<u8>, CryptoError> {
    let oid: &[u8] = match hash {
        Hash::Md5 => &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05],
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
