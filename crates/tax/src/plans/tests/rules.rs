//! A line for each rule.

use super::*;
use crate::ledger::{Notice, position};

fn fit(asked: &Asked<'_>) -> Vec<Kind> {
    let choices = fitting(us(), asked).unwrap();
    choices.into_iter().filter(|choice| choice.terms.is_ok()).map(|choice| choice.kind).collect()
}

#[test]
fn kinds_fit_by_what_is_owed() {
    for (tax, fits) in [
        ("5000.00", &[Kind::ShortTerm, Kind::Guaranteed, Kind::Simple][..]),
        ("10000.00", &[Kind::ShortTerm, Kind::Guaranteed, Kind::Simple]),
        ("10000.01", &[Kind::ShortTerm, Kind::Simple]),
        ("50000.00", &[Kind::ShortTerm, Kind::Simple]),
        ("50000.01", &[Kind::ShortTerm]),
        ("99000.00", &[]),
        ("0.00", &[]),
    ] {
        let module = module(2024, tax);
        assert_eq!(fit(&asked(&[owed(&module)])), fits, "{tax}");
    }
}

#[test]
fn refused_kinds_say_why() {
    let (small, large) = (module(2024, "8000.00"), module(2024, "60000.00"));
    let (small, large) = ([owed(&small)], [owed(&large)]);
    let all = Standing { has_unfiled_returns: true, is_bankrupt: true, has_offer: true, is_clean: false };
    let refused = Asked { standing: all, ..asked(&small) };
    let reasons = choose(&refused, Kind::Guaranteed).unwrap_err();
    assert_eq!(
        reasons,
        [Reason::UnfiledReturns, Reason::Bankruptcy, Reason::Offer, Reason::NotClean { years: 5 }]
    );
    let limit = cents("50000.00");
    let above = Reason::AboveLimit { limit, found: cents("60000.00") };
    assert_eq!(choose(&asked(&large), Kind::Simple), Err(vec![above]));
    assert_eq!(
        choose(&asked(&small), Kind::AbilityToPay),
        Err(vec![Reason::NotAboveLimit { limit }, Reason::NeedsFinances])
    );
    assert_eq!(choose(&asked(&small), Kind::BeforeAssessment), Err(vec![Reason::NothingExpected]));
    assert_eq!(choose(&asked(&[]), Kind::Simple), Err(vec![Reason::NothingOwed]));
    assert_eq!(choose(&asked(&small), Kind::TrustFundExpress), Err(vec![Reason::OnlyTrustFund]));
    let business = Asked { payer: Payer::Business { is_in_business: true }, ..asked(&small) };
    assert_eq!(choose(&business, Kind::ShortTerm), Err(vec![Reason::OnlyIndividuals]));
    assert_eq!(fit(&business), [Kind::Simple]);
    let low = Asked { monthly: Some(cents("50.00")), ..asked(&small) };
    let Err(reasons) = choose(&low, Kind::Simple) else { panic!("50 a month is too low") };
    assert!(matches!(reasons[..], [Reason::TooLow { least }] if least > cents("50.00")));
}

#[test]
fn the_law_of_the_day_is_used() {
    let module = module(2021, "30000.00");
    let owed = [owed(&module)];
    let on = |today: Date, is_direct_debit| {
        let first_on = date(today.year(), today.month() + 1, 28);
        Asked { today, begun_on: today, first_on, is_direct_debit, ..asked(&owed) }
    };
    let streamlined = on(date(2025, 3, 4), false);
    assert_eq!(choose(&streamlined, Kind::Simple), Err(vec![Reason::NeedsDirectDebit]));
    let months = |asked| choose(&asked, Kind::Simple).unwrap().months;
    assert_eq!(months(on(date(2025, 3, 4), true)), 72);
    // From then 120 months, but not beyond the time to collect, which ends in June 2032.
    assert_eq!(months(on(date(2025, 3, 5), false)), 86);
    let business = |today| {
        let asked = Asked { payer: Payer::Business { is_in_business: true }, ..on(today, true) };
        choose(&asked, Kind::Simple).map(|_| ())
    };
    assert_eq!(business(date(2025, 11, 2)), Err(vec![Reason::NotOffered]));
    assert_eq!(business(date(2026, 1, 2)), Ok(()));
}

/// A change does not begin the kind's time anew.
#[test]
fn the_time_of_a_plan_that_is_changed_runs_on() {
    let module = module(2025, "9000.00");
    let owed = [owed(&module)];
    let since = |begun_on| Asked { begun_on, ..asked(&owed) };
    for (begun_on, short, guaranteed) in [
        // 180 days from 23 November end on 22 May; instalments are due on the 28th.
        (TODAY, 5, 36),
        (date(2026, 10, 24), 4, 36),
        (date(2026, 10, 22), 4, 35),
        (date(2026, 7, 2), 1, 32),
    ] {
        let months = |kind| choose(&since(begun_on), kind).unwrap().months;
        assert_eq!((months(Kind::ShortTerm), months(Kind::Guaranteed)), (short, guaranteed), "{begun_on}");
    }
    assert_eq!(choose(&since(date(2026, 6, 30)), Kind::ShortTerm), Err(vec![Reason::NoTime]));
    assert_eq!(choose(&since(date(2023, 11, 22)), Kind::Guaranteed), Err(vec![Reason::NoTime]));
}

