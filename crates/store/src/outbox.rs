//! What is still to be done outside: effects written with the rows they follow from, leased by one worker at a
//! time, tried until they are done.
//!
//! A lease is a compare-and-set on its number; closing and postponing name that number (fencing), so a worker that
//! was thought dead cannot end an attempt that another has taken over. Time is an argument; there is no lock.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO outbox \
    (effect_id, kind, due_at, payload, state, attempts, lease_owner, lease_until, lease_number, last_error) \
    VALUES ($1, $2, $3, $4, 'open', 0, NULL, 0, 0, NULL)";
const LIST_DUE: &str = "SELECT effect_id, kind, due_at, payload, attempts, lease_number, last_error FROM outbox \
    WHERE state = 'open' AND due_at <= $1 AND lease_until <= $1 ORDER BY due_at, effect_id LIMIT $2";
const LIST_DUE_OF: &str = "SELECT effect_id, kind, due_at, payload, attempts, lease_number, last_error FROM outbox \
    WHERE kind = $1 AND state = 'open' AND due_at <= $2 AND lease_until <= $2 ORDER BY due_at, effect_id LIMIT $3";
const FIND: &str = "SELECT effect_id, kind, due_at, payload, attempts, lease_number, last_error FROM outbox \
    WHERE effect_id = $1 AND state = 'open'";
const LEASE: &str = "UPDATE outbox \
    SET lease_owner = $3, lease_until = $4, lease_number = lease_number + 1, attempts = attempts + 1 \
    WHERE effect_id = $1 AND lease_number = $2 AND state = 'open' AND lease_until <= $5";
// The payload goes with the work: what was sent is not kept twice.
const CLOSE: &str = "UPDATE outbox SET state = $3, lease_until = 0, payload = $4, last_error = $5 \
    WHERE effect_id = $1 AND lease_number = $2 AND state = 'open'";
const POSTPONE: &str = "UPDATE outbox SET due_at = $3, lease_until = 0, last_error = $4 \
    WHERE effect_id = $1 AND lease_number = $2 AND state = 'open'";
const WITHDRAW: &str = "UPDATE outbox SET state = 'done', payload = $2, last_error = NULL \
    WHERE effect_id = $1 AND state = 'open' AND lease_until = 0";
const REMOVE_DONE: &str = "DELETE FROM outbox WHERE state = 'done' AND due_at < $1";

/// Something to be done outside once the write stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Its key; the outside party is given it too, so that a repeated attempt is known as one.
    pub id: Id,
    /// Which adapter carries it out: `email`, `bank_file` …
    pub kind: &'static str,
    /// Not before.
    pub due_at: Timestamp,
    /// What it says, sealed.
    pub sealed_payload: Vec<u8>,
}

/// An effect that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its key.
    pub id: Id,
    /// Which adapter carries it out.
    pub kind: String,
    /// Not before.
    pub due_at: Timestamp,
    /// What it says, sealed.
    pub sealed_payload: Vec<u8>,
    /// Attempts begun.
    pub attempts: i64,
    /// The number of the last lease; the next lease, the close and the postponement name it.
    pub lease_number: i64,
    /// What the last attempt said.
    pub last_error: Option<String>,
}

/// A worker's right to one effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The effect.
    pub id: Id,
    /// The fencing number.
    pub number: i64,
}

/// How an effect ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was carried out.
    Done,
    /// It is given up; an operator looks at it. The text holds no personal data.
    GivenUp(String),
}

impl Waiting {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id(0)?,
            kind: row.text(1)?.to_owned(),
            due_at: row.timestamp(2)?,
            sealed_payload: row.bytes(3)?.to_vec(),
            attempts: row.int(4)?,
            lease_number: row.int(5)?,
            last_error: row.text_or_null(6)?.map(str::to_owned),
        })
    }
}

/// Adds an effect to a write.
pub fn add(write: Write, effect: Effect) -> Write {
    let params =
        vec![effect.id.into(), effect.kind.into(), effect.due_at.into(), effect.sealed_payload.into()];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Effects that are due and not leased, oldest first.
pub async fn list_due(store: &Store, now: Timestamp, most: i64) -> Result<Vec<Waiting>, StoreError> {
    store.rows(LIST_DUE, &[now.into(), most.into()]).await?.iter().map(Waiting::read).collect()
}

/// The same of one kind: those of another that wait in great number do not hold them up.
pub async fn list_due_of(
    store: &Store,
    kind: &str,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    store
        .rows(LIST_DUE_OF, &[kind.into(), now.into(), most.into()])
        .await?
        .iter()
        .map(Waiting::read)
        .collect()
}

/// An effect that has not ended.
pub async fn find(store: &Store, id: Id) -> Result<Option<Waiting>, StoreError> {
    store.row(FIND, &[id.into()]).await?.as_ref().map(Waiting::read).transpose()
}

/// Takes the effect for `owner` until `until`; a conflict means that another worker was first.
pub fn lease(write: Write, waiting: &Waiting, owner: Id, now: Timestamp, until: Timestamp) -> (Write, Lease) {
    let params = vec![waiting.id.into(), waiting.lease_number.into(), owner.into(), until.into(), now.into()];
    let lease = Lease { id: waiting.id, number: waiting.lease_number + 1 };
    (write.statement(LEASE, params, Rows::Exactly(1)), lease)
}

/// Ends the effect; a conflict means that the lease ran out and another worker has taken over.
pub fn close(write: Write, lease: Lease, ending: Ending) -> Write {
    let (state, error) = match ending {
        Ending::Done => ("done", None),
        Ending::GivenUp(error) => ("given_up", Some(error)),
    };
    let params =
        vec![lease.id.into(), lease.number.into(), state.into(), Vec::<u8>::new().into(), error.into()];
    write.statement(CLOSE, params, Rows::Exactly(1))
}

/// Gives the effect back to be tried again at `due_at`; the text holds no personal data.
pub fn postpone(write: Write, lease: Lease, due_at: Timestamp, error: &str) -> Write {
    let params = vec![lease.id.into(), lease.number.into(), due_at.into(), error.into()];
    write.statement(POSTPONE, params, Rows::Exactly(1))
}

/// Takes an effect back that nobody has begun yet; one that was carried out, or is just being, is left alone.
pub fn withdraw(write: Write, id: Id) -> Write {
    write.statement(WITHDRAW, vec![id.into(), Vec::<u8>::new().into()], Rows::Any)
}

/// How long to wait after the `attempts`-th attempt: 30 s, doubled each time, at most 6 hours.
pub fn backoff_seconds(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 11) - 1).expect("clamped to 0..=10");
    (30 * 2_i64.pow(doublings)).min(21_600)
}

/// Forgets effects that were done and were due before `before`.
pub fn remove_done(write: Write, before: Timestamp) -> Write {
    write.statement(REMOVE_DONE, vec![before.into()], Rows::Any)
}

#[cfg(test)]
mod tests;
