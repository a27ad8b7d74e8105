//! The position of a module, as tables that a tax clerk can read, and as properties.

mod choices;
mod properties;
mod published;
mod reading;
mod rules;

use values::{Cents, Date, date};

use super::*;
use crate::pack::Pack;

fn us() -> &'static Pack {
    Pack::us_federal()
}

fn cents(text: &str) -> Cents {
    text.parse().unwrap()
}

fn posted(code: u16, day: Date, amount: &str) -> Transaction {
    Transaction { code: Code::new(code).unwrap(), date: day, amount: cents(amount), section: None }
}

/// A return of 2020, filed in time, with these transactions.
fn of_2020(transactions: Vec<Transaction>) -> Module {
    Module {
        return_due: date(2020, 4, 15),
        extended_due: None,
        due_postponed: None,
        filed: Some(date(2020, 4, 15)),
        transactions,
        notices: Vec::new(),
        agreements: Vec::new(),
        levy_notice: None,
        suspensions: Vec::new(),
        abatements: Vec::new(),
    }
}

fn owing_5000() -> Module {
    of_2020(vec![posted(150, date(2020, 4, 15), "5000.00")])
}

fn at(module: &Module, as_of: Date) -> Position {
    position(us(), module, as_of).unwrap()
}
