//! Who is behind a sign-in: the address, and what was proved, opened for one request.

use store::identity::proofs::Proof;
use store::identity::sign_ins::SignIn;
use store::identity::{proofs, sign_ins};
use store::seal::{DataKey, Realm, Sealer};
use store::{Store, person_keys};
use values::{Date, EmailAddress, Id, PhoneNumber, Timestamp, Tin};

use crate::IdentityError;

/// A person as pages and tokens need them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: Id,
    pub(crate) email: EmailAddress,
    pub(crate) is_active: bool,
    pub(crate) proof: Option<Proved>,
    /// A number that was proved; looked up only where a site is told.
    pub(crate) phone: Option<PhoneNumber>,
    pub(crate) row: SignIn,
}

/// What was proved of a person.
#[derive(Clone, Debug)]
pub(crate) struct Proved {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) birth_date: Date,
    pub(crate) tax_number: Tin,
    pub(crate) method: String,
    pub(crate) at: Timestamp,
    pub(crate) assurance: String,
    pub(crate) how: String,
}

impl Proved {
    /// Given names and family name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// What a tax number is found by here; the agency's books use another index.
pub(crate) const TAX_NUMBER_INDEX: &str = "identity tax number";

/// What an address is found by.
pub(crate) fn email_index(sealer: &Sealer, email: &EmailAddress) -> [u8; 32] {
    sealer.index_of("identity email", email.lookup_form().as_bytes())
}

/// One sealed text of a person.
pub(crate) struct Fields<'a> {
    pub(crate) sealer: &'a Sealer,
    pub(crate) key: &'a DataKey,
    pub(crate) table: &'static str,
    pub(crate) row: Id,
}

impl Fields<'_> {
    pub(crate) fn seal(&self, column: &'static str, text: &str) -> Vec<u8> {
        self.sealer.seal(self.key, self.table, column, self.row, text.as_bytes())
    }

    pub(crate) fn open(&self, column: &'static str, sealed: &[u8]) -> Result<String, IdentityError> {
        let opened = self.sealer.open(self.key, self.table, column, self.row, sealed)?;
        String::from_utf8(opened.expose().clone()).map_err(|_| IdentityError::Stored(column))
    }
}

pub(crate) async fn find(store: &Store, sealer: &Sealer, id: Id) -> Result<Option<Person>, IdentityError> {
    match sign_ins::find(store, id).await? {
        Some(row) => open(store, sealer, row, true).await.map(Some),
        None => Ok(None),
    }
}

/// Opens a sign-in, with what was proved only where that is needed.
pub(crate) async fn open(
    store: &Store,
    sealer: &Sealer,
    row: SignIn,
    with_proof: bool,
) -> Result<Person, IdentityError> {
    let id = row.id;
    let key = person_keys::require(store, sealer, id, Realm::Identity).await?;
    let email =
        Fields { sealer, key: &key, table: "sign_in", row: id }.open("email_sealed", &row.email_sealed)?;
    let proof = if with_proof { proofs::find(store, id).await? } else { None };
    let proof = proof.map(|proof| open_proof(sealer, &key, &proof)).transpose()?;
    let email = email.parse().map_err(|_| IdentityError::Stored("an email address"))?;
    Ok(Person { id, email, is_active: row.is_active, proof, phone: None, row })
}

fn open_proof(sealer: &Sealer, key: &DataKey, proof: &Proof) -> Result<Proved, IdentityError> {
    let fields = Fields { sealer, key, table: "proof", row: proof.sign_in_id };
    let birth_date = fields.open("birth_date_sealed", &proof.birth_date_sealed)?;
    let tax_number = fields.open("tax_number_sealed", &proof.tax_number_sealed)?;
    Ok(Proved {
        given_name: fields.open("given_name_sealed", &proof.given_name_sealed)?,
        family_name: fields.open("family_name_sealed", &proof.family_name_sealed)?,
        birth_date: birth_date.parse().map_err(|_| IdentityError::Stored("a birth date"))?,
        tax_number: Tin::parse_individual(&tax_number).map_err(|_| IdentityError::Stored("a tax number"))?,
        method: proof.method.clone(),
        at: proof.proved_at,
        assurance: proof.assurance.clone(),
        how: proof.how.clone(),
    })
}
