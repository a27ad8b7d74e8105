//! What does a paper say of its holder? The one shape in which the readers of barcodes and of machine-readable
//! zones answer.

pub mod agree;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use values::Date;

/// Which kind of paper or code was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The barcode of a driver's licence or identity card of North America.
    DriverLicenceBarcode,
    /// Its older magnetic stripe.
    DriverLicenceStripe,
    /// A passport's two lines of 44 (TD3).
    Passport,
    /// A card's three lines of 30 (TD1).
    IdentityCard,
    /// A larger card's two lines of 36 (TD2).
    LargeIdentityCard,
    /// A visa (MRV-A or MRV-B).
    Visa,
    /// A mobile document: a driver's licence on a telephone.
    #[serde(rename = "mdoc")]
    MobileDocument,
}

/// What it says. Nothing is filled in that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// Family name.
    pub family_name: Option<String>,
    /// All given names, in their order.
    pub given_names: Option<String>,
    /// Day of birth.
    pub birth_date: Option<Date>,
    /// Last day on which the paper is good: `YYYY-MM-DD`, or `YYYY-MM` where only the month is written.
    pub expiry_date: Option<String>,
    /// Day of issue.
    pub issue_date: Option<Date>,
    /// The paper's number.
    pub document_number: Option<String>,
    /// `F`, `M` or `X`.
    pub sex: Option<char>,
    /// Street with house number.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or territory.
    pub state: Option<String>,
    /// Postal code: five or nine digits in the United States, as written elsewhere.
    pub postal_code: Option<String>,
    /// Who issued it: the state's or province's letters, or the issuing state of ICAO Doc 9303.
    pub issuer: Option<String>,
    /// Its country: `USA`, `CAN`, or the code of ICAO Doc 9303.
    pub country: Option<String>,
    /// The holder's nationality, where the paper says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What.
    pub name: Cow<'static, str>,
    /// Whether it holds.
    pub ok: bool,
    /// What was found, without any personal value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Check {
    /// A check with nothing to add.
    pub const fn of(name: &'static str, ok: bool) -> Self {
        Self { name: Cow::Borrowed(name), ok, detail: None }
    }
}

/// A paper that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Which kind.
    pub kind: Kind,
    /// What it says.
    pub fields: Fields,
    /// What was checked.
    pub checks: Vec<Check>,
    /// Where it departs from its standard and was read all the same.
    pub deviations: Vec<String>,
}

/// Why nothing can be said of a paper. Never holds what is written on it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

impl Unreadable {
    pub(crate) fn because(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}
