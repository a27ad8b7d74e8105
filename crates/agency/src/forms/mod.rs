//! Forms: filling one in, sending it under a signature, following it to a decision, taking it back or sending another in its
//! place. What a form asks is data of the pack (`tax::forms`).

mod decide;
mod draft;
mod known;
mod load;
mod send;
mod state;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use tax::forms::Answers;

pub use decide::{Decision, decide, queue, withdraw};
pub use draft::{Draft, DraftError, forget_old};
pub use known::known;
pub use load::{Loaded, load};
pub use send::{Sending, Signing, amend, send};
pub use state::{EDGES, State};
pub use store::taxes::form_drafts::{ANY_VISIT, FormDraft};
pub use store::taxes::sent_forms::{FormEvent, SentForm, Waiting};

/// What was answered and signed, as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// What was answered.
    pub answers: Answers,
    /// What its sender agreed to, word for word.
    pub agreed: Vec<String>,
    /// What was signed, word for word.
    pub declared: String,
    /// In which language: `en` or `es`.
    pub language: String,
    /// The name that was typed as signature.
    pub name: String,
}

impl std::fmt::Debug for Signed {
    /// Nothing of what is in it.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Signed(…)")
    }
}

/// Why a form cannot be sent or moved. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Something is missing or wrong.
    #[error("the form is not whole")]
    NotWhole,
    /// Nobody's name stands under it.
    #[error("a form needs a signature")]
    NotSigned,
    /// There is no way from where it stands to there.
    #[error("a form does not come from {from:?} to {to:?}")]
    WrongState {
        /// Where it stands.
        from: State,
        /// Where it was to go.
        to: State,
    },
    /// A refusal says why.
    #[error("who refuses a form says why")]
    NoReason,
    /// The books hold a state that the program does not know.
    #[error("a stored form has a state that is not known")]
    Unknown,
    /// The books hold something that cannot be read.
    #[error("a stored form cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A tax number cannot be read any more.
    #[error("a tax number in a form cannot be read")]
    Number,
}
