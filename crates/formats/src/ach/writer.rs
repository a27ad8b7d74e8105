//! How does a file of entries for the bank come to be? Entry by entry, in memory that does not grow with the file.

use std::io::Write;

use values::{Cents, Date, MoneyError, is_routing_number};

use super::layout::{Field, addenda, batch_control, batch_header, entry, file_control, file_header};
use super::record::{Record, plain};
use super::{Account, BLOCK, Purpose, Side, Totals, TransactionCode};

/// The largest amount of one entry, in cents: ten digits.
const MOST_OF_AN_ENTRY: i64 = 9_999_999_999;
/// The largest sum of a file, in cents: twelve digits.
const MOST_OF_A_FILE: i64 = 999_999_999_999;
/// The most entries and addenda of a batch: six digits.
const MOST_RECORDS: u64 = 999_999;

/// The most entries of a file: seven digits of the trace number.
const MOST_TRACES: u64 = 9_999_999;
/// Entries that may still be needed to balance the last batch: a file's largest sum by an entry's largest.
const MOST_OFFSETS: u64 = 102;

/// Who sends a file to whom.
#[derive(Clone, Debug)]
pub struct File {
    /// The bank that gets it: nine digits.
    pub destination: String,
    /// Its name.
    pub destination_name: String,
    /// Who sends it: up to ten characters, as agreed with the bank.
    pub origin: String,
    /// The sender's name.
    pub origin_name: String,
    /// The day it is made.
    pub made_on: Date,
    /// Hour and minute it is made.
    pub made_at: (i8, i8),
    /// Which file of the day it is: `A` to `Z`, then `0` to `9`.
    pub modifier: char,
    /// A reference of the sender.
    pub reference: String,
    /// The sender's bank: the first eight digits of its routing number.
    pub bank: String,
    /// The number of the first entry that brings none itself, from 1: the last seven digits of its trace number.
    pub first_trace: u64,
}

/// How an entry was authorised (standard entry class).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryClass {
    /// By a person over the internet.
    Web,
    /// By a person in another way; refunds to a person.
    Ppd,
    /// By a company.
    Ccd,
}

impl EntryClass {
    const fn letters(self) -> &'static str {
        match self {
            Self::Web => "WEB",
            Self::Ppd => "PPD",
            Self::Ccd => "CCD",
        }
    }
}

/// What the entries of a batch share.
#[derive(Clone, Debug)]
pub struct Batch {
    /// How they were authorised.
    pub entry_class: EntryClass,
    /// The company's name on the person's statement.
    pub company_name: String,
    /// The company's number: up to ten characters.
    pub company: String,
    /// What the person's statement says of the entry.
    pub description: String,
    /// The day on which the money should move.
    pub effective_on: Date,
    /// Which way all entries go; none where both are in it.
    pub side: Option<Side>,
    /// The agency's own account, which takes the other side of the sum: such a batch is balanced.
    pub balance: Option<Account>,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The person's account.
    pub account: &'a Account,
    /// Which way the money goes, seen from that account.
    pub side: Side,
    /// Whether it only asks if the account is there.
    pub is_prenote: bool,
    /// How much; nothing for a prenote.
    pub amount: Cents,
    /// The agency's number for it: up to 15 characters, printed on some statements.
    pub individual: &'a str,
    /// The account holder's name.
    pub name: &'a str,
    /// For the internet: whether it is one of a series.
    pub is_recurring: bool,
    /// A message of up to 80 characters.
    pub message: Option<&'a str>,
    /// Its number in the file, above those before it in its batch; the writer's next one where there is none.
    pub trace: Option<u64>,
}

/// Why a file cannot be written. No message holds a personal value.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk or the connection failed.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// A field holds what the format cannot carry.
    #[error("{field}: {advice}")]
    Field {
        /// Which.
        field: &'static str,
        /// What to give instead.
        advice: &'static str,
    },
    /// More than twelve digits of cents, or more records than a file can count.
    #[error("the file is full: begin another")]
    Full,
    /// An entry before any batch.
    #[error("begin a batch before its first entry")]
    NoBatch,
}

