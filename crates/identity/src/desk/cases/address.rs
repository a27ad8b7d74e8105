//! Is the address printed on a paper the one that was typed? A letter verifies the paper at no other (NIST SP 800-63A-4,
//! 4.2.6.1). What a barcode said stands; where none said it, the agent does, and that is kept with the piece.

use store::identity::proofings::{Route, State as Stage};

use crate::proofing::case::Case;
use crate::proofing::on_paper::{self, OnPaper, bears_address};
use crate::proofing::policy::{AddressSeen, Kind};

/// What a program found about the papers an agent looks at; none where no letter will ever need it.
pub(super) fn found(case: &Case) -> Option<OnPaper> {
    let is_asked = case.row.state == Stage::Review && case.documents().into_iter().any(bears_address);
    is_asked.then(|| on_paper::standing(case))
}

/// What the agent is told; none where they are asked.
pub(super) fn note(found: OnPaper) -> Option<&'static str> {
    match found {
        OnPaper::Same => Some("desk-address-same"),
        OnPaper::Other => Some("desk-address-other"),
        OnPaper::Unsure => None,
    }
}

/// Whether the agent must say it before they accept: a letter would be next.
pub(super) fn is_missing(case: &Case, said: &str) -> bool {
    let is_needed = found(case) == Some(OnPaper::Unsure) && case.route() == Some(Route::Letter);
    is_needed && !matches!(said, "yes" | "no")
}

/// What is kept with a piece of this kind.
pub(super) fn seen(case: &Case, kind: Kind, said: &str) -> Option<AddressSeen> {
    match found(case).filter(|_| bears_address(kind))? {
        OnPaper::Same => Some(AddressSeen::Read),
        OnPaper::Other => Some(AddressSeen::Other),
        OnPaper::Unsure => match said {
            "yes" => Some(AddressSeen::Seen),
            "no" => Some(AddressSeen::Other),
            _ => None,
        },
    }
}
