//! How do tests come by licences? A small issuing authority and a device, with real keys and signatures.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin, EcPublicKeyUncompressedBin};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
};
use aws_lc_rs::{digest, hmac, rand};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType, DnValue,
    ExtendedKeyUsagePurpose, IsCa, Issuer as Signer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, RevokedCertParams,
};

use super::cose::{Curve, PublicKey, to_be_signed};
use super::device::{authentication, mac_key};
use super::transcript::Transcript;
use super::{DRIVING_LICENCE, NAMESPACE, ReaderKey, cbor};

/// The number of a document signer's certificate.
const SIGNER_NUMBER: u64 = 7;

/// How an issuer signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256.
    Es256,
    /// ECDSA on P-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    const fn number(self) -> u64 {
        match self {
            Self::Es256 => 6,
            Self::Es384 => 34,
            Self::EdDsa => 7,
        }
    }

    fn pair(self) -> KeyPair {
        KeyPair::generate_for(match self {
            Self::Es256 => &PKCS_ECDSA_P256_SHA256,
            Self::Es384 => &PKCS_ECDSA_P384_SHA384,
            Self::EdDsa => &PKCS_ED25519,
        })
        .expect("a key can be made")
    }

    fn sign(self, key: &KeyPair, message: &[u8]) -> Vec<u8> {
        let (pkcs8, random) = (key.serialize_der(), SystemRandom::new());
        let by_curve = |algorithm| {
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, &pkcs8).expect("the key is of that curve");
            pair.sign(&random, message).expect("a signature can be made").as_ref().to_vec()
        };
        match self {
            Self::Es256 => by_curve(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Self::Es384 => by_curve(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Self::EdDsa => {
                let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).expect("the key is of that curve");
                pair.sign(message).as_ref().to_vec()
            }
        }
    }
}

/// What the certificates of an issuer say; good from 2020 to 2030.
#[derive(Clone, Debug)]
pub struct Profile {
    /// How documents are signed.
    pub algorithm: Algorithm,
    /// Country and state of the authority.
    pub authority: (&'static str, &'static str),
    /// Country and state of the document signer.
    pub signer: (&'static str, &'static str),
    /// What the document signer's certificate is for.
    pub purpose: Vec<u64>,
    /// The year in which the authority's certificate ends.
    pub authority_until: i32,
    /// The year in which the document signer's certificate ends.
    pub signer_until: i32,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Es256,
            authority: ("US", "US-CA"),
            signer: ("US", "US-CA"),
            purpose: vec![1, 0, 18013, 5, 1, 2],
            authority_until: 2040,
            signer_until: 2040,
        }
    }
}

/// An issuing authority with one document signer.
#[derive(Debug)]
pub struct Issuer {
    /// The authority's certificate, for the list of those who are believed.
    pub authority: Vec<u8>,
    signer: Vec<u8>,
    algorithm: Algorithm,
    key: KeyPair,
    root: Signer<'static, KeyPair>,
}

impl Issuer {
    /// One of that profile, with new keys.
    pub fn new(profile: &Profile) -> Self {
        let root_key = Algorithm::Es256.pair();
        let mut root = certificate(profile.authority, "made-up issuing authority", profile.authority_until);
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority = root.self_signed(&root_key).expect("a root can be made").der().to_vec();
        let key = profile.algorithm.pair();
        let mut leaf = certificate(profile.signer, "made-up document signer", profile.signer_until);
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(profile.purpose.clone())];
        leaf.serial_number = Some(SIGNER_NUMBER.into());
        let root = Signer::new(root, root_key);
        let signer = leaf.signed_by(&key, &root).expect("a certificate can be made").der().to_vec();
        Self { authority, signer, algorithm: profile.algorithm, key, root }
    }

    /// Its list of revoked certificates, with that of the document signer or with another.
    pub fn revoked(&self, has_signer: bool) -> Vec<u8> {
        let revoked = RevokedCertParams {
            serial_number: if has_signer { SIGNER_NUMBER } else { SIGNER_NUMBER + 1 }.into(),
            revocation_time: rcgen::date_time_ymd(2026, 1, 2),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(2026, 1, 3),
            next_update: rcgen::date_time_ymd(2026, 1, 4),
            crl_number: 1_u64.into(),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.root).expect("a list can be made").der().to_vec()
    }

    /// Signs a licence for a device.
    pub fn issue(&self, licence: &Licence, device: &Device) -> Issued {
        let mut namespaces: Namespaces = Vec::new();
        for (number, (namespace, name, value)) in licence.elements.iter().enumerate() {
            let mut random = [0; 16];
            rand::fill(&mut random).expect("there is chance");
            let item = map(&[
                ("digestID", cbor::head(0, number as u64)),
                ("random", cbor::bytes(&random)),
                ("elementIdentifier", cbor::text(name)),
                ("elementValue", value.clone()),
            ]);
            let item = (name.clone(), cbor::embed(&item));
            match namespaces.iter_mut().find(|(found, _)| found == namespace) {
                Some((_, items)) => items.push(item),
                None => namespaces.push((namespace.clone(), vec![item])),
            }
        }
        let object = licence.security_object(&namespaces, device);
        let payload = cbor::embed(&object);
        let protected = [vec![0xa1, 1], cbor::head(1, self.algorithm.number())].concat();
        let message = to_be_signed("Signature1", &protected, &payload);
        let beside = [vec![0xa1], cbor::head(0, 33), cbor::bytes(&self.signer)].concat();
        let signature = self.algorithm.sign(&self.key, &message);
        let parts = [&cbor::bytes(&protected), &beside, &cbor::bytes(&payload), &cbor::bytes(&signature)];
        let auth = cbor::array(&parts.map(Vec::as_slice));
        Issued { doc_type: licence.doc_type.clone(), namespaces, auth }
    }
}

