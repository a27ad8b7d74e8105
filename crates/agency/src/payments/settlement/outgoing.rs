//! Which payments leave in which file, and how is it written?

use std::io::Write as Out;

use formats::ach::{self, Account, AccountKind, Batch, Entry, EntryClass, Side, Writer};
use jiff::tz::TimeZone;
use store::taxes::bank_files::{self, BankFile};
use store::taxes::{bank_accounts, payments};
use store::{AuditRecord, Store, StoreError, Write, settings};
use values::{Cents, Date, Id, Secret};

use super::{House, Outcome, SettlementError};
use crate::payments::{Act, confirmation, send};

/// Where it is remembered that outgoing files are stopped: the reason, empty while they are not.
const STOPPED: &str = "bank.stopped";
/// Payments taken in one write.
const AT_ONCE: i64 = 500;
/// The most that a file's twelve digits hold.
const MOST_OF_A_FILE: i64 = 999_999_999_999;
/// Entries of a file at most, and the number after which the first comes again: seven digits of the trace number.
const MOST_ENTRIES: i64 = 4_000_000;
const MOST_TRACES: i64 = 9_999_000;
/// Files of a day: A to Z, 0 to 9.
const MODIFIERS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Who sends files, and as whom the bank knows them.
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
}

/// Why outgoing files are stopped, if they are.
pub async fn stopped(store: &Store) -> Result<Option<String>, StoreError> {
    Ok(settings::find(store, STOPPED).await?.filter(|reason| !reason.is_empty()))
}

/// Stops outgoing files.
pub fn stop(reason: &str, act: &Act) -> Write {
    let reason = if reason.trim().is_empty() { "no reason given" } else { reason.trim() };
    settings::change(Write::new(), STOPPED, reason).audit(record(
        act,
        "payment_file.stop",
        None,
        Some(reason),
    ))
}

/// Lets them go on.
pub fn resume(act: &Act) -> Write {
    settings::change(Write::new(), STOPPED, "").audit(record(act, "payment_file.resume", None, None))
}

fn record(act: &Act, action: &'static str, subject: Option<Id>, reason: Option<&str>) -> AuditRecord {
    let reason = reason.map(str::to_owned);
    AuditRecord { at: act.now, actor: act.actor.clone(), action, subject, reason }
}

impl House<'_> {
    async fn refuse_stopped(&self) -> Result<(), SettlementError> {
        stopped(self.store).await?.map_or(Ok(()), |reason| Err(SettlementError::Stopped(reason)))
    }

    /// The open file, or a new one if anything is due.
    async fn open_file(
        &self,
        today: Date,
        on: Date,
        id: impl FnOnce() -> Id,
    ) -> Result<Option<BankFile>, SettlementError> {
        let last = bank_files::find_last(self.store, today).await?;
        if let Some(open) = last.as_ref().filter(|file| file.is_open) {
            return Ok(Some(open.clone()));
        }
        let due = payments::list_due(self.store, self.sealer, on, None, AT_ONCE).await?;
        if due.iter().all(|(_, account)| account.is_none()) {
            return Ok(None);
        }
        let number = last.as_ref().filter(|file| file.made_on == today).map_or(1, |file| file.number + 1);
        if number > 36 {
            return Err(SettlementError::TooManyFiles);
        }
        let after = last.map_or(1, |file| file.first_trace + file.entries);
        let file = BankFile {
            made_on: today,
            number,
            id: id(),
            made_at: self.act.now,
            effective_on: self.pack.calendar.on_or_after(on),
            first_trace: if after + MOST_ENTRIES > MOST_TRACES { 1 } else { after },
            entries: 0,
            amount: Cents::ZERO,
            is_open: true,
            hash: None,
            version: 1,
        };
        let begun = record(&self.act, "payment_file.begin", Some(file.id), None);
        match self.write(bank_files::add(Write::new(), &file).audit(begun)).await? {
            Outcome::Done => Ok(Some(file)),
            Outcome::Conflict => Err(SettlementError::Busy),
        }
    }
}

