//! What does a mobile driver's licence say, and is it true (ISO/IEC 18013-5:2021, section 9.3)?
//!
//! [`verify`] recomputes the digest of every element, checks the issuer's signature and its certificate's path to an
//! authority of the operator's list, the times, and that the device bound to the document answered in this very
//! session. Anything in between that no signature covers has one shape; what departs from it is refused.
//!
//! Not looked at: lists of revoked documents, which would have to be fetched; documents are renewed every few weeks.

mod authorities;
pub mod cbor;
mod cose;
mod device;
mod reading;
mod response;
mod security_object;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod transcript;

pub use authorities::{Authorities, Authority, NotAnAuthority};
pub use device::DeviceProof;
pub use reading::{looks_like, read};
pub use response::Element;
pub use security_object::Validity;
pub use transcript::{Handover, Transcript};

use authorities::Signer;
use cbor::{CborError, Value};
use response::Document;
use security_object::SecurityObject;
use values::{Date, Timestamp};

/// The type of a mobile driver's licence.
pub const DRIVING_LICENCE: &str = "org.iso.18013.5.1.mDL";
/// The namespace of its elements.
pub const NAMESPACE: &str = "org.iso.18013.5.1";
/// The tag of a day as text (RFC 8943).
const DAY: u64 = 1004;
/// The tag of an instant as text.
const INSTANT: u64 = 0;

/// Why a document is not believed. Says nothing that stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not the bytes of a response.
    #[error("it is not written as a mobile document: {0}")]
    Malformed(#[from] CborError),
    /// Another version than 1.0.
    #[error("its version is not 1.0")]
    Version,
    /// The device reports an error.
    #[error("the device did not answer in full")]
    Status,
    /// None, or several.
    #[error("it does not hold exactly one document")]
    OneDocument,
    /// It is of another type than was asked for, or than the issuer signed.
    #[error("it is a document of another type")]
    DocType,
    /// An algorithm or a curve that the standard does not allow, or one that does not go with the key.
    #[error("its algorithm or curve is not accepted")]
    Algorithm,
    /// The certificate beside the signature cannot sign documents.
    #[error("its issuer's certificate cannot be used")]
    Certificate,
    /// No believed authority stands behind the certificate.
    #[error("no trusted authority stands behind its issuer")]
    UntrustedIssuer,
    /// The signature is not by that certificate over this content.
    #[error("its issuer's signature is wrong")]
    IssuerSignature,
    /// An element is not one that the issuer signed.
    #[error("one of its elements is not what the issuer signed")]
    Digest,
    /// Signed when the certificate did not hold.
    #[error("it was signed when its issuer's certificate did not hold")]
    SignedOutOfTime,
    /// Its time has not come.
    #[error("it is not valid yet")]
    NotYetValid,
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// Its elements name another country or state than its issuer's certificate.
    #[error("it names another issuer than its certificate")]
    OtherIssuer,
    /// The device's proof is wrong: another device, another session, or other content.
    #[error("the device did not answer for this session")]
    Device,
    /// The device made a tag, which only a reader with a key can check.
    #[error("the device's proof needs a key of the reader")]
    NoReaderKey,
}

/// The reader's private key of one session: the 32 bytes of a P-256 scalar.
pub struct ReaderKey(pub(crate) [u8; 32]);

impl ReaderKey {
    /// From its bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for ReaderKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("ReaderKey")
    }
}

/// What a response is held against.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The type of document.
    pub doc_type: &'a str,
    /// The session.
    pub transcript: &'a Transcript,
    /// The reader's key of the session, where devices may answer with a tag.
    pub reader_key: Option<&'a ReaderKey>,
    /// Who is believed.
    pub authorities: &'a Authorities,
    /// When.
    pub now: Timestamp,
}

/// A document that is believed.
#[derive(Clone, Debug)]
pub struct Verified<'a> {
    /// What it says.
    pub elements: Vec<Element<'a>>,
    /// Who stands behind it.
    pub authority: &'a Authority,
    /// How long it holds.
    pub validity: Validity,
    /// How the device showed its key.
    pub device: DeviceProof,
}

/// Believes a response, or says why not.
pub fn verify<'a>(response: &'a [u8], asked: &Asked<'a>) -> Result<Verified<'a>, Refusal> {
    let issued = Issued::read(response)?;
    if issued.document.doc_type != asked.doc_type {
        return Err(Refusal::DocType);
    }
    let authority = asked.authorities.behind(&issued.signer, asked.now)?;
    issued.object.validity.check((issued.signer.from, issued.signer.until), asked.now)?;
    issued.names_its_issuer()?;
    let device =
        device::check(&issued.document, &issued.object.device_key, asked.transcript, asked.reader_key)?;
    let validity = issued.object.validity;
    Ok(Verified { elements: issued.document.elements, authority, validity, device })
}

/// A document that its own certificate signed, whoever that may be.
#[derive(Debug)]
struct Issued<'a> {
    document: Document<'a>,
    object: SecurityObject<'a>,
    signer: Signer<'a>,
}

impl<'a> Issued<'a> {
    fn read(response: &'a [u8]) -> Result<Self, Refusal> {
        let document = response::read(response)?;
        let payload = document.issuer_auth.payload.ok_or(CborError::Shape("issuerAuth"))?;
        let object = SecurityObject::read(payload)?;
        if object.doc_type != document.doc_type {
            return Err(Refusal::DocType);
        }
        let is_signed =
            |element: &Element<'_>| object.covers(element.namespace, element.digest_number, element.bytes);
        if !document.elements.iter().all(is_signed) {
            return Err(Refusal::Digest);
        }
        let signer = Signer::read(document.issuer_auth.certificate.ok_or(Refusal::Certificate)?)?;
        if !document.issuer_auth.is_signed_by(&signer.key, payload)? {
            return Err(Refusal::IssuerSignature);
        }
        Ok(Self { document, object, signer })
    }

    /// Section 7.2.1: issuing country and jurisdiction are those of the signer's certificate, where both say them.
    fn names_its_issuer(&self) -> Result<(), Refusal> {
        let says = |name| text(&self.document.elements, NAMESPACE, name);
        let country =
            says("issuing_country").is_none_or(|country| Some(country) == self.signer.country.as_deref());
        let region = match (says("issuing_jurisdiction"), self.signer.region.as_deref()) {
            (Some(said), Some(region)) => said == region,
            _ => true,
        };
        if country && region { Ok(()) } else { Err(Refusal::OtherIssuer) }
    }
}

/// The text of an element.
fn text<'a>(elements: &[Element<'a>], namespace: &str, name: &str) -> Option<&'a str> {
    match find(elements, namespace, name)?.value.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn find<'e, 'a>(elements: &'e [Element<'a>], namespace: &str, name: &str) -> Option<&'e Element<'a>> {
    elements.iter().find(|element| element.namespace == namespace && element.name == name)
}

/// The day of an element: a full date, or the day of an instant.
fn day(elements: &[Element<'_>], name: &str) -> Option<Date> {
    match &find(elements, NAMESPACE, name)?.value.value {
        Value::Tag(DAY, text) => text.text("a day").ok()?.parse().ok(),
        Value::Tag(INSTANT, text) => text.text("a day").ok()?.get(..10)?.parse().ok(),
        _ => None,
    }
}
