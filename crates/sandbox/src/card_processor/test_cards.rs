//! Which card does what: the only numbers that are taken. None is of a real card.

/// What becomes of a payment with a test card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    /// It is paid.
    Pays,
    /// The bank says no.
    Declines,
    /// The page says that the card has expired.
    Expired,
    /// The page says that the security code is wrong.
    WrongCode,
    /// The bank asks its holder first.
    Asks,
    /// Something goes wrong at the processor.
    Breaks,
    /// It is paid after a while: first the bank is asked, then the money waits to be taken.
    PaysSlowly,
    /// It is paid at once, and the messages say so a minute later.
    TellsLate,
    /// It is paid, and every message comes three times, the last one first.
    TellsTwice,
    /// It is paid; its holder disputes it, and the agency loses.
    DisputeLost,
    /// It is paid; its holder disputes it, and the agency wins.
    DisputeWon,
}

/// Every number, in the order of the documentation.
pub(super) const CARDS: [(&str, Does); 11] = [
    ("4444333322221111", Does::Pays),
    ("4000000000000002", Does::Declines),
    ("4000000000000069", Does::Expired),
    ("4000000000000127", Does::WrongCode),
    ("4000000000003220", Does::Asks),
    ("4000000000000119", Does::Breaks),
    ("4000000000000259", Does::DisputeLost),
    ("4000000000001976", Does::DisputeWon),
    ("4242424242424242", Does::PaysSlowly),
    ("5555555555554444", Does::TellsTwice),
    ("5105105105105100", Does::TellsLate),
];

/// What a number does, typed with spaces or without; none if it is no test card.
pub(super) fn find(typed: &str) -> Option<Does> {
    let digits: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    CARDS.iter().find(|(number, _)| *number == digits).map(|(_, does)| *does)
}
