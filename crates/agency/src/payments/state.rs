//! In which states a payment can be, and how it comes from one to another: the table of all edges there are.

use store::taxes::payments::Payment;

use super::Refusal;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It waits for its day.
    Scheduled,
    /// By card: its payer was sent to the processor's page.
    Started,
    /// By card: the card's bank is asked, or has agreed and the money waits to be taken.
    Submitted,
    /// The bank is asked for it.
    Sent,
    /// The bank has paid.
    Settled,
    /// It stands in the ledger.
    Posted,
    /// It was called off before any money moved.
    Cancelled,
    /// By card: nothing was paid. The card was declined, the time ran out, or something went wrong at the processor.
    Failed,
    /// The bank sent it back, or the card processor gave it back.
    Returned,
}

/// How a payment is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From a bank account.
    Bank,
    /// By card or wallet, on the processor's page.
    Card,
}

/// Every way from one state to another. A bank may send back what was posted long ago (NACHA Operating Rules, 3.12), and the
/// agency's bank may refuse what it sends back (2.12.5): the payment then stands again, as does one whose dispute was won. A
/// card that seemed to have failed may turn out to have paid: the processor's last word counts.
pub const EDGES: [(State, State); 16] = [
    (State::Scheduled, State::Sent),
    (State::Scheduled, State::Cancelled),
    (State::Sent, State::Settled),
    (State::Settled, State::Posted),
    (State::Sent, State::Returned),
    (State::Settled, State::Returned),
    (State::Posted, State::Returned),
    (State::Returned, State::Posted),
    (State::Started, State::Submitted),
    (State::Started, State::Posted),
    (State::Started, State::Cancelled),
    (State::Started, State::Failed),
    (State::Submitted, State::Posted),
    (State::Submitted, State::Cancelled),
    (State::Submitted, State::Failed),
    (State::Failed, State::Posted),
];

impl State {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Scheduled,
        Self::Started,
        Self::Submitted,
        Self::Sent,
        Self::Settled,
        Self::Posted,
        Self::Cancelled,
        Self::Failed,
        Self::Returned,
    ];

    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Started => "started",
            Self::Submitted => "submitted",
            Self::Sent => "sent",
            Self::Settled => "settled",
            Self::Posted => "posted",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
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

impl Way {
    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Card => "card",
        }
    }

    /// How a payment is made.
    pub fn of(payment: &Payment) -> Result<Self, Refusal> {
        [Self::Bank, Self::Card]
            .into_iter()
            .find(|way| way.name() == payment.way)
            .ok_or(Refusal::UnknownState)
    }

    /// Where a payment begins.
    pub(super) const fn first(self) -> State {
        match self {
            Self::Bank => State::Scheduled,
            Self::Card => State::Started,
        }
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
