//! Is a file whole, and do its counts and sums hold? Follows headers and controls, whichever of them are there.

use values::Cents;

use super::headers::{BatchHeader, FileHeader};
use super::layout::{Field, batch_control, batch_header, file_control, file_header};
use super::reader::{is_fill, whole_blocks};
use super::record::Record;
use super::{Side, Totals};
use crate::deviation::{Deviations, Weight};

/// What has been met of a file.
#[derive(Debug, Default)]
pub(super) struct Controls {
    file: Stage,
    batch: Option<OpenBatch>,
    /// Whether entries stand outside of any batch since the last header or control.
    is_loose: bool,
    /// Whether a header or control of a batch is missing, so that the file's count of batches cannot be right.
    lacks: bool,
    totals: Totals,
    batches: u64,
    /// All records of the file, those of filling too.
    records: u64,
    /// What its control says it has of blocks, with the place.
    blocks: Option<((u64, usize), u64)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    NotBegun,
    Open,
    Closed,
}

#[derive(Debug)]
struct OpenBatch {
    line: u64,
    service: String,
    company: String,
    bank: String,
    number: Option<u64>,
    totals: Totals,
}

impl Controls {
    /// A record that is none of the others.
    pub(super) fn count(&mut self) {
        self.records += 1;
    }

    pub(super) fn file(&mut self, header: &FileHeader, record: &Record, deviations: &mut Deviations) {
        let line = header.line;
        if self.file == Stage::Open {
            self.open_ends(line, deviations);
            deviations.add((line, 1), Weight::Missing, "another file begins before the one before it ended");
        } else if self.file == Stage::Closed {
            deviations.add((line, 1), Weight::Layout, "another file follows");
        }
        self.fill(deviations);
        *self = Self { file: Stage::Open, records: 1, ..Self::default() };
        if record.get(file_header::SIZES) != "094101" {
            let what = "record size, blocking factor and format code are not 094, 10 and 1";
            deviations.add((line, file_header::SIZES.0), Weight::Layout, what);
        }
        for (is_there, field, what) in [
            (header.made_on.is_some(), file_header::DATE, "the day the file was made is not a date"),
            (!header.modifier.is_empty(), file_header::MODIFIER, "the file's modifier is missing"),
            (!header.destination.is_empty(), file_header::DESTINATION, "the file's destination is missing"),
            (!header.origin.is_empty(), file_header::ORIGIN, "the file's origin is missing"),
        ] {
            if !is_there {
                deviations.add((line, field.0), Weight::Layout, what);
            }
        }
    }

    pub(super) fn batch(&mut self, header: &BatchHeader, deviations: &mut Deviations) {
        self.begin(header.line, deviations);
        self.open_ends(header.line, deviations);
        self.records += 1;
        self.batches += 1;
        if !matches!(header.service.as_str(), "200" | "220" | "225" | "280") {
            let what = "the service class is none of 200, 220, 225 and 280";
            deviations.add((header.line, batch_header::SERVICE.0), Weight::Layout, what);
        }
        let BatchHeader { line, service, company, bank, number, .. } = header.clone();
        self.batch = Some(OpenBatch { line, service, company, bank, number, totals: Totals::default() });
    }

    pub(super) fn entry(
        &mut self,
        line: u64,
        (bank, side, amount): (u64, Side, Cents),
        deviations: &mut Deviations,
    ) {
        self.begin(line, deviations);
        self.records += 1;
        if self.batch.is_none() && !std::mem::replace(&mut self.is_loose, true) {
            self.lacks = true;
            deviations.add((line, 1), Weight::Missing, "an entry stands outside of any batch");
        }
        let totals = self.batch.as_mut().map_or(&mut self.totals, |batch| &mut batch.totals);
        if totals.entry(bank, side, amount).is_err() {
            deviations.add((line, 1), Weight::Wrong, "the sum of the entries is too large");
        }
    }

    pub(super) fn addenda(&mut self) {
        self.records += 1;
        self.batch.as_mut().map_or(&mut self.totals, |batch| &mut batch.totals).records += 1;
    }

