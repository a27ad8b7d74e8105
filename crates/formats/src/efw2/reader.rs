//! Which employees does a file report? Record by record, held against its totals and counts.

use std::io::BufRead;

use super::Variant;
use super::assemble::{self, Employer};
use super::tables::Tables;
use crate::deviation::{Deviations, Weight};
use crate::fixed::lines::{Lines, Shape};
use crate::fixed::record::{Amounts, Record};
use crate::fixed::totals::Totals;
use crate::information_returns::Item;

/// Reads one stream.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    variant: Variant,
    tables: &'static Tables,
    deviations: Deviations,
    /// An employee whose further records may follow.
    pending: Option<Item>,
    /// What RE says, if it can be read.
    employer: Option<Employer>,
    place: Place,
    /// RW since RE, and RO since RE.
    wages: Totals,
    optional: Totals,
    /// RW in the file.
    employees: u64,
    amounts: Amounts,
}

/// Where in the file the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before RA.
    Start,
    /// After RA.
    Submitter,
    /// After RE, among its employees.
    Employees,
    /// After RT; RU may follow.
    Totalled,
    /// After RU.
    OptionalTotalled,
    /// After RF.
    Final,
}

impl<R: BufRead> Reader<R> {
    /// Reads from the start of a file.
    pub fn new(input: R, variant: Variant) -> Self {
        let tables = Tables::of(variant);
        let shape = Shape { length: variant.length(), first_letters: b"R" };
        Self {
            lines: Lines::new(input, shape),
            variant,
            tables,
            deviations: Deviations::default(),
            pending: None,
            employer: None,
            place: Place::Start,
            wages: Totals::new(&tables.wages),
            optional: Totals::new(&tables.optional),
            employees: 0,
            amounts: Amounts::new(),
        }
    }

    /// Which of the two formats.
    pub const fn variant(&self) -> Variant {
        self.variant
    }

    /// Where the file departs from its format, so far as it has been read.
    pub const fn deviations(&self) -> &Deviations {
        &self.deviations
    }

    /// How many records have been read.
    pub const fn records(&self) -> u64 {
        self.lines.number()
    }

