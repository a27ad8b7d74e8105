//! Who did what to whom, when and why: append-only, hash-chained in sixteen shards, written with what it records.
//!
//! An entry's hash covers its fields and the hash before it; `audit_head` holds each shard's last sequence and
//! hash and moves by a conditional update, so two writers cannot both append. An edit, a gap, a swap or a cut tail
//! breaks the chain ([`verify`]). Someone who may rewrite the whole table and its heads is found out only by
//! comparing [`heads`] with a copy kept elsewhere.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use values::{Id, Timestamp};

use crate::handle::Statement;
use crate::{Row, Rows, Store, StoreError, Value};

/// Chains that grow side by side, so that writers of different subjects do not wait for each other.
pub const SHARDS: i64 = 16;
/// Entries read at once while verifying.
const PAGE: i64 = 1_000;
/// Names the layout that is hashed; another layout needs another name.
const LAYOUT: &[u8] = b"counterfoil audit 1";

pub(crate) const HEAD: &str = "SELECT sequence, hash FROM audit_head WHERE shard = $1";
const HEADS: &str = "SELECT shard, sequence, hash FROM audit_head ORDER BY shard";
const MOVE_HEAD: &str = "UPDATE audit_head SET sequence = $3, hash = $4 WHERE shard = $1 AND sequence = $2";
const ADD: &str = "INSERT INTO audit \
    (shard, sequence, at, actor_kind, actor, action, subject, reason, previous_hash, hash) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const LIST: &str = "SELECT sequence, at, actor_kind, actor, action, subject, reason, previous_hash, hash FROM audit \
    WHERE shard = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
const LIST_OF_SUBJECT: &str = "SELECT sequence, at, actor_kind, actor, action, subject, reason FROM audit \
    WHERE shard = $1 AND subject = $2 AND sequence < $3 ORDER BY sequence DESC LIMIT $4";

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person on their own or another's account.
    Person(Id),
    /// One of the agency's people.
    Staff(Id),
    /// The program itself: the name of the job.
    System(&'static str),
}

impl Actor {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Staff(_) => "staff",
            Self::System(_) => "system",
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Person(id) | Self::Staff(id) => id.to_string(),
            Self::System(job) => (*job).to_owned(),
        }
    }
}

/// What is recorded of an act: never the content, never a name or number of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What, as `thing.verb` (`session.close`).
    pub action: &'static str,
    /// To whom.
    pub subject: Option<Id>,
    /// Why, where a reason is asked for.
    pub reason: Option<String>,
}

impl AuditRecord {
    /// The shard is chosen by the subject: the last byte of an id is random.
    fn shard(&self) -> i64 {
        self.subject.map_or(0, shard_of)
    }
}

fn shard_of(subject: Id) -> i64 {
    i64::from(subject.as_bytes()[15]) % SHARDS
}

/// One entry as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Position in its shard, from 1.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// `person`, `staff` or `system`.
    pub actor_kind: String,
    /// Id of the person, or name of the job.
    pub actor: String,
    /// What.
    pub action: String,
    /// To whom.
    pub subject: Option<Id>,
    /// Why.
    pub reason: Option<String>,
}

impl AuditEntry {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            sequence: row.int(0)?,
            at: row.timestamp(1)?,
            actor_kind: row.text(2)?.to_owned(),
            actor: row.text(3)?.to_owned(),
            action: row.text(4)?.to_owned(),
            subject: row.id_or_null(5)?,
            reason: row.text_or_null(6)?.map(str::to_owned),
        })
    }

    /// SHA-256 over the layout's name, the place in the chain, the hash before, and every field with its length.
    fn hash(&self, shard: i64, previous: &[u8; 32]) -> [u8; 32] {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(LAYOUT);
        for number in [shard, self.sequence, self.at.as_millisecond()] {
            context.update(&number.to_be_bytes());
        }
        context.update(previous);
        let subject = self.subject.as_ref().map(|id| &id.as_bytes()[..]);
        let texts =
            [Some(self.actor_kind.as_bytes()), Some(self.actor.as_bytes()), Some(self.action.as_bytes())];
        for field in texts.into_iter().chain([subject, self.reason.as_ref().map(String::as_bytes)]) {
            // An absent field has a length that no present one can have.
            let length = field.map_or(u64::MAX, |bytes| bytes.len() as u64);
            context.update(&length.to_be_bytes());
            context.update(field.unwrap_or_default());
        }
        context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
    }
}

/// The end of a shard's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which chain, 0 to 15.
    pub shard: i64,
    /// Entries in it.
    pub sequence: i64,
    /// Hash of the last one; zeros while there is none.
    pub hash: [u8; 32],
}

impl Head {
    /// From the row of the head query; a shard without its row has been tampered with.
    pub(crate) fn read(shard: i64, row: Option<&Row>) -> Result<Self, StoreError> {
        let row = row.ok_or(StoreError::Stored { what: "the head of an audit shard" })?;
        let hash = if row.bytes_or_null(1)?.is_some() { row.hash(1)? } else { [0; 32] };
        Ok(Self { shard, sequence: row.int(0)?, hash })
    }
}

/// The records of some lists, by shard in ascending order: every writer takes the heads in that order.
pub(crate) fn by_shard<'a>(
    records: impl IntoIterator<Item = &'a AuditRecord>,
) -> BTreeMap<i64, Vec<&'a AuditRecord>> {
    let mut shards: BTreeMap<i64, Vec<&AuditRecord>> = BTreeMap::new();
    for record in records {
        shards.entry(record.shard()).or_default().push(record);
    }
    shards
}

