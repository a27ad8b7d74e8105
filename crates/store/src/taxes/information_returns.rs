//! What payers reported about a number: information returns as they came, each sealed, none ever changed.
//!
//! A payer reports about a number and knows no taxpayer. So a return stands under the number's holder: an id made from the
//! kind of number and its digits by the index key ([`holder`]), with a data key of its own. It may come before the
//! taxpayer does, and whose it is follows from the number alone. Erasing a taxpayer closes the holders of their numbers.
//! What stands after corrections is computed from all returns of a holder, in the order in which they came.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use values::{Cents, Id, Timestamp};

use crate::person_keys;
use crate::seal::{DataKey, Realm, Sealer, WrappedKey};
use crate::{Row, Rows, Store, StoreError, Value, Write};

/// Under which purpose numbers are turned into holders.
const HOLDER_PURPOSE: &str = "information return holder";
/// Under which purpose contents are turned into ids.
const CONTENT_PURPOSE: &str = "information return content";

// Lists have a fixed number of places, so that their texts are known before: the last one fills those left over.
const LIST_KEYS: &str = "SELECT person_id, key_id, wrapped FROM person_key WHERE realm = 'taxes' AND person_id IN \
    ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, \
    $25)";
const LIST_THERE: &str = "SELECT holder_id, return_id, file_digest FROM information_return WHERE \
    (holder_id = $1 AND return_id = $2) OR (holder_id = $3 AND return_id = $4) \
    OR (holder_id = $5 AND return_id = $6) OR (holder_id = $7 AND return_id = $8) \
    OR (holder_id = $9 AND return_id = $10) OR (holder_id = $11 AND return_id = $12) \
    OR (holder_id = $13 AND return_id = $14) OR (holder_id = $15 AND return_id = $16) \
    OR (holder_id = $17 AND return_id = $18) OR (holder_id = $19 AND return_id = $20)";
const ADD: &str = "INSERT INTO information_return \
    (holder_id, return_id, file_digest, received_at, record, tax_year, form, correction, content) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const LIST: &str = "SELECT r.return_id, r.file_digest, r.received_at, r.record, r.tax_year, r.form, r.correction, \
    r.content FROM information_return r JOIN information_file f ON f.file_digest = r.file_digest \
    WHERE r.holder_id = $1 AND f.state = 'done' ORDER BY r.received_at, r.record, r.return_id";
const REMOVE: &str = "DELETE FROM information_return WHERE holder_id = $1";

/// So many holders' keys are looked up at once.
const MOST_KEYS: usize = 25;
/// So many returns are looked up at once.
const MOST_RETURNS: usize = 10;

/// What kind of number a payer gave: the same nine digits can be two people's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// A person's: SSN or ITIN.
    Individual,
    /// An employer's.
    Employer,
    /// The payer does not say.
    Unknown,
}

/// The id of a number's holder; `digits` without dashes.
pub fn holder(sealer: &Sealer, kind: NumberKind, digits: &str) -> Id {
    let kind: &[u8] = match kind {
        NumberKind::Individual => b"individual:",
        NumberKind::Employer => b"employer:",
        NumberKind::Unknown => b"unknown:",
    };
    first_half(sealer.index_of(HOLDER_PURPOSE, &[kind, digits.as_bytes()].concat()))
}

/// An id of what a return says: the same content under the same holder is the same return, whatever file brings it.
pub fn content_id(sealer: &Sealer, content: &[u8]) -> Id {
    first_half(sealer.index_of(CONTENT_PURPOSE, content))
}

fn first_half(index: [u8; 32]) -> Id {
    Id::try_from(&index[..16]).expect("half of 32 bytes is 16")
}

/// What a return does to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Correction {
    /// Nothing: it is the first.
    Original,
    /// It stands in the earlier one's place.
    Replaces,
    /// It is the second of a pair; the first has set the wrong one to nothing.
    Adds,
    /// It changes what it names.
    Changes,
    /// It says that the earlier one was about another number.
    Moves,
}

impl Correction {
    const ALL: [Self; 5] = [Self::Original, Self::Replaces, Self::Adds, Self::Changes, Self::Moves];

    const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Replaces => "replaces",
            Self::Adds => "adds",
            Self::Changes => "changes",
            Self::Moves => "moves",
        }
    }
}

/// An information return as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InformationReturn {
    /// Under which number's holder.
    pub holder_id: Id,
    /// Its id: made from its content or, of a correction, from its place.
    pub id: Id,
    /// Which file.
    pub file_digest: [u8; 32],
    /// When the file began to come in.
    pub received_at: Timestamp,
    /// Its record in the file.
    pub record: i64,
    /// The year it is for.
    pub tax_year: i64,
    /// `W-2`, `1099-INT` …
    pub form: String,
    /// What it does to an earlier one.
    pub correction: Correction,
    /// What it says.
    pub content: Content,
}

/// A return that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct There {
    /// Under which holder.
    pub holder_id: Id,
    /// Its id.
    pub id: Id,
    /// Which file brought it.
    pub file_digest: [u8; 32],
}

