//! Asymmetric keys as DER: PKCS#8 (RFC 5958), SEC 1 (RFC 5915), PKCS#1 (RFC 8017) and SubjectPublicKeyInfo (RFC 5280).

use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes};

use super::group::{read_point, write_point};
use super::sign::{Private, Public};
use super::{CryptoError, der, rsa};

/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480 section 2.1.1).
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// secp256r1, 1.2.840.10045.3.1.7 (RFC 5480 section 2.1.1.1).
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// secp384r1, 1.3.132.0.34 (RFC 5480 section 2.1.1.1).
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
/// id-Ed25519, 1.3.101.112 (RFC 8410 section 3).
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// The context tags of ECPrivateKey: parameters and publicKey (RFC 5915 section 3).
const PARAMETERS: u8 = 0xa0;
const PUBLIC_KEY: u8 = 0xa1;

const UNSUPPORTED_KEY: CryptoError = CryptoError::Unsupported("key algorithm");
const UNSUPPORTED_CURVE: CryptoError = CryptoError::Unsupported("elliptic curve");

pub fn read_pkcs8(input: &[u8]) -> Result<Private, CryptoError> {
    let shape = CryptoError::BadKey("not a PrivateKeyInfo");
    let body = der::read_all(der::SEQUENCE, input).ok_or(shape)?;
    let (version, rest) = der::read_unsigned(body).ok_or(shape)?;
    if !matches!(version, [] | [1]) {
        return Err(CryptoError::Unsupported("PrivateKeyInfo version"));
    }
    let (algorithm, rest) = der::read(der::SEQUENCE, rest).ok_or(shape)?;
    // Attributes and a public key may follow: neither is needed.
    let (key, _) = der::read(der::OCTET_STRING, rest).ok_or(shape)?;
    match algorithm_identifier(algorithm).ok_or(shape)? {
        (EC, Parameters::Oid(curve)) => read_sec1(key, Some(curve)),
        (algorithm, parameters) => other_private(algorithm, &parameters, key),
    }
}

/// Of another algorithm than those of elliptic curves.
#[inline(never)] // of a later part
fn other_private(algorithm: &[u8], parameters: &Parameters<'_>, key: &[u8]) -> Result<Private, CryptoError> {
    match (algorithm, parameters) {
        (RSA, Parameters::Null) => read_pkcs1(key),
        (ED25519, Parameters::Absent) => {
            let bad = CryptoError::BadKey("not a CurvePrivateKey of 32 bytes");
            let secret = der::read_all(der::OCTET_STRING, key).and_then(|key| key.try_into().ok()).ok_or(bad)?;
            Ok(Private::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(secret))))
        }
        _ => Err(misfit(algorithm, parameters)),
    }
}

pub fn read_pkcs1(input: &[u8]) -> Result<Private, CryptoError> {
    rsa::Private::read(input).map(|key| Private::Rsa(Box::new(key)))
}

/// Reads an ECPrivateKey. Its curve is the one named inside, else the one named around it.
pub fn read_sec1(input: &[u8], curve: Option<&[u8]>) -> Result<Private, CryptoError> {
    let shape = CryptoError::BadKey("not an ECPrivateKey");
    let body = der::read_all(der::SEQUENCE, input).ok_or(shape)?;
    let (version, rest) = der::read_unsigned(body).ok_or(shape)?;
    let (scalar, rest) = der::read(der::OCTET_STRING, rest).ok_or(shape)?;
    let named = der::read(PARAMETERS, rest).and_then(|(content, _)| der::read_all(der::OID, content));
    if version != [1] {
        return Err(shape);
    }
    // The library takes short scalars; RFC 5915 section 3 has them of full length.
    let (want, have) = match named.or(curve) {
        Some(P256) => (32, scalar.len()),
        Some(P384) => (48, scalar.len()),
        Some(_) => return Err(UNSUPPORTED_CURVE),
        None => return Err(CryptoError::BadKey("no curve named")),
    };
    if want != have {
        return Err(CryptoError::KeyLength { want, have });
    }
    let key = match want {
        32 => p256::ecdsa::SigningKey::from_slice(scalar).map(Private::P256),
        _ => p384::ecdsa::SigningKey::from_slice(scalar).map(Private::P384),
    };
    key.map_err(|_| CryptoError::BadScalar)
}

pub fn write_pkcs8(key: &Private) -> Vec<u8> {
    let (algorithm, key) = match key {
        Private::Rsa(key) => (rsa_identifier(), key.pkcs1().to_vec()),
        Private::P256(key) => (
            ec_identifier(P256),
            ec_private(&key.to_bytes(), &write_point::<p256::NistP256>(key.verifying_key().as_affine())),
        ),
        Private::P384(key) => (
            ec_identifier(P384),
            ec_private(&key.to_bytes(), &write_point::<p384::NistP384>(key.verifying_key().as_affine())),
        ),
        Private::Ed25519(key) => (ed25519_identifier(), der::write(der::OCTET_STRING, &[key.as_bytes()])),
    };
    der::write(der::SEQUENCE, &[&der::write_unsigned(&[]), &algorithm, &der::write(der::OCTET_STRING, &[&key])])
}

