//! The answers chosen where statute, regulation and practice leave room: a switch each, named in the pack.

use serde::Deserialize;

/// Which date something is counted from when the deadline moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueDate {
    /// The date in the statute.
    Statutory,
    /// The date it moved to, past a weekend, a holiday or by a relief.
    Moved,
}

/// Whether a payment on the first day of a penalty month still lowers that month's base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstDay {
    /// It does not.
    TooLate,
    /// It does.
    InTime,
}

/// What the 25 percent limit of the late-payment penalty counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    /// Percentage points charged, month by month.
    Points,
    /// Dollars, against the first month's base.
    Dollars,
}

/// When a month has the agreement's rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementMonth {
    /// The agreement is in force on any day of it.
    AnyDay,
    /// The agreement is in force on its first day.
    FirstDay,
}

/// Where a boundary day belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// The rule begins after that day.
    After,
    /// The rule begins on that day.
    On,
}

/// Which of two rates wins in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Winner {
    /// The agreement's.
    Agreement,
    /// The levy notice's.
    Levy,
}

/// All switches of a pack; `pack.toml` says what each means.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Where interest on tax starts.
    pub interest_starts: DueDate,
    /// Where late-payment months are counted from.
    pub failure_to_pay_months_from: DueDate,
    /// A payment on the first day of a penalty month.
    pub payment_on_first_day_of_month: FirstDay,
    /// What the limit counts.
    pub failure_to_pay_cap: Cap,
    /// A month partly in an agreement.
    pub agreement_month: AgreementMonth,
    /// A month that begins on the tenth day after the levy notice.
    pub levy_month: Boundary,
    /// An agreement and a levy notice together.
    pub agreement_and_levy: Winner,
    /// The first day of interest on the late-filing penalty.
    pub failure_to_file_interest: Boundary,
}
