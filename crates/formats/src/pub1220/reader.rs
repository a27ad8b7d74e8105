//! Which payees does a file report? Record by record, held against its totals, counts and sequence.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::assemble::{self, Payer};
use super::{LENGTH, tables};
use crate::deviation::{Deviations, Weight};
use crate::fixed::lines::{Lines, Shape};
use crate::fixed::record::{Amounts, Record};
use crate::fixed::totals::Totals;
use crate::information_returns::Item;

/// Reads one stream.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    deviations: Deviations,
    place: Place,
    is_test: bool,
    /// The year of T, which is that of every record.
    year: Option<i16>,
    /// How many payees T promises; 0 for nothing said.
    promised: u64,
    /// What A says, if it can be read.
    payer: Option<Payer>,
    /// B since A, whole and by the code of the state.
    totals: Totals,
    states: BTreeMap<String, StateTotals>,
    payers: u64,
    payees: u64,
    amounts: Amounts,
}

/// What the payees of one state come to.
#[derive(Debug)]
struct StateTotals {
    totals: Totals,
    /// State and local tax.
    taxes: [i64; 2],
}

/// Where in the file the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before T.
    Start,
    /// After T.
    Transmitter,
    /// After A, among its payees.
    Payees,
    /// After C; K may follow.
    Controlled,
    /// After F.
    Final,
}

