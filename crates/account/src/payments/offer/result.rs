//! What the check comes to: what stands in the way, both ways to pay, and every line of the formula with its arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use agency::offers::{Footing, check};
use askama::Template;
use axum::response::Response;
use tax::offers::{Check, Item, Line, OfferError, Piece, Way};
use tax::pack::{Figure, Pack};
use values::{Cents, Date};
use web::{Frame, PageError};

use super::send::may_send;
use super::{Draft, PATH, address, owing, said};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/offer/result.html")]
struct Shown {
    frame: Frame,
    today: Date,
    check: Check,
    footing: Footing,
    /// What stands in the way, and what to do about it.
    obstacles: Vec<(String, String)>,
    /// Each debt, said.
    owed: Vec<(String, Cents)>,
    ways: Vec<Payable>,
    /// Boxes A and B.
    equity: Vec<EquityBox>,
    income: Vec<Sum>,
    expenses: Vec<Sum>,
    may_send: bool,
    /// Both boxes together.
    both: Cents,
    /// Months that are left to collect, and what is left of the income in all of them.
    all_months: i64,
    all_income: Cents,
    /// Where the standards and the figures are printed, with the first day they hold.
    sources: BTreeSet<(String, Date)>,
    percent: String,
    figures: Figures,
}

/// Figures of the law that the page names.
struct Figures {
    payments: i64,
    appeal_days: i64,
    public_years: i64,
    decision_months: i64,
    compliance_years: i64,
    first_payment_days: i64,
}

/// One way to pay.
struct Payable {
    title: String,
    what: String,
    way: Way,
    months: i64,
    /// What is left of the income in all these months.
    income: Cents,
    /// It saves nothing.
    is_too_much: bool,
}

struct EquityBox {
    title: String,
    rows: Vec<(String, Piece)>,
    total: String,
    sum: Cents,
}

/// A line of a month.
struct Sum {
    label: String,
    given: Cents,
    counts: Cents,
    /// What it is held against, said.
    standard: String,
    /// Nothing was written and nothing counts.
    is_empty: bool,
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let Some(footing) = owing(&visitor).await? else { return visitor.page.go(PATH) };
    let answers = Draft::open(&visitor).await?.answers;
    if let Some(section) = answers.next() {
        return visitor.page.go(&address(section));
    }
    let found = check(&visitor.account.pack, &answers, &footing, visitor.today());
    let found = found.map_err(PageError::broken)?;
    let view = view(&visitor, found, footing).map_err(PageError::broken)?;
    visitor.page.show(&view)
}

fn view(visitor: &Visitor, check: Check, footing: Footing) -> Result<Shown, OfferError> {
    let (today, pack) = (visitor.today(), &visitor.account.pack);
    let frame = visitor.frame("offer-result-title");
    let sums = |items: &[Item]| lines(&check, items).map(|line| sum(&frame, line)).collect();
    let obstacles = check.obstacles.iter().map(|one| said::obstacle(*one));
    let percent = pack.figure("offer.quick_sale_percent", today)?.value.normalize();
    let owed = footing.owed.iter().map(|owed| {
        let words = [("form", owed.form.clone()), ("year", owed.tax_year.to_string())];
        (frame.say_with("offer-owed-for", &words), owed.balance)
    });
    Ok(Shown {
        today,
        obstacles: obstacles.map(|(what, advice)| (frame.say(what), frame.say(advice))).collect(),
        owed: owed.collect(),
        ways: ways(&frame, pack, &check, &footing, today)?,
        equity: vec![
            equity(&frame, ("offer-box-a", "offer-box-a-total"), &check, (&BOX_A, check.box_a)),
            equity(&frame, ("offer-box-b", "offer-box-b-total"), &check, (&BOX_B, check.box_b)),
        ],
        income: sums(&INCOME),
        expenses: sums(&EXPENSES),
        may_send: may_send(&check, &footing),
        both: check.box_a.plus(check.box_b)?,
        all_months: check.full_pay.months.into(),
        all_income: check.full_pay.can_pay.minus(check.full_pay.equity)?,
        sources: sources(pack, &check, today),
        percent: frame.percent(percent),
        figures: Figures::on(pack, today)?,
        check,
        footing,
        frame,
    })
}

