//! What does each record of the books hold? One struct each, with the field names of the file.

use std::fmt;

use serde::{Deserialize, Serialize};
use values::{Cents, Date, Tin};

use super::fields::{
    Code, Country, Cycle, Form, Key, Language, Section, Tag, TaxYear, Text, day, day_or_none, individual_tin,
};

/// A person, who may also run a business as a sole proprietor.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taxpayer {
    /// Always `taxpayer`.
    #[serde(rename = "record", skip_serializing)]
    pub tag: Tag,
    /// The sending system's name for this record.
    pub key: Key,
    /// Whether the person also runs a business.
    pub kind: TaxpayerKind,
    /// SSN or ITIN.
    #[serde(with = "individual_tin")]
    pub tin: Tin,
    /// The name now and the names before.
    pub name: Name,
    /// Day of birth.
    #[serde(with = "day")]
    pub birth_date: Date,
    /// Day of death.
    #[serde(default, with = "day_or_none", skip_serializing_if = "Option::is_none")]
    pub death_date: Option<Date>,
    /// Where letters go.
    pub address: Address,
    /// In which language the person wants to be addressed.
    pub language: Language,
    /// Email address, unproved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Text>,
    /// Telephone number, unproved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Text>,
    /// The name under which a sole proprietor trades.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_name: Option<Text>,
}

/// Whether a person also runs a business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxpayerKind {
    /// A person.
    Individual,
    /// A person with a business of their own.
    SoleProprietor,
}

/// A person's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Given names.
    pub given: Text,
    /// Family names.
    pub family: Text,
    /// Whole names the person had before, latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Text>,
}

/// A postal address, at home or abroad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and unit, one to four lines.
    pub lines: Vec<Text>,
    /// Town.
    pub city: Text,
    /// State, province or department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Text>,
    /// Country.
    pub country: Country,
}

/// A return as it was filed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxReturn {
    /// Always `return`.
    #[serde(rename = "record", skip_serializing)]
    pub tag: Tag,
    /// The sending system's name for this record.
    pub key: Key,
    /// Key of the taxpayer whose number stands first.
    pub taxpayer: Key,
    /// Key of the taxpayer whose number stands second on a joint return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spouse: Option<Key>,
    /// The year that the return is for.
    pub tax_year: TaxYear,
    /// Which form.
    pub form: Form,
    /// The day it was filed.
    #[serde(with = "day")]
    pub filed_on: Date,
    /// How the household files.
    pub filing_status: FilingStatus,
    /// The amounts on it.
    pub figures: Figures,
    /// Who depends on the filers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependants: Vec<Dependant>,
}

/// How a household files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingStatus {
    /// Alone.
    Single,
    /// Two spouses on one return.
    MarriedJoint,
    /// One spouse on a return of their own.
    MarriedSeparate,
    /// Unmarried, keeping a home for a dependant.
    HeadOfHousehold,
    /// Widowed within two years, with a dependent child.
    SurvivingSpouse,
}

/// Makes the list of amounts on a return: three required, the others absent where not known.
macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// The amounts on a return, dollars and cents. Absent means not known, not zero.
        #[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Figures {
            /// Adjusted gross income.
            pub agi: Cents,
            /// Taxable income.
            pub taxable_income: Cents,
            /// Total tax.
            pub total_tax: Cents,
            $($(#[$doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<Cents>,)+
        }

        impl Figures {
            /// The amounts that are known, with their field names.
            pub fn named(&self) -> impl Iterator<Item = (&'static str, Cents)> {
                let required = [("agi", self.agi), ("taxable_income", self.taxable_income), ("total_tax", self.total_tax)];
                let others = [$((stringify!($name), self.$name)),+];
                required.into_iter().chain(others.into_iter().filter_map(|(name, cents)| Some((name, cents?))))
            }
        }
    };
}
figures! {
    /// Wages, salaries, tips.
    wages,
    /// Taxable interest.
    taxable_interest,
    /// Ordinary dividends.
    dividends,
    /// Business income or loss.
    business_income,
    /// Pensions and annuities, taxable part.
    pensions,
    /// Social security, taxable part.
    social_security,
    /// Unemployment compensation.
    unemployment,
    /// Adjustments to income.
    adjustments,
    /// Standard or itemised deduction.
    deduction,
    /// Credits that cannot exceed the tax.
    credits,
    /// Self-employment tax.
    self_employment_tax,
    /// Tax withheld.
    withholding,
    /// Estimated payments and credit from the year before.
    estimated_payments,
    /// Credits paid out even beyond the tax.
    refundable_credits,
    /// All payments and refundable credits.
    total_payments,
    /// Overpayment asked back.
    refund,
    /// Overpayment left for the next year.
    credit_elect,
    /// Amount owed with the return.
    owed,
}

