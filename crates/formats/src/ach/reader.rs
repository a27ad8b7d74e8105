//! What comes back from the bank? Reads a file's entries one by one, tells every departure from the format, and goes on.

use std::io::BufRead;

use values::{Cents, Secret, is_routing_number};

use super::headers::{BatchHeader, FileHeader};
use super::layout::{TYPE, addenda, back, entry};
use super::lines::Lines;
use super::record::Record;
use super::said::{self, Said};
use super::{BLOCK, Purpose, Side, TransactionCode, controls};
use crate::deviation::{Deviations, Weight};

/// What a file holds, in its order.
#[derive(Clone, Debug)]
pub enum Item {
    /// A file begins.
    File(FileHeader),
    /// A batch begins.
    Batch(BatchHeader),
    /// An entry with what is said of it.
    Entry(Box<ReadEntry>),
}

/// An entry that was read. What cannot be read is left out, and a deviation says where.
#[derive(Clone, Debug)]
pub struct ReadEntry {
    /// Its line.
    pub line: u64,
    /// What it does to which kind of account.
    pub code: Option<TransactionCode>,
    /// The bank that the entry is for: nine digits.
    pub routing: String,
    /// The account there.
    pub account_number: Secret<String>,
    /// How much.
    pub amount: Option<Cents>,
    /// The individual's number.
    pub individual: String,
    /// The account holder.
    pub name: Secret<String>,
    /// Its own trace number.
    pub trace: String,
    /// What is said of it.
    pub said: Said,
    /// Whether the entry says that addenda follow.
    expects: bool,
}

