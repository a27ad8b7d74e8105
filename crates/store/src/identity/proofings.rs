//! Cases of people who prove who they are: what they typed, sealed; by which route; how far it is.

use values::{Id, Timestamp};

use super::{calls, figures, hand_overs, pictures};

use crate::{Row, Rows, Store, StoreError, Write};

pub mod checks;
pub mod devices;
pub mod evidence;
pub mod letters;
mod state;

pub use state::{NoSuchEdge, Route, State};

const ADD: &str = "INSERT INTO proofing (id, sign_in_id, attempt, route, state, documents, given_names_sealed, \
    family_name_sealed, birth_date_sealed, tax_number_sealed, tax_number_index, address_sealed, phone_sealed, \
    phone_confirmed_at, pictures_at, visit_index, visit_number_sealed, visit_until, reason, deny_hash, begun_at, \
    changed_at, language, device, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
    $16, $17, $18, $19, $20, $21, $22, $23, $24, 0)";
const FIND: &str = "SELECT id, sign_in_id, attempt, route, state, documents, given_names_sealed, family_name_sealed, \
    birth_date_sealed, tax_number_sealed, tax_number_index, address_sealed, phone_sealed, phone_confirmed_at, \
    pictures_at, visit_index, visit_number_sealed, visit_until, reason, deny_hash, begun_at, changed_at, version, language, \
    device FROM proofing WHERE id = $1";
const CURRENT: &str = "SELECT id, sign_in_id, attempt, route, state, documents, given_names_sealed, \
    family_name_sealed, birth_date_sealed, tax_number_sealed, tax_number_index, address_sealed, phone_sealed, \
    phone_confirmed_at, pictures_at, visit_index, visit_number_sealed, visit_until, reason, deny_hash, begun_at, \
    changed_at, version, language, device FROM proofing WHERE sign_in_id = $1 ORDER BY attempt DESC LIMIT 1";
const LIST: &str = "SELECT id, sign_in_id, attempt, route, state, documents, given_names_sealed, family_name_sealed, \
    birth_date_sealed, tax_number_sealed, tax_number_index, address_sealed, phone_sealed, phone_confirmed_at, \
    pictures_at, visit_index, visit_number_sealed, visit_until, reason, deny_hash, begun_at, changed_at, version, language, \
    device FROM proofing WHERE state = $1 ORDER BY changed_at, id LIMIT $2";
const FIND_BY_VISIT: &str = "SELECT id, sign_in_id, attempt, route, state, documents, given_names_sealed, \
    family_name_sealed, birth_date_sealed, tax_number_sealed, tax_number_index, address_sealed, phone_sealed, \
    phone_confirmed_at, pictures_at, visit_index, visit_number_sealed, visit_until, reason, deny_hash, begun_at, \
    changed_at, version, language, device FROM proofing WHERE visit_index = $1 AND visit_until > $2";
const FIND_BY_DENY: &str = "SELECT id, sign_in_id, attempt, route, state, documents, given_names_sealed, \
    family_name_sealed, birth_date_sealed, tax_number_sealed, tax_number_index, address_sealed, phone_sealed, \
    phone_confirmed_at, pictures_at, visit_index, visit_number_sealed, visit_until, reason, deny_hash, begun_at, \
    changed_at, version, language, device FROM proofing WHERE deny_hash = $1";
const CHANGE: &str = "UPDATE proofing SET state = $4, route = $5, documents = $6, given_names_sealed = $7, \
    family_name_sealed = $8, birth_date_sealed = $9, tax_number_sealed = $10, tax_number_index = $11, \
    address_sealed = $12, phone_sealed = $13, phone_confirmed_at = $14, pictures_at = $15, visit_index = $16, \
    visit_number_sealed = $17, visit_until = $18, reason = $19, deny_hash = $20, changed_at = $21, \
    version = version + 1 WHERE id = $1 AND version = $2 AND state = $3";
const REMOVE_EVIDENCE: &str = "DELETE FROM proofing_evidence WHERE proofing_id IN \
    (SELECT id FROM proofing WHERE state = $1 AND changed_at <= $2)";
const REMOVE_CHECKS: &str = "DELETE FROM proofing_check WHERE proofing_id IN \
    (SELECT id FROM proofing WHERE state = $1 AND changed_at <= $2)";
const REMOVE_LETTERS: &str = "DELETE FROM proofing_letter WHERE proofing_id IN \
    (SELECT id FROM proofing WHERE state = $1 AND changed_at <= $2)";