impl From<MoneyError> for WriteError {
    fn from(_: MoneyError) -> Self {
        Self::Full
    }
}

const fn refused(field: &'static str, advice: &'static str) -> WriteError {
    WriteError::Field { field, advice }
}

/// Writes one file.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    bank: String,
    open: Option<(Batch, Totals)>,
    batches: u64,
    traces: u64,
    lines: u64,
    totals: Totals,
    most_records: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a file. `out` should be buffered.
    pub fn begin(out: W, file: &File) -> Result<Self, WriteError> {
        if !is_routing_number(&file.destination) {
            return Err(refused("destination", "write the nine digits of the bank's routing number"));
        }
        if file.bank.len() != 8 || !file.bank.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refused("bank", "write the first eight digits of the own bank's routing number"));
        }
        if !(file.modifier.is_ascii_uppercase() || file.modifier.is_ascii_digit()) {
            return Err(refused("modifier", "write A to Z or 0 to 9"));
        }
        if !(1..=MOST_TRACES).contains(&file.first_trace) {
            return Err(refused("first trace", "write 1 to 9999999"));
        }
        let mut record = Record::of_type(b'1');
        record.text(file_header::PRIORITY, "01");
        record.right(file_header::DESTINATION, &file.destination);
        record.right(file_header::ORIGIN, &required("origin", &file.origin)?);
        record.text(file_header::DATE, &short_date(file.made_on));
        let (hour, minute) = file.made_at;
        record.text(file_header::TIME, &format!("{hour:02}{minute:02}"));
        record.text(file_header::MODIFIER, file.modifier.encode_utf8(&mut [0; 4]));
        record.text(file_header::SIZES, "094101");
        record.text(file_header::DESTINATION_NAME, &plain(&file.destination_name));
        record.text(file_header::ORIGIN_NAME, &plain(&file.origin_name));
        record.text(file_header::REFERENCE, &plain(&file.reference));
        let mut writer = Self {
            out,
            bank: file.bank.clone(),
            open: None,
            batches: 0,
            traces: file.first_trace - 1,
            lines: 0,
            totals: Totals::default(),
            most_records: MOST_RECORDS,
        };
        writer.line(&record)?;
        Ok(writer)
    }

    /// Begins a batch, and ends the one before.
    pub fn batch(&mut self, batch: Batch) -> Result<(), WriteError> {
        self.end_batch()?;
        self.batches += 1;
        let mut record = Record::of_type(b'5');
        record.text(batch_header::SERVICE, service(&batch));
        record.text(batch_header::COMPANY_NAME, &required("company name", &batch.company_name)?);
        record.text(batch_header::COMPANY, &required("company", &batch.company)?);
        record.text(batch_header::ENTRY_CLASS, batch.entry_class.letters());
        record.text(batch_header::DESCRIPTION, &required("description", &batch.description)?);
        record.text(batch_header::EFFECTIVE, &short_date(batch.effective_on));
        record.text(batch_header::ORIGINATOR_STATUS, "1");
        record.text(batch_header::BANK, &self.bank);
        number(&mut record, batch_header::NUMBER, self.batches)?;
        self.line(&record)?;
        self.open = Some((batch, Totals::default()));
        Ok(())
    }

    /// Writes an entry and gives its trace number, 15 digits. A batch that is full is ended, and another like it begun.
    /// Where the file itself is full, nothing is written and the answer is [`WriteError::Full`].
    pub fn entry(&mut self, entry: &Entry<'_>) -> Result<String, WriteError> {
        let (batch, totals) = self.open.as_ref().ok_or(WriteError::NoBatch)?;
        check(batch, entry)?;
        let sums = totals.debits.plus(totals.credits)?.plus(entry.amount)?;
        let of_file = self.totals.debits.max(self.totals.credits).plus(sums)?;
        if of_file.get() > MOST_OF_A_FILE || self.traces + MOST_OFFSETS > MOST_TRACES {
            return Err(WriteError::Full);
        }
        // Room for the entry with its message and, on the other side, one for each ten digits of the sum.
        let other_side = u64::try_from(sums.get() / MOST_OF_AN_ENTRY + 1).unwrap_or_default();
        if totals.records + 2 + other_side > self.most_records {
            let batch = batch.clone();
            self.batch(batch)?;
        }
        self.put(entry)
    }

    /// Ends the file: its totals, and full blocks.
    pub fn finish(mut self) -> Result<(W, Totals), WriteError> {
        self.end_batch()?;
        let mut record = Record::of_type(b'9');
        number(&mut record, file_control::BATCHES, self.batches)?;
        number(&mut record, file_control::BLOCKS, (self.lines + 1).div_ceil(BLOCK))?;
        number(&mut record, file_control::RECORDS, self.totals.records)?;
        number(&mut record, file_control::HASH, self.totals.hash_printed())?;
        number(&mut record, file_control::DEBITS, unsigned(self.totals.debits))?;
        number(&mut record, file_control::CREDITS, unsigned(self.totals.credits))?;
        self.line(&record)?;
        while !self.lines.is_multiple_of(BLOCK) {
            self.line(&Record::read(&[b'9'; super::RECORD]))?;
        }
        self.out.flush()?;
        Ok((self.out, self.totals))
    }

    fn put(&mut self, given: &Entry<'_>) -> Result<String, WriteError> {
        let Some((batch, totals)) = self.open.as_mut() else { return Err(WriteError::NoBatch) };
        let place = given.trace.unwrap_or_else(|| {
            self.traces += 1;
            self.traces
        });
        let trace = format!("{}{place:07}", self.bank);
        let purpose = if given.is_prenote { Purpose::Prenote } else { Purpose::Live };
        let code = TransactionCode { kind: given.account.kind, side: given.side, purpose };
        let mut record = Record::of_type(b'6');
        record.text(entry::CODE, std::str::from_utf8(&code.digits()).unwrap_or_default());
        record.text(entry::ROUTING, &given.account.routing);
        record.text(entry::ACCOUNT, given.account.number.expose());
        number(&mut record, entry::AMOUNT, unsigned(given.amount))?;
        record.text(entry::INDIVIDUAL, &plain(given.individual));
        record.text(entry::NAME, &plain(given.name));
        if batch.entry_class == EntryClass::Web {
            record.text(entry::DISCRETIONARY, if given.is_recurring { "R" } else { "S" });
        }
        record.text(entry::HAS_ADDENDA, if given.message.is_some() { "1" } else { "0" });
        record.text(entry::TRACE, &trace);
        totals.entry(record.read_number(entry::BANK).unwrap_or_default(), given.side, given.amount)?;
        totals.records += u64::from(given.message.is_some());
        self.line(&record)?;
        if let Some(message) = given.message {
            let mut record = Record::of_type(b'7');
            record.text(addenda::KIND, "05");
            record.text(addenda::MESSAGE, &plain(message));
            number(&mut record, addenda::SEQUENCE, 1)?;
            number(&mut record, addenda::ENTRY, place)?;
            self.line(&record)?;
        }
        Ok(trace)
    }

    fn end_batch(&mut self) -> Result<(), WriteError> {
        self.balance()?;
        let Some((batch, totals)) = self.open.take() else { return Ok(()) };
        let mut record = Record::of_type(b'8');
        record.text(batch_control::SERVICE, service(&batch));
        number(&mut record, batch_control::RECORDS, totals.records)?;
        number(&mut record, batch_control::HASH, totals.hash_printed())?;
        number(&mut record, batch_control::DEBITS, unsigned(totals.debits))?;
        number(&mut record, batch_control::CREDITS, unsigned(totals.credits))?;
        record.text(batch_control::COMPANY, &plain(&batch.company));
        record.text(batch_control::BANK, &self.bank);
        number(&mut record, batch_control::NUMBER, self.batches)?;
        self.line(&record)?;
        Ok(self.totals.add(&totals)?)
    }

    /// Writes the other side of a balanced batch, in as many entries as ten digits need.
    fn balance(&mut self) -> Result<(), WriteError> {
        let Some((batch, totals)) = &self.open else { return Ok(()) };
        let Some(account) = batch.balance.clone() else { return Ok(()) };
        let name = batch.company_name.clone();
        for (side, sum) in [(Side::Credit, totals.debits), (Side::Debit, totals.credits)] {
            let mut left = sum.get();
            while left > 0 {
                let amount = left.min(MOST_OF_AN_ENTRY);
                left -= amount;
                self.put(&Entry {
                    account: &account,
                    side,
                    is_prenote: false,
                    amount: Cents::new(amount),
                    individual: "OFFSET",
                    name: &name,
                    is_recurring: false,
                    message: None,
                    trace: None,
                })?;
            }
        }
        Ok(())
    }

    fn line(&mut self, record: &Record) -> Result<(), WriteError> {
        self.out.write_all(record.bytes())?;
        self.out.write_all(b"\n")?;
        self.lines += 1;
        Ok(())
    }

    /// Lets batches of fewer records be tested.
    #[cfg(test)]
    pub(super) fn with_batches_of(mut self, most_records: u64) -> Self {
        self.most_records = most_records;
        self
    }
}

