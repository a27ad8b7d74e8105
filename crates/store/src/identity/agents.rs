//! Agents: whom the operator appointed to work at the desk, as what, and when they last passed their test. Their sign-in
//! is one like any other.

use values::{Date, Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

// Somebody who ended may be appointed again; a certificate is for the work it was given for.
const ADD: &str = "INSERT INTO agent (sign_in_id, role, state, appointed_at, certified_on, version) \
    VALUES ($1, $2, 'active', $3, NULL, 0) \
    ON CONFLICT (sign_in_id) DO UPDATE SET role = $2, state = 'active', appointed_at = $3, certified_on = NULL, \
    version = agent.version + 1 WHERE agent.state = 'ended'";
const CERTIFY: &str = "UPDATE agent SET certified_on = $3, version = version + 1 \
    WHERE sign_in_id = $1 AND version = $2 AND state = 'active'";
const END: &str = "UPDATE agent SET state = 'ended', version = version + 1 \
    WHERE sign_in_id = $1 AND version = $2 AND state = 'active'";
const FIND: &str =
    "SELECT sign_in_id, role, state, appointed_at, certified_on, version FROM agent WHERE sign_in_id = $1";
const LIST: &str = "SELECT sign_in_id, role, state, appointed_at, certified_on, version FROM agent \
    ORDER BY sign_in_id LIMIT $1";

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Whose sign-in.
    pub sign_in_id: Id,
    /// What they do, in the word of the identity site.
    pub role: String,
    /// Whether they still do.
    pub is_active: bool,
    /// Since when.
    pub appointed_at: Timestamp,
    /// The day of the last test they passed.
    pub certified_on: Option<Date>,
    /// Moves with each change.
    pub version: i64,
}

/// Appoints somebody; a conflict if they are an agent.
pub fn add(sign_in: Id, role: &str, now: Timestamp) -> Write {
    Write::new().statement(ADD, vec![sign_in.into(), role.into(), now.into()], Rows::Exactly(1))
}

/// Keeps that they passed a test on a day; a conflict if they were changed meanwhile, or ended.
pub fn certify(agent: &Agent, on: Date) -> Write {
    let params = vec![agent.sign_in_id.into(), agent.version.into(), on.into()];
    Write::new().statement(CERTIFY, params, Rows::Exactly(1))
}

/// Ends their work; a conflict if they were changed meanwhile, or ended.
pub fn close(agent: &Agent) -> Write {
    Write::new().statement(END, vec![agent.sign_in_id.into(), agent.version.into()], Rows::Exactly(1))
}

/// Whether somebody is an agent, or was.
pub async fn find(store: &Store, sign_in: Id) -> Result<Option<Agent>, StoreError> {
    store.row(FIND, &[sign_in.into()]).await?.as_ref().map(read).transpose()
}

/// All of them, those who ended too.
pub async fn list(store: &Store, most: i64) -> Result<Vec<Agent>, StoreError> {
    store.rows(LIST, &[most.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Agent, StoreError> {
    Ok(Agent {
        sign_in_id: row.id(0)?,
        role: row.text(1)?.to_owned(),
        is_active: row.text(2)? == "active",
        appointed_at: row.timestamp(3)?,
        certified_on: row.date_or_null(4)?,
        version: row.int(5)?,
    })
}
