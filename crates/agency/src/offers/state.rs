//! In which states an offer can be, and how it comes from one to another: the table of all edges there are.

use store::taxes::offers::Offer;

use super::Refusal;

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Somebody has to decide on it.
    Sent,
    /// Accepted.
    Accepted,
    /// Refused.
    Refused,
    /// Taken back before it was decided on.
    Withdrawn,
    /// Sent back without a decision.
    Returned,
    /// Accepted by law, as nobody decided in time.
    Deemed,
}

/// Every way from one state to another.
pub const EDGES: [(State, State); 5] = [
    (State::Sent, State::Accepted),
    (State::Sent, State::Refused),
    (State::Sent, State::Withdrawn),
    (State::Sent, State::Returned),
    (State::Sent, State::Deemed),
];

impl State {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Sent, Self::Accepted, Self::Refused, Self::Withdrawn, Self::Returned, Self::Deemed];

    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Returned => "returned",
            Self::Deemed => "deemed",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Where an offer stands.
    pub fn of(offer: &Offer) -> Result<Self, Refusal> {
        Self::named(&offer.state).ok_or(Refusal::Unknown)
    }

    /// Whether there is a way to another state.
    pub fn may_become(self, to: Self) -> bool {
        EDGES.contains(&(self, to))
    }
}
