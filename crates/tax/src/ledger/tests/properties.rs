//! What holds of every ledger.

use proptest::prelude::*;

use super::*;
use crate::calendar::{date_of, day_number};

const DUE: i32 = 18_367; // 15 April 2020

prop_compose! {
    /// A ledger of a return due in April 2020 with payments, assessments and a refund at random.
    fn ledgers()(
        tax in 0_i64..5_000_000,
        withheld in 0_i64..3_000_000,
        moves in prop::collection::vec((prop::sample::select(vec![670_u16, 290, 291, 240, 846, 671, 280]), 0_i32..2_200, 1_i64..600_000), 0..8),
        notices in prop::collection::vec((30_i32..2_000, 0_i64..20_000_000), 0..3),
        filed in prop::option::of(-30_i32..900),
        agreement in prop::option::of((0_i32..1_500, prop::option::of(0_i32..700))),
        pause in prop::option::of((0_i32..1_500, 0_i32..400)),
        levy in prop::option::of(0_i32..2_000),
    ) -> Module {
        let on = |days: i32| date_of(DUE + days);
        let mut transactions = vec![posted(150, on(0), "0.00"), posted(806, on(0), "0.00")];
        transactions[0].amount = Cents::new(tax);
        transactions[1].amount = Cents::new(-withheld);
        for (code, days, amount) in moves {
            let sign = if matches!(code, 670 | 291) { -1 } else { 1 };
            transactions.push(Transaction { amount: Cents::new(sign * amount), ..posted(code, on(days), "0.00") });
        }
        Module {
            filed: filed.map(on),
            notices: notices.into_iter().map(|(days, amount)| Notice { date: on(days), amount: Cents::new(amount) }).collect(),
            agreements: agreement.map(|(from, days)| Span { from: on(from), to: days.map(|days| on(from + days)) }).into_iter().collect(),
            suspensions: pause.map(|(from, days)| Span { from: on(from), to: Some(on(from + days)) }).into_iter().collect(),
            levy_notice: levy.map(on),
            ..of_2020(transactions)
        }
    }
}

