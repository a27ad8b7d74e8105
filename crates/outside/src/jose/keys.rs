//! Which keys sign and verify, and how are they written down (RFC 7517, RFC 7518 section 6)?

use std::sync::Arc;

use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};
use values::Secret;

use super::{JoseError, decode, encode};

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256: what we sign with.
    #[serde(rename = "ES256")]
    Es256,
    /// RSA PKCS #1 v1.5 with SHA-256, keys of 2048 bits and more: for parties that have nothing better.
    #[serde(rename = "RS256")]
    Rs256,
    /// Ed25519 (RFC 8037): for parties that ask for it; several well-known ones cannot read it.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl Algorithm {
    /// All, the default first.
    pub const ALL: [Self; 3] = [Self::Es256, Self::Rs256, Self::EdDsa];

    /// The algorithm of a header's `alg`; anything else, `none` included, is refused.
    pub fn from_name(name: &str) -> Result<Self, JoseError> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name).ok_or(JoseError::AlgorithmRefused)
    }

    /// Its registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The hash that goes with it: `at_hash` is the left half of one (OpenID Connect Core 1.0, 3.1.3.6).
    pub fn half_hash(self, message: &[u8]) -> String {
        let hash = match self {
            Self::Es256 | Self::Rs256 => digest::digest(&digest::SHA256, message),
            Self::EdDsa => digest::digest(&digest::SHA512, message),
        };
        let bytes = hash.as_ref();
        encode(&bytes[..bytes.len() / 2])
    }
}

enum Pair {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

/// A private key, parsed once. Cheap to clone; prints only its id.
#[derive(Clone)]
pub struct SigningKey(Arc<Parts>);

struct Parts {
    pair: Pair,
    algorithm: Algorithm,
    public: Jwk,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SigningKey({})", self.key_id())
    }
}

impl SigningKey {
    /// A new P-256 key by the system's generator.
    pub fn generate() -> Result<Self, JoseError> {
        Self::generate_for(Algorithm::Es256)
    }

    /// A new key of a kind. One for RSA takes the better part of a second.
    pub fn generate_for(algorithm: Algorithm) -> Result<Self, JoseError> {
        let bad = |_| JoseError::BadKey;
        Self::of(match algorithm {
            Algorithm::Es256 => {
                Pair::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(bad)?)
            }
            Algorithm::Rs256 => Pair::Rs256(RsaKeyPair::generate(KeySize::Rsa2048).map_err(bad)?),
            Algorithm::EdDsa => Pair::EdDsa(Ed25519KeyPair::generate().map_err(bad)?),
        })
    }

    /// A P-256 key kept as PKCS #8.
    pub fn from_pkcs8(bytes: &[u8]) -> Result<Self, JoseError> {
        Self::from_pkcs8_for(Algorithm::Es256, bytes)
    }

    /// A key of a kind kept as PKCS #8.
    pub fn from_pkcs8_for(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, JoseError> {
        let bad = |_| JoseError::BadKey;
        Self::of(match algorithm {
            Algorithm::Es256 => {
                Pair::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes).map_err(bad)?)
            }
            Algorithm::Rs256 => Pair::Rs256(RsaKeyPair::from_pkcs8(bytes).map_err(bad)?),
            Algorithm::EdDsa => Pair::EdDsa(Ed25519KeyPair::from_pkcs8(bytes).map_err(bad)?),
        })
    }

    /// The key as PKCS #8, to be kept sealed.
    pub fn to_pkcs8(&self) -> Result<Secret<Vec<u8>>, JoseError> {
        let bad = |_| JoseError::BadKey;
        Ok(Secret::new(match &self.0.pair {
            Pair::Es256(pair) => pair.to_pkcs8v1().map_err(bad)?.as_ref().to_vec(),
            Pair::Rs256(pair) => {
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(bad)?;
                der.as_ref().to_vec()
            }
            Pair::EdDsa(pair) => pair.to_pkcs8().map_err(bad)?.as_ref().to_vec(),
        }))
    }

    fn of(pair: Pair) -> Result<Self, JoseError> {
        let (algorithm, public) = match &pair {
            Pair::Es256(pair) => {
                // An uncompressed point: 4, then two coordinates of 32 bytes.
                let point = pair.public_key().as_ref();
                (Algorithm::Es256, Jwk::p256(&point[1..33], &point[33..65]))
            }
            Pair::Rs256(pair) => {
                let key = pair.public_key();
                let modulus = key.modulus().big_endian_without_leading_zero().to_vec();
                let exponent = key.exponent().big_endian_without_leading_zero().to_vec();
                (Algorithm::Rs256, Jwk::rsa(&modulus, &exponent))
            }
            Pair::EdDsa(pair) => (Algorithm::EdDsa, Jwk::ed25519(pair.public_key().as_ref())),
        };
        let kid = Some(public.thumbprint()?);
        let purpose = Some("sig".to_owned());
        let public = Jwk { purpose, alg: Some(algorithm.name().to_owned()), kid, ..public };
        Ok(Self(Arc::new(Parts { pair, algorithm, public })))
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    /// The public half.
    pub fn public(&self) -> &Jwk {
        &self.0.public
    }

    /// Its id: the thumbprint of RFC 7638, so the same key has the same id everywhere.
    pub fn key_id(&self) -> &str {
        self.0.public.kid.as_deref().unwrap_or_default()
    }

    /// The bytes of a signature: 64 of ES256 and EdDSA, as many as the modulus of RS256.
    pub(crate) fn signature(&self, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        let bad = |_| JoseError::BadKey;
        Ok(match &self.0.pair {
            Pair::Es256(pair) => pair.sign(&SystemRandom::new(), message).map_err(bad)?.as_ref().to_vec(),
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).map_err(bad)?;
                signature
            }
            Pair::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
        })
    }
}

