//! How is an answer read that only we may read? JSON Web Encryption (RFC 7516) in the one form that wallets use:
//! ECDH-ES on P-256 (RFC 7518 section 4.6), the agreed key used directly, AES-GCM, compact.
//!
//! What may hide beside it is refused: compression, parameters that must be understood, another key's id.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, ParsedPublicKey, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
use serde_json::{Map, Value};
use values::Secret;

use super::{JoseError, Jwk, decode, parse_object};

/// The only way of agreeing on a key.
pub const ECDH_ES: &str = "ECDH-ES";
/// Ways of encrypting the content, the best first.
pub const CONTENT_ENCRYPTIONS: [&str; 2] = ["A256GCM", "A128GCM"];

/// Bytes of a tag of AES-GCM.
const TAG: usize = 16;

/// A private key to which others encrypt: for one exchange only.
pub struct DecryptionKey {
    private: PrivateKey,
    public: Jwk,
}

impl std::fmt::Debug for DecryptionKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "DecryptionKey({})", self.public.kid.as_deref().unwrap_or_default())
    }
}

impl DecryptionKey {
    /// A new one by the system's generator.
    pub fn generate() -> Result<Self, JoseError> {
        Self::of(PrivateKey::generate(&ECDH_P256).map_err(|_| JoseError::BadKey)?)
    }

    /// One that was kept: the 32 bytes of its scalar.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JoseError> {
        Self::of(PrivateKey::from_private_key(&ECDH_P256, bytes).map_err(|_| JoseError::BadKey)?)
    }

    /// Its scalar, to be kept sealed.
    pub fn to_bytes(&self) -> Result<Secret<[u8; 32]>, JoseError> {
        let bytes: EcPrivateKeyBin<'_> = self.private.as_be_bytes().map_err(|_| JoseError::BadKey)?;
        bytes.as_ref().try_into().map(Secret::new).map_err(|_| JoseError::BadKey)
    }

    /// Its public half, as others are told.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// The public half's thumbprint (RFC 7638), by which devices say to whom they answered.
    pub fn thumbprint(&self) -> Result<[u8; 32], JoseError> {
        decode(&self.public.thumbprint()?)?.try_into().map_err(|_| JoseError::BadKey)
    }

    fn of(private: PrivateKey) -> Result<Self, JoseError> {
        let point = private.compute_public_key().map_err(|_| JoseError::BadKey)?;
        // An uncompressed point: 4, then two coordinates of 32 bytes.
        let (x, y) = (&point.as_ref()[1..33], &point.as_ref()[33..65]);
        let public = Jwk::p256(x, y);
        let public = Jwk {
            purpose: Some("enc".to_owned()),
            alg: Some(ECDH_ES.to_owned()),
            kid: Some(public.thumbprint()?),
            ..public
        };
        Ok(Self { private, public })
    }

    /// The content of a compact JWE that was encrypted to this key. `longest` bounds its text, in bytes.
    pub fn decrypt(&self, token: &str, longest: usize) -> Result<Vec<u8>, JoseError> {
        if token.len() > longest {
            return Err(JoseError::Malformed);
        }
        let parts: Vec<&str> = token.split('.').collect();
        let [head, key, nonce, content, tag] = parts[..] else { return Err(JoseError::Malformed) };
        // The agreed key is used as it is, so none is sent.
        if !key.is_empty() {
            return Err(JoseError::Malformed);
        }
        let header = parse_object(&decode(head)?)?;
        let algorithm = self.content_encryption(&header)?;
        let key = self.content_key(&header, algorithm)?;
        let nonce: [u8; 12] = decode(nonce)?.try_into().map_err(|_| JoseError::Malformed)?;
        let tag = decode(tag)?;
        if tag.len() != TAG {
            return Err(JoseError::Malformed);
        }
        let mut content = decode(content)?;
        content.extend(tag);
        let key = LessSafeKey::new(UnboundKey::new(algorithm, &key).map_err(|_| JoseError::BadKey)?);
        let opened =
            key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(head.as_bytes()), &mut content);
        Ok(opened.map_err(|_| JoseError::Undecipherable)?.to_vec())
    }

    fn content_encryption(&self, header: &Map<String, Value>) -> Result<&'static Algorithm, JoseError> {
        if ["crit", "zip"].iter().any(|name| header.contains_key(*name)) {
            return Err(JoseError::HeaderRefused);
        }
        if text(header, "alg")? != Some(ECDH_ES) {
            return Err(JoseError::AlgorithmRefused);
        }
        let kid = text(header, "kid")?;
        if kid.is_some() && kid != self.public.kid.as_deref() {
            return Err(JoseError::UnknownKey);
        }
        match text(header, "enc")? {
            Some("A128GCM") => Ok(&AES_128_GCM),
            Some("A256GCM") => Ok(&AES_256_GCM),
            _ => Err(JoseError::AlgorithmRefused),
        }
    }

    /// What both sides agree on, derived with Concat KDF (RFC 7518 section 4.6.2).
    fn content_key(&self, header: &Map<String, Value>, algorithm: &Algorithm) -> Result<Vec<u8>, JoseError> {
        let other = header.get("epk").cloned().ok_or(JoseError::HeaderRefused)?;
        let other: Jwk = serde_json::from_value(other).map_err(|_| JoseError::BadKey)?;
        let point = other.point()?;
        let other = ParsedPublicKey::try_from(UnparsedPublicKey::new(&ECDH_P256, point))
            .map_err(|_| JoseError::BadKey)?;
        let party = |name| text(header, name)?.map_or(Ok(Vec::new()), decode);
        let (from, to) = (party("apu")?, party("apv")?);
        let encryption = text(header, "enc")?.unwrap_or_default();
        agree(&self.private, other, JoseError::BadKey, |shared| {
            Ok(derived(shared, encryption, [&from, &to], algorithm.key_len()))
        })
    }
}