/// What appends the records behind `head`: first the move of the head, then the entries; and the new head.
pub(crate) fn chain(head: Head, records: &[&AuditRecord]) -> (Vec<Statement>, Head) {
    let mut end = head;
    let mut statements = Vec::with_capacity(records.len() + 1);
    for record in records {
        let entry = AuditEntry {
            sequence: end.sequence + 1,
            at: record.at,
            actor_kind: record.actor.kind().to_owned(),
            actor: record.actor.name(),
            action: record.action.to_owned(),
            subject: record.subject,
            reason: record.reason.clone(),
        };
        let hash = entry.hash(head.shard, &end.hash);
        statements.push(add(head.shard, entry, end.hash, hash));
        end = Head { sequence: end.sequence + 1, hash, ..end };
    }
    let params = vec![head.shard.into(), head.sequence.into(), end.sequence.into(), end.hash.into()];
    statements.insert(0, Statement { sql: MOVE_HEAD, params, expect: Rows::Exactly(1) });
    (statements, end)
}

fn add(shard: i64, entry: AuditEntry, previous: [u8; 32], hash: [u8; 32]) -> Statement {
    let params: Vec<Value> = vec![
        shard.into(),
        entry.sequence.into(),
        entry.at.into(),
        entry.actor_kind.into(),
        entry.actor.into(),
        entry.action.into(),
        entry.subject.into(),
        entry.reason.into(),
        previous.into(),
        hash.into(),
    ];
    Statement { sql: ADD, params, expect: Rows::Exactly(1) }
}

/// The ends of all chains: what a checkpoint is made from.
pub async fn heads(store: &Store) -> Result<Vec<Head>, StoreError> {
    let rows = store.rows(HEADS, &[]).await?;
    let read = |row: &Row| {
        let hash = if row.bytes_or_null(2)?.is_some() { row.hash(2)? } else { [0; 32] };
        Ok(Head { shard: row.int(0)?, sequence: row.int(1)?, hash })
    };
    rows.iter().map(read).collect()
}

/// What was done to someone, newest first; `before` is the sequence of the last entry seen, or `i64::MAX`.
pub async fn list(store: &Store, subject: Id, before: i64, most: i64) -> Result<Vec<AuditEntry>, StoreError> {
    let params = [shard_of(subject).into(), subject.into(), before.into(), most.into()];
    store.rows(LIST_OF_SUBJECT, &params).await?.iter().map(AuditEntry::read).collect()
}

/// The log is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries walked.
    pub entries: i64,
    /// Chains walked.
    pub shards: i64,
}

/// The log is not whole, or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The chain does not hold from this entry on.
    #[error("the audit log is broken in shard {shard} at entry {sequence}: {why}")]
    Broken {
        /// Which chain.
        shard: i64,
        /// The first entry that is wrong or missing.
        sequence: i64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Walks every chain from its first entry to its head. Entries appended meanwhile are not looked at.
pub async fn verify(store: &Store) -> Result<Verified, VerifyError> {
    let heads = heads(store).await?;
    for shard in 0..SHARDS {
        if !heads.iter().any(|head| head.shard == shard) {
            return Err(VerifyError::Broken { shard, sequence: 0, why: "its head is missing" });
        }
    }
    let mut entries = 0;
    for head in &heads {
        verify_shard(store, head).await?;
        entries += head.sequence;
    }
    Ok(Verified { entries, shards: SHARDS })
}

async fn verify_shard(store: &Store, head: &Head) -> Result<(), VerifyError> {
    let mut end = Head { sequence: 0, hash: [0; 32], ..*head };
    while end.sequence < head.sequence {
        let most = PAGE.min(head.sequence - end.sequence);
        let rows = store.rows(LIST, &[head.shard.into(), end.sequence.into(), most.into()]).await?;
        let broken = |why| VerifyError::Broken { shard: head.shard, sequence: end.sequence + 1, why };
        if rows.is_empty() {
            return Err(broken("it is missing though the head counts it"));
        }
        for row in &rows {
            end = verify_entry(row, &end)?;
        }
    }
    if end.hash != head.hash {
        let why = "the head holds another hash";
        return Err(VerifyError::Broken { shard: head.shard, sequence: head.sequence, why });
    }
    let behind = store.row(LIST, &[head.shard.into(), head.sequence.into(), 1_i64.into()]).await?;
    let now = heads(store).await?.into_iter().find(|now| now.shard == head.shard);
    if behind.is_some() && now == Some(*head) {
        let why = "it stands behind the head";
        return Err(VerifyError::Broken { shard: head.shard, sequence: head.sequence + 1, why });
    }
    Ok(())
}

fn verify_entry(row: &Row, before: &Head) -> Result<Head, VerifyError> {
    let entry = AuditEntry::read(row)?;
    let expected = before.sequence + 1;
    let broken = |why| VerifyError::Broken { shard: before.shard, sequence: expected, why };
    if entry.sequence != expected {
        return Err(broken("it is missing"));
    }
    if row.hash(7)? != before.hash {
        return Err(broken("it does not follow the entry before it"));
    }
    let hash = entry.hash(before.shard, &before.hash);
    if row.hash(8)? != hash {
        return Err(broken("its fields do not match its hash"));
    }
    Ok(Head { sequence: expected, hash, ..*before })
}

#[cfg(test)]
mod tests;
