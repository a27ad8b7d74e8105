//! What did the device send? A `DeviceResponse` with one document (ISO/IEC 18013-5 section 8.3.2.1.2.2).
//!
//! What neither issuer nor device signed has one shape: a member that is not known, a status other than 0 or a second
//! document is refused.

use std::collections::BTreeSet;

use super::Refusal;
use super::cbor::{self, CborError, Item};
use super::cose::Signed;

/// The longest response that is looked at, in bytes: room for a portrait.
const LONGEST: usize = 512 * 1024;
/// The longest number of an element's digest (section 9.1.2.5: below 2^31).
const LARGEST_DIGEST_NUMBER: u64 = (1 << 31) - 1;
/// The least length of the salt of a digest, in bytes (section 9.1.2.5).
const LEAST_RANDOM: usize = 16;

/// One document of a response, with nothing checked but its shape.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) doc_type: &'a str,
    pub(super) elements: Vec<Element<'a>>,
    pub(super) issuer_auth: Signed<'a>,
    /// `DeviceNameSpacesBytes`, as the device signs it.
    pub(super) device_namespaces: &'a [u8],
    pub(super) device_auth: DeviceAuth<'a>,
}

/// One element of a document. Prints its name, not what it says.
#[derive(Clone)]
pub struct Element<'a> {
    /// Its namespace.
    pub namespace: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What it says.
    pub value: Item<'a>,
    /// The number of its digest.
    pub(super) digest_number: u64,
    /// What its digest is over.
    pub(super) bytes: &'a [u8],
}

impl std::fmt::Debug for Element<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} of {}", self.name, self.namespace)
    }
}

/// How the device showed that it has its key.
#[derive(Debug)]
pub(super) enum DeviceAuth<'a> {
    Signature(Signed<'a>),
    Mac(Signed<'a>),
}

/// Reads a response of exactly one document.
pub(super) fn read(bytes: &[u8]) -> Result<Document<'_>, Refusal> {
    if bytes.len() > LONGEST {
        return Err(CborError::TooMuch.into());
    }
    let mut members = cbor::read(bytes)?.members("DeviceResponse")?;
    if members.need("version")?.text("version")? != "1.0" {
        return Err(Refusal::Version);
    }
    if members.need("status")?.unsigned("status")? != 0 {
        return Err(Refusal::Status);
    }
    let documents = members.need("documents")?.array("documents")?;
    members.end()?;
    let [document]: [Item<'_>; 1] = documents.try_into().map_err(|_| Refusal::OneDocument)?;
    read_document(document)
}

fn read_document(item: Item<'_>) -> Result<Document<'_>, Refusal> {
    let mut members = item.members("the document")?;
    let doc_type = members.need("docType")?.text("docType")?;
    let mut issuer = members.need("issuerSigned")?.members("issuerSigned")?;
    let mut device = members.need("deviceSigned")?.members("deviceSigned")?;
    // Which elements the device did not send, and why: told in passing, and unsigned. What is not there is not there.
    members.take("errors").map(|errors| errors.members("errors")).transpose()?;
    members.end()?;
    let elements = elements(issuer.need("nameSpaces")?)?;
    let issuer_auth = Signed::read(issuer.need("issuerAuth")?, "issuerAuth")?;
    issuer.end()?;
    let own = device.need("nameSpaces")?;
    // Nothing is ever asked of the device itself, so it has nothing to add.
    cbor::read(own.embedded("deviceSigned")?)?.members("deviceSigned")?.end()?;
    let mut auth = device.need("deviceAuth")?.members("deviceAuth")?;
    device.end()?;
    let device_auth = match (auth.take("deviceSignature"), auth.take("deviceMac")) {
        (Some(signature), None) => DeviceAuth::Signature(Signed::read(signature, "deviceSignature")?),
        (None, Some(mac)) => DeviceAuth::Mac(Signed::read(mac, "deviceMac")?),
        _ => return Err(CborError::Shape("deviceAuth").into()),
    };
    auth.end()?;
    Ok(Document { doc_type, elements, issuer_auth, device_namespaces: own.bytes, device_auth })
}

fn elements(item: Item<'_>) -> Result<Vec<Element<'_>>, Refusal> {
    let mut elements = Vec::new();
    let (mut names, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for (namespace, items) in item.members("nameSpaces")?.rest() {
        let namespace = namespace.text("nameSpaces")?;
        for item in items.array("nameSpaces")? {
            let element = Element::read(namespace, &item)?;
            if !names.insert((namespace, element.name)) || !numbers.insert((namespace, element.digest_number))
            {
                return Err(CborError::Twice.into());
            }
            elements.push(element);
        }
    }
    Ok(elements)
}

impl<'a> Element<'a> {
    fn read(namespace: &'a str, item: &Item<'a>) -> Result<Self, CborError> {
        let what = "an element";
        let mut members = cbor::read(item.embedded(what)?)?.members(what)?;
        let digest_number = members.need("digestID")?.unsigned("digestID")?;
        let random = members.need("random")?.byte_string("random")?;
        let name = members.need("elementIdentifier")?.text("elementIdentifier")?;
        let value = members.need("elementValue")?;
        members.end()?;
        if digest_number > LARGEST_DIGEST_NUMBER || random.len() < LEAST_RANDOM {
            return Err(CborError::Shape(what));
        }
        Ok(Self { namespace, name, value, digest_number, bytes: item.bytes })
    }
}