/// What a return says. Sealed at rest; `Debug` prints nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// Who reports.
    pub payer: Party,
    /// Whom it is about, as the payer writes it.
    pub payee: Party,
    /// The payer's number for the payee's account.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// Amounts by the name of their field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// Other fields, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, String)>,
    /// What is said to states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<State>,
}

/// Who reports, or whom it is about.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    /// Nine digits; nothing where they are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tin: Option<String>,
    /// The number under which it was reported wrongly before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was_tin: Option<String>,
    /// The name's lines, or its parts: first, middle, last, suffix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<String>,
    /// Location, street, town, region, postal code, country.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<String>,
    /// Telephone number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

/// An amount.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// The name of its field.
    pub name: String,
    /// How much.
    pub amount: Cents,
    /// How much was reported before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Cents>,
}

/// What is said to a state.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// The state's code.
    pub code: String,
    /// The payer's number there.
    pub account: String,
    /// Income, its tax, local income, its tax.
    pub amounts: [Option<Cents>; 4],
}

impl std::fmt::Debug for Content {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Content(…)")
    }
}

/// The keys of those holders that have one.
pub async fn keys(
    store: &Store,
    sealer: &Sealer,
    holders: &[Id],
) -> Result<HashMap<Id, DataKey>, StoreError> {
    let mut found = HashMap::with_capacity(holders.len());
    for some in holders.chunks(MOST_KEYS) {
        let last = some.last().copied().into_iter().cycle();
        let places = some.iter().copied().chain(last).take(MOST_KEYS);
        for row in &store.rows(LIST_KEYS, &places.map(Value::from).collect::<Vec<_>>()).await? {
            let (person, key_id, wrapped) = (row.id(0)?, row.int(1)?, row.bytes(2)?.to_vec());
            let key = WrappedKey { person, realm: Realm::Taxes, key_id, wrapped };
            found.insert(person, sealer.unwrap(&key)?);
        }
    }
    Ok(found)
}

/// Where these returns, by holder and id, stand: with the files that brought them, done or not.
pub async fn list_there(store: &Store, returns: &[(Id, Id)]) -> Result<Vec<There>, StoreError> {
    let mut found = Vec::new();
    for some in returns.chunks(MOST_RETURNS) {
        let last = some.last().copied().into_iter().cycle();
        let places = some.iter().copied().chain(last).take(MOST_RETURNS);
        let params: Vec<Value> = places.flat_map(|(holder, id)| [holder.into(), id.into()]).collect();
        for row in &store.rows(LIST_THERE, &params).await? {
            found.push(There { holder_id: row.id(0)?, id: row.id(1)?, file_digest: digest(row, 2)? });
        }
    }
    Ok(found)
}

/// Adds a return, sealed under its holder's key.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, found: &InformationReturn) -> Write {
    let json = values::Secret::new(serde_json::to_vec(&found.content).expect("a content has text keys only"));
    let params = vec![
        found.holder_id.into(),
        found.id.into(),
        found.file_digest.into(),
        found.received_at.into(),
        found.record.into(),
        found.tax_year.into(),
        found.form.as_str().into(),
        found.correction.name().into(),
        sealer.seal(key, "information_return", "content", found.id, json.expose()).into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// All that was reported under a holder by files that are wholly in, in the order in which it came.
pub async fn list(store: &Store, sealer: &Sealer, holder: Id) -> Result<Vec<InformationReturn>, StoreError> {
    let rows = store.rows(LIST, &[holder.into()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = person_keys::require(store, sealer, holder, Realm::Taxes).await?;
    let mut seen = HashSet::new();
    // Two files that came in side by side may both have brought it.
    let first = |row: &&Row| row.id(0).map_or(true, |id| seen.insert(id));
    rows.iter().filter(first).map(|row| read(sealer, &key, holder, row)).collect()
}

fn digest(row: &Row, column: usize) -> Result<[u8; 32], StoreError> {
    let unreadable = |_| StoreError::Stored { what: "an information return's file" };
    row.bytes(column)?.try_into().map_err(unreadable)
}

fn read(sealer: &Sealer, key: &DataKey, holder_id: Id, row: &Row) -> Result<InformationReturn, StoreError> {
    let id = row.id(0)?;
    let correction = row.text(6)?;
    let correction = Correction::ALL.into_iter().find(|known| known.name() == correction);
    let content = sealer.open(key, "information_return", "content", id, row.bytes(7)?)?;
    let unreadable = |_| StoreError::Stored { what: "an information return's content" };
    Ok(InformationReturn {
        holder_id,
        id,
        file_digest: digest(row, 1)?,
        received_at: row.timestamp(2)?,
        record: row.int(3)?,
        tax_year: row.int(4)?,
        form: row.text(5)?.to_owned(),
        correction: correction.ok_or(StoreError::Stored { what: "what an information return corrects" })?,
        content: serde_json::from_slice(content.expose()).map_err(unreadable)?,
    })
}

/// Erases all that was reported about a holder who has a key: the returns and the key that they were sealed under.
pub fn close(write: Write, holder: Id) -> Write {
    person_keys::close(write.statement(REMOVE, vec![holder.into()], Rows::Any), holder, Realm::Taxes)
}
