//! Which payments and refunds leave in which file? Each in one, counted in the write that marks it as sent.

use std::collections::BTreeSet;

use store::Write;
use store::taxes::bank_accounts::Opened;
use store::taxes::bank_entries::{self, BankEntry, EntryKind};
use store::taxes::bank_files::{self, BankFile};
use store::taxes::payments::{self, Payment, Place};
use store::taxes::refunds::{self, Refund};
use store::taxes::{bank_counts, prenotes};
use values::{Cents, Date, Id};

use super::outgoing::{Batch, MOST_OFFSETS};
use super::{House, Outcome, Sender, SettlementError};
use crate::payments::bank::send_in_file;
use crate::payments::state::moved;
use crate::payments::{Refusal, State};

/// Entries taken in one write: few in tests, so that what is due is more than one page there.
const AT_ONCE: i64 = if cfg!(test) { 3 } else { 5_000 };
/// The most that a file's twelve digits hold, on either side.
const MOST_OF_A_FILE: i64 = 999_999_999_999;
/// Entries of a file at most, and the number after which the first comes again: seven digits of the trace number.
const MOST_ENTRIES: i64 = 4_000_000;
const MOST_TRACES: i64 = 9_999_000;
/// So often what is due is looked at again because it changed meanwhile.
const TRIES: u32 = 20;

/// What is taken at once.
#[derive(Debug, Default)]
pub struct Taken {
    /// The file; none if nothing leaves.
    pub file: Option<BankFile>,
    /// Payments that wait until their account has been asked about.
    pub held: u64,
    /// Payments called off, because their bank says that the account takes none.
    pub refused: u64,
}

/// Something that leaves.
#[derive(Clone, Debug)]
enum Leaving {
    Payment(Payment),
    Prenote { place: (Id, Id) },
    Refund(Refund),
}

/// What leaves, from which account, in which batch.
struct Entry {
    leaving: Leaving,
    batch: Batch,
    place: (Id, Id),
    debit: Cents,
    credit: Cents,
}

/// Where the list of what is due goes on.
#[derive(Clone, Copy)]
enum Source {
    Payments(Option<Place>),
    Refunds(Option<Place>),
}

const START: Source = Source::Payments(None);

/// What is due from a place on, and where it goes on after that.
type Page = (Vec<Entry>, Option<Source>);

/// What a walk along the list has met.
#[derive(Default)]
struct Walk {
    held: u64,
    refused: u64,
    /// Accounts asked about in the page read last, which may not be written yet.
    asked: BTreeSet<(Id, Id)>,
}

/// The next file with everything that is due and fits into it. One that was begun before and not written is gone on with.
pub async fn next(
    house: &House<'_>,
    sender: &Sender,
    (today, on): (Date, Date),
    id: impl FnOnce() -> Id,
) -> Result<Taken, SettlementError> {
    house.refuse_stopped().await?;
    let (mut walk, mut id, mut conflicts) = (Walk::default(), Some(id), 0);
    let mut file = house.open_file(today).await?;
    let mut page = house.page(sender, on, Some(START), &mut walk).await?;
    while let Some((entries, following)) = page {
        if entries.is_empty() {
            page = house.page(sender, on, following, &mut walk).await?;
            continue;
        }
        let open = match file.take() {
            Some(file) => file,
            None => house.begin_file(sender, (today, on), id.take()).await?,
        };
        let (fitting, is_full) = fitting(&open, entries);
        let following = following.filter(|_| !is_full);
        // What follows is read while this is written.
        let (taken, next) =
            tokio::join!(house.take(sender, open, &fitting), house.page(sender, on, following, &mut walk));
        (file, page) = (taken?, next?);
        if file.is_none() {
            // Somebody called a payment off, or settles too: look again at what stands.
            conflicts += 1;
            file = house.open_file(today).await?;
            if file.is_none() || conflicts > TRIES {
                return Err(SettlementError::Busy);
            }
            walk = Walk::default();
            page = house.page(sender, on, Some(START), &mut walk).await?;
        }
    }
    // One that was begun for payments that were called off meanwhile is kept for the next.
    let file = file.filter(|file| file.entries > 0);
    Ok(Taken { file, held: walk.held, refused: walk.refused })
}

/// As many of them as the file still holds, and whether it is full then.
fn fitting(file: &BankFile, entries: Vec<Entry>) -> (Vec<Entry>, bool) {
    let (mut debits, mut credits, mut count) = (file.amount.get(), file.credits.get(), file.entries);
    let mut fitting = Vec::new();
    for entry in entries {
        debits = debits.saturating_add(entry.debit.get());
        credits = credits.saturating_add(entry.credit.get());
        // A balanced file has both sums on both sides.
        if debits.saturating_add(credits) > MOST_OF_A_FILE || count >= MOST_ENTRIES {
            return (fitting, true);
        }
        count += 1;
        fitting.push(entry);
    }
    (fitting, false)
}

