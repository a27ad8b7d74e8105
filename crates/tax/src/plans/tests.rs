//! Which kinds fit whom, as a table; fees; and what holds of every schedule.

mod properties;
mod rules;

use values::{Cents, Date, date};

use super::*;
use crate::ledger::{Code, Transaction};
use crate::pack::Pack;

const TODAY: Date = date(2026, 11, 23);

fn us() -> &'static Pack {
    Pack::us_federal()
}

fn cents(text: &str) -> Cents {
    text.parse().unwrap()
}

/// A return of a year, filed in time, that shows this tax.
fn module(tax_year: i16, tax: &str) -> Module {
    let due = date(tax_year + 1, 4, 15);
    let shown = Transaction {
        code: Code::new(150).unwrap(),
        date: due.min(TODAY),
        amount: cents(tax),
        section: None,
    };
    Module {
        return_due: due,
        extended_due: None,
        due_postponed: None,
        filed: Some(due),
        transactions: vec![shown],
        notices: Vec::new(),
        agreements: Vec::new(),
        levy_notice: None,
        suspensions: Vec::new(),
        abatements: Vec::new(),
    }
}

fn owed(module: &Module) -> Owed<'_> {
    Owed {
        module,
        collectible_to: Some(date(module.return_due.year() + 10, 6, 1)),
        is_income_tax: true,
        is_trust_fund: false,
        is_expected: false,
    }
}

fn asked<'a>(owed: &'a [Owed<'a>]) -> Asked<'a> {
    Asked {
        payer: Payer::Individual,
        owed,
        standing: Standing { is_clean: true, ..Standing::default() },
        today: TODAY,
        begun_on: TODAY,
        first_on: date(2026, 12, 28),
        monthly: None,
        ability: None,
        is_direct_debit: true,
        channel: Channel::Online,
        household: None,
    }
}

fn choose(asked: &Asked<'_>, kind: Kind) -> Result<Terms, Vec<Reason>> {
    choice(us(), asked, kind).unwrap().terms
}
