//! Payments from bank accounts and by card: what may be asked, what becomes of it, and what that writes into the ledger.
//!
//! Each operation is a pure decision, from what is asked and what stands to a write or a [`Refusal`]; the write carries its
//! audit record and moves the version of each payment that it touches, so that whoever comes second loads and decides
//! again. What a bank is asked leaves by the list of due payments ([`store::taxes::payments::list_due`]).

mod bank;
mod banks;
pub mod cards;
mod change;
mod history;
mod limits;
mod owed;
pub mod returns;
mod schedule;
pub mod settlement;
mod state;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use bank::open_year;
pub use bank::{Act, Return, call_off, entry_key, post, reinstate, send, settle, take_back};
pub use banks::{Banks, BanksError};
pub use change::{Changed, cancel, change, may_change};
pub use history::{Filter, Listed, What, list};
pub use limits::Limits;
pub use owed::{Waiting, payoff, waiting};
pub use schedule::{Asked, Moment, Share, debit_day, schedule};
pub use state::{EDGES, State, Way};
pub use store::taxes::payments::Payment;
use tax::pack::{PackError, Period};
use tax::penalties::PenaltyError;
use values::{Cents, Date, Id};

/// Why something cannot be done with a payment. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Nothing is asked for.
    #[error("there is nothing to pay")]
    Nothing,
    /// The amount is zero, negative or too large.
    #[error("an amount is more than zero and less than {below}")]
    Amount {
        /// The limit.
        below: Cents,
    },
    /// The day has passed or is too far ahead.
    #[error("a payment is made from {first} to {last}")]
    Day {
        /// The first day it may have.
        first: Date,
        /// The last.
        last: Date,
    },
    /// The day holds as many payments as it may.
    #[error("{most} payments a day, of which {left} are left")]
    TooManyToday {
        /// How many a day may hold.
        most: i64,
        /// How many of them are left.
        left: i64,
    },
    /// What it is for cannot be paid by card, or nobody takes this kind of card.
    #[error("this is not paid by card")]
    NotByCard,
    /// It is too much for a card.
    #[error("a payment by card is less than {below}")]
    CardAmount {
        /// The limit.
        below: Cents,
    },
    /// As many were paid by card as may be.
    #[error("{most} payments by card for this year in a time")]
    TooManyByCard {
        /// How many may be.
        most: i64,
        /// In what time.
        period: Period,
    },
    /// The processor speaks of another sum than was asked for.
    #[error("the card processor speaks of another sum than was asked for")]
    OtherAmount,
    /// The deadline for changing it has passed.
    #[error("it could be changed until {until}")]
    TooLate {
        /// The last day on which it could.
        until: Date,
    },
    /// There is no way from where it stands to there.
    #[error("a payment does not come from {from:?} to {to:?}")]
    WrongState {
        /// Where it stands.
        from: State,
        /// Where it was to go.
        to: State,
    },
    /// This return was taken before.
    #[error("the payment was returned before")]
    AlreadyReturned,
    /// Banks use no such code.
    #[error("there is no such return code")]
    UnknownReturnCode,
    /// The books hold a state or a reason that the program does not know.
    #[error("a stored payment has a state or reason that is not known")]
    UnknownState,
    /// A sum is too large.
    #[error("a sum is too large")]
    Arithmetic,
    /// The pack lacks a figure.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The penalty cannot be computed.
    #[error(transparent)]
    Penalty(#[from] PenaltyError),
}

/// Digits and letters that cannot be taken for each other, read out on the telephone (Crockford).
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number that a payer is given: twelve characters from the random end of the payment's id, 60 bits.
pub fn confirmation(payment: Id) -> String {
    let end = u128::from_be_bytes(*payment.as_bytes()) & ((1 << 60) - 1);
    let letter = |place: u32| {
        let index = usize::try_from(end >> (5 * place) & 31).expect("five bits");
        char::from(ALPHABET[index])
    };
    (0..12).rev().map(letter).collect()
}

/// The record key of a module that a payment opens, for a year that the books do not know yet (docs/books.md).
pub fn module_key(owner: Id, form: &str, tax_year: i64) -> String {
    format!("opened:{owner}:{form}:{tax_year}")
}