const REMOVE_OLD: &str = "DELETE FROM proofing WHERE state = $1 AND changed_at <= $2";

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proofing {
    /// Its id.
    pub id: Id,
    /// Whose.
    pub sign_in_id: Id,
    /// Which attempt of this person: 1 is the first.
    pub attempt: i64,
    /// By which route; none until it is chosen.
    pub route: Option<Route>,
    /// How far it is.
    pub state: State,
    /// Which papers are to be shown: words with a space between.
    pub documents: String,
    /// Given names, sealed as all that follows in table `proofing`, row `id`.
    pub given_names_sealed: Option<Vec<u8>>,
    /// Family name.
    pub family_name_sealed: Option<Vec<u8>>,
    /// Date of birth.
    pub birth_date_sealed: Option<Vec<u8>>,
    /// SSN or ITIN.
    pub tax_number_sealed: Option<Vec<u8>>,
    /// Keyed index of it.
    pub tax_number_index: Option<[u8; 32]>,
    /// Postal address, in lines.
    pub address_sealed: Option<Vec<u8>>,
    /// Telephone number.
    pub phone_sealed: Option<Vec<u8>>,
    /// When a code that was sent to it came back.
    pub phone_confirmed_at: Option<Timestamp>,
    /// When all pictures were there.
    pub pictures_at: Option<Timestamp>,
    /// Keyed index of the number that is taken to a desk.
    pub visit_index: Option<[u8; 32]>,
    /// That number.
    pub visit_number_sealed: Option<Vec<u8>>,
    /// Until when it is good.
    pub visit_until: Option<Timestamp>,
    /// Why it failed or was given back. For agents: it would tell a stranger which guess was right.
    pub reason: Option<String>,
    /// Hash of what the notice carries by which a proof is denied.
    pub deny_hash: Option<[u8; 32]>,
    /// In which language it was begun: a tag.
    pub language: String,
    /// On what: `phone`, `tablet` or `computer`; empty where the browser does not say.
    pub device: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When it came into its state.
    pub changed_at: Timestamp,
    /// Moves with each change.
    pub version: i64,
}

impl Proofing {
    /// The columns that change, in the order of both texts.
    fn content(&self) -> Vec<crate::Value> {
        vec![
            self.documents.clone().into(),
            self.given_names_sealed.clone().into(),
            self.family_name_sealed.clone().into(),
            self.birth_date_sealed.clone().into(),
            self.tax_number_sealed.clone().into(),
            self.tax_number_index.into(),
            self.address_sealed.clone().into(),
            self.phone_sealed.clone().into(),
            self.phone_confirmed_at.into(),
            self.pictures_at.into(),
            self.visit_index.into(),
            self.visit_number_sealed.clone().into(),
            self.visit_until.into(),
            self.reason.clone().into(),
            self.deny_hash.into(),
        ]
    }
}

/// Adds one; a conflict if this attempt of the person was added meanwhile.
pub fn add(case: &Proofing) -> Write {
    let mut params = vec![
        case.id.into(),
        case.sign_in_id.into(),
        case.attempt.into(),
        case.route.map(Route::word).into(),
        case.state.word().into(),
    ];
    params.extend(case.content());
    params.extend([case.begun_at.into(), case.changed_at.into()]);
    params.extend([case.language.clone().into(), case.device.clone().into()]);
    Write::new().statement(ADD, params, Rows::Exactly(1)).and(figures::begun(case))
}

/// Keeps what is new in a case that stays in its state; a conflict if it was changed meanwhile.
pub fn change(case: &Proofing) -> Write {
    put(case, case.state, case.changed_at)
}

/// So long pictures are kept while somebody is to look at them, in milliseconds.
const REVIEW_MILLISECONDS: i64 = 7 * 86_400_000;

/// So long they are kept at most while the person is at work, in milliseconds.
const OPEN_MILLISECONDS: i64 = 86_400_000;

/// The same for a case that goes into another state. Its pictures go with it: kept for a week where somebody is to look at
/// them, for a day where the person goes on with them, over at once everywhere else; a phone that takes them is done, and
/// so is a call. The move is counted.
pub fn change_state(case: &Proofing, to: State, now: Timestamp) -> Result<Write, NoSuchEdge> {
    if !case.state.may_become(to) {
        return Err(NoSuchEdge { from: case.state, to });
    }
    let after = |milliseconds| {
        let until = now.as_millisecond().saturating_add(milliseconds);
        Timestamp::from_millisecond(until).unwrap_or(Timestamp::MAX)
    };
    let pictures = match to {
        State::Review | State::Call | State::Duplicate => pictures::hold(case.id, after(REVIEW_MILLISECONDS)),
        State::Open if case.pictures_at.is_some() => pictures::end(case.id, after(OPEN_MILLISECONDS)),
        _ => pictures::end(case.id, now),
    };
    let moved = put(case, to, now)
        .and(pictures)
        .and(hand_overs::remove_all(case.id))
        .and(figures::moved(case, to, now));
    Ok(if case.state == State::Call { moved.and(calls::end(case.id, now)) } else { moved })
}

