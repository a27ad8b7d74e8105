//! What do the headers of a file and of a batch say?

use values::Date;

use super::layout::{Field, batch_header, file_header};
use super::record::Record;

/// Record 1. What cannot be read is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHeader {
    /// Its line.
    pub line: u64,
    /// The bank that gets the file.
    pub destination: String,
    /// Who sends it.
    pub origin: String,
    /// The day it was made.
    pub made_on: Option<Date>,
    /// The time it was made, as written.
    pub made_at: String,
    /// Which file of the day it is.
    pub modifier: String,
    /// The sender's reference.
    pub reference: String,
}

impl FileHeader {
    pub(super) fn read(record: &Record, line: u64) -> Self {
        let text = |field| record.trimmed(field).to_owned();
        Self {
            line,
            destination: text(file_header::DESTINATION),
            origin: text(file_header::ORIGIN),
            made_on: short_date(record, file_header::DATE),
            made_at: text(file_header::TIME),
            modifier: text(file_header::MODIFIER),
            reference: text(file_header::REFERENCE),
        }
    }
}

/// Record 5. What cannot be read is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchHeader {
    /// Its line.
    pub line: u64,
    /// 200 for both ways, 220 for credits, 225 for debits.
    pub service: String,
    /// The company's name.
    pub company_name: String,
    /// Its number.
    pub company: String,
    /// The standard entry class: `WEB`, `PPD`, `CCD`, `COR` for notifications of change.
    pub entry_class: String,
    /// What the entries are for.
    pub description: String,
    /// The day on which the money should move.
    pub effective_on: Option<Date>,
    /// The bank that originated it: eight digits.
    pub bank: String,
    /// Its number in the file.
    pub number: Option<u64>,
}

impl BatchHeader {
    pub(super) fn read(record: &Record, line: u64) -> Self {
        let text = |field| record.trimmed(field).to_owned();
        Self {
            line,
            service: text(batch_header::SERVICE),
            company_name: text(batch_header::COMPANY_NAME),
            company: text(batch_header::COMPANY),
            entry_class: text(batch_header::ENTRY_CLASS),
            description: text(batch_header::DESCRIPTION),
            effective_on: short_date(record, batch_header::EFFECTIVE),
            bank: text(batch_header::BANK),
            number: record.read_number(batch_header::NUMBER),
        }
    }
}

/// A day of six digits, of this century.
pub(super) fn short_date(record: &Record, field: Field) -> Option<Date> {
    let digits = record.get(field);
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| digits[from..from + 2].parse::<i8>().ok();
    let (year, month, day) = (part(0)?, part(2)?, part(4)?);
    Date::new(2000 + i16::from(year), month, day).ok()
}
