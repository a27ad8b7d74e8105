//! Which step comes next for somebody who proves who they are? Each states its address and whether it is done; each
//! route names its steps, in their order. Pure.

use store::identity::proofings::Route;

use super::case::Case;
use super::policy::{AddressSeen, Item, Kind, strength};
use super::policy::{Strength, Validation};

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Choose how.
    Route,
    /// Name and date of birth.
    You,
    /// SSN or ITIN.
    Number,
    /// Where letters arrive.
    Address,
    /// Which papers will be shown.
    Papers,
    /// A telephone, and the code that was sent to it.
    Phone,
    /// Pictures of the papers.
    Pictures,
    /// A driver's license out of a wallet.
    Wallet,
    /// Look at all of it and send it.
    Check,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Route,
        Self::You,
        Self::Number,
        Self::Address,
        Self::Papers,
        Self::Phone,
        Self::Pictures,
        Self::Wallet,
        Self::Check,
    ];

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Route => "/prove/route",
            Self::You => "/prove/you",
            Self::Number => "/prove/number",
            Self::Address => "/prove/address",
            Self::Papers => "/prove/papers",
            Self::Phone => "/prove/phone",
            Self::Pictures => "/prove/pictures",
            Self::Wallet => "/prove/wallet",
            Self::Check => "/prove/check",
        }
    }

    /// Whether somebody on this route takes it. Whoever shows two papers needs no telephone.
    fn is_for(self, route: Route, papers: usize) -> bool {
        match self {
            Self::Route | Self::You | Self::Number | Self::Address | Self::Check => true,
            Self::Papers => route != Route::Wallet,
            Self::Phone => route != Route::Wallet && papers < 2,
            Self::Pictures => matches!(route, Route::Camera | Route::Call | Route::Letter),
            Self::Wallet => route == Route::Wallet,
        }
    }

    /// Whether what it asks for is there.
    pub fn is_done(self, case: &Case) -> bool {
        let (row, facts) = (&case.row, &case.facts);
        match self {
            Self::Route => row.route.is_some(),
            Self::You => facts.given_names.is_some() && facts.birth_date.is_some(),
            Self::Number => facts.tax_number.is_some(),
            // A letter goes only to the address on the paper.
            Self::Address => facts.address.is_some() && !is_elsewhere(case),
            Self::Papers => row.route.is_some_and(|route| are_enough(route, &case.documents())),
            Self::Phone => row.phone_confirmed_at.is_some(),
            // What an agent has found good is not asked for again, but where the face is to be compared with it.
            Self::Pictures => {
                let is_compared = row.route == Some(Route::Camera);
                let was_taken = |kind: &Kind| was_taken(case, *kind);
                row.pictures_at.is_some() || (!is_compared && case.documents().iter().all(was_taken))
            }
            Self::Wallet => was_taken(case, Kind::MobileLicense),
            Self::Check => false,
        }
    }
}

/// Whether a letter is to come, and the paper was found to bear another address than was typed.
pub(super) fn is_elsewhere(case: &Case) -> bool {
    let is_other = |item: &Item| item.address == Some(AddressSeen::Other);
    case.row.route == Some(Route::Letter) && case.items().iter().any(is_other)
}

/// Whether a paper was found good before.
pub(super) fn was_taken(case: &Case, kind: Kind) -> bool {
    case.evidence.iter().any(|piece| piece.kind == kind.word())
}

/// Papers that somebody can choose, and what is asked of each: strong ones, with a portrait.
pub const PAPERS: [Kind; 9] = [
    Kind::DriversLicense,
    Kind::StateCard,
    Kind::Passport,
    Kind::PassportCard,
    Kind::TribalCard,
    Kind::UniformedServicesCard,
    Kind::VeteranHealthCard,
    Kind::OldResidentCard,
    Kind::ReentryPermit,
];

/// Whether a paper can be used on a route: a letter goes to the address that stands on it.
pub fn may_show(route: Route, kind: Kind) -> bool {
    let is_strong = strength(kind, Validation::VisualInspection) == Some(Strength::Strong);
    let has_address = !matches!(kind, Kind::Passport | Kind::PassportCard);
    PAPERS.contains(&kind) && is_strong && (route != Route::Letter || has_address)
}

/// Whether these papers, with a telephone where there is one of them, can be enough on a route: one, or a card and a
/// passport.
pub fn are_enough(route: Route, papers: &[Kind]) -> bool {
    (1..=2).contains(&papers.len())
        && papers.iter().all(|kind| may_show(route, *kind))
        && papers.iter().filter(|kind| **kind != Kind::Passport).count() <= 1
        && papers.first() != papers.get(1)
}

/// The steps of somebody's way, in their order.
pub fn list(case: &Case) -> Vec<Step> {
    let Some(route) = case.row.route else { return vec![Step::Route] };
    let papers = case.documents().len();
    Step::ALL.into_iter().filter(|step| step.is_for(route, papers)).collect()
}

/// The first step that is not done.
pub fn next(case: &Case) -> Step {
    list(case).into_iter().find(|step| !step.is_done(case)).unwrap_or(Step::Check)
}

/// Whether somebody may be at a step: those before it are done. To go back is always allowed.
pub fn is_open(case: &Case, step: Step) -> bool {
    list(case).contains(&step) && step <= next(case)
}
