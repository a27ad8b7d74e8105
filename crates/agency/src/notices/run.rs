//! The daily run: who is written to today, and the one write by which it happens.

use store::seal::Sealer;
use store::taxes::modules::{self, ToNotice};
use store::taxes::notices::{self, Notice, notice_id};
use store::taxes::{plans, returns};
use store::{Actor, AuditRecord, Store, Write, WriteError};
use tax::calendar::{date_of, day_number};
use tax::pack::Pack;
use values::{Cents, Date, Id};

use super::rules::{Draft, Look, for_year};
use super::{NoticeError, newest, number, of_plans};
use crate::balance;
use crate::payments::Moment;
use crate::plans as paying;

/// Years and plans looked at in one page.
const AT_ONCE: i64 = 200;

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// Years and plans that were looked at.
    pub looked_at: usize,
    /// Notices that were written.
    pub written: usize,
    /// Years and plans whose books cannot be read; the log says which.
    pub unreadable: usize,
}

/// What everything of a run needs.
struct Run<'a> {
    store: &'a Store,
    sealer: &'a Sealer,
    pack: &'a Pack,
    moment: Moment,
    issued: Issued,
}

/// Looks at every year and plan that changed or whose day has come, and at no other. Two runs at once, or one that was
/// killed and began again, write each notice once.
pub async fn issue(
    store: &Store,
    sealer: &Sealer,
    pack: &Pack,
    moment: Moment,
) -> Result<Issued, NoticeError> {
    let mut run = Run { store, sealer, pack, moment, issued: Issued::default() };
    let mut last: Option<ToNotice> = None;
    loop {
        let page = modules::list_to_notice(store, moment.today, last.as_ref(), AT_ONCE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.clone());
        for place in &page {
            let done = run.year(place).await;
            run.settle(place.module_id, done)?;
        }
    }
    let mut last = None;
    loop {
        let page = plans::list_to_notice(store, moment.today, last, AT_ONCE).await?;
        let Some(end) = page.last() else { return Ok(run.issued) };
        last = Some(*end);
        for (_, taxpayer, plan) in &page {
            let done = run.plan(*taxpayer, *plan).await;
            run.settle(*plan, done)?;
        }
    }
}

impl Run<'_> {
    /// One person's books that cannot be read hold nobody else up.
    fn settle(&mut self, which: Id, done: Result<usize, NoticeError>) -> Result<(), NoticeError> {
        self.issued.looked_at += 1;
        match done {
            Ok(written) => self.issued.written += written,
            Err(NoticeError::Store(error)) => return Err(NoticeError::Store(error)),
            Err(error) => {
                tracing::warn!(%which, %error, "no notice can be written about this");
                self.issued.unreadable += 1;
            }
        }
        Ok(())
    }

    async fn year(&self, place: &ToNotice) -> Result<usize, NoticeError> {
        let of = (place.form.as_str(), place.tax_year);
        let found = balance::year(self.store, self.pack, place.owner_id, of, self.moment.today).await?;
        // Two modules of one form and year: the other one is found under its own id.
        let Some(year) = found.filter(|year| year.module == (place.owner_id, place.module_id)) else {
            return Ok(0);
        };
        let filed_tax = self.filed_tax(place).await?;
        let mut write = Write::new();
        let (mut next, mut count) = (Date::MAX, 0);
        for taxpayer in [Some(place.owner_id), year.spouse_id].into_iter().flatten() {
            let known = notices::list(self.store, taxpayer).await?;
            let due =
                for_year(self.pack, &Look { year: &year, filed_tax, known: &known }, self.moment.today)?;
            next = next.min(due.next);
            for draft in &due.drafts {
                let about = (place.form.as_str(), place.tax_year, Some(place.module_id), None);
                write = self.add(write, taxpayer, about, draft)?;
                count += 1;
            }
        }
        let write = modules::looked(write, year.module, year.version, next);
        self.write(write, count).await
    }

    /// The total tax as the first return of the year says.
    async fn filed_tax(&self, place: &ToNotice) -> Result<Option<Cents>, NoticeError> {
        let filed = returns::list(self.store, self.sealer, place.owner_id).await?;
        let of = |filed: &&returns::TaxReturn| {
            filed.taxpayer_id == place.owner_id
                && filed.form == place.form
                && filed.tax_year == place.tax_year
        };
        let first = filed.iter().filter(of).min_by_key(|filed| (filed.filed_on, filed.id));
        Ok(first.and_then(|filed| filed.summary.figures.get("total_tax").copied()))
    }

    async fn plan(&self, taxpayer: Id, id: Id) -> Result<usize, NoticeError> {
        let Some(plan) = plans::find(self.store, taxpayer, id).await? else { return Ok(0) };
        let loaded = paying::load(self.store, self.pack, plan, self.moment.today).await?;
        let known = notices::list(self.store, taxpayer).await?;
        let due = of_plans::for_plan(self.pack, &loaded, &known, self.moment.today)?;
        let first = loaded.debts.first().map(|debt| (debt.year.form.as_str(), debt.year.tax_year));
        let (form, tax_year) = first.unwrap_or_default();
        let mut write = Write::new();
        for draft in &due.drafts {
            write = self.add(write, taxpayer, (form, tax_year, None, Some(id)), draft)?;
        }
        let write = plans::looked(write, &loaded.plan, due.next);
        self.write(write, due.drafts.len()).await
    }

    /// Adds a notice with its audit record.
    fn add(
        &self,
        write: Write,
        taxpayer_id: Id,
        (form, tax_year, module_id, plan_id): (&str, i64, Option<Id>, Option<Id>),
        draft: &Draft,
    ) -> Result<Write, NoticeError> {
        let Moment { now, today } = self.moment;
        let copy_from = date_of(day_number(today) - self.pack.count("notice.copy_after_days", today)?);
        let notice = Notice {
            taxpayer_id,
            id: notice_id(taxpayer_id, &draft.cause),
            kind: draft.kind.name().to_owned(),
            cause: draft.cause.clone(),
            template: newest(draft.kind).version,
            form: form.to_owned(),
            tax_year,
            module_id,
            plan_id,
            amount: draft.amount,
            other: draft.other,
            issued_on: draft.issued_on,
            act_by: draft.act_by,
            is_copy: draft.issued_on < copy_from,
            made_at: now,
            first_read_at: None,
        };
        let audit = AuditRecord {
            at: now,
            actor: Actor::System("notices"),
            action: "notice.issue",
            subject: Some(taxpayer_id),
            reason: Some(format!("{} {}", notice.kind, number(&notice))),
        };
        Ok(notices::add(write, &notice).audit(audit))
    }

    /// Writes; what another run wrote meanwhile, or what changed, is left to the next look.
    async fn write(&self, write: Write, count: usize) -> Result<usize, NoticeError> {
        match self.store.write(write).await {
            Ok(()) => Ok(count),
            Err(WriteError::Conflict { .. }) => Ok(0),
            Err(WriteError::Store(error)) => Err(error.into()),
        }
    }
}
