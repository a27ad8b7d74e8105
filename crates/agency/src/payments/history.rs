//! All payments of a person in one list without end, the latest day first: those made here, in whatever state, and those
//! that the books know from elsewhere.

use std::collections::BTreeSet;

use store::taxes::entries::Entry;
use store::taxes::modules::{self, Module};
use store::taxes::payments::{self, Payment, Place};
use store::{Store, StoreError};
use tax::pack::{Code, CodeRole, Pack};
use values::{Cents, Id};

use super::{State, entry_key};

/// Which of them are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Scheduled or on the way.
    Pending,
    /// In the ledger.
    Processed,
    /// Called off, or never paid.
    Cancelled,
    /// Sent back.
    Returned,
}

/// One payment in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its place; the list is ordered by it.
    pub place: Place,
    /// Which form.
    pub form: String,
    /// Which year.
    pub tax_year: i64,
    /// How much, positive.
    pub amount: Cents,
    /// What it is.
    pub what: What,
}

/// Where a payment comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Made here.
    Here(Box<Payment>),
    /// The books know it from elsewhere: its code, and whether it was taken back.
    Elsewhere {
        /// The code it was posted with.
        code: Code,
        /// Whether it takes an earlier one back.
        returned: bool,
    },
}

impl Filter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::All, Self::Pending, Self::Processed, Self::Cancelled, Self::Returned];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Pending => "pending",
            Self::Processed => "processed",
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.name() == name)
    }

    /// Whether a payment in this state is meant.
    pub fn takes(self, state: State) -> bool {
        match self {
            Self::All => true,
            Self::Pending => matches!(
                state,
                State::Scheduled | State::Started | State::Submitted | State::Sent | State::Settled
            ),
            Self::Processed => state == State::Posted,
            Self::Cancelled => matches!(state, State::Cancelled | State::Failed),
            Self::Returned => state == State::Returned,
        }
    }

    /// The states that are meant, as the store takes them: some stand twice.
    fn states(self) -> [&'static str; 9] {
        let mut meant = State::ALL.into_iter().filter(|state| self.takes(*state)).map(State::name).cycle();
        std::array::from_fn(|_| meant.next().expect("each filter takes a state"))
    }
}

/// A page of the list; `before` is the place of the last one seen.
pub async fn list(
    store: &Store,
    pack: &Pack,
    taxpayer: Id,
    filter: Filter,
    before: Option<Place>,
    most: usize,
) -> Result<Vec<Listed>, StoreError> {
    let count = i64::try_from(most).unwrap_or(i64::MAX);
    let here = payments::list(store, taxpayer, filter.states(), before, count).await?;
    let mut listed: Vec<Listed> = here.into_iter().map(made_here).collect();
    let modules = modules::list(store, taxpayer).await?;
    let own = own_entries(store, taxpayer, &modules).await?;
    for module in &modules {
        let entries = module.entries.iter().filter(|entry| !own.contains(payment_of(&entry.record_key)));
        listed.extend(entries.filter_map(|entry| elsewhere(pack, module, entry, filter)));
    }
    listed.retain(|payment| before.is_none_or(|before| payment.place < before));
    listed.sort_by_key(|payment| std::cmp::Reverse(payment.place));
    listed.truncate(most);
    Ok(listed)
}

fn made_here(payment: Payment) -> Listed {
    Listed {
        place: (payment.debit_on, payment.id),
        form: payment.form.clone(),
        tax_year: payment.tax_year,
        amount: payment.amount,
        what: What::Here(Box::new(payment)),
    }
}

/// The key of a payment, out of that of an entry about it.
fn payment_of(record_key: &str) -> &str {
    record_key.match_indices(':').nth(1).map_or(record_key, |(end, _)| &record_key[..end])
}

/// The keys of entries that stand for the person's own payments. A spouse's into a joint year come from elsewhere.
async fn own_entries(
    store: &Store,
    taxpayer: Id,
    modules: &[Module],
) -> Result<BTreeSet<String>, StoreError> {
    let is_ours = |entry: &Entry| entry.record_key.starts_with("payment:");
    if !modules.iter().flat_map(|module| &module.entries).any(is_ours) {
        return Ok(BTreeSet::new());
    }
    let states = [State::Posted, State::Returned, State::Settled].map(State::name);
    let own = payments::list_in_states(store, taxpayer, states).await?;
    Ok(own.iter().map(entry_key).collect())
}

fn elsewhere(pack: &Pack, module: &Module, entry: &Entry, filter: Filter) -> Option<Listed> {
    let code = Code::new(entry.code)?;
    let returned = match pack.codes.find(code)?.role {
        CodeRole::Payment => false,
        CodeRole::Reversal => true,
        _ => return None,
    };
    let is_meant = filter.takes(if returned { State::Returned } else { State::Posted });
    let amount = if entry.amount.is_negative() { entry.amount.negated().ok()? } else { entry.amount };
    (is_meant && !amount.is_zero()).then(|| Listed {
        place: (entry.posted_on, entry.id),
        form: module.form.clone(),
        tax_year: module.tax_year,
        amount,
        what: What::Elsewhere { code, returned },
    })
}
