//! Stages as a clerk reads them from a transcript, day by day.

use proptest::prelude::*;
use values::{Cents, Date, date};

use super::audit::Event;
use super::refund::Reason;
use super::{amended, audit, refund};
use crate::calendar::{date_of, day_number};
use crate::ledger::{Code, Module, Transaction};
use crate::pack::Pack;

fn posted(code: u16, on: Date, cents: i64) -> Transaction {
    Transaction { code: Code::new(code).unwrap(), date: on, amount: Cents::new(cents), section: None }
}

fn module(filed: Option<Date>, rows: &[(u16, Date, i64)]) -> Module {
    Module {
        return_due: date(2026, 4, 15),
        extended_due: None,
        due_postponed: None,
        filed,
        transactions: rows.iter().map(|(code, on, cents)| posted(*code, *on, *cents)).collect(),
        notices: Vec::new(),
        agreements: Vec::new(),
        levy_notice: None,
        suspensions: Vec::new(),
        abatements: Vec::new(),
    }
}

/// A return filed on 2 March 2026 with 1,000 dollars withheld and 600 of tax, and what else was posted.
fn filed(more: &[(u16, Date, i64)]) -> Module {
    let mut rows = vec![(806, date(2026, 4, 15), -100_000)];
    rows.extend(more);
    module(Some(date(2026, 3, 2)), &rows)
}

#[test]
fn a_refund_goes_through_its_stages() {
    use refund::Stage::{Approved, Received, Sent};
    let tax = (150, date(2026, 4, 20), 60_000);
    let (day, end) = (date(2026, 5, 1), date(2026, 12, 1));
    // What was posted beside the withholding, the day that is asked about, stage, reason.
    for (case, more, today, stage, reason) in [
        ("filed just now", vec![], date(2026, 3, 10), Received, None),
        ("longer than published", vec![], date(2026, 3, 24), Received, Some(Reason::Slow)),
        ("worked on", vec![tax], date(2026, 4, 20), Approved, Some(Reason::Slow)),
        ("sent", vec![tax, (846, day, 40_000)], day, Sent, None),
        (
            "before it was sent",
            vec![tax, (846, day, 40_000)],
            date(2026, 4, 30),
            Approved,
            Some(Reason::Slow),
        ),
        ("held", vec![tax, (570, date(2026, 4, 20), 0)], day, Received, Some(Reason::Held)),
        (
            "held, then not",
            vec![tax, (570, date(2026, 4, 20), 0), (571, day, 0)],
            day,
            Approved,
            Some(Reason::Slow),
        ),
        ("audited", vec![tax, (420, day, 0)], end, Received, Some(Reason::Audited)),
        ("reviewed", vec![(918, date(2026, 3, 20), 0)], day, Received, Some(Reason::Reviewed)),
        ("second return", vec![tax, (976, day, 0)], end, Received, Some(Reason::SecondReturn)),
        (
            "came back",
            vec![tax, (846, day, 40_000), (841, date(2026, 6, 1), -40_000)],
            end,
            Approved,
            Some(Reason::CameBack),
        ),
        (
            "came back and left again",
            vec![tax, (846, day, 40_000), (841, date(2026, 6, 1), -40_000), (846, date(2026, 6, 20), 40_000)],
            end,
            Sent,
            None,
        ),
        ("went to another year", vec![tax, (826, day, 40_000)], end, Approved, Some(Reason::UsedUp)),
        ("in part", vec![tax, (826, day, 10_000), (846, day, 30_000)], end, Sent, None),
        ("nothing due", vec![(150, day, 100_000)], end, Received, Some(Reason::NothingDue)),
    ] {
        let found = refund::refund(Pack::us_federal(), &filed(&more), today).unwrap().unwrap();
        assert_eq!((found.stage, found.reason.map(|(reason, _)| reason)), (stage, reason), "{case}");
    }
    let early = filed(&[tax]);
    assert_eq!(refund::refund(Pack::us_federal(), &early, date(2026, 3, 1)).unwrap(), None, "not filed yet");
    let part = filed(&[tax, (826, day, 10_000), (846, day, 30_000)]);
    let found = refund::refund(Pack::us_federal(), &part, end).unwrap().unwrap();
    assert_eq!((found.amount, found.used), (Some(Cents::new(30_000)), vec![(day, Cents::new(10_000))]));
    assert_eq!(found.expected_by, Some(date(2026, 5, 6)), "five days at the bank");
}

