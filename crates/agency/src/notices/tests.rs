//! Which event brings about which notice, does it come exactly once, and does each say the same in both languages?

mod once;

use std::collections::BTreeSet;

use tax::ledger::{self, Code, Module, Span, Transaction, position};
use tax::pack::Pack;
use values::{Cents, Date, Id, date};

use super::*;
use crate::balance::Year;

pub(super) fn pack() -> &'static Pack {
    Pack::us_federal()
}

fn dollars(amount: i64) -> Cents {
    Cents::new(amount * 100)
}

/// A year, filed and due on the usual day, with these postings, demands and notice of levy.
#[derive(Clone, Copy)]
struct Books<'a> {
    posted: &'a [(u16, Date, i64, Option<&'a str>)],
    demands: &'a [(Date, i64)],
    levy: Option<Date>,
    agreed: Option<Date>,
    filed: bool,
}

const PLAIN: Books<'static> = Books { posted: &[], demands: &[], levy: None, agreed: None, filed: true };

fn year(books: &Books<'_>, today: Date) -> Year {
    let ledger = Module {
        return_due: date(2024, 4, 15),
        extended_due: None,
        due_postponed: None,
        filed: books.filed.then_some(date(2024, 4, 15)),
        transactions: books
            .posted
            .iter()
            .map(|(code, on, amount, section)| Transaction {
                code: Code::new(*code).unwrap(),
                date: *on,
                amount: dollars(*amount),
                section: section.map(str::to_owned),
            })
            .collect(),
        notices: books
            .demands
            .iter()
            .map(|(on, amount)| ledger::Notice { date: *on, amount: dollars(*amount) })
            .collect(),
        agreements: books.agreed.map(|from| Span { from, to: None }).into_iter().collect(),
        levy_notice: books.levy,
        suspensions: Vec::new(),
        abatements: Vec::new(),
    };
    let position = position(pack(), &ledger, today).unwrap();
    Year {
        form: "1040".to_owned(),
        tax_year: 2023,
        joint: false,
        spouse_id: None,
        module: (Id::from_bytes([1; 16]), Id::from_bytes([9; 16])),
        version: 1,
        ledger,
        split: position.split().unwrap(),
        position,
    }
}

fn due(books: &Books<'_>, filed_tax: Option<i64>, today: Date) -> Due {
    let year = year(books, today);
    for_year(pack(), &Look { year: &year, filed_tax: filed_tax.map(dollars), known: &[] }, today).unwrap()
}

const BILLED: Date = date(2024, 6, 3);
const DUE: Date = date(2024, 4, 15);
const LATER: Date = date(2024, 6, 10);
const AGAIN: Date = date(2024, 7, 8);

