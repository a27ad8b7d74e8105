//! An authenticator in software, which can also lie: what it makes and shows can be changed before and after it signs.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use outside::jose::{decode, encode};
use serde_json::{Value, json};

use super::world::{Browser, ISSUER};

/// Flags of authenticator data (`WebAuthn` Level 2, 6.1).
pub(super) const PRESENT: u8 = 1;
pub(super) const VERIFIED: u8 = 1 << 2;
pub(super) const COPYABLE: u8 = 1 << 3;
pub(super) const COPIED: u8 = 1 << 4;
const HAS_KEY: u8 = 1 << 6;

/// One passkey.
pub(super) struct Authenticator {
    key: EcdsaKeyPair,
    pub(super) id: Vec<u8>,
    pub(super) handle: Option<Vec<u8>>,
    pub(super) flags: u8,
    pub(super) count: u32,
}

/// What is about to be signed.
pub(super) struct Draft {
    pub(super) client_data: Value,
    pub(super) rp_id: String,
    pub(super) flags: u8,
    pub(super) count: u32,
    pub(super) id: Vec<u8>,
    pub(super) handle: Option<Vec<u8>>,
    /// The algorithm that a new key claims.
    pub(super) algorithm: i64,
    /// The format of its attestation.
    pub(super) format: &'static str,
    pub(super) key: Vec<u8>,
}

pub(super) fn unchanged(_: &mut Draft) {}

pub(super) fn as_is(_: &mut Value) {}

impl Authenticator {
    /// One that checks who holds it and is copied to the person's other devices, as most are.
    pub(super) fn new() -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let id = digest(&SHA256, key.public_key().as_ref()).as_ref().to_vec();
        Self { key, id, handle: None, flags: PRESENT | VERIFIED | COPYABLE | COPIED, count: 0 }
    }

    /// One that says only that somebody was there, as a security key without a PIN.
    pub(super) fn without_verification() -> Self {
        Self { flags: PRESENT, count: 1, ..Self::new() }
    }

    fn draft(&self, kind: &str, options: &Value) -> Draft {
        let challenge = options["challenge"].as_str().unwrap();
        let client_data =
            json!({ "type": kind, "challenge": challenge, "origin": ISSUER, "crossOrigin": false });
        Draft {
            client_data,
            rp_id: "localhost".to_owned(),
            flags: self.flags,
            count: self.count,
            id: self.id.clone(),
            handle: self.handle.clone(),
            algorithm: -7,
            format: "none",
            key: self.key.public_key().as_ref().to_vec(),
        }
    }

    /// The answer to `create()`.
    pub(super) fn make(
        &mut self,
        options: &Value,
        before: impl Fn(&mut Draft),
        after: impl Fn(&mut Value),
    ) -> String {
        let handle = decode(options["user"]["id"].as_str().unwrap()).unwrap();
        assert_eq!(handle.len(), 32);
        self.handle = Some(handle);
        let mut draft = self.draft("webauthn.create", options);
        before(&mut draft);
        let mut data = authenticator_data(&draft, HAS_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(draft.id.len()).unwrap().to_be_bytes());
        data.extend(&draft.id);
        data.extend(cose_key(draft.algorithm, &draft.key));
        let mut object = vec![0xa3];
        object.extend(text("fmt"));
        object.extend(text(draft.format));
        object.extend(text("attStmt"));
        object.push(0xa0);
        object.extend(text("authData"));
        object.extend(bytes(&data));
        let mut answer = json!({
            "id": encode(&draft.id), "rawId": encode(&draft.id), "type": "public-key",
            "authenticatorAttachment": "platform", "clientExtensionResults": { "credProps": { "rk": true } },
            "response": {
                "clientDataJSON": encode(draft.client_data.to_string().as_bytes()),
                "attestationObject": encode(&object),
                "transports": ["internal", "hybrid", "not-invented-yet"],
            },
        });
        after(&mut answer);
        answer.to_string()
    }

    /// The answer to `get()`.
    pub(super) fn show(
        &mut self,
        options: &Value,
        before: impl Fn(&mut Draft),
        after: impl Fn(&mut Value),
    ) -> String {
        if self.count > 0 {
            self.count += 1;
        }
        let mut draft = self.draft("webauthn.get", options);
        before(&mut draft);
        let data = authenticator_data(&draft, 0);
        let client_data = draft.client_data.to_string();
        let signed = [data.as_slice(), digest(&SHA256, client_data.as_bytes()).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        let mut answer = json!({
            "id": encode(&draft.id), "rawId": encode(&draft.id), "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encode(client_data.as_bytes()),
                "authenticatorData": encode(&data),
                "signature": encode(signature.as_ref()),
                "userHandle": draft.handle.as_deref().map(encode),
            },
        });
        after(&mut answer);
        answer.to_string()
    }
}

fn authenticator_data(draft: &Draft, more_flags: u8) -> Vec<u8> {
    let mut data = digest(&SHA256, draft.rp_id.as_bytes()).as_ref().to_vec();
    data.push(draft.flags | more_flags);
    data.extend(draft.count.to_be_bytes());
    data
}

/// A P-256 key in COSE's form, from its uncompressed point.
fn cose_key(algorithm: i64, point: &[u8]) -> Vec<u8> {
    let negative = u16::try_from(-1 - algorithm).unwrap();
    let mut key = vec![0xa5, 0x01, 0x02, 0x03];
    match u8::try_from(negative) {
        Ok(small @ 0..24) => key.push(0x20 | small),
        Ok(byte) => key.extend([0x38, byte]),
        Err(_) => {
            key.push(0x39);
            key.extend(negative.to_be_bytes());
        }
    }
    key.extend([0x20, 0x01, 0x21, 0x58, 0x20]);
    key.extend(&point[1..33]);
    key.extend([0x22, 0x58, 0x20]);
    key.extend(&point[33..65]);
    key
}

fn text(content: &str) -> Vec<u8> {
    let mut item = vec![0x60 | u8::try_from(content.len()).unwrap()];
    item.extend(content.as_bytes());
    item
}

fn bytes(content: &[u8]) -> Vec<u8> {
    let mut item = vec![0x59];
    item.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
    item.extend(content);
    item
}

/// Asks for options as the script does, and stays on the page.
pub(super) async fn options(browser: &mut Browser, address: &str) -> Value {
    let page = browser.page.clone();
    let answer = browser.post(address, &[]).await;
    browser.page = page;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}
