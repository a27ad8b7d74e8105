//! Does the worked example of ISO/IEC 18013-5 Annex D pass, and no changed byte of it? The vectors are public, but not
//! ours to keep here: the test reads them from beside the repository, where they are.

use std::collections::BTreeMap;
use std::path::Path;

use rcgen::{
    CertificateParams, DistinguishedName, DnType, DnValue, KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData,
    SignatureAlgorithm,
};
use values::Timestamp;

use super::super::cbor::{self, Item};
use super::super::{
    Asked, Authorities, DRIVING_LICENCE, DeviceProof, Handover, ReaderKey, Refusal, Transcript, Verified,
    verify,
};
use super::{changes, hex};

/// The public key of the example's issuing authority, "utopia iaca" (the standard prints its certificate).
const AUTHORITY_KEY: &str = "042c3e103dbc07b25c5a770aeedfa5d8bd15417e3e676142461a7875e3b4188a22\
                             21e6423599d1db19aaef66f923d394b61709549bcec2ea6ff60ec75268f2e094";

struct Example {
    vectors: BTreeMap<String, Vec<u8>>,
    authorities: Authorities,
    transcript: Transcript,
    reader_key: ReaderKey,
}

impl Example {
    fn find() -> Option<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/samples/mdoc-iso18013-5-annex-d.jsonl");
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped: {} is not there", path.display());
            return None;
        };
        let vectors: BTreeMap<String, Vec<u8>> = text
            .lines()
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let name = line["id"].as_str().unwrap().trim_start_matches("ISO_18013_5_ANNEX_D_").to_owned();
                (name, hex(line["hex"].as_str().unwrap()))
            })
            .collect();
        let wrapped = cbor::read(&vectors["SESSION_TRANSCRIPT_BYTES"]).unwrap();
        let transcript = Transcript::from_bytes(wrapped.embedded("transcript").unwrap());
        let secret = vectors["EPHEMERAL_READER_KEY_D"].clone().try_into().unwrap();
        let mut authorities = Authorities::default();
        authorities.add(&authority()).unwrap();
        Some(Self { transcript, authorities, reader_key: ReaderKey::new(secret), vectors })
    }

    fn response(&self) -> &[u8] {
        &self.vectors["DEVICE_RESPONSE"]
    }

    fn verify<'a>(&'a self, response: &'a [u8], transcript: &'a Transcript) -> Result<Verified<'a>, Refusal> {
        let asked = Asked {
            doc_type: DRIVING_LICENCE,
            transcript,
            reader_key: Some(&self.reader_key),
            authorities: &self.authorities,
            now: at("2021-01-01T00:00:00Z"),
        };
        verify(response, &asked)
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A public key that others have the private half of: an uncompressed point on P-256.
struct TheirKey(Vec<u8>);

impl PublicKeyData for TheirKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

/// A certificate of the authority's name and key. Whose signature it bears does not matter: it is believed for being in
/// the list.
fn authority() -> Vec<u8> {
    let mut params = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, "utopia iaca");
    name.push(DnType::CountryName, DnValue::PrintableString("US".try_into().unwrap()));
    params.distinguished_name = name;
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    (params.not_before, params.not_after) =
        (rcgen::date_time_ymd(2020, 10, 1), rcgen::date_time_ymd(2029, 9, 29));
    let own = rcgen::Issuer::new(params.clone(), KeyPair::generate().unwrap());
    params.signed_by(&TheirKey(hex(AUTHORITY_KEY)), &own).unwrap().der().to_vec()
}

#[test]
fn the_example_is_believed() {
    let Some(example) = Example::find() else { return };
    let verified = example.verify(example.response(), &example.transcript).unwrap();
    assert_eq!(verified.device, DeviceProof::Mac);
    assert_eq!(verified.elements.len(), 6);
    let fields = verified.fields();
    assert_eq!(fields.family_name.as_deref(), Some("Doe"));
    assert_eq!(fields.document_number.as_deref(), Some("123456789"));
    assert_eq!(fields.issue_date, Some(values::date(2019, 10, 20)));
    assert_eq!(fields.expiry_date.as_deref(), Some("2024-10-20"));
    let portrait = verified.elements.iter().find(|element| element.name == "portrait").unwrap();
    let expected = &example.vectors["DEVICE_RESPONSE_PORTRAIT_DATA"];
    assert_eq!(portrait.value.byte_string("portrait").unwrap(), expected);
}

#[test]
fn the_example_s_session_is_built_from_its_parts() {
    let Some(example) = Example::find() else { return };
    let parts = cbor::read(&example.transcript.0).unwrap().array("it").unwrap();
    let messages = parts[2].clone().array("it").unwrap();
    let message = |item: &Item<'_>| item.byte_string("it").unwrap().to_vec();
    let (select, request) = (message(&messages[0]), message(&messages[1]));
    let (engagement, reader) = (parts[0].embedded("it").unwrap(), parts[1].embedded("it").unwrap());
    let handover = Handover::Nfc(&select, Some(&request));
    assert_eq!(Transcript::side_by_side(engagement, reader, handover), example.transcript);
    // The same by QR code is another session.
    let by_code = Transcript::side_by_side(engagement, reader, Handover::Qr);
    assert_eq!(example.verify(example.response(), &by_code).unwrap_err(), Refusal::Device);
}

#[test]
fn no_changed_byte_of_the_example_is_believed() {
    let Some(example) = Example::find() else { return };
    for (place, changed) in changes(example.response()) {
        assert!(example.verify(&changed, &example.transcript).is_err(), "byte {place} may be changed");
    }
    for (place, changed) in changes(&example.transcript.0) {
        let other = Transcript::from_bytes(&changed);
        assert!(example.verify(example.response(), &other).is_err(), "byte {place} of the session");
    }
}

/// All 255 other values of each byte: about a million, so only on request.
#[test]
#[ignore = "takes minutes"]
fn no_other_value_of_any_byte_of_the_example_is_believed() {
    let Some(example) = Example::find() else { return };
    let mut copy = example.response().to_vec();
    let mut count = 0;
    for place in 0..copy.len() {
        for change in 1..=255 {
            copy[place] ^= change;
            assert!(example.verify(&copy, &example.transcript).is_err(), "byte {place} may be changed");
            copy[place] ^= change;
            count += 1;
        }
    }
    println!("{count} changed responses, all refused");
}

#[test]
fn the_example_holds_in_its_time_only() {
    let Some(example) = Example::find() else { return };
    for (now, expected) in [
        ("2020-10-01T13:30:01Z", Some(Refusal::NotYetValid)),
        ("2020-10-01T13:30:02Z", None),
        ("2020-09-30T00:00:00Z", Some(Refusal::UntrustedIssuer)),
        // The certificate of the signer ends before the licence does.
        ("2021-10-01T00:00:00Z", None),
        ("2021-10-01T00:00:01Z", Some(Refusal::UntrustedIssuer)),
    ] {
        let asked = Asked {
            doc_type: DRIVING_LICENCE,
            transcript: &example.transcript,
            reader_key: Some(&example.reader_key),
            authorities: &example.authorities,
            now: at(now),
        };
        assert_eq!(verify(example.response(), &asked).err(), expected, "{now}");
    }
}