/// One round of Concat KDF with SHA-256: enough for keys of up to 32 bytes.
fn derived(shared: &[u8], encryption: &str, parties: [&[u8]; 2], length: usize) -> Vec<u8> {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(&1_u32.to_be_bytes());
    context.update(shared);
    for part in [encryption.as_bytes(), parties[0], parties[1]] {
        context.update(&counted(part.len()));
        context.update(part);
    }
    context.update(&counted(length * 8));
    context.finish().as_ref()[..length].to_vec()
}

fn counted(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("headers are short").to_be_bytes()
}

fn text<'h>(header: &'h Map<String, Value>, name: &str) -> Result<Option<&'h str>, JoseError> {
    match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JoseError::HeaderRefused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::encode;

    /// The example of OpenID for Verifiable Presentations 1.0, section 8.3, with the private key printed there.
    const EXAMPLE: &str = "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImtpZCI6ImFjIiwiZXBrIjp7Imt0eSI6IkVDIiwieCI6\
        Im5ubVZwbTNWM2piaGNhZlFhUkJrU1ZOSGx3Wkh3dC05ck9wSnVmeVlJdWsiLCJ5IjoicjRmakRxd0p5czlxVU9QLV9iM21SNVNaRy0tQ3d\
        PMm1pYzVWU05UWU45ZyIsImNydiI6IlAtMjU2In19..uAYcHRUSSn2X0WPX.yVzlGSYG4qbg0bq18JcUiDRw56yVnbKR8E7S7YlEtzT00Rq\
        E3Pw5oTpUG3hdLN4taHZ9gC1kwak8JOnJgQ.1wR024_3-qtAlx1oFIUpQQ";

    fn example_key() -> DecryptionKey {
        let mut key =
            DecryptionKey::from_bytes(&decode("Et-3ce0omz8_TuZ96Df9lp0GAaaDoUnDe6X-CRO7Aww").unwrap())
                .unwrap();
        assert_eq!(key.public.x.as_deref(), Some("YO4epjifD-KWeq1sL2tNmm36BhXnkJ0He-WqMYrp9Fk"));
        key.public.kid = Some("ac".to_owned());
        key
    }

    /// RFC 7518, appendix C.
    #[test]
    fn keys_are_derived_as_in_the_rfc() {
        let shared = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163,
            218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let key = derived(&shared, "A128GCM", [b"Alice", b"Bob"], 16);
        assert_eq!(encode(&key), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn the_published_example_is_read() {
        let content = example_key().decrypt(EXAMPLE, 1000).unwrap();
        let content = String::from_utf8(content).unwrap();
        assert_eq!(content, "{\n \"vp_token\": {\"example_credential_id\": [\"eyJhb...YMetA\"]}\n}");
        assert_eq!(example_key().decrypt(EXAMPLE, 100), Err(JoseError::Malformed));
    }

    #[test]
    fn no_changed_letter_of_it_is_read() {
        let key = example_key();
        for place in 0..EXAMPLE.len() {
            let other = if EXAMPLE.as_bytes()[place] == b'A' { "B" } else { "A" };
            let changed = format!("{}{other}{}", &EXAMPLE[..place], &EXAMPLE[place + 1..]);
            assert!(key.decrypt(&changed, 1000).is_err(), "letter {place}");
        }
    }

    #[test]
    fn headers_that_play_tricks_are_refused() {
        let key = example_key();
        let (head, rest) = EXAMPLE.split_once('.').unwrap();
        let header: Value = serde_json::from_slice(&decode(head).unwrap()).unwrap();
        for (name, value, expected) in [
            ("alg", "dir", JoseError::AlgorithmRefused),
            ("alg", "ECDH-ES+A128KW", JoseError::AlgorithmRefused),
            ("enc", "A128CBC-HS256", JoseError::AlgorithmRefused),
            ("kid", "ad", JoseError::UnknownKey),
            ("zip", "DEF", JoseError::HeaderRefused),
            ("crit", "exp", JoseError::HeaderRefused),
            ("epk", "none", JoseError::BadKey),
            ("apu", "AAAA", JoseError::Undecipherable),
        ] {
            let mut changed = header.clone();
            changed[name] = value.into();
            let token = format!("{}.{rest}", encode(changed.to_string().as_bytes()));
            assert_eq!(key.decrypt(&token, 1000), Err(expected), "{name} {value}");
        }
        // A point that is on no curve.
        let mut changed = header;
        changed["epk"]["x"] = encode(&[1; 32]).into();
        let token = format!("{}.{rest}", encode(changed.to_string().as_bytes()));
        assert_eq!(key.decrypt(&token, 1000), Err(JoseError::BadKey));
    }

    #[test]
    fn a_kept_key_is_the_same() {
        let key = DecryptionKey::generate().unwrap();
        let kept = DecryptionKey::from_bytes(key.to_bytes().unwrap().expose()).unwrap();
        assert_eq!(kept.public(), key.public());
        assert_eq!(encode(&kept.thumbprint().unwrap()), key.public().kid.clone().unwrap());
        assert_eq!(kept.decrypt(EXAMPLE, 1000), Err(JoseError::UnknownKey));
    }
}