fn with(module: &Module, code: u16, day: i32, amount: i64) -> Module {
    let mut module = module.clone();
    module
        .transactions
        .push(Transaction { amount: Cents::new(amount), ..posted(code, date_of(day), "0.00") });
    module
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_payment_never_raises_the_balance(module in ledgers(), paid in 0_i32..2_200, amount in 1_i64..4_000_000, later in 0_i32..1_000) {
        let as_of = date_of(DUE + paid + later);
        let before = at(&module, as_of).balance;
        let after = at(&with(&module, 670, DUE + paid, -amount), as_of).balance;
        prop_assert!(after.minus(before).unwrap() <= Cents::new(-amount));
    }

    #[test]
    fn a_reversal_on_the_same_day_restores_the_position(module in ledgers(), paid in 1_i32..2_200, amount in 1_i64..4_000_000, later in 0_i32..1_000) {
        // Without notices: in a notice's window a payment counts from the notice, its return only from its own day.
        let module = Module { notices: Vec::new(), ..module };
        let as_of = date_of(DUE + paid + later);
        let before = at(&module, as_of);
        let after = at(&with(&with(&module, 670, DUE + paid, -amount), 671, DUE + paid, amount), as_of);
        prop_assert_eq!((after.failure_to_file, after.failure_to_pay, after.interest, after.balance),
            (before.failure_to_file, before.failure_to_pay, before.interest, before.balance));
    }

    #[test]
    fn the_order_of_postings_does_not_matter(module in ledgers(), later in 0_i32..3_000, turn in 0_usize..10) {
        let as_of = date_of(DUE + later);
        let mut turned = module.clone();
        let count = turned.transactions.len();
        turned.transactions.rotate_left(turn % count);
        // Same-day assessments are covered in the order of posting; all else is a sum.
        let mut days: Vec<_> = module.transactions.iter().filter(|posted| posted.code.get() == 290 || posted.code.get() == 846).map(|posted| posted.date).collect();
        days.sort_unstable();
        prop_assume!(days.windows(2).all(|pair| pair[0] != pair[1]));
        prop_assert_eq!(at(&turned, as_of), at(&module, as_of));
    }

    #[test]
    fn cutting_a_suspension_in_two_changes_nothing(module in ledgers(), cut in 1_i32..400, later in 0_i32..3_000) {
        let as_of = date_of(DUE + later);
        let mut cut_module = module.clone();
        if let Some(pause) = cut_module.suspensions.pop() {
            let to = day_number(pause.to.unwrap());
            let middle = (day_number(pause.from) + cut).min(to);
            cut_module.suspensions = vec![Span { from: pause.from, to: Some(date_of(middle)) }, Span { from: date_of(middle.min(to)), to: pause.to }];
        }
        prop_assert_eq!(at(&cut_module, as_of), at(&module, as_of));
    }

    #[test]
    fn the_parts_make_the_balance_and_the_lines_make_the_interest(module in ledgers(), later in 0_i32..3_000) {
        let as_of = date_of(DUE + later);
        let (found, lines) = explain(us(), &module, as_of).unwrap();
        prop_assert_eq!(found, at(&module, as_of));
        let parts = [found.tax, found.credits_and_payments, found.failure_to_file, found.failure_to_pay, found.other_penalties, found.interest];
        prop_assert_eq!(Cents::total(parts), Ok(found.balance));
        let split = found.split().unwrap();
        let unpaid = Cents::total([split.tax, split.penalties, split.interest]).unwrap();
        prop_assert_eq!(unpaid.minus(split.credit), Ok(found.balance));
        let mut interest: i128 = 0;
        for line in &lines {
            if let Line::Interest { amount, days, .. } = line {
                interest += amount.replace('.', "").parse::<i128>().unwrap();
                prop_assert!(*days >= 1 && *days <= 366);
            }
        }
        // Ten decimals, cut off: each line lacks less than one unit of the tenth.
        let found = i128::from(found.interest.get()) * 100_000_000;
        prop_assert!((found - interest).abs() <= 50_000_000 + i128::try_from(lines.len()).unwrap());
    }

    #[test]
    fn a_transcript_adds_up_to_the_balance(
        module in ledgers(),
        posted_charges in prop::collection::vec((prop::sample::select(vec![166_u16, 167, 276, 277, 196, 197, 336, 971, 460]), 0_i32..2_200, 1_i64..90_000), 0..8),
        later in 0_i32..3_000,
    ) {
        let mut module = module;
        for (code, days, amount) in posted_charges {
            let amount = match code {
                971 | 460 => 0,
                167 | 277 | 197 => -amount,
                _ => amount,
            };
            module = with(&module, code, DUE + days, amount);
        }
        let as_of = date_of(DUE + later);
        let found = statement(us(), &module, as_of).unwrap();
        let owed = at(&module, as_of);
        prop_assert_eq!(found.balance, owed.balance);
        // What is printed adds up by itself, and nothing of a later day is printed.
        let printed = Cents::total(found.transactions.iter().map(|posted| posted.amount)).unwrap();
        prop_assert_eq!(printed, found.posted);
        prop_assert_eq!(Cents::total([found.posted, found.accrued_interest, found.accrued_penalty]), Ok(owed.balance));
        prop_assert!(found.transactions.windows(2).all(|pair| pair[0].date <= pair[1].date));
        prop_assert!(found.transactions.iter().all(|posted| posted.date <= as_of));
    }

    #[test]
    fn time_never_lowers_what_is_owed_without_postings(tax in 1_i64..9_000_000, filed in prop::option::of(0_i32..900), first in 0_i32..2_500, more in 1_i32..200) {
        let mut module = Module { filed: filed.map(|days| date_of(DUE + days)), ..of_2020(vec![posted(150, date_of(DUE), "0.00")]) };
        module.transactions[0].amount = Cents::new(tax);
        let owed = |days| at(&module, date_of(DUE + days)).balance;
        prop_assert!(owed(first + more) >= owed(first));
    }
}
