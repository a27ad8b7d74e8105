//! What does a mobile document say, in the shape that all readers of papers share? The elements of ISO/IEC 18013-5
//! section 7.2.1 and of the AAMVA mDL Implementation Guidelines.

use values::Timestamp;

use super::cbor::Value;
use super::{Authorities, Element, Issued, NAMESPACE, Refusal, Verified, day, find, text};
use crate::evidence::{Check, Fields, Kind, Reading, Unreadable};

/// Whether bytes look as if they were meant to be a `DeviceResponse`: a small map with its members.
pub fn looks_like(bytes: &[u8]) -> bool {
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    matches!(bytes.first(), Some(0xa1..=0xa6)) && holds(b"documents") && holds(b"issuerAuth")
}

/// Reads a response outside of any session. The elements and the issuer's signature must hold; whether the issuer is
/// believed and the document good now are told as checks. The device's proof cannot be looked at: it is for the session in
/// which it was made.
pub fn read(bytes: &[u8], authorities: &Authorities, now: Timestamp) -> Result<Reading, Unreadable> {
    let issued = Issued::read(bytes).map_err(|refusal| Unreadable::because(refusal.to_string()))?;
    let outcome = |name: &'static str, outcome: Result<(), Refusal>| Check {
        name: name.into(),
        ok: outcome.is_ok(),
        detail: outcome.err().map(|refusal| refusal.to_string()),
    };
    let validity = issued.object.validity.check((issued.signer.from, issued.signer.until), now);
    let checks = vec![
        Check::of("value digests", true),
        Check::of("issuer signature", true),
        outcome("issuer is trusted", authorities.behind(&issued.signer, now).map(drop)),
        outcome("valid now", validity),
        outcome("issuer is the one in the certificate", issued.names_its_issuer()),
    ];
    let fields = fields(&issued.document.elements);
    Ok(Reading { kind: Kind::MobileDocument, fields, checks, deviations: Vec::new() })
}

impl Verified<'_> {
    /// What it says of its holder.
    pub fn fields(&self) -> Fields {
        fields(&self.elements)
    }
}

fn fields(elements: &[Element<'_>]) -> Fields {
    let said = |name| text(elements, NAMESPACE, name).map(str::to_owned);
    // `US-CA` and the like (ISO 3166-2): the letters of the state alone.
    let region = said("issuing_jurisdiction").map(|code| match code.split_once('-') {
        Some((_, letters)) => letters.to_owned(),
        None => code,
    });
    Fields {
        family_name: said("family_name"),
        given_names: said("given_name"),
        birth_date: day(elements, "birth_date"),
        expiry_date: day(elements, "expiry_date").map(|day| day.to_string()),
        issue_date: day(elements, "issue_date"),
        document_number: said("document_number"),
        sex: sex(elements),
        street: said("resident_address"),
        city: said("resident_city"),
        state: said("resident_state"),
        postal_code: said("resident_postal_code"),
        issuer: region.or_else(|| said("issuing_authority")),
        country: said("issuing_country").map(|country| three_letters(&country)),
        nationality: said("nationality"),
    }
}

/// ISO/IEC 5218: 1 male, 2 female; 9 is what licences print as X.
fn sex(elements: &[Element<'_>]) -> Option<char> {
    match find(elements, NAMESPACE, "sex")?.value.value {
        Value::Unsigned(1) => Some('M'),
        Value::Unsigned(2) => Some('F'),
        Value::Unsigned(9) => Some('X'),
        _ => None,
    }
}

/// The countries whose barcodes are read too, in the same letters as there; others as written.
fn three_letters(country: &str) -> String {
    match country {
        "US" => "USA",
        "CA" => "CAN",
        "MX" => "MEX",
        other => other,
    }
    .to_owned()
}
