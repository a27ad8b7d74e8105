//! Interest on the one compounding balance of a module: tax, penalties that bear interest, and interest
//! so far, less payments; none while nothing is owed or interest is suspended.

use super::explanation::compound;
use super::{Line, NoInterest, Recorder, Span};
use crate::LawError;
use crate::calendar::{DayNumber, date_of, day_number};
use crate::exact::Compound;
use crate::interest::{Stretch, stretches};
use crate::pack::{Confidence, Pack, Side};

/// The interest from the first event to the end of `as_of`. Events must be sorted by day; those of a day
/// take effect after that day's interest.
pub(super) fn interest<R: Recorder>(
    pack: &Pack,
    events: &[(DayNumber, Compound)],
    suspensions: &[Span],
    as_of: DayNumber,
    recorder: &mut R,
) -> Result<Compound, LawError> {
    let pauses = merged(suspensions, as_of);
    let mut run = Run { pack, recorder, balance: Compound::ZERO, interest: Compound::ZERO };
    let mut events = events.iter().peekable();
    while let Some((day, amount)) = events.next() {
        run.balance = run.balance.plus(*amount);
        let until = events.peek().map_or(as_of, |next| next.0.min(as_of));
        run.days_without_events(*day, until, &pauses)?;
    }
    Ok(run.interest)
}

struct Run<'a, R> {
    pack: &'a Pack,
    recorder: &'a mut R,
    balance: Compound,
    interest: Compound,
}

impl<R: Recorder> Run<'_, R> {
    /// The days after `from` to `until`, cut where interest is suspended.
    fn days_without_events(
        &mut self,
        from: DayNumber,
        until: DayNumber,
        pauses: &[(DayNumber, DayNumber)],
    ) -> Result<(), LawError> {
        let mut done = from;
        for (first, last) in pauses.iter().filter(|pause| pause.1 > from && pause.0 <= until) {
            self.accrue(done, first - 1)?;
            let (first, last) = ((*first).max(done + 1), (*last).min(until));
            self.without_interest(first, last, NoInterest::Suspended);
            done = done.max(last);
        }
        self.accrue(done, until)
    }

    fn accrue(&mut self, from: DayNumber, until: DayNumber) -> Result<(), LawError> {
        if until <= from {
            return Ok(());
        }
        if !self.balance.is_positive() {
            self.without_interest(from + 1, until, NoInterest::NothingOwed);
            return Ok(());
        }
        for stretch in stretches(&self.pack.rates, Side::Underpayment, from, until)? {
            let earned = self.balance.grown_by(stretch.growth)?;
            self.recorder.line(|| line(self.pack, &stretch, self.balance, earned));
            self.balance = self.balance.plus(earned);
            self.interest = self.interest.plus(earned);
        }
        Ok(())
    }

    fn without_interest(&mut self, first: DayNumber, last: DayNumber, reason: NoInterest) {
        self.recorder.line(|| Line::WithoutInterest { from: date_of(first), to: date_of(last), reason });
    }
}

fn line(pack: &Pack, stretch: &Stretch<'_>, balance: Compound, earned: Compound) -> Line {
    let entry = pack.rates.entry(stretch.segment);
    Line::Interest {
        from: date_of(stretch.first),
        to: date_of(stretch.last),
        days: stretch.last - stretch.first + 1,
        balance: compound(balance),
        rate_percent: entry.underpayment.percent(),
        days_in_year: stretch.segment.days_in_year,
        amount: compound(earned),
        confidence: if stretch.segment.assumed { Confidence::Assumed } else { entry.confidence },
        source: entry.source.clone(),
    }
}

/// Suspensions that have begun, in order, overlaps joined.
fn merged(suspensions: &[Span], as_of: DayNumber) -> Vec<(DayNumber, DayNumber)> {
    let days = |span: &Span| (day_number(span.from), span.to.map_or(as_of, day_number));
    let mut pauses: Vec<_> = suspensions.iter().map(days).filter(|pause| pause.0 <= as_of).collect();
    pauses.sort_unstable();
    pauses.dedup_by(|next, kept| {
        let joins = next.0 <= kept.1 + 1;
        if joins {
            kept.1 = kept.1.max(next.1);
        }
        joins
    });
    pauses
}
