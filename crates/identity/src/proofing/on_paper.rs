//! Is the address that somebody typed the one on their paper (NIST SP 800-63A-4, 4.2.6.1)? A code by post verifies a paper
//! only at the address on it. What a barcode says is compared when the case is sent; where nothing was read, or it is
//! not sure, an agent looks.

use formats::evidence::Fields;
use store::identity::proofings::checks::Check;
use values::Timestamp;

use super::case::{Case, Facts};
use super::cross_check::{Agreement, Fact};
use super::papers::kept;
use super::policy::{Kind, Validation, Verification, may_verify};
use crate::{Identity, IdentityError};

/// Under this word it is stored what was found.
pub(crate) const ADDRESS: &str = "paper-address";

/// What a program found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnPaper {
    /// It is the one that was typed.
    Same,
    /// It is another.
    Other,
    /// Nothing was read, or they are only nearly the same.
    Unsure,
}

impl OnPaper {
    const ALL: [Self; 3] = [Self::Same, Self::Other, Self::Unsure];

    const fn word(self) -> &'static str {
        match self {
            Self::Same => "yes",
            Self::Other => "no",
            Self::Unsure => "unsure",
        }
    }
}

/// Whether an address stands on a kind of paper that a letter could go to.
pub(crate) fn bears_address(kind: Kind) -> bool {
    may_verify(kind, Validation::VisualInspection, Verification::MailedCode)
}

/// What one paper says. Another name for the city is none for the place: towns have several, and the code says which it is.
fn judge(facts: &Facts, fields: &Fields) -> OnPaper {
    let of = |fact: Fact| fact.agreement(facts, fields);
    let place = [of(Fact::Street), of(Fact::Region), of(Fact::PostalCode)];
    let city = of(Fact::City);
    let agree = |all: &[Agreement]| all.iter().all(|one| *one == Agreement::Match);
    match city {
        _ if place.contains(&Agreement::Differs) => OnPaper::Other,
        Agreement::Match if agree(&place) => OnPaper::Same,
        Agreement::Differs if !agree(&[place[0], place[2]]) => OnPaper::Other,
        _ => OnPaper::Unsure,
    }
}

/// What all papers say together: one that says another address is enough.
fn together(found: &[OnPaper]) -> OnPaper {
    let sure = [OnPaper::Other, OnPaper::Same];
    sure.into_iter().find(|one| found.contains(one)).unwrap_or(OnPaper::Unsure)
}

/// Compares what was read on the papers of a case; what was found, as it is kept.
pub(super) async fn run(
    identity: &Identity,
    case: &Case,
    now: Timestamp,
) -> Result<Option<Check>, IdentityError> {
    if !case.documents().into_iter().any(bears_address) {
        return Ok(None);
    }
    let mut found = Vec::new();
    for picture in kept::list(identity, case.row.id, now).await? {
        let reading = kept::reading(identity, &picture).await?;
        found.extend(reading.map(|reading| judge(&case.facts, &reading.fields)));
    }
    Ok(Some(case.check(ADDRESS, "paper", "evidence", together(&found).word(), now)))
}

/// What was found when the case was sent.
pub(crate) fn standing(case: &Case) -> OnPaper {
    let found = case
        .outcome(ADDRESS)
        .and_then(|check| OnPaper::ALL.into_iter().find(|one| one.word() == check.outcome));
    found.unwrap_or(OnPaper::Unsure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proofing::postal_address::PostalAddress;
    use OnPaper::{Other, Same, Unsure};

    /// Street, city, state and code as they were typed, and as a barcode says them.
    #[test]
    fn another_address_is_told_from_the_same_one_written_differently() {
        let typed = ["12 North Main Street Apt 4", "New York", "NY", "10001"];
        for (said, expected) in [
            (["12 N MAIN ST APT 4", "NEW YORK", "NY", "100010000"], Same),
            (["12 N MAIN ST APT 4", "NEW YORK", "NY", "10001-1234"], Same),
            // Towns have several names.
            (["12 N MAIN ST APT 4", "MANHATTAN", "NY", "10001"], Unsure),
            // An apartment is missing; a digit of the code is another.
            (["12 N MAIN ST", "NEW YORK", "NY", "10001"], Unsure),
            (["12 N MAIN ST APT 4", "NEW YORK", "NY", "10002"], Unsure),
            (["", "", "", ""], Unsure),
            (["12 N MAIN ST APT 4", "NEW YORK", "", "10001"], Unsure),
            (["14 N MAIN ST APT 4", "NEW YORK", "NY", "10001"], Other),
            (["12 N MAIN ST APT 4", "NEW YORK", "NJ", "10001"], Other),
            (["12 N MAIN ST APT 4", "NEW YORK", "NY", "14604"], Other),
            (["12 N MAIN ST", "ROCHESTER", "NY", "10001"], Other),
            (["12 N MAIN ST APT 4", "ROCHESTER", "NY", "10002"], Other),
        ] {
            let [street, city, region, code] = typed;
            let address = PostalAddress::parse(street, city, region, code, "US").unwrap();
            let facts = Facts { address: Some(address), ..Facts::default() };
            let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let [street, city, state, postal_code] = said.map(text);
            let fields = Fields { street, city, state, postal_code, ..Fields::default() };
            assert_eq!(judge(&facts, &fields), expected, "{said:?}");
            assert_eq!(judge(&Facts::default(), &fields), Unsure, "nothing was typed");
        }
    }

    #[test]
    fn one_paper_that_says_another_address_is_enough() {
        assert_eq!(together(&[]), Unsure);
        assert_eq!(together(&[Unsure, Same]), Same);
        assert_eq!(together(&[Same, Other, Unsure]), Other);
    }

    #[test]
    fn passports_bear_no_address() {
        let bearing: Vec<Kind> =
            crate::proofing::steps::PAPERS.into_iter().filter(|kind| bears_address(*kind)).collect();
        assert_eq!(bearing.len(), 7);
        assert!(!bearing.contains(&Kind::Passport) && !bearing.contains(&Kind::PassportCard));
    }
}
