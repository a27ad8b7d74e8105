//! A wallet as others write one: checks who asks, and answers, encrypted. Also part of `examples/wallet.rs`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use formats::mdoc::testing::{Device, Issued, Issuer, Licence, Profile};
use formats::mdoc::{Transcript, cbor};
use jiff::SignedDuration;
use outside::Clock;
use outside::jose::{Algorithm, Jwk, KeySet, decode, encode, verify};
use serde_json::{Value, json};
use values::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate};

/// A wallet with a license on a device.
pub(super) struct Wallet {
    pub(super) issuer: Issuer,
    pub(super) device: Device,
    pub(super) issued: Issued,
}

/// A license that is good now, whenever that is.
pub(super) fn license() -> Licence {
    let now = Clock::system().now();
    let hours = |hours: i64| {
        let at = now.saturating_add(SignedDuration::from_hours(hours)).unwrap();
        Timestamp::from_second(at.as_second()).unwrap().to_string()
    };
    Licence { times: [hours(-48), hours(-48), hours(480)], ..Licence::made_up() }
        .with("expiry_date", day("2089-04-17"))
}

/// A day as an element's value.
pub(super) fn day(text: &str) -> Vec<u8> {
    [vec![0xd9, 0x03, 0xec], cbor::text(text)].concat()
}

/// What it was asked.
#[derive(Clone)]
pub(super) struct Asked(pub(super) Value);

impl Wallet {
    pub(super) fn new() -> Self {
        let profile = Profile { authority_until: 2090, signer_until: 2090, ..Profile::default() };
        let (issuer, device) = (Issuer::new(&profile), Device::new());
        Self { issued: issuer.issue(&license(), &device), issuer, device }
    }

    /// Another license of the same issuer on the same device.
    pub(super) fn hold(&mut self, license: &Licence) {
        self.issued = self.issuer.issue(license, &self.device);
    }
}

/// What a signed request asks, once its signature holds and its signer is who it says.
pub(super) fn checked(signed: &str) -> Asked {
    let head: Value = serde_json::from_slice(&decode(signed.split('.').next().unwrap()).unwrap()).unwrap();
    let certificate = STANDARD.decode(head["x5c"][0].as_str().unwrap()).unwrap();
    let hash = encode(digest::digest(&digest::SHA256, &certificate).as_ref());
    let (_, read) = X509Certificate::from_der(&certificate).unwrap();
    let point = read.public_key().subject_public_key.data.to_vec();
    let key: Jwk = serde_json::from_value(
        json!({ "kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..]) }),
    )
    .unwrap();
    let keys = KeySet { keys: vec![key] };
    let claims = verify(signed, &keys, &[Algorithm::Es256], &["oauth-authz-req+jwt"]).unwrap();
    assert_eq!(claims.text("client_id"), Ok(format!("x509_hash:{hash}").as_str()));
    Asked(Value::Object(claims.into_map()))
}

impl Asked {
    /// A member that is text.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }

    fn key(&self) -> Jwk {
        serde_json::from_value(self.0["client_metadata"]["jwks"]["keys"][0].clone()).unwrap()
    }

    fn thumbprint(&self) -> [u8; 32] {
        decode(&self.key().thumbprint().unwrap()).unwrap().try_into().unwrap()
    }

    /// The session that the device signs for.
    pub(super) fn transcript(&self) -> Transcript {
        let (client, nonce) = (self.text("client_id"), self.text("nonce"));
        Transcript::openid4vp(client, nonce, Some(&self.thumbprint()), self.text("response_uri"))
    }

    /// The session that the device signs for when a page of this origin asks by the browser.
    pub(super) fn transcript_for(&self, origin: &str) -> Transcript {
        Transcript::digital_credentials(origin, self.text("nonce"), Some(&self.thumbprint()))
    }

    /// The names of the elements asked for.
    pub(super) fn names(&self) -> Vec<String> {
        let claims = self.0["dcql_query"]["credentials"][0]["claims"].as_array().unwrap().clone();
        claims.iter().map(|claim| claim["path"][1].as_str().unwrap().to_owned()).collect()
    }

    /// What a device answers to it.
    pub(super) fn presented(&self, device: &Device, issued: &Issued) -> Vec<u8> {
        self.presented_in(&self.transcript(), device, issued)
    }

    /// What a device answers to it in this session.
    pub(super) fn presented_in(&self, session: &Transcript, device: &Device, issued: &Issued) -> Vec<u8> {
        let names = self.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        device.present(issued, session, &names)
    }

    /// The whole answer with a document.
    pub(super) fn content(&self, response: &[u8]) -> Value {
        let id = self.0["dcql_query"]["credentials"][0]["id"].as_str().unwrap();
        json!({ "vp_token": { id: [encode(response)] } })
    }

    /// An answer's form, encrypted to the key that was sent.
    pub(super) fn form(&self, content: &Value) -> String {
        format!("response={}", self.sealed(content))
    }

    /// An answer, encrypted to the key that was sent.
    pub(super) fn sealed(&self, content: &Value) -> String {
        encrypted(&self.key(), content.to_string().as_bytes())
    }
}

impl Wallet {
    /// What the device answers in the session of `signed_for`.
    pub(super) fn document(&self, signed_for: &Asked) -> Vec<u8> {
        signed_for.presented(&self.device, &self.issued)
    }
}

/// A compact JWE (RFC 7518 section 4.6), written apart from the code that reads it.
fn encrypted(key: &Jwk, content: &[u8]) -> String {
    let own = PrivateKey::generate(&ECDH_P256).unwrap();
    let point = own.compute_public_key().unwrap().as_ref().to_vec();
    let coordinate = |text: &Option<String>| decode(text.as_deref().unwrap()).unwrap();
    let other = [vec![4], coordinate(&key.x), coordinate(&key.y)].concat();
    let header = json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": key.kid, "epk":
        { "kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..]) } });
    let header = encode(header.to_string().as_bytes());
    let derived = agree(&own, UnparsedPublicKey::new(&ECDH_P256, other), (), |shared| {
        let parts = [&[0, 0, 0, 1], shared, &[0, 0, 0, 7], b"A256GCM", &[0; 8], &[0, 0, 1, 0]].concat();
        Ok(digest::digest(&digest::SHA256, &parts))
    })
    .unwrap();
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, derived.as_ref()).unwrap());
    let mut sealed = content.to_vec();
    let tag = key
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key([7; 12]),
            Aad::from(header.as_bytes()),
            &mut sealed,
        )
        .unwrap();
    format!("{header}..{}.{}.{}", encode(&[7; 12]), encode(&sealed), encode(tag.as_ref()))
}