/// Both ways to pay.
fn ways(
    frame: &Frame,
    pack: &Pack,
    check: &Check,
    footing: &Footing,
    today: Date,
) -> Result<Vec<Payable>, OfferError> {
    let share = frame.percent(pack.figure("offer.down_payment_percent", today)?.value.normalize());
    let payments = pack.count("offer.payments_lump_sum", today)?;
    let in_few = [("percent", share), ("months", payments.to_string())];
    let way = |title, what, way: Way| Payable {
        title: frame.say(title),
        what,
        months: way.months.into(),
        income: Cents::new(check.box_f.get().saturating_mul(way.months.into())),
        is_too_much: way.least >= footing.balance,
        way,
    };
    Ok(vec![
        way("offer-lump-sum", frame.say_with("offer-lump-sum-what", &in_few), check.lump_sum),
        way("offer-periodic", frame.say("offer-periodic-what"), check.periodic),
    ])
}

/// Box A or B with a row for each thing.
fn equity(
    frame: &Frame,
    (title, total): (&str, &str),
    check: &Check,
    (items, sum): (&[Item], Cents),
) -> EquityBox {
    let rows = lines(check, items).flat_map(|line| {
        let label = frame.say(said::item(line.item));
        line.pieces.iter().map(move |piece| (label.clone(), *piece))
    });
    EquityBox { title: frame.say(title), rows: rows.collect(), total: frame.say(total), sum }
}

fn lines<'a>(check: &'a Check, items: &'a [Item]) -> impl Iterator<Item = &'a Line> {
    check.lines.iter().filter(move |line| items.contains(&line.item))
}

impl Figures {
    fn on(pack: &Pack, today: Date) -> Result<Self, OfferError> {
        let count = |name| Ok::<_, OfferError>(i64::from(pack.count(name, today)?));
        Ok(Self {
            payments: count("offer.payments_lump_sum")?,
            appeal_days: count("offer.appeal_days")?,
            public_years: count("offer.public_years")?,
            decision_months: count("offer.decision_months")?,
            compliance_years: count("offer.compliance_years")?,
            first_payment_days: count("offer.first_payment_days")?,
        })
    }
}

const BOX_A: [Item; 7] = [
    Item::Bank,
    Item::Investments,
    Item::Retirement,
    Item::LifeInsurance,
    Item::RealProperty,
    Item::Vehicles,
    Item::Household,
];
const BOX_B: [Item; 2] = [Item::Business, Item::Tools];
const INCOME: [Item; 4] = [Item::Wages, Item::Pensions, Item::NetBusiness, Item::OtherIncome];
const EXPENSES: [Item; 13] = [
    Item::NationalStandard,
    Item::Housing,
    Item::VehiclePayments,
    Item::VehicleOperating,
    Item::PublicTransport,
    Item::HealthInsurance,
    Item::HealthCare,
    Item::CourtOrdered,
    Item::Care,
    Item::LifePremiums,
    Item::CurrentTaxes,
    Item::SecuredDebts,
    Item::LateStateTaxes,
];

/// Lines that go by a standard where one is known for the place.
const LIMITED: [Item; 6] = [
    Item::NationalStandard,
    Item::Housing,
    Item::VehiclePayments,
    Item::VehicleOperating,
    Item::PublicTransport,
    Item::HealthCare,
];

fn sum(frame: &Frame, line: &Line) -> Sum {
    let standard = match &line.standard {
        Some(standard) => frame.say_with(
            "offer-standard-from",
            &[("amount", frame.money(standard.amount)), ("date", frame.short_date(standard.from))],
        ),
        None if LIMITED.contains(&line.item) => frame.say("offer-standard-unknown"),
        None => frame.say("offer-standard-none"),
    };
    Sum {
        label: frame.say(said::item(line.item)),
        given: line.given,
        counts: line.counts,
        standard,
        is_empty: line.given.is_zero() && line.counts.is_zero(),
    }
}

/// Where the standards that were used and the figures of offers are printed.
fn sources(pack: &Pack, check: &Check, today: Date) -> BTreeSet<(String, Date)> {
    let standards = check.lines.iter().filter_map(|line| line.standard.as_ref());
    let figures = pack.figures().iter().filter(|figure| figure.name.starts_with("offer."));
    // The last line of each name that holds today: they stand by name and day.
    let in_force = figures.filter(|figure| figure.effective_from <= today);
    let in_force: BTreeMap<&str, &Figure> = in_force.map(|figure| (figure.name.as_str(), figure)).collect();
    standards
        .map(|standard| (standard.source.clone(), standard.from))
        .chain(in_force.values().map(|figure| (figure.source.clone(), figure.effective_from)))
        .collect()
}