/// What the bank would refuse.
fn check(batch: &Batch, entry: &Entry<'_>) -> Result<(), WriteError> {
    let number = entry.account.number.expose();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !is_routing_number(&entry.account.routing) {
        return Err(refused("routing number", "write nine digits, of which the last checks the others"));
    }
    if number.is_empty() || number.len() > 17 || !number.bytes().all(is_plain) {
        return Err(refused("account number", "write 1 to 17 digits, letters or hyphens"));
    }
    if entry.trace.is_some_and(|trace| !(1..=MOST_TRACES).contains(&trace)) {
        return Err(refused("trace", "write 1 to 9999999"));
    }
    if entry.is_prenote && !entry.amount.is_zero() {
        return Err(refused("amount", "a prenote moves no money"));
    }
    if !entry.is_prenote && !(1..=MOST_OF_AN_ENTRY).contains(&entry.amount.get()) {
        return Err(refused("amount", "write 0.01 to 99999999.99"));
    }
    if batch.side.is_some_and(|side| side != entry.side) {
        return Err(refused("side", "the entries of this batch go the other way"));
    }
    if plain(entry.name).trim().is_empty() {
        return Err(refused("name", "write the account holder's name"));
    }
    Ok(())
}

/// A field that the bank needs, as the file can carry it.
fn required(field: &'static str, text: &str) -> Result<String, WriteError> {
    let text = plain(text);
    if text.trim().is_empty() { Err(refused(field, "it is empty")) } else { Ok(text) }
}

fn number(record: &mut Record, field: Field, number: u64) -> Result<(), WriteError> {
    if record.number(field, number) { Ok(()) } else { Err(WriteError::Full) }
}

fn unsigned(amount: Cents) -> u64 {
    amount.get().unsigned_abs()
}

/// 200 for both ways, 220 for credits, 225 for debits.
fn service(batch: &Batch) -> &'static str {
    match (batch.side, &batch.balance) {
        (Some(Side::Credit), None) => "220",
        (Some(Side::Debit), None) => "225",
        _ => "200",
    }
}

fn short_date(day: Date) -> String {
    format!("{:02}{:02}{:02}", day.year() % 100, day.month(), day.day())
}
