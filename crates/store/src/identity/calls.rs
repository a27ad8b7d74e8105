//! Who waits for a video call, in which order, and which agent has taken whom? One row for each stay in the queue. A place
//! is kept whether the page is open or not; a call is taken once, since the statement asks that nobody has it.

use values::{Id, Timestamp};

use super::call_messages;
use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO video_call (id, sign_in_id, proofing_id, asked_at, slot_at, seat, seen_at, is_ready, \
    cues, attested, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, '', '', 0)";
const FIND: &str = "SELECT id, sign_in_id, proofing_id, asked_at, slot_at, seen_at, agent_id, is_ready, \
    taken_at, cues, attested, ended_at, version FROM video_call WHERE id = $1 AND ended_at IS NULL";
const FIND_OF: &str = "SELECT id, sign_in_id, proofing_id, asked_at, slot_at, seen_at, agent_id, is_ready, \
    taken_at, cues, attested, ended_at, version FROM video_call WHERE proofing_id = $1 AND ended_at IS NULL";
const LIST: &str = "SELECT id, sign_in_id, proofing_id, asked_at, slot_at, seen_at, agent_id, is_ready, \
    taken_at, cues, attested, ended_at, version FROM video_call WHERE ended_at IS NULL ORDER BY asked_at, id LIMIT $1";
const LIST_ENDED: &str = "SELECT id, sign_in_id, proofing_id, asked_at, slot_at, seen_at, agent_id, is_ready, \
    taken_at, cues, attested, ended_at, version FROM video_call WHERE ended_at > $1 ORDER BY ended_at DESC LIMIT $2";
const LIST_SEATS: &str = "SELECT slot_at, seat FROM video_call WHERE slot_at >= $1 AND seat IS NOT NULL";
const PUT_OFF: &str = "UPDATE video_call SET slot_at = $3, seat = $4, asked_at = $5, seen_at = $5, is_ready = 1, \
    version = version + 1 WHERE id = $1 AND version = $2 AND agent_id IS NULL AND ended_at IS NULL";
const SEE: &str = "UPDATE video_call SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL";
const BE_READY: &str = "UPDATE video_call SET seen_at = $2, is_ready = 1 WHERE id = $1 AND ended_at IS NULL";
const SEE_AGENT: &str =
    "UPDATE video_call SET agent_seen_at = $3 WHERE id = $1 AND agent_id = $2 AND ended_at IS NULL";
const TAKE: &str = "UPDATE video_call SET agent_id = $3, agent_seen_at = $4, taken_at = $4, cues = $5, \
    attested = '', version = version + 1 \
    WHERE id = $1 AND version = $2 AND agent_id IS NULL AND ended_at IS NULL";
const NOTE: &str = "UPDATE video_call SET cues = $4, attested = $5, version = version + 1 \
    WHERE id = $1 AND version = $2 AND agent_id = $3 AND ended_at IS NULL";
const GIVE_BACK: &str = "UPDATE video_call SET agent_id = NULL, agent_seen_at = NULL, taken_at = NULL, cues = '', \
    attested = '', is_ready = 0, version = version + 1 \
    WHERE id = $1 AND version = $2 AND agent_id IS NOT NULL AND ended_at IS NULL";
const END: &str =
    "UPDATE video_call SET ended_at = $2, seat = NULL WHERE proofing_id = $1 AND ended_at IS NULL";
const GIVE_BACK_LOST: &str = "UPDATE video_call SET agent_id = NULL, agent_seen_at = NULL, taken_at = NULL, cues = '', \
    attested = '', version = version + 1 WHERE ended_at IS NULL AND agent_seen_at <= $1";
const END_LOST: &str = "UPDATE video_call SET ended_at = $1, seat = NULL, version = version + 1 \
    WHERE ended_at IS NULL AND agent_id IS NULL AND seen_at <= $2 AND (slot_at IS NULL OR slot_at <= $2)";
const REMOVE_OLD: &str = "DELETE FROM video_call WHERE ended_at <= $1";
const PUT_DUTY: &str = "INSERT INTO call_duty (agent_id, until_at) VALUES ($1, $2) \
    ON CONFLICT (agent_id) DO UPDATE SET until_at = excluded.until_at";