impl House<'_> {
    /// The file that is not written yet, if there is one.
    async fn open_file(&self, today: Date) -> Result<Option<BankFile>, SettlementError> {
        Ok(bank_files::find_last(self.store, today).await?.filter(|file| file.is_open))
    }

    async fn begin_file(
        &self,
        sender: &Sender,
        (today, on): (Date, Date),
        id: Option<impl FnOnce() -> Id>,
    ) -> Result<BankFile, SettlementError> {
        let last = bank_files::find_last(self.store, today).await?;
        let id =
            id.filter(|_| last.as_ref().is_none_or(|file| !file.is_open)).ok_or(SettlementError::Busy)?;
        let number = last.as_ref().filter(|file| file.made_on == today).map_or(1, |file| file.number + 1);
        if number > 36 {
            return Err(SettlementError::TooManyFiles);
        }
        let offsets = if sender.balance.is_some() { MOST_OFFSETS } else { 0 };
        let after = last.map_or(1, |file| file.first_trace + file.entries + offsets);
        let file = BankFile {
            made_on: today,
            number,
            id: id(),
            made_at: self.act.now,
            effective_on: self.pack.calendar.on_or_after(on),
            first_trace: if after + MOST_ENTRIES > MOST_TRACES { 1 } else { after },
            entries: 0,
            amount: Cents::ZERO,
            credits: Cents::ZERO,
            is_open: true,
            hash: None,
            left_on: None,
            version: 1,
        };
        let begun = self.act.about("payment_file.begin", Some(file.id), None);
        match self.write(bank_files::add(Write::new(), &file).audit(begun)).await? {
            Outcome::Done => Ok(file),
            Outcome::Conflict => Err(SettlementError::Busy),
        }
    }

    /// Takes entries into the file, and gives it as it then stands; nothing if somebody else was first.
    async fn take(
        &self,
        sender: &Sender,
        mut file: BankFile,
        entries: &[Entry],
    ) -> Result<Option<BankFile>, SettlementError> {
        if entries.is_empty() {
            return Ok(Some(file));
        }
        let mut write = Write::new();
        let mut payments = Vec::new();
        let (mut debits, mut credits) = (Vec::new(), Vec::new());
        for (number, entry) in (file.first_trace + file.entries..).zip(entries) {
            let trace_number = format!("{}{number:07}", &sender.destination[..8]);
            let (kind, subject_id) = match &entry.leaving {
                Leaving::Payment(payment) => (EntryKind::Payment, payment.id),
                Leaving::Prenote { place } => (EntryKind::Prenote, place.1),
                Leaving::Refund(refund) => (EntryKind::Refund, refund.id),
            };
            let sent = BankEntry {
                file_id: file.id,
                batch: entry.batch.number(),
                trace_number: trace_number.clone(),
                kind,
                taxpayer_id: entry.place.0,
                subject_id,
                account_id: entry.place.1,
                amount: Cents::new(entry.debit.get() + entry.credit.get()),
            };
            write = bank_entries::add(write, &sent);
            match &entry.leaving {
                Leaving::Payment(payment) => payments.push((payment.clone(), trace_number)),
                Leaving::Prenote { place } => write = prenotes::add(write, *place, file.id),
                Leaving::Refund(refund) => {
                    let sent = crate::refunds::sent(refund, file.id, trace_number)?;
                    write = refunds::change(write, &sent);
                }
            }
            debits.push(entry.debit);
            credits.push(entry.credit);
        }
        let sum = |amounts: Vec<Cents>| Cents::total(amounts).map_err(|_| Refusal::Arithmetic);
        let (debits, credits) = (sum(debits)?, sum(credits)?);
        let count = i64::try_from(entries.len()).map_err(|_| Refusal::Arithmetic)?;
        let mut write = send_in_file(&payments, &file, &self.act)?.and(write);
        if !payments.is_empty() {
            let sent = i64::try_from(payments.len()).map_err(|_| Refusal::Arithmetic)?;
            write = bank_counts::add(write, (file.made_on, "sent"), sent, debits);
        }
        if self.write(bank_files::take(write, &file, count, (debits, credits))).await? == Outcome::Conflict {
            return Ok(None);
        }
        file.entries += count;
        file.amount = file.amount.plus(debits).map_err(|_| Refusal::Arithmetic)?;
        file.credits = file.credits.plus(credits).map_err(|_| Refusal::Arithmetic)?;
        file.version += 1;
        Ok(Some(file))
    }

    /// The page from a place on; none behind the end.
    async fn page(
        &self,
        sender: &Sender,
        on: Date,
        from: Option<Source>,
        walk: &mut Walk,
    ) -> Result<Option<Page>, SettlementError> {
        let page = match from {
            None => return Ok(None),
            Some(Source::Payments(after)) => {
                let until = if sender.prenotes { self.prenote_horizon(on)? } else { on };
                let due = payments::list_due(self.store, self.sealer, until, after, AT_ONCE).await?;
                let last = due.last().map(|(last, _)| Source::Payments(Some((last.debit_on, last.id))));
                (self.payments(sender, on, due, walk).await?, last.or(Some(Source::Refunds(None))))
            }
            Some(Source::Refunds(after)) => {
                let due = refunds::list_due(self.store, self.sealer, on, after, AT_ONCE).await?;
                let last = due.last().map(|(last, _)| Source::Refunds(Some((last.issued_on, last.id))));
                let entry = |(refund, account): (Refund, Option<Opened>)| {
                    Some(Entry {
                        batch: if account?.is_business { Batch::CompanyCredits } else { Batch::Credits },
                        place: (refund.taxpayer_id, refund.account_id),
                        debit: Cents::ZERO,
                        credit: refund.amount,
                        leaving: Leaving::Refund(refund),
                    })
                };
                (due.into_iter().filter_map(entry).collect(), last)
            }
        };
        Ok(Some(page))
    }

    async fn payments(
        &self,
        sender: &Sender,
        on: Date,
        due: Vec<(Payment, Option<Opened>)>,
        walk: &mut Walk,
    ) -> Result<Vec<Entry>, SettlementError> {
        let (mut entries, asked_before) = (Vec::new(), std::mem::take(&mut walk.asked));
        for (payment, account) in due {
            // An erased person's account cannot be asked.
            let Some(account) = account else { continue };
            let place = (payment.taxpayer_id, payment.account_id);
            let batch = if account.is_business { Batch::CompanyDebits } else { Batch::Debits };
            let entry = |leaving, debit| Entry { leaving, batch, place, debit, credit: Cents::ZERO };
            let is_due = payment.debit_on <= on;
            let standing = if sender.prenotes { self.standing(place, on).await? } else { Standing::Live };
            match standing {
                Standing::Live if is_due => {
                    let amount = payment.amount;
                    entries.push(entry(Leaving::Payment(payment), amount));
                }
                Standing::Live => {}
                Standing::Unasked => {
                    walk.held += u64::from(is_due);
                    if !asked_before.contains(&place) && walk.asked.insert(place) {
                        entries.push(entry(Leaving::Prenote { place }, Cents::ZERO));
                    }
                }
                Standing::Waiting => walk.held += u64::from(is_due),
                Standing::Refused(code) => {
                    walk.refused += u64::from(self.call_off(&payment, code).await?);
                }
            }
        }
        Ok(entries)
    }

    /// Until which day payments are looked at, so that their accounts are asked about in time.
    fn prenote_horizon(&self, on: Date) -> Result<Date, SettlementError> {
        let days = self.pack.count("payment.prenote_business_days", on).map_err(Refusal::from)?;
        Ok(self.pack.calendar.business_days_after(on, days + 1))
    }

    /// Whether money may be taken from an account.
    async fn standing(&self, place: (Id, Id), on: Date) -> Result<Standing, SettlementError> {
        let Some(known) = prenotes::find(self.store, place).await? else { return Ok(Standing::Live) };
        Ok(match (known.is_asked, known.return_code) {
            (_, Some(code)) => Standing::Refused(code),
            (false, None) if known.ownership == "matches" => Standing::Live,
            (false, None) => Standing::Unasked,
            (true, None) if known.live_on.is_some_and(|live_on| live_on <= on) => Standing::Live,
            (true, None) => Standing::Waiting,
        })
    }

    /// Calls a payment off whose account takes none; whether it still could be.
    async fn call_off(&self, payment: &Payment, code: String) -> Result<bool, SettlementError> {
        let off = Payment { return_code: Some(code), ..moved(payment, State::Cancelled)? };
        let write = payments::move_on(Write::new(), &off, self.act.now);
        let about = self.act.about("payment.cancel", Some(payment.taxpayer_id), None);
        Ok(self.write(write.audit(about)).await? == Outcome::Done)
    }
}

/// Whether money may be taken from an account.
enum Standing {
    Live,
    /// Its bank was not asked yet.
    Unasked,
    /// Its bank is asked, and still has time to answer.
    Waiting,
    /// Its bank says no, by this code.
    Refused(String),
}