#[test]
fn terms_come_from_the_ledger() {
    let module = module(2025, "12000.00");
    let owed = [owed(&module)];
    let terms = choose(&asked(&owed), Kind::Simple).unwrap();
    assert_eq!((terms.months, terms.left, terms.reviewed_every), (114, Cents::ZERO, None));
    let paid = Cents::total(terms.schedule.instalments.iter().map(|one| one.amount)).unwrap();
    let added = Cents::total([terms.balance, terms.interest, terms.penalties]).unwrap();
    assert_eq!(paid, added, "what is paid is today's balance and what is added");
    assert_eq!(terms.total, paid.plus(cents("29.00")).unwrap());
    // A larger amount is faster and cheaper.
    let faster = Asked { monthly: Some(cents("500.00")), ..asked(&owed) };
    let faster = choose(&faster, Kind::Simple).unwrap();
    assert!(faster.months < 30 && faster.total < terms.total && faster.last <= cents("500.00"));
    // Half a year has no fee, and the penalty of those without an agreement.
    let short = choose(&asked(&owed), Kind::ShortTerm).unwrap();
    assert_eq!((short.months, short.fee), (5, Fee::NONE));
    assert!(short.last_on <= date(2027, 5, 22));
}

#[test]
fn instalments_fall_on_business_days() {
    let module = module(2025, "9000.00");
    let owed = [owed(&module)];
    let terms = choose(&Asked { monthly: Some(cents("700.00")), ..asked(&owed) }, Kind::Guaranteed).unwrap();
    let days: Vec<_> = terms.schedule.instalments.iter().map(|one| one.on).collect();
    // 28 February 2027 is a Sunday, 28 March too.
    assert_eq!(
        days[..5],
        [date(2026, 12, 28), date(2027, 1, 28), date(2027, 3, 1), date(2027, 3, 29), date(2027, 4, 28)]
    );
    for first_on in [TODAY, date(2026, 12, 29)] {
        let error = fitting(us(), &Asked { first_on, ..asked(&owed) }).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the first instalment must be after 2026-11-23, on a day of the month from 1 to 28"
        );
    }
}

#[test]
fn above_the_limit_it_goes_by_what_can_be_paid() {
    let module = module(2024, "80000.00");
    let owed = [owed(&module)];
    let able = |dollars: &str| Asked { ability: Some(cents(dollars)), ..asked(&owed) };
    let terms = choose(&able("2000.00"), Kind::AbilityToPay).unwrap();
    assert_eq!((terms.monthly, terms.left), (cents("2000.00"), Cents::ZERO));
    assert_eq!(choose(&able("2000.00"), Kind::PartialPayment), Err(vec![Reason::PaysInFull]));
    assert!(matches!(choose(&able("300.00"), Kind::AbilityToPay).unwrap_err()[..], [Reason::TooLow { .. }]));
    let partial = choose(&able("300.00"), Kind::PartialPayment).unwrap();
    assert_eq!((partial.monthly, partial.reviewed_every), (cents("300.00"), Some(2)));
    assert!(partial.left.is_positive() && partial.last_on <= date(2035, 6, 1));
    let paid = Cents::total(partial.schedule.instalments.iter().map(|one| one.amount)).unwrap();
    let added = Cents::total([partial.balance, partial.interest, partial.penalties]).unwrap();
    assert_eq!(paid.plus(partial.left), Ok(added));
}

/// 26 USC 6601(e)(3): the payment counts from the notice, so that the days since bear no interest.
#[test]
fn what_is_paid_within_the_window_of_a_notice_is_the_payoff_of_the_notice() {
    let mut module = module(2025, "1000.00");
    module.notices.push(Notice { date: date(2026, 11, 20), amount: cents("1000.00") });
    let (owed, monthly) = ([owed(&module)], Some(cents("5000.00")));
    let whole = Asked { first_on: date(2026, 12, 1), monthly, ..asked(&owed) };
    let terms = choose(&whole, Kind::ShortTerm).unwrap();
    assert_eq!((terms.months, terms.left), (1, Cents::ZERO));
    assert!(terms.last < position(us(), &module, terms.last_on).unwrap().balance);
    let (code, amount) = (Code::new(670).unwrap(), terms.last.negated().unwrap());
    module.transactions.push(Transaction { code, date: terms.last_on, amount, section: None });
    assert_eq!(position(us(), &module, terms.last_on).unwrap().balance, Cents::ZERO);
}