    pub(super) fn batch_control(&mut self, line: u64, record: &Record, deviations: &mut Deviations) {
        self.begin(line, deviations);
        self.records += 1;
        self.is_loose = false;
        let Some(batch) = self.batch.take() else {
            deviations.add((line, 1), Weight::Missing, "a batch ends that has no header");
            return;
        };
        sums(
            line,
            record,
            &batch.totals,
            deviations,
            [batch_control::RECORDS, batch_control::HASH, batch_control::DEBITS, batch_control::CREDITS],
        );
        for (is_same, field, what) in [
            (
                record.trimmed(batch_control::SERVICE) == batch.service,
                batch_control::SERVICE,
                "service class",
            ),
            (record.trimmed(batch_control::COMPANY) == batch.company, batch_control::COMPANY, "company"),
            (record.trimmed(batch_control::BANK) == batch.bank, batch_control::BANK, "bank"),
            (record.read_number(batch_control::NUMBER) == batch.number, batch_control::NUMBER, "number"),
        ] {
            if !is_same {
                let what = format!("the batch's {what} is not that of its header on line {}", batch.line);
                deviations.add((line, field.0), Weight::Layout, what);
            }
        }
        self.add(line, &batch.totals, deviations);
    }

    pub(super) fn file_control(&mut self, line: u64, record: &Record, deviations: &mut Deviations) {
        self.records += 1;
        if self.file == Stage::Closed {
            if !is_fill(record) {
                deviations.add((line, 1), Weight::Layout, "a record follows the end of the file");
            }
            return;
        }
        self.begin(line, deviations);
        self.open_ends(line, deviations);
        self.file = Stage::Closed;
        if is_fill(record) {
            deviations.add((line, 1), Weight::Missing, "the file has no control record before its filling");
            return;
        }
        sums(
            line,
            record,
            &self.totals,
            deviations,
            [file_control::RECORDS, file_control::HASH, file_control::DEBITS, file_control::CREDITS],
        );
        if record.read_number(file_control::BATCHES) != Some(self.batches) {
            let weight = if self.lacks { Weight::Missing } else { Weight::Wrong };
            deviations.add(
                (line, file_control::BATCHES.0),
                weight,
                "the number of batches is not that of the file",
            );
        }
        let said = record.read_number(file_control::BLOCKS).unwrap_or_default();
        self.blocks = Some(((line, file_control::BLOCKS.0), said));
    }

    /// The end of the stream.
    pub(super) fn end(&mut self, line: u64, deviations: &mut Deviations) {
        if line == 0 {
            deviations.add((1, 1), Weight::Wrong, "the file is empty");
            return;
        }
        self.open_ends(line, deviations);
        if self.file != Stage::Closed {
            let what = "the file ends without its control record: it may be cut off";
            deviations.add((line, 1), Weight::Missing, what);
        }
        self.fill(deviations);
    }

    /// A record of a file that has no header.
    fn begin(&mut self, line: u64, deviations: &mut Deviations) {
        match self.file {
            Stage::Open => {}
            Stage::NotBegun => {
                self.file = Stage::Open;
                deviations.add((line, 1), Weight::Missing, "the file has no header");
            }
            Stage::Closed => {
                deviations.add((line, 1), Weight::Layout, "records follow the end of the file");
                *self = Self { file: Stage::Open, ..Self::default() };
            }
        }
    }

    /// A batch that was not ended.
    fn open_ends(&mut self, line: u64, deviations: &mut Deviations) {
        self.is_loose = false;
        if let Some(batch) = self.batch.take() {
            let what = format!("the batch of line {} has no control record", batch.line);
            deviations.add((line, 1), Weight::Missing, what);
            self.add(line, &batch.totals, deviations);
        }
    }

    fn add(&mut self, line: u64, totals: &Totals, deviations: &mut Deviations) {
        if self.totals.add(totals).is_err() {
            deviations.add((line, 1), Weight::Wrong, "the sum of the batches is too large");
        }
    }

    /// Whether the blocks are full and as many as the control says.
    fn fill(&mut self, deviations: &mut Deviations) {
        let Some((place, said)) = self.blocks.take() else { return };
        if !self.records.is_multiple_of(super::BLOCK) {
            let what =
                format!("the file has {} records, which do not fill its last block of ten", self.records);
            deviations.add(place, Weight::Layout, what);
        }
        if said != whole_blocks(self.records) {
            deviations.add(place, Weight::Layout, "the number of blocks is not that of the file");
        }
    }
}

/// Whether a control says what the entries add up to.
fn sums(line: u64, record: &Record, totals: &Totals, deviations: &mut Deviations, fields: [Field; 4]) {
    let cents = |amount: Cents| amount.get().unsigned_abs();
    let found = [totals.records, totals.hash_printed(), cents(totals.debits), cents(totals.credits)];
    let names =
        ["count of entries and addenda", "sum of the banks' digits", "sum of debits", "sum of credits"];
    for ((field, found), name) in fields.into_iter().zip(found).zip(names) {
        if record.read_number(field) != Some(found) {
            let what = format!("the {name} is not that of the entries before");
            deviations.add((line, field.0), Weight::Wrong, what);
        }
    }
}