type Line = (&'static str, Kind, Date, i64, Option<Date>);

/// One line: what happened, seen on which day, and the notices: kind, day, amount in dollars, last day.
#[test]
fn each_event_brings_its_notice() {
    let owed = Books { posted: &[(150, BILLED, 1_000, None)], demands: &[(BILLED, 1_000)], ..PLAIN };
    let day_after = date(2024, 6, 4);
    let one = |books: &Books<'_>, today: Date, lines: &[Line]| {
        let found = due(books, Some(1_000), today).drafts;
        let found: Vec<_> = found
            .iter()
            .map(|draft| (draft.kind, draft.issued_on, draft.amount.get() / 100, draft.act_by))
            .collect();
        let wanted: Vec<_> =
            lines.iter().map(|(_, kind, on, amount, by)| (*kind, *on, *amount, *by)).collect();
        assert_eq!(found, wanted, "{:?}", lines.first().map(|line| line.0));
    };
    let bill = ("21 days", Kind::FirstBill, BILLED, 1_000, Some(date(2024, 6, 24)));
    one(&owed, day_after, &[bill]);
    // From 100,000 on it is ten business days, the 19th of June being a holiday.
    let large = Books { posted: &[(150, BILLED, 1_000, None)], demands: &[(BILLED, 100_000)], ..PLAIN };
    one(
        &large,
        day_after,
        &[("10 business days", Kind::FirstBill, BILLED, 100_000, Some(date(2024, 6, 17)))],
    );
    let twice =
        Books { posted: &[(150, BILLED, 1_000, None)], demands: &[(BILLED, 1_000), (AGAIN, 1_010)], ..PLAIN };
    let second = ("a second demand", Kind::Reminder, AGAIN, 1_010, Some(date(2024, 7, 29)));
    one(&twice, date(2024, 7, 9), &[bill, second]);
    let added = Books {
        posted: &[(150, BILLED, 1_000, None), (300, AGAIN, 500, None)],
        demands: &[(BILLED, 1_000), (AGAIN, 1_510)],
        ..PLAIN
    };
    let raised = ("more tax", Kind::TaxRaised, AGAIN, 500, None);
    let bill_again = ("more tax is billed anew", Kind::FirstBill, AGAIN, 1_510, Some(date(2024, 7, 29)));
    one(&added, date(2024, 7, 9), &[bill, bill_again, raised]);
    let wrong = Books { posted: &[(150, BILLED, 1_100, None), (670, DUE, -1_200, None)], ..PLAIN };
    one(&wrong, day_after, &[("60 days", Kind::MathError, BILLED, 1_100, Some(date(2024, 8, 2)))]);
    let paid: &[(u16, Date, i64, Option<&str>)] = &[(150, BILLED, 1_000, None), (670, DUE, -1_200, None)];
    one(&Books { posted: paid, ..PLAIN }, day_after, &[]);
    for (code, section, amount, kind, shown, by) in [
        (826, None, 200, Kind::RefundOffset, 200, None),
        (898, None, 200, Kind::RefundOffset, 200, None),
        (291, None, -50, Kind::TaxLowered, 50, None),
        (570, None, 0, Kind::RefundHeld, 200, Some(date(2024, 8, 5))),
        (971, Some("121"), 0, Kind::IdentityCheck, 0, Some(date(2024, 7, 5))),
    ] {
        let mut posted = paid.to_vec();
        posted.push((code, date(2024, 6, 5), amount, section));
        let books = Books { posted: &posted, ..PLAIN };
        one(&books, date(2024, 6, 6), &[("a posting", kind, date(2024, 6, 5), shown, by)]);
    }
    let unnamed = Books { posted: &[(971, BILLED, 0, None)], ..PLAIN };
    one(&unnamed, day_after, &[]);
}

/// A payment that came back, with the bank's penalty of the same day.
#[test]
fn a_returned_payment_says_its_penalty() {
    let returned = Books {
        posted: &[
            (150, BILLED, 1_000, None),
            (610, BILLED, -1_000, None),
            (611, LATER, 1_000, None),
            (286, LATER, 25, None),
        ],
        ..PLAIN
    };
    let found = due(&returned, Some(1_000), date(2024, 6, 11)).drafts;
    assert_eq!(found.iter().map(|draft| draft.kind).collect::<Vec<_>>(), [Kind::PaymentReturned]);
    assert_eq!((found[0].amount, found[0].other), (dollars(1_000), dollars(25)));
}

/// Reminders: five weeks after the bill and once more, then once a year; none under a plan or while collection stops.
#[test]
fn what_is_owed_is_recalled_in_time() {
    let posted: &[(u16, Date, i64, Option<&str>)] = &[(150, BILLED, 1_000, None)];
    let demands: &[(Date, i64)] = &[(BILLED, 1_000)];
    let owed = || Books { posted, demands, ..PLAIN };
    assert_eq!(due(&owed(), None, date(2024, 7, 7)).next, AGAIN, "the day is known before");
    let first = due(&owed(), None, AGAIN).drafts;
    assert_eq!((first[1].kind, first[1].issued_on), (Kind::Reminder, AGAIN));
    // The bill and so many reminders are written: when is the next?
    let after = |books: &Books<'_>, reminders: &[Date], today: Date| {
        let year = year(books, today);
        let mut known: Vec<Notice> = vec![written(Kind::FirstBill, BILLED)];
        known.extend(reminders.iter().map(|on| written(Kind::Reminder, *on)));
        for_year(pack(), &Look { year: &year, filed_tax: None, known: &known }, today).unwrap()
    };
    let (second, third) = (AGAIN, date(2024, 8, 12));
    assert_eq!(after(&owed(), &[second], date(2024, 7, 9)).next, third);
    assert_eq!(
        after(&owed(), &[second, third], date(2024, 8, 13)).next,
        date(2025, 8, 12),
        "then once a year"
    );
    let stops: [(&str, Books); 3] = [
        ("a plan", Books { agreed: Some(LATER), ..owed() }),
        ("bankruptcy", Books { posted: &[(150, BILLED, 1_000, None), (520, LATER, 0, None)], ..owed() }),
        ("paid", Books { posted: &[(150, BILLED, 1_000, None), (670, LATER, -1_100, None)], ..owed() }),
    ];
    for (what, books) in stops {
        let found = after(&books, &[], date(2024, 9, 2));
        assert!(found.drafts.iter().all(|draft| draft.kind != Kind::Reminder), "{what}");
        assert_eq!(found.next, Date::MAX, "{what}");
    }
}

