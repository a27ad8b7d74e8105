//! Who a person was proved to be, and how. One tax number belongs to one sign-in.

use values::{Id, Timestamp};

use crate::{Row, Rows, Store, StoreError, Write};

const ADD: &str = "INSERT INTO proof (sign_in_id, method, given_name_sealed, family_name_sealed, birth_date_sealed, \
    tax_number_sealed, tax_number_index, proved_at, assurance, how) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const FIND: &str = "SELECT sign_in_id, method, given_name_sealed, family_name_sealed, birth_date_sealed, \
    tax_number_sealed, tax_number_index, proved_at, assurance, how FROM proof WHERE sign_in_id = $1";
const REMOVE: &str = "DELETE FROM proof WHERE sign_in_id = $1 AND tax_number_index = $2";
const OWNER: &str = "SELECT sign_in_id FROM proof WHERE tax_number_index = $1";

/// The proved attributes of one sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Whose.
    pub sign_in_id: Id,
    /// How it was proved: the route's word; `demonstration` for made-up people.
    pub method: String,
    /// Given names.
    pub given_name_sealed: Vec<u8>,
    /// Family name.
    pub family_name_sealed: Vec<u8>,
    /// Date of birth.
    pub birth_date_sealed: Vec<u8>,
    /// Tax number.
    pub tax_number_sealed: Vec<u8>,
    /// Keyed index of the tax number.
    pub tax_number_index: [u8; 32],
    /// When.
    pub proved_at: Timestamp,
    /// How surely: `ial2`, or `none` for made-up people.
    pub assurance: String,
    /// What was shown, each piece as `kind:validation:verification`, with a space between.
    pub how: String,
}

/// Adds one; a conflict if the sign-in has one, or another sign-in has the number.
pub fn add(proof: &Proof) -> Write {
    let params = vec![
        proof.sign_in_id.into(),
        proof.method.clone().into(),
        proof.given_name_sealed.clone().into(),
        proof.family_name_sealed.clone().into(),
        proof.birth_date_sealed.clone().into(),
        proof.tax_number_sealed.clone().into(),
        proof.tax_number_index.into(),
        proof.proved_at.into(),
        proof.assurance.clone().into(),
        proof.how.clone().into(),
    ];
    Write::new().statement(ADD, params, Rows::Exactly(1))
}

/// Removes one that was denied, or that was found to be another's; a conflict if it is not there any more.
pub fn remove(sign_in: Id, tax_number_index: [u8; 32]) -> Write {
    Write::new().statement(REMOVE, vec![sign_in.into(), tax_number_index.into()], Rows::Exactly(1))
}

/// Of one sign-in.
pub async fn find(store: &Store, sign_in: Id) -> Result<Option<Proof>, StoreError> {
    store.row(FIND, &[sign_in.into()]).await?.as_ref().map(read).transpose()
}

/// Whose sign-in a tax number belongs to.
pub async fn find_owner(store: &Store, tax_number_index: [u8; 32]) -> Result<Option<Id>, StoreError> {
    store.row(OWNER, &[tax_number_index.into()]).await?.map(|row| row.id(0)).transpose()
}

fn read(row: &Row) -> Result<Proof, StoreError> {
    Ok(Proof {
        sign_in_id: row.id(0)?,
        method: row.text(1)?.to_owned(),
        given_name_sealed: row.bytes(2)?.to_vec(),
        family_name_sealed: row.bytes(3)?.to_vec(),
        birth_date_sealed: row.bytes(4)?.to_vec(),
        tax_number_sealed: row.bytes(5)?.to_vec(),
        tax_number_index: row.hash(6)?,
        proved_at: row.timestamp(7)?,
        assurance: row.text(8)?.to_owned(),
        how: row.text(9)?.to_owned(),
    })
}
