//! What do entries add up to, in the figures with which a batch and a file end?

use values::{Cents, MoneyError};

use super::Side;

/// Counts and sums of a batch or a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Entries with their addenda.
    pub records: u64,
    /// The banks' eight digits added up; files print its last ten digits.
    pub hash: u64,
    /// All debits.
    pub debits: Cents,
    /// All credits.
    pub credits: Cents,
}

impl Totals {
    /// What a file prints of the sum of the banks' digits.
    pub const fn hash_printed(&self) -> u64 {
        self.hash % 10_000_000_000
    }

    pub(super) fn entry(&mut self, bank: u64, side: Side, amount: Cents) -> Result<(), MoneyError> {
        self.records += 1;
        self.hash += bank;
        let sum = if side == Side::Debit { &mut self.debits } else { &mut self.credits };
        *sum = sum.plus(amount)?;
        Ok(())
    }

    pub(super) fn add(&mut self, other: &Self) -> Result<(), MoneyError> {
        self.records += other.records;
        self.hash += other.hash;
        self.debits = self.debits.plus(other.debits)?;
        self.credits = self.credits.plus(other.credits)?;
        Ok(())
    }
}
