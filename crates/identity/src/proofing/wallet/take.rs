//! How does a license become evidence of a case? One superior piece: its issuer's signature validates it and all it says,
//! the key on the person's unlocked device verifies it (NIST SP 800-63A-4, 4.2.4(2), 4.2.5, 4.2.6.2).

use store::Write;
use store::identity::proofings::{self, Proofing};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use values::Timestamp;

use super::license::License;
use crate::Identity;
use crate::proofing::case::Case;
use crate::proofing::finish::{Shown, keep};
use crate::proofing::policy::{Item, Kind, Validation, Verification};

/// The license says something else than the person; the key of the message. Which part is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Differs(pub(super) &'static str);

/// The statements that hang a license on a case. What it says takes the place of what was typed, since only that is
/// signed; birth date and family name must be the same, so that nobody's license counts for somebody else.
pub(super) fn write(
    identity: &Identity,
    case: &Case,
    license: &License,
    now: Timestamp,
) -> Result<Write, Differs> {
    let typed = case.facts.family_name.as_deref().map(plain);
    let same_name = typed.is_some_and(|typed| typed == plain(&license.family_name));
    if !same_name || case.facts.birth_date != Some(license.birth_date) {
        return Err(Differs("wallet-differs"));
    }
    let seal = |column, text: &str| Some(case.seal(identity, column, text));
    let row = Proofing {
        given_names_sealed: seal("given_names_sealed", &license.given_names),
        family_name_sealed: seal("family_name_sealed", &license.family_name),
        ..case.row.clone()
    };
    let item = Item {
        kind: Kind::MobileLicense,
        validation: Validation::IssuerSignature,
        verification: Some(Verification::DeviceUnlock),
        address: None,
    };
    let shown = Shown { item, issuer: Some(license.issuer.clone()) };
    Ok(proofings::change(&row).and(keep(identity, case, &[shown], None, now)))
}

/// A name as it compares: letters alone, without accents and case.
fn plain(name: &str) -> String {
    let bare = name.nfd().filter(|letter| !is_combining_mark(*letter) && letter.is_alphanumeric());
    bare.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_compare_by_their_letters() {
        for (one, other, same) in [
            ("O'Neill-Smith", "ONEILL SMITH", true),
            ("Núñez", "NUNEZ", true),
            ("de la Cruz", "DELACRUZ", true),
            ("Marlowe", "Barlowe", false),
            ("Ng", "Ngo", false),
        ] {
            assert_eq!(plain(one) == plain(other), same, "{one} {other}");
        }
    }
}
