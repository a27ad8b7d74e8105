//! What becomes of a form: somebody looks at it, and it is accepted or refused with a reason; or its sender takes it back.

use store::seal::{DataKey, Sealer};
use store::taxes::sent_forms::{self, Waiting};
use store::{Actor, Store, StoreError, Write};
use values::{Date, Id};

use super::send::{end, record};
use super::{Loaded, Refusal, State};
use crate::payments::Moment;

/// What somebody of the agency does with a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Begins to look at it.
    Review,
    /// Grants what it asks for.
    Accept,
    /// Does not, and says why.
    Refuse,
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Review, Self::Accept, Self::Refuse];

    /// Its name on pages and command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Accept => "accept",
            Self::Refuse => "refuse",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.name() == name)
    }

    const fn leads_to(self) -> (State, &'static str) {
        match self {
            Self::Review => (State::InReview, "form.review"),
            Self::Accept => (State::Accepted, "form.accept"),
            Self::Refuse => (State::Refused, "form.refuse"),
        }
    }
}

/// The forms in an open state, the oldest first; `after` is the day and id of the last one seen.
pub async fn queue(
    store: &Store,
    state: State,
    after: Option<(Date, Id)>,
    most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    sent_forms::list_in_state(store, state.name(), after, most).await
}

/// Does it. `reason` is shown to the form's sender.
pub fn decide(
    loaded: &Loaded,
    seal: (&Sealer, &DataKey),
    (decision, reason): (Decision, Option<String>),
    (moment, actor): (Moment, Actor),
) -> Result<Write, Refusal> {
    let reason = reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if decision == Decision::Refuse && reason.is_none() {
        return Err(Refusal::NoReason);
    }
    let (to, action) = decision.leads_to();
    let write = end(loaded, seal, to, reason, moment)?;
    Ok(write.audit(record(moment, actor, action, loaded.form.taxpayer_id)))
}

/// Its sender takes it back.
pub fn withdraw(loaded: &Loaded, seal: (&Sealer, &DataKey), moment: Moment) -> Result<Write, Refusal> {
    let write = end(loaded, seal, State::Withdrawn, None, moment)?;
    let actor = Actor::Person(loaded.form.taxpayer_id);
    Ok(write.audit(record(moment, actor, "form.withdraw", loaded.form.taxpayer_id)))
}
