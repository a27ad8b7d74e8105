//! May this guess be looked at? Counts it in the database first, then says so.

use store::identity::failures::{self, Failures};
use store::identity::limits as rows;
use store::{Write, WriteError};
use values::{Id, Timestamp};
use web::{Page, Problems};

use crate::happenings::Happening;
use crate::limits::{Guess, MOST_FAILURES, Tries, Verdict, is_shut, one_more, one_more_failure};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// Under what failures at passwords are counted.
const PASSWORD_FAILURES: &str = "failures of the password";

/// Parallel guesses move the same count; each loses at most against so many others.
const ATTEMPTS: usize = 8;

/// Whose guesses are counted together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    guess: Guess,
    key: [u8; 32],
    /// What is shut by too many failures in a row, and whose it is.
    failing: Option<([u8; 32], Option<Id>)>,
}

impl Identity {
    /// The count for a kind of guess by or at someone.
    pub(crate) fn counted(&self, guess: Guess, whose: &[u8]) -> Counted {
        Counted { guess, key: self.sealer().index_of(guess.name(), whose), failing: None }
    }

    /// The count for guesses at the password of a sign-in, by whichever address, which too many failures in a row shut.
    /// For an address that nobody has the same is done under its index.
    pub(crate) fn counted_password(&self, sign_in: Option<Id>, index: &[u8; 32]) -> Counted {
        let whose = sign_in.as_ref().map_or(index.as_slice(), |id| id.as_bytes().as_slice());
        let failing = Some((self.sealer().index_of(PASSWORD_FAILURES, whose), sign_in));
        Counted { failing, ..self.counted(Guess::PasswordByAccount, whose) }
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
            let mut write = rows::change(counted.key, before, after);
            if let Some((key, sign_in)) = counted.failing {
                let before = failures::find(self.store(), key).await?;
                write = write.and(failures::change(
                    key,
                    before,
                    one_more_failure(before, now),
                    sign_in.is_none(),
                ));
            }
            match self.store().write(write).await {
                Ok(()) => return Ok(None),
                Err(WriteError::Conflict { .. }) => (),
                Err(error) => return Err(error.into()),
            }
        }
        // So many at once is no person.
        Ok(Some(crate::secrets::later(now, 5)))
    }

    async fn password_failures(&self, counted: Counted) -> Result<Option<Failures>, IdentityError> {
        let Some((key, _)) = counted.failing else { return Ok(None) };
        Ok(failures::find(self.store(), key).await?)
    }

    /// Whether too many failures have shut a password that was set at an instant. Ask after counting.
    pub(crate) async fn is_password_shut(
        &self,
        counted: Counted,
        set_at: Option<Timestamp>,
    ) -> Result<bool, IdentityError> {
        let failures = self.password_failures(counted).await?;
        Ok(set_at.is_some_and(|set_at| is_shut(failures, set_at)))
    }

    /// What is to be done after a wrong try: the hundredth in a row shuts the authenticator and its owner is told.
    pub(crate) async fn wrong(
        &self,
        counted: Counted,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let (Some(before), Some((key, sign_in))) = (self.password_failures(counted).await?, counted.failing)
        else {
            return Ok(());
        };
        if before.count < MOST_FAILURES {
            return Ok(());
        }
        let after = Failures { count: 0, last_at: now, disabled_at: Some(now) };
        let mut write = failures::change(key, Some(before), after, sign_in.is_none());
        if let Some(id) = sign_in {
            write = write.and(self.happened(Happening::AuthenticatorLocked, id, None, visitor, now));
        }
        match self.store().write(write).await {
            // Another try was faster and has shut it.
            Ok(()) | Err(WriteError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The count for a kind of guess from a network; none if the server was not told where from, since
    /// everyone would share it.
    pub(crate) fn counted_network(&self, guess: Guess, visitor: &Visitor) -> Option<Counted> {
        (!visitor.network.is_empty()).then(|| self.counted(guess, visitor.network.as_bytes()))
    }

    /// Counts one more message to an address. What to say on the field if the address, or the network, asks for too many.
    pub(crate) async fn count_mail(
        &self,
        page: &Page,
        visitor: &Visitor,
        index: &[u8; 32],
        field: &str,
    ) -> Result<Option<Problems>, IdentityError> {
        let address = self.counted(Guess::MailToAddress, index);
        let network = self.counted_network(Guess::MailByNetwork, visitor);
        let until = self.count_all([Some(address), network].into_iter().flatten(), page.now()).await?;
        Ok(until.map(|until| wait(field, until, page.now())))
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
pub(crate) fn clear(counted: Counted) -> Write {
    let write = rows::clear(counted.key);
    match counted.failing {
        Some((key, _)) => write.and(failures::clear(key)),
        None => write,
    }
}

/// What to say on a field that must wait.
pub(crate) fn wait(field: &str, until: Timestamp, now: Timestamp) -> Problems {
    wait_for(field, "wait-minutes", until, now)
}

/// The same in other words.
pub(crate) fn wait_for(field: &str, words: &'static str, until: Timestamp, now: Timestamp) -> Problems {
    let mut problems = Problems::none();
    problems.add_with(field, words, vec![("minutes", minutes_until(until, now).to_string())]);
    problems
}

/// Seconds to wait, at least one, for the message that tells it.
fn seconds_until(until: Timestamp, now: Timestamp) -> i64 {
    until.duration_since(now).as_secs().saturating_add(1).max(1)
}

/// Minutes to wait, rounded up.
fn minutes_until(until: Timestamp, now: Timestamp) -> i64 {
    (seconds_until(until, now) + 59) / 60
}
