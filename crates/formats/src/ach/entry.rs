//! What does an entry do to which account? The two digits of its transaction code, and the account.

use values::Secret;

/// Which kind of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountKind {
    /// A checking account.
    Checking,
    /// A savings account.
    Savings,
    /// An account in a bank's own ledger.
    Ledger,
    /// A loan.
    Loan,
}

/// Which way the money goes, seen from the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Into the account.
    Credit,
    /// Out of the account.
    Debit,
}

/// What the entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Money moves.
    Live,
    /// Asks whether the account is there; no money moves.
    Prenote,
    /// Carries a message; no money moves.
    ZeroDollar,
    /// Comes back: a return or a notification of change.
    Back,
}

/// The two digits of a transaction code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TransactionCode {
    /// Which kind of account.
    pub kind: AccountKind,
    /// Which way.
    pub side: Side,
    /// What for.
    pub purpose: Purpose,
}

const KINDS: [AccountKind; 4] =
    [AccountKind::Checking, AccountKind::Savings, AccountKind::Ledger, AccountKind::Loan];
const PURPOSES: [Purpose; 4] = [Purpose::Back, Purpose::Live, Purpose::Prenote, Purpose::ZeroDollar];

impl TransactionCode {
    /// Reads the two digits: checking 21 to 29, savings 31 to 39, a bank's ledger 41 to 49, loans 51 to 56.
    pub fn read(digits: &str) -> Option<Self> {
        let [tens @ b'2'..=b'5', ones @ b'1'..=b'9'] = digits.as_bytes() else { return None };
        let kind = KINDS[usize::from(tens - b'2')];
        if kind == AccountKind::Loan && *ones == b'5' {
            return Some(Self { kind, side: Side::Debit, purpose: Purpose::Live });
        }
        if kind == AccountKind::Loan && *ones > b'6' {
            return None;
        }
        let (side, first) = if *ones < b'6' { (Side::Credit, b'1') } else { (Side::Debit, b'6') };
        Some(Self { kind, side, purpose: *PURPOSES.get(usize::from(ones - first))? })
    }

    /// The two digits. Debits of a loan have their own: 55 takes back a credit, 56 comes back.
    pub fn digits(self) -> [u8; 2] {
        let tens = KINDS.iter().position(|kind| *kind == self.kind).unwrap_or_default();
        let ones = PURPOSES.iter().position(|purpose| *purpose == self.purpose).unwrap_or_default();
        let digit = |number: usize| b'0' + u8::try_from(number).expect("a digit is below ten");
        if (self.kind, self.side, self.purpose) == (AccountKind::Loan, Side::Debit, Purpose::Live) {
            return *b"55";
        }
        [digit(tens + 2), digit(ones + 1 + 5 * usize::from(self.side == Side::Debit))]
    }
}

/// A bank account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Nine digits.
    pub routing: String,
    /// Up to 17 characters.
    pub number: Secret<String>,
    /// Checking or savings.
    pub kind: AccountKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transaction_codes_read_and_print() {
        use {AccountKind as Kind, Purpose as For, Side as Way};
        for (digits, kind, side, purpose) in [
            ("21", Kind::Checking, Way::Credit, For::Back),
            ("22", Kind::Checking, Way::Credit, For::Live),
            ("23", Kind::Checking, Way::Credit, For::Prenote),
            ("24", Kind::Checking, Way::Credit, For::ZeroDollar),
            ("26", Kind::Checking, Way::Debit, For::Back),
            ("27", Kind::Checking, Way::Debit, For::Live),
            ("28", Kind::Checking, Way::Debit, For::Prenote),
            ("29", Kind::Checking, Way::Debit, For::ZeroDollar),
            ("31", Kind::Savings, Way::Credit, For::Back),
            ("32", Kind::Savings, Way::Credit, For::Live),
            ("33", Kind::Savings, Way::Credit, For::Prenote),
            ("36", Kind::Savings, Way::Debit, For::Back),
            ("37", Kind::Savings, Way::Debit, For::Live),
            ("38", Kind::Savings, Way::Debit, For::Prenote),
            ("42", Kind::Ledger, Way::Credit, For::Live),
            ("47", Kind::Ledger, Way::Debit, For::Live),
            ("52", Kind::Loan, Way::Credit, For::Live),
            ("55", Kind::Loan, Way::Debit, For::Live),
        ] {
            let code = TransactionCode { kind, side, purpose };
            assert_eq!(TransactionCode::read(digits), Some(code), "{digits}");
            assert_eq!(code.digits(), digits.as_bytes(), "{digits}");
        }
        for digits in ["20", "25", "12", "62", "57", "2", "222", "x2", "  "] {
            assert_eq!(TransactionCode::read(digits), None, "{digits}");
        }
    }
}