fn put(case: &Proofing, to: State, changed_at: Timestamp) -> Write {
    let mut params = vec![
        case.id.into(),
        case.version.into(),
        case.state.word().into(),
        to.word().into(),
        case.route.map(Route::word).into(),
    ];
    params.extend(case.content());
    params.push(changed_at.into());
    Write::new().statement(CHANGE, params, Rows::Exactly(1))
}

/// One by its id.
pub async fn find(store: &Store, id: Id) -> Result<Option<Proofing>, StoreError> {
    store.row(FIND, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// A person's newest.
pub async fn current(store: &Store, sign_in: Id) -> Result<Option<Proofing>, StoreError> {
    store.row(CURRENT, &[sign_in.into()]).await?.as_ref().map(read).transpose()
}

/// Those that have been in a state longest.
pub async fn list(store: &Store, state: State, most: i64) -> Result<Vec<Proofing>, StoreError> {
    store.rows(LIST, &[state.word().into(), most.into()]).await?.iter().map(read).collect()
}

/// The one whose number was taken to a desk, while that is good.
pub async fn find_by_visit(
    store: &Store,
    index: [u8; 32],
    now: Timestamp,
) -> Result<Option<Proofing>, StoreError> {
    store.row(FIND_BY_VISIT, &[index.into(), now.into()]).await?.as_ref().map(read).transpose()
}

/// The one that a notice denies.
pub async fn find_by_deny(store: &Store, hash: [u8; 32]) -> Result<Option<Proofing>, StoreError> {
    store.row(FIND_BY_DENY, &[hash.into()]).await?.as_ref().map(read).transpose()
}

/// Forgets cases that have been in a state since before an instant, with all that belongs to them. Those that were not
/// over are counted: somebody did not come back.
pub fn remove_old(state: State, before: Timestamp, now: Timestamp) -> Write {
    let params = || vec![state.word().into(), before.into()];
    figures::left(state, before, now)
        .statement(REMOVE_EVIDENCE, params(), Rows::Any)
        .statement(REMOVE_CHECKS, params(), Rows::Any)
        .statement(REMOVE_LETTERS, params(), Rows::Any)
        .statement(REMOVE_OLD, params(), Rows::Any)
}

fn hash_or_null(row: &Row, place: usize) -> Result<Option<[u8; 32]>, StoreError> {
    row.bytes_or_null(place)?.map(|_| row.hash(place)).transpose()
}

fn sealed(row: &Row, place: usize) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(row.bytes_or_null(place)?.map(<[u8]>::to_vec))
}

fn read(row: &Row) -> Result<Proofing, StoreError> {
    let state = State::read(row.text(4)?).ok_or(StoreError::Column {
        index: 4,
        wanted: "the state of a case",
        found: "another word",
    })?;
    Ok(Proofing {
        id: row.id(0)?,
        sign_in_id: row.id(1)?,
        attempt: row.int(2)?,
        route: row.text_or_null(3)?.and_then(Route::read),
        state,
        documents: row.text(5)?.to_owned(),
        given_names_sealed: sealed(row, 6)?,
        family_name_sealed: sealed(row, 7)?,
        birth_date_sealed: sealed(row, 8)?,
        tax_number_sealed: sealed(row, 9)?,
        tax_number_index: hash_or_null(row, 10)?,
        address_sealed: sealed(row, 11)?,
        phone_sealed: sealed(row, 12)?,
        phone_confirmed_at: row.timestamp_or_null(13)?,
        pictures_at: row.timestamp_or_null(14)?,
        visit_index: hash_or_null(row, 15)?,
        visit_number_sealed: sealed(row, 16)?,
        visit_until: row.timestamp_or_null(17)?,
        reason: row.text_or_null(18)?.map(str::to_owned),
        deny_hash: hash_or_null(row, 19)?,
        begun_at: row.timestamp(20)?,
        changed_at: row.timestamp(21)?,
        version: row.int(22)?,
        language: row.text(23)?.to_owned(),
        device: row.text(24)?.to_owned(),
    })
}

#[cfg(test)]
pub(super) mod tests;