fn certificate((country, region): (&str, &str), name: &str, until: i32) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    let printable = |text: &str| DnValue::PrintableString(text.try_into().expect("printable"));
    subject.push(DnType::CountryName, printable(country));
    if !region.is_empty() {
        subject.push(DnType::StateOrProvinceName, printable(region));
    }
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    params
}

/// What a licence says; public, so that tests can say something else.
#[derive(Clone, Debug)]
pub struct Licence {
    /// Its type.
    pub doc_type: String,
    /// The type that the issuer signs, if that is another.
    pub signed_doc_type: Option<String>,
    /// Namespace, name, encoded value.
    pub elements: Vec<(String, String, Vec<u8>)>,
    /// Signed at, valid from, valid until.
    pub times: [String; 3],
    /// `SHA-256`, `SHA-384` or `SHA-512`.
    pub digest: &'static str,
}

impl Licence {
    /// A licence of a made-up person, signed on the first of January 2026 and good for all of that year.
    pub fn made_up() -> Self {
        let day = |text: &str| [vec![0xd9, 0x03, 0xec], cbor::text(text)].concat();
        let text = |text: &str| cbor::text(text);
        let elements = [
            ("family_name", text("Marlowe")),
            ("given_name", text("Iris Ann")),
            ("birth_date", day("1988-04-17")),
            ("issue_date", day("2025-12-01")),
            ("expiry_date", day("2030-04-17")),
            ("document_number", text("X1234567")),
            ("issuing_country", text("US")),
            ("issuing_jurisdiction", text("US-CA")),
            ("issuing_authority", text("Made-up Motor Vehicles")),
            ("sex", cbor::head(0, 2)),
            ("resident_address", text("12 Orchard Lane")),
            ("resident_city", text("Springfield")),
            ("resident_state", text("CA")),
            ("resident_postal_code", text("90001")),
            ("age_over_21", vec![0xf5]),
        ];
        let elements = elements.map(|(name, value)| (NAMESPACE.to_owned(), name.to_owned(), value));
        Self {
            doc_type: DRIVING_LICENCE.to_owned(),
            signed_doc_type: None,
            elements: elements.to_vec(),
            times: ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"]
                .map(str::to_owned),
            digest: "SHA-256",
        }
    }

    /// The same with another value of an element of ISO/IEC 18013-5.
    #[must_use]
    pub fn with(mut self, name: &str, value: Vec<u8>) -> Self {
        let known = self.elements.iter_mut().find(|element| element.1 == name);
        known.expect("the element is there").2 = value;
        self
    }

    fn security_object(&self, namespaces: &Namespaces, device: &Device) -> Vec<u8> {
        let algorithm = match self.digest {
            "SHA-384" => &digest::SHA384,
            "SHA-512" => &digest::SHA512,
            _ => &digest::SHA256,
        };
        let mut number = 0;
        let mut digests = cbor::head(5, namespaces.len() as u64);
        for (namespace, items) in namespaces {
            digests.extend(cbor::text(namespace));
            digests.extend(cbor::head(5, items.len() as u64));
            for (_, item) in items {
                digests.extend(cbor::head(0, number));
                digests.extend(cbor::bytes(digest::digest(algorithm, item).as_ref()));
                number += 1;
            }
        }
        let instant = |text: &String| [vec![0xc0], cbor::text(text)].concat();
        let [signed, from, until] = &self.times;
        map(&[
            ("version", cbor::text("1.0")),
            ("digestAlgorithm", cbor::text(self.digest)),
            ("valueDigests", digests),
            ("deviceKeyInfo", map(&[("deviceKey", device.public_key())])),
            ("docType", cbor::text(self.signed_doc_type.as_ref().unwrap_or(&self.doc_type))),
            (
                "validityInfo",
                map(&[
                    ("signed", instant(signed)),
                    ("validFrom", instant(from)),
                    ("validUntil", instant(until)),
                ]),
            ),
        ])
    }
}