pub fn read_spki(input: &[u8]) -> Result<Public, CryptoError> {
    let shape = CryptoError::BadKey("not a SubjectPublicKeyInfo");
    let body = der::read_all(der::SEQUENCE, input).ok_or(shape)?;
    let (algorithm, rest) = der::read(der::SEQUENCE, body).ok_or(shape)?;
    let key = der::read_bits(rest).ok_or(shape)?;
    match algorithm_identifier(algorithm).ok_or(shape)? {
        (EC, Parameters::Oid(P256)) => {
            let point = point::<p256::NistP256>(key, 65)?;
            p256::ecdsa::VerifyingKey::from_affine(point).map(Public::P256).map_err(|_| CryptoError::BadPoint)
        }
        (algorithm, parameters) => other_spki(algorithm, &parameters, key),
    }
}

/// Of another algorithm than ECDSA on P-256.
#[inline(never)] // of a later part
fn other_spki(algorithm: &[u8], parameters: &Parameters<'_>, key: &[u8]) -> Result<Public, CryptoError> {
    match (algorithm, parameters) {
        (RSA, Parameters::Null) => rsa::Public::read(key).map(Public::Rsa),
        (EC, Parameters::Oid(P384)) => {
            let point = point::<p384::NistP384>(key, 97)?;
            p384::ecdsa::VerifyingKey::from_affine(point).map(Public::P384).map_err(|_| CryptoError::BadPoint)
        }
        (ED25519, Parameters::Absent) => {
            let bytes = key.try_into().map_err(|_| CryptoError::PointLength { want: 32, have: key.len() })?;
            ed25519_dalek::VerifyingKey::from_bytes(bytes).map(Public::Ed25519).map_err(|_| CryptoError::BadPoint)
        }
        _ => Err(misfit(algorithm, parameters)),
    }
}

pub fn write_spki(key: &Public) -> Vec<u8> {
    let (algorithm, key) = match key {
        Public::Rsa(key) => (rsa_identifier(), key.write()),
        Public::P256(key) => (ec_identifier(P256), write_point::<p256::NistP256>(key.as_affine())),
        Public::P384(key) => (ec_identifier(P384), write_point::<p384::NistP384>(key.as_affine())),
        Public::Ed25519(key) => (ed25519_identifier(), key.as_bytes().to_vec()),
    };
    der::write(der::SEQUENCE, &[&algorithm, &der::write_bits(&key)])
}

enum Parameters<'a> {
    Absent,
    Null,
    Oid(&'a [u8]),
    /// A SEQUENCE: of a curve its field, coefficients, base point and order.
    Sequence,
    Other,
}

/// Why a key of this algorithm with these parameters is not taken: RFC 3279 section 2.3.1 for RSA, RFC 5480 section
/// 2.1.1 for curves, RFC 8410 section 3 for Ed25519.
fn misfit(algorithm: &[u8], parameters: &Parameters<'_>) -> CryptoError {
    match (algorithm, parameters) {
        (RSA, _) => CryptoError::KeyParameters("rsaEncryption takes NULL"),
        (EC, Parameters::Sequence) => CryptoError::ExplicitCurve,
        (EC, Parameters::Oid(_)) => UNSUPPORTED_CURVE,
        (EC, _) => CryptoError::KeyParameters("id-ecPublicKey takes the name of a curve"),
        (ED25519, _) => CryptoError::KeyParameters("id-Ed25519 takes none"),
        _ => UNSUPPORTED_KEY,
    }
}

/// The OID and parameters in an AlgorithmIdentifier's content (RFC 5280 section 4.1.1.2).
fn algorithm_identifier(content: &[u8]) -> Option<(&[u8], Parameters<'_>)> {
    let (oid, rest) = der::read(der::OID, content)?;
    let parameters = match (rest, der::read_all(der::OID, rest)) {
        ([], _) => Parameters::Absent,
        ([der::NULL, 0], _) => Parameters::Null,
        (_, Some(oid)) => Parameters::Oid(oid),
        ([der::SEQUENCE, ..], _) => Parameters::Sequence,
        _ => Parameters::Other,
    };
    Some((oid, parameters))
}

fn rsa_identifier() -> Vec<u8> {
    der::write(der::SEQUENCE, &[&der::write(der::OID, &[RSA]), &der::write(der::NULL, &[])])
}

fn ec_identifier(curve: &[u8]) -> Vec<u8> {
    der::write(der::SEQUENCE, &[&der::write(der::OID, &[EC]), &der::write(der::OID, &[curve])])
}

fn ed25519_identifier() -> Vec<u8> {
    der::write(der::SEQUENCE, &[&der::write(der::OID, &[ED25519])])
}

/// ECPrivateKey with its public key and, the curve being named around it, without parameters.
fn ec_private(scalar: &[u8], point: &[u8]) -> Vec<u8> {
    let scalar = der::write(der::OCTET_STRING, &[scalar]);
    let point = der::write(PUBLIC_KEY, &[&der::write_bits(point)]);
    der::write(der::SEQUENCE, &[&der::write_unsigned(&[1]), &scalar, &point])
}

fn point<C: CurveArithmetic>(bytes: &[u8], want: usize) -> Result<AffinePoint<C>, CryptoError>
where
    AffinePoint<C>: AffineCoordinates<FieldRepr = FieldBytes<C>>,
{
    match (bytes.len(), bytes) {
        (have, [2 | 3, ..]) if have == want / 2 + 1 => Err(CryptoError::Unsupported("compressed point")),
        (have, _) if have != want => Err(CryptoError::PointLength { want, have }),
        _ => read_point::<C>(bytes).ok_or(CryptoError::BadPoint),
    }
}