#[test]
fn the_oldest_year_is_paid_first() {
    let (newer, older) = (module(2024, "3000.00"), module(2022, "2000.00"));
    let terms = choose(&asked(&[owed(&newer), owed(&older)]), Kind::Simple).unwrap();
    let paid: Vec<usize> =
        terms.schedule.instalments.iter().flat_map(|one| one.parts.iter().map(|part| part.owed)).collect();
    assert!(paid.is_sorted_by(|first, second| first >= second), "{paid:?}");
    assert!(paid.contains(&0) && paid.contains(&1));
}

#[test]
fn the_current_year_is_planned_before_it_is_assessed() {
    let module = module(2026, "4000.00");
    let expected = [Owed { is_expected: true, collectible_to: None, ..owed(&module) }];
    let asked = asked(&expected);
    assert_eq!(fit(&asked), [Kind::BeforeAssessment]);
    let early = Asked { monthly: Some(cents("1000.00")), ..asked };
    let terms = choose(&early, Kind::BeforeAssessment).unwrap();
    assert_eq!((terms.months, terms.interest, terms.penalties), (4, Cents::ZERO, Cents::ZERO));
    assert!(choose(&asked, Kind::BeforeAssessment).unwrap().interest.is_positive());
}

#[test]
fn a_business_in_operation_has_its_express_plan() {
    let module = module(2025, "12000.00");
    let owed = [Owed { is_trust_fund: true, is_income_tax: false, ..owed(&module) }];
    let business = Asked { payer: Payer::Business { is_in_business: true }, ..asked(&owed) };
    assert_eq!(fit(&business), [Kind::Simple, Kind::TrustFundExpress]);
    assert_eq!(choose(&business, Kind::TrustFundExpress).unwrap().months, 24);
    let by_hand = Asked { is_direct_debit: false, ..business };
    assert_eq!(choose(&by_hand, Kind::TrustFundExpress), Err(vec![Reason::NeedsDirectDebit]));
    let closed = Asked { payer: Payer::Business { is_in_business: false }, ..business };
    assert_eq!(choose(&closed, Kind::TrustFundExpress), Err(vec![Reason::OnlyTrustFund]));
}

#[test]
fn nothing_fits_when_the_time_to_collect_is_over() {
    let module = module(2015, "5000.00");
    let owed = [Owed { collectible_to: Some(date(2026, 12, 1)), ..owed(&module) }];
    assert_eq!(choose(&asked(&owed), Kind::Simple), Err(vec![Reason::NoTime]));
}

#[test]
fn fees_by_channel_day_and_income() {
    let home = |area, size, income: &str| Some(Household { area, size, income: cents(income) });
    let low = home(Area::Contiguous, 2, "54100.00");
    let not_low = home(Area::Contiguous, 2, "54100.01");
    for (on, channel, debit, household, amount, reimbursed, waived) in [
        (date(2024, 6, 30), Channel::Online, true, None, "31.00", false, false),
        (date(2024, 7, 1), Channel::Online, true, None, "22.00", false, false),
        (TODAY, Channel::Online, true, None, "29.00", false, false),
        (TODAY, Channel::Online, false, not_low, "69.00", false, false),
        (TODAY, Channel::Assisted, true, None, "107.00", false, false),
        (TODAY, Channel::Assisted, false, None, "178.00", false, false),
        (TODAY, Channel::Online, true, low, "0.00", false, true),
        (TODAY, Channel::Assisted, false, low, "43.00", true, false),
    ] {
        let fee = set_up_fee(us(), on, channel, debit, household).unwrap();
        assert_eq!(
            fee,
            Fee { amount: cents(amount), is_reimbursed: reimbursed, is_waived: waived },
            "{on} {channel:?} {debit}"
        );
    }
    for (on, channel, keeps, household, amount) in [
        (date(2026, 3, 2), Channel::Online, false, None, "10.00"),
        (TODAY, Channel::Online, false, low, "6.00"),
        (TODAY, Channel::Assisted, false, None, "89.00"),
        (TODAY, Channel::Assisted, false, low, "43.00"),
        (TODAY, Channel::Assisted, true, None, "0.00"),
    ] {
        assert_eq!(change_fee(us(), on, channel, keeps, household).unwrap().amount, cents(amount));
    }
}

#[test]
fn low_income_limits_are_those_of_the_printed_table() {
    let table = [
        (1, "39900", "49875", "45900"),
        (2, "54100", "67625", "62225"),
        (3, "68300", "85375", "78550"),
        (4, "82500", "103125", "94875"),
        (5, "96700", "120875", "111200"),
        (6, "110900", "138625", "127525"),
        (7, "125100", "156375", "143850"),
        (8, "139300", "174125", "160175"),
        (9, "153500", "191875", "176500"),
    ];
    for (size, contiguous, alaska, hawaii) in table {
        let limits = [Area::Contiguous, Area::Alaska, Area::Hawaii]
            .map(|area| low_income_limit(us(), TODAY, area, size).unwrap());
        assert_eq!(limits, [contiguous, alaska, hawaii].map(cents), "{size}");
    }
    assert_eq!(low_income_limit(us(), date(2025, 6, 1), Area::Contiguous, 3).unwrap(), cents("66625"));
}
