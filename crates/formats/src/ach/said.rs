//! What does a bank say of an entry that comes back (addenda 98 and 99)?

use values::{Date, Secret, is_routing_number};

use super::TransactionCode;
use super::codes::{self, Code, Kind};
use super::headers::short_date;
use super::layout::{Field, back};
use super::record::Record;
use crate::deviation::{Deviations, Weight};

/// What is said of an entry.
#[derive(Clone, Debug)]
pub enum Said {
    /// It goes forward; its messages.
    Forward(Vec<String>),
    /// It is returned.
    Return {
        /// Why.
        code: &'static Code,
        /// The trace of the entry that is returned.
        original_trace: String,
        /// The day of the account holder's death, where that is the reason.
        died_on: Option<Date>,
        /// More about it.
        information: String,
    },
    /// Future entries should be corrected.
    Change {
        /// Why.
        code: &'static Code,
        /// The trace of the entry that it is about.
        original_trace: String,
        /// What is right.
        correction: Correction,
    },
    /// A return is refused.
    Dishonoured(Dishonoured),
    /// A refused return is insisted on.
    Contested(Contested),
    /// A correction is refused.
    RefusedChange {
        /// Why.
        code: &'static Code,
        /// The trace of the entry that it is about.
        original_trace: String,
        /// The correction's code.
        change: Option<&'static Code>,
    },
    /// It comes back, but why cannot be read; a deviation says where.
    Unreadable,
}

/// A return that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dishonoured {
    /// Why.
    pub code: &'static Code,
    /// The trace of the entry that was returned.
    pub original_trace: String,
    /// The return's own trace.
    pub return_trace: String,
    /// The return's reason.
    pub return_code: Option<&'static Code>,
}

/// A refused return that is insisted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contested {
    /// Why.
    pub code: &'static Code,
    /// The trace of the entry that was returned.
    pub original_trace: String,
    /// The day of the return.
    pub returned_on: Option<Date>,
    /// The return's own trace.
    pub return_trace: String,
    /// The return's reason.
    pub return_code: Option<&'static Code>,
    /// The trace of the refusal.
    pub dishonoured_trace: String,
    /// The refusal's reason.
    pub dishonoured_code: Option<&'static Code>,
}

/// What is right, so far as the code says it.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// The routing number.
    pub routing: Option<String>,
    /// The account number.
    pub account_number: Option<Secret<String>>,
    /// The transaction code: which kind of account it is.
    pub transaction_code: Option<TransactionCode>,
    /// The account holder's name.
    pub name: Option<Secret<String>>,
    /// The individual's number.
    pub individual: Option<String>,
}

/// Reads an addenda record of kind 98 or 99.
pub(super) fn read(record: &Record, line: u64, deviations: &mut Deviations) -> Said {
    let letters = record.get(back::CODE);
    let Some(code) = codes::find(letters) else {
        let is_code = matches!(letters.as_bytes(), [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9']);
        let named =
            if is_code { format!("{letters} is a code that is not known") } else { "no code".to_owned() };
        deviations.add((line, back::CODE.0), Weight::Wrong, format!("{named}: ask the bank what it means"));
        return Said::Unreadable;
    };
    let is_98 = record.get(super::layout::addenda::KIND) == "98";
    if is_98 != matches!(code.kind, Kind::Change | Kind::RefusedChange) {
        let what = format!("{} does not belong into an addenda of this kind", code.code);
        deviations.add((line, back::CODE.0), Weight::Wrong, what);
        return Said::Unreadable;
    }
    let trace = |field: Field| record.trimmed(field).to_owned();
    let original_trace = trace(back::ORIGINAL_TRACE);
    if original_trace.len() != 15 || !original_trace.bytes().all(|byte| byte.is_ascii_digit()) {
        let what = "the original entry's trace number is not 15 digits";
        deviations.add((line, back::ORIGINAL_TRACE.0), Weight::Wrong, what);
        return Said::Unreadable;
    }
    let reason = |field: Field| codes::find(&format!("R{}", record.get(field)));
    match code.kind {
        Kind::Return => Said::Return {
            code,
            original_trace,
            died_on: short_date(record, back::DATE),
            information: trace(back::INFORMATION),
        },
        Kind::Change => {
            let Some(correction) = correction(code, record.get(back::CORRECTED)) else {
                let what = format!("what {} corrects cannot be read", code.code);
                deviations.add((line, back::CORRECTED.0), Weight::Wrong, what);
                return Said::Unreadable;
            };
            Said::Change { code, original_trace, correction }
        }
        Kind::Dishonoured => Said::Dishonoured(Dishonoured {
            code,
            original_trace,
            return_trace: trace(back::RETURN_TRACE),
            return_code: reason(back::RETURN_CODE),
        }),
        Kind::Contested => Said::Contested(Contested {
            code,
            original_trace,
            returned_on: short_date(record, back::DATE),
            return_trace: trace(back::RETURN_TRACE),
            return_code: reason(back::RETURN_CODE),
            dishonoured_trace: trace(back::DISHONOURED_TRACE),
            dishonoured_code: reason(back::DISHONOURED_CODE),
        }),
        Kind::RefusedChange => {
            Said::RefusedChange { code, original_trace, change: codes::find(record.get(back::CHANGE_CODE)) }
        }
    }
}

/// Reads the 29 characters of a correction: the fields stand one after the other, some with blanks between. Codes that
/// correct a message or another country's entry say nothing that can be used here.
fn correction(code: &Code, text: &str) -> Option<Correction> {
    let first = |length: usize| Some(text[..length].trim().to_owned()).filter(|part| !part.is_empty());
    let bank = || Some(text[..9].to_owned()).filter(|number| is_routing_number(number));
    let account = |text: &str| {
        let number = text.trim().to_owned();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let fits = (1..=17).contains(&number.len()) && number.bytes().all(is_plain);
        fits.then(|| Secret::new(number))
    };
    let kind = |text: &str| TransactionCode::read(text.trim());
    let none = Correction::default();
    // The account number and the two digits that follow it: at their places, or else wherever the blanks are.
    let both = |text: &str, at: usize| {
        let placed = account(&text[..17]).zip(kind(&text[at..at + 2]));
        placed.or_else(|| {
            let (number, digits) = text.trim().rsplit_once(' ')?;
            account(number).zip(kind(digits))
        })
    };
    Some(match code.code {
        "C01" => Correction { account_number: Some(account(&text[..17])?), ..none },
        "C02" | "C08" => Correction { routing: Some(bank()?), ..none },
        "C03" => Correction { routing: Some(bank()?), account_number: Some(account(&text[9..])?), ..none },
        "C04" => Correction { name: Some(Secret::new(first(22)?)), ..none },
        "C05" => Correction { transaction_code: Some(kind(&text[..2])?), ..none },
        "C06" => {
            let (number, code) = both(text, 20)?;
            Correction { account_number: Some(number), transaction_code: Some(code), ..none }
        }
        "C07" => {
            let (number, code) = both(&text[9..], 17)?;
            let routing = Some(bank()?);
            Correction { routing, account_number: Some(number), transaction_code: Some(code), ..none }
        }
        "C09" => Correction { individual: Some(first(22)?), ..none },
        _ => none,
    })
}