/// Reads one stream.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    deviations: Deviations,
    controls: controls::Controls,
    pending: Option<Box<ReadEntry>>,
    ready: Option<Item>,
    is_over: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads from the start of a file.
    pub fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input),
            deviations: Deviations::default(),
            controls: controls::Controls::default(),
            pending: None,
            ready: None,
            is_over: false,
        }
    }

    /// Where the file departs from its format, so far as it has been read.
    pub const fn deviations(&self) -> &Deviations {
        &self.deviations
    }

    /// The next thing in the file; nothing at its end. Fails only where the stream does.
    pub fn next_item(&mut self) -> std::io::Result<Option<Item>> {
        loop {
            if let Some(item) = self.ready.take() {
                return Ok(Some(item));
            }
            if self.is_over {
                return Ok(None);
            }
            let Some((line, record)) = self.lines.next(&mut self.deviations)? else {
                self.is_over = true;
                // What was to follow a last entry was cut off with the rest.
                let entry = self.close_entry(Weight::Missing);
                self.controls.end(self.lines.number(), &mut self.deviations);
                return Ok(entry);
            };
            if let Some(item) = self.take(line, &record) {
                return Ok(Some(item));
            }
        }
    }

    /// Takes a record; gives what is whole now.
    fn take(&mut self, line: u64, record: &Record) -> Option<Item> {
        if record.get(TYPE) == "7" {
            self.addenda(line, record);
            return None;
        }
        let entry = self.close_entry(Weight::Wrong);
        let deviations = &mut self.deviations;
        let item = match record.get(TYPE) {
            "1" => {
                let header = FileHeader::read(record, line);
                self.controls.file(&header, record, deviations);
                Some(Item::File(header))
            }
            "5" => {
                let header = BatchHeader::read(record, line);
                self.controls.batch(&header, deviations);
                Some(Item::Batch(header))
            }
            "6" => {
                self.pending = Some(self.entry(line, record));
                None
            }
            "8" => {
                self.controls.batch_control(line, record, deviations);
                None
            }
            "9" => {
                self.controls.file_control(line, record, deviations);
                None
            }
            _ => {
                deviations.add(
                    (line, 1),
                    Weight::Wrong,
                    "no record begins like this: 1, 5, 6, 7, 8 and 9 are known",
                );
                self.controls.count();
                None
            }
        };
        if entry.is_some() {
            self.ready = item;
            return entry;
        }
        item
    }

    fn entry(&mut self, line: u64, record: &Record) -> Box<ReadEntry> {
        let code = TransactionCode::read(record.get(entry::CODE));
        let bank = record.get(entry::ROUTING);
        let amount =
            record.read_number(entry::AMOUNT).and_then(|cents| i64::try_from(cents).ok()).map(Cents::new);
        let trace = record.trimmed(entry::TRACE);
        let is_bank = is_routing_number(bank);
        let is_trace = trace.len() == 15 && trace.bytes().all(|byte| byte.is_ascii_digit());
        for (is_right, field, what) in [
            (code.is_some(), entry::CODE, "the transaction code is not known"),
            (
                is_bank,
                entry::ROUTING,
                "the routing number is not right: its last digit does not belong to the others",
            ),
            (amount.is_some(), entry::AMOUNT, "the amount is not a number"),
            (is_trace, entry::TRACE, "the trace number is not 15 digits"),
        ] {
            if !is_right {
                self.deviations.add((line, field.0), Weight::Wrong, what);
            }
        }
        let side = code.map_or(Side::Debit, |code| code.side);
        let eight = record.read_number(entry::BANK).unwrap_or_default();
        self.controls.entry(line, (eight, side, amount.unwrap_or_default()), &mut self.deviations);
        Box::new(ReadEntry {
            line,
            code,
            routing: bank.to_owned(),
            account_number: Secret::new(record.trimmed(entry::ACCOUNT).to_owned()),
            amount,
            individual: record.trimmed(entry::INDIVIDUAL).to_owned(),
            name: Secret::new(record.trimmed(entry::NAME).to_owned()),
            trace: trace.to_owned(),
            said: Said::Forward(Vec::new()),
            expects: record.get(entry::HAS_ADDENDA) == "1",
        })
    }

    /// Reads what follows an entry and belongs to it.
    fn addenda(&mut self, line: u64, record: &Record) {
        self.controls.addenda();
        let deviations = &mut self.deviations;
        let Some(entry) = self.pending.as_mut() else {
            deviations.add((line, 1), Weight::Wrong, "an addenda stands before any entry");
            return;
        };
        if !entry.expects {
            deviations.add(
                (entry.line, entry::HAS_ADDENDA.0),
                Weight::Layout,
                "an addenda follows that is not announced",
            );
        }
        match (record.get(addenda::KIND), &mut entry.said) {
            ("98" | "99", Said::Forward(messages)) if messages.is_empty() => {
                entry.said = said::read(record, line, deviations);
                if record.trimmed(back::TRACE) != entry.trace {
                    let what = "the trace number is not that of the entry before";
                    deviations.add((line, back::TRACE.0), Weight::Layout, what);
                }
            }
            ("98" | "99", _) => {
                deviations.add((line, 1), Weight::Wrong, "a second reason follows an entry");
                entry.said = Said::Unreadable;
            }
            (_, Said::Forward(messages)) => messages.push(record.trimmed(addenda::MESSAGE).to_owned()),
            _ => deviations.add(
                (line, 1),
                Weight::Layout,
                "a message follows the reason of an entry that comes back",
            ),
        }
        entry.expects = true;
    }

    /// The entry that is whole now that another record follows; `weight` is that of a reason that is not there.
    fn close_entry(&mut self, weight: Weight) -> Option<Item> {
        let mut entry = self.pending.take()?;
        let comes_back = entry.code.is_some_and(|code| code.purpose == Purpose::Back);
        let deviations = &mut self.deviations;
        match &entry.said {
            Said::Forward(_) if comes_back => {
                deviations.add((entry.line, 1), weight, "the entry comes back without a reason");
                entry.said = Said::Unreadable;
            }
            Said::Forward(messages) if entry.expects && messages.is_empty() => {
                let what = "an addenda is announced, and none follows";
                deviations.add((entry.line, entry::HAS_ADDENDA.0), Weight::Missing, what);
            }
            Said::Forward(_) | Said::Unreadable => {}
            _ if !comes_back && entry.code.is_some() => {
                let what = "the entry has a reason for coming back, but its transaction code goes forward";
                deviations.add((entry.line, entry::CODE.0), Weight::Layout, what);
            }
            _ => {}
        }
        Some(Item::Entry(entry))
    }
}

/// Whether a record is one that only fills the last block.
pub(super) fn is_fill(record: &Record) -> bool {
    record.bytes().iter().all(|byte| matches!(byte, b'9' | b' '))
}

/// How many records make whole blocks.
pub(super) const fn whole_blocks(records: u64) -> u64 {
    records.div_ceil(BLOCK)
}
