//! Do the amounts of the records agree with their trailer?

use super::record::{Amounts, Record};
use super::table::{Kind, Layout};
use crate::deviation::{Deviations, Weight};

/// Which field of a trailer each field of a record is added to: those of the same name.
#[derive(Debug)]
pub(crate) struct Summed {
    pub(crate) record: &'static Layout,
    pub(crate) trailer: &'static Layout,
    to: Vec<Option<usize>>,
}

impl Summed {
    pub(crate) fn new(record: &'static Layout, trailer: &'static Layout) -> Self {
        let same = |name: &str| {
            trailer.fields.iter().position(|field| field.kind == Kind::Money && field.name == name)
        };
        let to = record.fields.iter().map(|field| match field.kind {
            Kind::Money => same(field.name),
            _ => None,
        });
        Self { record, trailer, to: to.collect() }
    }
}

/// What has been added up since the last trailer.
#[derive(Clone, Debug)]
pub(crate) struct Totals {
    summed: &'static Summed,
    sums: Vec<i64>,
    /// How many records.
    pub(crate) count: u64,
}

impl Totals {
    pub(crate) fn new(summed: &'static Summed) -> Self {
        Self { summed, sums: vec![0; summed.trailer.fields.len()], count: 0 }
    }

    /// Adds the amounts of one record. A field has at most twelve digits: nine million records of the largest amounts fit,
    /// and what does not stays at the edge, which is wider than any trailer's field.
    pub(crate) fn add(&mut self, amounts: &Amounts) {
        self.count += 1;
        for (index, cents) in amounts {
            if let Some(to) = self.summed.to[*index] {
                self.sums[to] = self.sums[to].saturating_add(*cents);
            }
        }
    }

    /// The sums by the names of the trailer's fields.
    pub(crate) fn sums(&self) -> impl Iterator<Item = (&'static str, i64)> {
        let to = &self.summed.to;
        let fields = self.summed.trailer.fields.iter().zip(&self.sums).enumerate();
        let summed = fields.filter(move |(index, _)| to.contains(&Some(*index)));
        summed.map(|(_, (field, sum))| (field.name, *sum))
    }

    /// Compares with a trailer that says so many records and these amounts.
    pub(crate) fn compare(
        &self,
        trailer: &Record<'_>,
        (count_name, amounts): (&str, &Amounts),
        weight: Weight,
        deviations: &mut Deviations,
    ) {
        if trailer.count(count_name) != Some(self.count) {
            let what =
                format!("{count_name}: the trailer does not count {} records, which there are", self.count);
            deviations.add(trailer.place(count_name), weight, what);
        }
        for (index, field) in self.summed.trailer.fields.iter().enumerate() {
            if field.kind != Kind::Money || !self.summed.to.contains(&Some(index)) {
                continue;
            }
            let said = amounts.iter().find(|(place, _)| *place == index).map_or(0, |(_, cents)| *cents);
            if said != self.sums[index] {
                let what = format!("{}: the trailer's total is not the sum of its records", field.name);
                deviations.add((trailer.number, field.place.0), weight, what);
            }
        }
    }
}
