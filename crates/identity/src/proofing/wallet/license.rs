//! What of a mobile driver's license is kept, and when is a license that is genuine still not enough?

use formats::mdoc::{NAMESPACE, Refusal, Verified};
use serde::{Deserialize, Serialize};
use values::Date;

use super::exchange::ELEMENTS;

/// What a license says that was believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct License {
    pub(super) family_name: String,
    pub(super) given_names: String,
    pub(super) birth_date: Date,
    /// Who issued it, for people.
    pub(super) issuer: String,
}

/// Why an answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It was not encrypted to this exchange's key: somebody else's, or nothing.
    NotForUs,
    /// It was, and is not written as an answer.
    Malformed,
    /// The wallet says that the person did not agree, or has no license.
    Declined,
    /// The document is not believed.
    Document(Refusal),
    /// An element that was asked for is missing.
    Incomplete,
    /// The day printed on the license is over.
    Expired,
}

impl Refused {
    /// The message that tells the person what to do; a word in what is stored.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Declined => "wallet-refused-declined",
            Self::Expired | Self::Document(Refusal::Expired | Refusal::NotYetValid) => {
                "wallet-refused-expired"
            }
            Self::Document(Refusal::UntrustedIssuer | Refusal::OtherIssuer) => "wallet-refused-issuer",
            Self::Incomplete | Self::Document(Refusal::DocType) => "wallet-refused-incomplete",
            Self::NotForUs | Self::Malformed | Self::Document(_) => "wallet-refused-other",
        }
    }

    /// All that are told, so that nothing else is ever taken for a message.
    pub(super) const KEYS: [&'static str; 5] = [
        "wallet-refused-declined",
        "wallet-refused-expired",
        "wallet-refused-issuer",
        "wallet-refused-incomplete",
        "wallet-refused-other",
    ];
}

impl License {
    /// What a document says, if it says all that was asked for and is still good.
    pub(super) fn of(verified: &Verified<'_>, today: Date) -> Result<Self, Refused> {
        let is_there = |name: &&str| {
            verified.elements.iter().any(|element| element.namespace == NAMESPACE && element.name == *name)
        };
        if !ELEMENTS.iter().all(is_there) {
            return Err(Refused::Incomplete);
        }
        let fields = verified.fields();
        let until: Date = fields.expiry_date.and_then(|day| day.parse().ok()).ok_or(Refused::Incomplete)?;
        if until < today {
            return Err(Refused::Expired);
        }
        let text = |text: Option<String>| {
            text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).ok_or(Refused::Incomplete)
        };
        Ok(Self {
            family_name: text(fields.family_name)?,
            given_names: text(fields.given_names)?,
            birth_date: fields.birth_date.ok_or(Refused::Incomplete)?,
            issuer: text(fields.issuer)?,
        })
    }
}
