//! Offers in compromise: the check of what a person answers and what the books say; sending, deciding, taking back.
//!
//! What the books know is not asked: the balance, the time left to collect, missing returns, the last return's income.

mod answers;
mod decide;
mod footing;
mod load;
mod papers;
mod returned;
mod send;
mod state;
#[cfg(test)]
mod tests;

use tax::offers::{Asked, Check, Obstacle, OfferError};
use tax::pack::Pack;
use tax::plans::{Area, Household};
use values::{Cents, Date};

pub use answers::{Answers, Section};
pub use decide::{RunError, accept, refuse, return_to_sender, run, waiting, withdraw};
pub use footing::{Footing, Owed, footing};
pub use load::{Loaded, load};
pub use papers::{PAPER_LIMITS, Paper, PaperShows, add_paper};
pub use returned::ReturnReason;
pub use send::{Paid, send};
pub use state::{EDGES, State};
pub use store::taxes::offers::{Offer, OfferEvent, OfferYear};

/// Why an offer cannot be sent or ended. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Another one waits for a decision.
    #[error("an offer is pending already")]
    Pending,
    /// Something must be settled first.
    #[error("something stands in the way: {0:?}")]
    InTheWay(Vec<Obstacle>),
    /// The amount is no whole dollars, too small, or saves nothing.
    #[error("an offer is whole dollars, at least {least} and less than {owed}")]
    Amount {
        /// The least to offer.
        least: Cents,
        /// What is owed.
        owed: Cents,
    },
    /// There is no way from where it stands to there.
    #[error("an offer does not come from {from:?} to {to:?}")]
    WrongState {
        /// Where it stands.
        from: State,
        /// Where it was to go.
        to: State,
    },
    /// It counts as accepted since nobody decided in time.
    #[error("it counts as accepted since {on}, as nobody decided in time")]
    TooLate {
        /// Since when.
        on: Date,
    },
    /// The fee would go back, and has left the payer's bank without having arrived.
    #[error("the fee is on its way from the bank: wait until it is posted")]
    FeeUnderWay,
    /// A payment for it cannot go on.
    #[error(transparent)]
    Payment(#[from] crate::payments::Refusal),
    /// It cannot be computed.
    #[error(transparent)]
    Rules(#[from] OfferError),
    /// The books hold a state that the program does not know.
    #[error("a stored offer has a state that is not known")]
    Unknown,
}

/// Answers are kept so many days after they were last changed.
pub const KEPT_DAYS: u8 = 90;

/// The check of what somebody answered.
pub fn check(pack: &Pack, answers: &Answers, footing: &Footing, today: Date) -> Result<Check, OfferError> {
    tax::offers::check(pack, &asked(answers, footing, today))
}

fn asked(answers: &Answers, footing: &Footing, today: Date) -> Asked {
    let home = &answers.expenses.home;
    let area = match home.state.as_str() {
        "AK" => Area::Alaska,
        "HI" => Area::Hawaii,
        _ => Area::Contiguous,
    };
    // Without a return, twelve months of the income stated decide alone.
    let income = footing.last_income.unwrap_or(Cents::new(i64::MAX));
    Asked {
        today,
        obstacles: obstacles(answers, footing),
        is_joint: answers.is_joint,
        balance: footing.balance,
        collectible_to: footing.collectible_to,
        assets: answers.assets.clone(),
        income: answers.income,
        expenses: answers.expenses.clone(),
        household: Household { area, size: home.people.max(1), income },
    }
}

/// What stands in the way, by the books or by the person's own word, each once.
fn obstacles(answers: &Answers, footing: &Footing) -> Vec<Obstacle> {
    let mut all: Vec<Obstacle> = footing.obstacles.iter().chain(&answers.obstacles).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}
