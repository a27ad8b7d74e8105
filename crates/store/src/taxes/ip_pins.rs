//! Identity protection PINs, sealed: one in force for each holder and year; those that were replaced stay, and are never used again.

use values::{Id, Secret, Timestamp};

use crate::seal::{DataKey, Realm, Sealer};
use crate::{Row, Rows, Store, StoreError, Write, person_keys};

/// Under which purpose the holder of a PIN is indexed.
const HOLDER_PURPOSE: &str = "ip pin holder";

const LIST: &str = "SELECT holder, calendar_year, number, pin_id, pin, made_at, retired_at FROM ip_pin \
    WHERE taxpayer_id = $1 ORDER BY taxpayer_id, holder, calendar_year, number";
// Numbers count from 1, so two that are made at once meet the same key.
const ADD: &str = "INSERT INTO ip_pin (taxpayer_id, holder, calendar_year, number, pin_id, pin, made_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const RETIRE: &str = "UPDATE ip_pin SET retired_at = $5 \
    WHERE taxpayer_id = $1 AND holder = $2 AND calendar_year = $3 AND number = $4 AND retired_at IS NULL";

/// One PIN. `Debug` shows no digits.
#[derive(Clone, Debug)]
pub struct IpPin {
    /// In whose account it stands.
    pub taxpayer_id: Id,
    /// Whom it protects: from [`holder`].
    pub holder: [u8; 32],
    /// The year in which it is used, January to December.
    pub calendar_year: i64,
    /// Counts the holder's PINs of the year from 1.
    pub number: i64,
    /// Its id.
    pub id: Id,
    /// Six digits. Sealed at rest.
    pub pin: Secret<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was replaced; none while it is in force.
    pub retired_at: Option<Timestamp>,
}

/// The holder with this name in an account, as the table finds them: nobody reads a name from it.
pub fn holder(sealer: &Sealer, taxpayer: Id, name: &str) -> [u8; 32] {
    sealer.index_of(HOLDER_PURPOSE, format!("{taxpayer} {name}").as_bytes())
}

/// All PINs of an account, by holder and year, oldest first.
pub async fn list(store: &Store, sealer: &Sealer, taxpayer: Id) -> Result<Vec<IpPin>, StoreError> {
    let rows = store.rows(LIST, &[taxpayer.into()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = person_keys::require(store, sealer, taxpayer, Realm::Taxes).await?;
    rows.iter().map(|row| read(sealer, &key, taxpayer, row)).collect()
}

/// Adds a PIN; a conflict means that the holder has one with this number.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, pin: &IpPin) -> Write {
    let params = vec![
        pin.taxpayer_id.into(),
        pin.holder.into(),
        pin.calendar_year.into(),
        pin.number.into(),
        pin.id.into(),
        sealer.seal(key, "ip_pin", "pin", pin.id, pin.pin.expose().as_bytes()).into(),
        pin.made_at.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Ends a PIN that is in force; a conflict means that it was ended before.
pub fn retire(write: Write, pin: &IpPin, now: Timestamp) -> Write {
    let params = vec![
        pin.taxpayer_id.into(),
        pin.holder.into(),
        pin.calendar_year.into(),
        pin.number.into(),
        now.into(),
    ];
    write.statement(RETIRE, params, Rows::Exactly(1))
}

fn read(sealer: &Sealer, key: &DataKey, taxpayer_id: Id, row: &Row) -> Result<IpPin, StoreError> {
    let id = row.id(3)?;
    let opened = sealer.open(key, "ip_pin", "pin", id, row.bytes(4)?)?;
    let unreadable = || StoreError::Stored { what: "an identity protection PIN" };
    Ok(IpPin {
        taxpayer_id,
        holder: row.bytes(0)?.try_into().map_err(|_| unreadable())?,
        calendar_year: row.int(1)?,
        number: row.int(2)?,
        id,
        pin: Secret::new(String::from_utf8(opened.expose().clone()).map_err(|_| unreadable())?),
        made_at: row.timestamp(5)?,
        retired_at: row.timestamp_or_null(6)?,
    })
}
