//! In which states a payment can be, and how it comes from one to another: the table of all edges there are.

use store::taxes::payments::Payment;

use super::Refusal;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It waits for its day.
    Scheduled,
    /// The bank is asked for it.
    Sent,
    /// The bank has paid.
    Settled,
    /// It stands in the ledger.
    Posted,
    /// Its payer called it off.
    Cancelled,
    /// The bank sent it back.
    Returned,
}

/// Every way from one state to another. A bank may send back what was posted long ago (NACHA Operating Rules, 3.12), and the
/// agency's bank may refuse what it sends back (2.12.5): the payment then stands again.
pub const EDGES: [(State, State); 8] = [
    (State::Scheduled, State::Sent),
    (State::Scheduled, State::Cancelled),
    (State::Sent, State::Settled),
    (State::Settled, State::Posted),
    (State::Sent, State::Returned),
    (State::Settled, State::Returned),
    (State::Posted, State::Returned),
    (State::Returned, State::Posted),
];

impl State {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Scheduled, Self::Sent, Self::Settled, Self::Posted, Self::Cancelled, Self::Returned];

    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Sent => "sent",
            Self::Settled => "settled",
            Self::Posted => "posted",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Where a payment stands.
    pub fn of(payment: &Payment) -> Result<Self, Refusal> {
        Self::named(&payment.state).ok_or(Refusal::UnknownState)
    }

    /// Whether there is a way to another state.
    pub fn may_become(self, to: Self) -> bool {
        EDGES.contains(&(self, to))
    }
}

/// The payment in another state, if there is a way to it.
pub(super) fn moved(payment: &Payment, to: State) -> Result<Payment, Refusal> {
    let from = State::of(payment)?;
    if !from.may_become(to) {
        return Err(Refusal::WrongState { from, to });
    }
    Ok(Payment { state: to.name().to_owned(), ..payment.clone() })
}
