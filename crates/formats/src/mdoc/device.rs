//! Did the device that the issuer bound the document to answer in this session (ISO/IEC 18013-5 section 9.1.3)?

use aws_lc_rs::agreement::{ECDH_P256, ParsedPublicKey, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::{digest, hkdf};

use super::cbor;
use super::cose::{Curve, PublicKey};
use super::response::{DeviceAuth, Document};
use super::transcript::Transcript;
use super::{ReaderKey, Refusal};

/// How the device showed that it has its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceProof {
    /// It signed (section 9.1.3.6).
    Signature,
    /// It made a tag with a key that only it and the reader can compute (section 9.1.3.5).
    Mac,
}

/// Checks it; a tag needs the reader's own key.
pub(super) fn check(
    document: &Document<'_>,
    key: &PublicKey,
    transcript: &Transcript,
    reader_key: Option<&ReaderKey>,
) -> Result<DeviceProof, Refusal> {
    let message = authentication(transcript, document.doc_type, document.device_namespaces);
    let (signed, proof) = match &document.device_auth {
        DeviceAuth::Signature(signed) => (signed, DeviceProof::Signature),
        DeviceAuth::Mac(signed) => (signed, DeviceProof::Mac),
    };
    // What is signed is known to both sides, so it is not sent.
    if signed.payload.is_some() || signed.certificate.is_some() {
        return Err(Refusal::Device);
    }
    let is_good = match proof {
        DeviceProof::Signature => signed.is_signed_by(key, &message)?,
        DeviceProof::Mac => {
            let reader_key = reader_key.ok_or(Refusal::NoReaderKey)?;
            signed.is_tagged_with(&mac_key(reader_key, key, transcript)?, &message)?
        }
    };
    if is_good { Ok(proof) } else { Err(Refusal::Device) }
}

/// `DeviceAuthenticationBytes` (section 9.1.3.4).
pub(super) fn authentication(transcript: &Transcript, doc_type: &str, namespaces: &[u8]) -> Vec<u8> {
    let parts = [&cbor::text("DeviceAuthentication"), &transcript.0, &cbor::text(doc_type)];
    cbor::embed(&cbor::array(&[parts[0], parts[1], parts[2], namespaces]))
}

/// `EMacKey`: HKDF over what both keys agree on, salted with the session (section 9.1.3.5).
pub(super) fn mac_key(
    own: &ReaderKey,
    other: &PublicKey,
    transcript: &Transcript,
) -> Result<[u8; 32], Refusal> {
    if other.curve != Curve::P256 {
        return Err(Refusal::Algorithm);
    }
    let own = PrivateKey::from_private_key(&ECDH_P256, &own.0).map_err(|_| Refusal::NoReaderKey)?;
    let other = ParsedPublicKey::try_from(UnparsedPublicKey::new(&ECDH_P256, &other.bytes))
        .map_err(|_| Refusal::Algorithm)?;
    let salt = digest::digest(&digest::SHA256, &cbor::embed(&transcript.0));
    agree(&own, other, Refusal::Device, |shared| {
        let mut key = [0; 32];
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, salt.as_ref());
        let derived = salt.extract(shared);
        let filled = derived.expand(&[b"EMacKey"], hkdf::HKDF_SHA256).and_then(|okm| okm.fill(&mut key));
        filled.map(|()| key).map_err(|_| Refusal::Device)
    })
}
