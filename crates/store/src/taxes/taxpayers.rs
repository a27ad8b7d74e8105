//! Who owes or is owed: taxpayers, found by id or by tax number, their particulars sealed.

use serde::{Deserialize, Serialize};
use values::{Date, Id};

use crate::seal::{DataKey, Realm, Sealer, WrappedKey};
use crate::{Row, Rows, Store, StoreError, Write};

/// Under which purpose tax numbers of the books are indexed.
pub const INDEX_PURPOSE: &str = "taxpayer";

const FIND: &str = "SELECT t.record_key, t.kind, t.profile, t.language, t.version, k.key_id, k.wrapped \
    FROM taxpayer t LEFT JOIN person_key k ON k.person_id = t.taxpayer_id AND k.realm = 'taxes' \
    WHERE t.taxpayer_id = $1";
const FIND_BY_TIN: &str = "SELECT taxpayer_id FROM taxpayer_tin WHERE tin_index = $1";
const LIST: &str =
    "SELECT taxpayer_id, record_key FROM taxpayer WHERE taxpayer_id > $1 ORDER BY taxpayer_id LIMIT $2";
const ADD_OR_CHANGE: &str = "INSERT INTO taxpayer \
    (taxpayer_id, record_key, kind, tin_index, profile, language, version) VALUES ($1, $2, $3, $4, $5, $6, 1) \
    ON CONFLICT (taxpayer_id) DO UPDATE SET kind = excluded.kind, tin_index = excluded.tin_index, \
    profile = excluded.profile, language = excluded.language, version = taxpayer.version + 1";
const REMOVE_OLD_TINS: &str = "DELETE FROM taxpayer_tin WHERE tin_index = \
    (SELECT tin_index FROM taxpayer WHERE taxpayer_id = $1 AND tin_index <> $2) AND taxpayer_id = $1";
// Touches no row when the number belongs to another taxpayer.
const ADD_TIN: &str = "INSERT INTO taxpayer_tin (tin_index, taxpayer_id) VALUES ($1, $2) \
    ON CONFLICT (tin_index) DO UPDATE SET taxpayer_id = excluded.taxpayer_id \
    WHERE taxpayer_tin.taxpayer_id = excluded.taxpayer_id";
const CHANGE_PROFILE: &str = "UPDATE taxpayer SET profile = $3, language = $4, version = version + 1 \
    WHERE taxpayer_id = $1 AND version = $2";

/// A taxpayer's particulars. Sealed at rest; `Debug` prints nothing of them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Given names.
    pub given_name: String,
    /// Family names.
    pub family_name: String,
    /// Whole names the person had before, latest first.
    pub former_names: Vec<String>,
    /// The name a sole proprietor trades under.
    pub business_name: Option<String>,
    /// The nine digits of the tax number.
    pub tin: String,
    /// Day of birth.
    pub born_on: Date,
    /// Day of death.
    pub died_on: Option<Date>,
    /// Where letters go.
    pub address: Address,
    /// Email address, unproved.
    pub email: Option<String>,
    /// Telephone number, unproved.
    pub phone: Option<String>,
}

/// A postal address, at home or abroad.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and unit, one to four lines.
    pub lines: Vec<String>,
    /// Town.
    pub city: String,
    /// State, province or department.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country, two capital letters.
    pub country: String,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Profile(…)")
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Address(…)")
    }
}

/// A taxpayer as the books hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taxpayer {
    /// The id, derived from the record key.
    pub id: Id,
    /// The sending system's name for the record.
    pub record_key: String,
    /// `individual` or `sole_proprietor`.
    pub kind: String,
    /// The particulars.
    pub profile: Profile,
    /// Language tag the person wants to be addressed in.
    pub language: String,
    /// Counts changes; 1 when new, whatever is given to [`add_or_change`].
    pub version: i64,
}

/// A taxpayer by id; `KeyErased` once the person's key was erased.
pub async fn find(store: &Store, sealer: &Sealer, id: Id) -> Result<Option<Taxpayer>, StoreError> {
    let row = store.row(FIND, &[id.into()]).await?;
    row.as_ref().map(|row| read(sealer, id, row)).transpose()
}

fn read(sealer: &Sealer, id: Id, row: &Row) -> Result<Taxpayer, StoreError> {
    let key_id = row.int_or_null(5)?.ok_or(StoreError::KeyErased)?;
    let wrapped = WrappedKey { person: id, realm: Realm::Taxes, key_id, wrapped: row.bytes(6)?.to_vec() };
    let profile = sealer.open(&sealer.unwrap(&wrapped)?, "taxpayer", "profile", id, row.bytes(2)?)?;
    let unreadable = |_| StoreError::Stored { what: "a taxpayer's profile" };
    Ok(Taxpayer {
        id,
        record_key: row.text(0)?.to_owned(),
        kind: row.text(1)?.to_owned(),
        profile: serde_json::from_slice(profile.expose()).map_err(unreadable)?,
        language: row.text(3)?.to_owned(),
        version: row.int(4)?,
    })
}

/// Whose tax number this is: give it [`Sealer::index`] under [`INDEX_PURPOSE`].
pub async fn find_by_tin_index(store: &Store, tin_index: [u8; 32]) -> Result<Option<Id>, StoreError> {
    store.row(FIND_BY_TIN, &[tin_index.into()]).await?.map(|row| row.id(0)).transpose()
}

/// Ids and record keys of all taxpayers, in the order of ids; `after` is the last id seen, at first none.
pub async fn list(store: &Store, after: Option<Id>, most: i64) -> Result<Vec<(Id, String)>, StoreError> {
    let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
    let rows = store.rows(LIST, &[after.into(), most.into()]).await?;
    rows.iter().map(|row| Ok((row.id(0)?, row.text(1)?.to_owned()))).collect()
}

/// Brings a taxpayer in, new or again: three statements. A `Missed` conflict at the second of them means that the
/// tax number belongs to another taxpayer.
pub fn add_or_change(
    write: Write,
    sealer: &Sealer,
    key: &DataKey,
    taxpayer: &Taxpayer,
    tin_index: [u8; 32],
) -> Write {
    let Taxpayer { id, record_key, kind, profile, language, .. } = taxpayer;
    let params = vec![
        (*id).into(),
        record_key.as_str().into(),
        kind.as_str().into(),
        tin_index.into(),
        sealed(sealer, key, *id, profile).into(),
        language.as_str().into(),
    ];
    write
        .statement(REMOVE_OLD_TINS, vec![(*id).into(), tin_index.into()], Rows::Any)
        .statement(ADD_TIN, vec![tin_index.into(), (*id).into()], Rows::Exactly(1))
        .statement(ADD_OR_CHANGE, params, Rows::Exactly(1))
}

/// Changes the particulars, but not the tax number, of the taxpayer that was loaded.
pub fn change_profile(write: Write, sealer: &Sealer, key: &DataKey, taxpayer: &Taxpayer) -> Write {
    let profile = sealed(sealer, key, taxpayer.id, &taxpayer.profile);
    let params =
        vec![taxpayer.id.into(), taxpayer.version.into(), profile.into(), taxpayer.language.as_str().into()];
    write.statement(CHANGE_PROFILE, params, Rows::Exactly(1))
}

fn sealed(sealer: &Sealer, key: &DataKey, id: Id, profile: &Profile) -> Vec<u8> {
    let json = values::Secret::new(serde_json::to_vec(profile).expect("a profile has text keys only"));
    sealer.seal(key, "taxpayer", "profile", id, json.expose())
}
