//! How pages say obstacles, places and lines of the worksheet.

use agency::offers::{Paid, ReturnReason, Section, State};
use tax::offers::{Item, Obstacle};
use web::Frame;

/// The sections in groups, each with its heading.
pub(super) const GROUPS: [(&str, &[Section]); 4] = [
    ("offer-group-you", &[Section::Standing, Section::Household]),
    (
        "offer-group-have",
        &[
            Section::Bank,
            Section::Investments,
            Section::Retirement,
            Section::Insurance,
            Section::Property,
            Section::Vehicles,
            Section::Belongings,
            Section::Business,
            Section::Tools,
        ],
    ),
    ("offer-group-income", &[Section::Income]),
    ("offer-group-spend", &[Section::Housing, Section::Transport, Section::Health, Section::Other]),
];

/// The field of an obstacle.
pub(super) const fn obstacle_name(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::UnfiledReturns => "unfiled",
        Obstacle::NoBill => "bill",
        Obstacle::EstimatedPayments => "estimated",
        Obstacle::Deposits => "deposits",
        Obstacle::Bankruptcy => "bankruptcy",
        Obstacle::OpenAudit => "audit",
        Obstacle::InnocentSpouse => "spouse",
        Obstacle::DeactivatedNumber => "number",
        Obstacle::TrustFund => "trust",
        Obstacle::JusticeDepartment => "justice",
        Obstacle::Restitution => "restitution",
        Obstacle::ForeignEarnings => "foreign",
    }
}

/// An obstacle as somebody would say it of themselves, and what to do about it.
pub(super) const fn obstacle(obstacle: Obstacle) -> (&'static str, &'static str) {
    match obstacle {
        Obstacle::UnfiledReturns => ("offer-unfiled", "offer-unfiled-do"),
        Obstacle::NoBill => ("offer-no-bill", "offer-no-bill-do"),
        Obstacle::EstimatedPayments => ("offer-estimated", "offer-estimated-do"),
        Obstacle::Deposits => ("offer-deposits", "offer-deposits-do"),
        Obstacle::Bankruptcy => ("offer-bankruptcy", "offer-bankruptcy-do"),
        Obstacle::OpenAudit => ("offer-audit", "offer-audit-do"),
        Obstacle::InnocentSpouse => ("offer-spouse", "offer-spouse-do"),
        Obstacle::DeactivatedNumber => ("offer-number", "offer-number-do"),
        Obstacle::TrustFund => ("offer-trust", "offer-trust-do"),
        Obstacle::JusticeDepartment => ("offer-justice", "offer-justice-do"),
        Obstacle::Restitution => ("offer-restitution", "offer-restitution-do"),
        Obstacle::ForeignEarnings => ("offer-foreign", "offer-foreign-do"),
    }
}

/// Why an offer was returned, and what to do about it.
pub(super) const fn returned(reason: ReturnReason) -> (&'static str, &'static str) {
    match reason {
        ReturnReason::Obstacle(which) => obstacle(which),
        ReturnReason::FeeMissing => ("offer-fee-missing", "offer-fee-missing-do"),
        ReturnReason::PaymentMissing => ("offer-payment-missing", "offer-payment-missing-do"),
        ReturnReason::NoAnswer => ("offer-no-answer", "offer-no-answer-do"),
    }
}

/// A line of the worksheet.
pub(super) const fn item(item: Item) -> &'static str {
    match item {
        Item::Bank => "offer-bank",
        Item::Investments => "offer-investments",
        Item::Retirement => "offer-retirement",
        Item::LifeInsurance => "offer-insurance",
        Item::RealProperty => "offer-property",
        Item::Vehicles => "offer-vehicles",
        Item::Household => "offer-belongings",
        Item::Business => "offer-business",
        Item::Tools => "offer-tools",
        Item::Wages => "offer-wages",
        Item::Pensions => "offer-pensions",
        Item::NetBusiness => "offer-net-business",
        Item::OtherIncome => "offer-other-income",
        Item::NationalStandard => "offer-national",
        Item::Housing => "offer-housing",
        Item::VehiclePayments => "offer-vehicle-payments",
        Item::VehicleOperating => "offer-vehicle-operating",
        Item::PublicTransport => "offer-public-transport",
        Item::HealthInsurance => "offer-health-insurance",
        Item::HealthCare => "offer-health-care",
        Item::CourtOrdered => "offer-court-ordered",
        Item::Care => "offer-care",
        Item::LifePremiums => "offer-life-premiums",
        Item::CurrentTaxes => "offer-current-taxes",
        Item::SecuredDebts => "offer-secured-debts",
        Item::LateStateTaxes => "offer-late-state-taxes",
    }
}

/// A place of the vehicle standards: regions are translated, cities are called what they are called.
pub(super) fn place(frame: &Frame, place: &str) -> String {
    match place {
        "Northeast" => frame.say("offer-place-northeast"),
        "Midwest" => frame.say("offer-place-midwest"),
        "South" => frame.say("offer-place-south"),
        "West" => frame.say("offer-place-west"),
        city => city.to_owned(),
    }
}

/// The word for a state, and the kind of its tag.
pub(super) const fn state(state: State) -> (&'static str, &'static str) {
    match state {
        State::Sent => ("offer-state-sent", "quiet"),
        State::Accepted => ("offer-state-accepted", ""),
        State::Refused => ("offer-state-refused", "attention"),
        State::Withdrawn => ("offer-state-withdrawn", "quiet"),
        State::Returned => ("offer-state-returned", "attention"),
        State::Deemed => ("offer-state-deemed", ""),
    }
}

/// A line of an offer's history.
pub(super) fn event(what: &str) -> &'static str {
    match State::named(what) {
        Some(State::Accepted) => "offer-event-accepted",
        Some(State::Refused) => "offer-event-refused",
        Some(State::Withdrawn) => "offer-event-withdrawn",
        Some(State::Returned) => "offer-event-returned",
        Some(State::Deemed) => "offer-event-deemed",
        Some(State::Sent) | None => "offer-event-sent",
    }
}

/// How an offer is paid.
pub(super) fn way(name: &str) -> &'static str {
    match Paid::named(name) {
        Some(Paid::Periodic) => "offer-periodic",
        Some(Paid::LumpSum) | None => "offer-lump-sum",
    }
}
