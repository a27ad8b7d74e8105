//! Which interest rate holds on a day, and how much a span of days grows at it.
//!
//! The rates become segments of one rate and one year length; each pair of the two has a table of growth
//! for 0 to 366 days, made once, so that a span costs one look-up and a multiplication whatever its length.

use values::{Date, date};

use super::Confidence;
use crate::LawError;
use crate::calendar::{DayNumber, date_of, day_number, days_in_year, next_day};
use crate::exact::{Growth, Rate};

/// The rates that hold from a date (26 USC 6621).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateEntry {
    /// The first day.
    pub effective_from: Date,
    /// Yearly rate on what is owed.
    pub underpayment: Rate,
    /// Yearly rate on what is owed to the taxpayer.
    pub overpayment: Rate,
    /// How sure the rates are.
    pub confidence: Confidence,
    /// Where they are printed.
    pub source: String,
}

/// Days of one rate within one calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its first day.
    pub first: DayNumber,
    /// Its last day.
    pub last: DayNumber,
    /// 365 or 366.
    pub days_in_year: i32,
    /// Index of its [`RateEntry`].
    pub entry: usize,
    /// Whether the rate is the last known one, carried on.
    pub assumed: bool,
    underpayment_growth: usize,
    overpayment_growth: usize,
}

/// Which of the two rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What the taxpayer owes.
    Underpayment,
    /// What is owed to the taxpayer.
    Overpayment,
}

/// All rates with their growth tables.
#[derive(Clone, Debug)]
pub struct RateTable {
    entries: Vec<RateEntry>,
    segments: Vec<Segment>,
    growths: Vec<Vec<Growth>>,
}

/// How long the last known rate is taken as known: the length of a quarter.
const QUARTER_DAYS: i32 = 92;

impl RateTable {
    /// Builds segments and tables from rates in order of date.
    pub(super) fn new(entries: Vec<RateEntry>, last_day: Date) -> Self {
        let mut table = Self { entries, segments: Vec::new(), growths: Vec::new() };
        let mut known = Vec::new();
        for index in 0..table.entries.len() {
            let end = table
                .entries
                .get(index + 1)
                .map_or(last_day, |next| next.effective_from.yesterday().expect("rates are of our era"));
            table.add_entry(index, end, &mut known);
        }
        table
    }

    fn add_entry(&mut self, index: usize, end: Date, known: &mut Vec<(Rate, i32)>) {
        let entry = &self.entries[index];
        let (underpayment, overpayment) = (entry.underpayment, entry.overpayment);
        let is_last = index + 1 == self.entries.len();
        let quarter_end = day_number(entry.effective_from) + QUARTER_DAYS - 1;
        let mut first = entry.effective_from;
        while first <= end {
            let mut last = end.min(date(first.year(), 12, 31));
            let assumed = is_last && day_number(first) > quarter_end;
            if is_last && !assumed && day_number(last) > quarter_end {
                last = date_of(quarter_end);
            }
            let days_in_year = days_in_year(first.year());
            let underpayment_growth = self.growth_table(underpayment, days_in_year, known);
            let overpayment_growth = self.growth_table(overpayment, days_in_year, known);
            self.segments.push(Segment {
                first: day_number(first),
                last: day_number(last),
                days_in_year,
                entry: index,
                assumed,
                underpayment_growth,
                overpayment_growth,
            });
            first = next_day(last);
        }
    }

    fn growth_table(&mut self, rate: Rate, days_in_year: i32, known: &mut Vec<(Rate, i32)>) -> usize {
        if let Some(found) = known.iter().position(|key| *key == (rate, days_in_year)) {
            return found;
        }
        let day = Growth::of_one_day(rate, days_in_year);
        let grown = std::iter::successors(Some(Growth::NONE), |growth| Some(growth.then(day)));
        self.growths.push(grown.take(367).collect());
        known.push((rate, days_in_year));
        known.len() - 1
    }

    /// The first and last day the table covers.
    pub fn range(&self) -> (Date, Date) {
        let first = self.segments.first().map_or(0, |segment| segment.first);
        let last = self.segments.last().map_or(0, |segment| segment.last);
        (date_of(first), date_of(last))
    }

    /// The place of the segment that holds the day.
    pub fn place_of(&self, day: DayNumber) -> Result<usize, LawError> {
        let after = self.segments.partition_point(|segment| segment.first <= day);
        let covered = after.checked_sub(1).filter(|place| day <= self.segments[*place].last);
        covered.ok_or_else(|| {
            let (first, last) = self.range();
            LawError::NoRate { date: date_of(day), first, last }
        })
    }

    /// The segment at a place.
    pub fn segment(&self, place: usize) -> &Segment {
        &self.segments[place]
    }

    /// The rates behind a segment.
    pub fn entry(&self, segment: &Segment) -> &RateEntry {
        &self.entries[segment.entry]
    }

    /// All rates in order of date.
    pub fn entries(&self) -> &[RateEntry] {
        &self.entries
    }

    /// How much `days` (0 to 366) of this segment grow.
    pub fn growth(&self, segment: &Segment, side: Side, days: i32) -> Growth {
        let table = match side {
            Side::Underpayment => segment.underpayment_growth,
            Side::Overpayment => segment.overpayment_growth,
        };
        self.growths[table][usize::try_from(days).expect("a span has no negative length")]
    }
}
