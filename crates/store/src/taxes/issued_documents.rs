//! Documents that were given out: found again by their number or by the digest of their file. Added, never changed.

use values::{Id, Timestamp};

use crate::seal::{DataKey, Realm, Sealer};
use crate::{Row, Rows, Store, StoreError, Write, person_keys};

const ADD: &str = "INSERT INTO issued_document \
    (taxpayer_id, document_id, number, code_index, digest, about, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FIND_BY_NUMBER: &str = "SELECT taxpayer_id, document_id, code_index, about, made_at FROM issued_document \
    WHERE number = $1";
const FIND_BY_DIGEST: &str = "SELECT taxpayer_id, document_id, code_index, about, made_at FROM issued_document \
    WHERE digest = $1";

/// A document that is given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedDocument<'a> {
    /// Whom it is about.
    pub taxpayer_id: Id,
    /// Its id.
    pub id: Id,
    /// Its number, printed on it.
    pub number: &'a str,
    /// What its number and code are found by together.
    pub code_index: [u8; 32],
    /// SHA-256 of its file.
    pub digest: [u8; 32],
    /// What the check tells of it. Sealed at rest.
    pub about: &'a [u8],
    /// When it was made.
    pub made_at: Timestamp,
}

/// A document found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What its number and code are found by together.
    pub code_index: [u8; 32],
    /// What the check tells of it; nothing once its person's key was erased.
    pub about: Option<Vec<u8>>,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Adds a document; `key` is its person's.
pub fn add(write: Write, sealer: &Sealer, key: &DataKey, issued: &IssuedDocument<'_>) -> Write {
    let params = vec![
        issued.taxpayer_id.into(),
        issued.id.into(),
        issued.number.into(),
        issued.code_index.into(),
        issued.digest.into(),
        sealer.seal(key, "issued_document", "about", issued.id, issued.about).into(),
        issued.made_at.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// A document by its number.
pub async fn find_by_number(
    store: &Store,
    sealer: &Sealer,
    number: &str,
) -> Result<Option<Found>, StoreError> {
    read(store, sealer, store.row(FIND_BY_NUMBER, &[number.into()]).await?).await
}

/// A document by the digest of its file.
pub async fn find_by_digest(
    store: &Store,
    sealer: &Sealer,
    digest: [u8; 32],
) -> Result<Option<Found>, StoreError> {
    read(store, sealer, store.row(FIND_BY_DIGEST, &[digest.into()]).await?).await
}

async fn read(store: &Store, sealer: &Sealer, row: Option<Row>) -> Result<Option<Found>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let id = row.id(1)?;
    let about = match person_keys::require(store, sealer, row.id(0)?, Realm::Taxes).await {
        Ok(key) => Some(sealer.open(&key, "issued_document", "about", id, row.bytes(3)?)?.expose().clone()),
        Err(StoreError::KeyErased) => None,
        Err(error) => return Err(error),
    };
    let code_index =
        row.bytes(2)?.try_into().map_err(|_| StoreError::Stored { what: "a document's code" })?;
    Ok(Some(Found { code_index, about, made_at: row.timestamp(4)? }))
}
