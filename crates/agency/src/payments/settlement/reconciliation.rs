//! Does the bank's statement show what the books say? Each movement against the files that left and what came back; each
//! item of the books is found once, and what is not found on either side is told.

use formats::bai2::{Side, Statement};
use serde::Serialize;
use store::Write;
use store::taxes::{bank_answers, bank_files, statements};
use values::{Cents, Date};

use super::releasing::moves_on;
use super::{House, Outcome, SettlementError};

/// A movement is looked for so many days after the books' own day.
const DAYS: i32 = 10;
/// Files and answers looked at.
const MOST: i64 = 1_000_000;

/// What was compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// Movements found in the books now.
    pub matched: u64,
    /// Movements that were found before.
    pub repeated: u64,
    /// Movements that the books do not have.
    pub unknown: Vec<Movement>,
    /// What the books expected by now and the statement does not show.
    pub missing: Vec<Expected>,
}

/// A movement on a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// Its line.
    pub line: u64,
    /// The day.
    pub on: Option<Date>,
    /// Into the account positive, out of it negative.
    pub amount: Cents,
    /// The bank's type code.
    pub type_code: u16,
}

/// Something in the books that moves money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// What it is: `file 2026-12-01-01`, `file 2026-12-01-01 batch 1`, `return TRACE CODE` or `returns 2026-12-03`.
    pub item: String,
    /// From this day on.
    pub on: Date,
    /// Into the account positive, out of it negative.
    pub amount: Cents,
    /// What else it may be found as, in parts or within a sum: it is not missing once those are found.
    #[serde(skip)]
    same_as: Vec<String>,
}

/// Compares a statement. `name` tells it from others: its hash.
pub async fn reconcile(
    house: &House<'_>,
    statement: &Statement,
    name: &str,
) -> Result<Reconciled, SettlementError> {
    let days = || statement.groups.iter().filter_map(|group| group.on);
    let Some((first, last)) = days().min().zip(days().max()) else { return Ok(Reconciled::default()) };
    let expected = expected(house, (first, last)).await?;
    let mut reconciled = Reconciled::default();
    for group in &statement.groups {
        for movement in group.accounts.iter().flat_map(|account| &account.transactions) {
            let amount = match movement.side {
                Some(Side::Credit) => movement.amount,
                Some(Side::Debit) => Cents::new(-movement.amount.get()),
                None => continue,
            };
            let line = i64::try_from(movement.line).unwrap_or(i64::MAX);
            let fits = |item: &&Expected| item.amount == amount && group.on.is_none_or(|on| item.on <= on);
            let mut is_known = false;
            for item in expected.iter().filter(fits) {
                match house.find_or_match(item, (name, line)).await? {
                    Matched::Now => reconciled.matched += 1,
                    Matched::Before => reconciled.repeated += 1,
                    Matched::Elsewhere => continue,
                }
                is_known = true;
                break;
            }
            if !is_known {
                let type_code = movement.type_code;
                reconciled.unknown.push(Movement { line: movement.line, on: group.on, amount, type_code });
            }
        }
    }
    for item in expected.iter().filter(|item| item.on <= last) {
        let mut is_found = false;
        for name in std::iter::once(&item.item).chain(&item.same_as) {
            is_found |= statements::find(house.store, name).await?.is_some();
        }
        if !is_found {
            reconciled.missing.push(item.clone());
        }
    }
    Ok(reconciled)
}

enum Matched {
    Now,
    Before,
    Elsewhere,
}

impl House<'_> {
    async fn find_or_match(
        &self,
        item: &Expected,
        (name, line): (&str, i64),
    ) -> Result<Matched, SettlementError> {
        if let Some((statement, at)) = statements::find(self.store, &item.item).await? {
            let is_here = (statement.as_str(), at) == (name, line);
            return Ok(if is_here { Matched::Before } else { Matched::Elsewhere });
        }
        for other in &item.same_as {
            if statements::find(self.store, other).await?.is_some() {
                return Ok(Matched::Elsewhere);
            }
        }
        let about = self.act.about("bank_statement.match", None, Some(&item.item));
        match self.write(statements::add(Write::new(), &item.item, name, line).audit(about)).await? {
            Outcome::Done => Ok(Matched::Now),
            Outcome::Conflict => Ok(Matched::Elsewhere),
        }
    }
}

/// What the books say moved from some days before the first day to the last: files whole and by batch, returns each and by
/// day. A bank books either.
async fn expected(house: &House<'_>, (first, last): (Date, Date)) -> Result<Vec<Expected>, SettlementError> {
    let since = first.saturating_sub(jiff::Span::new().days(DAYS));
    let mut expected = Vec::new();
    for file in bank_files::list(house.store, since, MOST).await? {
        let Some(on) = moves_on(house.pack, &file).filter(|on| *on <= last) else { continue };
        let name = format!("file {}-{:02}", file.made_on, file.number);
        let batches = statements::batches(house.store, file.id).await?;
        let signed =
            |(batch, amount): (i64, Cents)| if batch <= 2 { amount } else { Cents::new(-amount.get()) };
        let part = |batch: i64| format!("{name} batch {batch}");
        let whole: i64 = batches.iter().map(|batch| signed(*batch).get()).sum();
        let parts: Vec<String> = batches.iter().map(|(batch, _)| part(*batch)).collect();
        let item = |item: String, amount, same_as| Expected { item, on, amount, same_as };
        if batches.len() > 1 {
            for batch in batches.iter().filter(|batch| !batch.1.is_zero()) {
                expected.push(item(part(batch.0), signed(*batch), vec![name.clone()]));
            }
        }
        if whole != 0 {
            expected.push(item(name.clone(), Cents::new(whole), parts));
        }
    }
    let mut answers = bank_answers::list_of_days(house.store, (since, last), MOST).await?;
    if i64::try_from(answers.len()) == Ok(MOST) {
        return Err(SettlementError::TooManyAnswers { most: MOST });
    }
    answers.retain(|answer| !answer.amount.is_zero());
    for of_day in answers.chunk_by(|a, b| a.answered_on == b.answered_on) {
        let on = of_day[0].answered_on;
        let name = format!("returns {on}");
        let one = |answer: &bank_answers::BankAnswer| {
            format!("return {} {} {}", answer.original_trace, answer.answer_trace, answer.code)
        };
        for answer in of_day {
            let amount = Cents::new(-answer.amount.get());
            expected.push(Expected { item: one(answer), on, amount, same_as: vec![name.clone()] });
        }
        let sum: i64 = of_day.iter().map(|answer| -answer.amount.get()).sum();
        if of_day.len() > 1 && sum != 0 {
            let parts = of_day.iter().map(one).collect();
            expected.push(Expected { item: name, on, amount: Cents::new(sum), same_as: parts });
        }
    }
    Ok(expected)
}
