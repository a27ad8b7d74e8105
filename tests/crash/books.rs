//! Do the books hold what people were told, once, and nothing half done?

use std::collections::BTreeMap;

use store::{Store, audit};
use values::Id;

use super::payers::{FIRST_AMOUNT, Told};

const PAYMENTS: &str =
    "SELECT taxpayer_id, submission_id, amount, state, debit_on FROM payment WHERE amount >= $1";
const DAYS: &str = "SELECT taxpayer_id, CAST(SUM(made) AS BIGINT) FROM payment_day GROUP BY taxpayer_id";
// What left has its file for a line.
const EVENTS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM payment p WHERE NOT (p.state = 'sent' AND p.file_id IS NOT NULL) \
    AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.taxpayer_id = p.taxpayer_id AND e.payment_id = p.payment_id AND e.version = p.version)";
const POSTED: &str = "SELECT amount FROM entry WHERE amount <= $1";

/// What is wrong with books, in words; nothing if all is well. `told` are payments that must be in them.
pub(crate) async fn wrong(store: &Store, told: &[Told]) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Err(error) = audit::verify(store).await {
        wrong.push(format!("the audit log is broken: {error}"));
    }
    let rows = match store.rows(PAYMENTS, &[FIRST_AMOUNT.into()]).await {
        Ok(rows) => rows,
        Err(error) => return vec![format!("the books cannot be read: {error}")],
    };
    let mut found: BTreeMap<i64, (Id, String)> = BTreeMap::new();
    let mut made: BTreeMap<Id, i64> = BTreeMap::new();
    for row in rows {
        let (taxpayer, submission) = (row.id(0).expect("an id"), row.id(1).expect("an id"));
        let (cents, state) = (row.int(2).expect("cents"), row.text(3).expect("a state").to_owned());
        *made.entry(taxpayer).or_default() += 1;
        if found.insert(cents, (submission, state)).is_some() {
            wrong.push(format!("{cents} is in the books twice"));
        }
    }
    for Told { cents, submission, .. } in told {
        match found.get(cents) {
            None => wrong.push(format!("{cents} was told, and is lost")),
            Some((id, _)) if id.to_string() != *submission => {
                wrong.push(format!("{cents} was told as {submission}, and is {id}"));
            }
            Some(_) => {}
        }
    }
    wrong.extend(counts(store, &made).await);
    wrong.extend(ledger(store, &found).await);
    wrong
}

/// What is counted beside the payments agrees with them.
async fn counts(store: &Store, made: &BTreeMap<Id, i64>) -> Vec<String> {
    let days = store.rows(DAYS, &[]).await.expect("days can be read");
    let counted: BTreeMap<Id, i64> =
        days.iter().map(|row| (row.id(0).expect("an id"), row.int(1).expect("a count"))).collect();
    let mut wrong = Vec::new();
    if &counted != made {
        wrong.push(format!("the days count {counted:?}, the payments {made:?}"));
    }
    let untold = store.row(EVENTS, &[]).await.expect("events can be read").expect("a count");
    if untold.int(0).expect("a count") != 0 {
        wrong.push("a payment changed without a line in its history".to_owned());
    }
    wrong
}

/// Each posted payment is in the ledger once, and no other is: their sum is zero.
async fn ledger(store: &Store, found: &BTreeMap<i64, (Id, String)>) -> Vec<String> {
    let posted = found.iter().filter(|(_, (_, state))| state == "posted").map(|(cents, _)| *cents);
    let mut balance: BTreeMap<i64, i64> = posted.map(|cents| (cents, 1)).collect();
    for row in store.rows(POSTED, &[(-FIRST_AMOUNT).into()]).await.expect("entries can be read") {
        let cents = -row.int(0).expect("cents");
        if found.contains_key(&cents) {
            *balance.entry(cents).or_default() -= 1;
        }
    }
    let not_zero = balance.into_iter().filter(|(_, left)| *left != 0);
    not_zero
        .map(|(cents, left)| {
            let state = &found[&cents].1;
            format!(
                "{cents} is {state}, and stands in the ledger {} times",
                if state == "posted" { 1 - left } else { -left }
            )
        })
        .collect()
}