    /// The next employee; nothing at the end. Fails only where the stream does.
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
            let what = format!("the file ends without {}F: it was cut off", self.variant.prefix());
            self.wrong((self.lines.number() + 1, 1), what);
            self.place = Place::Final;
        }
        Ok(self.pending.take())
    }

    /// Takes a record in; gives the employee before, if it is complete now.
    fn take(&mut self, bytes: &[u8]) -> Option<Item> {
        let number = self.lines.number();
        let letter = bytes.strip_prefix(self.variant.prefix().as_bytes()).and_then(<[u8]>::first);
        let layout = letter.and_then(|letter| self.tables.layout(char::from(*letter)));
        let Some((letter, layout)) = letter.zip(layout) else {
            self.wrong((number, 1), "the record is of no known kind");
            // It may have been an employer: nobody is put under another before the next one. Or it belonged to the
            // employee before, who would come in without some of their amounts.
            self.employer = None;
            let before = self.pending.replace(Item::LeftOut { record: number });
            return before.map(|item| Item::LeftOut { record: item.record() });
        };
        if self.place == Place::Final {
            self.wrong((number, 1), "a record follows the final one");
        }
        if (self.place == Place::Start) != (*letter == b'A') {
            self.wrong((number, 1), "the submitter's record is the first, and only the first");
        }
        let record = Record { number, bytes, layout };
        let year = self.employer.as_ref().map_or(i16::MAX, |employer| employer.tax_year);
        let mut amounts = std::mem::take(&mut self.amounts);
        let is_good =
            record.check(year, &mut amounts, &mut self.deviations) && self.no_negative(&record, &amounts);
        let item = match letter {
            b'A' => self.submitter(&record),
            b'E' => self.employer(&record, is_good),
            b'W' => self.employee(&record, &amounts, is_good),
            b'O' | b'S' => self.further(&record, *letter, &amounts, is_good),
            b'T' => self.total(&record, &amounts),
            b'U' => self.optional_total(&record, &amounts),
            b'F' => self.last(&record),
            _ => None,
        };
        self.amounts = amounts;
        item
    }

    fn wrong(&mut self, place: (u64, usize), what: impl Into<std::borrow::Cow<'static, str>>) {
        self.deviations.add(place, Weight::Wrong, what);
    }

    /// Amounts of these formats are never below nought.
    fn no_negative(&mut self, record: &Record<'_>, amounts: &Amounts) -> bool {
        let negative = amounts.iter().find(|(_, cents)| *cents < 0);
        if let Some((index, _)) = negative {
            let field = &record.layout.fields[*index];
            self.wrong((record.number, field.place.0), format!("{} is below nought", field.name));
        }
        negative.is_none()
    }

    fn submitter(&mut self, record: &Record<'_>) -> Option<Item> {
        if record.digits("tin").is_none() {
            self.deviations.add(record.place("tin"), Weight::Missing, "the submitter's number is missing");
        }
        if self.place == Place::Start {
            self.place = Place::Submitter;
        }
        None
    }

    fn employer(&mut self, record: &Record<'_>, is_good: bool) -> Option<Item> {
        self.close_employer(record.number);
        self.employer = assemble::employer(record, &mut self.deviations).filter(|_| is_good);
        self.wages = Totals::new(&self.tables.wages);
        self.optional = Totals::new(&self.tables.optional);
        self.place = Place::Employees;
        self.pending.take()
    }

    fn employee(&mut self, record: &Record<'_>, amounts: &Amounts, is_good: bool) -> Option<Item> {
        let before = self.pending.take();
        self.employees += 1;
        self.wages.add(amounts);
        if self.place != Place::Employees {
            self.wrong((record.number, 1), "an employee stands outside an employer and its total");
        }
        let known = self.employer.as_ref().filter(|_| is_good && self.place == Place::Employees);
        let found = known.and_then(|employer| {
            assemble::employee(record, employer, (self.variant, amounts), &mut self.deviations)
        });
        self.pending = Some(match found {
            Some(found) => Item::Return(Box::new(found)),
            None => Item::LeftOut { record: record.number },
        });
        before
    }

    /// RO or RS, which add to the employee before them.
    fn further(&mut self, record: &Record<'_>, letter: u8, amounts: &Amounts, is_good: bool) -> Option<Item> {
        if letter == b'O' {
            self.optional.add(amounts);
        }
        let Some(pending) = self.pending.as_mut().filter(|_| self.place == Place::Employees) else {
            self.wrong((record.number, 1), "the record belongs to no employee");
            return None;
        };
        let Item::Return(found) = pending else { return None };
        let has_added = is_good
            && if letter == b'O' {
                assemble::add_optional(found, record, (self.variant, amounts), &mut self.deviations)
            } else {
                assemble::add_state(found, record, amounts, &mut self.deviations)
            };
        if !has_added {
            *pending = Item::LeftOut { record: found.record };
        }
        None
    }

    fn total(&mut self, record: &Record<'_>, amounts: &Amounts) -> Option<Item> {
        if self.place == Place::Employees {
            self.place = Place::Totalled;
            self.wages.compare(record, ("records", amounts), Weight::Wrong, &mut self.deviations);
        } else {
            self.wrong((record.number, 1), "the total stands outside an employer");
        }
        self.pending.take()
    }

    fn optional_total(&mut self, record: &Record<'_>, amounts: &Amounts) -> Option<Item> {
        if self.place == Place::Totalled {
            self.place = Place::OptionalTotalled;
            self.optional.compare(record, ("records", amounts), Weight::Wrong, &mut self.deviations);
        } else {
            self.wrong((record.number, 1), "the total of optional records does not follow the total");
        }
        None
    }

    fn last(&mut self, record: &Record<'_>) -> Option<Item> {
        self.close_employer(record.number);
        if record.count("records") != Some(self.employees) {
            let what =
                format!("the final record does not count {} employees, which there are", self.employees);
            self.wrong(record.place("records"), what);
        }
        self.place = Place::Final;
        self.pending.take()
    }

    /// Looks whether the employer before this record had its totals.
    fn close_employer(&mut self, number: u64) {
        if self.place == Place::Employees {
            self.wrong((number, 1), "the employer before has no total");
        }
        if self.place == Place::Totalled && self.optional.count > 0 {
            self.wrong((number, 1), "the employer before has optional records without their total");
        }
    }
}
