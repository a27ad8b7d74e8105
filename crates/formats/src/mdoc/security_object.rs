//! What did the issuer sign? The mobile security object: digests of all elements, the device's key, how long they hold
//! (ISO/IEC 18013-5 section 9.1.2.4).

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use values::Timestamp;

use super::Refusal;
use super::cbor::{self, CborError, Item};
use super::cose::PublicKey;

/// The tag of an instant as text (RFC 8949 section 3.4.1).
const INSTANT: u64 = 0;

/// The signed part of a mobile document.
#[derive(Debug)]
pub(super) struct SecurityObject<'a> {
    algorithm: &'static digest::Algorithm,
    /// For each namespace, digests by their number.
    digests: BTreeMap<&'a str, BTreeMap<u64, &'a [u8]>>,
    pub(super) device_key: PublicKey,
    pub(super) doc_type: &'a str,
    pub(super) validity: Validity,
}

/// How long a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// When the issuer signed.
    pub signed_at: Timestamp,
    /// From when it may be believed.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Timestamp,
}

impl<'a> SecurityObject<'a> {
    /// Reads the signed payload. Members that later editions add are covered by the signature and may be there.
    pub(super) fn read(payload: &'a [u8]) -> Result<Self, Refusal> {
        let what = "the mobile security object";
        let mut members = cbor::read(cbor::read(payload)?.embedded(what)?)?.members(what)?;
        if members.need("version")?.text("version")? != "1.0" {
            return Err(Refusal::Version);
        }
        let algorithm = match members.need("digestAlgorithm")?.text("digestAlgorithm")? {
            "SHA-256" => &digest::SHA256,
            "SHA-384" => &digest::SHA384,
            "SHA-512" => &digest::SHA512,
            _ => return Err(Refusal::Algorithm),
        };
        let mut digests = BTreeMap::new();
        for (namespace, values) in members.need("valueDigests")?.members("valueDigests")?.rest() {
            digests.insert(namespace.text("valueDigests")?, digests_of(values)?);
        }
        let mut device = members.need("deviceKeyInfo")?.members("deviceKeyInfo")?;
        let device_key = PublicKey::from_cose(device.need("deviceKey")?)?;
        let doc_type = members.need("docType")?.text("docType")?;
        let validity = Validity::read(members.need("validityInfo")?)?;
        Ok(Self { algorithm, digests, device_key, doc_type, validity })
    }

    /// Whether the issuer signed these bytes under that number. The bytes are those of the tagged item.
    pub(super) fn covers(&self, namespace: &str, number: u64, bytes: &[u8]) -> bool {
        let signed = self.digests.get(namespace).and_then(|digests| digests.get(&number));
        signed.is_some_and(|signed| *signed == digest::digest(self.algorithm, bytes).as_ref())
    }
}

fn digests_of(values: Item<'_>) -> Result<BTreeMap<u64, &[u8]>, CborError> {
    let what = "valueDigests";
    let pairs = values.members(what)?.rest();
    pairs
        .into_iter()
        .map(|(number, digest)| Ok((number.unsigned(what)?, digest.byte_string(what)?)))
        .collect()
}

impl Validity {
    fn read(item: Item<'_>) -> Result<Self, Refusal> {
        let mut members = item.members("validityInfo")?;
        let mut instant = |name| {
            let text = members.need(name)?.tagged(INSTANT, name)?.text(name)?;
            let is_utc = text.ends_with('Z') && text.len() == "2026-01-01T00:00:00Z".len();
            text.parse::<Timestamp>().ok().filter(|_| is_utc).ok_or(CborError::Shape(name))
        };
        let (signed_at, valid_from) = (instant("signed")?, instant("validFrom")?);
        let valid_until = instant("validUntil")?;
        Ok(Self { signed_at, valid_from, valid_until })
    }

    /// Section 9.3.1, step 5: signed while the signer's certificate held, good now.
    pub(super) fn check(&self, signer: (Timestamp, Timestamp), now: Timestamp) -> Result<(), Refusal> {
        if !(signer.0..=signer.1).contains(&self.signed_at) || self.valid_from < self.signed_at {
            return Err(Refusal::SignedOutOfTime);
        }
        if now < self.valid_from {
            return Err(Refusal::NotYetValid);
        }
        if now >= self.valid_until {
            return Err(Refusal::Expired);
        }
        Ok(())
    }
}
