//! Why did the bank send a payment back? All return codes of the NACHA Operating Rules (appendix four) in plain words, the
//! one thing to do next, and whether the payment bears the penalty of 26 USC 6657.
//!
//! The penalty is the agency's reading of "reasonable cause": it is charged where the payer could have known, not where a
//! file or a bank was at fault (docs/decisions/0041).

use std::sync::OnceLock;

use serde::Deserialize;

/// What its payer can do about a payment that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Pay again, from the same account.
    Again,
    /// Pay from another account.
    OtherAccount,
    /// Enter the numbers of the account again.
    Numbers,
    /// Speak to the bank first.
    AskBank,
    /// Nothing: the banks settle it among them.
    Wait,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reason {
    /// As `R01`.
    pub code: String,
    /// What to do.
    pub step: NextStep,
    /// Whether the penalty for a returned payment is charged.
    pub bears_penalty: bool,
    /// In English.
    pub english: String,
    /// In Spanish.
    pub spanish: String,
}

/// The list, in the order of its codes.
const LIST: &str = include_str!("return-codes.csv");

/// All reasons, by code.
pub fn all() -> &'static [Reason] {
    static ALL: OnceLock<Vec<Reason>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(LIST.as_bytes());
        reader.deserialize().collect::<Result<_, _>>().expect("the list of return codes is checked by a test")
    })
}

/// The reason with a code.
pub fn find(code: &str) -> Option<&'static Reason> {
    all().iter().find(|reason| reason.code == code)
}