/// The next file with all payments that are due and fit into it; none if nothing is due. One that was begun before and
/// not written is gone on with.
pub async fn next(
    house: &House<'_>,
    sender: &Sender,
    (today, on): (Date, Date),
    id: impl FnOnce() -> Id,
) -> Result<Option<BankFile>, SettlementError> {
    house.refuse_stopped().await?;
    let Some(mut file) = house.open_file(today, on, id).await? else { return Ok(None) };
    let (mut after, mut conflicts) = (None, 0);
    loop {
        let due = payments::list_due(house.store, house.sealer, on, after, AT_ONCE).await?;
        let Some((last, _)) = due.last() else { return Ok(Some(file)) };
        let place = (last.debit_on, last.id);
        let (mut leaving, mut amount) = (Vec::new(), Cents::ZERO);
        let mut is_full = false;
        for (payment, _) in due.iter().filter(|(_, account)| account.is_some()) {
            let sum = Cents::total([file.amount, amount, payment.amount]);
            let count = file.entries + i64::try_from(leaving.len()).unwrap_or(i64::MAX);
            if sum.map_or(true, |sum| sum.get() > MOST_OF_A_FILE) || count >= MOST_ENTRIES {
                is_full = true;
                break;
            }
            amount = Cents::new(amount.get() + payment.amount.get());
            leaving.push((payment.clone(), trace(sender, file.first_trace + count)));
        }
        if !leaving.is_empty() {
            let taken = i64::try_from(leaving.len()).unwrap_or(i64::MAX);
            let write = send(&leaving, file.id, &house.act)?;
            match house.write(bank_files::take(write, &file, taken, amount)).await? {
                Outcome::Done => {
                    file.entries += taken;
                    file.amount = Cents::new(file.amount.get() + amount.get());
                    file.version += 1;
                }
                Outcome::Conflict => {
                    // Somebody called a payment off, or settles too: look again at what stands.
                    conflicts += 1;
                    let last = bank_files::find_last(house.store, today).await?;
                    if last.as_ref() != Some(&file) || conflicts > 20 {
                        return Err(SettlementError::Busy);
                    }
                    continue;
                }
            }
        }
        if is_full {
            return Ok(Some(file));
        }
        after = Some(place);
    }
}

fn trace(sender: &Sender, number: i64) -> String {
    format!("{}{number:07}", &sender.destination[..8])
}

/// Writes the file from what was taken into it: the same bytes however often.
pub async fn write<W: Out>(
    house: &House<'_>,
    sender: &Sender,
    file: &BankFile,
    out: W,
) -> Result<W, SettlementError> {
    let header = header(sender, file)?;
    let mut writer = Writer::begin(out, &header)?;
    writer.batch(Batch {
        entry_class: EntryClass::Web,
        company_name: sender.company_name.clone(),
        company: sender.company.clone(),
        description: sender.description.clone(),
        effective_on: file.effective_on,
        side: Some(Side::Debit),
        balance: None,
    })?;
    let mut after = String::new();
    loop {
        let page =
            payments::list_of_file_with_accounts(house.store, house.sealer, file.id, &after, AT_ONCE).await?;
        if page.is_empty() {
            break;
        }
        for (payment, account) in page {
            let broken = |why: &str| SettlementError::Payment {
                confirmation: confirmation(payment.id),
                why: why.to_owned(),
            };
            let account = account.ok_or_else(|| broken("its payer was erased"))?;
            let number = confirmation(payment.id);
            let written = writer
                .entry(&Entry {
                    account: &at_the_bank(&account),
                    side: Side::Debit,
                    is_prenote: false,
                    amount: payment.amount,
                    individual: &number,
                    name: &account.holder,
                    is_recurring: false,
                    message: None,
                })
                .map_err(|error| broken(&error.to_string()))?;
            if payment.trace_number.as_deref() != Some(written.as_str()) {
                return Err(broken("its trace number is not the one it was taken with"));
            }
            after = written;
        }
    }
    Ok(writer.finish()?.0)
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
        first_trace: u64::try_from(file.first_trace).unwrap_or(1),
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

/// Closes a file that is written: nothing more is taken into it.
pub async fn close(house: &House<'_>, file: &BankFile, hash: &[u8]) -> Result<(), SettlementError> {
    house.refuse_stopped().await?;
    let closed = record(&house.act, "payment_file.close", Some(file.id), None);
    match house.write(bank_files::close(Write::new(), file, hash).audit(closed)).await? {
        Outcome::Done => Ok(()),
        Outcome::Conflict => Err(SettlementError::Busy),
    }
}
