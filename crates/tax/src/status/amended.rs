//! Which of three stages has an amended return reached, and how old is it against the published window? 977 is an amended
//! return, 29x and 30x what was changed, 84x what was sent.

use serde::Serialize;
use values::{Cents, Date, MoneyError};

use super::{later, until};
use crate::calendar::day_number;
use crate::ledger::{Module, Transaction};
use crate::pack::{Pack, PackError};

/// How far an amended return is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is there.
    Received,
    /// The account was changed, or it was found that nothing changes.
    Adjusted,
    /// What followed was sent: money, a bill or a letter.
    Completed,
}

/// Where an amended return stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Amended {
    /// How far it is.
    pub stage: Stage,
    /// When it came.
    pub received_on: Date,
    /// When the account was changed.
    pub adjusted_on: Option<Date>,
    /// When what followed was sent.
    pub completed_on: Option<Date>,
    /// By how much the tax changed; less is negative.
    pub change: Option<Cents>,
    /// Its age in whole weeks: on its last day where it is completed.
    pub weeks: i32,
    /// So many weeks are published.
    pub window_weeks: i32,
    /// The last day of that time.
    pub usual_by: Date,
}

impl Amended {
    /// Whether it takes longer than is published.
    pub fn is_late(&self, today: Date) -> bool {
        self.stage < Stage::Completed && today > self.usual_by
    }
}

/// Tax changed by an account's adjustment or by an examination.
const CHANGES: [u16; 12] = [290, 291, 294, 295, 298, 299, 300, 301, 304, 305, 308, 309];
const FOLLOWED: [u16; 3] = [840, 846, 971];

/// The latest amended return of a module on a day.
pub fn amended(
    pack: &Pack,
    module: &Module,
    today: Date,
) -> Result<Option<Amended>, super::refund::StatusError> {
    let all = until(&module.transactions, today);
    let Some(received_on) = super::last(&all, &[977]) else { return Ok(None) };
    let behind = |posted: &&&Transaction, codes: &[u16], from: Date| {
        posted.date >= from && codes.contains(&posted.code.get())
    };
    let changed = all.iter().find(|posted| behind(posted, &CHANGES, received_on));
    let adjusted_on = changed.map(|posted| posted.date);
    let completed_on = adjusted_on.and_then(|from| {
        let followed = all.iter().find(|posted| behind(posted, &FOLLOWED, from)).map(|posted| posted.date);
        let billed =
            module.notices.iter().map(|notice| notice.date).filter(|on| *on >= from && *on <= today).min();
        followed.into_iter().chain(billed).min()
    });
    let stage = match (adjusted_on, completed_on) {
        (_, Some(_)) => Stage::Completed,
        (Some(_), None) => Stage::Adjusted,
        (None, None) => Stage::Received,
    };
    let window_weeks = window(pack, received_on)?;
    let change = adjusted_on.map(|on| sum(&all, on)).transpose()?;
    let end = completed_on.unwrap_or(today);
    Ok(Some(Amended {
        stage,
        received_on,
        adjusted_on,
        completed_on,
        change,
        weeks: (day_number(end) - day_number(received_on)) / 7,
        window_weeks,
        usual_by: later(received_on, 7 * window_weeks),
    }))
}

fn window(pack: &Pack, on: Date) -> Result<i32, PackError> {
    pack.count("amended.window_weeks", on)
}

fn sum(all: &[&Transaction], on: Date) -> Result<Cents, MoneyError> {
    let changes = all.iter().filter(|posted| posted.date == on && CHANGES.contains(&posted.code.get()));
    Cents::total(changes.map(|posted| posted.amount))
}
