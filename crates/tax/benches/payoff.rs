//! How long a payoff takes: a 10-year module with 40 transactions, a short one, and a million of them.
//!
//! `cargo bench -p tax` prints times and allocations; the payoff of 10 and of 40 years shows that time
//! and heap follow the quarters, not the days.

use tax::ledger::{Module, Notice, Span, Transaction, explain, position};
use tax::pack::{Code, Pack};
use values::{Cents, Date, date};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    Pack::us_federal();
    divan::main();
}

fn posted(code: u16, day: Date, cents: i64) -> Transaction {
    Transaction {
        code: Code::new(code).expect("three digits"),
        date: day,
        amount: Cents::new(cents),
        section: None,
    }
}

/// A return due in April 2016 with 40 transactions over ten years.
fn ten_years() -> Module {
    let due = date(2016, 4, 15);
    let mut transactions = vec![
        posted(150, due, 2_500_000),
        posted(806, due, -800_000),
        posted(300, date(2018, 3, 5), 300_000),
        posted(240, date(2018, 3, 5), 60_000),
    ];
    for payment in 0..36_i16 {
        let month = i8::try_from(payment % 12 + 1).expect("1 to 12");
        transactions.push(posted(670, date(2018 + payment / 5, month, 10), -20_000));
    }
    Module {
        return_due: due,
        extended_due: None,
        due_postponed: None,
        filed: Some(date(2016, 4, 15)),
        transactions,
        notices: vec![
            Notice { date: date(2016, 6, 6), amount: Cents::new(1_720_000) },
            Notice { date: date(2018, 4, 2), amount: Cents::new(2_100_000) },
        ],
        agreements: vec![Span { from: date(2018, 5, 1), to: None }],
        levy_notice: None,
        suspensions: vec![Span { from: date(2020, 4, 1), to: Some(date(2020, 7, 15)) }],
        abatements: Vec::new(),
    }
}

fn simple() -> Module {
    let due = date(2025, 4, 15);
    let transactions = vec![posted(150, due, 412_300), posted(806, due, -300_000)];
    Module {
        return_due: due,
        transactions,
        notices: Vec::new(),
        agreements: Vec::new(),
        suspensions: Vec::new(),
        filed: Some(due),
        ..ten_years()
    }
}

#[divan::bench(args = [2026, 2036, 2056])]
fn payoff_of_a_ten_year_module(bencher: divan::Bencher<'_, '_>, year: i16) {
    let (pack, module) = (Pack::us_federal(), ten_years());
    bencher.bench(|| position(pack, divan::black_box(&module), date(year, 4, 15)));
}

#[divan::bench]
fn payoff_of_a_simple_module(bencher: divan::Bencher<'_, '_>) {
    let (pack, module) = (Pack::us_federal(), simple());
    bencher.bench(|| position(pack, divan::black_box(&module), date(2026, 11, 22)));
}

#[divan::bench]
fn explanation_of_a_ten_year_module(bencher: divan::Bencher<'_, '_>) {
    let (pack, module) = (Pack::us_federal(), ten_years());
    bencher.bench(|| explain(pack, divan::black_box(&module), date(2026, 4, 15)));
}

/// One million modules on two threads, half of them ten years long.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_million_modules_on_two_threads() {
    std::thread::scope(|scope| {
        for module in [ten_years(), simple()] {
            scope.spawn(move || {
                for day in 0..500_000_u32 {
                    let as_of = date(2026, 11, i8::try_from(day % 28 + 1).expect("1 to 28"));
                    let _ = divan::black_box(position(Pack::us_federal(), divan::black_box(&module), as_of));
                }
            });
        }
    });
}
