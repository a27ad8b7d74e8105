//! What does each section ask, and into which answer does it go?

use agency::offers::{Answers, Section};
use tax::offers::{Obstacle, Pledged};
use values::Cents;

/// The page of a section.
pub(super) struct Page {
    pub(super) title: &'static str,
    pub(super) intro: &'static str,
    pub(super) asks: Asks,
}

/// What a section asks.
pub(super) enum Asks {
    /// Which obstacles there are.
    Obstacles,
    /// Who lives together, and where.
    Household,
    /// An amount for each line.
    Amounts(&'static [Amount]),
    /// Any number of things, each with what is owed on it.
    Things(&'static str, fn(&mut Answers) -> &mut Vec<Pledged>),
    /// Any number of vehicles.
    Vehicles,
}

/// An amount that may be left empty.
pub(super) struct Amount {
    /// Its field.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// A hint, or nothing.
    pub(super) hint: &'static str,
    pub(super) of: fn(&mut Answers) -> &mut Cents,
}

const fn amount(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    of: fn(&mut Answers) -> &mut Cents,
) -> Amount {
    Amount { name, label, hint, of }
}

/// What is asked about; that a bill is missing the books know.
pub(super) const OBSTACLES: [Obstacle; 11] = [
    Obstacle::UnfiledReturns,
    Obstacle::EstimatedPayments,
    Obstacle::Deposits,
    Obstacle::Bankruptcy,
    Obstacle::OpenAudit,
    Obstacle::InnocentSpouse,
    Obstacle::DeactivatedNumber,
    Obstacle::TrustFund,
    Obstacle::JusticeDepartment,
    Obstacle::Restitution,
    Obstacle::ForeignEarnings,
];

static BANK: [Amount; 1] =
    [amount("bank", "offer-bank-amount", "offer-bank-hint", |all| &mut all.assets.bank)];

static BELONGINGS: [Amount; 2] = [
    amount("value", "offer-value", "offer-value-hint", |all| &mut all.assets.household.value),
    amount("loan", "offer-loan", "", |all| &mut all.assets.household.loan),
];

static TOOLS: [Amount; 2] = [
    amount("value", "offer-value", "offer-value-hint", |all| &mut all.assets.tools.value),
    amount("loan", "offer-loan", "", |all| &mut all.assets.tools.loan),
];

static INCOME: [Amount; 4] = [
    amount("wages", "offer-wages", "offer-wages-hint", |all| &mut all.income.wages),
    amount("pensions", "offer-pensions", "", |all| &mut all.income.pensions),
    amount("net_business", "offer-net-business", "offer-net-business-hint", |all| {
        &mut all.income.net_business
    }),
    amount("other", "offer-other-income", "offer-other-income-hint", |all| &mut all.income.other),
];

static HOUSING: [Amount; 1] =
    [amount("housing", "offer-housing-amount", "offer-housing-hint", |all| &mut all.expenses.housing)];

static TRANSPORT: [Amount; 3] = [
    amount("payments", "offer-vehicle-payments", "", |all| &mut all.expenses.vehicle_payments),
    amount("operating", "offer-vehicle-operating", "offer-vehicle-operating-hint", |all| {
        &mut all.expenses.vehicle_operating
    }),
    amount("public", "offer-public-transport", "", |all| &mut all.expenses.public_transport),
];

static HEALTH: [Amount; 2] = [
    amount("insurance", "offer-health-insurance", "", |all| &mut all.expenses.health_insurance),
    amount("care", "offer-health-care", "offer-health-care-hint", |all| &mut all.expenses.health_care),
];

static OTHER: [Amount; 6] = [
    amount("court", "offer-court-ordered", "offer-court-ordered-hint", |all| &mut all.expenses.court_ordered),
    amount("care", "offer-care", "", |all| &mut all.expenses.care),
    amount("life", "offer-life-premiums", "offer-life-premiums-hint", |all| &mut all.expenses.life_premiums),
    amount("taxes", "offer-current-taxes", "offer-current-taxes-hint", |all| &mut all.expenses.current_taxes),
    amount("secured", "offer-secured-debts", "offer-secured-debts-hint", |all| {
        &mut all.expenses.secured_debts
    }),
    amount("late", "offer-late-state-taxes", "", |all| &mut all.expenses.late_state_taxes),
];

/// The page of a section.
pub(super) fn page(section: Section) -> Page {
    let (title, intro, asks) = match section {
        Section::Standing => ("offer-standing", "offer-standing-intro", Asks::Obstacles),
        Section::Household => ("offer-household", "offer-household-intro", Asks::Household),
        Section::Bank => ("offer-bank", "offer-bank-intro", Asks::Amounts(&BANK)),
        Section::Investments => (
            "offer-investments",
            "offer-investments-intro",
            Asks::Things("offer-investment", |all| &mut all.assets.investments),
        ),
        Section::Retirement => (
            "offer-retirement",
            "offer-retirement-intro",
            Asks::Things("offer-retirement-account", |all| &mut all.assets.retirement),
        ),
        Section::Insurance => (
            "offer-insurance",
            "offer-insurance-intro",
            Asks::Things("offer-policy", |all| &mut all.assets.life_insurance),
        ),
        Section::Property => (
            "offer-property",
            "offer-property-intro",
            Asks::Things("offer-house", |all| &mut all.assets.real_property),
        ),
        Section::Vehicles => ("offer-vehicles", "offer-vehicles-intro", Asks::Vehicles),
        Section::Belongings => ("offer-belongings", "offer-belongings-intro", Asks::Amounts(&BELONGINGS)),
        Section::Business => (
            "offer-business",
            "offer-business-intro",
            Asks::Things("offer-business-thing", |all| &mut all.assets.business),
        ),
        Section::Tools => ("offer-tools", "offer-tools-intro", Asks::Amounts(&TOOLS)),
        Section::Income => ("offer-income", "offer-income-intro", Asks::Amounts(&INCOME)),
        Section::Housing => ("offer-housing", "offer-housing-intro", Asks::Amounts(&HOUSING)),
        Section::Transport => ("offer-transport", "offer-transport-intro", Asks::Amounts(&TRANSPORT)),
        Section::Health => ("offer-health", "offer-health-intro", Asks::Amounts(&HEALTH)),
        Section::Other => ("offer-other", "offer-other-intro", Asks::Amounts(&OTHER)),
    };
    Page { title, intro, asks }
}
