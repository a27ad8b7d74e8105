//! What holds of every plan, whatever is owed.

use proptest::prelude::*;

use super::*;
use crate::ledger::{Notice, Span, position};

prop_compose! {
    /// One to three years of tax, with payments, a later assessment, a notice and a late return at random.
    fn years()(
        years in prop::collection::vec((2020_i16..2026, 100_i64..2_000_000, 0_i64..50_000, prop::option::of(1_i64..300_000), prop::option::of(1_i8..20), prop::bool::ANY), 1..4),
    ) -> Vec<Module> {
        let mut modules: Vec<Module> = Vec::new();
        for (year, tax, paid, more, notice, in_time) in years {
            if modules.iter().any(|module| module.return_due.year() == year + 1) {
                continue;
            }
            let mut module = module(year, "0.00");
            let posted = |code, date, amount| Transaction { code: Code::new(code).unwrap(), date, amount: Cents::new(amount), section: None };
            module.transactions = vec![posted(150, module.return_due, tax), posted(670, date(year + 1, 7, 20), -paid.min(tax / 2))];
            if let Some(more) = more {
                module.transactions.push(posted(290, date(2026, 9, 1), more));
            }
            module.notices = notice.map(|day| Notice { date: date(2026, 11, day), amount: Cents::new(tax) }).into_iter().collect();
            if !in_time {
                module.filed = Some(date(year + 1, 6, 20));
            }
            modules.push(module);
        }
        modules
    }
}

/// Posts the first instalments of a schedule as the bank would, and gives what is owed on each module: on the day of its
/// last payment, or, while payments of it are still due, on the day of the last of these instalments. Later a part of a
/// cent that is left may round up.
fn replay(modules: &[Module], terms: &Terms, is_agreement: bool, until: usize) -> Vec<Cents> {
    let mut paid: Vec<(Module, Date)> = modules.iter().map(|module| (module.clone(), TODAY)).collect();
    let (posted, rest) = terms.schedule.instalments.split_at(until);
    for instalment in posted {
        for part in &instalment.parts {
            let (code, amount) = (Code::new(670).unwrap(), part.amount.negated().unwrap());
            let payment = Transaction { code, date: instalment.on, amount, section: None };
            paid[part.owed].0.transactions.push(payment);
            paid[part.owed].1 = instalment.on;
        }
    }
    let is_due = |owed: usize| rest.iter().any(|one| one.parts.iter().any(|part| part.owed == owed));
    let end = posted.last().map_or(TODAY, |last| last.on);
    let balance = |(owed, (module, last)): (usize, &mut (Module, Date))| {
        if is_agreement {
            module.agreements.push(Span { from: TODAY, to: None });
        }
        position(us(), module, if is_due(owed) { end } else { *last }).unwrap().balance
    };
    paid.iter_mut().enumerate().map(balance).collect()
}

/// What is left of all modules if this much is paid on each day of a schedule: oldest first, each as long as it can be
/// collected.
fn left_after(modules: &[Module], terms: &Terms, monthly: Cents, is_agreement: bool) -> Cents {
    let mut modules = modules.to_vec();
    modules.sort_by_key(|module| module.return_due);
    for module in modules.iter_mut().filter(|_| is_agreement) {
        module.agreements.push(Span { from: TODAY, to: None });
    }
    let owes = |module: &Module, on| position(us(), module, on).unwrap().balance.max(Cents::ZERO);
    let mut left = vec![Cents::ZERO; modules.len()];
    for instalment in &terms.schedule.instalments {
        let mut free = monthly;
        for (module, left) in modules.iter_mut().zip(&mut left) {
            if owed(module).collectible_to.is_some_and(|last| instalment.on > last) {
                continue;
            }
            let paid = owes(module, instalment.on).min(free);
            free = free.minus(paid).unwrap();
            let (code, amount) = (Code::new(670).unwrap(), paid.negated().unwrap());
            let payment = Transaction { code, date: instalment.on, amount, section: None };
            module.transactions.push(payment);
            *left = owes(module, instalment.on);
        }
    }
    Cents::total(left).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn every_plan_pays_to_zero_by_the_ledger_and_never_below(modules in years(), more in 0_i64..30_000, soon in prop::bool::ANY) {
        let owed: Vec<Owed<'_>> = modules.iter().map(owed).collect();
        // A first instalment within the window of a notice, and one behind it.
        let first_on = date(2026, 12, if soon { 1 } else { 28 });
        let asked = Asked { first_on, ..asked(&owed) };
        for choice in fitting(us(), &asked).unwrap() {
            let Ok(terms) = choice.terms else { continue };
            let monthly = Some(terms.least.plus(Cents::new(more)).unwrap());
            let terms = choose(&Asked { monthly, ..asked }, choice.kind).unwrap();
            let is_agreement = choice.kind != Kind::ShortTerm;
            let months = terms.months;
            prop_assert!(replay(&modules, &terms, is_agreement, months).iter().all(|left| left.is_zero()), "{:?}", choice.kind);
            for until in [0, months / 3, months / 2, months - 1] {
                prop_assert!(replay(&modules, &terms, is_agreement, until).iter().all(|left| !left.is_negative()));
            }
            let all = &terms.schedule.instalments;
            prop_assert!(all[..months - 1].iter().all(|one| one.amount == terms.monthly));
            prop_assert!(terms.last <= terms.monthly && terms.last.is_positive() && terms.left.is_zero());
            prop_assert!(all.is_sorted_by_key(|one| one.on));
        }
    }

    #[test]
    fn the_least_is_the_least(modules in years()) {
        let owed: Vec<Owed<'_>> = modules.iter().map(owed).collect();
        for kind in [Kind::ShortTerm, Kind::Simple] {
            let Ok(terms) = choose(&asked(&owed), kind) else { continue };
            prop_assume!(terms.least > Cents::new(1));
            let less = Cents::new(terms.least.get() - 1);
            let refused = choose(&Asked { monthly: Some(less), ..asked(&owed) }, kind);
            prop_assert_eq!(refused, Err(vec![Reason::TooLow { least: terms.least }]));
            // By the ledger itself: a cent less on each of the days leaves something.
            prop_assert!(left_after(&modules, &terms, less, kind != Kind::ShortTerm).is_positive());
            let mut days = terms.schedule.instalments.iter().map(|one| one.on);
            prop_assert!(days.all(|day| us().calendar.is_business_day(day)));
        }
    }

    #[test]
    fn paying_more_is_never_slower_or_dearer(modules in years(), first in 0_i64..40_000, second in 1_i64..40_000) {
        let owed: Vec<Owed<'_>> = modules.iter().map(owed).collect();
        let Ok(least) = choose(&asked(&owed), Kind::Simple) else { return Ok(()) };
        let with = |more: i64| {
            let monthly = Some(least.least.plus(Cents::new(more)).unwrap());
            choose(&Asked { monthly, ..asked(&owed) }, Kind::Simple).unwrap()
        };
        let (slower, faster) = (with(first), with(first + second));
        prop_assert!(faster.months <= slower.months && faster.last_on <= slower.last_on);
        prop_assert!(faster.interest <= slower.interest && faster.penalties <= slower.penalties && faster.total <= slower.total);
    }
}
