//! In which states a plan can be, and how it comes from one to another: the table of all edges there are.

use store::taxes::plans::Plan;

use super::Refusal;

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Somebody has to decide on it.
    Asked,
    /// In force.
    Active,
    /// Refused.
    Refused,
    /// Taken back before it was decided on.
    Withdrawn,
    /// Everything is paid.
    Fulfilled,
    /// Its payer ended it.
    Ended,
    /// Installments were missed for too long.
    Defaulted,
}

/// Every way from one state to another.
pub const EDGES: [(State, State); 6] = [
    (State::Asked, State::Active),
    (State::Asked, State::Refused),
    (State::Asked, State::Withdrawn),
    (State::Active, State::Fulfilled),
    (State::Active, State::Ended),
    (State::Active, State::Defaulted),
];

impl State {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Asked,
        Self::Active,
        Self::Refused,
        Self::Withdrawn,
        Self::Fulfilled,
        Self::Ended,
        Self::Defaulted,
    ];

    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Active => "active",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Fulfilled => "fulfilled",
            Self::Ended => "ended",
            Self::Defaulted => "defaulted",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Where a plan stands.
    pub fn of(plan: &Plan) -> Result<Self, Refusal> {
        Self::named(&plan.state).ok_or(Refusal::Unknown)
    }

    /// Whether there is a way to another state.
    pub fn may_become(self, to: Self) -> bool {
        EDGES.contains(&(self, to))
    }

    /// Whether it holds its years, so that no other plan can have them.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Active)
    }
}

/// The plan in another state, if there is a way to it.
pub(super) fn moved(plan: &Plan, to: State) -> Result<Plan, Refusal> {
    let from = State::of(plan)?;
    if !from.may_become(to) {
        return Err(Refusal::WrongState { from, to });
    }
    Ok(Plan { state: to.name().to_owned(), ..plan.clone() })
}

/// The plan if it stands there.
pub(super) fn require(plan: &Plan, at: State) -> Result<(), Refusal> {
    let from = State::of(plan)?;
    if from == at { Ok(()) } else { Err(Refusal::WrongState { from, to: at }) }
}
