//! How is a file for the bank written? From what was taken into it, the same bytes however often.

use std::io::Write as Out;

use formats::ach::{self, Account, AccountKind, EntryClass, Side, Writer};
use jiff::tz::TimeZone;
use store::Write;
use store::taxes::bank_accounts;
use store::taxes::bank_entries::{self, BankEntry, EntryKind};
use store::taxes::bank_files::{self, BankFile};
use values::Secret;

use super::{House, Outcome, SettlementError};
use crate::payments::confirmation;

/// Entries read at once.
const AT_ONCE: i64 = 500;
/// Files of a day: A to Z, 0 to 9.
const MODIFIERS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/// Numbers kept free behind a file's entries for those that balance it: one for each ten digits of the largest sum and for
/// each full batch.
pub(super) const MOST_OFFSETS: i64 = 128;

/// Who sends files, as whom the bank knows them, and what was agreed with it.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The bank's routing number.
    pub destination: String,
    /// Its name.
    pub destination_name: String,
    /// Our number at the bank.
    pub origin: String,
    /// Our name.
    pub origin_name: String,
    /// Our number as a company, on people's statements.
    pub company: String,
    /// Our name on people's statements.
    pub company_name: String,
    /// What people's statements say of a payment.
    pub description: String,
    /// What they say of a refund.
    pub refund_description: String,
    /// Our own account, where the bank wants files that balance.
    pub balance: Option<Account>,
    /// Whether accounts that no check knows are asked about before money is taken from them.
    pub prenotes: bool,
}

/// The batches of a file, in its order: by who authorised the entries, and which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Batch {
    /// Out of people's accounts, authorised on the site.
    Debits,
    /// Out of businesses' accounts.
    CompanyDebits,
    /// Into people's accounts.
    Credits,
    /// Into businesses' accounts.
    CompanyCredits,
}

impl Batch {
    const ALL: [Self; 4] = [Self::Debits, Self::CompanyDebits, Self::Credits, Self::CompanyCredits];

    /// Its number in the books.
    pub(super) const fn number(self) -> i64 {
        match self {
            Self::Debits => 1,
            Self::CompanyDebits => 2,
            Self::Credits => 3,
            Self::CompanyCredits => 4,
        }
    }

    const fn class(self) -> EntryClass {
        match self {
            Self::Debits => EntryClass::Web,
            Self::Credits => EntryClass::Ppd,
            Self::CompanyDebits | Self::CompanyCredits => EntryClass::Ccd,
        }
    }

    const fn side(self) -> Side {
        match self {
            Self::Debits | Self::CompanyDebits => Side::Debit,
            Self::Credits | Self::CompanyCredits => Side::Credit,
        }
    }

    fn header(self, sender: &Sender, file: &BankFile) -> ach::Batch {
        let description = match self.side() {
            Side::Debit => &sender.description,
            Side::Credit => &sender.refund_description,
        };
        ach::Batch {
            entry_class: self.class(),
            company_name: sender.company_name.clone(),
            company: sender.company.clone(),
            description: description.clone(),
            effective_on: file.effective_on,
            side: Some(self.side()),
            balance: sender.balance.clone(),
        }
    }
}

/// Writes the file from what was taken into it.
pub async fn write<W: Out>(
    house: &House<'_>,
    sender: &Sender,
    file: &BankFile,
    out: W,
) -> Result<W, SettlementError> {
    let mut writer = Writer::begin(out, &header(sender, file)?)?;
    for batch in Batch::ALL {
        let mut after = String::new();
        loop {
            let place = (file.id, batch.number());
            let page = bank_entries::list_of_batch(house.store, house.sealer, place, &after, AT_ONCE).await?;
            let Some((last, _)) = page.last() else { break };
            if after.is_empty() {
                writer.batch(batch.header(sender, file))?;
            }
            after.clone_from(&last.trace_number);
            for (entry, account) in &page {
                put(&mut writer, batch, entry, account.as_ref())?;
            }
        }
    }
    Ok(writer.finish()?.0)
}

fn put<W: Out>(
    writer: &mut Writer<W>,
    batch: Batch,
    entry: &BankEntry,
    account: Option<&bank_accounts::Opened>,
) -> Result<(), SettlementError> {
    let number = confirmation(entry.subject_id);
    let broken = |why: &str| SettlementError::Payment { confirmation: number.clone(), why: why.to_owned() };
    let account = account.ok_or_else(|| broken("its payer was erased"))?;
    let written = writer
        .entry(&ach::Entry {
            account: &at_the_bank(account),
            side: batch.side(),
            is_prenote: entry.kind == EntryKind::Prenote,
            amount: entry.amount,
            individual: &number,
            name: &account.holder,
            is_recurring: false,
            message: None,
            trace: entry.trace_number[8..].parse().ok(),
        })
        .map_err(|error| broken(&error.to_string()))?;
    if entry.trace_number == written {
        return Ok(());
    }
    Err(broken("its trace number is not the one it was taken with"))
}

fn header(sender: &Sender, file: &BankFile) -> Result<ach::File, SettlementError> {
    let made_at = file.made_at.to_zoned(TimeZone::UTC);
    let place = usize::try_from(file.number - 1).unwrap_or(usize::MAX);
    let modifier = MODIFIERS.get(place).ok_or(SettlementError::TooManyFiles)?;
    Ok(ach::File {
        destination: sender.destination.clone(),
        destination_name: sender.destination_name.clone(),
        origin: sender.origin.clone(),
        origin_name: sender.origin_name.clone(),
        made_on: file.made_on,
        made_at: (made_at.hour(), made_at.minute()),
        modifier: char::from(*modifier),
        reference: String::new(),
        bank: sender.destination[..8].to_owned(),
        first_trace: u64::try_from(file.first_trace + file.entries).unwrap_or(1),
    })
}

fn at_the_bank(account: &bank_accounts::Opened) -> Account {
    Account {
        routing: account.routing.digits(),
        number: Secret::new(account.number.expose().to_owned()),
        kind: match account.kind {
            bank_accounts::AccountKind::Checking => AccountKind::Checking,
            bank_accounts::AccountKind::Savings => AccountKind::Savings,
        },
    }
}

/// Closes a file that is written, and gives it as it then stands: nothing more is taken into it.
pub async fn close(house: &House<'_>, file: &BankFile, hash: &[u8]) -> Result<BankFile, SettlementError> {
    house.refuse_stopped().await?;
    let closed = house.act.about("payment_file.close", Some(file.id), None);
    match house.write(bank_files::close(Write::new(), file, hash).audit(closed)).await? {
        Outcome::Done => {
            let hash = Some(hash.to_vec());
            Ok(BankFile { is_open: false, hash, version: file.version + 1, ..file.clone() })
        }
        Outcome::Conflict => Err(SettlementError::Busy),
    }
}