const LIST_DUTY: &str = "SELECT agent_id FROM call_duty WHERE until_at > $1";
const REMOVE_DUTY: &str = "DELETE FROM call_duty WHERE agent_id = $1";
const REMOVE_OLD_DUTY: &str = "DELETE FROM call_duty WHERE until_at <= $1";

/// One stay in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: Id,
    /// Who waits.
    pub sign_in_id: Id,
    /// With which case.
    pub proofing_id: Id,
    /// Since when: the place.
    pub asked_at: Timestamp,
    /// The appointment, if there is one.
    pub slot_at: Option<Timestamp>,
    /// When the person's page was last open.
    pub seen_at: Timestamp,
    /// Whether the person wants to be called: not after a call that broke off, until they say so.
    pub is_ready: bool,
    /// Who has taken it.
    pub agent_id: Option<Id>,
    /// When.
    pub taken_at: Option<Timestamp>,
    /// What the agent asks of the person, drawn when it was taken: words with a space between.
    pub cues: String,
    /// What the agent has seen: words with a space between.
    pub attested: String,
    /// When it was over. Over without being taken: the person gave it up.
    pub ended_at: Option<Timestamp>,
    /// Moves with each change but being seen.
    pub version: i64,
}

/// Adds one; a conflict if the seat was taken meanwhile.
pub fn add(call: &Call, seat: Option<i64>) -> Write {
    let params = vec![
        call.id.into(),
        call.sign_in_id.into(),
        call.proofing_id.into(),
        call.asked_at.into(),
        call.slot_at.into(),
        seat.into(),
        call.seen_at.into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// One that is not over.
pub async fn find(store: &Store, id: Id) -> Result<Option<Call>, StoreError> {
    store.row(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// A case's one that is not over.
pub async fn find_of(store: &Store, proofing: Id) -> Result<Option<Call>, StoreError> {
    store.row(FIND_OF, &[proofing.into()]).await?.as_ref().map(read).transpose()
}

/// All that are not over, by when they asked.
pub async fn list(store: &Store, most: i64) -> Result<Vec<Call>, StoreError> {
    store.rows(LIST, &[most.into()]).await?.iter().map(read).collect()
}

/// Those that were over after an instant, the latest first.
pub async fn list_ended(store: &Store, after: Timestamp, most: i64) -> Result<Vec<Call>, StoreError> {
    store.rows(LIST_ENDED, &[after.into(), most.into()]).await?.iter().map(read).collect()
}

/// Which seats of which slots are taken from an instant on.
pub async fn list_seats(store: &Store, from: Timestamp) -> Result<Vec<(Timestamp, i64)>, StoreError> {
    let rows = store.rows(LIST_SEATS, &[from.into()]).await?;
    rows.iter().map(|row| Ok((row.timestamp(0)?, row.int(1)?))).collect()
}

/// Another appointment, or none, and a new place; a conflict if the seat or the call was taken meanwhile.
pub fn put_off(call: &Call, slot: Option<(Timestamp, i64)>, now: Timestamp) -> Write {
    let (slot_at, seat) = slot.unzip();
    let params = vec![call.id.into(), call.version.into(), slot_at.into(), seat.into(), now.into()];
    Write::new().statement(PUT_OFF, params, Rows::Exactly(1))
}

/// The person's page is open.
pub fn see(id: Id, now: Timestamp) -> Write {
    Write::new().statement(SEE, vec![id.into(), now.into()], Rows::Any)
}

/// The person wants to be called.
pub fn be_ready(id: Id, now: Timestamp) -> Write {
    Write::new().statement(BE_READY, vec![id.into(), now.into()], Rows::Any)
}

/// The agent's page is open.
pub fn see_agent(id: Id, agent: Id, now: Timestamp) -> Write {
    Write::new().statement(SEE_AGENT, vec![id.into(), agent.into(), now.into()], Rows::Any)
}

/// An agent takes it; a conflict if another has.
pub fn take(call: &Call, agent: Id, cues: &str, now: Timestamp) -> Write {
    let params = vec![call.id.into(), call.version.into(), agent.into(), now.into(), cues.into()];
    Write::new().statement(TAKE, params, Rows::Exactly(1))
}

/// Keeps its cues and what was seen; a conflict if it is not this agent's any more.
pub fn note(call: &Call, agent: Id, cues: &str, attested: &str) -> Write {
    let params = vec![call.id.into(), call.version.into(), agent.into(), cues.into(), attested.into()];
    Write::new().statement(NOTE, params, Rows::Exactly(1))
}

/// Back into the queue, to its place, until the person says that they are ready again.
pub fn give_back(call: &Call) -> Write {
    let params = vec![call.id.into(), call.version.into()];
    Write::new()
        .statement(GIVE_BACK, params, Rows::Exactly(1))
        .and(call_messages::remove_of(call.proofing_id))
}

/// A case's is over, and what was said in it goes.
pub fn end(proofing: Id, now: Timestamp) -> Write {
    let ended = Write::new().statement(END, vec![proofing.into(), now.into()], Rows::Any);
    ended.and(call_messages::remove_of(proofing))
}

/// Those whose agent was not seen since an instant go back into the queue.
pub fn give_back_lost(unseen_since: Timestamp) -> Write {
    Write::new().statement(GIVE_BACK_LOST, vec![unseen_since.into()], Rows::Any)
}

/// Those who were not seen since an instant, and have no appointment after it, gave up.
pub fn end_lost(now: Timestamp, unseen_since: Timestamp) -> Write {
    Write::new().statement(END_LOST, vec![now.into(), unseen_since.into()], Rows::Any)
}

/// Forgets those that were over before an instant.
pub fn remove_old(before: Timestamp) -> Write {
    Write::new().statement(REMOVE_OLD, vec![before.into()], Rows::Any)
}

/// An agent is there to talk, until an instant unless they are seen again.
pub fn be_on_duty(agent: Id, until: Timestamp) -> Write {
    Write::new().statement(PUT_DUTY, vec![agent.into(), until.into()], Rows::Exactly(1))
}

/// An agent is not there any more.
pub fn leave_duty(agent: Id) -> Write {
    Write::new().statement(REMOVE_DUTY, vec![agent.into()], Rows::Any)
}

/// Forgets those who are not there any more.
pub fn remove_old_duty(now: Timestamp) -> Write {
    Write::new().statement(REMOVE_OLD_DUTY, vec![now.into()], Rows::Any)
}

/// Who is there to talk.
pub async fn list_on_duty(store: &Store, now: Timestamp) -> Result<Vec<Id>, StoreError> {
    store.rows(LIST_DUTY, &[now.into()]).await?.iter().map(|row| row.id(0)).collect()
}

fn read(row: &Row) -> Result<Call, StoreError> {
    Ok(Call {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        proofing_id: row.id(2)?,
        asked_at: row.timestamp(3)?,
        slot_at: row.timestamp_or_null(4)?,
        seen_at: row.timestamp(5)?,
        agent_id: row.id_or_null(6)?,
        is_ready: row.int(7)? != 0,
        taken_at: row.timestamp_or_null(8)?,
        cues: row.text(9)?.to_owned(),
        attested: row.text(10)?.to_owned(),
        ended_at: row.timestamp_or_null(11)?,
        version: row.int(12)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    const AGENTS: [Id; 2] = [Id::from_bytes([8; 16]), Id::from_bytes([9; 16])];

    fn call(number: u8, asked: i64) -> Call {
        Call {
            id: Id::from_bytes([number; 16]),
            sign_in_id: Id::from_bytes([number + 100; 16]),
            proofing_id: Id::from_bytes([number + 50; 16]),
            asked_at: at(asked),
            slot_at: None,
            seen_at: at(asked),
            is_ready: true,
            agent_id: None,
            taken_at: None,
            cues: String::new(),
            attested: String::new(),
            ended_at: None,
            version: 0,
        }
    }

    #[tokio::test]
    async fn of_two_agents_one_takes_a_call_and_its_place_is_kept_when_given_back() {
        on_each_engine(async |store| {
            let (first, second) = (call(1, 0), call(2, 60));
            store.write(add(&second, None).and(add(&first, None))).await.unwrap();
            assert_eq!(list(&store, 9).await.unwrap(), [first.clone(), second.clone()]);
            store.write(take(&first, AGENTS[0], "wave", at(100))).await.unwrap();
            assert!(store.write(take(&first, AGENTS[1], "nod", at(100))).await.is_err(), "taken twice");
            let taken = find_of(&store, first.proofing_id).await.unwrap().unwrap();
            assert_eq!((taken.agent_id, taken.cues.as_str()), (Some(AGENTS[0]), "wave"));
            // Even at the right version.
            assert!(store.write(take(&taken, AGENTS[1], "nod", at(100))).await.is_err(), "taken twice");
            assert!(store.write(note(&taken, AGENTS[1], "wave", "face")).await.is_err(), "another's");
            store.write(note(&taken, AGENTS[0], "wave", "face")).await.unwrap();
            let noted = find(&store, first.id).await.unwrap().unwrap();
            assert_eq!(noted.attested, "face");
            store.write(give_back(&noted)).await.unwrap();
            let back = list(&store, 9).await.unwrap().remove(0);
            assert_eq!((back.id, back.agent_id, back.attested.as_str()), (first.id, None, ""));
            assert!(!back.is_ready && back.asked_at == first.asked_at);
            store.write(be_ready(first.id, at(250))).await.unwrap();
            assert!(find(&store, first.id).await.unwrap().unwrap().is_ready);
            store.write(end(first.proofing_id, at(300))).await.unwrap();
            assert!(find(&store, first.id).await.unwrap().is_none());
            let over = list_ended(&store, at(299), 9).await.unwrap();
            assert_eq!((over.len(), over[0].taken_at), (1, None));
            store.write(remove_old(at(300))).await.unwrap();
            assert!(list_ended(&store, at(0), 9).await.unwrap().is_empty());
        })
        .await;
    }

    #[tokio::test]
    async fn a_seat_is_one_person_s() {
        on_each_engine(async |store| {
            let slotted = |number| Call { slot_at: Some(at(900)), ..call(number, 0) };
            store.write(add(&slotted(1), Some(0))).await.unwrap();
            assert!(store.write(add(&slotted(2), Some(0))).await.is_err(), "the same seat");
            store.write(add(&slotted(2), Some(1))).await.unwrap();
            assert_eq!(list_seats(&store, at(900)).await.unwrap().len(), 2);
            assert!(list_seats(&store, at(901)).await.unwrap().is_empty());
            store.write(put_off(&slotted(1), None, at(5))).await.unwrap();
            assert!(store.write(put_off(&slotted(1), None, at(5))).await.is_err(), "at an old version");
            assert_eq!(list_seats(&store, at(900)).await.unwrap(), [(at(900), 1)]);
        })
        .await;
    }

    #[tokio::test]
    async fn who_is_not_seen_loses_what_they_held() {
        on_each_engine(async |store| {
            let waits = Call { slot_at: Some(at(5_000)), ..call(3, 0) };
            store.write(add(&call(1, 0), None).and(add(&call(2, 0), None))).await.unwrap();
            store.write(add(&waits, Some(0))).await.unwrap();
            store.write(take(&call(1, 0), AGENTS[0], "", at(10))).await.unwrap();
            store
                .write(see_agent(call(1, 0).id, AGENTS[0], at(20)).and(give_back_lost(at(19))))
                .await
                .unwrap();
            assert!(find(&store, call(1, 0).id).await.unwrap().unwrap().agent_id.is_some());
            store.write(give_back_lost(at(20))).await.unwrap();
            assert!(find(&store, call(1, 0).id).await.unwrap().unwrap().agent_id.is_none());
            store.write(see(call(1, 0).id, at(50)).and(end_lost(at(60), at(49)))).await.unwrap();
            let left: Vec<Id> = list(&store, 9).await.unwrap().iter().map(|call| call.id).collect();
            assert_eq!(left, [call(1, 0).id, waits.id], "whoever was seen, or has an appointment");
        })
        .await;
    }

    #[tokio::test]
    async fn duty_ends_by_itself() {
        on_each_engine(async |store| {
            store.write(be_on_duty(AGENTS[0], at(10)).and(be_on_duty(AGENTS[1], at(20)))).await.unwrap();
            store.write(be_on_duty(AGENTS[0], at(15))).await.unwrap();
            assert_eq!(list_on_duty(&store, at(14)).await.unwrap().len(), 2);
            assert_eq!(list_on_duty(&store, at(15)).await.unwrap(), [AGENTS[1]]);
            store.write(leave_duty(AGENTS[1]).and(remove_old_duty(at(15)))).await.unwrap();
            assert!(list_on_duty(&store, at(0)).await.unwrap().is_empty());
        })
        .await;
    }
}
