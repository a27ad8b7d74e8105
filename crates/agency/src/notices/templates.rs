//! What does a notice say? Templates in both languages, a file for each kind and version.
//!
//! A version that was released is never changed: what a person was written stands as it was. A new wording is a new file.
//! Between braces stands what is filled in: `year`, `form`, `amount`, `other`, `issued`, `by`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Kind;

/// What a notice of one kind says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its version, counted from 1.
    #[serde(skip)]
    pub version: i64,
    /// In English.
    pub en: Wording,
    /// In Spanish.
    pub es: Wording,
}

/// Its words in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Its heading.
    pub title: String,
    /// In plain words, what it is about.
    pub summary: String,
    /// What to do, step by step.
    pub steps: Vec<String>,
    /// Why it was written, and which rights there are.
    pub why: Vec<String>,
}

macro_rules! templates {
    ($($kind:ident, $version:literal, $file:literal;)*) => {
        &[$((Kind::$kind, $version, include_str!(concat!("templates/", $file, ".toml")))),*]
    };
}

/// Every template, the versions of a kind in order.
const ALL: &[(Kind, i64, &str)] = templates! {
    FirstBill, 1, "first_bill.1";
    Reminder, 1, "reminder.1";
    LevyNotice, 1, "levy_notice.1";
    MathError, 1, "math_error.1";
    TaxRaised, 1, "tax_raised.1";
    TaxLowered, 1, "tax_lowered.1";
    RefundOffset, 1, "refund_offset.1";
    RefundHeld, 1, "refund_held.1";
    IdentityCheck, 1, "identity_check.1";
    PaymentReturned, 1, "payment_returned.1";
    ReturnMissing, 1, "return_missing.1";
    PlanAgreed, 1, "plan_agreed.1";
    PlanWarning, 1, "plan_warning.1";
    PlanDefaulted, 1, "plan_defaulted.1";
    PlanPaid, 1, "plan_paid.1";
    PlanRefused, 1, "plan_refused.1";
};

static READ: LazyLock<BTreeMap<(Kind, i64), Template>> = LazyLock::new(|| {
    let read = |(kind, version, text): &(Kind, i64, &str)| {
        let template: Template = toml::from_str(text).expect("a test reads every template");
        ((*kind, *version), Template { version: *version, ..template })
    };
    ALL.iter().map(read).collect()
});

/// The words of a kind in a version, if there are any.
pub fn find(kind: Kind, version: i64) -> Option<&'static Template> {
    READ.get(&(kind, version))
}

/// The words in which a kind is written now.
pub fn newest(kind: Kind) -> &'static Template {
    let of_kind = READ.range((kind, 0)..=(kind, i64::MAX));
    of_kind.last().map(|(_, template)| template).expect("a test finds a template for each kind")
}

/// A text with its gaps filled; `value` says what stands for a name.
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(&value(name).unwrap_or_default());
        rest = behind;
    }
    filled.push_str(rest);
    filled
}
