//! Which keys sign and verify, and how are they written down (RFC 7517, RFC 7518 section 6)?

use std::sync::Arc;

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
    RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};
use values::Secret;

use super::{JoseError, decode, encode};

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256: what we sign with.
    Es256,
    /// RSA PKCS #1 v1.5 with SHA-256, keys of 2048 bits and more: only verified, for providers
    /// that have nothing better.
    Rs256,
}

impl Algorithm {
    /// The algorithm of a header's `alg`; anything else, `none` included, is refused.
    pub fn from_name(name: &str) -> Result<Self, JoseError> {
        match name {
            "ES256" => Ok(Self::Es256),
            "RS256" => Ok(Self::Rs256),
            _ => Err(JoseError::AlgorithmRefused),
        }
    }

    /// Its registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }
}

/// A private P-256 key, parsed once. Cheap to clone; prints only its id.
#[derive(Clone)]
pub struct SigningKey {
    pair: Arc<EcdsaKeyPair>,
    public: Jwk,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SigningKey({})", self.key_id())
    }
}

impl SigningKey {
    /// A new key by the system's generator.
    pub fn generate() -> Result<Self, JoseError> {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Self::of).map_err(|_| JoseError::BadKey)
    }

    /// A key kept as PKCS #8.
    pub fn from_pkcs8(bytes: &[u8]) -> Result<Self, JoseError> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes)
            .map(Self::of)
            .map_err(|_| JoseError::BadKey)
    }

    /// The key as PKCS #8, to be kept sealed.
    pub fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, JoseError> {
        self.pair
            .to_pkcs8v1()
            .map(|bytes| Secret::new(bytes.as_ref().to_vec()))
            .map_err(|_| JoseError::BadKey)
    }

    fn of(pair: EcdsaKeyPair) -> Self {
        // An uncompressed point: 4, then two coordinates of 32 bytes.
        let point = pair.public_key().as_ref();
        let public = Jwk::p256(&point[1..33], &point[33..65]);
        Self { pair: Arc::new(pair), public }
    }

    /// The public half.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// Its id: the thumbprint of RFC 7638, so the same key has the same id everywhere.
    pub fn key_id(&self) -> &str {
        self.public.kid.as_deref().unwrap_or_default()
    }

    /// The 64 bytes of an ES256 signature.
    pub(super) fn signature(&self, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        let signature = self.pair.sign(&SystemRandom::new(), message).map_err(|_| JoseError::BadKey)?;
        Ok(signature.as_ref().to_vec())
    }
}

/// A public key as it stands in a key set. Members we do not use are ignored, as RFC 7517 asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// Family: `EC` or `RSA`.
    pub kty: String,
    /// Curve of an EC key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// First coordinate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Second coordinate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Modulus of an RSA key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// Exponent of an RSA key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// What it is for: `sig` or `enc`.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The one algorithm it may be used with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
}

impl Jwk {
    fn p256(x: &[u8], y: &[u8]) -> Self {
        let (x, y) = (encode(x), encode(y));
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let thumbprint = digest::digest(&digest::SHA256, canonical.as_bytes());
        Self {
            kty: "EC".to_owned(),
            crv: Some("P-256".to_owned()),
            x: Some(x),
            y: Some(y),
            n: None,
            e: None,
            purpose: Some("sig".to_owned()),
            alg: Some("ES256".to_owned()),
            kid: Some(encode(thumbprint.as_ref())),
        }
    }

    /// Whether this key may verify that algorithm.
    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        let family = match algorithm {
            Algorithm::Es256 => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
            Algorithm::Rs256 => self.kty == "RSA",
        };
        family
            && self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && self.alg.as_deref().is_none_or(|alg| alg == algorithm.name())
    }

    /// Checks a signature; the caller has seen that the key fits the algorithm.
    pub(super) fn check(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), JoseError> {
        let outcome = match algorithm {
            Algorithm::Es256 => {
                let mut point = vec![4];
                point.extend(coordinate(self.x.as_deref())?);
                point.extend(coordinate(self.y.as_deref())?);
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            Algorithm::Rs256 => {
                let part = |text: Option<&str>| {
                    decode(text.ok_or(JoseError::BadKey)?).map_err(|_| JoseError::BadKey)
                };
                let components =
                    RsaPublicKeyComponents { n: part(self.n.as_deref())?, e: part(self.e.as_deref())? };
                components.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        outcome.map_err(|_| JoseError::BadSignature)
    }
}

fn coordinate(text: Option<&str>) -> Result<Vec<u8>, JoseError> {
    let bytes = decode(text.ok_or(JoseError::BadKey)?).map_err(|_| JoseError::BadKey)?;
    if bytes.len() == 32 { Ok(bytes) } else { Err(JoseError::BadKey) }
}

/// The public keys of one party, as its `jwks_uri` serves them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySet {
    /// The keys, newest first.
    pub keys: Vec<Jwk>,
}

impl KeySet {
    /// A set of the public halves of these keys.
    pub fn of<'a>(keys: impl IntoIterator<Item = &'a SigningKey>) -> Self {
        Self { keys: keys.into_iter().map(|key| key.public().clone()).collect() }
    }

    /// The key a header means: by its id, or the only fitting one if the header names none.
    pub(super) fn choose(&self, key_id: Option<&str>, algorithm: Algorithm) -> Result<&Jwk, JoseError> {
        let mut fitting = self
            .keys
            .iter()
            .filter(|key| key.fits(algorithm) && (key_id.is_none() || key.kid.as_deref() == key_id));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            _ => Err(JoseError::UnknownKey),
        }
    }
}
