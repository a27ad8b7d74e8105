//! May this guess be looked at? Counts it in the database first, then says so.

use store::WriteError;
use store::identity::limits as rows;
use values::Timestamp;

use crate::limits::{Guess, Tries, Verdict, one_more};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// Parallel guesses move the same count; each loses at most against so many others.
const ATTEMPTS: usize = 8;

/// Whose guesses are counted together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    guess: Guess,
    key: [u8; 32],
}

impl Identity {
    /// The count for a kind of guess by or at someone.
    pub(crate) fn counted(&self, guess: Guess, whose: &[u8]) -> Counted {
        Counted { guess, key: self.sealer().index_of(guess.name(), whose) }
    }

    /// Counts one more guess. Until when to wait, if it must not be looked at.
    pub(crate) async fn count(
        &self,
        counted: Counted,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, IdentityError> {
        for _ in 0..ATTEMPTS {
            let before = rows::find(self.store(), counted.key).await?;
            let so_far = before.map(|row| Tries {
                count: row.tries,
                last_at: row.last_at,
                wait_until: row.wait_until,
            });
            let tries = match one_more(counted.guess, so_far, now) {
                Verdict::Wait(until) => return Ok(Some(until)),
                Verdict::Count(tries) => tries,
            };
            let after =
                rows::Limit { tries: tries.count, last_at: tries.last_at, wait_until: tries.wait_until };
            match self.store().write(rows::change(counted.key, before, after)).await {
                Ok(()) => return Ok(None),
                Err(WriteError::Conflict { .. }) => (),
                Err(error) => return Err(error.into()),
            }
        }
        // So many at once is no person.
        Ok(Some(crate::secrets::later(now, 5)))
    }

    /// The count for a kind of guess from a network; none if the server was not told where from, since
    /// everyone would share it.
    pub(crate) fn counted_network(&self, guess: Guess, visitor: &Visitor) -> Option<Counted> {
        (!visitor.network.is_empty()).then(|| self.counted(guess, visitor.network.as_bytes()))
    }

    /// Counts under several keys; the latest instant any of them asks to wait for.
    pub(crate) async fn count_all(
        &self,
        all: impl IntoIterator<Item = Counted>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, IdentityError> {
        let mut latest = None;
        for counted in all {
            latest = latest.max(self.count(counted, now).await?);
        }
        Ok(latest)
    }
}

/// The statement that forgets a count: the guess was right.
pub(crate) fn clear(counted: Counted) -> store::Write {
    rows::clear(counted.key)
}

/// Seconds to wait, at least one, for the message that tells it.
pub(crate) fn seconds_until(until: Timestamp, now: Timestamp) -> i64 {
    until.duration_since(now).as_secs().saturating_add(1).max(1)
}

/// Minutes to wait, rounded up.
pub(crate) fn minutes_until(until: Timestamp, now: Timestamp) -> i64 {
    (seconds_until(until, now) + 59) / 60
}