impl<R: BufRead> Reader<R> {
    /// Reads from the start of a file.
    pub fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input, Shape { length: LENGTH, first_letters: b"TABCKF" }),
            deviations: Deviations::default(),
            place: Place::Start,
            is_test: false,
            year: None,
            promised: 0,
            payer: None,
            totals: Totals::new(&tables::PAYER),
            states: BTreeMap::new(),
            payers: 0,
            payees: 0,
            amounts: Amounts::new(),
        }
    }

    /// Where the file departs from its format, so far as it has been read.
    pub const fn deviations(&self) -> &Deviations {
        &self.deviations
    }

    /// How many records have been read.
    pub const fn records(&self) -> u64 {
        self.lines.number()
    }

    /// Whether the sender says that the file is only a test.
    pub const fn is_test(&self) -> bool {
        self.is_test
    }

    /// The next payee; nothing at the end. Fails only where the stream does.
    pub fn next_item(&mut self) -> std::io::Result<Option<Item>> {
        while self.lines.advance(&mut self.deviations)? {
            let bytes = self.lines.lend();
            let item = self.take(&bytes);
            self.lines.give_back(bytes);
            if item.is_some() {
                return Ok(item);
            }
        }
        if self.place != Place::Final {
            self.wrong((self.lines.number() + 1, 1), "the file ends without F: it was cut off");
            self.place = Place::Final;
        }
        Ok(None)
    }

    fn take(&mut self, bytes: &[u8]) -> Option<Item> {
        let number = self.lines.number();
        let letter = bytes.first().map_or(' ', |letter| char::from(*letter));
        let Some(layout) = tables::layout(letter.encode_utf8(&mut [0; 4])) else {
            self.wrong((number, 1), "the record is of no known kind");
            // It may have been a payer: nobody is put under another before the next one.
            self.payer = None;
            return Some(Item::LeftOut { record: number });
        };
        if self.place == Place::Final {
            self.wrong((number, 1), "a record follows the final one");
        }
        if (self.place == Place::Start) != (letter == 'T') {
            self.wrong((number, 1), "the transmitter's record is the first, and only the first");
        }
        let record = Record { number, bytes, layout };
        self.in_sequence(&record);
        let mut amounts = std::mem::take(&mut self.amounts);
        let year = self.year.unwrap_or(i16::MAX);
        let is_good = record.check(year, &mut amounts, &mut self.deviations);
        let item = (letter == 'B').then(|| self.payee(&record, &amounts, is_good));
        match letter {
            'B' => {}
            'T' => self.transmitter(&record),
            'A' => self.payer(&record, is_good),
            'C' => self.control(&record, &amounts),
            'K' => self.state(&record, &amounts),
            _ => self.last(&record),
        }
        self.amounts = amounts;
        item
    }

    fn wrong(&mut self, place: (u64, usize), what: impl Into<std::borrow::Cow<'static, str>>) {
        self.deviations.add(place, Weight::Wrong, what);
    }

    fn in_sequence(&mut self, record: &Record<'_>) {
        match record.count("sequence") {
            Some(0) | None => {
                self.deviations.add(
                    record.place("sequence"),
                    Weight::Layout,
                    "the record has no sequence number",
                );
            }
            Some(said) if said != record.number => {
                self.wrong(record.place("sequence"), "the sequence number is not that of the record");
            }
            Some(_) => {}
        }
    }

    /// The year of a record, which is the file's.
    fn agree_on_year(&mut self, record: &Record<'_>) -> bool {
        let year = record.year("tax_year");
        let agrees = year.is_some() && self.year.is_none_or(|of_file| Some(of_file) == year);
        if !agrees {
            self.wrong(record.place("tax_year"), "tax_year is no year, or not the year of the file");
        }
        self.year = self.year.or(year);
        agrees
    }

    fn transmitter(&mut self, record: &Record<'_>) {
        self.agree_on_year(record);
        self.is_test = record.text("test") == "T";
        self.promised = record.count("payees").unwrap_or(0);
        if self.place == Place::Start {
            self.place = Place::Transmitter;
        }
    }

    fn payer(&mut self, record: &Record<'_>, is_good: bool) {
        self.close_payer(record.number);
        let agrees = self.agree_on_year(record);
        let payer = assemble::payer(record, &mut self.deviations);
        self.payer = payer.filter(|_| is_good && agrees);
        self.totals = Totals::new(&tables::PAYER);
        self.states.clear();
        self.payers += 1;
        self.place = Place::Payees;
    }

    fn payee(&mut self, record: &Record<'_>, amounts: &Amounts, is_good: bool) -> Item {
        self.payees += 1;
        self.totals.add(amounts);
        let agrees = self.agree_on_year(record);
        let left_out = Item::LeftOut { record: record.number };
        if self.place != Place::Payees {
            self.wrong((record.number, 1), "a payee stands outside a payer and its control");
            return left_out;
        }
        let Some(payer) = &self.payer else { return left_out };
        let found = assemble::payee(record, payer, amounts, &mut self.deviations);
        let Some((found, block)) = found else { return left_out };
        if block.state.len() == 2
            && block.state != "00"
            && block.state.bytes().all(|byte| byte.is_ascii_digit())
        {
            let state = self
                .states
                .entry(block.state)
                .or_insert_with(|| StateTotals { totals: Totals::new(&tables::STATE), taxes: [0; 2] });
            state.totals.add(amounts);
            for (sum, tax) in state.taxes.iter_mut().zip(block.taxes) {
                *sum = sum.saturating_add(tax);
            }
        }
        if is_good && agrees { Item::Return(Box::new(found)) } else { left_out }
    }

    fn control(&mut self, record: &Record<'_>, amounts: &Amounts) {
        if self.place == Place::Payees {
            self.place = Place::Controlled;
            self.totals.compare(record, ("payees", amounts), Weight::Wrong, &mut self.deviations);
        } else {
            self.wrong((record.number, 1), "the control stands outside a payer");
        }
    }

    /// K is for the states: what does not agree there is told and stops nothing.
    fn state(&mut self, record: &Record<'_>, amounts: &Amounts) {
        if self.place != Place::Controlled {
            self.wrong((record.number, 1), "a state's total does not follow its payer's control");
            return;
        }
        let Some(state) = self.states.get(&record.text("combined_state")) else {
            let what = "no payee has this state's code";
            self.deviations.add(record.place("combined_state"), Weight::Missing, what);
            return;
        };
        state.totals.compare(record, ("payees", amounts), Weight::Missing, &mut self.deviations);
        for (name, sum) in ["state_tax", "local_tax"].into_iter().zip(state.taxes) {
            let index = record.layout.fields.iter().position(|field| field.name == name);
            let said = amounts.iter().find(|(place, _)| Some(*place) == index).map_or(0, |(_, cents)| *cents);
            if said != sum {
                let what = format!("{name}: the state's total is not the sum of its records");
                self.deviations.add(record.place(name), Weight::Missing, what);
            }
        }
    }

    fn last(&mut self, record: &Record<'_>) {
        self.close_payer(record.number);
        if self.payers == 0 {
            self.wrong((record.number, 1), "the file has no payer");
        }
        if record.count("payers") != Some(self.payers) {
            let what = format!("the final record does not count {} payers, which there are", self.payers);
            self.wrong(record.place("payers"), what);
        }
        if record.count("payees").is_some_and(|said| said != 0 && said != self.payees) {
            let what = format!("the final record does not count {} payees, which there are", self.payees);
            self.wrong(record.place("payees"), what);
        }
        if self.promised != 0 && self.promised != self.payees {
            let what = format!("the transmitter's record promises other than {} payees", self.payees);
            self.deviations.add((1, 296), Weight::Missing, what);
        }
        self.place = Place::Final;
    }

    /// Looks whether the payer before this record had its control.
    fn close_payer(&mut self, number: u64) {
        if self.place == Place::Payees {
            self.wrong((number, 1), "the payer before has no control");
        }
    }
}
