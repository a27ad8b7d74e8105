//! Who signed these bytes? The part of COSE (RFC 9052, 9053) that ISO/IEC 18013-5 section 9.1.2.4 and 9.1.3.6 use.
//!
//! Each curve goes with the one algorithm that the standard gives it; the message's own word only has to agree.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, UnparsedPublicKey,
    VerificationAlgorithm,
};
use x509_parser::x509::SubjectPublicKeyInfo;

use super::Refusal;
use super::cbor::{self, CborError, Item, Members, Value};

/// Header: algorithm.
const ALGORITHM: i64 = 1;
/// Header: the certificate of the signer (RFC 9360).
const CERTIFICATE: i64 = 33;
/// HMAC with SHA-256, the whole tag.
const HMAC_256: i64 = 5;

/// A curve with its algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
    Ed25519,
}

impl Curve {
    const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::Ed25519];

    /// The algorithm's number in a header (RFC 9053 section 2).
    const fn algorithm(self) -> i64 {
        match self {
            Self::P256 => -7,
            Self::P384 => -35,
            Self::P521 => -36,
            Self::Ed25519 => -8,
        }
    }

    /// The curve's number in a key (RFC 9053 section 7.1).
    const fn number(self) -> u64 {
        match self {
            Self::P256 => 1,
            Self::P384 => 2,
            Self::P521 => 3,
            Self::Ed25519 => 6,
        }
    }

    /// The kind of key: octet key pair, or elliptic curve with two coordinates.
    const fn key_type(self) -> u64 {
        if matches!(self, Self::Ed25519) { 1 } else { 2 }
    }

    /// Bytes of a coordinate.
    const fn width(self) -> usize {
        match self {
            Self::P256 | Self::Ed25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Its name in a certificate's key (RFC 5480, RFC 8410).
    const fn oid(self) -> &'static str {
        match self {
            Self::P256 => "1.2.840.10045.3.1.7",
            Self::P384 => "1.3.132.0.34",
            Self::P521 => "1.3.132.0.35",
            Self::Ed25519 => "1.3.101.112",
        }
    }

    fn verification(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_FIXED,
            Self::P384 => &ECDSA_P384_SHA384_FIXED,
            Self::P521 => &ECDSA_P521_SHA512_FIXED,
            Self::Ed25519 => &ED25519,
        }
    }
}

/// A public key: an uncompressed point, or the bytes of Ed25519.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicKey {
    pub(super) curve: Curve,
    pub(super) bytes: Vec<u8>,
}

impl PublicKey {
    /// A `COSE_Key` (RFC 9052 section 7). It stands in what the issuer signed, so members we do not use may be there.
    pub(super) fn from_cose(item: Item<'_>) -> Result<Self, Refusal> {
        let what = "deviceKey";
        let mut members = item.members(what)?;
        let key_type = members.need_number(1)?.unsigned(what)?;
        let number = members.need_number(-1)?.unsigned(what)?;
        let fits = |curve: &Curve| curve.number() == number && curve.key_type() == key_type;
        let curve = Curve::ALL.into_iter().find(fits).ok_or(Refusal::Algorithm)?;
        let mut coordinate = |number| {
            let bytes = members.need_number(number)?.byte_string(what)?;
            if bytes.len() == curve.width() { Ok(bytes) } else { Err(CborError::Shape(what)) }
        };
        let bytes = match curve {
            Curve::Ed25519 => coordinate(-2)?.to_vec(),
            _ => [&[4], coordinate(-2)?, coordinate(-3)?].concat(),
        };
        Ok(Self { curve, bytes })
    }

    /// The key of a certificate.
    pub(super) fn from_certificate(info: &SubjectPublicKeyInfo<'_>) -> Result<Self, Refusal> {
        let (algorithm, parameter) = (&info.algorithm.algorithm, info.algorithm.parameters.as_ref());
        let named = |curve: &Curve| {
            if *curve == Curve::Ed25519 {
                return algorithm.to_id_string() == curve.oid();
            }
            let parameter = parameter.and_then(|any| any.as_oid().ok());
            algorithm.to_id_string() == "1.2.840.10045.2.1"
                && parameter.is_some_and(|oid| oid.to_id_string() == curve.oid())
        };
        let curve = Curve::ALL.into_iter().find(named).ok_or(Refusal::Algorithm)?;
        Ok(Self { curve, bytes: info.subject_public_key.data.to_vec() })
    }
}

/// `COSE_Sign1` or `COSE_Mac0`, untagged: four parts.
#[derive(Clone, Debug)]
pub(super) struct Signed<'a> {
    protected: &'a [u8],
    algorithm: i64,
    pub(super) certificate: Option<&'a [u8]>,
    pub(super) payload: Option<&'a [u8]>,
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads it. Headers hold the algorithm, protected, and the signer's certificate beside it, and nothing else: what no
    /// signature covers has no place here.
    pub(super) fn read(item: Item<'a>, what: &'static str) -> Result<Self, Refusal> {
        let parts: [Item<'a>; 4] = item.array(what)?.try_into().map_err(|_| CborError::Shape(what))?;
        let [protected, unprotected, payload, signature] = parts;
        let protected = protected.byte_string(what)?;
        let mut header = cbor::read(protected)?.members(what)?;
        let algorithm = number(&mut header, ALGORITHM).ok_or(Refusal::Algorithm)?;
        header.end()?;
        let mut beside = unprotected.members(what)?;
        let certificate = beside.take(CERTIFICATE).map(|item| item.byte_string(what)).transpose()?;
        beside.end()?;
        let payload = match payload.value {
            Value::Null => None,
            _ => Some(payload.byte_string(what)?),
        };
        Ok(Self { protected, algorithm, certificate, payload, signature: signature.byte_string(what)? })
    }

    /// Whether the key signed this payload (RFC 9052 section 4.4).
    pub(super) fn is_signed_by(&self, key: &PublicKey, payload: &[u8]) -> Result<bool, Refusal> {
        if self.algorithm != key.curve.algorithm() {
            return Err(Refusal::Algorithm);
        }
        let message = self.message("Signature1", payload);
        let verifier = UnparsedPublicKey::new(key.curve.verification(), &key.bytes);
        Ok(verifier.verify(&message, self.signature).is_ok())
    }

    /// Whether the tag over this payload was made with the shared key (RFC 9052 section 6.3).
    pub(super) fn is_tagged_with(&self, key: &[u8; 32], payload: &[u8]) -> Result<bool, Refusal> {
        if self.algorithm != HMAC_256 {
            return Err(Refusal::Algorithm);
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        Ok(hmac::verify(&key, &self.message("MAC0", payload), self.signature).is_ok())
    }

    fn message(&self, context: &str, payload: &[u8]) -> Vec<u8> {
        to_be_signed(context, self.protected, payload)
    }
}

/// What a signature or tag is over, with nothing added from outside.
pub(super) fn to_be_signed(context: &str, protected: &[u8], payload: &[u8]) -> Vec<u8> {
    cbor::array(&[&cbor::text(context), &cbor::bytes(protected), &cbor::bytes(&[]), &cbor::bytes(payload)])
}

fn number(members: &mut Members<'_>, key: i64) -> Option<i64> {
    match members.take(key)?.value {
        Value::Unsigned(number) => i64::try_from(number).ok(),
        Value::Negative(number) => i64::try_from(number).ok().map(|number| -1 - number),
        _ => None,
    }
}