/// A person who depends on the filers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependant {
    /// Given names.
    pub given: Text,
    /// Family names.
    pub family: Text,
    /// Day of birth.
    #[serde(default, with = "day_or_none", skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// What the person is to the filers, as `child` or `parent`.
    pub relationship: Text,
}

/// One form of one year: what transactions are posted to, with what the law needs beside them.
///
/// The vocabulary is that of the ledger which `counterfoil law payoff` reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Always `module`.
    #[serde(rename = "record", skip_serializing)]
    pub tag: Tag,
    /// The sending system's name for this record.
    pub key: Key,
    /// Key of the taxpayer.
    pub taxpayer: Key,
    /// Key of the spouse who owes it jointly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spouse: Option<Key>,
    /// Which form.
    pub form: Form,
    /// Which year.
    pub tax_year: TaxYear,
    /// The statutory due date, before weekends and extensions.
    #[serde(with = "day")]
    pub return_due: Date,
    /// The due date after an extension.
    #[serde(default, with = "day_or_none", skip_serializing_if = "Option::is_none")]
    pub extended_due: Option<Date>,
    /// The deadline that a relief moved the due date to.
    #[serde(default, with = "day_or_none", skip_serializing_if = "Option::is_none")]
    pub due_postponed: Option<Date>,
    /// The day the return was filed; absent while it is not.
    #[serde(default, with = "day_or_none", skip_serializing_if = "Option::is_none")]
    pub filed: Option<Date>,
    /// The day of the notice of intent to levy.
    #[serde(default, with = "day_or_none", skip_serializing_if = "Option::is_none")]
    pub levy_notice: Option<Date>,
    /// Notices that demand payment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// Times with an instalment agreement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<Span>,
    /// Times that stop interest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Span>,
    /// Penalties that were forgiven.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abatements: Vec<Abatement>,
}

/// A notice that demands payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The day on it.
    #[serde(with = "day")]
    pub date: Date,
    /// The amount it demands.
    pub amount: Cents,
}

/// A time from a day to a day, both counted, or still running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// First day.
    #[serde(with = "day")]
    pub from: Date,
    /// Last day; absent while it runs.
    #[serde(default, with = "day_or_none")]
    pub to: Option<Date>,
}

/// A penalty that was forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Abatement {
    /// The penalty for filing late.
    FailureToFile,
    /// The penalty for paying late.
    FailureToPay,
}

/// One posting to a module. It never changes; a correction is another posting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transaction {
    /// Always `transaction`.
    #[serde(rename = "record", skip_serializing)]
    pub tag: Tag,
    /// The sending system's name for this record.
    pub key: Key,
    /// Key of the module.
    pub module: Key,
    /// Transaction code.
    pub code: Code,
    /// The day for which it counts.
    #[serde(with = "day")]
    pub date: Date,
    /// Debits positive, credits negative.
    pub amount: Cents,
    /// The section of the code that a penalty rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Section>,
    /// The posting cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<Cycle>,
}

impl fmt::Debug for Taxpayer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Taxpayer").field("key", &self.key).field("tin", &self.tin).finish_non_exhaustive()
    }
}

impl fmt::Debug for TaxReturn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, tax_year, .. } = self;
        out.debug_struct("TaxReturn").field("key", key).field("tax_year", tax_year).finish_non_exhaustive()
    }
}

impl fmt::Debug for Dependant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Dependant(…)")
    }
}

impl fmt::Debug for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Figures(…)")
    }
}
