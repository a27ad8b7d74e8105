//! What is asked of banks: whether an account is the payer's own, and, in the demonstration, what becomes of a payment.
//!
//! The simulator answers by the account's number, so that a visitor can see every case:
//!
//! | number | ownership | payments |
//! |---|---|---|
//! | begins with 98 and ends with 1 | somebody else's | |
//! | begins with 98 and ends with 2 | closed | |
//! | begins with 98 and ends with 3 | the bank does not say | are paid |
//! | begins with 99 | matches | come back with the return code of the last two digits: 01 is `R01` |
//! | any other | matches | are paid |

use std::collections::BTreeMap;
use std::sync::Arc;

use values::{AccountNumber, RoutingNumber};

/// What a check of an account says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// It is open and the payer's.
    Matches,
    /// It is somebody else's.
    Differs,
    /// It is closed.
    Closed,
    /// Nobody can say.
    Unknown,
}

impl Ownership {
    /// Its name in the books.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::Differs => "differs",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a file of accounts cannot be used. Names no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: it must be routing number, account number, open or closed, holder")]
pub struct AccountsError {
    /// Counted from 1.
    pub line: usize,
}

/// Who is asked whether an account is the payer's.
#[derive(Clone, Debug, Default)]
pub enum OwnershipCheck {
    /// Nobody.
    #[default]
    None,
    /// The simulator.
    Simulator,
    /// A file that a checking service has sent.
    File(Arc<Accounts>),
}

/// Accounts as a checking service knows them.
#[derive(Default)]
pub struct Accounts(BTreeMap<(String, String), (bool, String)>);

impl std::fmt::Debug for Accounts {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Accounts({})", self.0.len())
    }
}

impl Accounts {
    /// Reads `routing number,account number,open or closed,holder`, one a line.
    pub fn read(text: &str) -> Result<Self, AccountsError> {
        let mut found = BTreeMap::new();
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            let mut parts = text.splitn(4, ',').map(str::trim);
            let mut part = || parts.next().ok_or(AccountsError { line });
            let routing: RoutingNumber = part()?.parse().map_err(|_| AccountsError { line })?;
            let number: AccountNumber = part()?.parse().map_err(|_| AccountsError { line })?;
            let is_open = match part()? {
                "open" => true,
                "closed" => false,
                _ => return Err(AccountsError { line }),
            };
            found.insert((routing.digits(), number.expose().to_owned()), (is_open, words(part()?)));
        }
        Ok(Self(found))
    }

    fn check(&self, routing: RoutingNumber, number: &AccountNumber, holder: &str) -> Ownership {
        match self.0.get(&(routing.digits(), number.expose().to_owned())) {
            None => Ownership::Unknown,
            Some((false, _)) => Ownership::Closed,
            Some((true, known)) if *known == words(holder) => Ownership::Matches,
            Some((true, _)) => Ownership::Differs,
        }
    }
}

/// The words of a name in one order and case: banks print some families first.
fn words(name: &str) -> String {
    let name = name.to_lowercase();
    let mut words: Vec<&str> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

impl OwnershipCheck {
    /// Whether an account is open and held by somebody of this name.
    pub fn check(&self, routing: RoutingNumber, number: &AccountNumber, holder: &str) -> Ownership {
        match self {
            Self::None => Ownership::Unknown,
            Self::Simulator => simulated_ownership(number),
            Self::File(accounts) => accounts.check(routing, number, holder),
        }
    }
}

fn simulated_ownership(number: &AccountNumber) -> Ownership {
    let digits = number.expose();
    match (digits.starts_with("98"), digits.as_bytes().last()) {
        (true, Some(b'1')) => Ownership::Differs,
        (true, Some(b'2')) => Ownership::Closed,
        (true, Some(b'3')) => Ownership::Unknown,
        _ => Ownership::Matches,
    }
}

/// With which code the simulated bank sends a payment from this account back, if it does.
pub fn simulated_return(number: &AccountNumber) -> Option<String> {
    let digits = number.expose();
    digits.starts_with("99").then(|| format!("R{}", &digits[digits.len() - 2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> AccountNumber {
        digits.parse().unwrap()
    }

    #[test]
    fn the_simulator_does_as_its_table_says() {
        for (digits, ownership, returned) in [
            ("00123456789", Ownership::Matches, None),
            ("98001", Ownership::Differs, None),
            ("98002", Ownership::Closed, None),
            ("98003", Ownership::Unknown, None),
            ("98009", Ownership::Matches, None),
            ("9900000001", Ownership::Matches, Some("R01")),
            ("9916", Ownership::Matches, Some("R16")),
        ] {
            let routing = "019999995".parse().unwrap();
            assert_eq!(OwnershipCheck::Simulator.check(routing, &number(digits), "A"), ownership, "{digits}");
            assert_eq!(simulated_return(&number(digits)).as_deref(), returned, "{digits}");
        }
    }

    #[test]
    fn a_file_knows_accounts_by_number_and_holder() {
        let text = "019999995, 0012345, open, Hartwell, Amelia J.\n\n029999998,7777,closed,Nobody\n";
        let file = OwnershipCheck::File(Arc::new(Accounts::read(text).unwrap()));
        let check = |routing: &str, digits: &str, holder: &str| {
            file.check(routing.parse().unwrap(), &number(digits), holder)
        };
        assert_eq!(check("019999995", "0012345", "amelia j hartwell"), Ownership::Matches);
        assert_eq!(check("019999995", "0012345", "Marcus Ellison"), Ownership::Differs);
        assert_eq!(check("029999998", "7777", "Nobody"), Ownership::Closed);
        assert_eq!(check("029999998", "0012345", "Amelia J Hartwell"), Ownership::Unknown);
        assert_eq!(
            OwnershipCheck::None.check("029999998".parse().unwrap(), &number("7777"), ""),
            Ownership::Unknown
        );
        for (line, text) in
            [(1, "019999996,1234,open,A"), (2, "\n019999995,1234,lost,A"), (1, "019999995,1234")]
        {
            assert_eq!(Accounts::read(text).unwrap_err(), AccountsError { line });
        }
        assert_eq!(format!("{file:?}"), "File(Accounts(2))", "no number is printed");
    }
}