fn written(kind: Kind, on: Date) -> Notice {
    Notice {
        taxpayer_id: Id::from_bytes([1; 16]),
        id: Id::from_bytes([3; 16]),
        kind: kind.name().to_owned(),
        cause: format!("{}:{}:{on}", kind.name(), Id::from_bytes([9; 16])),
        template: 1,
        form: "1040".to_owned(),
        tax_year: 2023,
        module_id: Some(Id::from_bytes([9; 16])),
        plan_id: None,
        amount: Cents::ZERO,
        other: Cents::ZERO,
        issued_on: on,
        act_by: None,
        is_copy: false,
        made_at: Timestamp::UNIX_EPOCH,
        first_read_at: None,
    }
}

#[test]
fn a_missing_return_is_asked_for_once_its_day_is_over() {
    let unfiled = Books { filed: false, ..PLAIN };
    let before = due(&unfiled, None, date(2024, 6, 13));
    assert_eq!((before.drafts.len(), before.next), (0, date(2024, 6, 14)));
    let after = due(&unfiled, None, date(2024, 6, 14));
    assert_eq!(after.drafts.iter().map(|draft| draft.kind).collect::<Vec<_>>(), [Kind::ReturnMissing]);
    assert_eq!(after.drafts[0].act_by, Some(date(2024, 7, 15)), "the 14th of July is a Sunday");
    let released = Books { posted: &[(590, BILLED, 0, None)], ..Books { filed: false, ..PLAIN } };
    assert_eq!(due(&released, None, date(2024, 7, 1)), Due { drafts: vec![], next: Date::MAX });
}

/// The kinds whose notices always have a last day; only they may name it.
const WITH_DAY: [Kind; 11] = [
    Kind::FirstBill,
    Kind::Reminder,
    Kind::LevyNotice,
    Kind::MathError,
    Kind::RefundHeld,
    Kind::IdentityCheck,
    Kind::ReturnMissing,
    Kind::PlanAgreed,
    Kind::PlanWarning,
    Kind::PlanDefaulted,
    Kind::PlanRefused,
];

#[test]
fn each_template_says_the_same_in_both_languages() {
    let gaps = |texts: &[&String]| {
        let mut found = BTreeSet::new();
        for text in texts {
            templates::fill(text, |name| {
                // What is filled in is noted by the way.
                Some(name.to_owned())
            });
            let mut rest = text.as_str();
            while let Some((_, after)) = rest.split_once('{') {
                let (name, behind) = after.split_once('}').unwrap();
                found.insert(name.to_owned());
                rest = behind;
            }
        }
        found
    };
    for kind in Kind::ALL {
        assert_eq!(Kind::named(kind.name()), Some(kind));
        let template = newest(kind);
        let (en, es) = (&template.en, &template.es);
        assert_eq!((en.steps.len(), en.why.len()), (es.steps.len(), es.why.len()), "{kind:?}");
        let pairs = [(&en.title, &es.title), (&en.summary, &es.summary)].into_iter();
        for (english, spanish) in
            pairs.chain(en.steps.iter().zip(&es.steps)).chain(en.why.iter().zip(&es.why))
        {
            assert_ne!(english, spanish, "{kind:?}");
            assert_eq!(gaps(&[english]), gaps(&[spanish]), "{kind:?}: {english}");
        }
        let all: Vec<&String> =
            [&en.title, &en.summary].into_iter().chain(&en.steps).chain(&en.why).collect();
        let known = BTreeSet::from(["year", "form", "amount", "other", "issued", "by"].map(str::to_owned));
        assert!(gaps(&all).is_subset(&known), "{kind:?}");
        assert!(!gaps(&all).contains("by") || WITH_DAY.contains(&kind), "{kind:?} has no last day");
    }
    assert_eq!(
        templates::fill("a {year} b {by}", |name| (name == "year").then(|| "2023".to_owned())),
        "a 2023 b "
    );
}