/// Namespaces with the names and bytes of their elements.
pub type Namespaces = Vec<(String, Vec<(String, Vec<u8>)>)>;

/// A licence as a device holds it; all its elements are numbered in one row.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The type it is sent as.
    pub doc_type: String,
    /// Namespaces with the names and bytes of their elements.
    pub namespaces: Namespaces,
    /// `IssuerAuth`.
    pub auth: Vec<u8>,
}

/// A device with its key.
#[derive(Debug)]
pub struct Device {
    secret: [u8; 32],
    public: Vec<u8>,
}

impl Device {
    /// A device with a new key.
    pub fn new() -> Self {
        let key = PrivateKey::generate(&ECDH_P256).expect("a key can be made");
        let secret: EcPrivateKeyBin<'_> = key.as_be_bytes().expect("a key has bytes");
        let public = key.compute_public_key().expect("a key has a public half");
        let public: EcPublicKeyUncompressedBin<'_> = public.as_be_bytes().expect("a key has bytes");
        let secret = secret.as_ref().try_into().expect("P-256 has 32 bytes");
        Self { secret, public: public.as_ref().to_vec() }
    }

    /// Its key as a `COSE_Key`.
    fn public_key(&self) -> Vec<u8> {
        let coordinates = [cbor::bytes(&self.public[1..33]), cbor::bytes(&self.public[33..])];
        [&[0xa4, 1, 2, 0x20, 1, 0x21][..], &coordinates[0], &[0x22], &coordinates[1]].concat()
    }

    /// Answers in a session with the elements of these names, signed.
    pub fn present(&self, issued: &Issued, transcript: &Transcript, names: &[&str]) -> Vec<u8> {
        let message = authentication(transcript, &issued.doc_type, &own_namespaces());
        let protected = [0xa1, 1, 0x26];
        let message = to_be_signed("Signature1", &protected, &message);
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &self.secret, &self.public);
        let signature = pair.expect("the halves belong together").sign(&SystemRandom::new(), &message);
        let signature = signature.expect("a signature can be made");
        issued.response(names, "deviceSignature", &protected, signature.as_ref())
    }

    /// Answers with a tag that the reader of that public key (an uncompressed point) can check.
    pub fn present_with_mac(
        &self,
        issued: &Issued,
        transcript: &Transcript,
        names: &[&str],
        reader: &[u8],
    ) -> Vec<u8> {
        let reader = PublicKey { curve: Curve::P256, bytes: reader.to_vec() };
        let key = mac_key(&ReaderKey::new(self.secret), &reader, transcript).expect("the keys agree");
        let protected = [0xa1, 1, 5];
        let message = authentication(transcript, &issued.doc_type, &own_namespaces());
        let message = to_be_signed("MAC0", &protected, &message);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), &message);
        issued.response(names, "deviceMac", &protected, tag.as_ref())
    }

    /// The same key as a reader's, for tests of both sides.
    pub fn as_reader(&self) -> (ReaderKey, &[u8]) {
        (ReaderKey::new(self.secret), &self.public)
    }
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl Issued {
    fn response(&self, names: &[&str], proof: &str, protected: &[u8], signature: &[u8]) -> Vec<u8> {
        let mut namespaces = cbor::head(5, self.namespaces.len() as u64);
        for (namespace, items) in &self.namespaces {
            let told = items.iter().filter(|(name, _)| names.contains(&name.as_str()));
            let told: Vec<&[u8]> = told.map(|(_, item)| item.as_slice()).collect();
            namespaces.extend([cbor::text(namespace), cbor::array(&told)].concat());
        }
        let signed = cbor::array(&[&cbor::bytes(protected), &[0xa0], cbor::NULL, &cbor::bytes(signature)]);
        let auth = [vec![0xa1], cbor::text(proof), signed].concat();
        let document = map(&[
            ("docType", cbor::text(&self.doc_type)),
            ("issuerSigned", map(&[("nameSpaces", namespaces), ("issuerAuth", self.auth.clone())])),
            ("deviceSigned", map(&[("nameSpaces", own_namespaces()), ("deviceAuth", auth)])),
        ]);
        map(&[("version", cbor::text("1.0")), ("documents", cbor::array(&[&document])), ("status", vec![0])])
    }
}

/// The device signs no elements of its own.
fn own_namespaces() -> Vec<u8> {
    cbor::embed(&[0xa0])
}

/// A map with named members.
pub fn map(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let members = members.iter().flat_map(|(name, value)| [cbor::text(name), value.clone()]);
    [cbor::head(5, members.clone().count() as u64 / 2), members.flatten().collect()].concat()
}
