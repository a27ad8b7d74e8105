//! Files made up here, as clean ones, as banks send them, and cut and changed at every place.

mod reading;
mod samples;
mod writing;

use values::{Cents, Secret, date};

use super::*;
use crate::deviation::{Deviation, Weight};

/// The agency's side of every file here.
fn file() -> File {
    File {
        destination: "231380104".to_owned(),
        destination_name: "Sample Bank".to_owned(),
        origin: "9123456789".to_owned(),
        origin_name: "Revenue Agency".to_owned(),
        made_on: date(2026, 11, 23),
        made_at: (7, 5),
        modifier: 'A',
        reference: "F1".to_owned(),
        bank: "23138010".to_owned(),
        first_trace: 1,
    }
}

fn batch(entry_class: EntryClass, side: Option<Side>) -> Batch {
    Batch {
        entry_class,
        company_name: "Revenue Agency".to_owned(),
        company: "9123456789".to_owned(),
        description: "TAX PAYMT".to_owned(),
        effective_on: date(2026, 11, 24),
        side,
        balance: None,
    }
}

fn account(number: &str) -> Account {
    Account {
        routing: "121042882".to_owned(),
        number: Secret::new(number.to_owned()),
        kind: AccountKind::Checking,
    }
}

fn debit(account: &Account, cents: i64) -> Entry<'_> {
    Entry {
        account,
        side: Side::Debit,
        is_prenote: false,
        amount: Cents::new(cents),
        individual: "ABCD2345EFGH",
        name: "Mira Muster",
        is_recurring: false,
        message: None,
        trace: None,
    }
}

/// A file with one batch of these amounts.
fn debits(cents: &[i64]) -> Vec<u8> {
    let mut writer = Writer::begin(Vec::new(), &file()).unwrap();
    writer.batch(batch(EntryClass::Web, Some(Side::Debit))).unwrap();
    let account = account("1234567");
    for cents in cents {
        writer.entry(&debit(&account, *cents)).unwrap();
    }
    writer.finish().unwrap().0
}

/// All of a file.
fn read(bytes: &[u8]) -> (Vec<Item>, Vec<Deviation>) {
    let mut reader = Reader::new(bytes);
    let items = std::iter::from_fn(|| reader.next_item().unwrap()).collect();
    (items, reader.deviations().listed().to_vec())
}

fn entries(items: Vec<Item>) -> Vec<ReadEntry> {
    let entry = |item| if let Item::Entry(entry) = item { Some(*entry) } else { None };
    items.into_iter().filter_map(entry).collect()
}

fn worst(deviations: &[Deviation]) -> Option<Weight> {
    deviations.iter().map(|deviation| deviation.weight).max()
}

fn said(deviations: &[Deviation]) -> Vec<String> {
    deviations.iter().map(ToString::to_string).collect()
}
