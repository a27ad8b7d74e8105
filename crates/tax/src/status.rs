//! Where does a refund, an amended return or an audit stand? Read from what was posted until a day; how long each usually takes is
//! data of the pack.

pub mod amended;
pub mod audit;
pub mod refund;
#[cfg(test)]
mod tests;

use values::Date;

use crate::ledger::Transaction;

/// What was posted until a day, oldest first.
fn until(transactions: &[Transaction], today: Date) -> Vec<&Transaction> {
    let mut all: Vec<&Transaction> = transactions.iter().filter(|posted| posted.date <= today).collect();
    all.sort_by_key(|posted| (posted.date, posted.code.get()));
    all
}

/// The last day on which one of these codes was posted.
fn last(all: &[&Transaction], codes: &[u16]) -> Option<Date> {
    all.iter().rev().find(|posted| codes.contains(&posted.code.get())).map(|posted| posted.date)
}

/// The first day on which one of these codes was posted.
fn first(all: &[&Transaction], codes: &[u16]) -> Option<Date> {
    all.iter().find(|posted| codes.contains(&posted.code.get())).map(|posted| posted.date)
}

/// So many days after a day.
fn later(day: Date, days: i32) -> Date {
    crate::calendar::date_of(crate::calendar::day_number(day) + days)
}
