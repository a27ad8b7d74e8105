//! Where a form stands, and which way leads from there.

use store::taxes::sent_forms::SentForm;

use super::Refusal;

/// Where a form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It came in.
    Received,
    /// Somebody looks at it.
    InReview,
    /// What it asks for was granted.
    Accepted,
    /// It was not.
    Refused,
    /// Its sender took it back.
    Withdrawn,
    /// Its sender sent another in its place.
    Replaced,
}

/// All ways there are.
pub const EDGES: &[(State, State)] = &[
    (State::Received, State::InReview),
    (State::Received, State::Accepted),
    (State::Received, State::Refused),
    (State::Received, State::Withdrawn),
    (State::Received, State::Replaced),
    (State::InReview, State::Accepted),
    (State::InReview, State::Refused),
    (State::InReview, State::Withdrawn),
    (State::InReview, State::Replaced),
];

impl State {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Received, Self::InReview, Self::Accepted, Self::Refused, Self::Withdrawn, Self::Replaced];

    /// Those in which somebody still has to decide.
    pub const OPEN: [Self; 2] = [Self::Received, Self::InReview];

    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InReview => "in_review",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// That of a form.
    pub fn of(form: &SentForm) -> Result<Self, Refusal> {
        Self::named(&form.state).ok_or(Refusal::Unknown)
    }

    /// Whether there is a way.
    pub fn may_become(self, to: Self) -> bool {
        EDGES.contains(&(self, to))
    }

    /// Whether its sender may still take it back or send another in its place.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}