#[test]
fn an_amended_return_is_measured_against_the_published_window() {
    use amended::Stage::{Adjusted, Completed, Received};
    let (came, end) = (date(2026, 6, 1), date(2026, 9, 28));
    let (came_row, changed, sent) =
        ((977, came, 0), (291, date(2026, 8, 3), -5_000), (846, date(2026, 8, 10), 5_000));
    for (case, more, today, stage, weeks, late) in [
        ("just came", vec![came_row], date(2026, 6, 5), Received, 0, false),
        ("16 weeks", vec![came_row], date(2026, 9, 21), Received, 16, false),
        ("a day more", vec![came_row], date(2026, 9, 22), Received, 16, true),
        ("adjusted", vec![came_row, changed], date(2026, 8, 9), Adjusted, 9, false),
        ("done", vec![came_row, changed, sent], end, Completed, 10, false),
        (
            "an older change is another's",
            vec![(291, date(2026, 5, 1), -1), came_row],
            end,
            Received,
            17,
            true,
        ),
        (
            "a letter that nothing changes",
            vec![came_row, (290, date(2026, 8, 3), 0), (971, date(2026, 8, 10), 0)],
            end,
            Completed,
            10,
            false,
        ),
    ] {
        let found = amended::amended(Pack::us_federal(), &filed(&more), today).unwrap().unwrap();
        assert_eq!((found.stage, found.weeks, found.is_late(today)), (stage, weeks, late), "{case}");
    }
    assert_eq!(amended::amended(Pack::us_federal(), &filed(&[]), end).unwrap(), None);
}

#[test]
fn an_audit_says_what_happened() {
    use audit::Stage::{Chosen, Closed, Open, Proposed};
    let (a, b, c, d) = (date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1));
    for (case, more, stage, change, events) in [
        ("chosen", vec![(424, a, 0)], Chosen, 0, 1),
        ("open", vec![(424, a, 0), (420, b, 0)], Open, 0, 2),
        ("a notice", vec![(420, a, 0), (494, b, 0)], Proposed, 0, 2),
        ("the notice settled", vec![(420, a, 0), (494, b, 0), (495, c, 0)], Open, 0, 3),
        ("more tax", vec![(420, a, 0), (300, d, 7_000), (421, d, 0)], Closed, 7_000, 3),
        ("no change", vec![(420, a, 0), (421, d, 0)], Closed, 0, 2),
        ("once more", vec![(420, a, 0), (421, b, 0), (420, c, 0)], Open, 0, 1),
        ("tax after its end", vec![(420, a, 0), (421, b, 0), (300, c, 900)], Closed, 900, 3),
    ] {
        let found = audit::audit(&filed(&more), date(2026, 12, 1)).unwrap().unwrap();
        assert_eq!(
            (found.stage, found.change, found.events.len()),
            (stage, Cents::new(change), events),
            "{case}"
        );
    }
    let more = filed(&[(420, a, 0), (300, d, 7_000), (421, d, 0)]);
    let found = audit::audit(&more, d).unwrap().unwrap();
    assert_eq!(found.events.last(), Some(&(d, Event::Ended)));
    assert_eq!(audit::audit(&more, date(2026, 4, 30)).unwrap(), None, "before it began");
    assert_eq!(audit::audit(&filed(&[(300, d, 7_000)]), d).unwrap(), None, "tax without an audit");
}

proptest! {
    /// Of a refund that does not come back, and is not held once it was approved, the stage never goes back.
    #[test]
    fn a_stage_is_never_taken_back(
        worked in 0_i32..200,
        rows in prop::collection::vec((prop::sample::select(vec![571_u16, 846, 977, 971, 291]), 0_i32..400), 0..6),
        hold in prop::option::of(0_i32..200),
        (one, other) in (0_i32..600, 0_i32..600),
    ) {
        let start = day_number(date(2026, 3, 2));
        let on = |days: i32| date_of(start + days);
        let mut all = vec![(150, on(worked), 60_000)];
        all.extend(hold.map(|before| (570, on(before.min(worked)), 0)));
        all.extend(rows.iter().map(|(code, days)| (*code, on(*days), match code { 846 => 1, 291 => -1, _ => 0 })));
        let found = filed(&all);
        let (first, second) = (on(one.min(other)), on(one.max(other)));
        let stage = |today| refund::refund(Pack::us_federal(), &found, today).unwrap().map(|found| found.stage);
        prop_assert!(stage(first) <= stage(second));
        let latest = rows.iter().filter(|(code, _)| *code == 977).map(|(_, days)| *days).max();
        // A second amended return begins anew.
        if latest.is_none_or(|latest| on(latest) <= first) {
            let stage = |today| amended::amended(Pack::us_federal(), &found, today).unwrap().map(|found| found.stage);
            prop_assert!(stage(first) <= stage(second));
        }
    }
}
