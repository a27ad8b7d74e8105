//! Who issued a card, by the number in its barcode?

use std::sync::LazyLock;

/// One issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Issuer {
    /// Six digits.
    pub(super) number: String,
    /// The letters of its state or province.
    pub(super) letters: String,
    /// `USA`, `CAN` or `MEX`.
    pub(super) country: String,
}

static ISSUERS: LazyLock<Vec<Issuer>> = LazyLock::new(|| {
    let rows = include_str!("issuers.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    let read = |line: &str| {
        let mut cells = line.split(',').map(str::to_owned);
        Some(Issuer { number: cells.next()?, letters: cells.next()?, country: cells.next()? })
    };
    rows.map(|line| read(line).expect("the table of issuers has four columns")).collect()
});

/// The issuer of a number of six digits.
pub(super) fn find(number: &str) -> Option<&'static Issuer> {
    ISSUERS.iter().find(|issuer| issuer.number == number)
}

/// The first issuer of these letters.
pub(super) fn by_letters(letters: &str) -> Option<&'static Issuer> {
    ISSUERS.iter().find(|issuer| issuer.letters == letters)
}