/// A public key as it stands in a key set. Members we do not use are ignored, as RFC 7517 asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// Family: `EC`, `RSA` or `OKP`.
    pub kty: String,
    /// Curve of an EC or OKP key.
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
    fn bare(kty: &str) -> Self {
        Self {
            kty: kty.to_owned(),
            crv: None,
            x: None,
            y: None,
            n: None,
            e: None,
            purpose: None,
            alg: None,
            kid: None,
        }
    }

    pub(super) fn p256(x: &[u8], y: &[u8]) -> Self {
        let crv = Some("P-256".to_owned());
        Self { crv, x: Some(encode(x)), y: Some(encode(y)), ..Self::bare("EC") }
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        Self { n: Some(encode(modulus)), e: Some(encode(exponent)), ..Self::bare("RSA") }
    }

    fn ed25519(x: &[u8]) -> Self {
        Self { crv: Some("Ed25519".to_owned()), x: Some(encode(x)), ..Self::bare("OKP") }
    }

    /// The members that make the key, and nothing else.
    pub(super) fn essence(&self) -> Self {
        Self { purpose: None, alg: None, kid: None, ..self.clone() }
    }

    /// The key's own name (RFC 7638): SHA-256 over its members in their one order.
    pub fn thumbprint(&self) -> Result<String, JoseError> {
        // Read and written again, so that no odd spelling of a member makes another name, or another member.
        let part = |text: &Option<String>| {
            let bytes = decode(text.as_deref().ok_or(JoseError::BadKey)?).map_err(|_| JoseError::BadKey)?;
            Ok::<_, JoseError>(encode(&bytes))
        };
        let canonical = match (self.kty.as_str(), self.crv.as_deref()) {
            ("EC", Some("P-256")) => {
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, part(&self.x)?, part(&self.y)?)
            }
            ("OKP", Some("Ed25519")) => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, part(&self.x)?)
            }
            ("RSA", _) => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, part(&self.e)?, part(&self.n)?),
            _ => return Err(JoseError::BadKey),
        };
        Ok(encode(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref()))
    }

    /// The uncompressed point of a key on P-256.
    pub(super) fn point(&self) -> Result<Vec<u8>, JoseError> {
        if self.kty != "EC" || self.crv.as_deref() != Some("P-256") {
            return Err(JoseError::BadKey);
        }
        Ok([vec![4], coordinate(self.x.as_deref())?, coordinate(self.y.as_deref())?].concat())
    }

    /// Whether it is the key on P-256 of this uncompressed point, as certificates hold it.
    pub fn is_point(&self, point: &[u8]) -> bool {
        self.point().is_ok_and(|own| own == point)
    }

    /// Whether this key may verify that algorithm.
    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        let family = match algorithm {
            Algorithm::Es256 => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
            Algorithm::Rs256 => self.kty == "RSA",
            Algorithm::EdDsa => self.kty == "OKP" && self.crv.as_deref() == Some("Ed25519"),
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
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.point()?).verify(message, signature)
            }
            Algorithm::Rs256 => {
                let part = |text: Option<&str>| {
                    decode(text.ok_or(JoseError::BadKey)?).map_err(|_| JoseError::BadKey)
                };
                let components =
                    RsaPublicKeyComponents { n: part(self.n.as_deref())?, e: part(self.e.as_deref())? };
                components.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
            Algorithm::EdDsa => {
                UnparsedPublicKey::new(&ED25519, coordinate(self.x.as_deref())?).verify(message, signature)
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
