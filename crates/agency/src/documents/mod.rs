//! Documents that the agency gives out: numbered, so that whoever is shown one learns whether it is genuine, and never more
//! than what it is, whose (masked) and of when.

#[cfg(test)]
mod tests;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use formats::signed;
use outside::jose;
use serde::{Deserialize, Serialize};
use store::seal::{DataKey, Sealer};
use store::taxes::issued_documents::{self as stored, Found, IssuedDocument};
use store::{Actor, AuditRecord, Store, StoreError, Write};
use tax::pack::{Pack, PackError};
use values::{Date, Id, Timestamp};

use crate::payments::{ALPHABET, confirmation};

/// Under which purpose a number and its code are indexed.
const INDEX_PURPOSE: &str = "issued document";
/// Letters of a code: 60 bits.
const CODE: usize = 12;

/// What the check tells of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What it is, in a word: `receipt`, or the name of a kind of transcript.
    pub what: String,
    /// Of which form.
    pub form: String,
    /// Of which year.
    pub tax_year: i64,
    /// Whose, masked.
    pub name: String,
}

/// A document that is being made: what is printed on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    id: Id,
    /// Its number.
    pub number: String,
    /// What only its paper tells.
    pub code: String,
}

impl Issue {
    /// From random bytes: for the number, and for the code.
    pub fn new(now: Timestamp, for_number: [u8; 10], for_code: [u8; CODE]) -> Self {
        let id = Id::new(now, for_number);
        let letter = |byte: &u8| char::from(ALPHABET[usize::from(byte & 31)]);
        let code: String = for_code.iter().map(letter).collect();
        Self { id, number: confirmation(id), code }
    }

    /// The document as it was made, to be remembered with its audit record.
    pub fn write(
        &self,
        (sealer, key): (&Sealer, &DataKey),
        taxpayer_id: Id,
        about: &About,
        file: &[u8],
        now: Timestamp,
    ) -> Write {
        let told = serde_json::to_vec(about).expect("what is told has text keys only");
        let issued = IssuedDocument {
            taxpayer_id,
            id: self.id,
            number: &self.number,
            code_index: index(sealer, &self.number, &self.code),
            digest: sha256(file),
            about: &told,
            made_at: now,
        };
        let audit = AuditRecord {
            at: now,
            actor: Actor::Person(taxpayer_id),
            action: "document.issue",
            subject: Some(taxpayer_id),
            reason: Some(format!("{} of {}, document {}", about.what, about.tax_year, self.number)),
        };
        stored::add(Write::new(), sealer, key, &issued).audit(audit)
    }
}

/// The last day on which a document can be checked.
pub fn checked_until(pack: &Pack, made_on: Date) -> Result<Date, PackError> {
    let years = pack.count("documents.check_years", made_on)?;
    // Leap days end on the last of February.
    Ok(made_on.saturating_add(jiff::Span::new().years(years)))
}

/// What a check comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// We made it, and it says what it said.
    Genuine(About, Timestamp),
    /// It names a document of ours, and is not what we made.
    Changed,
    /// We know nothing of it.
    Unknown,
}

/// Checks what somebody types from a paper. A wrong code and an unknown number look alike.
pub async fn check_number(
    store: &Store,
    sealer: &Sealer,
    number: &str,
    code: &str,
) -> Result<Checked, StoreError> {
    let (number, code) = (plain(number), plain(code));
    let found = stored::find_by_number(store, sealer, &number).await?;
    let typed = index(sealer, &number, &code);
    let found = found.filter(|found| verify_slices_are_equal(&found.code_index, &typed).is_ok());
    told(found)
}

/// Checks a file.
pub async fn check_file(store: &Store, sealer: &Sealer, file: &[u8]) -> Result<Checked, StoreError> {
    match told(stored::find_by_digest(store, sealer, sha256(file)).await?)? {
        Checked::Unknown => {}
        known => return Ok(known),
    }
    let Some(number) = claimed(file) else { return Ok(Checked::Unknown) };
    let is_ours = stored::find_by_number(store, sealer, &plain(&number)).await?.is_some();
    Ok(if is_ours { Checked::Changed } else { Checked::Unknown })
}

fn told(found: Option<Found>) -> Result<Checked, StoreError> {
    let Some(Found { about: Some(about), made_at, .. }) = found else { return Ok(Checked::Unknown) };
    let unreadable = |_| StoreError::Stored { what: "what is told of a document" };
    Ok(Checked::Genuine(serde_json::from_slice(&about).map_err(unreadable)?, made_at))
}

/// The number that a file says it has, believed only as far as to look it up.
fn claimed(file: &[u8]) -> Option<String> {
    if file.starts_with(b"%PDF") {
        return signed::claimed_reason(file);
    }
    let token = str::from_utf8(file).ok()?.trim();
    let claims = jose::parse_object(&jose::decode(token.split('.').nth(1)?).ok()?).ok()?;
    claims.get("number")?.as_str().map(str::to_owned)
}

/// As people copy it: spaces, dashes and small letters do not matter, nor O for 0, I and L for 1.
fn plain(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).take(2 * CODE);
    letters
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        })
        .collect()
}

fn index(sealer: &Sealer, number: &str, code: &str) -> [u8; 32] {
    sealer.index_of(INDEX_PURPOSE, format!("{number} {code}").as_bytes())
}

fn sha256(file: &[u8]) -> [u8; 32] {
    digest(&SHA256, file).as_ref().try_into().expect("SHA-256 has 32 bytes")
}
