//! The number that somebody takes to a desk, as digits and as a QR code: it finds the case and proves nothing. Kept sealed,
//! and as a keyed index.

use store::identity::proofings::Proofing;
use values::Timestamp;

use super::case::Case;
use crate::secrets::later;
use crate::{Identity, IdentityError};

/// It is good for so many days.
pub(super) const DAYS: i64 = 30;

/// What a number is found by, however it was typed.
pub fn index(identity: &Identity, typed: &str) -> [u8; 32] {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    identity.sealer().index_of("proofing visit", digits.as_bytes())
}

/// The case with a new number.
pub(super) fn with_number(identity: &Identity, case: &Case, now: Timestamp) -> Proofing {
    let number = format!("{:012}", identity.dice().below(1_000_000_000_000));
    Proofing {
        visit_index: Some(index(identity, &number)),
        visit_number_sealed: Some(case.seal(identity, "visit_number_sealed", &number)),
        visit_until: Some(later(now, DAYS * 86_400)),
        ..case.row.clone()
    }
}

/// The number in groups of four, if there is one that is good.
pub(super) fn number(
    identity: &Identity,
    case: &Case,
    now: Timestamp,
) -> Result<Option<String>, IdentityError> {
    let is_good = case.row.visit_until.is_some_and(|until| until > now);
    let Some(sealed) = case.row.visit_number_sealed.as_ref().filter(|_| is_good) else { return Ok(None) };
    let digits = case.unseal(identity, "visit_number_sealed", sealed)?;
    let groups: Vec<&str> =
        digits.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    Ok(Some(groups.join(" ")))
}
